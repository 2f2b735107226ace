"""What was recorded for a family, on its own screen."""

from collections.abc import Iterable
from typing import Literal

from broker.house import guard
from broker.house.going import LUNCH_MIN
from broker.house.presence import is_with
from broker.house.roster import Child, Family
from broker.wire.language import format_weekday
from broker.wire.pictures import StayPicture, VisitPicture
from kiosk.flow import Result, changing, leaving, someone, strips, undoing
from kiosk.presenter.scene import Scene, child_of, name_of, programme, row_of
from kiosk.view import ChildCard, GoodbyeView, Stay, StripView, WelcomeView

To = Literal["adult", "announced", "care", "together", "waits", "already_here"]


def welcome(result: Result, scene: Scene) -> WelcomeView:
    """Show somebody who came, or tapped again while here."""
    family, adult = result.who.family, result.who.adult
    visit = _visit(result, scene)
    desk = next((desk for desk in scene.office.desks if visit and desk.id == visit.desk), None)
    usual = next((desk for desk in scene.office.desks if desk.id == result.usual_desk), None)
    others = [other.name for other in family.adults if other.id in scene.house.visits and other is not adult]
    return WelcomeView(
        name="" if family.names_hidden else adult.name,
        at=scene.clock(visit.since if visit else scene.wall),
        again=result.again,
        desk=desk.name if desk else "",
        desk_note=desk.note if desk else "",
        instead_of=usual.name if usual and usual is not desk else "",
        row=row_of(desk.kind, scene, yours=desk.id).glyphs if desk else (),
        children=_cards(result, visit, scene),
        stay=stay_of(result),
        first=result.first,
        back=result.what == "back",
        strip=_strip(result, scene),
        also=() if family.names_hidden else tuple(others),
        short=result.short,
        may_change=visit is not None and visit.until is None,
        may_be_other=bool(someone.others(result, scene.world)),
        may_undo=undoing.may_undo(result, scene.world),
        has_desks=bool(scene.office.desks),
    )


def goodbye(result: Result, scene: Scene) -> GoodbyeView:
    """Take leave of somebody who went, or tapped again after going."""
    family = result.who.family
    visit = _visit(result, scene)
    desk = next((desk for desk in scene.office.desks if visit and desk.id == visit.desk), None)
    coming = programme(scene)
    away = visit.away if visit else None
    still = guard.still_recorded(scene.house, family.id) if result.what == "left" else ()
    names = {child.id: name_of(child, family) for child in family.children}
    return GoodbyeView(
        name="" if family.names_hidden else result.who.adult.name,
        at=scene.clock(visit.until if visit and visit.until else scene.wall),
        again=result.again,
        desk=desk.name if desk else "",
        children=_cards(result, visit, scene),
        programme=coming[0] if coming else None,
        stay=stay_of(result),
        until=scene.clock(away.until) if away else "",
        may_come=changing.may_come(result, scene.world),
        hold=LUNCH_MIN if leaving.may_hold(result, scene.house) else (),
        may_undo=undoing.may_undo(result, scene.world),
        still=tuple(names[stay.child] for stay in still if stay.child in names),
    )


def stay_of(screen: Result) -> Stay:
    """Give how long a screen stays."""
    return Stay(screen.deadline, screen.span, screen.held)


def _visit(result: Result, scene: Scene) -> VisitPicture | None:
    visit = scene.house.visit(result.who.adult.id)
    return visit if visit and visit.visit == result.who.visit else None


def _cards(result: Result, visit: VisitPicture | None, scene: Scene) -> tuple[ChildCard, ...]:
    family = result.who.family
    known = {child.id: child for child in family.children}
    waiting = {ask.child for ask in scene.house.asks.values()}
    stays = [stay for stay in (_with(visit, scene) if visit else ()) if stay.child in known]
    gone = result.what in ("left", "out")
    cards = [_card(known[stay.child], "adult" if gone else _to(stay, waiting), family) for stay in stays]
    with_her = {stay.child for stay in stays}
    here = {stay.child for stay in scene.house.children()}
    others = [child for child in family.children if child.id in here - with_her]
    return (*cards, *(_card(child, "already_here", family) for child in others))


def _to(stay: StayPicture, waiting: set[str]) -> To:
    if stay.child in waiting:
        return "waits"
    return "adult" if stay.at == "out" else stay.at


def _with(visit: VisitPicture, scene: Scene) -> Iterable[StayPicture]:
    """Give the children whose contact an adult is; of one who is out, or has left, those who went along."""
    if visit.until is not None:
        return visit.took
    if visit.away:
        return (stay for stay in scene.house.stays.values() if stay.at == "out" and is_with(stay, visit))
    return (stay for stay in scene.house.children() if stay.contact == visit.adult)


def _card(child: Child, to: To, family: Family) -> ChildCard:
    return ChildCard(name_of(child, family), child.animal, child.ground, to)


def _strip(result: Result, scene: Scene) -> StripView | None:
    found = strips.strip(result, scene.world)
    if found is None:
        return None
    child = child_of(found.child, scene) if found.child else None
    named = name_of(*child) if child else ""
    match found.kind:
        case "call":
            return StripView("call", named, why=scene.house.calls[found.subject].why)
        case "place":
            return StripView("place", named, scene.clock(scene.house.asks[found.subject].until or scene.wall))
        case "repair":
            last = scene.house.last[result.who.adult.id]
            return StripView("repair", at=format_weekday(last.since, scene.office.zone, scene.language))
        case kind:
            return StripView(kind)
