"""The guards: what must be asked before somebody leaves, or ends a shift. Asking decides nothing; people answer."""

from msgspec import Struct

from broker.house.state import House
from broker.wire.pictures import StayPicture


class Ask(Struct, frozen=True):
    """One child for whom the one who leaves has to say what becomes of it."""

    stay: StayPicture
    takers: tuple[str, ...]
    """Other adults in the house who may take over: of the family first, then carers on duty."""
    errand: bool
    """Whether `only out for ten minutes` may be offered: a carer is on duty, and it is another."""


def leaving(house: House, adult: str) -> tuple[Ask, ...]:
    """Give the children who would stay without their adult; none, and the adult may go.

    Children of the family whom the adult answers for and looks after go along and are no question.
    """
    visit = house.visits.get(adult)
    if visit is None:
        return ()
    theirs = [stay for stay in house.stays.values() if _concerns(house, stay, adult)]
    others = [other.adult for other in house.present() if other.adult != adult and other.away is None]
    carers = [other for other in others if other in house.shifts]
    family = [other for other in others if house.visits[other].family == visit.family]
    takers = tuple(dict.fromkeys((*family, *carers)))
    return tuple(Ask(stay, takers, errand=bool(carers)) for stay in theirs)


def _concerns(house: House, stay: StayPicture, adult: str) -> bool:
    """Tell whether a child stays who is this adult's to answer for, or whose last contact here this adult is."""
    visit = house.visits[adult]
    if stay.at == "out" or (stay.family == visit.family and stay.answers == adult == stay.looks_after):
        return False
    if stay.answers == adult:
        return True
    here = [visit.adult for visit in house.visits.values() if visit.family == stay.family and visit.adult != adult]
    return stay.contact == adult and not here


def ending_shift(house: House, adult: str) -> tuple[StayPicture, ...]:
    """Give the children in care who keep this adult on duty: the last carer cannot end the shift while there are any.

    Where carers take the baton, nobody ends a shift while answering for a child that was taken into care.
    """
    if adult not in house.shifts:
        return ()
    in_care = [stay for stay in house.stays.values() if stay.at == "care"]
    if len(house.shifts) == 1:
        return tuple(in_care)
    return tuple(stay for stay in in_care if stay.answers == adult and stay.taken_by == adult)


def still_recorded(house: House, family: str) -> tuple[StayPicture, ...]:
    """Give the family's children who would stay recorded when its last adult says goodbye; none while one is here."""
    if any(visit.family == family for visit in house.visits.values()):
        return ()
    return tuple(stay for stay in house.children() if stay.family == family)


def may_release(house: House, child: str, carer: str) -> bool:
    """Tell whether this carer may give a child to somebody without a card: on duty, and not the one who takes."""
    return child in house.stays and carer in house.shifts
