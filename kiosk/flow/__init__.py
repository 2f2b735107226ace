"""The flow of the kiosk: `step(state, input, world)` gives the next state and what is to be done. No Kivy here.

A card is decided on at once, from the kiosk's own copy of roster and house; the decision is made durable, and only
then shown. Nothing here waits for the hub.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from kiosk.flow import badges, cards, changing, codes, enrolling, guarding, pressing, someone
from kiosk.flow.inputs import Card, Enrolled, Failed, Fault, Identify, Input, Pressed, Recorded, Tick, Touched, Unread
from kiosk.flow.state import (
    CARD_S,
    Asking,
    Children,
    Code,
    Desks,
    Effect,
    Enrol,
    Guard,
    Idle,
    Notice,
    OfFamily,
    Record,
    Repair,
    Result,
    Screen,
    Shift,
    Someone,
    State,
    Step,
    Who,
    notice,
    show,
    timed,
)
from kiosk.flow.world import World
from kiosk.view import Look

__all__ = [
    "Card", "Children", "Code", "Desks", "Effect", "Enrol", "Enrolled",
    "Failed", "Fault", "Guard", "Idle", "Input", "Notice", "OfFamily", "Pressed", "Record",
    "Recorded", "Repair", "Result", "Screen", "Shift", "Someone", "State", "Tick", "Touched", "Unread", "Who", "World",
    "step",
]  # fmt: skip
CALM_S = 0.3
"""Seconds after a new screen in which a touch still means the one before."""
LOOKS = ("larger", "contrast", "aloud")
MASH, MASH_S = 3, 0.8
"""More touches than that in so many seconds are a toddler's, and change nothing until there is calm."""


def step(state: State, event: Input, world: World) -> tuple[State, Effect | None]:
    """Take one input and give the next state, with the facts that are to be recorded together."""
    after, record = _step(replace(state, tries=codes.capped(state.tries, world)), event, world)
    before, now = state.screen, after.screen
    if _page(before) != _page(now):
        after = replace(after, quiet=world.now + CALM_S)
    if isinstance(before, OfFamily) and _family(now) != before.who.family.id:
        if isinstance(now, Notice):
            now = replace(now, language=state.look.language or before.who.family.language)
        elif isinstance(now, Idle):
            now = Idle()
        else:
            now = timed(now, Look(), world)
        after = replace(after, look=Look(), screen=now)  # it was chosen for one visit
    return after, record


def _step(state: State, event: Input, world: World) -> Step:  # noqa: PLR0911  # a return per input
    match event:
        case Card(number):
            return _next(cards.card(state, number, world), world)
        case Enrolled():
            return _next(enrolling.told(state, event, world), world)
        case Unread() | Identify() if not state.saving:
            return _say(state, event, world)
        case Touched():
            return _touch(state, event, world)
        case Pressed():
            return _press(state, event, world)
        case Tick():
            return _expire(state, world)
        case Recorded() if state.saving:
            then, state = state.saving, replace(state, saving=None)
            resumes = isinstance(then, Asking)
            return _next(guarding.resume(state, then, world) if resumes else show(state, then, world), world)  # type: ignore[arg-type]
        case Fault() if not state.saving:
            facing = state.screen
            state, record = guarding.unanswered(state, facing) if isinstance(facing, Asking) else (state, None)
            return (replace(state, saving=Notice("fault")), record) if record else notice(state, "fault", world)
        case Failed() if state.saving:
            return _next(notice(replace(state, saving=None), "call_carer", world), world)
    return state, None


def _say(state: State, event: Unread | Identify, world: World) -> Step:
    """Say that a card could not be read; or show which kiosk this is, unless somebody uses it."""
    if isinstance(event, Identify):
        return notice(state, "identify", world) if state.screen == Idle() else (state, None)
    if isinstance(state.screen, Asking):
        return guarding.odd(state, "unread"), None
    return notice(state, "unread", world)


def _next(found: Step, world: World) -> Step:
    """Serve the next card that waits, unless something is being written again."""
    state, record = found
    if record or state.saving or not state.queue:
        return found
    number, *rest = state.queue
    return cards.card(replace(state, queue=tuple(rest)), number, world)


TOUCH: dict[type, Callable[[State, Any, Touched, World], Step]] = {
    Guard: guarding.touch,
    Shift: guarding.touch_shift,
    Result: changing.touch_result,
    Desks: changing.touch_desks,
    Children: changing.touch_children,
    Repair: changing.touch_repair,
    Someone: someone.touch,
}
"""What each screen of a family does with a touch."""


def _felt(state: State, world: World, *, fast: bool = False) -> tuple[State, bool]:
    """Remember a touch, and tell whether it was meant for what is there now."""
    touches = (*(at for at in state.touches if world.now - at < MASH_S), world.now)
    mashed = len(touches) > MASH and not fast
    return replace(state, touches=touches), not (state.saving or world.now < state.quiet or mashed)


def _press(state: State, pressed: Pressed, world: World) -> Step:
    still_s = world.now - max((state.read, *state.touches[-1:]))
    state, felt = _felt(state, world)
    late = isinstance(state.screen, OfFamily) and world.now - state.screen.who.card >= CARD_S
    return pressing.press(state, pressed, world, still_s=still_s) if felt and not late else (state, None)


def _touch(state: State, touched: Touched, world: World) -> Step:  # noqa: PLR0911  # a return per guard
    screen = state.screen
    fast = isinstance(screen, Code) or (isinstance(screen, Shift) and touched.meaning == "count")
    state, felt = _felt(state, world, fast=fast)
    if not felt:
        return state, None
    match screen:
        case Idle() | Notice():
            return _touch_public(state, screen, touched, world)
        case Code():
            return codes.touch(state, screen, touched, world)
    if touched.meaning == "done" and not isinstance(screen, Asking):
        return show(state, Idle(), world)
    if world.now - screen.who.card >= CARD_S:
        return state, None
    if touched.meaning == "hold":
        return (state, None) if isinstance(screen, Asking) else changing.hold(state, screen, world)
    return TOUCH[type(screen)](state, screen, touched, world)


def _touch_public(state: State, screen: Idle | Notice, touched: Touched, world: World) -> Step:  # noqa: PLR0911  # a return per touch
    """Take a touch of whoever stands there: nothing that lasts."""
    match touched.meaning:
        case "done" | "back":
            return show(state, Idle(), world)
        case "code" if isinstance(screen, Idle):
            return show(state, Code(), world)
        case "first" if isinstance(screen, Idle):
            return show(state, Notice("first_time"), world)
        case "open" if isinstance(screen, Idle):
            return show(state, Idle(touched.what), world)
        case "undo" | "go" | "come" if isinstance(screen, Notice):
            return badges.touch(state, screen, world)
        case "language" | "look":
            return show(replace(state, look=_look(state.look, touched)), screen, world)
    return state, None


def _look(look: Look, touched: Touched) -> Look:
    """Choose a language, or turn larger type or contrast on and off."""
    if touched.meaning == "language":
        return replace(look, language=touched.what)
    return replace(look, **{touched.what: not getattr(look, touched.what)}) if touched.what in LOOKS else look


def _expire(state: State, world: World) -> Step:
    if state.meant and world.now >= state.meant.until:
        state = replace(state, meant=None)
    screen = state.screen
    if isinstance(screen, Guard) and not state.saving and guarding.is_settled(screen, world):
        return guarding.go_on(state, screen, world)
    if screen == Idle() or world.now < screen.deadline:
        return state, None
    if state.saving:  # the disk is slow: no name stays longer for that
        return replace(state, screen=state.screen if isinstance(screen, Asking) else Idle()), None
    return _run_out(state, screen, world)


def _run_out(state: State, screen: Screen, world: World) -> Step:
    """Close a screen whose time is over; one that is still being read aloud a little later."""
    match screen:
        case Asking():
            return guarding.unanswered(state, screen)
        case Result() | Notice() if world.speaking and (longer := changing.longer(screen, world)):
            return replace(state, screen=longer), None
        case Children() if screen.result.first:
            return show(state, screen.result, world)  # so that it is said that they are in
        case Idle() if not screen.panel:
            state = replace(state, look=Look())  # whoever chose it has not come
    return show(state, Idle(), world)


def _family(screen: Screen) -> str:
    return screen.who.family.id if isinstance(screen, OfFamily) else ""


def _page(screen: Screen) -> tuple[object, ...]:
    """Name what a finger sees: it must not answer for the next child or family what was meant for the one before."""
    who = screen.who.adult.id if isinstance(screen, OfFamily) else ""
    detail = screen.child if isinstance(screen, Guard) else screen.doubt if isinstance(screen, Desks) else ""
    return type(screen), who, detail
