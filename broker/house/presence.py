"""Who is in the house: `apply(house, fact)` folds facts, one by one, in the hub's order, without a clock."""

from typing import Literal

import msgspec
from msgspec import Struct, field

from broker.wire.messages import (
    Arrived,
    FactBody,
    FactsMissing,
    FamilyPicture,
    HousePicture,
    Left,
    Ms,
    Place,
    Quality,
    Undone,
    VisitPicture,
)

QuestionKind = Literal["facts_missing", "unread", "arrived_twice", "desk_twice", "left_unknown"]


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
    """A contradiction that a person has to answer."""

    kind: QuestionKind
    subject: str
    """What it is about: a pseudonym, a desk, a node."""
    since: Ms
    times: int = 1


class House(Struct, frozen=True):
    """The truth as of `pos`. Adults map to their last visit, ended or not."""

    pos: int = 0
    basis: dict[str, int] = field(default_factory=dict)
    families: dict[str, dict[str, VisitPicture]] = field(default_factory=dict)
    """Family id → adult id → that adult's last visit."""
    questions: dict[tuple[QuestionKind, str], Question] = field(default_factory=dict)

    def visit(self, family: str, adult: str) -> VisitPicture | None:
        """Give the adult's last visit."""
        return self.families.get(family, {}).get(adult)

    def present(self) -> list[tuple[str, VisitPicture]]:
        """Give (family id, open visit) of everyone in the house, longest first."""
        found = [
            (family, visit)
            for family, adults in self.families.items()
            for visit in adults.values()
            if visit.until is None
        ]
        return sorted(found, key=lambda pair: (pair[1].since, pair[1].visit))

    def desks(self) -> dict[str, VisitPicture]:
        """Give who sits where: desk id → open visit; of two at one desk, the first."""
        return {visit.desk: visit for _, visit in reversed(self.present()) if visit.desk}

    def children(self) -> list[Place]:
        """Give every child in the house, once."""
        places = {place.child: place for _, visit in self.present() for place in visit.children}
        return list(places.values())

    def picture(self) -> HousePicture:
        """Count for the wire: numbers, no names."""
        children = self.children()
        announced = sum(place.at == "announced" for place in children)
        return HousePicture(
            pos=self.pos,
            adults=len({visit.adult for _, visit in self.present()}),
            children=len(children),
            announced=announced,
            questions=len(self.questions),
        )

    def family_picture(self, family: str) -> FamilyPicture:
        """Give what a kiosk needs to know of one family."""
        visits = tuple(self.families.get(family, {}).values())
        return FamilyPicture(pos=self.pos, basis=self.basis, visits=visits)


def apply(house: House, fact: Fact) -> House:
    """Fold one fact in. What contradicts is recorded all the same, and raises a question."""
    folded = _fold(house, fact)
    return msgspec.structs.replace(
        folded, pos=max(house.pos, fact.pos), basis={**house.basis, fact.stream: fact.n}
    )  # fmt: skip


def _fold(house: House, fact: Fact) -> House:
    match fact.body:
        case Arrived() as arrived:
            return _arrive(house, fact, arrived)
        case Left() as left:
            return _leave(house, fact, left)
        case Undone() as undone:
            return _undo(house, undone)
        case FactsMissing(node=node):
            return _ask(house, "facts_missing", node, fact.at)
        case None:
            return _ask(house, "unread", f"{fact.node} {fact.kind}", fact.at)


def _arrive(house: House, fact: Fact, arrived: Arrived) -> House:
    before = house.visit(arrived.family, arrived.adult)
    if before and before.until is None and before.visit != arrived.visit:
        house = _ask(house, "arrived_twice", arrived.adult, fact.at)
    present = [visit for _, visit in house.present()]
    holder = next((visit for visit in present if visit.desk and visit.desk == arrived.desk), None)
    if holder and holder.adult != arrived.adult:
        house = _ask(house, "desk_twice", holder.desk or "", fact.at)
    here = {place.child for visit in present for place in visit.children}
    visit = VisitPicture(
        visit=arrived.visit,
        adult=arrived.adult,
        since=fact.at,
        quality=fact.quality,
        desk=arrived.desk,
        children=tuple(
            Place(child=come.child, stay=come.stay, at="announced" if come.to == "care" else "adult")
            for come in arrived.children
            if come.child not in here or _is_with(before, come.child)
        ),
    )
    return _with_visit(house, arrived.family, visit)


def _is_with(visit: VisitPicture | None, child: str) -> bool:
    return visit is not None and visit.until is None and any(place.child == child for place in visit.children)


def _leave(house: House, fact: Fact, left: Left) -> House:
    visit = house.visit(left.family, left.adult)
    if visit is None or visit.visit != left.visit:
        return _ask(house, "left_unknown", left.adult, fact.at)
    if visit.until is not None:
        return house
    return _with_visit(house, left.family, msgspec.structs.replace(visit, until=fact.at))


def _undo(house: House, undone: Undone) -> House:
    visit = house.visit(undone.family, undone.adult)
    if visit is None or visit.visit != undone.visit:
        return house
    if undone.what == "left":
        return _with_visit(house, undone.family, msgspec.structs.replace(visit, until=None))
    adults = {adult: kept for adult, kept in house.families[undone.family].items() if adult != undone.adult}
    return msgspec.structs.replace(house, families={**house.families, undone.family: adults})


def _with_visit(house: House, family: str, visit: VisitPicture) -> House:
    adults = {**house.families.get(family, {}), visit.adult: visit}
    return msgspec.structs.replace(house, families={**house.families, family: adults})


def _ask(house: House, kind: QuestionKind, subject: str, at: Ms) -> House:
    before = house.questions.get((kind, subject))
    question = Question(kind, subject, before.since if before else at, before.times + 1 if before else 1)
    return msgspec.structs.replace(house, questions={**house.questions, (kind, subject): question})
