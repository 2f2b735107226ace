"""Taking back what was recorded."""

from broker.house import going
from kiosk.flow.state import Notice, Result, State, Step, save
from kiosk.flow.world import World


def may_undo(result: Result, world: World) -> bool:
    """Tell whether a result can be taken back."""
    return going.may_undo(world.house, result.who.adult, result.who.visit, result.what)


def undo(state: State, screen: Result) -> Step:
    """Take it back, and say so."""
    return save(state, Notice("undone"), going.undo(screen.who.names, screen.what))
