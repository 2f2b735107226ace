"""Cards and badges with real programs: from a page to the terminal and back, also while the hub is away."""

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from broker.store.cards import give
from broker.store.store import Store
from broker.wire.facts import decode_body
from broker.wire.facts.house import LostCardUsed
from broker.wire.facts.presence import GuestArrived, GuestLeft
from kiosk.flow.cards import BOUNCE_S
from offices import RealOffice, number, wait
from visitors import visitor

NEW, BADGE = 77, 78
CLOCKS_S = 2.0
"""By so much the terminal's clock may be behind the hub's on a busy machine: it hears late what time it is."""
WAITS = {"kiosk": "kiosk-entrance"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    """Run an office with one terminal."""
    with RealOffice(tmp_path, families=3) as found:
        yield found


@contextmanager
def staff(office: RealOffice) -> Iterator[httpx.Client]:
    """Log staff in."""
    told = re.search(r"Name: (\S+)  password: (\S+)", office.text("hub"))
    assert told
    with visitor(f"http://127.0.0.1:{office.web_port}") as client:
        client.post("/anmelden", data={"name": told[1], "password": told[2]})
        yield client


def says(office: RealOffice, kind: str, before: int = 0) -> None:
    """Wait until the terminal has said so after it had shown so many screens."""
    (kiosk,) = office.kiosks
    wait(lambda: any(f"notice {kind} " in f"{line} " for line in kiosk.screens()[before:]), 20, f"{kind} is said")


def put_on(office: RealOffice, card: int, kind: str) -> None:
    """Put a card on when it is not the same tap any more, and wait for what is said."""
    (kiosk,) = office.kiosks
    time.sleep(BOUNCE_S + 0.2)
    before = len(kiosk.screens())
    wait(lambda: kiosk.tap(card), 20, "the terminal takes cards")
    says(office, kind, before)


def test_a_card_from_the_page_opens_the_door_and_a_badge_lets_a_guest_out_and_in_without_the_hub(
    office: RealOffice,
) -> None:
    (kiosk,) = office.kiosks
    with staff(office) as client:
        answer = client.post("/karten/neu", data={"adult": "a-test0002", "family": "f-test0002", **WAITS})
        waits = answer.headers["location"]
        assert "Halt die neue Karte jetzt" in client.get(waits).text
        put_on(office, NEW, "enrolled")
        assert "Die Karte ist eingetragen" in client.get(waits).text
        wait(lambda: "arrived" in " ".join(kiosk.screens()) or not kiosk.taps([NEW]), 20, "the new card counts")
        office.settle()
        assert "a-test0002" in {visit.adult for visit in office.fold().present()}
        badge = client.post("/karten/neu", data={"adult": "", "family": "", **WAITS}).headers["location"]
        put_on(office, BADGE, "enrolled")
        assert "Schreib „Gast 1“ darauf" in client.get(badge).text
        put_on(office, BADGE, "badge_free")
        guest = {"name": "Frau Ito", "role": "trainer", "heads": "2", "room": "", "phone": "", "badge": "1"}
        assert client.post("/gaeste/neu", data={**guest, "key": str(uuid4())}).headers["location"] == "/gaeste?getan=da"
    put_on(office, BADGE, "guest_out")
    office.settle()
    office.hub.kill()
    put_on(office, BADGE, "guest_in")  # nobody there to ask
    office.hub.start()
    office.wait_for_hub()
    assert office.settle().lost == 0
    (inside,) = office.fold().guests.values()
    assert (inside.heads, inside.arrived.role) == (2, "trainer")
    found = [decode_body(kept.body) for kept in office.stored()]
    assert [type(body) for body in found if isinstance(body, GuestArrived | GuestLeft)] == [
        GuestArrived, GuestLeft, GuestArrived,
    ]  # fmt: skip
    assert {kept.kind for kept in office.fold().questions.values()} >= {"badge_free"}
    stored = b"".join(kept.body for kept in office.stored())
    for secret in (number(NEW), number(BADGE), "Ito"):
        assert secret.encode() not in stored


def test_a_lost_card_that_opened_the_door_before_the_terminal_could_hear_of_it_is_asked_about(
    office: RealOffice,
) -> None:
    (kiosk,) = office.kiosks
    office.hub.stop()
    assert office.command("card", "Person 1", "lost") == 0, office.text("card")
    kiosk.taps([1])  # the terminal has no hub: it does not know
    assert kiosk.promised()
    wait(lambda: b'"used":[{' in (kiosk.data / "copy.json").read_bytes(), 20, "it is remembered")
    kiosk.kill()
    kiosk.start()  # a power cut does not make it forget
    office.hub.start()
    office.wait_for_hub()
    wait(lambda: any("lost_card_used" in str(kept.body) for kept in office.stored()), 30, "the use is told")
    office.settle()
    told = [body for kept in office.stored() if isinstance(body := decode_body(kept.body), LostCardUsed)]
    assert [(body.adult, body.family) for body in told] == [("a-test0001", "f-test0001")]
    house = office.fold()
    assert ("lost_card_used", "a-test0001") in house.questions
    assert [visit.adult for visit in house.present()] == ["a-test0001"]  # what happened stands
    kiosk.taps([1])
    wait(lambda: any("notice unknown_card" in line for line in kiosk.screens()), 20, "now it is refused")
    with staff(office) as client:
        text = client.get("/").text
    assert "Die verlorene Karte von Person 1 wurde um" in text
    assert "War sie es selbst?" in text


def test_a_card_that_is_anothers_by_now_but_opened_the_door_for_the_one_who_had_it_is_asked_about(
    office: RealOffice,
) -> None:
    (kiosk,) = office.kiosks
    office.hub.stop()
    assert office.command("card", "Person 1", "gone") == 0, office.text("card")
    with closing(Store(office.store)) as store:
        assert give(store.connection, number(1), "a-test0002", time.time_ns() // 1_000_000) == "enrolled"
    time.sleep(CLOCKS_S)
    kiosk.taps([1])  # the terminal has no hub: for it this is still Person 1
    office.hub.start()
    office.wait_for_hub()
    wait(lambda: any("former_card_used" in str(kept.body) for kept in office.stored()), 30, "the use is told")
    office.settle()
    house = office.fold()
    assert ("former_card_used", "a-test0001") in house.questions
    assert [visit.adult for visit in house.present()] == ["a-test0001"]  # what happened stands
    with staff(office) as client:
        assert "Eine Karte, die Person 1 nicht mehr hat, wurde um" in client.get("/").text
    kiosk.taps([1])
    office.settle()
    assert {visit.adult for visit in office.fold().present()} == {"a-test0001", "a-test0002"}
