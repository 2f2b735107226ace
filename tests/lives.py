"""A family lives through all that an office can record, so that a test can look for what stays of it."""

import asyncio
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
from msgspec import inspect

from broker.aggregator import Aggregator
from broker.asked import listen
from broker.front import Front
from broker.holding import GuestEntry
from broker.house.office import Office
from broker.house.roster import card_hash, normal_card, pin_hash
from broker.known import Entry
from broker.settings import HubSettings
from broker.store import guests, taking_in
from broker.store.store import Store
from broker.web.app import create_app
from broker.web.sessions import kept
from broker.wire.facts import KINDS, FactBody
from broker.wire.facts.care import ShiftEnded, ShiftTaken
from broker.wire.facts.custody import ChildGone
from broker.wire.facts.house import Erased
from broker.wire.facts.presence import GuestLeft, Left
from broker.wire.link import Link
from broker.wire.settings import load
from broker.wire.wanted import Wanted
from offices import Kiosk, RealOffice, number, wait
from visitors import serving_app, visitor

FAMILY, ADULT, OTHER, CHILD = "f-fuchs001", "a-olena001", "a-andrij01", "c-mia00001"
PICKUP, NEVER = "p-blau0001", "p-rot00001"
LINHS, LINH, BAO = "f-linh0001", "a-linh0001", "c-bao00001"
CARD, LINHS_CARD = 71, 72
PIN, NEVER_CARD, LOST_CARD, NEW_CARD = "482913", "04FF000000AA", "04EE000000BB", "04DD000000CC"
FAMILIES = f"""
[[families]]
id = "{FAMILY}"
label = "fuchsbau"
language = "uk"
notice = "2026-01-02"
health_consent = "2026-01-03"
pickups = [{{ id = "{PICKUP}", name = "Herr Blauwal", phone = "0351 666555", note = "mit Ausweis 7731" }}]
never = [{{ id = "{NEVER}", name = "Ron Rotmilan", note = "Beschluss 99/26", cards = ["{NEVER_CARD}"] }}]
[[families.children]]
id = "{CHILD}"
name = "Miała"
animal = "fox"
usual = "care"
birthday = "2023-05-31"
allergy = "Erdnussschock"
allergens = ["Erdnusskern"]
allergens_shown = "2026-01-04"
emergency_set = true
contacts = [{{ name = "Babusja", phone = "0351 888777", relation = "Großtante" }}]
[[families.adults]]
id = "{ADULT}"
name = "Olenaß"
phone = "0151 777666"
cards = ["{number(CARD)}"]
lost_cards = ["{LOST_CARD}"]
pin = "{PIN}"
roles = ["parent", "carer"]
shifts = true
certificate = "2026-02-05"
first_aid = "2026-02-06"
[[families.adults]]
id = "{OTHER}"
name = "Andrijć"
deputy = true
[[families]]
id = "{LINHS}"
label = "panda"
children = [{{ id = "{BAO}", name = "Bao", animal = "panda" }}]
[[families.adults]]
id = "{LINH}"
name = "Linh"
cards = ["{number(LINHS_CARD)}"]
roles = ["parent", "carer"]
"""
WORDS = (
    "fuchsbau", "Miała", "Erdnussschock", "Erdnusskern", "Babusja", "0351 888777", "Großtante", "Herr Blauwal",
    "0351 666555", "mit Ausweis 7731", "Ron Rotmilan", "Beschluss 99/26", "Olenaß", "0151 777666", "Andrijć",
    "2023-05-31",
)  # fmt: skip
NAMES = (FAMILY, ADULT, OTHER, CHILD, PICKUP, NEVER)
CARDS = (number(CARD), LOST_CARD, NEVER_CARD, NEW_CARD)
END = "dabei/a-test/end"
GUEST_WORDS = ("Chor Blaumeise", "0351 444333")


class Life:
    """One office: the hub in this process, everything else as it is in a house."""

    def __init__(self, folder: Path, office: RealOffice, address: str, hub: Aggregator, app: Any) -> None:  # noqa: ANN401  # Litestar
        """Take what runs."""
        self.folder, self.office, self.address, self.hub, self.app = folder, office, address, hub, app
        self.front, self.guest = Front(hub), ""
        self.staff = self._staff()

    @property
    def kiosk(self) -> Kiosk:
        """The only one."""
        return self.office.kiosks[0]

    def do(self, what: Any) -> Any:  # noqa: ANN401  # whatever the hub answers
        """Ask the hub, as pages do."""
        return asyncio.run(what)

    def job(self, do: Any) -> Any:  # noqa: ANN401  # the same
        """Let the hub's thread do something."""
        return self.hub.call(do).result(10)

    def record(self, *bodies: FactBody) -> None:
        """Record facts of a page."""
        self.do(self.front.record(*(Wanted(str(uuid4()), body) for body in bodies)))

    def live(self) -> None:
        """Do and suffer everything, and leave."""
        self.kiosk.taps([CARD])
        self.office.settle(20)
        visit = self.hub.snapshot().house.visits[ADULT]
        self.record(ShiftTaken(shift=str(uuid4()), adult=ADULT, family=FAMILY))
        self._come_in_by_phone_and_code(visit.visit)
        self._look()
        self._have_a_new_card()
        for tap in (LOST_CARD, NEVER_CARD):
            self.kiosk._remote.send(f"card {tap}")
        wait(lambda: b"card_refused" in self.kiosk_bytes(), 10, "the kiosk refuses them")
        self.guest = self.job(lambda _now: guests.put(self.hub._store.connection, _guest()))
        self.record(*every_fact(self.guest))
        self._all_go()
        self.office.settle(20)

    def _staff(self) -> httpx.Client:
        password = self.hub.accounts.first(1)
        client = visitor(self.address)
        client.post("/anmelden", data={"name": "leitung", "password": password})
        return client

    def _come_in_by_phone_and_code(self, visit: str) -> None:
        self.phone, self.code = visitor(self.address), visitor(self.address)
        answer = self.phone.post(f"/telefon/{self.app.state.phones.secret(visit)}")
        assert answer.headers["location"] == "/rufe", answer
        assert self.phone.get("/rufe").is_success
        assert self.code.post("/anmelden", data={"password": PIN}).headers["location"] == "/"
        assert self.code.get("/betreuung").is_success

    def _look(self) -> None:
        for actor, child in ((LINH, CHILD), (ADULT, BAO), (ADULT, CHILD)):
            assert self.do(self.front.details("carer", actor, "d1", child)) is not None
        self.do(self.front.note("staff", "leitung", "", "family_saved", FAMILY, "adults.phone"))
        family = self.do(self.front.family("fuchsbau"))
        self.do(self.front.save_family(family.entry, family.version, _saved()))

    def _have_a_new_card(self) -> None:
        self.job(lambda now: self.hub.cards.expect(OTHER, "", "", now))
        assert self.do(self.front.enrol(self.kiosk.name, NEW_CARD)) == "enrolled"

    def _all_go(self) -> None:
        for _ in range(5):
            house = self.hub.snapshot().house
            visits = [one for one in house.visits.values() if one.family == FAMILY]
            stays = [one for one in house.stays.values() if one.family == FAMILY]
            shifts = [one for one in house.shifts.values() if one.family == FAMILY]
            self.record(
                *(ShiftEnded(shift=one.shift, adult=one.adult, family=one.family) for one in shifts),
                *(ChildGone(child=one.child, family=one.family, follows=one.stay) for one in stays),
                *(Left(visit=one.visit, adult=one.adult, family=one.family, takes=()) for one in visits),
                *(GuestLeft(visit=visit) for visit in house.guests),
            )
        assert FAMILY not in {one.family for one in (*house.visits.values(), *house.stays.values())}

    def kiosk_bytes(self) -> bytes:
        """Give all that the kiosk has on its disk."""
        return b"".join(file.read_bytes() for file in self.kiosk.data.rglob("*") if file.is_file())

    def kiosk_keys(self) -> list[str]:
        """Give the keys under which kiosks have hashes."""
        return [key for (key,) in rows(self.office.store, "SELECT key FROM kiosk")]

    def retained(self) -> dict[str, bytes]:
        """Give every retained topic of the broker."""
        found = dict[str, bytes]()

        def take(topic: str, payload: bytes, retained: bool) -> None:  # the link's signature
            if retained or topic == END:
                found[topic] = payload

        link = Link("a-test-that-looks", self.office.mqtt_port, topics=["#"], on_message=take)
        link.start()
        # The broker sends what it keeps in one go, and before whatever is said after it.
        wait(lambda: any(topic.endswith("hub/house/st") for topic in found), 10, "the broker tells what it keeps")
        link.publish(END, b"", qos=1)
        wait(lambda: END in found, 10, "the broker has told all that it keeps")
        link.stop()
        return found


@contextmanager
def life(folder: Path) -> Iterator[Life]:
    """Run an office in which a family and a guest can live."""
    log = logging.FileHandler(folder / "hub.log")
    logging.getLogger().addHandler(log)
    office = RealOffice(folder, kind="mosquitto")
    settings = load(folder / "hub.toml", HubSettings)
    store = Store(settings.store_path)
    (folder / "families.toml").write_text(FAMILIES, "utf-8")
    taking_in.take_in(store.connection, folder / "families.toml")
    (folder / "families.toml").unlink()  # as the manual says
    hub = Aggregator(load(Path(settings.office), Office), settings.mqtt, store)
    office.broker.start()
    hub.start()
    sessions = kept(settings.sessions_path)
    app = create_app(Front(hub), sessions=sessions, tries=sessions)
    try:
        with listen(settings.control_path, hub), serving_app(app, settings.web.port) as address:
            office.kiosks[0].start()
            wait((office.kiosks[0].data / "copy.json").exists, 20, "the kiosk has its roster")
            yield Life(folder, office, address, hub, app)
    finally:
        office.kiosks[0].kill()
        hub.stop()
        store.close()
        office.broker.stop()
        logging.getLogger().removeHandler(log)


def every_fact(guest: str) -> list[FactBody]:
    """Give a fact of every kind there is, each about this family wherever a kind has a place for somebody."""
    fit = ("pc-1", FAMILY, ADULT, CHILD, PICKUP, guest, "places_firm", "2026-10-14", "08:30", "de")
    shapes = [shape for shape, _ in KINDS.values() if shape is not Erased]
    return [
        msgspec.convert(_filled(inspect.type_info(shape), (*fit, str(uuid4())), shape.__name__), FactBody)
        for shape in shapes
    ]


def _filled(kind: inspect.Type, known: tuple[str, ...], name: str) -> Any:  # noqa: ANN401  # a value of any type
    """Make a value that a field may have."""
    found: Any = NotImplemented
    match kind:
        case inspect.StructType():
            found = {field.encode_name: _filled(field.type, known, field.name) for field in kind.fields}
            found |= {kind.tag_field: kind.tag} if kind.tag_field else {}
        case inspect.UnionType():
            found = _filled(next(one for one in kind.types if not isinstance(one, inspect.NoneType)), known, name)
        case inspect.VarTupleType():
            found = [_filled(kind.item_type, known, name)]
        case inspect.StrType(pattern=pattern):
            found = next(one for one in known if re.search(pattern, one)) if pattern else ADULT
        case inspect.LiteralType():
            found = kind.values[0]
        case inspect.BoolType():
            found = True
        case inspect.IntType() | inspect.FloatType():
            found = 1
    assert found is not NotImplemented, f"{name}: a test has to learn what a {kind} may be"
    return found


def traces(life: Life) -> list[str]:
    """Give everything by which the family could still be known: words, numbers, pseudonyms, hashes under each key."""
    hashes = [card_hash(key, card) for key in life.kiosk_keys() for card in CARDS]
    return [*WORDS, *NAMES, *map(normal_card, CARDS), PIN, *hashes, *(pin_hash(key, PIN) for key in life.kiosk_keys())]


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Read a database beside whoever writes it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Give every row of every table there is; one that is added tomorrow, too."""
    names = [name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {}
    for name in names:
        columns = [column for _, column, *_ in rows(path, f"PRAGMA table_info({name})")]
        found[name] = [dict(zip(columns, row, strict=True)) for row in rows(path, f"SELECT * FROM {name}")]  # noqa: S608
    return found


def _guest() -> GuestEntry:
    name, phone = GUEST_WORDS
    return GuestEntry(name, role="renter", phone=phone)


def _saved() -> Entry:
    return Entry(0, "staff", "leitung", "", "family_saved", "", "pickups")
