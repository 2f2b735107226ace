"""The two hardware buttons: before a card they say what it means, after it they answer without a touch."""

from kiosk.flow import changing, guarding, strips, undoing
from kiosk.flow.inputs import Pressed, Touched
from kiosk.flow.state import Guard, Idle, Notice, Result, Shift, State, Step, show
from kiosk.flow.world import World


def press(state: State, event: Pressed, world: World) -> Step:
    """Take a press as the touch that it stands for."""
    screen, go = state.screen, event.way == "go"
    match screen:
        case Idle() | Notice():
            return show(state, Idle(meant=event.way), world)
        case Guard():
            return guarding.touch(state, screen, Touched("take" if go else "stay"), world)
        case Shift() if not go:
            return guarding.touch_shift(state, screen, Touched("stay"), world)
        case Result():
            return _go(state, screen, world) if go else _come(state, screen, world)
    return state, None


def _go(state: State, screen: Result, world: World) -> Step:
    visit = world.house.visits.get(screen.who.adult.id)
    if visit is None or visit.visit != screen.who.visit or visit.away:
        return state, None
    if screen.again or screen.what == "back":
        return guarding.leave(state, screen.who, world)
    return strips.was_here(state, screen, world)


def _come(state: State, screen: Result, world: World) -> Step:
    """Take a goodbye back, or answer as a touch would."""
    if screen.what == "left" and not screen.again and world.fresh:
        return undoing.undo(state, screen) if undoing.may_undo(screen, world) else (state, None)
    return changing.touch_result(state, screen, Touched("come"), world)
