"""Guests on a page: signed in and out, counted, given a badge for the day; and forgotten when their time is over."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, expect

from broker.holding import GuestEntry
from broker.house.time import bounds, office_day
from broker.ledger import Ledger
from broker.store import guests
from broker.store.ageing import Retention
from broker.wire.facts.presence import GuestArrived, GuestLeft, HeadsCounted
from browsers import window
from card_offices import BADGE_1, LOG, card_hub, guest
from carers import done
from hubs import MINUTE, FakeHub
from visitors import let_in, serving, staff

SEE_OTHER, WRONG, NOT_FOUND = HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND
DAY = 24 * 60 * MINUTE
GOOD = {"name": "Herr Ito", "role": "participant", "heads": "3", "room": "group", "phone": "+49 351 1234", "badge": "2"}


@pytest.fixture
def hub() -> FakeHub:
    """Give an office in which a guest with a badge and a choir are."""
    return card_hub()


@pytest.fixture
def client(hub: FakeHub) -> Iterator[httpx.Client]:
    """Be staff."""
    with serving(hub) as address, staff(address) as client:
        yield client


def inside(hub: FakeHub) -> dict[str, int]:
    """Give who is in the house, and how many."""
    snapshot = hub.snapshot()
    return {
        snapshot.guests[found.arrived.guest].name: found.heads for found in snapshot.house.guests.values()
    }  # fmt: skip


def visit_of(hub: FakeHub, name: str) -> str:
    """Give the visit of somebody who is in."""
    snapshot = hub.snapshot()
    return next(
        visit for visit, found in snapshot.house.guests.items() if snapshot.guests[found.arrived.guest].name == name
    )


def known(hub: FakeHub, name: str) -> GuestEntry:
    """Give what is known of somebody."""
    return next(found for found in hub.snapshot().guests.values() if found.name == name)


def test_a_guest_is_signed_in_with_what_was_typed(client: httpx.Client, hub: FakeHub) -> None:
    key = str(uuid4())
    answer = client.post("/gaeste/neu", data={**GOOD, "key": key})
    assert answer.headers["location"] == "/gaeste?getan=da"
    assert inside(hub)["Herr Ito"] == 3
    entry = known(hub, "Herr Ito")
    assert (entry.phone, entry.badge, entry.room) == ("+49 351 1234", 2, "group")
    (id_, body) = hub.recorded[-1]
    assert (id_, body) == (key, GuestArrived(key, entry.id, "participant", 3, "group"))  # type: ignore[arg-type]
    text = client.get("/gaeste").text
    for said in ("Herr Ito", "Nimmt an einem Kurs teil", "Gruppenraum", "Gast 2", "18 Personen"):
        assert said in text
    rows = hub.store.connection.execute("SELECT what, subject, detail FROM access ORDER BY rowid").fetchall()
    assert rows[-1] == ("guest", entry.id, "new")


def test_sending_a_form_twice_signs_in_once(client: httpx.Client, hub: FakeHub) -> None:
    data = {"name": "Zweimal", "role": "guest", "heads": "1", "room": "", "badge": "2", "key": str(uuid4())}
    for _ in range(2):
        assert client.post("/gaeste/neu", data=data).headers["location"] == "/gaeste?getan=da"
    assert inside(hub)["Zweimal"] == 1
    assert [entry.name for entry in hub.snapshot().guests.values()].count("Zweimal") == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Bitte ausfüllen"), ("name", " ", "Bitte ausfüllen"), ("name", "x" * 61, "60 Zeichen"),
        ("name", "a\x07b", "Zeichen, die man nicht anzeigen kann"), ("heads", "0", "von 1 bis 300"),
        ("heads", "viele", "von 1 bis 300"), ("heads", "301", "von 1 bis 300"), ("heads", "", "von 1 bis 300"),
        ("phone", "bitte anrufen", "hat Ziffern"), ("phone", "1" * 41, "40 Zeichen"),
        ("room", "cellar", "wähl etwas davon"), ("role", "king", "wähl etwas davon"),
        ("badge", "1", "hat inzwischen jemand anderes"), ("badge", "99", "hat inzwischen jemand anderes"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_the_rest_stays(
    client: httpx.Client, hub: FakeHub, field: str, value: str, said: str
) -> None:
    before = inside(hub)
    answer = client.post("/gaeste/neu", data={**GOOD, "key": str(uuid4()), field: value})
    assert answer.status_code == WRONG
    hint = answer.text.split(f'id="{field}-hint"')[1].split("</p>")[0]
    assert said in hint
    for name, typed in GOOD.items():
        if name not in (field, "role", "room", "badge"):
            assert f'value="{typed}"' in answer.text
    assert inside(hub) == before


def test_a_full_disk_costs_nothing_that_was_typed(client: httpx.Client, hub: FakeHub) -> None:
    hub.refuse = "no space left"
    answer = client.post("/gaeste/neu", data={**GOOD, "key": str(uuid4())})
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert ["kann es nicht aufschreiben" in answer.text, "Herr Ito" in answer.text] == [True, True]
    assert client.post("/gaeste/neu", data={**GOOD, "key": "none"}).status_code == HTTPStatus.BAD_REQUEST


def test_who_presses_again_after_a_failure_keeps_the_badge(client: httpx.Client, hub: FakeHub) -> None:
    data = {**GOOD, "key": str(uuid4())}
    entry = GuestEntry("Herr Ito", data["key"], badge=2)
    done(hub.put_guest(entry, LOG))  # so far it came, and then the facts were not recorded
    assert client.post("/gaeste/neu", data=data).status_code == SEE_OTHER
    assert (inside(hub)["Herr Ito"], known(hub, "Herr Ito").badge) == (3, 2)


def test_signing_out_gives_the_badge_back(client: httpx.Client, hub: FakeHub) -> None:
    visit = visit_of(hub, "Frau Böhm")
    assert client.post(f"/gaeste/{visit}/weg", data={"key": str(uuid4())}).status_code == SEE_OTHER
    assert hub.recorded[-1][1] == GuestLeft(visit)
    assert ("Frau Böhm" in inside(hub), known(hub, "Frau Böhm").badge) == (False, 0)
    recorded = len(hub.recorded)
    assert client.post(f"/gaeste/{visit}/weg", data={"key": str(uuid4())}).status_code == SEE_OTHER  # a double click
    assert len(hub.recorded) == recorded


def test_a_party_is_counted_anew_and_a_wrong_number_is_said_at_its_field(client: httpx.Client, hub: FakeHub) -> None:
    visit = visit_of(hub, "Chor „Die Nachtigallen“")
    field = f"heads-{visit}"
    answer = client.post(f"/gaeste/{visit}/koepfe", data={"key": str(uuid4()), field: "zwölf"})
    assert answer.status_code == WRONG
    assert "von 1 bis 300" in answer.text.split(f'id="{field}"')[1].split("</form>")[0]
    assert client.post(f"/gaeste/{visit}/koepfe", data={"key": str(uuid4()), field: "12"}).status_code == SEE_OTHER
    assert hub.recorded[-1][1] == HeadsCounted(visit, 12)
    assert (inside(hub)["Chor „Die Nachtigallen“"], known(hub, "Chor „Die Nachtigallen“").heads) == (12, 12)


def test_whoever_was_here_of_late_comes_again_with_one_touch(client: httpx.Client, hub: FakeHub) -> None:
    name = "Nguyễn Thị Ánh"
    who = known(hub, name).id
    for _ in range(2):  # a double click
        assert client.post(f"/gaeste/{who}/wieder-da", data={"key": str(uuid4())}).status_code == SEE_OTHER
    assert inside(hub)[name] == 1
    assert client.post("/gaeste/g-nobody00/wieder-da", data={"key": str(uuid4())}).status_code == NOT_FOUND


def test_a_guest_who_left_by_the_badge_is_asked_for_it(client: httpx.Client, hub: FakeHub) -> None:
    hub.fold(GuestLeft(visit_of(hub, "Frau Böhm")))
    since, hub.now = hub.now, hub.now + MINUTE
    assert "Gastkarte ist zurück" in client.get("/gaeste").text
    assert client.post(f"/gaeste/{known(hub, 'Frau Böhm').id}/karte").status_code == SEE_OTHER
    assert (known(hub, "Frau Böhm").badge, known(hub, "Frau Böhm").seen) == (0, since)
    assert "Gastkarte ist zurück" not in client.get("/gaeste").text


def test_a_badge_is_free_again_when_the_office_day_ends(client: httpx.Client, hub: FakeHub) -> None:
    end = bounds(office_day(hub.now, ZoneInfo("Europe/Berlin")), ZoneInfo("Europe/Berlin"))[1]
    for now, free in ((end - 1, False), (end, True)):
        hub.now = now
        hub.read(now)
        assert ("Gast 1</option>" in client.get("/gaeste/neu").text) is free
    assert client.post("/gaeste/neu", data={**GOOD, "badge": "1", "key": str(uuid4())}).status_code == SEE_OTHER
    assert [known(hub, name).badge for name in ("Herr Ito", "Frau Böhm")] == [1, 0]


def test_names_of_guests_are_dropped_when_their_time_is_over_and_their_numbers_stay(hub: FakeHub) -> None:
    store, now = hub.store, hub.now
    ledger = Ledger(store)
    ledger.trust(now)
    assert ledger.age(Retention(guests_days=30), ZoneInfo("Europe/Berlin"), now + 29 * DAY) == 0
    assert len(guests.guests(store.connection)) == 3
    late = guests.put(store.connection, GuestEntry("Neu", seen=now + 20 * DAY))
    ledger.age(Retention(guests_days=30), ZoneInfo("Europe/Berlin"), now + 31 * DAY)
    assert [entry.id for entry in guests.guests(store.connection).values()] == [late]
    assert store.connection.execute("SELECT number, guest FROM badge ORDER BY badge").fetchone() == (BADGE_1, None)


def test_who_is_still_in_the_house_keeps_the_name(hub: FakeHub) -> None:
    held = guest(hub, "Bleibt", badge=2)
    entry = known(hub, "Bleibt")
    assert entry.id
    guests.drop(hub.store.connection, hub.now + 1, {entry.id})
    assert [found.visit for found in guests.guests(hub.store.connection).values()] == [held]


def test_the_list_follows_a_badge_that_taps_while_it_is_open(browser: Browser, hub: FakeHub) -> None:
    with serving(hub) as address, window(browser, base_url=address) as (context, page):
        let_in(context)
        page.goto("/gaeste")
        here = page.locator("section", has=page.get_by_role("heading", name=re.compile("Jetzt da")))
        expect(here).to_contain_text("Frau Böhm")
        hub.fold(GuestLeft(visit_of(hub, "Frau Böhm")))
        expect(here).not_to_contain_text("Frau Böhm", timeout=9000)
        page.get_by_role("link", name="Gast anmelden").click()
        page.keyboard.press("Tab")
        page.locator("#name").fill("آنا")
        page.locator("#name").press("Enter")
        expect(page.get_by_role("status").filter(has_text="Angemeldet")).to_be_visible()
        expect(here).to_contain_text("آنا")
    assert inside(hub)["آنا"] == 1
