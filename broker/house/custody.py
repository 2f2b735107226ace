"""Children: where they are, who answers, who looks after them. The baton passes only from the one to the other.

A fact names the stay that it follows. One that follows a stay which has ended is late: the first in the hub's
order stands, and a question is raised.
"""

from msgspec.structs import replace

from broker.house.state import Fact, House, with_key
from broker.wire.facts.custody import (
    ChildGone,
    ChildMarked,
    ChildrenChosen,
    Choice,
    Collected,
    HandedOver,
    Offered,
    OfferWithdrawn,
    Released,
    Returned,
    Taken,
)
from broker.wire.facts.presence import ChildHere
from broker.wire.message import Ms
from broker.wire.pictures import At, OfferPicture, StayPicture, VisitPicture

AT: dict[str, At] = {"adult": "adult", "care": "announced", "together": "together", "taken": "care"}
"""Where a child is, by an adult's choice: `care` only announces."""


def come(house: House, fact: Fact, here: ChildHere | Choice, adult: str, family: str) -> House:
    """Let a child in with an adult, who answers for it. A child who is here already stays where it is."""
    before = house.stays.get(here.child)
    if here.stay in house.gone.get(here.child, ()):
        return house
    if before and before.at == "out":  # it was out with an adult, and is seen here: it is in the house
        before = replace(before, at="adult", looks_after=adult)
        house = house.with_stay(before)
    if before:
        elsewhere = before.at == "adult" and before.answers not in (adult, None)
        twice = elsewhere or before.family != family
        return house.ask("child_twice", here.child, fact.at, before.family) if twice else house
    visit = house.visits[adult]
    return house.with_visit(replace(visit, brought=(*visit.brought, here.child))).with_stay(
        StayPicture(
            child=here.child, family=family, stay=here.stay, since=fact.at, at=AT[here.to],
            answers=adult, looks_after=None if here.to == "taken" else adult, contact=adult, quality=fact.quality,
        )
    )  # fmt: skip


def choose(house: House, fact: Fact, body: ChildrenChosen) -> House:
    """Take an adult's new choices, for children who are with this adult or just came."""
    visit = house.visits.get(body.adult)
    if visit is None or visit.visit != body.visit:
        return house.ask("left_unknown", body.adult, fact.at, body.family)
    for choice in body.children:
        stay = house.stays.get(choice.child)
        if stay is None:
            house = house if choice.to == "absent" else come(house, fact, choice, body.adult, body.family)
        elif choice.follows != stay.stay or not stay.answers == body.adult == stay.looks_after or stay.at == "out":
            house = house.ask("moved_twice", choice.child, fact.at, body.family)
        elif choice.to == "absent":
            house = house.without_stay(stay)
        else:
            house = house.with_stay(
                replace(
                    stay,
                    stay=choice.stay,
                    since=fact.at,
                    at=AT[choice.to],
                    quality=fact.quality,
                    place=False,
                    looks_after=None if choice.to == "taken" else body.adult,
                )
            )
    return house


def take(house: House, fact: Fact, body: Taken) -> House:
    """Begin a stay in care. Who answers: the one before where parents keep the baton, else the carer who takes it."""
    stay = house.stays.get(body.child)
    carer = house.shifts.get(body.by) or house.visit(body.by)
    if body.override and carer and carer.family == body.family:
        house = house.ask("override_own", body.child, fact.at, body.family)
    if stay is None:
        return _unknown(house, fact, body, body.answers, "care")
    if body.follows != stay.stay:
        same = stay.at == "care" and stay.answers == body.answers
        return house if same else house.ask("taken_twice", body.child, fact.at, body.family)
    answers = body.answers if stay.answers is None or body.answers == body.by else stay.answers
    if answers != body.answers:
        house = house.ask("taken_twice", body.child, fact.at, body.family)
    return house.with_stay(
        replace(
            stay, stay=body.stay, since=fact.at, at="care", answers=answers, looks_after=None, back_by=body.back_by,
            place=False, quality=fact.quality, offer=None, taken_by=body.by,
        )
    )  # fmt: skip


def give_back(house: House, fact: Fact, body: Returned) -> House:
    """Let an adult look after the child again. The baton comes along from a carer, never from another parent."""
    stay = house.stays.get(body.child)
    if stay is None:
        return _unknown(house, fact, body, body.to, body.at)
    if body.follows != stay.stay or body.to not in house.visits:
        return house.ask("moved_twice", body.child, fact.at, body.family)
    holder = house.visits.get(stay.answers or "")
    from_carer = holder is not None and holder.adult == stay.taken_by and holder.family != stay.family
    keeps = None if from_carer or holder is None else holder.adult
    return house.with_stay(
        replace(
            stay, stay=body.stay, since=fact.at, at=body.at, answers=keeps or body.to, looks_after=body.to,
            contact=keeps or body.to, place=body.back, back_by=None, offer=None, quality=fact.quality, taken_by=None,
        )
    )  # fmt: skip


def offer(house: House, fact: Fact, body: Offered) -> House:
    """Hold the baton out."""
    stay = house.stays.get(body.child)
    if stay is None or stay.answers != body.giver:
        return house.ask("moved_twice", body.child, fact.at, body.family)
    return house.with_stay(replace(stay, offer=OfferPicture(offer=body.offer, since=fact.at, to=body.to)))


def withdraw(house: House, _fact: Fact, body: OfferWithdrawn) -> House:
    """Keep the baton after all."""
    stay = house.stays.get(body.child)
    if stay is None or stay.offer is None or stay.offer.offer != body.offer:
        return house
    return house.with_stay(replace(stay, offer=None))


def hand_over(house: House, fact: Fact, body: HandedOver) -> House:
    """Pass the baton, if it was held out, nobody had it, or a carer vouches."""
    stay = house.stays.get(body.child)
    if stay is None:
        return _unknown(house, fact, body, body.taker, "adult")
    if body.follows != stay.stay:
        same = stay.answers == body.taker
        return house if same else house.ask("taken_twice", body.child, fact.at, body.family)
    if not may_take(stay, body.taker, body.by):
        return house.ask("handover_unasked", body.child, fact.at, body.family)
    taker = house.visits.get(body.taker)
    on_duty = body.taker in house.shifts and (taker is None or taker.family != body.family)
    care = stay.at == "care"
    return house.with_stay(
        replace(
            stay,
            stay=body.stay,
            since=fact.at,
            answers=body.taker,
            offer=None,
            quality=fact.quality,
            contact=stay.contact if on_duty else body.taker,
            looks_after=None if care else body.taker,
            taken_by=body.taker if on_duty else stay.taken_by,
            at="adult" if stay.at == "out" else stay.at,
        )
    ).settle("handover_unasked", body.child)


def collect(house: House, fact: Fact, body: Collected) -> House:
    """Let a deputy take children home in one tap. What was not offered is recorded all the same, and alarms.

    A late word, about stays that have ended, takes nobody out: neither children nor the deputy, who may be back.
    """
    going = []
    for one in body.takes:
        stay = house.stays.get(one.child)
        if stay is None or stay.stay != one.follows:
            house = house.ask("moved_twice", one.child, fact.at, body.family)
        else:
            going.append(one.child)
    visit = house.visits.get(body.adult)
    if visit and not going:
        return house
    visit = visit or VisitPicture(
        visit=body.visit, adult=body.adult, family=body.family, since=fact.at, quality=fact.quality
    )
    house, along = taken_along(house, fact, visit, tuple(going), body.by)
    return house.without_visit(visit, along, max(fact.at, visit.since), fact.quality)


def taken_along(
    house: House, fact: Fact, visit: VisitPicture, children: tuple[str, ...], by: str | None
) -> tuple[House, list[StayPicture]]:
    """Give the children who leave with an adult; a family's child who was not theirs to take is recorded, and alarms.

    Nobody's word takes another family's child out of the house whom this adult does not answer for.
    """
    along = []
    for child in children:
        stay = house.stays.get(child)
        if stay is None:
            house = house.ask("moved_twice", child, fact.at, visit.family)
            continue
        foreign = stay.family != visit.family and by is None
        if foreign or not may_take(stay, visit.adult, by):
            house = house.ask("collected_unasked", child, fact.at, stay.family)
        if stay.family == visit.family or may_take(stay, visit.adult, by):
            along.append(stay)
    return house, along


def release(house: House, fact: Fact, body: Released) -> House:
    """Let a carer give a child to a listed person; it has left the house."""
    stay = house.stays.get(body.child)
    if stay is None or body.follows != stay.stay:
        return house.ask("moved_twice", body.child, fact.at, body.family)
    return house.without_stay(stay)


def gone(house: House, fact: Fact, body: ChildGone) -> House:
    """Take a person's word that a child is not in the house."""
    stay = house.stays.get(body.child)
    if stay is None:
        return house
    if body.follows != stay.stay:
        return house.ask("moved_twice", body.child, fact.at, body.family)
    return house.without_stay(stay)


def mark(house: House, fact: Fact, body: ChildMarked) -> House:
    """Note how a child is, while it is in the house."""
    if body.child not in house.stays:
        return house
    marks = with_key(house.marks.get(body.child, {}), body.mark, fact.at)
    return house.but(marks=with_key(house.marks, body.child, marks))


def settle(house: House, at: Ms) -> House:
    """Let nobody answer, watch or be the contact who is not in the house; a family's adult who is here is the contact.

    Rule 4's alarm is raised and closed here, and nowhere else.
    """
    here, alone = house.visits, dict[str, str]()
    for stay in house.stays.values():
        if stay.answers not in here or stay.contact not in here or (stay.looks_after and stay.looks_after not in here):
            house = _without_those_who_left(house, stay)
        if stay.answers not in here:
            alone[stay.child] = stay.family
    asked = {subject for kind, subject in house.questions if kind == "child_alone"}
    for child in alone.keys() - asked:
        house = house.ask("child_alone", child, at, alone[child])
    for child in asked - alone.keys():
        house = house.settle("child_alone", child)
    return house


def _without_those_who_left(house: House, stay: StayPicture) -> House:
    here = house.visits
    answers = stay.answers if stay.answers in here else None
    watches = stay.looks_after if stay.looks_after in here else stay.looks_after and answers
    at_home = (visit.adult for visit in here.values() if visit.family == stay.family)
    contact = stay.contact if stay.contact in here else next(at_home, None)
    if (answers, watches, contact) == (stay.answers, stay.looks_after, stay.contact):
        return house
    now = replace(stay, answers=answers, looks_after=watches, contact=contact, offer=stay.offer if answers else None)
    return house.but(stays=with_key(house.stays, stay.child, now))


def may_take(stay: StayPicture, taker: str, by: str | None) -> bool:
    """Tell whether the baton may pass: it is held out, is nobody's or the taker's own already, or a carer vouches."""
    offered = stay.offer is not None and stay.offer.to in (None, taker)
    return offered or stay.answers in (None, taker) or by is not None


def _unknown(house: House, fact: Fact, body: Taken | Returned | HandedOver, answers: str, at: At) -> House:
    """Let in a child whom nobody announced; but a late word on one who has gone brings nobody back."""
    if body.follows in house.gone.get(body.child, ()):
        return house.ask("moved_twice", body.child, fact.at, body.family)
    if body.stay in house.gone.get(body.child, ()):
        return house
    in_care = at == "care"
    house = house.with_stay(
        StayPicture(
            child=body.child, family=body.family, stay=body.stay, since=fact.at, at=at, answers=answers,
            looks_after=None if in_care else answers, contact=answers, quality=fact.quality,
            taken_by=body.by if in_care else None, back_by=body.back_by if isinstance(body, Taken) else None,
        )
    )  # fmt: skip
    return house.ask("child_unknown", body.child, fact.at, body.family)
