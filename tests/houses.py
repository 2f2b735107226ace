"""Sample families, facts and rosters, all invented."""

import uuid
from itertools import count

from broker.house.apply import apply
from broker.house.office import Desk, NodeEntry, Office, Room
from broker.house.roster import Adult, Child, Family, Roster, card_hash
from broker.house.state import Fact, House
from broker.wire.facts import FactBody
from broker.wire.facts.presence import Arrived, ChildHere, Left, Undone

FAMILY, ADULT, OTHER, CHILD = "f-olena001", "a-olena001", "a-andrij01", "c-mia00001"
LINHS, LINH = "f-linh0001", "a-linh0001"
KEY = "5e" * 32
CARDS = {"04AA000001": (FAMILY, ADULT), "04AA000002": (FAMILY, OTHER), "04BB000001": (LINHS, LINH)}
OFFICE = Office(
    site="prohlis",
    name="Eltern-Kind-Büro Prohlis",
    rooms=(
        Room(id="work", kind="work", name="Arbeitsraum"),
        Room(id="care", kind="care", name="Spielzimmer", places=4),
    ),
    desks=(
        Desk(id="pc-1", kind="pc", room="work", name="PC 1"),
        Desk(id="laptop-1", kind="laptop", room="work", name="Laptop 1"),
        Desk(id="laptop-2", kind="laptop", room="work", name="Laptop 2", note="am Fenster"),
    ),
    nodes=(NodeEntry(id="kiosk-entrance", role="kiosk", name="Terminal"),),
)
OLENAS = Family(
    FAMILY,
    "de",
    (Adult(ADULT, "Olena", "laptop-1"), Adult(OTHER, "Andrij")),
    (Child(CHILD, "Mia", "fox", usual="care"), Child("c-leo00001", "Leo", "turtle")),
)
ROSTER = Roster(
    KEY,
    OFFICE,
    (OLENAS, Family(LINHS, "de", (Adult(LINH, "Linh", "laptop-1"),))),
    {card_hash(KEY, card): owner for card, owner in CARDS.items()},
)
_n = count(1)


def new_id() -> str:
    """Make a random id."""
    return str(uuid.uuid4())


def fact(body: FactBody | None, at: int = 1_000, stream: str = "s") -> Fact:
    """Wrap a body as the next fact of a stream."""
    n = next(_n)
    return Fact(pos=n, stream=stream, n=n, at=at, body=body, node="kiosk-entrance", kind="beamed")


def arrived(adult: str = ADULT, family: str = FAMILY, **more: object) -> Arrived:
    """Make an arrival."""
    return Arrived(**{"visit": new_id(), "adult": adult, "family": family, **more})


def left(arrival: Arrived) -> Left:
    """Make the end of that visit."""
    return Left(visit=arrival.visit, adult=arrival.adult, family=arrival.family)


def undone(arrival: Arrived, what: str) -> Undone:
    """Take back the last fact of that visit."""
    return Undone(visit=arrival.visit, adult=arrival.adult, family=arrival.family, what=what)


def child(name: str = CHILD, to: str = "adult") -> ChildHere:
    """Make a child who comes along."""
    return ChildHere(child=name, stay=new_id(), to=to)


def house(*bodies: FactBody | None) -> House:
    """Fold facts, a second apart."""
    found = House()
    for number, body in enumerate(bodies, 1):
        found = apply(found, fact(body, at=number * 1_000))
    return found
