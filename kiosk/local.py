"""The kiosk's own copy of the world: roster, the hub's pictures, and its own facts on top of them.

The file is a throw-away: it spares the family a blank screen after a restart without the hub. Facts live in
the outbox.
"""

import logging
from collections import defaultdict, deque
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct, field

from broker.house.apply import apply
from broker.house.pictures import with_family
from broker.house.roster import Roster
from broker.house.state import Fact, House
from broker.wire.errors import WireError
from broker.wire.facts import decode_body
from broker.wire.message import Message, Ms
from broker.wire.messages import Topic, decode
from broker.wire.outbox import Own
from broker.wire.pictures import DeskPicture, DevicePicture, FamilyPicture, HousePicture, RoomPicture

log = logging.getLogger(__name__)
REMEMBERED = 500
"""Own facts kept in memory per family; the outbox holds them all for 14 days."""
KINDS: dict[str, tuple[str, type[Message]]] = {
    "family": ("families", FamilyPicture),
    "room": ("rooms", RoomPicture),
    "desk": ("desks", DeskPicture),
    "device": ("devices", DevicePicture),
}


class Copy(Struct):
    """What is written to the file."""

    roster: Roster | None = None
    families: dict[str, FamilyPicture] = field(default_factory=dict)
    rooms: dict[str, RoomPicture] = field(default_factory=dict)
    desks: dict[str, DeskPicture] = field(default_factory=dict)
    devices: dict[str, DevicePicture] = field(default_factory=dict)
    heard: int = 0
    """Wall time in ms when the hub was last heard."""


class Local:
    """Lives on the kiosk's main thread; `house` is what decisions are made from."""

    def __init__(self, path: Path) -> None:
        """Read the copy; one that is missing or damaged is as good as none."""
        self._path, self.copy, self.house = path, Copy(), House()
        self.recent: dict[str, float] = {}
        """Adult → seconds of the monotonic clock at the last own fact: no wall clock is needed to know that."""
        self._own: defaultdict[str, deque[Fact]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        try:
            self.copy = msgspec.json.decode(path.read_bytes(), type=Copy)
        except FileNotFoundError:
            pass
        except (OSError, msgspec.MsgspecError) as exc:
            log.warning("the local copy %s cannot be read, starting without: %s", path, exc)
        for family in self.copy.families:
            self._refold(family)

    def recall(self, stream: str, facts: list[Own]) -> None:
        """Lay the outbox's facts on top of the pictures, after a start."""
        for own in facts:
            self._remember(stream, own, own.ts)
        for family in self._own:
            self._refold(family)

    def recorded(self, stream: str, own: Own, wall: Ms, mono: float) -> None:
        """Fold in a fact that was just made durable, at `wall` ms and `mono` seconds of the monotonic clock."""
        if family := self._remember(stream, own, wall, mono):
            self._refold(family)

    def picture(self, topic: Topic, payload: bytes) -> None:
        """Take a picture of the hub's.

        :raises WireError: it cannot be read.
        """
        kind, _, name = topic.channel.partition("/")
        if kind == "house":
            decode(payload, HousePicture)
            return
        if kind not in KINDS or not name:
            return
        attribute, shape = KINDS[kind]
        shelf: dict[str, Message] = getattr(self.copy, attribute)
        if not payload:
            shelf.pop(name, None)
        else:
            shelf[name] = decode(payload, shape)
        if kind == "family":
            self._refold(name)

    def forget(self, pseudonyms: Iterable[str]) -> None:
        """Leave nothing of families that were erased."""
        for family in pseudonyms:
            known = self.copy.families.pop(family, None) is not None
            if self._own.pop(family, None) is not None or known:
                self._refold(family)

    def blocked(self) -> frozenset[str]:
        """Give desks that the hub's pictures keep from being offered."""
        return frozenset(name for name, picture in self.copy.desks.items() if _is_blocked(picture))

    def write(self) -> bytes:
        """Encode the copy for the file."""
        return msgspec.json.encode(self.copy)

    @property
    def path(self) -> Path:
        """Where the copy is kept."""
        return self._path

    def _remember(self, stream: str, own: Own, at: Ms, mono: float | None = None) -> str | None:
        try:
            body = decode_body(own.body)
        except WireError as exc:
            log.warning("a fact of a newer version is left to the hub: %s", exc)
            return None
        family, adult = getattr(body, "family", None), getattr(body, "adult", None)
        if family is None:
            return None
        self._own[family].append(Fact(pos=0, stream=stream, n=own.n, at=at, body=body))
        if mono is not None and adult is not None:
            self.recent[adult] = mono
        return str(family)

    def _refold(self, family: str) -> None:
        picture = self.copy.families.get(family) or FamilyPicture(pos=0, basis={})
        house = with_family(self.house, family, picture)
        for fact in self._own.get(family, ()):
            if fact.n > picture.basis.get(fact.stream, 0):
                house = apply(house, fact)
        self.house = house


def _is_blocked(picture: DeskPicture) -> bool:
    return picture.state in ("reserved", "defect") or (picture.state == "in_use" and picture.why == "seat")
