"""The carers' board in a real browser: live, with one touch, as sheets and without script; and on a real hub."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from litestar.middleware.csrf import generate_csrf_token
from litestar.serialization import encode_json
from playwright.sync_api import Browser, Page, expect

from broker.aggregator import Aggregator
from broker.families import AdultEntry, ChildEntry, FamilyEntry, PersonEntry
from broker.front import Front
from broker.passwords import hashed
from broker.store import accounts, taking_in
from broker.store.store import Store
from broker.web.app import create_app
from broker.web.server import Server
from broker.wire.facts.care import CallAnswered, ShiftTaken
from broker.wire.facts.presence import Arrived, ChildHere
from broker.wire.settings import MqttSettings
from broker.wire.wanted import Wanted
from carers import BAO, JANA, LINH, MIA, OLENA, TABLET, as_tablet, care_hub, done, field, morning, office
from hubs import FakeHub, family
from narrow import squeezed
from visitors import PLAIN, SESSIONS, serving

TAKE = f"/betreuung/kind/{MIA}/uebernehmen"


@pytest.fixture
def hub() -> FakeHub:
    """Give a morning: Jana on duty, Bao in care, Mia announced."""
    hub = care_hub()
    morning(hub)
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield f"{address}/betreuung"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open the tablet; a script error fails the test."""
    with as_tablet(browser.new_context(viewport={"width": 1024, "height": 768})) as context:
        page, errors = context.new_page(), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        assert not errors


def tile(child: str) -> str:
    return f"[data-visit='{child}']"


def test_a_child_is_announced_taken_called_and_answered_without_reload(hub: FakeHub, address: str, page: Page) -> None:
    """Dashed until a carer takes it; two touches call; the answer is seen."""
    page.goto(address)
    page.evaluate("window.same = true")
    mia = page.locator(tile(MIA))
    expect(mia).to_have_attribute("data-kind", "announced")
    expect(mia).to_have_css("border-style", "dashed")
    expect(mia).to_contain_text("J. · seit 10:39")
    expect(mia).to_contain_text("Olena · Laptop 3")
    mia.get_by_role("button", name="übernommen").click()
    expect(page.locator("#notice")).to_contain_text("Übernommen.")
    expect(mia).to_have_attribute("data-kind", "care")

    page.wait_for_timeout(450)  # the list has moved: a touch just now meant another tile
    mia.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Dringend").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(mia).to_contain_text("gerufen")
    [call] = hub.snapshot().house.calls.values()
    hub.fold(CallAnswered(call=call.call, answer="coming"))
    expect(mia).to_contain_text("komme")
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(mia).to_contain_text("Rufen")
    assert page.evaluate("window.same")
    assert [type(body).__name__ for body in hub.facts.values()] == ["Taken", "Called", "CallEnded"]


def test_the_keyboard_hands_a_child_over(hub: FakeHub, address: str, page: Page) -> None:
    """Focus goes into the sheet, stays there, and comes back to the tile."""
    page.goto(address)
    link = page.locator(f"{tile(BAO)} h2 a")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert dialog.evaluate("place => place.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Übergeben").press("Enter")
    page.get_by_role("radio", name="Linh").press("Space")
    page.get_by_role("button", name="Bao übergeben").press("Enter")
    expect(page.locator("#notice")).to_contain_text("Übergeben.")
    assert hub.snapshot().house.stays[BAO].looks_after == LINH.adults[0].id


def test_what_goes_wrong_in_a_sheet_is_said_there_and_nothing_is_claimed(
    hub: FakeHub, address: str, page: Page
) -> None:
    """No success without COMMIT."""
    page.goto(f"{address}")
    page.locator(tile(BAO)).click()
    hub.refuse = "the disk is full."
    page.get_by_role("button", name="Hunger").click()
    expect(page.get_by_role("dialog").get_by_role("alert").first).to_contain_text(
        "Die Zentrale kann es nicht aufschreiben."
    )
    expect(page.locator("#notice")).to_be_empty()
    assert hub.snapshot().house.calls == {}


def test_a_press_that_reaches_nobody_is_a_warning_in_the_sheet(address: str, page: Page) -> None:
    """With its sign, as on the board: never a line that looks like any other."""
    page.goto(address)
    page.locator(tile(BAO)).click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Hunger").click()
    told = page.get_by_role("dialog").get_by_role("alert")
    expect(told).to_contain_text("Vielleicht ist es gespeichert")
    expect(told.locator(".icon")).to_be_visible()
    assert told.evaluate("place => getComputedStyle(place).backgroundColor") == "rgb(255, 231, 174)"


def test_what_goes_wrong_far_down_in_a_sheet_is_in_sight(hub: FakeHub, address: str, page: Page) -> None:
    """A phone shows a part of the sheet, and the finger is at its end."""
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(address)
    page.locator(tile(BAO)).click()
    hub.refuse = "the disk is full."
    page.get_by_role("button", name="gewickelt").click()
    expect(page.get_by_role("dialog").get_by_role("alert").first).to_be_in_viewport(ratio=1)


def test_health_closes_itself_and_stands_in_the_log(hub: FakeHub, address: str, page: Page) -> None:
    """After fifteen seconds, by the browser's own clock."""
    page.clock.install()
    page.goto(address)
    page.locator(tile(BAO)).click()
    page.get_by_role("button", name="Allergie und Telefon öffnen").click()
    expect(page.get_by_role("dialog")).to_contain_text("Adrenalin-Pen im roten Beutel")
    assert [entry.subject for entry in hub.log] == [BAO]
    page.clock.run_for(15_500)
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert "Adrenalin" not in page.content()


def test_a_board_that_hears_nothing_never_looks_like_all_well(hub: FakeHub, address: str, page: Page) -> None:
    """Dashed, with a question mark and "zuletzt", seen at once; and well again when it is."""
    page.goto(address)
    band = page.locator("[data-state='well']")
    expect(band).to_have_css("border-style", "solid")
    expect(band.locator(".is-lost").first).to_be_hidden()
    hub.broken = True
    hub.set()
    expect(page.locator("html.stale")).to_be_attached(timeout=8000)
    expect(page.get_by_role("alert").first).to_contain_text("Keine Verbindung zur Zentrale.")
    expect(band).to_contain_text("zuletzt: Gut besetzt")
    expect(band).to_have_css("border-style", "dashed")
    hub.broken = False
    expect(page.locator("html.stale")).to_have_count(0, timeout=8000)


def test_everything_works_without_script(address: str, browser: Browser) -> None:
    """Each sheet is a page of its own."""
    with as_tablet(browser.new_context(java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name="übernommen").click()
        expect(page.locator("#notice")).to_contain_text("Übernommen.")
        page.get_by_role("link", name="Mia").click()
        expect(page).to_have_url(f"{address}/kind/{MIA}")
        page.get_by_role("button", name="Bitte kommen").click()
        expect(page.locator(tile(MIA))).to_contain_text("gerufen")
        page.get_by_role("button", name="Rechte Hand").click()
        expect(page.locator("#board")).to_have_class(re.compile("left"))


def test_two_tablets_see_the_same_and_pressing_on_both_is_one_fact(
    hub: FakeHub, address: str, browser: Browser
) -> None:
    """The second one sees it done."""
    with as_tablet(browser.new_context()) as one, as_tablet(browser.new_context()) as other:
        pages = one.new_page(), other.new_page()
        for page in pages:
            page.goto(address)
        pages[0].get_by_role("button", name="übernommen").click()
        expect(pages[1].locator(tile(MIA))).to_have_attribute("data-kind", "care")
    assert len(hub.facts) == 1


def test_axe_finds_nothing_and_no_width_scrolls_sideways(hub: FakeHub, address: str, page: Page) -> None:
    """The board, a sheet over it, and each sheet alone; light and dark."""
    hub.arrive(JANA, care=("Emil",))
    for path in ("", f"/kind/{BAO}", f"/kind/{BAO}/uebergabe", "/fragen", "/dienst"):
        page.goto(address + path)
        for width in (320, 390, 720, 1024):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        judged(page)
    page.goto(address)
    page.locator(tile(BAO)).click()
    expect(page.get_by_role("dialog")).to_be_focused()
    judged(page)


def test_a_parent_with_three_children_is_legible_in_the_column(hub: FakeHub, address: str, page: Page) -> None:
    """Faces that find no room beside the name stand below it."""
    hub.add(family("n", "Alexandra", ("Ida", "owl"), ("Max", "bee"), ("Zoe", "cat")))
    hub.arrive(hub.snapshot().families["f-nnnnnnnn"], desk="laptop-2")
    page.goto(address)
    expect(page.locator("[data-adult='a-nnnnnnn0'] .child-of")).to_have_count(3)
    assert not squeezed(page, (360, 601, 768, 1020, 1024, 1280))
    page.set_viewport_size({"width": 700, "height": 900})
    lines = "title => title.clientHeight / parseFloat(getComputedStyle(title).fontSize)"
    assert page.locator("h1").evaluate(lines) < 1.6  # one line


def judged(page: Page) -> None:
    """Let axe look at a page as it is, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # both are schemes
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, (page.url, scheme, found.generate_report())


def test_a_real_hub_keeps_what_the_board_records(tmp_path: Path) -> None:
    """From the families' file to the log of looks: store, aggregator and pages as in an office."""
    store = Store(tmp_path / "hub.db")
    mia = ChildEntry(
        id=MIA, name="Mia", animal="fox", allergens=("Milch",), allergy="Pen", allergens_shown="2026-01-05"
    )
    leo = ChildEntry(id=OLENA.children[1].id, name="Leo", animal="turtle", allergens=("Soja",))
    olena = AdultEntry(id=OLENA.adults[0].id, name="Olena", phone="0351 7")
    never = PersonEntry(name="Ron", note="Verbot")
    jana = AdultEntry(id=JANA.adults[0].id, name="Jana", roles=("carer",))
    families = [
        FamilyEntry(id=OLENA.id, adults=(olena,), children=(mia, leo), never=(never,)),
        FamilyEntry(id=JANA.id, adults=(jana,)),
    ]
    taking_in.put(store.connection, families, "test")
    aggregator = Aggregator(office(), MqttSettings(site="prohlis", port=9), store)
    front = Front(aggregator)
    server = Server(create_app(front, sessions=SESSIONS), 0)
    aggregator.start()
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        here = tuple(ChildHere(child=one, stay=str(uuid4()), to="care") for one in (MIA, leo.id) if one)
        came = Arrived(visit=str(uuid4()), adult=OLENA.adults[0].id, family=OLENA.id, children=here)
        duty = ShiftTaken(shift=str(uuid4()), adult=JANA.adults[0].id, family=JANA.id)
        for body in (came, duty):
            done(front.record(Wanted(str(uuid4()), body)))
        device, secret = done(front.pair("Tablet", "carer", "", hashed("1234")))
        done(SESSIONS.set("real" + TABLET, encode_json({"opened": device.id})))
        cookies = {"dabei-device": secret, "dabei-session": "real" + TABLET}
        cookies["dabei-form"] = generate_csrf_token(front.forms())
        base = f"http://127.0.0.1:{server.port}"
        headers = {"origin": base, "x-dabei-form": cookies["dabei-form"]}
        with httpx.Client(base_url=base, cookies=cookies, headers=headers, verify=PLAIN) as tab:
            html = tab.get("/betreuung").text
            assert "Milch" in html
            assert "Soja" not in html  # nobody agreed that it is seen
            assert "Allergie" in html
            tab.post(TAKE, data={"key": field(html.split(TAKE)[1], "key")})
            tab.post(f"/betreuung/familien/{jana.id}/kommen", data={"key": str(uuid4()), "to": "pc-2"})
            look = tab.post(f"/betreuung/kind/{MIA}/gesundheit", data={"key": str(uuid4())}).text
            assert all(word in look for word in ("Pen", "0351 7", "Ron · Verbot"))
            day = tab.get("/betreuung/verlauf").text
            assert [word for word in ("Mia übernommen", "Pen", "0351 7", "Milch") if word in day] == ["Mia übernommen"]
        assert aggregator.snapshot().house.stays[MIA].at == "care"
    finally:
        server.should_exit = True
        thread.join(5)
        aggregator.stop()
        store.close()
    again = Store(tmp_path / "hub.db")
    kinds = [kind for (kind,) in again.connection.execute("SELECT kind FROM fact ORDER BY pos")]
    log = accounts.log_of(again.connection, (MIA,))
    again.close()
    assert kinds == ["arrived", "shift_taken", "taken", "arrived"]
    assert [(entry.what, entry.actor, entry.device) for entry in log] == [("health", JANA.adults[0].id, device.id)]
