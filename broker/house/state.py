"""The house as a value: who is in it as of one place in the hub's order. Changed by making a new one."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Self, TypeVar

import msgspec
from msgspec import Struct, field

from broker.wire.facts import FactBody
from broker.wire.facts.house import Booked
from broker.wire.facts.presence import GuestArrived
from broker.wire.facts.settings import DaySet, HoursSet, LimitSet, NapSet, RatioSet
from broker.wire.message import FamilyId, Ms, Quality
from broker.wire.pictures import (
    AskPicture,
    CallPicture,
    ShiftPicture,
    StayPicture,
    VisitPicture,
)

_V = TypeVar("_V")
STAYS_KNOWN = 24
"""Ended stays of a child whose ids are remembered, so that a late fact about one of them moves nobody."""


class Fact(Struct, frozen=True, kw_only=True):
    """A fact with its place and time. `body` is None while this version cannot read its kind."""

    pos: int
    """Place in the hub's order; 0 for a node's own fact that the hub has not confirmed."""
    stream: str
    n: int
    at: Ms
    quality: Quality = "measured"
    node: str = ""
    kind: str = ""
    body: FactBody | None


class Question(Struct, frozen=True):
    """A contradiction that a person has to answer; its kind says who may, and whether it is an alarm."""

    kind: str
    subject: str
    """What it is about: a pseudonym, a desk, a node."""
    since: Ms
    times: int = 1
    family: FamilyId | None = None
    answered: bool = False
    """Somebody has answered, but it is still so: kept, so that time does not ask again."""


class Guest(Struct, frozen=True):
    """A visit without a family: one guest, or a party of `heads`."""

    arrived: GuestArrived
    since: Ms
    heads: int


class Emergency(Struct, frozen=True):
    """Everyone leaves the house; `outside` holds the pseudonyms of those who were seen there."""

    id: str
    since: Ms
    drill: bool = False
    outside: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    """Ids under which other devices, cut off, began the same."""


class House(Struct, frozen=True):
    """The truth as of `pos`."""

    pos: int = 0
    basis: dict[str, int] = field(default_factory=dict)
    visits: dict[str, VisitPicture] = field(default_factory=dict)
    """Adult → open visit."""
    last: dict[str, VisitPicture] = field(default_factory=dict)
    """Adult → the visit that ended last."""
    stays: dict[str, StayPicture] = field(default_factory=dict)
    """Child → where it is, for every child in the house or out for a while with an adult."""
    gone: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Child → ids of stays that have ended, the newest last."""
    guests: dict[str, Guest] = field(default_factory=dict)
    shifts: dict[str, ShiftPicture] = field(default_factory=dict)
    """Adult → duty now."""
    planned: dict[str, ShiftPicture] = field(default_factory=dict)
    """Shift → duty to come."""
    asks: dict[str, AskPicture] = field(default_factory=dict)
    """Ask → child who waits for a place, in their order."""
    calls: dict[str, CallPicture] = field(default_factory=dict)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    marks: dict[str, dict[str, Ms]] = field(default_factory=dict)
    """Child → what carers noted in this stay in the house, and when."""
    counted: Ms = 0
    """When the children in care were counted last, or care began; 0 while none is."""
    defect: frozenset[str] = frozenset()
    fixed: dict[str, Ms] = field(default_factory=dict)
    """Device, node or sensor → when somebody said last to have put it right."""
    bookings: dict[str, Booked] = field(default_factory=dict)
    limits: dict[str, LimitSet] = field(default_factory=dict)
    ratios: dict[str, RatioSet] = field(default_factory=dict)
    hours: dict[str, HoursSet] = field(default_factory=dict)
    days: dict[str, DaySet] = field(default_factory=dict)
    """Day, as ISO 8601 writes it → what staff set for it."""
    naps: dict[str, NapSet] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    locked: dict[str, Ms] = field(default_factory=dict)
    """Node → until when it takes no PIN."""
    unlocked: dict[str, Ms] = field(default_factory=dict)
    """Node → when a carer last let it take PINs again."""
    closes: Ms | None = None
    """When the house closes, once everyone was reminded."""
    closed: Ms = 0
    """The last closing that was announced."""
    emergency: Emergency | None = None
    over: tuple[str, ...] = ()
    """Emergencies that have ended; late ticks of theirs change nothing."""
    quiet: Ms = 0
    """When the last emergency ended; what a page that was cut off tells of before is of that one."""

    def but(self, **changes: Any) -> Self:  # noqa: ANN401  # any field
        """Give this house with some fields changed."""
        return msgspec.structs.replace(self, **changes)

    def with_visit(self, visit: VisitPicture) -> Self:
        """Give this house with an open visit as it is now."""
        return self.but(visits=with_key(self.visits, visit.adult, visit))

    def with_stay(self, stay: StayPicture) -> Self:
        """Give this house with a child where it is now; the stay before, if it was another, has ended."""
        before = self.stays.get(stay.child)
        house = self.but(stays=with_key(self.stays, stay.child, stay))
        return house.ended(before) if before and before.stay != stay.stay else house

    def without_stay(self, stay: StayPicture) -> Self:
        """Give this house without a child."""
        return self.but(stays=without_key(self.stays, stay.child), marks=without_key(self.marks, stay.child)).ended(
            stay
        )

    def without_visit(self, visit: VisitPicture, along: Iterable[StayPicture], at: Ms, quality: Quality) -> Self:
        """Give this house after a visit has ended; who left took these children, and is on duty no more."""
        took = tuple(along)
        going = {stay.stay for stay in took}
        answered = tuple(stay.stay for stay in self.of(visit.adult) if stay.stay not in going)
        house = self
        for stay in took:
            house = house.without_stay(stay)
        duty = house.shifts.get(visit.adult)
        ended = msgspec.structs.replace(
            visit, until=at, until_quality=quality, asked=None, away=None, took=took, duty=duty,
            answered=answered,
        )  # fmt: skip
        return house.but(
            visits=without_key(house.visits, visit.adult),
            last=with_key(house.last, visit.adult, ended),
            shifts=without_key(house.shifts, visit.adult),
        )

    def ended(self, stay: StayPicture) -> Self:
        """Remember that a stay is over."""
        known = (*self.gone.get(stay.child, ()), stay.stay)[-STAYS_KNOWN:]
        return self.but(gone=with_key(self.gone, stay.child, known))

    def ask(self, kind: str, subject: str, at: Ms, family: str | None = None) -> Self:
        """Raise a question, once per kind and subject."""
        before = self.questions.get((kind, subject))
        since, times = (at, 1) if before is None or before.answered else (before.since, before.times + 1)
        return self.but(
            questions=with_key(self.questions, (kind, subject), Question(kind, subject, since, times, family))
        )

    def settle(self, kind: str, subject: str) -> Self:
        """Drop a question that has its answer."""
        if (kind, subject) not in self.questions:
            return self
        return self.but(questions=without_key(self.questions, (kind, subject)))

    def open_questions(self) -> list[Question]:
        """Give the questions that wait for an answer."""
        return [question for question in self.questions.values() if not question.answered]

    @property
    def danger(self) -> Literal["", "alarm", "drill"]:
        """Whether everybody is to go out, and in earnest."""
        return "" if self.emergency is None else "drill" if self.emergency.drill else "alarm"

    def present(self) -> list[VisitPicture]:
        """Give the open visit of everyone in the house, or out for a while; longest first."""
        return sorted(self.visits.values(), key=lambda visit: (visit.since, visit.visit))

    def visit(self, adult: str) -> VisitPicture | None:
        """Give the adult's open visit, else the one that ended last."""
        return self.visits.get(adult) or self.last.get(adult)

    def desks(self) -> dict[str, VisitPicture]:
        """Give who sits where: desk id → open visit; of two at one desk, the first."""
        return {visit.desk: visit for visit in reversed(self.present()) if visit.desk}

    def children(self) -> list[StayPicture]:
        """Give every child in the house, once."""
        return [stay for stay in self.stays.values() if stay.at != "out"]

    def in_care(self) -> list[StayPicture]:
        """Give the children in the care room: taken, or settling in together with their adult."""
        return [stay for stay in self.stays.values() if stay.at in ("care", "together")]

    def cared_for(self) -> list[StayPicture]:
        """Give the children whom carers took."""
        return [stay for stay in self.stays.values() if stay.at == "care"]

    def left_behind(self) -> list[StayPicture]:
        """Give the children in the house whose watcher is out for a while."""
        away = {adult for adult, visit in self.visits.items() if visit.away}
        return [stay for stay in self.children() if stay.looks_after in away] if away else []

    def carers(self) -> list[str]:
        """Give who is on duty, and not out for a while."""
        return [adult for adult in self.shifts if adult not in self.visits or self.visits[adult].away is None]

    def of(self, adult: str) -> list[StayPicture]:
        """Give the children whom an adult answers for."""
        return [stay for stay in self.stays.values() if stay.answers == adult]


def with_key(found: Mapping[Any, _V], key: object, value: _V) -> dict[Any, _V]:
    """Give a copy of a mapping with one entry more, or another one."""
    return {**found, key: value}


def without_key(found: Mapping[Any, _V], *keys: object) -> dict[Any, _V]:
    """Give a copy of a mapping without some entries."""
    return {name: value for name, value in found.items() if name not in keys}


def changed(before: Mapping[Any, _V], after: Mapping[Any, _V]) -> list[_V]:
    """Give what two versions of a mapping do not share, the old and the new values."""
    if before is after:
        return []
    left = [value for key, value in before.items() if after.get(key) is not value]
    return left + [value for key, value in after.items() if before.get(key) is not value]
