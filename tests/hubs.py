"""A hub for page tests: it keeps state, folds facts with the real rules, and fails on demand, by name."""

import asyncio
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from broker.cards import Cards
from broker.codes import Codes
from broker.families import FamilyEntry, Kept, Listed
from broker.guests import Guests
from broker.holding import Cards as AllCards
from broker.holding import CardState, Enrolment, GuestEntry
from broker.house.apply import apply
from broker.house.devices import awaited
from broker.house.office import Desk, Device, NodeEntry, Office, Room
from broker.house.proofs import counted, proofs_due
from broker.house.rooms import Pictures
from broker.house.roster import Adult, Child, EnrolOutcome, Family, Roster
from broker.house.settings import in_force
from broker.house.state import Fact, House
from broker.house.time import bounds, office_day
from broker.keeping import Keeping
from broker.known import Account, Entry, Known, Line, Paired, PairedRole, Search, digest
from broker.ledger import Ledger
from broker.minding import Details, Glance
from broker.passwords import hashed
from broker.retention import Retention
from broker.snapshot import NodeStatus, Snapshot
from broker.store import accounts, audit, guests, listing, people
from broker.store.export import export, subject
from broker.store.store import Store
from broker.store.taking_in import put
from broker.watch import Watched
from broker.wire.errors import StoreError
from broker.wire.facts import FactBody
from broker.wire.facts.presence import Arrived, ChildHere, Left
from broker.wire.facts.settings import SettingFact
from broker.wire.message import Ms, Quality
from broker.wire.messages import HUB
from broker.wire.pictures import DeskPicture, DevicePicture, RoomPicture
from broker.wire.wanted import Wanted

if TYPE_CHECKING:
    from broker.register import Register

MORNING: Ms = 1_791_967_320_000
"""Wednesday, 14 October 2026, 10:42 in Berlin."""
MINUTE = 60_000
OFFICE = Office(
    site="prohlis",
    name="Eltern-Kind-Büro Prohlis",
    rooms=(
        Room(id="work", kind="work", name="Arbeitsraum"),
        Room(id="play", kind="care", name="Spielzimmer", places=8),
        Room(id="group", kind="group", name="Gruppenraum"),
        Room(id="entrance", kind="entrance", name="Eingang"),
        Room(id="kitchen", kind="kitchen", name="Küche"),
    ),
    desks=(
        *(Desk(id=f"laptop-{n}", kind="laptop", room="work", name=f"Laptop {n}") for n in range(1, 7)),
        *(Desk(id=f"pc-{n}", kind="pc", room="work", name=f"PC {n}") for n in range(1, 5)),
    ),
    devices=(Device(id="printer", kind="printer", name="Drucker", room="work"),),
    nodes=(
        NodeEntry(id="door", role="kiosk", name="Terminal Eingang"),
        NodeEntry(id="pi-work", role="sensors", name="Sensoren Arbeitsraum"),
    ),
)


NAME, PASSWORD, SINCE = "leitung", "geheim-im-test-1", 1
HASH = hashed(PASSWORD)
FORMS = "f0" * 32
TOKEN = "a-secret-of-the-test"  # noqa: S105  # of the test


class FakeHub:
    """Stands in for the aggregator. `now` is wall time; set `refuse` to make `record` fail."""

    def __init__(self, office: Office = OFFICE, now: Ms = MORNING) -> None:
        """Start with an empty house in which no sensor has spoken."""
        self.now, self.refuse, self.broken, self.lost = now, "", False, False
        self.recorded: list[tuple[str, FactBody]] = []
        """Every call of `record`, repeated ones too."""
        self.facts: dict[str, FactBody] = {}
        """What was stored, by id."""
        self.enrolling: dict[str, Ms] = {}
        self.enrolled, self.told = list[tuple[str, str]](), cast("EnrolOutcome", "enrolled")
        self._known = Known({NAME: Account(NAME, HASH, SINCE)}, {})
        self.codes: dict[str, str] = {}
        """Own code → adult."""
        self.log: list[Entry] = []
        self._logged = 0
        self.condition = Watched()
        self.minded: dict[str, tuple[Glance, Details]] = {}
        """Child → what carers may know of it."""
        self._folder: TemporaryDirectory[str] | None = None
        self._rosters: dict[str, Roster] = {}
        self._past: list[Fact] = []
        self._version, self._pos = 0, 0
        nodes = tuple(NodeStatus(node.id, node.name, node.role, ready=False, since=0) for node in office.nodes)
        pictures = Pictures(
            {room.id: RoomPicture(state="unknown", why="no_sensor") for room in office.rooms},
            {desk.id: DeskPicture(state="free") for desk in office.desks},
            {device.id: DevicePicture(state="unknown", why="never") for device in office.devices},
        )
        self._office, self._snapshot = office, Snapshot(office, House(), pictures, nodes, at=now)

    def snapshot(self) -> Snapshot:
        """Give what is known now."""
        if self.broken:
            raise RuntimeError("the snapshot is broken")
        return self._snapshot

    def watched(self) -> Watched:
        """Give what the test says."""
        return self.condition

    async def changed(self, version: int) -> int:
        """Wait for a version above this one."""
        while self._version <= version:  # noqa: ASYNC110  # tests change it from another thread
            await asyncio.sleep(0.002)
        return self._version

    async def record(self, *facts: Wanted) -> None:
        """Store and fold facts, each once per id."""
        self.recorded.extend((fact.id, fact.body) for fact in facts)
        if self.refuse:
            raise StoreError(self.refuse)
        for fact in facts:
            if fact.id not in self.facts:
                self.facts[fact.id] = fact.body
                self.fold(fact.body, min(self.now, self.now if fact.at is None else fact.at), node=HUB)

    async def enrol(self, node: str, number: str) -> EnrolOutcome:
        """Take a kiosk's new card, as the test says."""
        if self.refuse:
            raise StoreError(self.refuse)
        self.enrolled.append((node, number))
        return self.told

    def roster(self, node: str) -> Roster | None:
        """Give a kiosk's roster."""
        return self._rosters.get(node)

    def known(self) -> Known:
        """Give who may open pages."""
        return self._known

    def forms(self) -> str:
        """Give the secret that signs forms."""
        return FORMS

    async def find_code(self, code: str) -> str | None:
        """Give the adult whose own code this is."""
        return self.codes.get(code)

    async def pair(self, name: str, role: PairedRole, desk: str, pin: str) -> tuple[Paired, str]:
        """Let a device in."""
        if self.refuse:
            raise StoreError(self.refuse)
        device = Paired(f"device-{len(self._known.paired)}", name, role, desk, digest("secret"), pin, self.now)
        self._known = replace(self._known, paired={**self._known.paired, device.id: device})
        return device, f"{device.id}.secret"

    def seat(self, desk: str) -> str:
        """Let a desk's PC in, and give the cookie that it holds."""
        device = Paired(f"device-{desk}", desk, "desk", desk, digest("secret"), "", self.now)
        self._known = replace(self._known, paired={**self._known.paired, device.id: device})
        return f"{device.id}.secret"

    async def revoke(self, device: str) -> None:
        """Put a device out."""
        left = {name: found for name, found in self._known.paired.items() if name != device}
        self._known = replace(self._known, paired=left)

    async def note(self, role: str, actor: str, device: str, what: str, subject: str, detail: str = "") -> None:
        """Write a line of the access log."""
        if self.refuse:
            raise StoreError(self.refuse)
        self.log.append(Entry(self.now, role, actor, device, what, subject, detail))

    @cached_property
    def store(self) -> Store:
        """Open a real database, for what pages keep of people; it is made when it is first needed."""
        self._folder = TemporaryDirectory()
        return Store(Path(self._folder.name) / "hub.db")

    @cached_property
    def keeping(self) -> Keeping:
        """Give the real keeping of families, on the real database."""
        return Keeping(self.store, cast("Register", self))

    @cached_property
    def deck(self) -> Cards:
        """Give the real cards, on the real database."""
        return Cards(self.store, cast("Register", self))

    @property
    def kiosks(self) -> list[str]:
        """Give the office's kiosks, as the register does."""
        return [node.id for node in self._snapshot.office.nodes if node.role == "kiosk"]

    def day_end(self, now: Ms) -> Ms:
        """Give when this office day ends, as the register does."""
        zone = self._snapshot.office.zone
        return bounds(office_day(now, zone), zone)[1]

    def read(self, now: Ms) -> None:
        """Read families and guests anew from the database, as the register does."""
        office = self._snapshot.office
        today = office_day(self.now, office.zone)
        self.set(
            families={**self._snapshot.families, **people.families(self.store.connection, today)},
            guests=guests.guests(self.store.connection, now),
            due=counted(proofs_due(listing.carers(self.store.connection), office.rules.care.proofs, today)),
        )

    def take_in(self, *found: FamilyEntry) -> None:
        """Put families into the database."""
        put(self.store.connection, found, "a test")
        self.read(self.now)

    async def family(self, family: str) -> Kept | None:
        """Give a family of the database."""
        return self.keeping.family(family)

    async def families(self) -> tuple[Listed, ...]:
        """List every family of the database."""
        return self.keeping.families()

    async def save_family(self, entry: FamilyEntry, version: int, log: Entry) -> str:
        """Put a family into the database, and the line into its access log."""
        if self.refuse:
            raise StoreError(self.refuse)
        return self.keeping.save(entry, version, replace(log, at=self.now))

    async def export(self, who: str) -> dict[str, list[dict[str, Any]]]:
        """Give what the database has of somebody."""
        if self.lost:
            raise StoreError("the disk is gone")
        return export(self.store.connection, who)

    async def lines(self, search: Search, most: int) -> list[Line]:
        """Give lines of the database's access log, to which those of `log` are added first."""
        if self.lost:
            raise StoreError("the disk is gone")
        for entry in self.log[self._logged :]:
            accounts.note(self.store.connection, entry)
        self._logged = len(self.log)
        return audit.lines(self.store.connection, search, most)

    async def erase(self, who: str, log: Entry) -> int:
        """Erase somebody from the database, as the hub does, unless they are in the house."""
        house = self._snapshot.house
        if self.refuse or who in {visit.family for visit in house.visits.values()}:
            raise StoreError(self.refuse or f"{who} is in the house; erase when everyone has left.")
        gone = Ledger(self.store).erase(subject(self.store.connection, who), replace(log, at=self.now))
        self.set(families={name: family for name, family in self._snapshot.families.items() if name != who})
        return gone

    def retention(self) -> Retention:
        """Give the times of an office that has set none."""
        return Retention()

    async def cards(self) -> AllCards:
        """Give what the database has."""
        return self.deck.all(self.now)

    async def expect_card(self, adult: str, kiosk: str, log: Entry) -> Enrolment:
        """Wait for a card."""
        return self.deck.expect(adult, "", kiosk, self.now, log)

    async def enrolment(self, name: str) -> Enrolment | None:
        """Tell how far that is."""
        return self.deck.enrolment(name, self.now)

    async def stop_enrolment(self, name: str) -> None:
        """Wait no longer."""
        self.deck.stop(name, self.now)

    async def give_card(self, adult: str, number: str, log: Entry) -> EnrolOutcome:
        """Give a card."""
        self._check()
        return self.deck.give(adult, number, replace(log, at=self.now))

    async def mark_card(self, number: str, state: CardState, log: Entry) -> None:
        """Mark a card."""
        self._check()
        self.deck.mark(number, "", state, self.now, replace(log, at=self.now))

    async def new_codes(self, adults: Collection[str], log: Entry) -> dict[str, str]:
        """Give new codes."""
        self._check()
        return Codes(self.store, cast("Register", self)).renew(adults, replace(log, at=self.now))

    async def drop_code(self, adult: str, log: Entry) -> None:
        """Take a code away."""
        self._check()
        Codes(self.store, cast("Register", self)).drop(adult, replace(log, at=self.now))

    async def put_guest(self, guest: GuestEntry, log: Entry) -> str:
        """Sign a guest in."""
        self._check()
        return Guests(self.store, cast("Register", self)).put(guest, replace(log, at=self.now))

    def _check(self) -> None:
        if self.refuse:
            raise StoreError(self.refuse)

    def glances(self) -> dict[str, Glance]:
        """Give what stands open of children's health."""
        return {child: glance for child, (glance, _) in self.minded.items()}

    async def details(self, role: str, actor: str, device: str, child: str) -> Details | None:
        """Give what stands behind the touch, after a line of the access log."""
        await self.note(role, actor, device, "health", child)
        return self.minded[child][1] if child in self.minded else None

    async def past(self, since: Ms, until: Ms) -> list[Fact]:
        """Give the facts that were folded, as a store would; `lost` makes it fail."""
        if self.lost:
            raise StoreError("the disk is gone")
        return [fact for fact in self._past if since <= fact.at < until]

    async def settings(self) -> list[Fact]:
        """Give the facts of settings that were folded, as a store would; `lost` makes it fail."""
        if self.lost:
            raise StoreError("the disk is gone")
        return [fact for fact in self._past if isinstance(fact.body, SettingFact)]

    async def make_codes(self, desks: Collection[str]) -> None:
        """Give desks new secrets."""
        if self.refuse:
            raise StoreError(self.refuse)
        self._known = replace(self._known, codes=self._known.codes | {desk: token_urlsafe(18) for desk in desks})

    def change_password(self) -> None:
        """Give the log-in of staff another password: sessions end."""
        account = replace(self._known.accounts[NAME], since=self.now)
        self._known = replace(self._known, accounts={NAME: account})

    def token(self, node: str) -> str | None:
        """Give a kiosk's secret."""
        return TOKEN if node in self._rosters else None

    def give_roster(self, node: str, roster: Roster) -> None:
        """Set a kiosk's roster."""
        self._rosters[node] = roster

    def fold(
        self, body: FactBody | None, at: Ms | None = None, node: str = "door", quality: Quality = "measured"
    ) -> None:
        """Fold a fact as if it came over the wire; None is one that cannot be read."""
        self._pos += 1
        fact = Fact(
            pos=self._pos, stream="s", n=self._pos, at=at or self.now, node=node, kind="sang", body=body,
            quality=quality,
        )  # fmt: skip
        self._past.append(fact)
        house = apply(self._snapshot.house, fact)
        desks = {
            desk: DeskPicture(state="in_use") if desk in house.desks() else
            DeskPicture(state="free") if picture.state == "in_use" else picture
            for desk, picture in self._snapshot.pictures.desks.items()
        }  # fmt: skip
        self.set(
            house=house,
            awaited=awaited(house.fixed, self.now),
            pictures=msgspec.structs.replace(self._snapshot.pictures, desks=desks),
        )

    def set(self, **changes: object) -> None:
        """Replace fields of the snapshot, and tell whoever waits."""
        self._office = cast("Office", changes.get("office", self._office))
        changed = msgspec.structs.replace(self._snapshot, **{"at": self.now, **changes})
        self._snapshot = replace(changed, office=in_force(self._office, changed.house))
        self._version += 1

    def picture(
        self,
        *,
        rooms: dict[str, RoomPicture] | None = None,
        desks: dict[str, DeskPicture] | None = None,
        devices: dict[str, DevicePicture] | None = None,
    ) -> None:
        """Replace what is known of some rooms, desks or devices."""
        known = self._snapshot.pictures
        self.set(
            pictures=Pictures(
                known.rooms | (rooms or {}), known.desks | (desks or {}), known.devices | (devices or {})
            )
        )  # fmt: skip

    def add(self, family: Family) -> None:
        """Let the hub know a family by name."""
        self.set(families={**self._snapshot.families, family.id: family})

    def arrive(  # each one is a thing a family may do
        self,
        family: Family,
        *,
        who: int = 0,
        desk: str | None = None,
        care: tuple[str, ...] = (),
        minutes_ago: int = 0,
        children: bool = True,
    ) -> Arrived:
        """Let an adult of a family come in with its children; `care` names those announced to the care room."""
        here = tuple(
            ChildHere(child=child.id, stay=str(uuid4()), to="care" if child.name in care else "adult")
            for child in family.children
            if children
        )
        arrived = Arrived(
            visit=str(uuid4()), adult=family.adults[who].id, family=family.id, desk=desk, children=here
        )  # fmt: skip
        self.fold(arrived, self.now - minutes_ago * MINUTE)
        return arrived

    def leave(self, arrived: Arrived) -> None:
        """Let an adult go, as a kiosk would tell it."""
        self.fold(Left(visit=arrived.visit, adult=arrived.adult, family=arrived.family))


def family(letter: str, adults: str, *children: tuple[str, str]) -> Family:
    """Make a family: a letter for its pseudonyms, first names split by spaces, (name, animal) of each child."""
    return Family(
        f"f-{letter * 8}",
        adults=tuple(Adult(f"a-{letter * 7}{n}", name) for n, name in enumerate(adults.split())),
        children=tuple(Child(f"c-{letter * 7}{n}", name, animal) for n, (name, animal) in enumerate(children)),
    )


OLENA = family("o", "Olena Andrij", ("Mia", "fox"), ("Leo", "turtle"))
LINH = family("l", "Linh", ("Bao", "panda"))
LAYLA = family("y", "Layla", ("Yusuf", "lion"), ("Nour", "owl"))
TOBIAS = family("t", "Tobias", ("Jonas", "hedgehog"))
JANA = family("j", "Jana", ("Emil", "penguin"))
AMIRA = family("m", "Amira")
FAMILIES = (OLENA, LINH, LAYLA, TOBIAS, JANA, AMIRA)


def lived_in(language: str = "de") -> FakeHub:
    """Give a hub whose office speaks a language, which knows six families, and in which Olena is, Mia announced."""
    hub = FakeHub(replace(OFFICE, language=language))
    for entry in FAMILIES:
        hub.add(entry)
    hub.arrive(OLENA, desk="pc-1", care=("Mia",), minutes_ago=30)
    return hub
