"""What the presenter looks at, and what every view says in the same words."""

from typing import Literal

from msgspec import Struct

from broker.house.desks import is_blocked
from broker.house.office import Desk, Office
from broker.house.programme import today
from broker.house.roster import Child, Family
from broker.house.state import House
from broker.house.time import local as local_time
from broker.wire.language import format_clock
from broker.wire.message import Ms
from kiosk.flow import World
from kiosk.flow.state import Tries
from kiosk.local import Copy
from kiosk.readers import Trouble
from kiosk.view import DeskRow, Entry, Glyph, Way

DeskState = Literal["free", "in_use", "reserved", "unknown", "defect"]


class Scene(Struct, frozen=True):
    """The world as the flow sees it, what the hub last told, and how it is to be said."""

    world: World
    copy: Copy
    language: str
    can_record: bool = True
    tries: Tries = Tries()
    reader: Trouble = ""
    voices: tuple[str, ...] = ()
    """Codes of the languages that may be chosen to be read aloud, and `aloud` whether that was chosen."""
    aloud: bool = False
    meant: Way | Literal[""] = ""
    """What the next card means, by a hardware button."""

    @property
    def office(self) -> Office:
        """The office as the roster tells it."""
        return self.world.office

    @property
    def house(self) -> House:
        """The house as this kiosk knows it."""
        return self.world.house

    @property
    def wall(self) -> Ms:
        """The time of day, ms."""
        return self.world.wall

    @property
    def connected(self) -> bool:
        """Whether the hub is there."""
        return self.world.fresh

    def clock(self, at: Ms) -> str:
        """Write a time of day."""
        return format_clock(at, self.office.zone, self.language)

    @property
    def care_room(self) -> str:
        """Name of the room where children are cared for."""
        return next((room.name for room in self.office.rooms if room.kind == "care"), "")


def name_of(person: Child, family: Family) -> str:
    """Give a child's name as its family's own screen says it; families may hide names."""
    return "" if family.names_hidden else person.name


def child_of(child: str, scene: Scene) -> tuple[Child, Family] | None:
    """Find a child and its family."""
    families = scene.world.roster.families if scene.world.roster else ()
    return next(((each, family) for family in families for each in family.children if each.id == child), None)


def row_of(kind: str, scene: Scene, yours: str = "") -> DeskRow:
    """Give all desks of one kind."""
    found = [desk for desk in scene.office.desks if desk.kind == kind]
    free = sum(known_state(desk, scene) == "free" for desk in found)
    glyphs = tuple(
        Glyph((desk.name.split() or [desk.id])[-1], "yours" if desk.id == yours else state_of(desk, scene))
        for desk in found
    )
    return DeskRow("pc" if kind == "pc" else "laptop", glyphs, free)


def state_of(desk: Desk, scene: Scene) -> DeskState:
    """Tell a desk's state as it may be shown."""
    return known_state(desk, scene) if scene.connected else "unknown"


def known_state(desk: Desk, scene: Scene) -> DeskState:
    """Tell what is known, however old: the kiosk's own facts are newer than the hub's picture."""
    picture = scene.copy.desks.get(desk.id)
    if visit := scene.house.desks().get(desk.id):
        return "reserved" if visit.away or (picture and picture.state == "reserved") else "in_use"
    if picture is None:
        return "unknown"
    return picture.state if picture.state == "unknown" or is_blocked(picture) else "free"


def first_unknown(scene: Scene) -> tuple[str, str]:
    """Give since when and why nobody knows of a desk: of several the first; empty where nothing is told."""
    told = [scene.copy.desks[desk.id] for desk in scene.office.desks if desk.id in scene.copy.desks]
    unknown = [picture for picture in told if picture.state == "unknown" and picture.since]
    first = min(unknown, key=lambda picture: picture.since, default=None)
    return (scene.clock(first.since), first.why) if first else ("", "")


def programme(scene: Scene, shift: int = 0) -> list[Entry]:
    """Give what begins today from now on, or from `shift` minutes before."""
    office = scene.office
    now = local_time(scene.wall, office.zone)
    minutes = max(0, now.hour * 60 + now.minute + shift)
    earliest = f"{minutes // 60:02}:{minutes % 60:02}"
    rooms = {room.id: room.name for room in office.rooms}
    return [
        Entry(entry.at.removeprefix("0"), entry.title, rooms[entry.room])
        for entry in today(office, scene.wall)
        if entry.at >= earliest
    ]
