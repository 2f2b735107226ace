"""An office with cards, codes and badges for page tests; everybody in it is invented."""

from uuid import uuid4

from msgspec.structs import replace

from broker.families import AdultEntry, FamilyEntry
from broker.holding import BADGE, GuestEntry
from broker.known import Entry
from broker.wire.facts.presence import GuestArrived
from carers import done
from hubs import OFFICE, FakeHub

LOG = Entry(0, "staff", "leitung", "", "test", "")
AHORN, LINDE = "f-ahorn001", "f-linde001"
OKSANA, PETRO, AMAL = "a-oksana01", "a-petro001", "a-amal0001"
CARD, LOST, BADGE_1, BADGE_2 = "04A1B2C3D4E580", "04A1B2C3D49911", "04BADGE00001", "04BADGE00002"
FAMILIES = (
    FamilyEntry(
        id=AHORN, label="Ahorn", language="uk",
        adults=(
            AdultEntry(name="Яна", id=OKSANA, cards=(CARD,), pin="482915"),
            AdultEntry(name="Petro", id=PETRO, lost_cards=(LOST,)),
        ),
    ),
    FamilyEntry(
        id=LINDE, label="Linde mit einem recht langen Namen der Familie", language="ar",
        adults=(AdultEntry(name="أمل", id=AMAL),),
    ),
)  # fmt: skip


def card_hub(hub: FakeHub | None = None) -> FakeHub:
    """Give a hub that keeps two families with cards, two badges, a choir in the house, and a guest of yesterday."""
    found = hub or FakeHub(OFFICE)
    found.take_in(*FAMILIES)
    for number in (BADGE_1, BADGE_2):
        found.deck.give(BADGE, number, replace(LOG, at=found.now))
    guest(found, "Frau Böhm", badge=1, phone="0351 123456")
    guest(found, "Chor „Die Nachtigallen“", role="renter", heads=14, room="group")
    done(found.put_guest(GuestEntry("Nguyễn Thị Ánh", role="trainer", visit=str(uuid4())), LOG))
    return found


def guest(hub: FakeHub, name: str, **more: object) -> str:
    """Sign a guest in who is here, and give the visit."""
    entry = GuestEntry(name, visit=str(uuid4()), **more)  # type: ignore[arg-type]
    pseudonym = done(hub.put_guest(entry, LOG))
    assert entry.visit
    hub.fold(GuestArrived(visit=entry.visit, guest=pseudonym, role=entry.role, heads=entry.heads, room=entry.room))
    return entry.visit
