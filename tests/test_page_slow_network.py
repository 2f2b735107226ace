"""Board and desk behind a slow network, and one that is gone for a while: pressed is said, and recorded once."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route, expect

from broker.house.office import Office
from broker.wire.facts.care import CallAnswered, Called
from broker.wire.facts.custody import Taken
from broker.wire.wanted import Wanted
from browsers import window
from carers import BAO, LINH, MIA, as_tablet, care_hub, morning
from hubs import FakeHub
from visitors import at_desk, serving

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Milliseconds and bytes a second."""
OFF = SLOW | {"offline": True}
PATIENCE_S = 30
SOON = 9000
"""Milliseconds: what a page promises, and a busy machine."""
CALL = "11111111-1111-4111-8111-111111111111"


class Slow(FakeHub):
    """Commits only when it is let."""

    def __init__(self, office: Office) -> None:
        """Hold back."""
        super().__init__(office)
        self.may_commit = threading.Event()

    async def record(self, *facts: Wanted) -> None:
        """Record late."""
        await asyncio.to_thread(self.may_commit.wait, PATIENCE_S)
        await super().record(*facts)


def lose_the_answer(route: Route) -> None:
    """Let the hub have a request, and the browser no answer."""
    route.fetch()
    route.abort("connectionreset")


@pytest.fixture
def hub() -> Slow:
    """Give a morning: Jana on duty, Bao in care, Mia announced."""
    hub = care_hub(made=Slow)
    morning(hub)
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


@pytest.fixture
def opened(browser: Browser) -> Iterator[tuple[BrowserContext, Page, CDPSession]]:
    """Open a browser far away."""
    with window(browser, viewport={"width": 1024, "height": 768}) as (context, page):
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", SLOW)
        yield context, page, network


def test_a_board_far_away_says_that_it_saves_and_records_once(
    hub: Slow, address: str, opened: tuple[BrowserContext, Page, CDPSession]
) -> None:
    context, page, network = opened
    as_tablet(context)
    page.goto(f"{address}/betreuung")
    expect(page.locator("#link")).to_have_text("Live")
    take = page.locator(f"[data-visit='{MIA}'] .take")
    take.dblclick()
    expect(take).to_have_attribute("data-saving", "Speichert\u00a0…")
    expect(page.locator("#say")).to_have_text("Speichert …")
    hub.may_commit.set()
    expect(page.locator("#notice")).to_contain_text("Übernommen.")
    expect(page.locator(f"[data-visit='{MIA}']")).to_have_attribute("data-kind", "care")
    assert [type(body) for body in hub.facts.values()] == [Taken]

    page.wait_for_timeout(450)
    page.locator(f"[data-visit='{BAO}']").click()
    ate = page.get_by_role("button", name="gegessen")
    page.route("**/merken", lose_the_answer, times=1)
    ate.click()
    expect(page.get_by_role("dialog")).to_contain_text("Vielleicht ist es gespeichert", timeout=SOON)
    network.send("Network.emulateNetworkConditions", OFF)
    page.evaluate("source.close()")  # else the browser lets an open stream go on
    expect(page.locator("html.stale")).to_be_attached(timeout=SOON)
    ate.click()
    expect(page.get_by_role("dialog")).to_contain_text("Nicht gespeichert: keine Verbindung")
    network.send("Network.emulateNetworkConditions", SLOW)
    expect(page.locator("#link")).to_have_text("Live", timeout=SOON)
    ate.click()
    expect(page.locator("#notice")).to_contain_text("Notiert.", timeout=SOON)
    assert len(hub.facts) == 2


def test_a_desk_far_away_says_that_it_saves_and_answers_once(
    hub: Slow, address: str, opened: tuple[BrowserContext, Page, CDPSession]
) -> None:
    context, page, _ = opened
    cookies = at_desk(hub, "pc-1")
    context.add_cookies([{"name": n, "value": v, "url": address} for n, v in cookies.items()])
    page.goto(f"{address}/platz/pc-1")
    expect(page.locator("#link")).to_have_text("Live")
    hub.fold(Called(call=CALL, child=BAO, family=LINH.id, adult=LINH.adults[0].id, why="come"))
    coming = page.get_by_role("button", name="Ich komme")
    coming.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(coming).to_have_attribute("aria-busy", "true")
    expect(page.locator("#say")).to_have_text("Speichert …")
    hub.may_commit.set()
    expect(page.get_by_text("Gesagt: Ich komme.")).to_be_visible(timeout=SOON)
    assert list(hub.facts.values()) == [CallAnswered(call=CALL, answer="coming")]
    assert len(hub.recorded) == 1


def test_a_hub_that_never_answers_is_not_waited_for(
    hub: Slow, address: str, opened: tuple[BrowserContext, Page, CDPSession]
) -> None:
    """A network that swallows everything: after a while the page says that it does not know."""
    context, page, _ = opened
    as_tablet(context)
    page.clock.install()
    page.goto(f"{address}/betreuung")
    expect(page.locator("#link")).to_have_text("Live")
    page.route("**/uebernehmen", lambda _route: None)
    page.locator(f"[data-visit='{MIA}'] .take").click()
    page.clock.run_for(8100)
    expect(page.locator("#notice")).to_contain_text("Die Zentrale antwortet nicht. Vielleicht ist es gespeichert")
    assert hub.recorded == []
