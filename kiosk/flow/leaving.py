"""Saying goodbye, once nothing is left to ask; what goes with it; and going out for lunch with the desk held."""

from broker.house.presence import goes_along
from broker.house.roster import Adult
from broker.house.state import House
from broker.wire.facts.custody import HandedOver
from broker.wire.facts.presence import Left, Undone, WentOut
from broker.wire.pictures import StayPicture, VisitPicture
from kiosk.flow.state import Result, State, Step, Who, save
from kiosk.flow.world import World

LUNCH_MIN = (30, 60, 90)
"""For how many minutes a desk may be held."""


def goodbye(state: State, who: Who, takes: tuple[str, ...]) -> Step:
    """End the visit; these children go along."""
    return save(state, Result(what="left", who=who), Left(**who.names, takes=takes))


def along(house: House, visit: VisitPicture) -> tuple[str, ...]:
    """Give the children who go along with an adult without a question."""
    return tuple(stay.child for stay in house.stays.values() if goes_along(stay, visit))


def hand_over(stay: StayPicture, taker: Adult, world: World) -> HandedOver:
    """Pass the baton to who takes it."""
    ids = {"child": stay.child, "family": stay.family, "stay": world.new_id(), "follows": stay.stay}
    return HandedOver(**ids, taker=taker.id)


def may_hold(result: Result, house: House) -> bool:
    """Tell whether somebody who has just left may say that they only go for lunch: then no child was in care."""
    last = house.last.get(result.who.adult.id)
    return (
        result.what == "left"
        and result.who.adult.id not in house.visits
        and last is not None
        and last.visit == result.who.visit
        and bool(last.desk)
        and all(stay.looks_after == last.adult for stay in last.took)
    )


def hold(state: State, result: Result, minutes: str, world: World) -> Step:
    """Turn the goodbye into a pause, and hold the desk until they are back."""
    last = world.house.last.get(result.who.adult.id)
    if last is None or not may_hold(result, world.house) or minutes not in map(str, LUNCH_MIN):
        return state, None
    names, takes = result.who.names, tuple(stay.child for stay in last.took)
    out = WentOut(**names, why="lunch", until=world.wall + int(minutes) * 60_000, takes=takes)
    return save(state, Result(what="out", who=result.who), Undone(**names, what="left"), out)
