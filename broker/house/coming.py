"""Coming: to which desk, and where each child goes. What a firm limit does not allow is asked for instead."""

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from broker.house import care, desks
from broker.house.moment import Moment
from broker.house.office import Desk
from broker.house.roster import Adult, Child, Family
from broker.wire.facts import FactBody
from broker.wire.facts.care import PlaceAsked
from broker.wire.facts.presence import Arrived, ChildHere
from broker.wire.pictures import StayPicture

Where = Literal["care", "together", "adult", "absent"]
"""Where a child of an adult who is here may go: announced to care, settling in there with the adult, with the adult;
`absent`: not here today."""


class Placed(Struct, frozen=True):
    """Which of the children who are to go to care may be announced, and why not all or not gladly."""

    going: tuple[str, ...]
    waiting: tuple[str, ...]
    why: care.Verdict


class Coming(Struct, frozen=True):
    """An arrival as it is to be recorded."""

    arrived: Arrived
    asks: tuple[PlaceAsked, ...]
    """Of children for whom there is no place: they wait with the adult."""
    why: care.Verdict
    """Why care is not as it should be for those who were to go there."""

    @property
    def facts(self) -> tuple[FactBody, ...]:
        """Everything, in its order."""
        return (self.arrived, *self.asks)


def arrive(
    family: Family, adult: Adult, moment: Moment, *, desk: str | None, where: Mapping[str, Where], by: str | None = None
) -> Coming:
    """Let an adult in for a new visit.

    :param where: child → where it goes; who is not named, or absent, does not come along.
    :param by: the carer who lets them in without a card.
    """
    with_care = moment.office.care_room is not None
    placed = place((child for child, to in where.items() if to == "care" and with_care), moment)
    arrived = Arrived(
        visit=moment.new_id(),
        adult=adult.id,
        family=family.id,
        desk=desk,
        children=tuple(_here(child, to, placed, moment) for child, to in where.items() if to != "absent"),
        by=by,
    )
    asks = tuple(ask(child, family.id, adult.id, moment) for child in placed.waiting)
    return Coming(arrived, asks, placed.why)


def usual_desk(adult: Adult, moment: Moment) -> str | None:
    """Give the desk that an adult had today, or else usually has."""
    before = moment.house.visit(adult.id)
    usual = before.desk if before and moment.is_today(before.since) else adult.usual_desk
    return before.desk if usual is None and before else usual


def desk(adult: Adult, moment: Moment) -> Desk | None:
    """Give the desk that an adult is offered: the usual one, or the next free one of its kind."""
    return desks.offer(moment.office.desks, taken(adult.id, moment) | moment.blocked, usual_desk(adult, moment))


def free(adult: str, moment: Moment) -> set[str]:
    """Give the desks that may be taken: where nobody sits, none reserved, none defect; one's own too."""
    return {desk.id for desk in moment.office.desks} - taken(adult, moment) - moment.blocked


def taken(adult: str, moment: Moment) -> set[str]:
    """Give the desks where others sit."""
    return {desk for desk, visit in moment.house.desks().items() if visit.adult != adult}


def along(family: Family, adult: Adult, moment: Moment) -> tuple[Child, ...]:
    """Give the children who may come along: those who are not in the house already."""
    here = {stay.child for stay in moment.house.children() if not _is_stale(stay, adult, moment)}
    return tuple(child for child in family.children if child.id not in here)


def place(wanted: Iterable[str], moment: Moment) -> Placed:
    """Tell, one after the other, which children may be announced to care."""
    going, waiting, why = list[str](), list[str](), care.Verdict("yes")
    for child in wanted:
        verdict = care.may_announce(moment.office.rules, moment.house, moment.groups, [*going, child])
        (waiting if verdict.may == "wait" else going).append(child)
        if verdict.may != "yes" and why.may != "wait":
            why = verdict
    return Placed(tuple(going), tuple(waiting), why)


def ask(child: str, family: str, adult: str, moment: Moment) -> PlaceAsked:
    """Ask for a place in care beyond the limit."""
    return PlaceAsked(ask=moment.new_id(), child=child, family=family, adult=adult)


def to_care(placed: Placed, moment: Moment) -> Literal["taken", "care"]:
    """Tell what becomes of a child who goes to care: where a tap hands over, and all is well, it is taken."""
    by_tap = moment.office.rules.care.handover == "tap" and moment.fresh and placed.why.may == "yes"
    return "taken" if by_tap else "care"


def _here(child: str, to: Where, placed: Placed, moment: Moment) -> ChildHere:
    stay = moment.new_id()
    if child in placed.going:
        return ChildHere(child=child, stay=stay, to=to_care(placed, moment))
    together = to == "together" and moment.office.care_room is not None
    return ChildHere(child=child, stay=stay, to="together" if together else "adult")


def _is_stale(stay: StayPicture, adult: Adult, moment: Moment) -> bool:
    """Tell whether a child is here only by a visit that was forgotten, or that this arrival takes the place of."""
    holder = moment.house.visits.get(stay.answers or "")
    return holder is None or holder.adult == adult.id or moment.todays(holder) is None
