"""Desks: which one a person is offered, and what is known of each: a check-in first, a seat sensor fills the gap."""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.house.evidence import JAMMED_S, SEAT_S
from broker.house.levels import Reading
from broker.house.office import Desk
from broker.house.state import House
from broker.wire.message import Ms
from broker.wire.pictures import DeskPicture, VisitPicture

FELT = frozenset({"seat"})
"""Reasons of a desk that is in use although nobody has checked in there."""


def offer(desks: Iterable[Desk], taken: Collection[str], usual: str | None) -> Desk | None:
    """Give the usual desk if it is free, else the next free one of its kind, else none."""
    desks = list(desks)
    wanted = next((desk for desk in desks if desk.id == usual), None)
    if wanted is None:
        return None
    same = [wanted, *(desk for desk in desks if desk.kind == wanted.kind and desk is not wanted)]
    return next((desk for desk in same if desk.id not in taken), None)


def is_blocked(picture: DeskPicture) -> bool:
    """Tell whether nobody is to be offered a desk, though nobody has checked in there."""
    return picture.state == "defect" or (picture.state == "in_use" and picture.why in FELT)


class _Chosen(Struct):
    """Who has a desk."""

    visit: str
    since: Ms
    sat: bool
    """Whether the seat has felt somebody since."""


class Desks:
    """Remembers who has sat down where. Used by one thread; `mono` is seconds that never run backwards."""

    def __init__(self, desks: Iterable[Desk]) -> None:
        """Know nothing."""
        self._ids = tuple(desk.id for desk in desks)
        self._chosen: dict[str, _Chosen] = {}
        self._felt: dict[str, float] = {}
        self._since: dict[str, tuple[str, Ms]] = {}
        self._first = True

    def pictures(self, house: House, seats: Mapping[str, Reading], mono: float, now: Ms) -> dict[str, DeskPicture]:
        """Tell every desk's state; `seats` are the readings of seat sensors, by desk; `now` is wall time in ms."""
        sitting = house.desks()
        self._choose(sitting, seats, now)
        self._felt |= {desk: mono for desk, seat in seats.items() if seat.value}
        found = {}
        for desk in self._ids:
            if visit := sitting.get(desk):
                picture = _by_check_in(self._chosen[desk], visit, seats.get(desk))
            else:
                picture = self._by_seat(desk, seats.get(desk), mono, defect=desk in house.defect)
            found[desk] = picture if picture.since else self._dated(desk, picture, now)
            self._since[desk] = found[desk].state, found[desk].since
        self._first = False
        return found

    def _choose(self, sitting: Mapping[str, VisitPicture], seats: Mapping[str, Reading], now: Ms) -> None:
        """Note who has which desk. Whoever had one before this hub began has sat down, as far as anybody knows."""
        before, self._chosen = self._chosen, {}
        moving = {chosen.visit for chosen in before.values()}
        for desk in before.keys() - sitting.keys():
            self._felt.pop(desk, None)  # whoever sat there has said to be gone
        for desk, visit in sitting.items():
            chosen = before.get(desk)
            if chosen is None or chosen.visit != visit.visit:
                chosen = _Chosen(visit.visit, now if visit.visit in moving else visit.since, self._first)
            seat = seats.get(desk)
            chosen.sat = chosen.sat or seat is None or bool(seat.value)
            self._chosen[desk] = chosen

    def _by_seat(self, desk: str, seat: Reading | None, mono: float, *, defect: bool) -> DeskPicture:
        if defect:
            return DeskPicture(state="defect")
        if seat is None:
            return DeskPicture(state="free", why="nobody")
        if seat.value is None:
            return DeskPicture(state="unknown", why=seat.why, since=seat.since)
        if seat.value and mono - seat.mono >= JAMMED_S["seat"]:
            return DeskPicture(state="unknown", why="stuck", since=seat.since)
        if mono - self._felt.get(desk, -SEAT_S) < SEAT_S:
            return DeskPicture(state="in_use", why="seat")
        return DeskPicture(state="free", why="seat_clear")

    def _dated(self, desk: str, picture: DeskPicture, now: Ms) -> DeskPicture:
        """Say since when a desk is so; of what was so before this hub began, nobody knows."""
        state, since = self._since.get(desk, (picture.state, 0 if self._first else now))
        return replace(picture, since=since if state == picture.state else now)


def _by_check_in(chosen: _Chosen, visit: VisitPicture, seat: Reading | None) -> DeskPicture:
    if visit.away:
        return DeskPicture(state="reserved", why="away", since=visit.away.since)
    state: Literal["in_use", "reserved"] = "in_use" if chosen.sat or seat is None or seat.value is None else "reserved"
    return DeskPicture(state=state, why="check_in" if state == "in_use" else "not_sat", since=chosen.since)
