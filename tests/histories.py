"""A made-up office that anything may happen to: kiosks that are cut off, wrong clocks, restarts, restored backups.

The ledger, the database, the timekeeper and every rule are the real ones. Each action takes a source of chance.
"""

import random
import uuid
from pathlib import Path

import msgspec
from msgspec import Struct, field

import house_invariants
from broker.house.apply import apply
from broker.house.levels import Levels
from broker.house.office import Desk, Office, Room
from broker.house.pictures import families, family_picture, with_family
from broker.house.rooms import Rooms
from broker.house.rules import CareRules, Hours, HouseRules, Limit, Ratio
from broker.house.state import Fact, House
from broker.ledger import Ledger
from broker.store.backup import restore
from broker.store.facts import Row, Stream, own_row
from broker.store.store import Store
from broker.timekeeper import Timekeeper
from broker.timing import fact_time
from broker.wire.facts import FactBody
from broker.wire.message import Body, Ms
from broker.wire.messages import Envelope

MONDAY = 1_791_786_600_000
"""Monday, 12 October 2026, 8:30 in Berlin."""
MINUTE = 60_000
HOUSEHOLDS = {
    "f-olena001": (("a-olena001", "a-andrij01", "a-halyna01"), ("c-mia00001", "c-leo00001")),
    "f-linh0001": (("a-linh0001",), ("c-bao00001",)),
    "f-jana0001": (("a-jana0001",), ("c-ema00001",)),
    "f-carer001": (("a-carer001",), ()),
    "f-carer002": (("a-carer002",), ()),
}
FAMILY = {person: family for family, (adults, children) in HOUSEHOLDS.items() for person in (*adults, *children)}
ADULTS = [adult for adults, _ in HOUSEHOLDS.values() for adult in adults]
CHILDREN = [child for _, children in HOUSEHOLDS.values() for child in children]
GROUPS = dict.fromkeys(CHILDREN, "under3")
OFFICE = Office(
    site="prohlis",
    name="Prohlis",
    rooms=(Room(id="work", kind="work", name="Arbeitsraum"), Room(id="care", kind="care", name="Spielzimmer")),
    desks=tuple(Desk(id=f"pc-{n}", kind="pc", room="work", name=f"PC {n}") for n in (1, 2)),
    rules=HouseRules(
        care=CareRules(
            limits=(Limit(limit="places_soft", value=1), Limit(limit="places_firm", value=2)),
            ratios=(Ratio(group="under3", children=3),),
        ),
        hours=(Hours(weekdays=("mo", "tu", "we", "th", "fr"), opens="08:00", closes="17:00"),),
    ),
)  # fmt: skip


class Own(Struct, frozen=True):
    """A fact in a kiosk's outbox."""

    id: str
    n: int
    body: FactBody
    ts: Ms


class Kiosk(Struct):
    """A kiosk as the hub and its families see it: an outbox, the last pictures, and a clock that may be wrong."""

    name: str
    stream: str
    outbox: list[Own] = field(default_factory=list)
    seen: House = House()
    basis: int = 0
    online: bool = True
    skew: Ms = 0

    def house(self) -> House:
        """Give the house as this kiosk knows it: the hub's pictures, and its own facts on top."""
        found = self.seen
        for own in self.outbox[self.basis :]:
            found = apply(found, Fact(pos=0, stream=self.stream, n=own.n, at=own.ts, body=own.body))
        return found


class History:
    """Everything that happened so far, in a folder."""

    def __init__(self, folder: Path, seed: int = 0) -> None:
        """Open the house on a Monday morning."""
        self.folder, self.now, self.chance = folder, MONDAY, random.Random(seed)
        self.kiosks = [Kiosk(name, self.new_id()) for name in ("kiosk-entrance", "kiosk-garden")]
        self.backups = 0
        self.ended: dict[str, list[str]] = {}
        """Child → ids of stays that were and are no more, the newest last."""
        self.said: list[str] = []
        """Kinds of all facts that were told, for whoever reads a failure."""
        self._open()

    def new_id(self) -> str:
        """Make an id that the seed decides."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    @property
    def house(self) -> House:
        """The hub's house."""
        return self.ledger.house

    def tell(self, kiosk: Kiosk, *bodies: FactBody) -> None:
        """Make facts durable at a kiosk, and send them if it can."""
        for body in bodies:
            self.said.append(_kind(body))
            kiosk.outbox.append(Own(self.new_id(), len(kiosk.outbox) + 1, body, max(0, self.now + kiosk.skew)))
        self.sync(kiosk)

    def note(self, *bodies: FactBody) -> None:
        """Record facts on a page."""
        for body in bodies:
            self.said.append(_kind(body))
            own, moved = self.ledger.own_stream(), dict[str, Stream]()
            self.commit(own_row(body, self.new_id(), self.now, moved, own), moved)

    def sync(self, kiosk: Kiosk, *, again: int = 0) -> None:
        """Send what the hub lacks, in order, with `again` facts sent twice, and fetch its pictures."""
        if not kiosk.online:
            return
        known = self.ledger.streams.get(kiosk.stream, Stream(kiosk.name))
        for own in kiosk.outbox[max(0, known.last - again) :]:
            stream = msgspec.structs.replace(self.ledger.streams.get(kiosk.stream, Stream(kiosk.name)))
            at, quality = fact_time(_envelope(kiosk, own), self.now, stream.at)
            payload = msgspec.json.encode(own.body)
            row = Row(own.id, kiosk.name, kiosk.stream, own.n, _kind(own.body), at, quality, payload, own.body)
            if own.n > stream.last:
                stream.last, stream.at, stream.used, stream.newest = own.n, at, self.now, own.id
            self.commit(row, {kiosk.stream: stream})
        kiosk.basis, house = len(kiosk.outbox), self.house
        for family in families(kiosk.seen) | families(house):
            kiosk.seen = with_family(kiosk.seen, family, family_picture(house, family, {}))

    def commit(self, row: Row, moved: dict[str, Stream]) -> None:
        """Take one fact in, and look at what it did."""
        before = self.house
        self.ledger.commit([row], moved)
        house_invariants.step(before, self.house, row)
        for child, stay in before.stays.items():
            now = self.house.stays.get(child)
            if now is None or now.stay != stay.stay:
                self.ended.setdefault(child, []).append(stay.stay)

    def look(self) -> None:
        """Let time act."""
        before = self.house
        self.time._record(self.now)
        house_invariants.time_acted(before, self.house, OFFICE, GROUPS, self.now)

    def restart(self) -> None:
        """Pull the hub's plug."""
        self.store.close()
        self._open()

    def back_up(self) -> None:
        """Write a backup."""
        self.backups += 1
        Store.copy(self.store.path, self.folder / f"backup-{self.backups}.db")

    def put_back(self, number: int) -> None:
        """Restore a backup; what pages recorded since is lost, what kiosks hold is not."""
        self.store.close()
        restore(self.folder / f"backup-{number}.db", self.folder / "hub.db")
        self._open()
        self.ended.clear()  # a stay that only a page had told of is one that nobody knows
        for kiosk in self.kiosks:
            self.sync(kiosk)

    def merge(self) -> None:
        """Let every kiosk reach the hub."""
        for kiosk in self.kiosks:
            kiosk.online = True
            self.sync(kiosk)

    def check(self) -> None:
        """Look whether every rule holds now."""
        house_invariants.always(self.house)

    def check_store(self) -> None:
        """Look whether the database holds every fact once, and gives the same when it is derived anew."""
        house_invariants.kept(self.store, {own.id for kiosk in self.kiosks for own in kiosk.outbox[: kiosk.basis]})
        house_invariants.rebuilt(self.ledger, self.store)

    def close(self) -> None:
        """End."""
        self.store.close()

    def _open(self) -> None:
        self.store = Store(self.folder / "hub.db")
        self.store.connection.execute(
            "PRAGMA synchronous = OFF"
        )  # no power is cut here, and thousands of steps are made
        self.ledger = Ledger(self.store)
        self.time = Timekeeper(self.ledger, lambda: OFFICE, lambda: GROUPS, Levels(), Rooms(OFFICE))  # type: ignore[arg-type,return-value]


def _kind(body: Body) -> str:
    return str(body.__struct_config__.tag)


def _envelope(kiosk: Kiosk, own: Own) -> Envelope:
    return Envelope(
        id=own.id, stream=kiosk.stream, n=own.n, lo=1, k=_kind(own.body), ts=own.ts, boot=1, up_ms=0,
        sync=kiosk.skew == 0,
    )  # fmt: skip
