"""Two tablets at a real hub that loses its power: they say so, claim nothing, and come back by themselves."""

from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, Page, expect

from broker.wire.facts.care import ShiftTaken
from broker.wire.facts.presence import Arrived, ChildHere
from browsers import window
from offices import RealOffice, read
from test_calls_at_the_desk import record
from test_page_login import code_of, log_in
from visitors import PIN, visitor

LOST_MS = 5000
"""Within which a tablet says that it hears nothing."""
BACK_MS = 20_000
"""Within which it is back: seconds of the hub's start on a busy machine, and one of the browser."""
TAKEN, WAITING = "c-test0010", "c-test0011"


def pair(context: BrowserContext, address: str, code: str) -> Page:
    """Let a tablet in with a code, as people do."""
    page = context.pages[0]
    page.goto(f"{address}/koppeln")
    page.locator("#code").fill(code)
    page.locator("#pin").fill(PIN)
    page.locator("main button.main").click()
    expect(page).to_have_url(f"{address}/betreuung")
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    page.evaluate("window.same = true")
    return page


def take(page: Page, child: str) -> None:
    """Press "Take over"."""
    page.wait_for_timeout(450)  # a list that has just moved takes no touch
    page.locator(f"[data-visit='{child}'] .take").click()


def test_two_tablets_live_through_a_power_cut_of_the_hub(tmp_path: Path, browser: Browser) -> None:
    here = [ChildHere(child=child, stay=str(uuid4()), to="care") for child in (TAKEN, WAITING)]
    came = Arrived(visit=str(uuid4()), adult="a-test0001", family="f-test0001", desk="pc-1", children=tuple(here))
    duty = ShiftTaken(shift=str(uuid4()), adult="a-test0003", family="f-test0003")
    with (
        RealOffice(tmp_path, kiosks=0, families=3) as office,
        window(browser) as (first, one),
        window(browser) as (second, other),
        window(browser) as (third, locked),
    ):
        address = f"http://127.0.0.1:{office.web_port}"
        name, password = office.text("hub").split("Name: ")[1].split("\n")[0].split("  password: ")
        record(office, came, duty)
        with visitor(address) as staff:
            log_in(staff, name, password)
            for context in (first, second, third):
                pair(context, address, code_of(staff))
        locked.get_by_role("button", name="Sperren").click()
        tablets = (one, other)
        take(one, TAKEN)
        expect(other.locator(f"[data-visit='{TAKEN}']")).to_have_attribute("data-kind", "care")

        office.hub.kill()
        for page in tablets:
            expect(page.locator("#link")).to_contain_text("Getrennt seit", timeout=LOST_MS)
            expect(page.locator("html.stale")).to_be_attached(timeout=LOST_MS)
            expect(page.locator("[data-state] .is-live")).to_be_hidden()
            expect(page.locator("[data-state]")).to_contain_text("zuletzt:")
            for _ in range(2):
                take(page, WAITING)
                expect(page.locator("#notice")).to_contain_text("Nicht gespeichert: keine Verbindung zur Zentrale.")

        office.hub.start()
        office.wait_for_hub()
        for page in tablets:
            expect(page.locator("#link")).to_have_text("Live", timeout=BACK_MS)
            expect(page.locator("html.stale")).to_have_count(0)
            expect(page.locator(f"[data-visit='{WAITING}']")).to_have_attribute("data-kind", "announced")
        buttons = [page.locator(f"[data-visit='{WAITING}'] .take").element_handle() for page in tablets]
        for button in (*buttons, *buttons):  # on both, twice, before either hears of the other
            button.evaluate("button => setTimeout(() => button.click())")
        for page in tablets:
            expect(page.locator(f"[data-visit='{WAITING}']")).to_have_attribute("data-kind", "care")
            assert page.evaluate("window.same")
        locked.goto(f"{address}/betreuung")
        expect(locked).to_have_url(f"{address}/entsperren?weiter=/betreuung")
        taken = read(
            office.store, "SELECT json_extract(payload, '$.child') FROM fact WHERE kind = 'taken' ORDER BY pos"
        )
        assert taken == [(TAKEN,), (WAITING,)]
        assert not office.hub.deaths
