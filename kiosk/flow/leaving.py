"""Saying goodbye, once nothing is left to ask; and going out for lunch with the desk held."""

from broker.house import going
from broker.house.state import House
from broker.wire.facts.presence import Left
from broker.wire.pictures import VisitPicture
from kiosk.flow.state import Result, State, Step, Who, save
from kiosk.flow.world import World


def goodbye(state: State, who: Who, fact: Left) -> Step:
    """End the visit."""
    return save(state, Result(what="left", who=who), fact)


def may_hold(result: Result, house: House) -> bool:
    """Tell whether somebody who has just left may say that they only go for lunch: then no child was in care."""
    return result.what == "left" and _left(result, house) is not None


def hold(state: State, result: Result, minutes: str, world: World) -> Step:
    """Turn the goodbye into a pause, and hold the desk until they are back."""
    last = _left(result, world.house)
    if last is None or result.what != "left" or minutes not in map(str, going.LUNCH_MIN):
        return state, None
    takes = tuple(stay.child for stay in last.took)
    out = going.lunch(last, int(minutes), takes, world)
    return save(state, Result(what="out", who=result.who), going.undo(result.who.names, "left"), out)


def _left(result: Result, house: House) -> VisitPicture | None:
    """Give the visit that has just ended, with a desk, and with no child in care."""
    last = house.last.get(result.who.adult.id)
    if last is None or last.visit != result.who.visit or last.adult in house.visits or not last.desk:
        return None
    return last if all(stay.looks_after == last.adult for stay in last.took) else None
