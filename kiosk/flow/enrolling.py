"""Somebody's new card: while one is waited for, a card that nobody has goes to the hub, which knows more."""

from kiosk.flow.inputs import Enrolled
from kiosk.flow.state import Enrol, Notice, State, Step, notice, show
from kiosk.flow.world import World
from kiosk.view import NoticeKind

KINDS: dict[str, NoticeKind] = {"enrolled": "enrolled", "random": "random_card", "taken": "card_taken"}


def enrol(state: State, number: str, world: World) -> Step:
    """Ask the hub to take a card."""
    state, _ = show(state, Notice("enrolling"), world)
    return state, Enrol(number)


def told(state: State, event: Enrolled, world: World) -> Step:
    """Say what became of it, to whoever still waits for that."""
    if not (isinstance(state.screen, Notice) and state.screen.kind == "enrolling"):
        return state, None
    return notice(state, KINDS.get(event.told, "not_enrolled"), world)
