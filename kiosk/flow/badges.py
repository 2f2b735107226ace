"""A badge of the office, which a guest has for a day: one tap lets in or out, and no name is shown.

Whose badge it is, the kiosk does not know; a guest's name is not in its roster.
"""

from msgspec.structs import replace

from broker.house.roster import Badge
from broker.house.state import Guest
from broker.wire.facts.house import BadgeRefused
from broker.wire.facts.presence import GuestArrived, GuestLeft
from kiosk.flow.state import CARD_S, GuestTap, Notice, State, Step, save, show
from kiosk.flow.world import World


def tap(state: State, badge: Badge, world: World) -> Step:
    """Let a guest in or out; soon after the last time show that again, with the way back; refuse a badge on its own."""
    if not badge.guest or badge.until <= world.wall:
        return save(state, Notice("badge_free"), BadgeRefused(badge=badge.badge))
    meant, state = state.meant, replace(state, meant=None)
    inside = _inside(badge, world)
    if meant and world.now < meant.until:
        turns = (meant.way == "go") == (inside is not None)
    else:
        turns = not _is_again(state, badge, inside, world)
    if turns:
        return turn(state, badge, world)
    return show(state, Notice("guest_in" if inside else "guest_out", lent=badge, again=True), world)


def turn(state: State, badge: Badge, world: World) -> Step:
    """Let a guest go who is in, or in who is not."""
    if inside := _inside(badge, world):
        left = GuestLeft(visit=inside.arrived.visit)
        return save(_tapped(state, badge, world), Notice("guest_out", lent=badge), left)
    came = GuestArrived(
        visit=world.new_id(), guest=badge.guest, role=badge.role, heads=badge.heads, room=badge.room
    )  # fmt: skip
    return save(_tapped(state, badge, world), Notice("guest_in", lent=badge), came)


def touch(state: State, screen: Notice, world: World) -> Step:
    """Take back what a badge did, or do the other thing after a second tap; only while the card was read of late."""
    if screen.lent is None or world.now - state.read >= CARD_S:
        return state, None
    was_in = _inside(screen.lent, world) is not None
    if was_in != (screen.kind == "guest_in"):  # somebody has done so meanwhile
        return state, None
    return turn(state, screen.lent, world)


def _inside(badge: Badge, world: World) -> Guest | None:
    return next((guest for guest in world.house.guests.values() if guest.arrived.guest == badge.guest), None)


def _is_again(state: State, badge: Badge, inside: Guest | None, world: World) -> bool:
    """Tell whether this guest was let in or out here a short while ago, or signed in anywhere."""
    if any(tap.guest == badge.guest and world.now - tap.at < world.office.retap_s for tap in state.guests):
        return True
    return inside is not None and abs(world.wall - inside.since) < world.office.retap_s * 1000


def _tapped(state: State, badge: Badge, world: World) -> State:
    others = (
        tap for tap in state.guests if tap.guest != badge.guest and world.now - tap.at < world.office.retap_s
    )  # fmt: skip
    return replace(state, guests=(*others, GuestTap(badge.guest, world.now)))
