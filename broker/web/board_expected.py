"""Who will probably still come today: adults who are out, shifts that were planned, and who usually comes about now.

A habit is no promise: its time is written with "usually", it goes once it is long past, and protected families stand
here as little as among the adults in the house.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from broker.house.habits import Habit
from broker.house.roster import Child, Family
from broker.house.time import bounds, office_day
from broker.snapshot import Snapshot
from broker.web.animals import ANIMALS
from broker.wire.message import Ms

LATE_MS = 2 * 3_600_000
"""So long after their usual time nobody expects a family any more."""
HALF_HOUR_MS = 30 * 60_000


class Face(Struct, frozen=True):
    """A child, to be drawn as on its tile wherever it may be."""

    id: str
    name: str
    animal: str
    ground: str
    protected: bool
    at: Literal["adult"] = "adult"
    asked: str = ""


class Coming(Struct, frozen=True):
    """Somebody who will probably come."""

    why: Literal["out", "duty", "usual"]
    at: Ms
    names: tuple[str, ...]
    """First names of adults; of those who take turns none."""
    children: tuple[Face, ...] = ()
    desk: str = ""
    """Name of the desk that is held, for `out`."""


class Expected(Struct, frozen=True):
    """Everybody who will probably come, the first ones first."""

    coming: tuple[Coming, ...]
    children: tuple[tuple[Ms, int], ...]
    """(about when, how many) children who usually come, by half hours."""


def expected(snapshot: Snapshot) -> Expected:
    """Tell whom the carers may expect today."""
    usual = [*_usual(snapshot)]
    found = sorted([*_out(snapshot), *_duty(snapshot), *usual], key=lambda one: one.at)
    return Expected(tuple(found), _counts(usual))


def face_of(snapshot: Snapshot, child: str) -> Face | None:
    """Give a child of any family; None if nobody knows it."""
    every = ((entry, family) for family in snapshot.families.values() for entry in family.children)
    return next((_face(entry, family) for entry, family in every if entry.id == child), None)


def _out(snapshot: Snapshot) -> Iterable[Coming]:
    desks = {desk.id: desk.name for desk in snapshot.office.desks}
    for visit in snapshot.house.present():
        if visit.away and (family := _shown(snapshot, visit.family)):
            stays = snapshot.house.stays.values()
            along = {stay.child for stay in stays if stay.at == "out" and stay.looks_after == visit.adult}
            people = _named(family, {visit.adult} | along)
            yield Coming("out", visit.away.until, *people, desk=desks.get(visit.desk or "", ""))


def _duty(snapshot: Snapshot) -> Iterable[Coming]:
    begin, end = _today(snapshot)
    for shift in snapshot.house.planned.values():
        known = _shown(snapshot, shift.family)
        if known and begin <= shift.since < end and shift.adult not in snapshot.house.shifts:
            yield Coming("duty", shift.since, *_named(known, {shift.adult}))


def _usual(snapshot: Snapshot) -> Iterable[Coming]:
    begin, end = _today(snapshot)
    came = _came(snapshot)
    for habit in snapshot.habits:
        known = _shown(snapshot, habit.family)
        if known and _still(habit, snapshot.at, (begin, end)) and habit.family not in came:
            coming = Coming("usual", habit.at, *_named(known, habit.people))
            if coming.names or coming.children:
                yield coming


def _still(habit: Habit, now: Ms, today: tuple[Ms, Ms]) -> bool:
    return today[0] <= habit.at < today[1] and now < habit.at + LATE_MS


def _came(snapshot: Snapshot) -> set[str]:
    """Give the families of which somebody is in the house, or has been today."""
    begin, _ = _today(snapshot)
    house = snapshot.house
    here = {visit.family for visit in house.visits.values()} | {stay.family for stay in house.stays.values()}
    return here | {visit.family for visit in house.last.values() if max(visit.since, visit.until or 0) >= begin}


def _today(snapshot: Snapshot) -> tuple[Ms, Ms]:
    zone = snapshot.office.zone
    return bounds(office_day(snapshot.at, zone), zone)


def _shown(snapshot: Snapshot, family: str) -> Family | None:
    """Give a family that a list may name which parents on duty see."""
    known = snapshot.families.get(family)
    return None if known is None or known.protected else known


def _named(family: Family, people: Iterable[str]) -> tuple[tuple[str, ...], tuple[Face, ...]]:
    wanted = set(people)
    names = tuple(adult.name for adult in family.adults if adult.id in wanted)
    return names, tuple(_face(child, family) for child in family.children if child.id in wanted)


def _face(child: Child, family: Family) -> Face:
    shown = child.animal in ANIMALS and not family.protected
    return Face(child.id, child.name, child.animal if shown else "", child.ground, family.protected)


def _counts(usual: Iterable[Coming]) -> tuple[tuple[Ms, int], ...]:
    """Count children by the half hour next to their time."""
    halves = Counter[Ms]()
    for one in usual:
        halves[HALF_HOUR_MS * round(one.at / HALF_HOUR_MS)] += len(one.children)
    return tuple(sorted((at, children) for at, children in halves.items() if children))
