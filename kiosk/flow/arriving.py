"""Coming: the last choices are applied at once, and what the house rules do not allow is asked for instead."""

from collections.abc import Collection

from msgspec.structs import replace

from broker.house import coming
from kiosk.flow.state import Children, Result, State, Step, Who, save
from kiosk.flow.world import World


def arrive(state: State, who: Who, world: World, *, meant_to_go: bool = False) -> Step:
    """Let an adult in for a new visit, with the children who usually come and are not here yet.

    Who meant to go, and is not known to be here, may have pressed the wrong button: they are in, and asked.
    """
    family, adult = who.family, who.adult
    desk = coming.desk(adult, world)
    usual = {child.id: child.usual for child in coming.along(family, adult, world) if child.usual != "absent"}
    found = coming.arrive(family, adult, world, desk=desk.id if desk else None, where=usual)
    result = Result(
        what="arrived",
        who=replace(who, visit=found.arrived.visit),
        usual_desk=coming.usual_desk(adult, world),
        first=world.house.visit(adult.id) is None,
        meant_to_go=meant_to_go,
        short=found.why.why,
    )
    return save(state, first_screen(result, usual), *found.facts)


def first_screen(result: Result, children: Collection[str]) -> Result | Children:
    """Let a family that comes for the first time say where its children are."""
    if not (result.first and children):
        return result
    return Children(who=result.who, result=result)
