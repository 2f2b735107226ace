"""What the hub knows at one moment, in one frozen value: the aggregator makes it, pages draw it."""

from typing import Literal

from msgspec import Struct, field

from broker.holding import GuestEntry
from broker.house.habits import Habit
from broker.house.history import Point
from broker.house.office import Office
from broker.house.proofs import DueCounts
from broker.house.rooms import Pictures
from broker.house.roster import Family
from broker.house.sensors import SensorPicture
from broker.house.state import House
from broker.house.upkeep import Upkeep
from broker.house.week import Week
from broker.wire.message import Ms

Distrust = Literal["", "deaf", "open"]
"""`deaf`: the MQTT broker passes on nothing of what the hub says; `open`: it passes on what nobody may say."""

WARN_DAYS = 30


class NodeStatus(Struct, frozen=True):
    """How a node is, as far as the hub heard."""

    id: str
    name: str
    role: str
    ready: bool
    since: Ms
    """Since when it is there or gone; 0 if it was never heard."""
    waiting: int = 0
    """Facts that the node says it still has to send."""
    software: str = ""
    cards: str = ""
    """Of a kiosk: `ready`, or why no card can be read, as `no_reader` or `no_service`; empty while nobody knows."""
    rivals: tuple[str, ...] = ()
    """Where two devices are that both call themselves so."""


class Expiry(Struct, frozen=True):
    """When a certificate ends."""

    name: str
    """Of the hub's own: `nodes-ca`, `pages-ca`, `hub`, `mqtt` or `pages`; else empty."""
    node: str
    """Of which node."""
    until: Ms

    def soon(self, now: Ms) -> bool:
        """Tell whether somebody has to see to it."""
        return self.until - now < WARN_DAYS * 24 * 3600 * 1000


class Counters(Struct, frozen=True):
    """What arrived since the hub's start and was not taken."""

    malformed: int = 0
    forged: int = 0
    early: int = 0
    """Facts whose predecessors are still missing; they come again."""
    repeated: int = 0
    retained: int = 0
    """Retained messages where only live ones count."""


class Snapshot(Struct, frozen=True):
    """Everything at `at`."""

    office: Office
    house: House
    pictures: Pictures
    nodes: tuple[NodeStatus, ...] = ()
    sensors: tuple[SensorPicture, ...] = ()
    families: dict[str, Family] = field(default_factory=dict)
    guests: dict[str, GuestEntry] = field(default_factory=dict)
    """Everybody without a family who was signed in of late, by pseudonym."""
    emergency_sets: frozenset[str] = frozenset()
    """Children who have a set that goes along when everyone leaves the house; for the emergency list alone."""
    due: DueCounts = DueCounts()
    """How many of the carers' proofs somebody has to look after."""
    counters: Counters = Counters()
    at: Ms = 0
    broker: bool = True
    """Whether the hub is connected to its MQTT broker."""
    awaited: dict[str, Ms] = field(default_factory=dict)
    """Devices, nodes, sensors that somebody said to have put right a short while ago → when: their word is awaited."""
    distrust: Distrust = ""
    """What the hub's test of its broker has found."""
    certificates: tuple[Expiry, ...] = ()
    """Those that the office's own authorities have signed, and these; soonest first."""
    today: tuple[Point, ...] = ()
    """The most heads by quarter of this office day, oldest first; a quarter that is not there is a gap."""
    week: Week = field(default_factory=dict)
    """The usual week, as it was when this office day began."""
    habits: tuple[Habit, ...] = ()
    """Families that usually come on this weekday, as it was when this office day began; first comers first."""
    upkeep: Upkeep = Upkeep()
    """What the hub's own machine needs: backups, room on its disk."""
