"""The guards: what must be asked before somebody leaves, or ends a shift. Asking decides nothing; people answer."""

from msgspec import Struct
from msgspec.structs import replace

from broker.house.presence import goes_along
from broker.house.state import Fact, House
from broker.wire.facts.custody import LeaveAsked, LeaveUnanswered, LeaveWithdrawn
from broker.wire.pictures import AskedPicture, StayPicture, VisitPicture


class Ask(Struct, frozen=True):
    """One child for whom the one who leaves has to say what becomes of it."""

    stay: StayPicture
    takers: tuple[str, ...]
    """Other adults in the house who may take over: of the child's family first, then carers on duty."""
    errand: bool
    """Whether `only out for ten minutes` may be offered: a carer is on duty, and it is another."""


def leaving(house: House, adult: str) -> tuple[Ask, ...]:
    """Give the children who would stay without their adult; none, and the adult may go.

    Children of the family whom the adult answers for and looks after go along and are no question.
    """
    visit = house.visits.get(adult)
    if visit is None:
        return ()
    theirs = [stay for stay in house.stays.values() if _concerns(house, stay, visit)]
    others = [other for other in house.present() if other.adult != adult and other.away is None]
    carers = [other.adult for other in others if other.adult in house.shifts]
    return tuple(
        Ask(
            stay,
            takers=tuple(dict.fromkeys((*(other.adult for other in others if other.family == stay.family), *carers))),
            errand=bool(carers),
        )
        for stay in theirs
    )


def _concerns(house: House, stay: StayPicture, visit: VisitPicture) -> bool:
    """Tell whether a child stays who is this adult's to answer for or to watch, or whose last contact here this is."""
    if goes_along(stay, visit):
        return False
    if visit.adult in (stay.answers, stay.looks_after):
        return True
    if stay.at == "out":
        return False
    others = [other for other in house.visits.values() if other.family == stay.family and other is not visit]
    away = {other.adult for other in others if other.away}
    is_contact = stay.contact == visit.adult or (visit.family == stay.family and stay.contact in away)
    return is_contact and len(away) == len(others)


def ending_shift(house: House, adult: str) -> tuple[StayPicture, ...]:
    """Give the children in care who keep this adult on duty: the last carer cannot end the shift while there are any.

    Where carers take the baton, nobody ends a shift while answering for another family's child in care.
    """
    shift = house.shifts.get(adult)
    if shift is None:
        return ()
    in_care = house.cared_for()
    if set(house.carers()) <= {adult}:
        return (*in_care, *(stay for stay in house.left_behind() if stay.looks_after != adult))
    return tuple(stay for stay in in_care if stay.answers == adult and stay.family != shift.family)


def still_recorded(house: House, family: str) -> tuple[StayPicture, ...]:
    """Give the family's children who would stay recorded when its last adult says goodbye; none while one is here."""
    if any(visit.family == family for visit in house.visits.values()):
        return ()
    return tuple(stay for stay in house.children() if stay.family == family)


def may_release(house: House, child: str, carer: str) -> bool:
    """Tell whether this carer may give a child to somebody without a card: on duty."""
    return child in house.stays and carer in house.shifts


def asked(house: House, fact: Fact, body: LeaveAsked) -> House:
    """Note that an adult at the door was asked what becomes of these children."""
    visit = house.visits.get(body.adult)
    if visit is None or visit.visit != body.visit:
        return house
    return house.with_visit(replace(visit, asked=AskedPicture(since=fact.at, children=body.children)))


def withdrawn(house: House, _fact: Fact, body: LeaveWithdrawn) -> House:
    """Note that the adult stays."""
    visit = house.visits.get(body.adult)
    if visit is None or visit.visit != body.visit:
        return house
    return house.with_visit(replace(visit, asked=None)).settle("leave_unanswered", body.adult)


def unanswered(house: House, fact: Fact, body: LeaveUnanswered) -> House:
    """Alarm the carers: somebody stood at the door, and nobody knows what became of it. Nothing else changes."""
    visit = house.visits.get(body.adult)
    if visit is None or visit.visit != body.visit:
        return house
    return house.with_visit(replace(visit, asked=None)).ask("leave_unanswered", body.adult, fact.at, body.family)
