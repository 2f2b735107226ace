"""A card, or a code: whose it is, and what one tap means."""

from msgspec.structs import replace

from broker.house import going
from broker.house.roster import Adult, Badge, Family
from broker.wire.facts.custody import Collected, Going
from broker.wire.facts.house import CardRefused
from broker.wire.facts.presence import CameBack
from broker.wire.pictures import StayPicture, VisitPicture
from kiosk.flow import arriving, badges, enrolling, guarding
from kiosk.flow.state import Asking, Notice, OfFamily, Result, Screen, State, Step, Who, notice, save, show
from kiosk.flow.world import World

BOUNCE_S = 2.0
"""Seconds in which the same card is one tap, however often it is read."""


def card(state: State, number: str, world: World) -> Step:
    """Take a card; while the disk is slow it waits, unless it is the one that is being served."""
    found = world.roster.find(number) if world.roster else None
    badge = world.roster.badge(number) if world.roster else None
    since, state = world.now - state.read, replace(state, read=world.now)
    screen = state.screen
    if since < BOUNCE_S and _is_shown(screen, found, badge):
        return state, None  # read once more, not put on once more
    if state.saving:
        waits = not _is_shown(state.saving, found, badge) and number not in state.queue
        return (replace(state, queue=(*state.queue, number)) if waits else state), None
    if world.roster is None:
        return notice(state, "no_roster", world)
    if isinstance(state.screen, Asking):
        return guarding.card(state, state.screen, number, found, world, since=since)
    if found is None:
        return unserved(state, number, world)
    return serve(state, *found, world)


def _is_shown(screen: Screen | None, found: tuple[Family, Adult] | None, badge: Badge | None) -> bool:
    """Tell whether a screen answers this card."""
    if found:
        return isinstance(screen, OfFamily) and screen.who.adult.id == found[1].id
    return badge is not None and isinstance(screen, Notice) and screen.lent == badge


def unserved(state: State, number: str, world: World) -> Step:
    """Serve a badge, and answer a card that is not served as calmly as an unknown one; only the carers learn why."""
    assert world.roster is not None
    if badge := world.roster.badge(number):
        return badges.tap(state, badge, world)
    refused = world.roster.refused(number)
    if refused is None and world.enrols:
        return enrolling.enrol(state, number, world)
    if refused is None:
        return notice(state, "unknown_card", world)
    fact = CardRefused(why=refused.why, subject=refused.subject, family=refused.family)
    return save(state, Notice("unknown_card"), fact)


def serve(state: State, family: Family, adult: Adult, world: World) -> Step:
    """Do what one tap of this adult means: come, come back, collect, or go."""
    meant, state = state.meant, replace(state, meant=None)
    visit = world.todays(world.house.visit(adult.id))
    offered = _offered(family, adult, world)
    if offered and not (visit and guarding.is_kept(adult, world)):
        return _collect(state, family, adult, offered, world)
    who = Who(family, adult, visit.visit if visit else "", world.now)
    if meant and world.now < meant.until and not (visit and visit.away):
        return _meant(state, who, visit, world, go=meant.way == "go")
    if visit and visit.until is None and visit.away and world.ago(visit) >= BOUNCE_S:
        return come_back(state, who)
    if visit and _is_again(visit, world):
        return show(state, _again(who, visit), world)
    if visit and visit.until is None:
        return guarding.leave(state, who, world)
    return arriving.arrive(state, who, world)


def _meant(state: State, who: Who, visit: VisitPicture | None, world: World, *, go: bool) -> Step:
    """Do what a hardware button has said that this card means; what is so already is only shown."""
    inside = visit is not None and visit.until is None
    if go and inside:
        return guarding.leave(state, who, world)
    if visit and (go or inside):
        return show(state, _again(who, visit), world)
    return arriving.arrive(state, who, world, meant_to_go=go)


def come_back(state: State, who: Who) -> Step:
    """End a pause."""
    return save(state, Result(what="back", who=who), CameBack(**who.names))


def _again(who: Who, visit: VisitPicture) -> Result:
    what = "left" if visit.until is not None else "out" if visit.away else "arrived"
    return Result(what=what, who=who, again=True)  # type: ignore[arg-type]


def _offered(family: Family, adult: Adult, world: World) -> list[StayPicture]:
    """Give the children who are held out to a deputy: she came for them."""
    if not adult.deputy:
        return []
    stays = [stay for stay in world.house.stays.values() if stay.family == family.id and stay.answers != adult.id]
    return [stay for stay in stays if stay.offer and stay.offer.to in (None, adult.id)]


def _collect(state: State, family: Family, adult: Adult, offered: list[StayPicture], world: World) -> Step:
    visit = world.todays(world.house.visits.get(adult.id))
    if visit:
        who = Who(family, adult, visit.visit, world.now)
        left = going.goodbye(world.house, visit, [stay.child for stay in offered])
        handed = [going.hand_over(stay, adult.id, world.new_id()) for stay in offered]
        return save(state, Result(what="left", who=who), *handed, left)
    fact = Collected(
        visit=world.new_id(),
        adult=adult.id,
        family=family.id,
        takes=tuple(Going(child=stay.child, follows=stay.stay) for stay in offered),
    )
    return save(state, Result(what="left", who=Who(family, adult, fact.visit, world.now)), fact)


def _is_again(visit: VisitPicture, world: World) -> bool:
    retap_s = world.office.retap_s
    if world.ago(visit) < retap_s:
        return True
    last = visit.since if visit.until is None else visit.until
    return abs(world.wall - last) < retap_s * 1000
