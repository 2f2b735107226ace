"""The emergency list: who has to be found outside. From the hub's picture, or from a kiosk's copy alone."""

from collections.abc import Iterable

from msgspec import Struct

from broker.house.state import House
from broker.wire.message import Ms
from broker.wire.pictures import StayPicture, VisitPicture


class ChildLine(Struct, frozen=True):
    """A child to find, with who looks after it beside."""

    stay: StayPicture
    beside: tuple[VisitPicture, ...]
    """The family's adults in the house, the one who answers first."""
    outside: bool = False


class AdultLine(Struct, frozen=True):
    """An adult to find."""

    visit: VisitPicture
    on_duty: bool
    outside: bool = False


class GuestLine(Struct, frozen=True):
    """A guest or a party: only a number is known."""

    visit: str
    guest: str
    heads: int
    room: str | None
    outside: bool = False


class EmergencyList(Struct, frozen=True):
    """Everyone, children first; `announced` stand apart, because nobody has said where they are."""

    at: Ms
    children: tuple[ChildLine, ...]
    announced: tuple[ChildLine, ...]
    adults: tuple[AdultLine, ...]
    away: tuple[AdultLine, ...]
    """Out on an errand or for lunch: not in the house, as far as is known."""
    guests: tuple[GuestLine, ...]
    booked: int
    """Heads that bookings of now expect beyond the guests who are recorded."""

    @property
    def heads(self) -> int:
        """Everyone who has to be outside."""
        return (
            len(self.children) + len(self.announced) + len(self.adults)
            + sum(guest.heads for guest in self.guests) + self.booked
        )  # fmt: skip


def emergency_list(house: House, now: Ms, ticks: Iterable[str] = ()) -> EmergencyList:
    """List everyone at `now`; `ticks` are pseudonyms that this device ticked and nobody else has yet."""
    outside = frozenset(ticks) | (house.emergency.outside if house.emergency else frozenset())
    children = [
        ChildLine(stay, _beside(house, stay), stay.child in outside)
        for stay in sorted(house.children(), key=lambda stay: (stay.family, stay.since, stay.child))
    ]
    adults = [
        AdultLine(visit, visit.adult in house.shifts, visit.adult in outside)
        for visit in sorted(house.present(), key=lambda visit: (visit.family, visit.since))
    ]
    guests = tuple(
        GuestLine(name, guest.arrived.guest, guest.heads, guest.arrived.room, name in outside)
        for name, guest in house.guests.items()
    )
    expected = sum(booked.heads for booked in house.bookings.values() if booked.since <= now < booked.until)
    return EmergencyList(
        at=now,
        children=tuple(line for line in children if line.stay.at != "announced"),
        announced=tuple(line for line in children if line.stay.at == "announced"),
        adults=tuple(line for line in adults if line.visit.away is None),
        away=tuple(line for line in adults if line.visit.away is not None),
        guests=guests,
        booked=max(0, expected - sum(guest.heads for guest in guests)),
    )


def _beside(house: House, stay: StayPicture) -> tuple[VisitPicture, ...]:
    found = [visit for visit in house.present() if visit.family == stay.family or visit.adult == stay.answers]
    return tuple(sorted(found, key=lambda visit: visit.adult != stay.answers))
