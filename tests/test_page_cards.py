"""Cards on pages: who has which, lost and found, a new one at a terminal or typed; no number in any address."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from broker.house.office import NodeEntry
from browsers import window
from card_offices import AHORN, AMAL, BADGE_1, CARD, LINDE, LOG, LOST, OKSANA, PETRO, card_hub
from hubs import MINUTE, OFFICE, FakeHub
from visitors import let_in, serving, staff

OK, SEE_OTHER, NOT_FOUND = HTTPStatus.OK, HTTPStatus.SEE_OTHER, HTTPStatus.NOT_FOUND
WRONG = HTTPStatus.UNPROCESSABLE_ENTITY
NEW = "04C0FFEE77"
PAGE = f"/familien/{AHORN}/karten"


@pytest.fixture
def hub() -> FakeHub:
    """Give an office with cards."""
    return card_hub()


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """Be staff without a browser's script."""
    with staff(address) as client:
        yield client


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Be staff in a browser."""
    with window(browser, base_url=address) as (context, page):
        let_in(context)
        yield page


def link_of(client: httpx.Client, last: str) -> str:
    """Give the address of the card that ends so."""
    lines = client.get("/karten").text.split('<li class="line">')
    line = next(line for line in lines if re.search(rf">\s*{last}<", line) or f"</span>{last}<" in line)
    return re.search(r'href="(/karten/karte/[^"]+)"', line)[1]  # type: ignore[index]


def lines(hub: FakeHub) -> list[tuple[str, str, str]]:
    """Give what the access log has of cards and codes."""
    rows = hub.store.connection.execute("SELECT what, subject, detail FROM access ORDER BY rowid")
    return [row for row in rows if row[0] in ("card", "code")]


def state_of(hub: FakeHub, number: str) -> str | None:
    """Give the state of a card."""
    row = hub.store.connection.execute("SELECT state FROM card WHERE number = ?", (number,)).fetchone()
    return str(row[0]) if row else None


def test_every_card_is_listed_by_its_last_four_and_no_number_stands_in_a_page(client: httpx.Client) -> None:
    text = client.get("/karten").text
    for said in ("Яна", "E580", "Petro", "9911", "verloren", "Frau Böhm", "Gast 2"):
        assert said in text
    for number in (CARD, LOST, BADGE_1):
        assert number not in text


@pytest.mark.parametrize(
    ("wanted", "found", "not_found"),
    [
        (CARD.lower(), ["E580"], ["9911", "Gast 1"]), (f" {CARD[:4]}:{CARD[4:]} ", ["E580"], ["9911"]),
        ("яна", ["E580"], ["9911"]), ("ahorn", ["E580", "9911"], []), ("9911", ["9911"], ["E580"]),
        (BADGE_1, ["Gast 1"], ["E580", "Gast 2"]), ("ЯНА ahorn", ["E580"], ["9911"]),
        ("----", ["So eine Karte hat niemand"], ["E580"]),
        ("nobody", ["So eine Karte hat niemand"], ["E580"]),
        ("<b>", ["So eine Karte hat niemand", "&lt;b&gt;"], ["E580"]), ("x" * 500, ["So eine Karte hat niemand"], []),
    ],
)  # fmt: skip
def test_a_card_is_found_by_number_or_name(
    client: httpx.Client, wanted: str, found: list[str], not_found: list[str]
) -> None:
    text = client.post("/karten", data={"q": wanted}).text
    assert [said for said in found if said not in text] == []
    assert [said for said in not_found if said in text] == []


def test_marking_a_card_says_first_what_happens_and_is_written_down(client: httpx.Client, hub: FakeHub) -> None:
    link = link_of(client, "E580")
    text = client.get(link).text
    assert "Das Terminal fragt dann freundlich, zur Betreuung zu kommen." in text
    assert state_of(hub, CARD) == "ok"
    assert client.post(f"{link}/lost").headers["location"] == "/karten?getan=lost"
    assert state_of(hub, CARD) == "lost"
    assert "erfahren es sofort" in client.get("/karten?getan=lost").text
    assert client.post(f"{link}/ok").status_code == SEE_OTHER
    assert client.post(f"{link}/gone").status_code == SEE_OTHER
    assert state_of(hub, CARD) is None
    assert client.get(link).status_code == NOT_FOUND
    assert lines(hub) == [("card", OKSANA, said) for said in ("lost", "ok", "gone")]


def test_what_a_card_is_not_in_cannot_be_done(client: httpx.Client, hub: FakeHub) -> None:
    link = link_of(client, "9911")
    for said in ("lost", "melt", "enrolled"):
        assert client.post(f"{link}/{said}").status_code == NOT_FOUND
    assert client.post(f"{link_of(client, '0002')}/lost").status_code == NOT_FOUND  # a badge is given or not
    assert (state_of(hub, LOST), lines(hub)) == ("lost", [])


def test_a_full_disk_is_said_and_nothing_is_marked(client: httpx.Client, hub: FakeHub) -> None:
    link, hub.refuse = link_of(client, "E580"), "no space left"
    answer = client.post(f"{link}/lost")
    assert (answer.status_code, "kann es nicht aufschreiben" in answer.text) == (HTTPStatus.SERVICE_UNAVAILABLE, True)
    hub.refuse = ""
    assert state_of(hub, CARD) == "ok"


def test_an_open_form_of_a_family_does_not_bring_a_lost_card_back(client: httpx.Client, hub: FakeHub) -> None:
    """Whoever saves the family later has an older version, and is told so."""
    before = hub.keeping.family(AHORN)
    client.post(f"{link_of(client, 'E580')}/lost")
    after = hub.keeping.family(AHORN)
    assert before
    assert after
    assert before.version < after.version


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "Bitte ausfüllen"), ("12", "4 bis 40 Buchstaben"), ("x" * 79, "4 bis 40 Buchstaben"),
        ("x" * 81, "ens 80 Zeichen"), (CARD, "schon jemand"), (LOST, "schon jemand"), (BADGE_1, "schon jemand"),
        ("08A1B2C3", "jedes Mal eine andere Nummer"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_said_at_its_field_and_stays_there(
    client: httpx.Client, number: str, said: str
) -> None:
    answer = client.post(f"{PAGE}/nummer", data={"adult": PETRO, f"number-{PETRO}": number})
    assert answer.status_code == WRONG
    field = answer.text.split(f'<input id="number-{PETRO}"')[1].split("</div>")[0]
    assert said in field
    assert f'value="{number}"' in field


def test_a_number_that_is_typed_becomes_a_card_beside_the_others(client: httpx.Client, hub: FakeHub) -> None:
    answer = client.post(f"{PAGE}/nummer", data={"adult": OKSANA, f"number-{OKSANA}": "04:c0:ff:ee:77"})
    assert answer.headers["location"] == f"{PAGE}?getan=new"
    text = client.get(answer.headers["location"]).text
    assert ["E580" in text, "EE77" in text] == [True, True]
    assert lines(hub) == [("card", OKSANA, "new")]
    other = client.post(f"{PAGE}/nummer", data={"adult": AMAL, f"number-{AMAL}": "04DD01"})
    assert other.status_code == WRONG  # of another family
    assert client.get("/familien/f-nobody00/karten").status_code == NOT_FOUND


def begin(client: httpx.Client, adult: str = OKSANA, family: str = AHORN, kiosk: str = "door") -> str:
    """Begin to wait, and give the page that waits."""
    answer = client.post("/karten/neu", data={"adult": adult, "family": family, "kiosk": kiosk})
    assert answer.status_code == SEE_OTHER, answer.text
    return answer.headers["location"]


def test_a_browser_sees_live_what_becomes_of_a_new_card(page: Page, hub: FakeHub) -> None:
    page.goto(PAGE)
    page.get_by_role("button", name=re.compile("Neue Karte am Terminal.*Яна")).click()
    expect(page.get_by_role("heading", name="Halt die neue Karte jetzt an „Terminal Eingang“")).to_be_visible()
    expect(page.locator("#again")).to_contain_text("Noch 2:00 Minuten")
    hub.now += 31_000
    expect(page.locator("#again")).to_contain_text("Noch 1:29 Minuten")
    hub.deck.take("door", "08A1B2C3", hub.now)
    expect(page.get_by_role("alert").filter(has_text="B2C3")).to_contain_text("Handy oder ein Ausweis")
    hub.deck.take("door", LOST, hub.now)
    expect(page.get_by_role("alert").filter(has_text="9911")).to_contain_text("schon jemand")
    hub.deck.take("door", NEW, hub.now)
    expect(page.get_by_role("heading", name="Die Karte ist eingetragen")).to_be_visible()
    expect(page.locator("#again")).to_contain_text("EE77")
    assert lines(hub) == [("card", OKSANA, "new")]
    page.get_by_role("link", name="Zurück").click()
    expect(page.locator("main")).to_contain_text("EE77")
    assert NEW not in page.url


def test_waiting_is_cancelled_and_goes_on_by_itself_without_script(client: httpx.Client, hub: FakeHub) -> None:
    waits = begin(client)
    text = client.get(waits).text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert hub.enrolling == {"door": hub.now + 2 * MINUTE}
    answer = client.post(f"{waits.partition('?')[0]}/ende", data={"family": AHORN})
    assert answer.headers["location"] == PAGE
    assert hub.enrolling == {}
    assert "Es wird auf keine Karte mehr gewartet" in client.get(waits).text


def test_after_two_minutes_and_after_a_restart_the_page_says_that_nobody_waits(
    client: httpx.Client, hub: FakeHub
) -> None:
    waits = begin(client)
    hub.now += 2 * MINUTE + 1
    text = client.get(waits).text
    assert "Es wird auf keine Karte mehr gewartet" in text
    assert 'http-equiv="refresh"' not in text
    waits = begin(client)
    del hub.deck  # the hub was started anew
    assert f'href="{PAGE}"' in client.get(waits).text
    begin(client)


def test_two_people_wait_at_one_terminal_one_after_the_other_and_at_two_at_once(client: httpx.Client) -> None:
    hub = card_hub(FakeHub(replace(OFFICE, nodes=(*OFFICE.nodes, NodeEntry(id="yard", role="kiosk", name="Hof")))))
    with serving(hub) as address, staff(address) as first, staff(address) as second:
        waits = begin(first)
        answer = second.post("/karten/neu", data={"adult": AMAL, "family": LINDE, "kiosk": "door"})
        assert answer.status_code == WRONG
        assert "Dort wird gerade auf eine andere neue Karte gewartet" in answer.text
        assert 'value="yard"' in answer.text
        other = begin(second, AMAL, LINDE, "yard")
        hub.deck.take("yard", NEW, hub.now)
        assert "Noch 2:00" in first.get(waits).text
        assert "eingetragen" in second.get(other).text
        assert hub.deck.take("door", NEW, hub.now) == "taken"
    for bad in (
        {"adult": AMAL, "family": AHORN},
        {"adult": "x", "family": ""},
        {"adult": AMAL, "family": "f-nobody00"},
    ):
        assert client.post("/karten/neu", data={"kiosk": "door", **bad}).status_code == NOT_FOUND
    bad = client.post("/karten/neu", data={"adult": OKSANA, "family": AHORN, "kiosk": "cellar"})
    assert (bad.status_code, "Bitte wähl etwas davon aus" in bad.text) == (WRONG, True)


def test_a_badge_is_registered_once_and_says_what_to_write_on_it(client: httpx.Client, hub: FakeHub) -> None:
    waits = begin(client, "", "")
    assert "Karte für Gäste" in client.get(waits).text
    hub.deck.take("door", NEW, hub.now)
    assert "Schreib „Gast 3“ darauf" in client.get(waits).text
    assert "Gast 3" in client.get("/karten").text
    assert hub.deck.give("", NEW, replace(LOG, at=hub.now)) == "taken"


def test_a_badge_that_is_taken_away_is_unknown_and_its_number_is_given_again(
    client: httpx.Client, hub: FakeHub
) -> None:
    link = link_of(client, "0001")
    assert "Frau Böhm hat diese Gastkarte heute" in client.get(link).text
    assert client.post(f"{link}/gone").status_code == SEE_OTHER
    assert [row.badge for row in hub.deck.all(hub.now).badges] == [2]
    assert [guest.badge for guest in hub.snapshot().guests.values()] == [0, 0, 0]


def test_only_staff_see_cards(hub: FakeHub, address: str) -> None:
    with httpx.Client(base_url=address) as nobody:
        for path in ("/karten", PAGE, "/gaeste"):
            assert nobody.get(path).headers["location"].startswith("/anmelden")
    assert not lines(hub)
