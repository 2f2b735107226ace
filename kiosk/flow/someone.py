"""The card of one, in the hand of another: an adult of the family says who has really come."""

from msgspec.structs import replace

from broker.house.apply import apply
from broker.house.roster import Adult
from broker.house.state import Fact
from broker.wire.facts.presence import Undone
from kiosk.flow import arriving
from kiosk.flow.inputs import Touched
from kiosk.flow.state import Record, Result, Someone, State, Step, show
from kiosk.flow.undoing import may_undo
from kiosk.flow.world import World


def others(result: Result, world: World) -> tuple[Adult, ...]:
    """Give who of the family may have come instead: neither in the house, nor somebody who only collects."""
    family = result.who.family
    if result.again or family.names_hidden or result.what != "arrived" or not may_undo(result, world):
        return ()
    return tuple(
        adult
        for adult in family.adults
        if adult is not result.who.adult and adult.id not in world.house.visits and not adult.deputy
    )


def touch(state: State, screen: Someone, touched: Touched, world: World) -> Step:
    """Let in who was named instead, both facts together; or go back."""
    if touched.meaning == "back":
        return show(state, screen.result, world)
    adult = next((each for each in others(screen.result, world) if each.id == touched.what), None)
    if touched.meaning != "adult" or adult is None:
        return state, None
    undone = Undone(**screen.who.names, what="arrived")
    house = apply(world.house, Fact(pos=0, stream="", n=0, at=world.wall, body=undone))
    state, record = arriving.arrive(state, replace(screen.who, adult=adult), replace(world, house=house))
    assert isinstance(record, Record)
    return state, Record((undone, *record.facts))
