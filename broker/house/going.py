"""Going: what each answer to the leaving guard makes, the goodbye, going out for a while, and taking it back."""

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

from broker.house import guard
from broker.house.choosing import names
from broker.house.moment import Moment
from broker.house.presence import goes_along
from broker.house.roster import Adult, Family
from broker.house.state import House
from broker.wire.facts import FactBody
from broker.wire.facts.custody import Collected, Going, HandedOver, Offered
from broker.wire.facts.presence import Arrived, CameBack, Left, Undone, WentOut
from broker.wire.message import Id
from broker.wire.pictures import StayPicture, VisitPicture

LUNCH_MIN = (30, 60, 90)
"""For how many minutes a desk may be held."""
What = Literal["arrived", "back", "left", "out"]
"""What was recorded last of an adult, as a result tells it."""


class Passed(Struct, frozen=True):
    """What it takes that somebody else takes a child over."""

    facts: tuple[FactBody, ...]
    """None: this adult cannot."""
    over: bool
    """Whether the baton passes; else the adult only comes in."""


def asks(house: House, adult: str, settled: Collection[str]) -> list[guard.Ask]:
    """Give what the guard still asks an adult who leaves; of `settled` children it has its answer."""
    return [ask for ask in guard.leaving(house, adult) if ask.stay.child not in settled]


def goodbye(house: House, visit: VisitPicture, taking: Collection[str], by: str | None = None) -> Left:
    """End a visit, with those who go along without a question, and those of whom it was said."""
    return Left(**names(visit), takes=(*along(house, visit), *taking), by=by)


def along(house: House, visit: VisitPicture) -> tuple[str, ...]:
    """Give the children who go along with an adult without a question."""
    return tuple(stay.child for stay in house.stays.values() if goes_along(stay, visit))


def may_errand(ask: guard.Ask, taking: Collection[str]) -> bool:
    """Tell whether `only out for ten minutes` may be said: a carer is on duty, and no child is to come along."""
    return ask.errand and not taking


def may_go_out(house: House, visit: VisitPicture, why: str) -> bool:
    """Tell whether an adult may go out for a while: for an `errand`, or else for lunch with the desk held.

    Whoever stays in care needs a carer, and somebody in the house while it is not only for a moment.
    """
    if visit.away or guard.ending_shift(house, visit.adult):
        return False
    asked = guard.leaving(house, visit.adult)
    return all(ask.errand for ask in asked) if why == "errand" else bool(visit.desk) and not asked


def errand(visit: VisitPicture, moment: Moment) -> WentOut:
    """Go out for a moment; who is in care stays there."""
    until = moment.wall + moment.office.rules.care.errand_min * 60_000
    return WentOut(**names(visit), why="errand", until=until, takes=along(moment.house, visit))


def lunch(visit: VisitPicture, minutes: int, takes: tuple[str, ...], moment: Moment) -> WentOut:
    """Go out for lunch, with the desk held."""
    return WentOut(**names(visit), why="lunch", until=moment.wall + minutes * 60_000, takes=takes)


def take_over(
    stay: StayPicture,
    giver: str,
    family: Family,
    taker: Adult,
    moment: Moment,
    *,
    offer: str = "",
    by: str | None = None,
) -> Passed:
    """Pass a child to an adult, who comes in with it if need be; a deputy who is not here goes home with it at once.

    :param offer: id of the open offer, if there is one; of a child whom another answers for there is nothing to offer.
    :param by: the carer who says so for them.
    """
    facts, visit = list[FactBody](), moment.todays(moment.house.visits.get(taker.id))
    if not offer and stay.answers == giver:
        offer = moment.new_id()
        facts.append(Offered(child=stay.child, family=stay.family, offer=offer, giver=giver, to=taker.id))
    if taker.deputy and visit is None:
        leaves = (Going(child=stay.child, follows=stay.stay),)
        facts.append(Collected(visit=moment.new_id(), adult=taker.id, family=family.id, takes=leaves, by=by))
        return Passed(tuple(facts), over=bool(offer))
    if visit is None:
        facts.append(Arrived(visit=moment.new_id(), adult=taker.id, family=family.id, by=by))
    elif visit.away:
        facts.append(CameBack(**names(visit)))
    if offer:
        facts.append(hand_over(stay, taker.id, moment.new_id(), by))
    return Passed(tuple(facts), over=bool(offer))


def may_take_over(ask: guard.Ask, family: str, adult: str, *, wanted: bool) -> bool:
    """Tell who takes over: an adult of the child's family at once, a carer on duty once somebody else is `wanted`."""
    return family == ask.stay.family or (wanted and adult in ask.takers)


def hand_over(stay: StayPicture, taker: str, new: Id, by: str | None = None) -> HandedOver:
    """Pass the baton to who takes it."""
    return HandedOver(child=stay.child, family=stay.family, stay=new, follows=stay.stay, taker=taker, by=by)


def may_undo(house: House, adult: Adult, visit: str, what: What) -> bool:
    """Tell whether a result can be taken back: not an arrival that a child or a duty depends on by now."""
    if what == "left":
        return not adult.deputy  # she may only have collected, without ever having been in
    if what != "arrived":
        return what == "out"
    here = house.visits.get(adult.id)
    if here is None or here.visit != visit or guard.ending_shift(house, adult.id):
        return False
    return all(stay.child in here.brought and stay.taken_by is None for stay in house.of(adult.id))


def undo(visit: dict[str, str], what: What) -> FactBody:
    """Take back what was recorded of a visit, by its `names`."""
    if what == "out":
        return CameBack(**visit)
    return Undone(**visit, what="left" if what == "left" else "arrived")
