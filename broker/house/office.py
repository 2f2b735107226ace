"""An office as its `office.toml` describes it: rooms, desks, devices, nodes and house rules."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Meta

from broker.house.rules import ClockTime, HouseRules, Weekday
from broker.wire.language import is_known
from broker.wire.message import Name
from broker.wire.messages import RESERVED
from broker.wire.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence


Metres = Annotated[float, Meta(ge=0, le=200)]
Language = Annotated[str, Meta(pattern="^[a-z]{2}$")]


class Room(Settings, frozen=True):
    """A room; a care room has places for children."""

    id: Name
    kind: Literal["care", "work", "group", "kitchen", "quiet", "entrance"]
    name: str
    places: Annotated[int, Meta(ge=0, le=99)] = 0
    box: tuple[Metres, Metres, Metres, Metres] | None = None
    """On the floor plan: left, top, width and height, in metres from its upper left corner."""
    door: tuple[Metres, Metres] | None = None
    """On the floor plan: where one comes in."""
    bookable: bool = False
    """Whether it is used by those who have booked it: others in it are asked about."""


class Desk(Settings, frozen=True):
    """A desk: with a PC, or for one's own laptop."""

    id: Name
    kind: Literal["pc", "laptop"]
    room: Name
    name: str
    note: str = ""
    """Where it is, in a few words, such as `am Fenster`."""
    spot: tuple[Metres, Metres] | None = None
    """On the floor plan: its middle, in metres from the upper left corner."""


class Help(Settings, frozen=True):
    """What whoever stands before a device has to know."""

    tray: str = ""
    """Which paper goes where, in a few words."""
    toner: str = ""
    """Which toner to buy."""
    spare: str = ""
    """Where paper and toner are kept."""


class Device(Settings, frozen=True):
    """Something that staff keep running."""

    id: Name
    kind: Literal["printer", "network"]
    """`network`: the internet, the router, or whatever else is to be reachable."""
    name: str
    room: Name
    help: Help = Help()


class NodeEntry(Settings, frozen=True):
    """A node that may speak on the wire, and as what."""

    id: Name
    role: Literal["kiosk", "sensors"]
    name: str
    spot: tuple[Metres, Metres] | None = None
    """On the floor plan: where it stands."""


class Programme(Settings, frozen=True):
    """Something that takes place every week."""

    weekdays: tuple[Weekday, ...]
    at: ClockTime
    title: str
    room: Name


class Nap(Settings, frozen=True):
    """When children sleep: kiosks sound softer."""

    weekdays: tuple[Weekday, ...]
    begins: ClockTime
    ends: ClockTime


class Holidays(Settings, frozen=True):
    """Where public holidays are, on which the house is closed: `DE` and `SN`, as ISO 3166 writes them."""

    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    state: Annotated[str, Meta(pattern="^[A-Z0-9]{1,3}$")] | None = None


class Wifi(Settings, frozen=True):
    """The guests' WLAN, shown as a code on the public screen."""

    ssid: str
    password: str = ""


class EmergencyPlan(Settings, frozen=True):
    """What everyone has to know who leaves the house in an emergency."""

    meeting_place: str = ""
    """Where all meet outside."""
    notes: tuple[str, ...] = ()
    """Sentences of the office's own for the emergency list."""


class Office(Settings, kw_only=True, frozen=True):
    """One Eltern-Kind-Büro."""

    site: Name
    name: str
    time_zone: str = "Europe/Berlin"
    language: Language = "de"
    """The one of the house, spoken to whoever has not chosen another."""
    languages: tuple[Language, ...] = ()
    """Which kiosks and pages offer, in this order; empty: all that they can speak, the one of the house first."""
    retap_s: Annotated[int, Meta(ge=0, le=3600)] = 600
    """Seconds in which the same card again records nothing but shows the last result."""
    rooms: tuple[Room, ...]
    desks: tuple[Desk, ...] = ()
    devices: tuple[Device, ...] = ()
    nodes: tuple[NodeEntry, ...] = ()
    programme: tuple[Programme, ...] = ()
    wifi: Wifi | None = None
    naps: tuple[Nap, ...] = ()
    holidays: Holidays | None = None
    notices: tuple[str, ...] = ()
    """What the notice board of the public screen says."""
    emergency: EmergencyPlan = EmergencyPlan()
    rules: HouseRules = HouseRules()

    def problems(self) -> list[str]:
        """Find ids given twice, rooms that do not exist, and reserved node ids."""
        kinds: dict[str, Sequence[Room | Desk | Device | NodeEntry]] = {
            "rooms": self.rooms,
            "desks": self.desks,
            "devices": self.devices,
            "nodes": self.nodes,
        }
        found = [
            f"{kind}: the id {name!r} is given {times} times"
            for kind, entries in kinds.items()
            for name, times in Counter(entry.id for entry in entries).items()
            if times > 1
        ]
        named = (entry for entries in kinds.values() for entry in entries)
        found += [
            f"{entry.id!r} has no name: people have to call it something" for entry in named if not entry.name.strip()
        ]
        rooms = {room.id for room in self.rooms}
        placed: list[Desk | Device | Programme] = [*self.desks, *self.devices, *self.programme]
        found += [
            f"{getattr(entry, 'id', getattr(entry, 'title', ''))!r} stands in {entry.room!r}, which is no room; "
            f"known: {', '.join(sorted(rooms))}"
            for entry in placed
            if entry.room not in rooms
        ]
        boxes = {room.id: room.box for room in self.rooms if room.box}
        found += [
            f"desks: the spot of {desk.id!r} is outside {desk.room!r} on the plan"
            for desk in self.desks
            if desk.spot and desk.room in boxes and not _inside(desk.spot, boxes[desk.room])
        ]
        found += [f"nodes: the id {node.id!r} is reserved" for node in self.nodes if node.id in RESERVED]
        found += [
            f"language: {language!r} is no language; German is 'de', Ukrainian 'uk', Arabic 'ar'"
            for language in dict.fromkeys((self.language, *self.languages))
            if not is_known(language)
        ]
        found += [
            f"naps: {nap.begins} to {nap.ends} ends before it begins" for nap in self.naps if nap.ends <= nap.begins
        ]
        if self.time_zone not in available_timezones():
            found.append(f"time_zone: {self.time_zone!r} is not known; in Germany it is 'Europe/Berlin'")
        return found + self.rules.problems()

    @property
    def care_room(self) -> Name | None:
        """Id of the room where children are cared for; the first, should there be several."""
        return next((room.id for room in self.rooms if room.kind == "care"), None)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.time_zone)


def _inside(spot: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    left, top, width, height = box
    return left <= spot[0] <= left + width and top <= spot[1] <= top + height
