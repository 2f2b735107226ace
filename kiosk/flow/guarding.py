"""The guards at the door: child by child, and for the last carer. They ask; only people answer.

Without an answer nothing changes but that the carers are told. What was said so far is made durable with the answer
for the last child, except a hand-over, which is two people's and counts at once.
"""

from msgspec.structs import replace

from broker.house import going, guard
from broker.house.custody import may_take
from broker.house.roster import Adult, Family
from broker.wire.facts import FactBody
from broker.wire.facts.care import ShiftEnded, ShiftHandedOver
from broker.wire.facts.custody import LeaveAsked, LeaveUnanswered, LeaveWithdrawn, Offered, OfferWithdrawn
from broker.wire.facts.house import CardRefused
from broker.wire.facts.presence import CameBack
from broker.wire.pictures import StayPicture
from kiosk.flow import leaving
from kiosk.flow.inputs import Touched
from kiosk.flow.state import Asking, Guard, Idle, Notice, Result, Shift, State, Step, Who, notice, save, show
from kiosk.flow.world import World
from kiosk.view import Odd

AGAIN_S = 2.0
"""After so long the same card again means: I take all of them."""
MOST_HEADS = 99


def leave(state: State, who: Who, world: World) -> Step:
    """Let an adult go, unless a guard has to ask first."""
    if guard.ending_shift(world.house, who.adult.id):
        return end_shift(state, who, world, leaves=True)
    return resume(state, Guard(who=who), world)


def end_shift(state: State, who: Who, world: World, *, leaves: bool) -> Step:
    """End a shift, or ask who takes it over."""
    kept = guard.ending_shift(world.house, who.adult.id)
    if not kept:
        shift = world.house.shifts[who.adult.id].shift
        fact = ShiftEnded(shift=shift, adult=who.adult.id, family=who.family.id)
        return save(state, Result(what="arrived", who=who, again=True), fact)
    children, heads = tuple(stay.child for stay in kept), len(world.house.cared_for())
    return resume(state, Shift(who=who, children=children, leaves=leaves, heads=heads, ask=leaves), world)


def resume(state: State, screen: Guard | Shift, world: World) -> Step:
    """Ask about the next child; when there is none, say goodbye."""
    who = screen.who
    visit = world.house.visits.get(who.adult.id)
    if visit is None:
        return show(state, Idle(), world)
    if isinstance(screen, Shift):
        if not guard.ending_shift(world.house, who.adult.id):
            return resume(state, Guard(who=who), world) if screen.leaves else notice(state, "shift_over", world)
        left = screen.children
    else:
        left = tuple(ask.stay.child for ask in _asks(screen, world))
        if not left:
            return leaving.goodbye(state, who, going.goodbye(world.house, visit, screen.taking))
        screen = replace(screen, child=left[0], waiting=screen.waiting and screen.child == left[0])
    if not screen.ask:
        return show(state, screen, world)
    return save(state, replace(screen, ask=False), LeaveAsked(**who.names, children=left))


def touch(state: State, screen: Guard, touched: Touched, world: World) -> Step:  # noqa: PLR0911  # a return per answer
    """Take an answer for one child."""
    screen = replace(screen, odd="")
    ask = next((ask for ask in _asks(screen, world) if ask.stay.child == screen.child), None)
    if ask is None and touched.meaning != "stay":
        return resume(state, screen, world)  # it was settled elsewhere
    match touched.meaning:
        case "stay":
            return save(state, Notice("staying"), *_withdrawn(screen), LeaveWithdrawn(**screen.who.names))
        case _ if ask is None:
            return state, None
        case "take" if may_take(ask.stay, screen.who.adult.id, None):
            taking = (*screen.taking, screen.child)
            return _then(state, replace(screen, taking=taking, waiting=False, offer=""), world, *_withdrawn(screen))
        case "other" if not screen.waiting:
            return _offer(state, screen, ask.stay, world)
        case "back" if screen.waiting:
            return _then(state, replace(screen, waiting=False, offer=""), world, *_withdrawn(screen))
        case "errand" if may_errand(screen, ask):
            return _errand(state, screen, world)
    return state, None


def is_settled(screen: Guard, world: World) -> bool:
    """Tell whether what is asked was settled elsewhere: somebody has taken the child over, or the adult has left."""
    return asked(screen, world) is None


def go_on(state: State, screen: Guard, world: World) -> Step:
    """Ask about the next child once this one was settled elsewhere; a goodbye waits for a touch or the card."""
    if screen.who.adult.id not in world.house.visits or _asks(screen, world):
        return resume(state, screen, world)
    return state, None


def touch_shift(state: State, screen: Shift, touched: Touched, world: World) -> Step:
    """Count the children, or stay on duty."""
    match touched.meaning:
        case "count" if touched.what in ("1", "-1"):
            heads = min(MOST_HEADS, max(0, screen.heads + int(touched.what)))
            return replace(state, screen=replace(screen, heads=heads, odd="")), None
        case "stay" if screen.leaves:
            return save(state, Notice("staying"), LeaveWithdrawn(**screen.who.names))
        case "stay":
            return show(state, Idle(), world)
    return state, None


def is_kept(adult: Adult, world: World) -> bool:
    """Tell whether a guard would ask this adult before leaving."""
    house = world.house
    return bool(guard.ending_shift(house, adult.id) or guard.leaving(house, adult.id))


def may_errand(screen: Guard, ask: guard.Ask) -> bool:
    """Tell whether `only out for ten minutes` may be said."""
    return going.may_errand(ask, screen.taking)


def asked(screen: Guard, world: World) -> guard.Ask | None:
    """Give what is asked now."""
    return next((ask for ask in _asks(screen, world) if ask.stay.child == screen.child), None)


def left(screen: Guard, world: World) -> int:
    """Give how many children are still to be asked about, this one included."""
    return len(_asks(screen, world))


def card(
    state: State, screen: Guard | Shift, number: str, found: tuple[Family, Adult] | None, world: World, *, since: float
) -> Step:
    """Take a card while somebody is asked: the same again takes all, another may take over, a third is served.

    :param since: seconds since a card was read last; one that lies on the reader is read again and again.
    """
    assert world.roster is not None
    if found is None and not world.roster.badge(number):
        state, screen = odd(state, "unknown"), replace(screen, odd="unknown")
        refused = world.roster.refused(number)
        if refused is None:
            return state, None
        return save(state, screen, CardRefused(why=refused.why, subject=refused.subject, family=refused.family))
    screen = replace(screen, odd="")
    if found and (done := _of_adult(state, screen, *found, world, since=since)):
        return done
    return unanswered(replace(state, queue=(*state.queue, number)), screen)


def _of_adult(
    state: State, screen: Guard | Shift, family: Family, adult: Adult, world: World, *, since: float
) -> Step | None:
    """Take the card of somebody who answers the question; None of anybody else."""
    if adult.id == screen.who.adult.id:
        return _same(state, screen, world, since)
    if isinstance(screen, Shift):
        return _carry(state, screen, family, adult, world) if _may_carry(adult, world) else None
    ask = asked(screen, world)
    if ask and going.may_take_over(ask, family.id, adult.id, wanted=screen.waiting):
        return _take_over(state, screen, ask.stay, family, adult, world)
    return None


def odd(state: State, what: Odd) -> State:
    """Say that the card which was put on could not be read, or is nobody's; the question stands."""
    return replace(state, screen=replace(state.screen, odd=what)) if isinstance(state.screen, Asking) else state


def unanswered(state: State, screen: Guard | Shift) -> Step:
    """Wipe the names, leave the visit open, and tell the carers."""
    gone = replace(state, screen=Idle())
    if isinstance(screen, Shift) and not screen.leaves:
        return gone, None
    facts = (*(_withdrawn(screen) if isinstance(screen, Guard) else ()), LeaveUnanswered(**screen.who.names))
    return save(gone, Idle(), *facts)


def _asks(screen: Guard, world: World) -> list[guard.Ask]:
    return going.asks(world.house, screen.who.adult.id, {*screen.taking, *screen.passed})


def _then(state: State, screen: Guard, world: World, *facts: FactBody) -> Step:
    return save(state, screen, *facts) if facts else resume(state, screen, world)


def _offer(state: State, screen: Guard, stay: StayPicture, world: World) -> Step:
    """Hold the baton out; of a child whom another answers for there is nothing to hold out."""
    if stay.answers != screen.who.adult.id:
        return show(state, replace(screen, waiting=True), world)
    offered = Offered(child=stay.child, family=stay.family, offer=world.new_id(), giver=screen.who.adult.id)
    return save(state, replace(screen, waiting=True, offer=offered.offer), offered)


def _withdrawn(screen: Guard) -> tuple[FactBody, ...]:
    if not screen.offer:
        return ()
    return (OfferWithdrawn(child=screen.child, family=screen.who.family.id, offer=screen.offer),)


def _errand(state: State, screen: Guard, world: World) -> Step:
    out = going.errand(world.house.visits[screen.who.adult.id], world)
    return save(state, Result(what="out", who=screen.who), *_withdrawn(screen), out)


def _same(state: State, screen: Guard | Shift, world: World, since: float) -> Step:
    """Take the same card again as "I take all of them"; a carer's own card hands over no duty."""
    visit = world.house.visits.get(screen.who.adult.id)
    if isinstance(screen, Shift) and not guard.ending_shift(world.house, screen.who.adult.id):
        return resume(state, screen, world)  # somebody else has come on duty
    if isinstance(screen, Shift) or visit is None or since < AGAIN_S or world.now < state.quiet:
        return state, None
    who = replace(screen.who, card=world.now)
    stays = [ask.stay for ask in _asks(screen, world)]
    taking = tuple(stay.child for stay in stays if may_take(stay, who.adult.id, None))
    then = replace(screen, who=who, taking=(*screen.taking, *taking), waiting=False, offer="")
    return _then(state, then, world, *_withdrawn(screen))


def _take_over(
    state: State, screen: Guard, stay: StayPicture, family: Family, adult: Adult, world: World
) -> Step:  # fmt: skip
    """Pass the baton to the one whose card this is."""
    found = going.take_over(stay, screen.who.adult.id, family, adult, world, offer=screen.offer)
    if not found.facts:
        return state, None
    passed = (*screen.passed, stay.child) if found.over else screen.passed
    who = replace(screen.who, card=world.now)
    return save(state, replace(screen, waiting=False, offer="", ask=True, who=who, passed=passed), *found.facts)


def _may_carry(adult: Adult, world: World) -> bool:
    """Tell who may take a duty over: an adult who takes shifts, or works here, and is in the house today."""
    willing = adult.shifts or not {"carer", "staff"}.isdisjoint(adult.roles)
    return willing and world.todays(world.house.visits.get(adult.id)) is not None


def _carry(state: State, screen: Shift, family: Family, adult: Adult, world: World) -> Step:
    duty, visit = world.house.shifts[screen.who.adult.id], world.house.visits[adult.id]
    back = [CameBack(visit=visit.visit, adult=adult.id, family=family.id)] if visit.away else []
    fact = ShiftHandedOver(
        shift=world.new_id(),
        adult=adult.id,
        family=family.id,
        giver=screen.who.adult.id,
        ends=duty.shift,
        heads=screen.heads,
        until=duty.until,
    )
    return save(state, replace(screen, who=replace(screen.who, card=world.now)), *back, fact)
