"""From what the kiosk knows to what a screen shows. Whatever may be old is shown as unknown."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from broker.house.office import Desk, Office, Room
from broker.house.roster import Child, Roster
from broker.house.rules import WEEKDAYS
from broker.house.time import local as local_time
from broker.wire.language import format_clock, format_day, format_weekday
from broker.wire.message import Ms
from broker.wire.pictures import StayPicture, VisitPicture
from kiosk.flow import NOTICE_S, Idle, Notice, Result, Screen
from kiosk.local import Local
from kiosk.qr import wifi_text
from kiosk.view import (
    Arch,
    ChildCard,
    DeskRow,
    Entry,
    Glyph,
    GoodbyeView,
    IdleView,
    NoticeView,
    RoomTile,
    Stay,
    View,
    WelcomeView,
)

IN_CARE = frozenset({"announced", "care", "together"})
"""Where a child takes a place in the care room, or is about to."""
NO_OFFICE = Office(site="none", name="", rooms=())
SHOWN_AFTER_MIN = 60
"""Minutes for which a programme entry stays on the screen after its beginning."""
ENTRIES = 3


class Scene(Struct, frozen=True):
    """What the presenter looks at: `wall` in ms."""

    local: Local
    wall: Ms
    language: str
    connected: bool
    can_record: bool

    @property
    def office(self) -> Office:
        """The office as the roster tells it."""
        roster = self.local.copy.roster
        return roster.office if roster else NO_OFFICE

    def clock(self, at: Ms) -> str:
        """Write a time of day."""
        return format_clock(at, self.office.zone, self.language)


def present(screen: Screen, scene: Scene) -> View:
    """Make the view of a screen."""
    match screen:
        case Result(what="arrived"):
            return _welcome(screen, scene)
        case Result():
            return _goodbye(screen, scene)
        case Notice(kind, deadline):
            return NoticeView(kind, Stay(deadline, NOTICE_S))
        case Idle():
            return _idle(scene)


def _idle(scene: Scene) -> IdleView:
    office, copy = scene.office, scene.local.copy
    work = next((room for room in office.rooms if room.kind == "work"), None)
    care = next((room for room in office.rooms if room.kind == "care"), None)
    rows = tuple(row for kind in ("pc", "laptop") if (row := _row(kind, scene)).glyphs)
    silent = [copy.desks[desk.id].since for desk in office.desks if desk.id in copy.desks and _is_unknown(desk, scene)]
    children = scene.local.house.children()
    places = care.places if care else 0
    return IdleView(
        clock=scene.clock(scene.wall),
        weekday=format_weekday(scene.wall, office.zone, scene.language),
        day=format_day(scene.wall, office.zone, scene.language),
        work_room=work.name if work else "",
        desks=rows,
        unknown_desks=sum(_is_unknown(desk, scene) for desk in office.desks),
        unknown_since=scene.clock(min(filter(None, silent))) if any(silent) else "",
        care_room=care.name if care else "",
        places=places,
        places_free=max(0, places - sum(stay.at in IN_CARE for stay in children)),
        announced=sum(stay.at == "announced" for stay in children),
        arches=_arches(places, scene),
        rooms=tuple(_tile(room, scene) for room in office.rooms if room.kind in ("group", "kitchen", "quiet")),
        programme=tuple(_programme(scene, -SHOWN_AFTER_MIN)[:ENTRIES]),
        printer=_printer(scene),
        wifi=office.wifi.ssid if office.wifi else "",
        wifi_code=wifi_text(office.wifi.ssid, office.wifi.password) if office.wifi else "",
        connected=scene.connected,
        offline_since=scene.clock(copy.heard) if copy.heard else "",
        weekday_short=format_weekday(scene.wall, office.zone, scene.language, short=True),
        can_record=scene.can_record,
    )


def _welcome(result: Result, scene: Scene) -> WelcomeView:
    visit = _visit(result, scene)
    desk = next((desk for desk in scene.office.desks if visit and desk.id == visit.desk), None)
    usual = next((desk for desk in scene.office.desks if desk.id == result.usual_desk), None)
    return WelcomeView(
        name=result.adult.name,
        at=scene.clock(visit.since if visit else scene.wall),
        again=result.again,
        desk=desk.name if desk else "",
        desk_note=desk.note if desk else "",
        instead_of=usual.name if usual and usual is not desk else "",
        row=_row(desk.kind, scene, yours=desk.id).glyphs if desk else (),
        children=_cards(result, visit, scene),
        stay=Stay(result.deadline, result.span, result.held),
        first=result.first,
    )


def _goodbye(result: Result, scene: Scene) -> GoodbyeView:
    visit = _visit(result, scene)
    desk = next((desk for desk in scene.office.desks if visit and desk.id == visit.desk), None)
    coming = _programme(scene)
    return GoodbyeView(
        name=result.adult.name,
        at=scene.clock(visit.until if visit and visit.until else scene.wall),
        again=result.again,
        desk=desk.name if desk else "",
        children=_cards(result, visit, scene),
        programme=coming[0] if coming else None,
        stay=Stay(result.deadline, result.span, result.held),
    )


def _visit(result: Result, scene: Scene) -> VisitPicture | None:
    visit = scene.local.house.visit(result.adult.id)
    return visit if visit and visit.visit == result.visit else None


def _cards(result: Result, visit: VisitPicture | None, scene: Scene) -> tuple[ChildCard, ...]:
    names = {child.id: child for child in result.family.children}
    stays = _with(visit, scene) if visit else ()
    here = [(names[stay.child], stay.at) for stay in stays if stay.child in names]
    cards = [_card(child, "adult" if at == "adult" else "announced") for child, at in here]
    return (*cards, *(_card(child, "already_here") for child in result.elsewhere))


def _with(visit: VisitPicture, scene: Scene) -> Iterable[StayPicture]:
    """Give the children whose contact an adult is; of an ended visit, those who went along."""
    if visit.until is not None:
        return visit.took
    return (stay for stay in scene.local.house.children() if stay.contact == visit.adult)


def _card(child: Child, to: Literal["adult", "announced", "already_here"]) -> ChildCard:
    return ChildCard(child.name, child.animal, child.ground, to)


def _row(kind: str, scene: Scene, yours: str = "") -> DeskRow:
    found = [desk for desk in scene.office.desks if desk.kind == kind]
    free = sum(_known_state(desk, scene) == "free" for desk in found)
    glyphs = tuple(Glyph(desk.name.split()[-1], "yours" if desk.id == yours else _state(desk, scene)) for desk in found)
    return DeskRow("pc" if kind == "pc" else "laptop", glyphs, free)


def _state(desk: Desk, scene: Scene) -> Literal["free", "in_use", "reserved", "unknown", "defect"]:
    return _known_state(desk, scene) if scene.connected else "unknown"


def _is_unknown(desk: Desk, scene: Scene) -> bool:
    return _known_state(desk, scene) == "unknown"


def _known_state(desk: Desk, scene: Scene) -> Literal["free", "in_use", "reserved", "unknown", "defect"]:
    """Tell what is known, however old: the kiosk's own facts are newer than the hub's picture."""
    if desk.id in scene.local.house.desks():
        return "in_use"
    picture = scene.local.copy.desks.get(desk.id)
    if picture is None:
        return "unknown"
    return "free" if picture.state == "in_use" and picture.why != "seat" else picture.state


def _arches(places: int, scene: Scene) -> tuple[Arch, ...]:
    if not scene.connected:
        return tuple(Arch("unknown") for _ in range(places))
    known = _children(scene.local.copy.roster)
    stays = [stay for stay in scene.local.house.children() if stay.at in IN_CARE and stay.child in known]
    stays.sort(key=lambda stay: stay.at == "announced")
    taken = tuple(_arch(stay, known[stay.child]) for stay in stays)
    return taken + tuple(Arch("free") for _ in range(places - len(taken)))


def _arch(stay: StayPicture, child: Child | None) -> Arch:
    """Draw a child's place; a protected family's has no animal."""
    state: Literal["announced", "here"] = "announced" if stay.at == "announced" else "here"
    return Arch(state, child.animal, child.ground) if child else Arch(state)


def _children(roster: Roster | None) -> dict[str, Child | None]:
    """Give every child by id; None for one of a protected family, which shows nothing of itself in public."""
    families = roster.families if roster else ()
    return {child.id: None if family.protected else child for family in families for child in family.children}


def _tile(room: Room, scene: Scene) -> RoomTile:
    picture = scene.local.copy.rooms.get(room.id)
    kind = room.kind if room.kind in ("group", "kitchen", "quiet") else "group"
    if picture is None or not scene.connected:
        return RoomTile(room.name, kind, "unknown")
    return RoomTile(room.name, kind, picture.state, scene.clock(picture.since) if picture.since else "")


def _printer(scene: Scene) -> Literal["ready", "no_paper", "unknown", "none"]:
    printer = next((device for device in scene.office.devices if device.kind == "printer"), None)
    if printer is None:
        return "none"
    picture = scene.local.copy.devices.get(printer.id)
    return picture.state if picture and scene.connected else "unknown"


def _programme(scene: Scene, shift: int = 0) -> Sequence[Entry]:
    """Give what begins today from now on, or from `shift` minutes before."""
    office = scene.office
    today = WEEKDAYS[local_time(scene.wall, office.zone).weekday()]
    rooms = {room.id: room.name for room in office.rooms}
    earliest = _clock_time(scene, shift)
    entries = [entry for entry in office.programme if today in entry.weekdays and entry.at >= earliest]
    return [
        Entry(entry.at.lstrip("0"), entry.title, rooms[entry.room]) for entry in sorted(entries, key=lambda e: e.at)
    ]


def _clock_time(scene: Scene, shift: int) -> str:
    now = local_time(scene.wall, scene.office.zone)
    minutes = max(0, now.hour * 60 + now.minute + shift)
    return f"{minutes // 60:02}:{minutes % 60:02}"
