"""What an adult who is here may change: where the children are, and the desk."""

from typing import Literal, get_args

from msgspec import Struct

from broker.house import care, coming
from broker.house.coming import Where
from broker.house.custody import AT
from broker.house.moment import Moment
from broker.house.state import House
from broker.wire.facts import FactBody
from broker.wire.facts.care import PlaceDeclined
from broker.wire.facts.custody import ChildrenChosen, Choice, Returned
from broker.wire.facts.presence import CameBack, DeskChosen
from broker.wire.pictures import VisitPicture

CHOICES: tuple[Where, ...] = get_args(Where)


class Chosen(Struct, frozen=True):
    """What a choice changes; without facts all is so already."""

    facts: tuple[FactBody, ...]
    why: care.Verdict | None = None
    """Of a child who is to go to care: whether it may, and why not."""


def may_choose(house: House, visit: VisitPicture | None, child: str) -> bool:
    """Tell whether an adult may say where a child is: it is with this adult, or not here yet."""
    if visit is None or visit.until is not None:
        return False
    stay = house.stays.get(child)
    return stay is None or (stay.answers == visit.adult == stay.looks_after and stay.at != "out")


def chosen(house: House, child: str) -> Where | Literal["waits"]:
    """Give what is said of a child now; `waits`: for a place."""
    stay = house.stays.get(child)
    if stay is None:
        return "absent"
    if any(ask.child == child for ask in house.asks.values()):
        return "waits"
    now: dict[str, Where] = {"announced": "care", "care": "care", "together": "together"}
    return now.get(stay.at, "adult")


def choose(visit: VisitPicture, child: str, to: Where, moment: Moment) -> Chosen:
    """Say where a child is that `may_choose` allows; beyond a firm limit it waits with the adult."""
    house, where, why = moment.house, str(to), None
    stay = house.stays.get(child)
    asks = [ask for ask in house.asks.values() if ask.child == child]
    facts: list[FactBody] = [PlaceDeclined(ask=ask.ask, family=visit.family) for ask in asks if to != "care"]
    if to == "care":
        placed = coming.place((child,), moment)
        why = placed.why
        if placed.waiting:
            where = "adult"
            facts += [] if asks else [coming.ask(child, visit.family, visit.adult, moment)]
        else:
            where = coming.to_care(placed, moment)
    if not (stay and stay.at == AT.get(where)):
        follows = stay.stay if stay else None
        choice = Choice(child=child, stay=moment.new_id(), to=where, follows=follows)  # type: ignore[arg-type]  # one of them
        facts.insert(0, ChildrenChosen(**names(visit), children=(choice,)))
    return Chosen(tuple(facts), why)


def sit(visit: VisitPicture, desk: str | None) -> tuple[FactBody, ...]:
    """Take another desk, or none; nothing to record where one sits there already."""
    return () if visit.desk == desk else (DeskChosen(**names(visit), desk=desk),)


def returned(house: House, given: Returned) -> list[FactBody]:
    """Give a child to an adult; whoever was out for a while is seen here, and so is back."""
    visit = house.visits.get(given.to)
    return [CameBack(**names(visit)), given] if visit and visit.away else [given]


def names(visit: VisitPicture) -> dict[str, str]:
    """Give what every fact of a visit names."""
    return {"visit": visit.visit, "adult": visit.adult, "family": visit.family}
