"""Codes printed for desks without a PC: who scans one is let in by an own code, or by a carer, for this visit alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from broker.accounts import Accounts
from broker.store.store import Store
from broker.web.phone_asks import LASTS_MS
from broker.wire.facts.presence import Arrived, DeskChosen
from browsers import window
from carers import JANA, LINH, OLENA, as_tablet, care_hub, on_duty, tablet
from hubs import FakeHub
from visitors import enter, serving, staff, visitor

CODE, DESK = "471108", "laptop-3"
PAGE = "/papier/codes"


@pytest.fixture
def hub() -> FakeHub:
    """Give a house in which Jana is on duty, and Olena at Laptop 3."""
    hub = care_hub()
    hub.arrive(JANA, children=False)
    on_duty(hub, JANA)
    hub.codes = {CODE: OLENA.adults[0].id, "220033": LINH.adults[0].id}
    return hub


@pytest.fixture
def came(hub: FakeHub) -> Arrived:
    return hub.arrive(OLENA, desk=DESK)


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it; staff have looked at the cards once."""
    with serving(hub) as address:
        with staff(address) as office:
            assert office.get(PAGE).status_code == 200
        yield address


@pytest.fixture
def phone(address: str) -> Iterator[httpx.Client]:
    """Give a telephone that nobody knows."""
    with visitor(address) as client:
        yield client


def scan(hub: FakeHub, desk: str = DESK) -> str:
    """Give where the printed code of a desk leads."""
    return f"/telefon/platz/{hub.known().codes[desk]}"


def test_a_scan_alone_opens_nothing_and_names_nobody(hub: FakeHub, came: Arrived, phone: httpx.Client) -> None:
    """Whoever has a picture of the card sees a form."""
    html = phone.get(scan(hub)).text
    assert "Laptop 3" in html
    assert not [word for word in ("Olena", "Mia", came.visit) if word in html]
    assert phone.get("/rufe").status_code == 303


def test_the_own_code_of_whoever_sits_there_lets_in_until_the_visit_ends(
    hub: FakeHub, came: Arrived, phone: httpx.Client
) -> None:
    """Then it is over, for the phone and for a second scan."""
    answer = phone.post(scan(hub), data={"code": "471 108"})
    assert answer.headers["location"] == "/rufe"
    assert "Mia" in phone.get("/rufe").text
    assert phone.get(scan(hub)).headers["location"] == "/rufe"
    hub.leave(came)
    assert phone.get("/rufe").headers["location"] == "/rufe/ende"
    assert phone.post(scan(hub), data={"code": CODE}).status_code == 403


def test_the_own_code_of_somebody_elsewhere_is_as_wrong_as_any(
    hub: FakeHub, came: Arrived, phone: httpx.Client
) -> None:
    """No answer tells whether a code is anybody's: absent, at another desk, made up."""
    answers = {phone.post(scan(hub), data={"code": code}).text for code in ("220033", "000000")}
    hub.arrive(LINH, desk="pc-1")
    answers |= {phone.post(scan(hub), data={"code": "220033"}).text}
    assert len({re.sub(r'value="[^"]*"', "", answer) for answer in answers}) == 1
    assert phone.post(scan(hub), data={"code": CODE}).headers["location"] == "/rufe"
    assert came.desk == DESK


def test_who_has_asked_the_carers_and_comes_in_by_code_waits_no_longer_on_the_board(
    hub: FakeHub, came: Arrived, address: str, phone: httpx.Client
) -> None:
    assert came.desk == DESK
    phone.post(f"{scan(hub)}/bitte")
    with tablet(address) as tab:
        assert "Telefon an Laptop 3 zulassen?" in tab.get("/betreuung").text
        phone.post(scan(hub), data={"code": CODE})
        assert "Telefon an Laptop 3 zulassen?" not in tab.get("/betreuung").text


@pytest.mark.parametrize("way", ["", "/bitte"])
def test_who_was_refused_and_then_chooses_a_language_is_still_at_this_desk(
    hub: FakeHub, phone: httpx.Client, way: str
) -> None:
    refused = phone.post(f"{scan(hub)}{way}", data={"code": "000000"})
    assert refused.status_code in (403, 409)
    assert f'name="weiter" value="{scan(hub)}"' in refused.text


def test_five_wrong_codes_are_a_pause_for_the_desk_whoever_tries(
    hub: FakeHub, came: Arrived, address: str, phone: httpx.Client
) -> None:
    """Another phone gets no new tries, and the right code does not count either; another desk is not in the way."""
    assert came.desk == DESK
    assert [phone.post(scan(hub), data={"code": "000000"}).status_code for _ in range(5)] == [403] * 5
    with visitor(address) as other:
        answer = other.post(scan(hub), data={"code": CODE})
        assert (answer.status_code, "Zu viele falsche Codes" in answer.text) == (429, True)
        assert other.post(scan(hub, "pc-1"), data={"code": "000000"}).status_code == 403
    hub.now += 121_000
    assert phone.post(scan(hub), data={"code": CODE}).headers["location"] == "/rufe"


def number_on(phone: httpx.Client, path: str) -> str:
    found = re.search(r'class="code">(\d\d)<', phone.get(path).text)
    assert found
    return found[1]


def answer(tab: httpx.Client, said: str) -> httpx.Response:
    """Answer the question on the board."""
    html = tab.get("/betreuung").text
    found = re.search(r'action="(/betreuung/telefon/[^"]+)".*?name="key" value="([^"]+)"', html, re.DOTALL)
    assert found
    return tab.post(found[1], data={"key": found[2], "said": said})


def test_who_has_no_code_is_let_in_by_a_carer_with_one_touch_and_that_is_written_down(
    hub: FakeHub, came: Arrived, address: str, phone: httpx.Client
) -> None:
    """The same number stands on both; the phone is in for this visit alone."""
    assert phone.post(f"{scan(hub)}/bitte").headers["location"] == scan(hub)
    number = number_on(phone, scan(hub))
    assert phone.get("/rufe").status_code == 303
    with tablet(address) as tab:
        html = tab.get("/betreuung").text
        assert "Telefon an Laptop 3 zulassen?" in html
        assert f"Ja, {number}" in html
        assert "getan=phone" in answer(tab, "yes").headers["location"]
        assert "zulassen?" not in tab.get("/betreuung").text
    assert [(line.what, line.actor, line.subject) for line in hub.log] == [
        ("phone_let_in", JANA.adults[0].id, OLENA.adults[0].id)
    ]
    assert phone.get(scan(hub)).headers["location"] == "/rufe"
    assert "Mia" in phone.get("/rufe").text
    hub.leave(came)
    assert phone.get("/rufe").headers["location"] == "/rufe/ende"


def test_no_lets_nobody_in_nor_does_silence_nor_the_end_of_the_visit(
    hub: FakeHub, came: Arrived, address: str, phone: httpx.Client
) -> None:
    """Turned away, five minutes without a word, checked out: each time the phone may ask again, and no more."""
    with tablet(address) as tab:
        phone.post(f"{scan(hub)}/bitte")
        answer(tab, "no")
        assert "nicht zugelassen" in phone.get(scan(hub)).text
        phone.post(f"{scan(hub)}/bitte")
        hub.now += LASTS_MS + 1
        assert "nicht zugelassen" in phone.get(scan(hub)).text
        phone.post(f"{scan(hub)}/bitte")
        answer(tab, "yes")
        hub.leave(came)
        assert "nicht zugelassen" in phone.get(scan(hub)).text
    assert phone.post(f"{scan(hub)}/bitte").status_code == 409
    assert phone.get("/rufe").status_code == 303


def test_a_phone_that_was_let_in_at_a_desk_is_not_when_the_adult_has_moved(
    hub: FakeHub, came: Arrived, address: str, phone: httpx.Client
) -> None:
    """The card names the desk: it holds for whoever sits there now."""
    phone.post(f"{scan(hub)}/bitte")
    with tablet(address) as tab:
        answer(tab, "yes")
    hub.fold(DeskChosen(visit=came.visit, adult=came.adult, family=came.family, desk="pc-1"))
    assert phone.get(scan(hub)).status_code == 200
    assert phone.get("/rufe").status_code == 303


def test_of_two_phones_that_ask_for_one_visit_the_carer_sees_one_number(
    hub: FakeHub, came: Arrived, address: str, phone: httpx.Client
) -> None:
    """A stranger who asks too cannot come in by the word that was meant for another."""
    assert came.desk == DESK
    phone.post(f"{scan(hub)}/bitte")
    with visitor(address) as other, tablet(address) as tab:
        other.post(f"{scan(hub)}/bitte")
        assert tab.get("/betreuung").text.count("zulassen?") == 1
        assert f"Ja, {number_on(other, scan(hub))}" in tab.get("/betreuung").text
        assert "noch einmal fragen" in phone.get(scan(hub)).text
        answer(tab, "yes")
        assert phone.get(scan(hub)).status_code == 200
        assert other.get(scan(hub)).headers["location"] == "/rufe"


def test_only_a_carer_on_duty_lets_a_phone_in(hub: FakeHub, came: Arrived, address: str, phone: httpx.Client) -> None:
    """Not staff, not the phone itself, and nobody while the log cannot be written."""
    assert came.desk == DESK
    phone.post(f"{scan(hub)}/bitte")
    with tablet(address) as tab:
        found = re.search(r'action="(/betreuung/telefon/[^"]+)"', tab.get("/betreuung").text)
        assert found
        assert phone.post(found[1], data={"said": "yes"}).status_code == 303
        hub.refuse = "the disk is full."
        assert answer(tab, "yes").status_code == 503
    assert "fragt" in phone.get(scan(hub)).text or phone.get(scan(hub)).status_code == 200
    assert phone.get("/rufe").status_code == 303


def test_a_new_code_ends_the_old_card_and_no_visit(
    hub: FakeHub, came: Arrived, address: str, phone: httpx.Client
) -> None:
    """Phones that are in stay; other desks keep their cards."""
    assert came.desk == DESK
    old, others = scan(hub), {desk: code for desk, code in hub.known().codes.items() if desk != DESK}
    phone.post(old, data={"code": CODE})
    with staff(address) as office:
        assert office.post(PAGE, data={"desk": "nowhere"}).status_code == 404
        assert office.post(PAGE, data={"desk": DESK}).headers["location"] == PAGE
    assert hub.known().codes.items() >= others.items()
    assert scan(hub) != old
    with visitor(address) as other:
        assert other.get(old).status_code == 404
        assert other.post(old, data={"code": CODE}).status_code == 404
        assert other.post(f"{old}/bitte").status_code == 404
        assert other.get(scan(hub)).status_code == 200
    assert phone.get("/rufe").status_code == 200


def test_the_cards_stay_the_same_when_they_are_looked_at_again(hub: FakeHub, address: str) -> None:
    """In German and English, with the address that this page was opened by, which here means this machine alone."""
    before = hub.known().codes
    with staff(address) as office:
        html = office.get(PAGE).text
        assert PAGE in office.get("/geraete").text
    assert hub.known().codes == before
    assert html.count('class="p-card"') == len(hub.snapshot().office.desks)
    assert html.count("Dein Telefon zeigt, wenn die Betreuung dich ruft.") == len(before)
    assert html.count("Your phone shows when the carers call you.") == len(before)
    assert "Diese Adresse erreicht kein Telefon" in html


def test_codes_outlive_a_restart(tmp_path: Path) -> None:
    """They are on paper."""
    store = Store(tmp_path / "hub.db")
    Accounts(store).make_codes(["pc-1", "pc-2"])
    codes = Accounts(store).known.codes
    Accounts(store).make_codes(["pc-1"])
    again = Accounts(store).known.codes
    assert codes.keys() == again.keys() == {"pc-1", "pc-2"}
    assert (again["pc-2"], again["pc-1"] == codes["pc-1"]) == (codes["pc-2"], False)
    store.close()


def test_from_the_scan_to_the_calls_in_two_browsers(
    hub: FakeHub, came: Arrived, address: str, browser: Browser
) -> None:
    """The phone goes on by itself; axe finds nothing on any of the pages, and none scrolls sideways."""
    assert came.desk == DESK
    with (
        window(browser, viewport={"width": 360, "height": 740}) as (_, phone),
        window(browser, viewport={"width": 1024, "height": 768}) as (context, board),
        window(browser, viewport={"width": 1024, "height": 768}) as (office, cards),
    ):
        as_tablet(context)
        enter(hub, office, "staff")
        board.goto(f"{address}/betreuung")
        phone.goto(address + scan(hub))
        judged(phone)
        phone.get_by_role("button", name="Betreuung fragen").click()
        expect(phone.locator(".code")).to_be_visible()
        judged(phone)
        judged(board)
        board.get_by_role("button", name="Ja, ").click()
        expect(board.locator("#notice")).to_contain_text("Das Telefon ist zugelassen.")
        expect(phone).to_have_url(f"{address}/rufe", timeout=8000)
        cards.goto(address + PAGE)
        judged(cards)


def judged(page: Page) -> None:
    """Let axe look at a page as it is, light and dark."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # both are schemes
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, (page.url, scheme, found.generate_report())
