"""The code of an adult without a card. Wrong ones never say whose a code is, and make the pad pause."""

from msgspec.structs import replace

from broker.wire.facts.house import PinLocked
from kiosk.flow import cards
from kiosk.flow.inputs import Touched
from kiosk.flow.state import Code, Idle, State, Step, Tries, save, show
from kiosk.flow.world import World

DIGITS, MOST = 6, 5
LOCK_MIN, LONGEST_MIN = 2, 30
"""A pause after so many wrong codes, twice as long each time, up to the longest."""
WRONG_MS, LOCKS_MS = 10 * 60_000, 12 * 3_600_000
"""After so long without a wrong code those before no longer count, and the next pause is short again."""


def is_locked(tries: Tries, world: World) -> bool:
    """Tell whether no code is taken now: until the pause is over, or a carer ends it."""
    return tries.since >= world.unlocked and tries.until > world.wall


def capped(tries: Tries, world: World) -> Tries:
    """Keep a pause within the longest one, whatever happens to the clock: pulling the plug does not end it."""
    longest = world.wall + LONGEST_MIN * 60_000
    return replace(tries, until=longest, since=min(tries.since, world.wall)) if tries.until > longest else tries


def touch(state: State, screen: Code, touched: Touched, world: World) -> Step:
    """Take a key of the pad."""
    match touched.meaning:
        case "key" if touched.what in "0123456789" and len(touched.what) == 1 and not is_locked(state.tries, world):
            digits = screen.digits + touched.what
            if len(digits) < DIGITS:
                return show(state, Code(digits), world)
            return _code(state, digits, world)
        case "erase":
            return show(state, Code(screen.digits[:-1]), world)
        case "back":
            return show(state, Idle(), world)
    return state, None


def _code(state: State, digits: str, world: World) -> Step:
    found = world.roster.find_pin(digits) if world.roster else None
    if found:
        return cards.serve(state, *found, world)
    tries = state.tries
    if tries.since < world.unlocked or world.wall - tries.since > LOCKS_MS:
        tries = Tries()
    elif world.wall - tries.since > WRONG_MS:
        tries = replace(tries, wrong=0)
    tries = replace(tries, wrong=tries.wrong + 1, since=world.wall)
    if tries.wrong < MOST:
        return show(replace(state, tries=tries), Code(wrong=True), world)
    until = world.wall + min(LONGEST_MIN, LOCK_MIN * 2**tries.locks) * 60_000
    tries = Tries(locks=tries.locks + 1, since=world.wall, until=until)
    return save(replace(state, tries=tries), Code(wrong=True), PinLocked(node=world.node, until=until))
