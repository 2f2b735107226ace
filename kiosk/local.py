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
from msgspec.structs import replace

from broker.house.apply import apply
from broker.house.desks import is_blocked
from broker.house.pictures import family_picture, touched, with_family, with_guests, with_limits
from broker.house.roster import Roster, card_hash
from broker.house.state import Fact, House
from broker.wire.errors import WireError
from broker.wire.facts import FactBody, decode_body
from broker.wire.facts.custody import Collected
from broker.wire.facts.house import FormerCardUsed, LostCardUsed
from broker.wire.facts.presence import Arrived, CameBack, GuestArrived, GuestLeft, Left, Undone, WentOut
from broker.wire.message import Message, Ms
from broker.wire.messages import Topic, decode
from broker.wire.outbox import Own
from broker.wire.pictures import DeskPicture, DevicePicture, FamilyPicture, HousePicture, RoomPicture
from kiosk.flow.state import Tries
from kiosk.flow.world import DAY_S, World

log = logging.getLogger(__name__)
REMEMBERED, CONFIRMED = 500, 50
"""Own facts kept in memory per family, and how many of those that the hub has: a restored hub may lack some again."""
USED = 500
"""Cards that were put on since the last roster came."""
KINDS: dict[str, tuple[str, type[Message]]] = {
    "family": ("families", FamilyPicture),
    "room": ("rooms", RoomPicture),
    "desk": ("desks", DeskPicture),
    "device": ("devices", DevicePicture),
}


class Used(Struct, frozen=True):
    """A card that was put on, by its hash, when, and for whose it was taken."""

    card: str
    at: Ms
    family: str = ""
    adult: str = ""


class Copy(Struct):
    """What is written to the file."""

    roster: Roster | None = None
    families: dict[str, FamilyPicture] = field(default_factory=dict)
    rooms: dict[str, RoomPicture] = field(default_factory=dict)
    desks: dict[str, DeskPicture] = field(default_factory=dict)
    devices: dict[str, DevicePicture] = field(default_factory=dict)
    heard: int = 0
    """Wall time in ms when the hub was last heard."""
    house: HousePicture | None = None
    tries: Tries = Tries()
    """Wrong codes, so that pulling the plug ends no pause."""
    used: list[Used] = field(default_factory=list)
    """Cards that were put on since the last roster came: some of them may have been lost by then."""


class Local:
    """Lives on the kiosk's main thread; `house` is what decisions are made from."""

    def __init__(self, path: Path) -> None:
        """Read the copy; one that is missing or damaged is as good as none."""
        self._path, self.copy, self.house = path, Copy(), House()
        self.recent: dict[str, float] = {}
        """Visit → seconds of the monotonic clock when this kiosk last let its adult in or out."""
        self._own: defaultdict[str, deque[Fact]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._telling = set[str]()
        """Hashes of lost cards whose use is being recorded."""
        self._guests = deque[Fact](maxlen=REMEMBERED)
        try:
            self.copy = msgspec.json.decode(path.read_bytes(), type=Copy)
        except FileNotFoundError:
            pass
        except (OSError, msgspec.MsgspecError) as exc:
            log.warning("the local copy %s cannot be read, starting without: %s", path, exc)
        for family in self.copy.families:
            self._refold(family)
        self._of_house()

    def recall(self, stream: str, facts: list[Own]) -> None:
        """Lay the outbox's facts on top of the pictures, after a start."""
        for own in facts:
            self._remember(stream, own, own.ts)

    def recorded(self, stream: str, own: Own, wall: Ms, mono: float) -> None:
        """Fold in a fact that was just made durable, at `wall` ms and `mono` seconds of the monotonic clock."""
        self._remember(stream, own, wall, mono)

    def world(self, now: float, wall: Ms, *, fresh: bool, node: str) -> World:
        """Give what the flow decides from; without the hub nobody knows of any desk whether it is free."""
        desks = self.copy.roster.office.desks if self.copy.roster else ()
        known = {name for name, picture in self.copy.desks.items() if picture.state != "unknown"} if fresh else set()
        house = self.copy.house
        return World(
            now, wall, self.copy.roster, self.house, self.blocked() if fresh else frozenset(), self.recent,
            fresh=fresh, node=node, unsure=frozenset(desk.id for desk in desks if desk.id not in known),
            unlocked=house.unlocked.get(node, 0) if house else 0,
        )  # fmt: skip

    def picture(self, topic: Topic, payload: bytes) -> None:
        """Take a picture of the hub's.

        :raises WireError: it cannot be read.
        """
        kind, _, name = topic.channel.partition("/")
        if kind == "house":
            self.copy.house = decode(payload, HousePicture) if payload else None
            self._of_house()
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
            self._drop_confirmed(name)
            self._refold(name)

    def forget(self, pseudonyms: Iterable[str]) -> None:
        """Leave nothing of families that were erased."""
        for family in pseudonyms:
            known = self.copy.families.pop(family, None) is not None
            if self._own.pop(family, None) is not None or known:
                self._refold(family)

    def use(self, number: str, wall: Ms) -> bool:
        """Remember that a card was put on, if somebody has it; tell whether."""
        roster = self.copy.roster
        if roster is None or (found := roster.find(number)) is None:
            return False
        family, adult = found
        used = Used(card_hash(roster.key, number), wall, family.id, adult.id)
        self.copy.used = [*self.copy.used, used][-USED:]
        return True

    def renew(self, roster: Roster) -> tuple[LostCardUsed | FormerCardUsed, ...]:
        """Take a new roster, and give whose cards were put on here after they were lost or another's: once each.

        `told` has to say whether that could be recorded.
        """
        found = dict[str, LostCardUsed | FormerCardUsed]()
        for used in self.copy.used:
            late = _lost(used, roster) or _another(used, roster)
            if late and used.card not in found.keys() | self._telling:
                found[used.card] = late
        self._telling |= found.keys()
        self.copy.used = [used for used in self.copy.used if used.card in self._telling]
        self.copy.roster = replace(roster, erased=())
        return tuple(found.values())

    def told(self, *, done: bool) -> None:
        """Learn whether what `renew` gave is recorded; if not, it is given again with the next roster."""
        self.copy.used = [used for used in self.copy.used if not (done and used.card in self._telling)]
        self._telling.clear()

    def blocked(self) -> frozenset[str]:
        """Give desks that the hub's pictures keep from being offered."""
        return frozenset(name for name, picture in self.copy.desks.items() if is_blocked(picture))

    def write(self) -> bytes:
        """Encode the copy for the file."""
        return msgspec.json.encode(self.copy)

    @property
    def path(self) -> Path:
        """Where the copy is kept."""
        return self._path

    def _remember(self, stream: str, own: Own, at: Ms, mono: float | None = None) -> None:
        """Fold a fact in, and keep it with every family that it changes: a shift handed over may change many."""
        try:
            body = decode_body(own.body)
        except WireError as exc:
            log.warning("a fact of a newer version is left to the hub: %s", exc)
            return
        fact = Fact(pos=0, stream=stream, n=own.n, at=at, body=body)
        after = apply(self.house, fact)
        if isinstance(body, GuestArrived | GuestLeft):
            self._guests.append(fact)
            self._of_house()
        for family in touched(self.house, after) | _family(body):
            self._own[family].append(fact)
            if fact.n > self._basis(family).get(stream, 0):
                self.house = with_family(self.house, family, family_picture(after, family, {}))
        if mono is not None and isinstance(body, Arrived | CameBack | Collected | Left | Undone | WentOut):
            self.recent = {visit: at for visit, at in self.recent.items() if mono - at < DAY_S} | {body.visit: mono}

    def _basis(self, family: str) -> dict[str, int]:
        """Give per stream how far the hub's picture of a family has come."""
        return self.copy.families[family].basis if family in self.copy.families else {}

    def _drop_confirmed(self, family: str) -> None:
        basis, own = self._basis(family), self._own[family]
        while len(own) > CONFIRMED and own[0].n <= basis.get(own[0].stream, 0):
            own.popleft()

    def _of_house(self) -> None:
        """Lay limits and guests of the house's picture, and own facts about guests, into the house."""
        picture = self.copy.house
        house = with_guests(with_limits(self.house, picture.limits if picture else {}), picture)
        for fact in self._guests:
            if fact.n > (picture.basis.get(fact.stream, 0) if picture else 0):
                house = house.but(guests=apply(house, fact).guests)
        self.house = house

    def _refold(self, family: str) -> None:
        """Lay own facts on a family's picture; of others they change nothing here."""
        picture = self.copy.families.get(family) or FamilyPicture(pos=0, basis={})
        house = with_family(self.house, family, picture)
        for fact in self._own.get(family, ()):
            if fact.n > picture.basis.get(fact.stream, 0):
                house = with_family(house, family, family_picture(apply(house, fact), family, {}))
        self.house = house


def _family(body: FactBody) -> set[str]:
    family = getattr(body, "family", None)
    return {family} if family else set()


def _lost(used: Used, roster: Roster) -> LostCardUsed | None:
    """Tell of a card that was put on after it was lost."""
    since, owner = roster.lost_since.get(used.card), roster.lost.get(used.card)
    late = since is not None and used.at >= since
    return LostCardUsed(adult=owner[1], family=owner[0], at=used.at) if owner and late else None


def _another(used: Used, roster: Roster) -> FormerCardUsed | None:
    """Tell of a card that was taken for the one who had it, after it had been given to somebody else."""
    since, owner = roster.given.get(used.card), roster.cards.get(used.card)
    late = since is not None and used.at >= since and used.adult and owner != (used.family, used.adult)
    return FormerCardUsed(adult=used.adult, family=used.family, at=used.at) if owner and late else None
