"""Where sensors and check-ins disagree for long, a person is asked. Check-ins decide, sensors ask: nobody is moved.

Only what sensors can tell is held against a check-in: a room of which nothing is known contradicts nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from broker.house.evidence import Estimate
from broker.house.office import Office, Room
from broker.house.patience import HOUR, MINUTE, Key, Patience, Watch
from broker.house.programme import LASTS_MS, today
from broker.house.rooms import Pictures
from broker.house.state import House
from broker.house.time import at_clock, office_day
from broker.wire.facts.house import QuestionAnswered, QuestionRaised
from broker.wire.message import FamilyId, Ms
from broker.wire.pictures import VisitPicture

PATIENCE: Mapping[str, Patience] = MappingProxyType({
    "unseen": Patience(2 * HOUR, 2 * MINUTE),
    "room_unseen": Patience(2 * HOUR, 2 * MINUTE),
    "care_unseen": Patience(20 * MINUTE, MINUTE),
    "uncounted": Patience(10 * MINUTE, 10 * MINUTE),
    "seat_unclaimed": Patience(5 * MINUTE, 0.0, HOUR),
    "no_show": Patience(15 * MINUTE, 0.0, HOUR),
    "booked_empty": Patience(20 * MINUTE, 0.0),
    "unbooked": Patience(15 * MINUTE, 10 * MINUTE),
})  # fmt: skip
HOUSE = "house"
"""Subject of what is about all rooms."""
FIRM = frozenset({"radar", "seat", "motion", "after_door"})
"""What a sensor has to say before somebody counts as there whom no check-in knows; having moved a while ago is not."""
MARGIN_MS = 15 * 60_000
"""Who has booked a room comes a little before, and leaves a little after."""


class Contradictions:
    """Remembers since when they last. Used by one thread; `mono` is seconds that never run backwards."""

    def __init__(self, office: Office) -> None:
        """Know nothing."""
        self._office, self._watch = office, Watch(PATIENCE)
        self._of_desk = {desk.id: desk.room for desk in office.desks}

    def cannot_tell(self) -> None:
        """Judge anew from here on: until now the hub could not hear."""
        self._watch.cannot_tell()

    def news(
        self, house: House, pictures: Pictures, seen: Mapping[str, Estimate], now: Ms, mono: float
    ) -> Iterator[QuestionRaised | QuestionAnswered]:
        """Give what is to be asked, and what no longer.

        :param seen: what sensors alone say of each room of which they say anything.
        :param now: wall time in ms.
        """
        families: dict[Key, FamilyId] = {}
        found = {
            **{key: False for key in house.questions if key[0] in PATIENCE and self._is_gone(key)},
            **dict(self._adults(house, seen, families)),
            **dict(self._children(house, seen)),
            **dict(self._nobody(house, seen, now)),
            **dict(_desks(pictures)),
            **dict(self._bookings(house, pictures, now)),
        }
        return self._watch.news(house, found, mono, families)

    def _is_gone(self, key: Key) -> bool:
        """Tell whether the office has no longer what a question is about."""
        kind, subject = key
        if kind in ("room_unseen", "care_unseen", "unbooked"):
            return subject != HOUSE and all(room.id != subject for room in self._office.rooms)
        return kind in ("seat_unclaimed", "no_show") and subject not in self._of_desk

    def _adults(
        self, house: House, seen: Mapping[str, Estimate], families: dict[Key, FamilyId]
    ) -> Iterator[tuple[Key, bool]]:
        """Hold a room in which nobody is seen against those who sit there; against all rooms who has no desk."""
        where = defaultdict[str, list[VisitPicture]](list)
        for visit in house.visits.values():
            if _is_elsewhere(visit, house):
                yield ("unseen", visit.adult), False
            else:
                where[self._of_desk.get(visit.desk or "", HOUSE)].append(visit)
        for place in (HOUSE, *(room.id for room in self._office.rooms)):
            visits = where[place]
            said = [seen.get(room.id) for room in self._office.rooms if place in (HOUSE, room.id)]
            empty = _is_vacant(said)
            if empty is None and visits:
                continue
            yield ("room_unseen", place), bool(empty) and len(visits) > 1
            for visit in visits:
                key = "unseen", visit.adult
                families[key] = visit.family
                yield key, bool(empty) and len(visits) == 1

    def _children(self, house: House, seen: Mapping[str, Estimate]) -> Iterator[tuple[Key, bool]]:
        care = self._office.care_room
        if care and (empty := _is_vacant([seen.get(care)])) is not None:
            yield ("care_unseen", care), empty and bool(house.cared_for())

    def _nobody(self, house: House, seen: Mapping[str, Estimate], now: Ms) -> Iterator[tuple[Key, bool]]:
        """Hold whom sensors see against a house in which nobody is checked in, and nothing takes place."""
        expected = house.visits or house.guests or any(self._is_given(house, room, now) for room in self._office.rooms)
        if expected or seen:
            there = any(found.state == "occupied" and found.why in FIRM for found in seen.values())
            yield ("uncounted", HOUSE), there and not expected

    def _bookings(self, house: House, pictures: Pictures, now: Ms) -> Iterator[tuple[Key, bool]]:
        for booking in house.bookings.values():
            room, going_on = pictures.rooms.get(booking.room), booking.since <= now < booking.until
            if not going_on or (room and room.state != "unknown"):
                yield ("booked_empty", booking.booking), going_on and room is not None and room.state == "vacant"
        for place in self._office.rooms:
            used = pictures.rooms[place.id]
            if place.bookable and used.state != "unknown":
                there = used.state == "occupied" and used.why in FIRM | {"seat_room", "check_in"}
                yield ("unbooked", place.id), there and not self._is_given(house, place, now)

    def _is_given(self, house: House, room: Room, now: Ms) -> bool:
        """Tell whether something takes place in a room now, or almost."""
        begun = [(booked.since, booked.until) for booked in house.bookings.values() if booked.room == room.id]
        day, zone = office_day(now, self._office.zone), self._office.zone
        begins = [at_clock(day, entry.at, zone) for entry in today(self._office, now) if entry.room == room.id]
        begun += [(at, at + LASTS_MS) for at in begins]
        return any(since - MARGIN_MS <= now < until + MARGIN_MS for since, until in begun)


def _is_elsewhere(visit: VisitPicture, house: House) -> bool:
    """Tell whether an adult need not be where the desk is: out for a while, on duty, or settling in a child."""
    together = any(stay.at == "together" and stay.looks_after == visit.adult for stay in house.stays.values())
    return visit.away is not None or visit.adult in house.shifts or together


def _is_vacant(said: Iterable[Estimate | None]) -> bool | None:
    """Tell whether nobody is in any of these rooms; None if that cannot be told."""
    states = [found.state if found else "unknown" for found in said]
    if "occupied" in states:
        return False
    return None if "unknown" in states or not states else True


def _desks(pictures: Pictures) -> Iterator[tuple[Key, bool]]:
    """Hold a seat against who has chosen the desk, and one that is taken against nobody having chosen it."""
    for desk, picture in pictures.desks.items():
        if picture.state != "unknown":
            yield ("seat_unclaimed", desk), picture.state == "in_use" and picture.why == "seat"
            yield ("no_show", desk), picture.why == "not_sat"
