"""The band on top of the carers' board: whether there are enough carers, what would help, and how it goes on."""

from typing import Literal

from msgspec import Struct

from broker.house.care import State, capacity, forecast
from broker.house.state import House
from broker.snapshot import Snapshot
from broker.web.board_view import groups
from broker.web.people import adult_name
from broker.wire.message import Ms
from broker.wire.pictures import ShiftPicture

AHEAD_MS = 6 * 3_600_000
"""So far the board looks ahead while nobody knows when the house closes."""
Shown = State | Literal["nobody"]
"""`nobody`: no children, and nobody on duty yet."""


class OnDuty(Struct, frozen=True):
    """A carer."""

    adult: str
    name: str
    until: Ms
    """Planned end; 0: none."""
    away: bool


class AheadView(Struct, frozen=True):
    """What comes next: from when on, and with how many carers."""

    at: Ms
    state: State
    carers: int


class Status(Struct, frozen=True):
    """The care room now and ahead."""

    state: Shown
    children: int
    announced: int
    carers: int
    missing: int
    """Carers who would be needed beside those who are there."""
    places: int
    """0: nobody has set a number."""
    full: bool
    duty: tuple[OnDuty, ...]
    could: tuple[str, ...]
    """First names of adults in the house who have offered to take shifts."""
    ahead: AheadView | None


def status(snapshot: Snapshot) -> Status:
    """Tell how the care room is staffed."""
    house, office = snapshot.house, snapshot.office
    found = capacity(office.rules, house, groups(snapshot))
    room = next((room.places for room in office.rooms if room.id == office.care_room), 0)
    places = found.soft if found.soft is not None else found.firm if found.firm is not None else room
    state: Shown = found.state
    if not found.carers:
        state = "short" if found.children or found.announced else "nobody"
    return Status(
        state=state,
        children=found.children,
        announced=found.announced,
        carers=found.carers,
        missing=max(0, (found.needed or int(bool(found.announced))) - found.carers),
        places=places,
        full=bool(places) and found.children >= places,
        duty=tuple(on_duty(snapshot)),
        could=tuple(_could(snapshot)),
        ahead=_ahead(snapshot, state),
    )


def on_duty(snapshot: Snapshot) -> list[OnDuty]:
    """Give everyone on duty."""
    house = snapshot.house
    there = house.carers()
    return [
        OnDuty(adult, adult_name(snapshot, adult), shift.until or 0, adult not in there)
        for adult, shift in house.shifts.items()
    ]


def _could(snapshot: Snapshot) -> list[str]:
    here, duty = snapshot.house.visits, snapshot.house.shifts
    return [
        adult.name
        for family in snapshot.families.values()
        for adult in family.adults
        if adult.shifts and adult.id in here and adult.id not in duty and not family.protected
    ]


def _ahead(snapshot: Snapshot, now: Shown) -> AheadView | None:
    """Give the first moment at which it will be worse than now, with the children of now."""
    house, rules, known = snapshot.house, snapshot.office.rules, groups(snapshot)
    if not house.in_care():
        return None
    until = house.closes if house.closes and house.closes > snapshot.at else snapshot.at + AHEAD_MS
    worse = {"well": 0, "nobody": 0, "limit": 1, "short": 2}
    for stretch in forecast(rules, house, known, snapshot.at, until)[1:]:
        state = capacity(rules, _with_carers(house, stretch.carers), known).state
        if worse[state] > worse[now]:
            return AheadView(stretch.since, state, stretch.carers)
    return None


def _with_carers(house: House, number: int) -> House:
    """Give a house with so many carers, whoever they are."""
    shift = ShiftPicture(shift="", adult="", family="", since=0)
    return house.but(shifts={f"carer {n}": shift for n in range(number)})
