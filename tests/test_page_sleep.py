"""A tablet that slept, or whose clock is wrong: what it shows is old until the hub speaks anew; times are the hub's."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import window
from carers import BAO, as_tablet, care_hub, morning
from hubs import LINH, MINUTE, MORNING, FakeHub
from visitors import at_desk, serving

HOUR_MS = 60 * MINUTE
SOON = 9000
"""Milliseconds within which a page knows that it hears nothing: as it promises, and a busy machine."""
SEEN = """() => {
  const root = document.documentElement;
  window.seen = [];
  new MutationObserver(() => seen.push(root.matches(".stale") ? "stale" : "live")).observe(root, { attributes: true });
}"""
"""Writes down how the page calls itself, whenever that changes."""
TOKYO = {"viewport": {"width": 1024, "height": 768}, "timezone_id": "Asia/Tokyo"}


@pytest.fixture(scope="module")
def hub() -> FakeHub:
    """Give a morning: Jana on duty, Bao in care, Mia announced."""
    hub = care_hub()
    morning(hub)
    return hub


@pytest.fixture(scope="module")
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open the tablet: it stands in Tokyo, and its clock is an hour ahead."""
    with window(browser, **TOKYO) as (context, page):
        as_tablet(context)
        page.clock.install(time=(MORNING + HOUR_MS) / 1000)
        yield page


@contextmanager
def silent(hub: FakeHub) -> Iterator[None]:
    """Let the hub say nothing for a while, though it answers."""
    hub.broken = True
    hub.set()
    time.sleep(0.2)
    yield
    hub.broken = False
    hub.set()


def stale(page: Page) -> bool:
    """Tell whether the page says that all it shows is old."""
    return bool(page.evaluate("document.documentElement.matches('.stale[data-link=lost]')"))


def test_after_an_hour_asleep_the_board_is_old_until_the_hub_has_spoken(hub: FakeHub, address: str, page: Page) -> None:
    page.goto(f"{address}/betreuung")
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    with silent(hub):
        page.clock.fast_forward("01:00:00")
        assert stale(page)
        expect(page.locator("#link")).to_have_text("Getrennt seit 10:42")
        expect(page.get_by_text("zuletzt: Gut besetzt")).to_be_visible()
    expect(page.locator("#link")).to_have_text("Live", timeout=SOON)
    assert not stale(page)


def test_what_waited_in_the_stream_meanwhile_is_never_shown_as_current(
    hub: FakeHub, address: str, browser: Browser
) -> None:
    """The system stops the browser's page for a while; signs of life from before pile up, and are read first then."""
    with window(browser) as (context, page):
        as_tablet(context)
        page.goto(f"{address}/betreuung")
        expect(page.locator("html")).to_have_attribute("data-link", "live")
        page.evaluate(SEEN)
        told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        renderers = [process["id"] for process in told if process["type"] == "renderer"]
        for renderer in renderers:
            os.kill(renderer, signal.SIGSTOP)
        time.sleep(2.5)  # a sign of life comes
        with silent(hub):
            time.sleep(3)
            for renderer in renderers:
                os.kill(renderer, signal.SIGCONT)
            page.wait_for_timeout(500)
            seen = page.evaluate("window.seen")
            assert seen
            assert set(seen) == {"stale"}
        expect(page.locator("#link")).to_have_text("Live", timeout=SOON)


@pytest.mark.parametrize("moved", [-HOUR_MS, HOUR_MS])
def test_a_clock_that_is_set_hides_no_silence(hub: FakeHub, address: str, page: Page, moved: int) -> None:
    """Set back by an hour, it would else be an hour until the page knew; and no time on the page is the tablet's."""
    page.goto(f"{address}/betreuung")
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    page.clock.set_system_time((MORNING + HOUR_MS + moved) / 1000)
    expect(page.locator("#link")).to_have_text("Live", timeout=SOON)
    expect(page.locator("#clock")).to_have_text("10:42")
    expect(page.locator(f"[data-visit='{BAO}']")).to_contain_text("seit 9:02")
    with silent(hub):
        page.clock.set_system_time((MORNING + HOUR_MS) / 1000)
        expect(page.locator("html.stale")).to_be_attached(timeout=SOON)


def test_a_desk_and_the_emergency_list_are_old_after_a_sleep_too(hub: FakeHub, address: str, page: Page) -> None:
    page.goto(f"{address}/notfall")
    expect(page.locator("#e-link")).to_have_text("Live")
    with silent(hub):
        page.clock.fast_forward("01:00:00")
        assert "Ohne Verbindung" in page.locator("#e-link").inner_text()
    expect(page.locator("#e-link")).to_have_text("Live", timeout=SOON)
    hub.arrive(LINH, desk="pc-1")
    cookies = at_desk(hub, "pc-1")
    page.context.add_cookies([{"name": n, "value": v, "url": "http://127.0.0.1"} for n, v in cookies.items()])
    page.goto(f"{address}/platz/pc-1")
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    with silent(hub):
        page.clock.fast_forward("01:00:00")
        assert stale(page)
        expect(page.get_by_text("Niemand ruft dich.")).to_be_hidden()
