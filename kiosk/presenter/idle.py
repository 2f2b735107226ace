"""The public screen: numbers and animals, never a name. Whatever may be old is shown as unknown."""

from collections.abc import Iterator
from typing import Literal

from broker.house import care
from broker.house.desks import is_blocked
from broker.house.devices import is_low
from broker.house.office import Desk, Room
from broker.house.roster import Child, Roster
from broker.wire.language import chosen, format_day, format_weekday
from broker.wire.pictures import StayPicture
from kiosk.language import LOCALE
from kiosk.presenter.scene import Scene, first_unknown, known_state, programme, row_of
from kiosk.qr import wifi_text
from kiosk.view import Arch, CallBanner, DeskNote, IdleView, PrinterState, RoomTile

INSIDE = frozenset({"care", "together"})
"""Where a child takes a place in the care room."""
SHOWN_AFTER_MIN = 60
"""Minutes for which a programme entry stays on the screen after its beginning."""
ENTRIES = 3
PANELS = ("programme", "notices", "wifi", "language", "more", "rooms")


def idle(scene: Scene, panel: str = "") -> IdleView:
    """Make the public screen, with details open if wanted."""
    office, copy = scene.office, scene.copy
    work = next((room for room in office.rooms if room.kind == "work"), None)
    care_room = next((room for room in office.rooms if room.kind == "care"), None)
    rows = tuple(row for kind in ("pc", "laptop") if (row := row_of(kind, scene)).glyphs)
    unknown_since, unknown_why = first_unknown(scene)
    capacity = care.capacity(office.rules, scene.house, scene.world.groups)
    places = 0 if care_room is None else care_room.places if capacity.firm is None else capacity.firm
    return IdleView(
        clock=scene.clock(scene.wall),
        weekday=format_weekday(scene.wall, office.zone, scene.language),
        day=format_day(scene.wall, office.zone, scene.language),
        work_room=work.name if work else "",
        desks=rows,
        unknown_desks=sum(_is_unknown(desk, scene) for desk in office.desks),
        unknown_since=unknown_since,
        unknown_why=unknown_why,
        care_room=care_room.name if care_room else "",
        places=places,
        places_free=max(0, places - capacity.children - capacity.announced),
        announced=capacity.announced,
        arches=_arches(places, scene),
        rooms=tuple(_tile(room, scene) for room in office.rooms if room.kind in ("group", "kitchen", "quiet")),
        programme=tuple(programme(scene, -SHOWN_AFTER_MIN)[: None if panel else ENTRIES]),
        printer=_printer(scene),
        wifi=office.wifi.ssid if office.wifi else "",
        wifi_code=wifi_text(office.wifi.ssid, office.wifi.password) if office.wifi else "",
        connected=scene.connected,
        offline_since=scene.clock(copy.heard) if copy.heard else "",
        weekday_short=format_weekday(scene.wall, office.zone, scene.language, short=True),
        can_record=scene.can_record,
        reader=scene.reader,
        meant=scene.meant,
        enrols=scene.world.enrols,
        voice=scene.language in scene.voices,
        aloud=scene.aloud,
        languages=chosen(LOCALE, office.language, office.languages),
        panel=panel if panel in PANELS else "",  # type: ignore[arg-type]
        notices=office.notices,
        call=_call(scene),
        every_room=tuple(_tile(room, scene) for room in office.rooms) if panel == "rooms" else (),
        odd_desks=tuple(_odd_desks(scene)) if panel == "rooms" else (),
    )


def _arches(places: int, scene: Scene) -> tuple[Arch, ...]:
    if not scene.connected:
        return tuple(Arch("unknown") for _ in range(places))
    known = _children(scene.world.roster)
    stays = [stay for stay in scene.house.children() if (stay.at in INSIDE or _is_kept(stay)) and stay.child in known]
    stays.sort(key=_is_kept)
    taken = tuple(_arch(stay, known[stay.child]) for stay in stays)
    return taken + tuple(Arch("free") for _ in range(places - len(taken)))


def _arch(stay: StayPicture, child: Child | None) -> Arch:
    """Draw a child's place; a protected family's has no animal."""
    state: Literal["announced", "here"] = "announced" if _is_kept(stay) else "here"
    return Arch(state, child.animal, child.ground) if child else Arch(state)


def _is_kept(stay: StayPicture) -> bool:
    """Tell whether a place is kept for a child that is not in it: announced, or over with an adult for a while."""
    return stay.at == "announced" or (stay.place and stay.at not in INSIDE)


def _children(roster: Roster | None) -> dict[str, Child | None]:
    """Give every child by id; None for one of a protected family, which shows nothing of itself in public."""
    families = roster.families if roster else ()
    return {child.id: None if family.protected else child for family in families for child in family.children}


def _is_unknown(desk: Desk, scene: Scene) -> bool:
    return known_state(desk, scene) == "unknown"


def _call(scene: Scene) -> CallBanner | None:
    """Give the call that every screen shows, once nobody answered at the desk."""
    calls = [call for call in scene.house.calls.values() if call.step != "desk" and not call.answer]
    first = min(
        (call for call in calls if call.why != "well"),
        key=lambda call: (call.why != "urgent", call.since),
        default=None,
    )
    if first is None:
        return None
    child = _children(scene.world.roster).get(first.child)
    return CallBanner(first.why, child.animal, child.ground) if child else CallBanner(first.why)


def _tile(room: Room, scene: Scene) -> RoomTile:
    picture = scene.copy.rooms.get(room.id)
    later = next((entry for entry in programme(scene) if entry.room == room.name), None)
    coming = f"{later.at} {later.title}" if later else ""
    if not scene.connected:
        heard = scene.clock(scene.copy.heard) if scene.copy.heard else ""
        return RoomTile(room.name, room.kind, "unknown", heard, "offline", coming)
    if picture is None:
        return RoomTile(room.name, room.kind, "unknown", why="never", coming=coming)
    since = scene.clock(picture.since) if picture.since else ""
    return RoomTile(room.name, room.kind, picture.state, since, picture.why, coming)


def _odd_desks(scene: Scene) -> Iterator[DeskNote]:
    """Give desks of which there is more to say than free or taken, while the hub is there to say it."""
    for desk in scene.office.desks if scene.connected else ():
        state, told = known_state(desk, scene), scene.copy.desks.get(desk.id)
        if told and (state in ("reserved", "unknown", "defect") or is_blocked(told)):
            yield DeskNote(desk.name, state, scene.clock(told.since) if told.since else "", told.why)


def _printer(scene: Scene) -> PrinterState:  # a return per state
    printer = next((device for device in scene.office.devices if device.kind == "printer"), None)
    if printer is None:
        return "none"
    picture = scene.copy.devices.get(printer.id)
    if picture is None or not scene.connected:
        return "unknown"
    match picture.state:
        case "ready" | "busy":
            return "low" if is_low(picture) else "ready"
        case "no_paper" | "stopped" as state:
            return state
        case _:
            return "unknown"
