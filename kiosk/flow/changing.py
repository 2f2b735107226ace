"""What a family may change of what one tap applied: undo, another desk, where the children are."""

from msgspec.structs import replace

from broker.house import choosing, coming
from broker.wire.facts.presence import TimeCorrected
from broker.wire.pictures import VisitPicture
from kiosk.flow import arriving, cards, guarding, leaving, someone, strips, undoing
from kiosk.flow.inputs import Touched
from kiosk.flow.pages import pages
from kiosk.flow.state import (
    CARD_S,
    HELD_S,
    Children,
    Desks,
    Notice,
    OfFamily,
    Repair,
    Result,
    Someone,
    State,
    Step,
    save,
    show,
)
from kiosk.flow.world import World

LISTENING_S = 2.0
"""Seconds for which a screen that is being read aloud stays each time."""


def touch_result(state: State, screen: Result, touched: Touched, world: World) -> Step:  # noqa: PLR0911  # a return per meaning
    """Take a touch on what was recorded."""
    visit = world.house.visit(screen.who.adult.id)
    current = visit is not None and visit.visit == screen.who.visit
    inside = current and visit is not None and visit.until is None
    match touched.meaning:
        case "go" if screen.again and inside:
            return guarding.leave(state, screen.who, world)
        case "come" if current and screen.what == "out":
            return cards.come_back(state, screen.who)
        case "come" if visit and visit.until is not None and (screen.again or may_come(screen, world)):
            return arriving.arrive(state, screen.who, world)
        case "undo" if current and undoing.may_undo(screen, world):
            return undoing.undo(state, screen)
        case "desk" if inside:
            return show(state, Desks(who=screen.who, result=screen), world)
        case "someone" if inside and someone.others(screen, world):
            return show(state, Someone(who=screen.who, result=screen), world)
        case "children" if inside and screen.who.family.children:
            return show(state, Children(who=screen.who, result=screen), world)
        case "lunch":
            return leaving.hold(state, screen, touched.what, world)
        case "strip":
            return strips.touch(state, screen, touched.what, world)
    return state, None


def may_come(result: Result, world: World) -> bool:
    """Tell whether a goodbye may be an arrival: without the hub they may have left through another door."""
    return result.what == "left" and not world.fresh and not result.who.adult.deputy


def touch_desks(state: State, screen: Desks, touched: Touched, world: World) -> Step:  # noqa: PLR0911  # a return per meaning
    """Take another desk with one touch; one that nobody knows to be free after a question."""
    chosen = touched.what
    match touched.meaning:
        case "filter" if chosen in ("all", "pc", "laptop"):
            return show(state, replace(screen, kind=chosen, doubt=""), world)
        case "desk" if chosen in free(screen, world):
            if chosen in world.unsure and chosen != screen.doubt:
                return show(state, replace(screen, doubt=chosen), world)
            return _sit(state, screen, chosen, world)
        case "any":
            kinds = [desk for desk in world.office.desks if screen.kind in ("all", desk.kind)]
            may = sorted((desk.id in world.unsure, desk.id) for desk in kinds if desk.id in free(screen, world))
            if not may:
                return state, None
            unsure, desk = may[0]
            return show(state, replace(screen, doubt=desk), world) if unsure else _sit(state, screen, desk, world)
        case "no_desk":
            return _sit(state, screen, None, world)
        case "back" if screen.doubt:
            return show(state, replace(screen, doubt=""), world)
        case "back":
            return show(state, screen.result, world)
    return state, None


def free(screen: OfFamily, world: World) -> set[str]:
    """Give the desks that may be taken."""
    return coming.free(screen.who.adult.id, world)


def _sit(state: State, screen: Desks, desk: str | None, world: World) -> Step:
    visit = _visit(screen, world)
    if visit is None:
        return state, None
    result = replace(screen.result, usual_desk=None, again=False, first=False)
    facts = choosing.sit(visit, desk)
    return save(state, result, *facts) if facts else show(state, result, world)


def touch_children(state: State, screen: Children, touched: Touched, world: World) -> Step:
    """Take the choice for one child at once."""
    turned = screen.page + {"more": 1, "back": -1}.get(touched.meaning, 0)
    if turned != screen.page and 0 <= turned < len(pages(screen.who.family.children)):
        return show(state, replace(screen, page=turned), world)
    if touched.meaning in ("back", "ready"):
        return show(state, screen.result, world)
    child, _, said = touched.what.partition(":")
    known = next((each for each in screen.who.family.children if each.id == child), None)
    visit, to = _visit(screen, world), next((choice for choice in choosing.CHOICES if choice == said), None)
    if touched.meaning != "child" or known is None or to is None or visit is None:
        return state, None
    if not choosing.may_choose(world.house, visit, child) or (to in ("care", "together") and not world.has_care):
        return state, None
    if to == choosing.chosen(world.house, child) != "care":
        return show(state, screen, world)  # while an announced child may be taken by now, where a tap hands over
    found = choosing.choose(visit, child, to, world)
    result = replace(screen.result, first=False, short=found.why.why if found.why else screen.result.short)
    then = replace(screen, result=result)
    return save(state, then, *found.facts) if found.facts else show(state, then, world)


def may_choose(screen: OfFamily, child: str, world: World) -> bool:
    """Tell whether this adult may say where a child is."""
    return choosing.may_choose(world.house, _visit(screen, world), child)


def _visit(screen: OfFamily, world: World) -> VisitPicture | None:
    """Give the visit whose screen this is, as long as it is open."""
    visit = world.house.visits.get(screen.who.adult.id)
    return visit if visit is not None and visit.visit == screen.who.visit else None


def touch_repair(state: State, screen: Repair, touched: Touched, world: World) -> Step:
    """Take a person's word for when an earlier visit ended."""
    last = strips.unsure(screen.result, world)
    if touched.meaning == "back" or last is None:
        return show(state, screen.result, world)
    if touched.meaning != "time" or touched.what not in map(str, strips.times(last, world)):
        return state, None
    names = screen.who.names | {"visit": last.visit}
    return save(state, screen.result, TimeCorrected(**names, what="left", at=int(touched.what)))


def longer(screen: Result | Notice, world: World) -> Result | Notice | None:
    """Let a screen stay while it is being read aloud; a family's not beyond a minute after the card."""
    until = world.now + LISTENING_S
    if isinstance(screen, Result):
        until = min(until, screen.who.card + CARD_S)
    return replace(screen, deadline=until) if until > world.now else None


def hold(state: State, screen: OfFamily, world: World) -> Step:
    """Stop the time of a screen, but not beyond a minute after the card."""
    until = min(world.now + HELD_S, screen.who.card + CARD_S)
    if until <= world.now:
        return state, None
    return replace(state, screen=replace(screen, deadline=until, span=until - world.now, held=True)), None
