"""Where a family chooses, and what the guards ask."""

import math

from broker.house import care
from broker.house.choosing import chosen
from broker.house.custody import may_take
from broker.house.office import Desk
from broker.house.time import local
from broker.wire.language import format_day, format_weekday
from kiosk.flow import Children, Code, Desks, Guard, OfFamily, Repair, Shift, Someone, changing, codes, guarding, strips
from kiosk.flow import someone as flow_someone
from kiosk.flow.pages import pages
from kiosk.flow.state import HELD_S
from kiosk.presenter.scene import Scene, child_of, first_unknown, name_of, state_of
from kiosk.view import (
    ChildChoice,
    ChildrenView,
    CodeView,
    DesksView,
    GuardView,
    PlanDesk,
    PlanRoom,
    RepairView,
    ShiftView,
    SomeoneView,
    Stay,
)

Point = tuple[float, float]


def desks(screen: Desks, scene: Scene) -> DesksView:
    """Show where one may sit."""
    office, visit = scene.office, scene.house.visits.get(screen.who.adult.id)
    own = next((desk for desk in office.desks if visit and desk.id == visit.desk), None)
    may = changing.free(screen, scene.world)
    planned = all(desk.spot for desk in office.desks) and any(room.box for room in office.rooms)
    here = next((node.spot for node in office.nodes if node.id == scene.world.node), None) if planned else None
    unknown_since, unknown_why = first_unknown(scene) if scene.connected else ("", "")
    doubt = next((desk.name for desk in office.desks if desk.id == screen.doubt), "")
    told = scene.copy.desks.get(screen.doubt) if scene.connected else None
    return DesksView(
        desks=tuple(_desk(desk, own, may, scene, planned=planned) for desk in office.desks),
        rooms=tuple(PlanRoom(room.name, room.kind, room.box) for room in office.rooms if room.box) if planned else (),
        kind=screen.kind,
        doubt=doubt,
        doubt_id=screen.doubt,
        doubt_since=scene.clock(told.since) if told and told.since else "",
        doubt_why=told.why if told else "",
        here=here,
        way=_way(here, own, scene),
        unknown_since=unknown_since,
        unknown_why=unknown_why,
        stay=_stay(screen),
    )


def _desk(desk: Desk, own: Desk | None, may: set[str], scene: Scene, *, planned: bool) -> PlanDesk:
    state = "yours" if desk is own else state_of(desk, scene)
    if state == "unknown" and desk.id not in may:
        state = "in_use"
    return PlanDesk(desk.id, desk.name, desk.kind, state, desk.id in may, desk.spot if planned else None)


def _way(here: Point | None, desk: Desk | None, scene: Scene) -> tuple[Point, ...]:
    """Give the way to a desk, corner by corner: to the door of its room, where there is one, and on; never guessed."""
    room = next((room for room in scene.office.rooms if desk and room.id == desk.room), None)
    if here is None or desk is None or desk.spot is None or room is None or room.box is None:
        return ()
    x, y = desk.spot
    inside = room.box[0] <= here[0] <= room.box[0] + room.box[2] and room.box[1] <= here[1] <= room.box[1] + room.box[3]
    if inside:
        return here, (x, here[1]), (x, y)
    if room.door is None:
        return ()
    door = room.door
    return here, (door[0], here[1]), door, (door[0], (door[1] + y) / 2), (x, (door[1] + y) / 2), (x, y)


def children(screen: Children, scene: Scene) -> ChildrenView:
    """Show where each child is."""
    family, world = screen.who.family, scene.world
    capacity = care.capacity(world.office.rules, world.house, world.groups)
    page, *later = pages(family.children)[screen.page :]
    return ChildrenView(
        children=tuple(
            ChildChoice(
                child.id, name_of(child, family), child.animal, child.ground, chosen(world.house, child.id),
                may=changing.may_choose(screen, child.id, world), note=_note(child.id, screen, scene),
            )
            for child in page
        ),
        care_room=scene.care_room,
        places_free=capacity.free if scene.connected else None,
        carers=capacity.carers,
        short=screen.result.short,
        stay=_stay(screen),
        more=sum(map(len, later)),
    )  # fmt: skip


def _note(child: str, screen: Children, scene: Scene) -> str:
    """Say with whom a child is of whom this adult may not say where it is."""
    stay = scene.house.stays.get(child)
    if screen.who.family.names_hidden:
        return ""
    if stay is None or stay.at == "care" or changing.may_choose(screen, child, scene.world):
        return ""
    return next((adult.name for adult in screen.who.family.adults if adult.id == stay.answers), "")


def repair(screen: Repair, scene: Scene) -> RepairView:
    """Ask when an earlier visit ended."""
    last, zone = strips.unsure(screen.result, scene.world), scene.office.zone
    if last is None:
        return RepairView("", "", (), _stay(screen))
    day = f"{format_weekday(last.since, zone, scene.language)}, {format_day(last.since, zone, scene.language)}"
    times = tuple(
        (str(at), f"{local(at, zone).hour}:{local(at, zone).minute:02}") for at in strips.times(last, scene.world)
    )
    return RepairView(day, scene.clock(last.since), times, _stay(screen))


def someone(screen: Someone, scene: Scene) -> SomeoneView:
    """Ask who of the family has come."""
    others = flow_someone.others(screen.result, scene.world)
    return SomeoneView(screen.who.adult.name, tuple((adult.id, adult.name) for adult in others), _stay(screen))


def guard(screen: Guard, scene: Scene) -> GuardView:
    """Ask who is there for a child."""
    ask, found = guarding.asked(screen, scene.world), child_of(screen.child, scene)
    family, house = screen.who.family, scene.house
    others = [other.name for other in family.adults if ask and other.id in ask.takers]
    own = found is not None and found[1].id == family.id
    child = found[0] if found else None
    return GuardView(
        name="" if family.names_hidden else screen.who.adult.name,
        child=name_of(*found) if found and own else "",
        animal=child.animal if child and own else "",
        ground=child.ground if child else "white",
        at=house.stays[screen.child].at if screen.child in house.stays else "care",
        number=len(screen.taking) + len(screen.passed) + 1,
        total=len(screen.taking) + len(screen.passed) + max(1, guarding.left(screen, scene.world)),
        waiting=screen.waiting,
        take=ask is None or may_take(ask.stay, screen.who.adult.id, None),
        others=() if family.names_hidden else tuple(others),
        carers=bool(ask and any(taker in house.shifts for taker in ask.takers)),
        odd=screen.odd,
        errand_min=scene.office.rules.care.errand_min if ask and guarding.may_errand(screen, ask) else 0,
        stay=_stay(screen),
    )


def shift(screen: Shift, _scene: Scene) -> ShiftView:
    """Ask who takes a duty over."""
    name = "" if screen.who.family.names_hidden else screen.who.adult.name
    return ShiftView(name, screen.heads, leaves=screen.leaves, stay=_stay(screen), odd=screen.odd)


def code(screen: Code, scene: Scene) -> CodeView:
    """Show the pad."""
    locked = codes.is_locked(scene.tries, scene.world)
    pause = math.ceil((scene.tries.until - scene.wall) / 60_000) if locked else 0
    return CodeView(len(screen.digits), screen.wrong, pause, scene.care_room, Stay(screen.deadline, HELD_S))


def _stay(screen: OfFamily) -> Stay:
    return Stay(screen.deadline, screen.span, screen.held)
