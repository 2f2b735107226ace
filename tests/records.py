"""A house whose people stand in the database, and whose access log has something to tell."""

from msgspec.structs import replace

from broker.families import AdultEntry, ChildEntry, ContactEntry, FamilyEntry, PersonEntry
from broker.holding import GuestEntry
from broker.known import Entry
from broker.store import accounts, guests
from broker.store.taking_in import put
from hubs import MINUTE, FakeHub

FAMILY, OLENA, MIA = "f-fuchsbau", "a-fuchsba0", "c-fuchsba0"
LINHS, LINH = "f-pandabau", "a-pandaba0"
DAY = 24 * 60 * MINUTE
OLENAS = FamilyEntry(
    id=FAMILY,
    label="fuchsbau",
    language="uk",
    adults=(
        AdultEntry(name="Olena", id=OLENA, phone="0151 777666", cards=("04AA000001",), pin="482913", shifts=True),
        AdultEntry(name="Andrij", id="a-fuchsba1", deputy=True),
    ),
    children=(
        ChildEntry(
            name="Mia", animal="fox", id=MIA, birthday="2023-05-31", allergy="Erdnuss", emergency_set=True,
            contacts=(ContactEntry("Babusja", "0351 888777", "Oma"),),
        ),
    ),
    pickups=(PersonEntry(name="Herr Blau", id="p-fuchsba0"),),
    never=(PersonEntry(name="Ron Rot", id="p-fuchsba1", note="Beschluss"),),
)  # fmt: skip
NAMED = FamilyEntry(
    id=LINHS,
    adults=(
        AdultEntry(name="Nguyễn Thị Linh-Maria von und zu Hohenschönhausen", id=LINH, roles=("parent", "carer")),
        AdultEntry(name="سلمى العبد الله", id="a-pandaba1"),
    ),
)


def keep(hub: FakeHub) -> None:
    """Take two families and a guest in, whom staff and carers have looked at; pages do not show them otherwise."""
    put(hub.store.connection, (OLENAS, NAMED), "a test")
    guests.put(hub.store.connection, GuestEntry("Chor Blau", role="renter", phone="0351 444333"))
    lines = (
        Entry(0, "staff", "leitung", "", "log_in", "", "127.0.0.1"),
        Entry(0, "none", "", "", "log_in_refused", "", "127.0.0.1"),
        Entry(0, "carer", LINH, "device-9", "health", MIA),
        Entry(0, "carer", OLENA, "", "how_the_child_is", "c-gone0000"),
        Entry(0, "staff", "leitung", "", "family_changed", FAMILY, "adult phone,first_aid"),
        Entry(0, "keeper", "", "", "erase", ""),
    )
    for place, line in enumerate(lines):
        at = hub.now - (DAY if place < 2 else 0) - (len(lines) - place) * MINUTE
        accounts.note(hub.store.connection, replace(line, at=at))


def many(hub: FakeHub, count: int) -> None:
    """Write lines that are all alike, several in the same millisecond."""
    for place in range(count):
        accounts.note(hub.store.connection, Entry(hub.now - DAY - place // 3, "staff", "leitung", "", "health", MIA))
