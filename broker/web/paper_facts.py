"""A visit that was written on paper, as facts with the times that were written; or why it cannot be taken so."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID, uuid4, uuid5

from msgspec import Meta, Struct

from broker.house.roster import Adult, Family
from broker.house.time import at_clock, office_day
from broker.snapshot import Snapshot
from broker.wire.facts.custody import Returned, Taken
from broker.wire.facts.house import QuestionAnswered
from broker.wire.facts.presence import Arrived, ChildHere, Left
from broker.wire.language import mark
from broker.wire.message import Id, Ms
from broker.wire.wanted import Wanted

DAYS = 14
"""So long a sheet may wait to be typed in; after that its month may be counted."""
Clock = Annotated[str, Meta(pattern=r"^(([01]?\d|2[0-3]):[0-5]\d)?$")]
Short = Annotated[str, Meta(max_length=60)]


class WrittenError(Exception):
    """What was typed cannot be so; the text says why."""


class WrittenChild(Struct, frozen=True):
    """What the sheet says of a child that came along; without times in care it stayed with the adult."""

    id: str
    since: Clock = ""
    until: Clock = ""


class Written(Struct, frozen=True):
    """A line of the sheet."""

    key: Id
    """Of the form: what it records has ids that follow from it, so that sending it twice records it once."""
    adult: Short
    day: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    came: Clock
    went: Clock = ""
    desk: Short = ""
    carer: Short = ""
    """Who took children into care."""
    children: tuple[WrittenChild, ...] = ()


class _Line(Struct, frozen=True):
    """A line whose words have become moments."""

    said: Written
    family: Family
    came: Ms
    went: Ms | None
    desk: str | None
    by: str | None

    def id(self, what: str) -> Id:
        return str(uuid5(UUID(self.said.key), what))


def facts(snapshot: Snapshot, said: Written, now: Ms, by: str = "") -> tuple[Wanted, ...]:
    """Give what a line records.

    :param by: the carer who types it in; empty for staff.
    :raises WrittenError: it cannot be so, or the house knows it otherwise.
    """
    line = _read(snapshot, said, now, by)
    visit = line.id("visit")
    in_care = [child for child in said.children if child.since and line.went is not None]
    here = tuple(
        ChildHere(child=child.id, stay=line.id(child.id), to="care" if child.since else "adult")
        for child in said.children
    )
    person = {"visit": visit, "adult": said.adult, "family": line.family.id}
    found = [Wanted(line.id("came"), Arrived(**person, desk=line.desk, children=here, by=line.by), line.came)]
    if line.went is None:
        return tuple(found)
    for child in in_care:
        found += _care(snapshot, line, child)
    found.sort(key=lambda fact: fact.at or 0)
    takes = tuple(child.id for child in said.children)
    found.append(Wanted(line.id("went"), Left(**person, takes=takes, by=line.by), line.went))
    return (*found, *_known(snapshot, line))


def find(snapshot: Snapshot, adult: str) -> tuple[Family, Adult] | None:
    """Find an adult among the families."""
    every = ((family, found) for family in snapshot.families.values() for found in family.adults)
    return next((pair for pair in every if pair[1].id == adult), None)


def _read(snapshot: Snapshot, said: Written, now: Ms, by: str) -> _Line:
    pair = find(snapshot, said.adult)
    if pair is None:
        raise WrittenError(mark("The house does not know this person. Choose again."))
    open_visit = snapshot.house.visits.get(said.adult)
    if open_visit and not _again(said, open_visit.visit):
        raise WrittenError(mark("This person is in the house now. Type it in once they have left."))
    day = _day(snapshot, said.day, now)
    came, went = _moment(snapshot, day, said.came), _moment(snapshot, day, said.went)
    today = day == office_day(now, snapshot.office.zone)
    if came is None:
        raise WrittenError(mark("Write when they came."))
    if went is None and not today:
        raise WrittenError(mark("On an earlier day everyone has gone: write when."))
    if not came <= (went or now) <= now:
        raise WrittenError(mark("Who comes goes later, and nobody has come or gone after now."))
    last = snapshot.house.last.get(said.adult)
    if last and last.until and came < last.until and last.since < (went or now) and not _again(said, last.visit):
        raise WrittenError(mark("For this time a visit is known already. Look at the house page first."))
    _check_children(snapshot, said, day, (came, went or now))
    desk = next((desk.id for desk in snapshot.office.desks if desk.id == said.desk), None)
    return _Line(said, pair[0], came, went, desk, by or None)


def _check_children(snapshot: Snapshot, said: Written, day: date, span: tuple[Ms, Ms]) -> None:
    for child in said.children:
        if child.id in snapshot.house.stays and said.adult not in snapshot.house.visits:
            raise WrittenError(mark("A child of this line is in the house now. Type it in once they have left."))
        since, until = _moment(snapshot, day, child.since), _moment(snapshot, day, child.until)
        if since is None and until is not None:
            raise WrittenError(mark("Write from when the child was in care."))
        if since is not None and not span[0] <= since <= (until or span[1]) <= span[1]:
            raise WrittenError(mark("A child is in care only while its adult is in the house."))
        if since is not None and said.went and find(snapshot, said.carer) is None:
            raise WrittenError(mark("Say which carer took the children."))


def _care(snapshot: Snapshot, line: _Line, child: WrittenChild) -> list[Wanted]:
    """Give the stay in care and its end."""
    day = date.fromisoformat(line.said.day)
    since, until = _moment(snapshot, day, child.since), _moment(snapshot, day, child.until) or line.went
    carers_take = snapshot.office.rules.care.model == "carers_take"
    adult, carer, care = line.said.adult, line.said.carer, line.id(f"care {child.id}")
    taken = Taken(
        child=child.id, family=line.family.id, stay=care, by=carer, answers=carer if carers_take else adult,
        follows=line.id(child.id),
    )  # fmt: skip
    returned = Returned(
        child=child.id, family=line.family.id, stay=line.id(f"back {child.id}"), to=adult, by=carer, follows=care
    )  # fmt: skip
    return [Wanted(line.id(f"took {child.id}"), taken, since), Wanted(line.id(f"gave {child.id}"), returned, until)]


def _known(snapshot: Snapshot, line: _Line) -> tuple[Wanted, ...]:
    """Answer at once what the house asks about a visit before one that it knows."""
    last = snapshot.house.last.get(line.said.adult)
    if last is None or last.until is None or line.came >= last.until or _again(line.said, last.visit):
        return ()
    question = QuestionAnswered(question="came_before_left", subject=line.said.adult, answer="here", by=line.by)
    return (Wanted(line.id("known"), question),)


def _again(said: Written, visit: Id) -> bool:
    """Tell whether the visit that is known is this line's own."""
    return visit == str(uuid5(UUID(said.key), "visit"))


def _day(snapshot: Snapshot, text: str, now: Ms) -> date:
    today = office_day(now, snapshot.office.zone)
    try:
        day = date.fromisoformat(text)
    except ValueError as exc:
        raise WrittenError(mark("This is no day.")) from exc
    if not today - timedelta(days=DAYS) <= day <= today:
        raise WrittenError(mark("Only days of the last two weeks can be typed in."))
    return day


def _moment(snapshot: Snapshot, day: date, clock: str) -> Ms | None:
    return at_clock(day, clock, snapshot.office.zone) if clock else None


def new_key() -> Id:
    """Make the key of a form."""
    return str(uuid4())
