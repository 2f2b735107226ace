"""Taking back what was recorded."""

from broker.house import guard
from broker.wire.facts.presence import CameBack, Undone
from kiosk.flow.state import Notice, Result, State, Step, save
from kiosk.flow.world import World


def may_undo(result: Result, world: World) -> bool:
    """Tell whether a result can be taken back: not an arrival that a child or a duty depends on by now."""
    adult, visit = result.who.adult.id, world.house.visits.get(result.who.adult.id)
    if result.what == "left" and result.who.adult.deputy:
        return False  # she may only have collected, without ever having been in
    if result.what != "arrived":
        return result.what != "back"
    if visit is None or visit.visit != result.who.visit or guard.ending_shift(world.house, adult):
        return False
    return all(stay.child in visit.brought and stay.taken_by is None for stay in world.house.of(adult))


def undo(state: State, screen: Result) -> Step:
    """Take it back, and say so."""
    names = screen.who.names
    if screen.what == "out":
        return save(state, Notice("undone"), CameBack(**names))
    return save(state, Notice("undone"), Undone(**names, what="left" if screen.what == "left" else "arrived"))
