"""The two hardware buttons: they say what the next card means, and answer the guard of who has just put one on.

A button does not know who presses it, so what was recorded stands until a card says otherwise.
"""

from msgspec.structs import replace

from kiosk.flow import guarding
from kiosk.flow.inputs import Pressed, Touched
from kiosk.flow.state import Asking, Code, Guard, Idle, Meant, Notice, Result, Shift, State, Step, show
from kiosk.flow.world import World

MEANT_S = 10.0
"""For so many seconds a button says what the next card means."""
THEIRS_S = 10.0
"""So many seconds after a card, a touch or a press, a press is still by the one whom the guard asks."""


def press(state: State, event: Pressed, world: World, *, still_s: float) -> Step:
    """Take a press.

    :param still_s: seconds since there was a card, a touch or a press before this one.
    """
    screen, go = state.screen, event.way == "go"
    if isinstance(screen, Asking):
        return _answer(state, screen, world, go=go) if still_s < THEIRS_S else (state, None)
    if not isinstance(screen, Idle | Notice | Code | Result):
        return state, None  # a family chooses
    state = replace(state, meant=Meant(event.way, world.now + MEANT_S))
    return show(state, Idle(), world) if isinstance(screen, Result) else (state, None)


def _answer(state: State, screen: Guard | Shift, world: World, *, go: bool) -> Step:
    """Answer for the child that is asked about; while somebody else is waited for nothing is said by a button."""
    if isinstance(screen, Guard):
        touched = Touched("take" if go else "stay")
        return (state, None) if screen.waiting else guarding.touch(state, screen, touched, world)
    return (state, None) if go else guarding.touch_shift(state, screen, Touched("stay"), world)
