"""One window for all tests that draw, for Kivy has one for each process; one browser for all that open pages."""

import asyncio
import gc
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

import samples
from browsers import chromium
from display import display
from stepped import Stepped

LONG = frozenset({
    "test_a_whole_day.py", "test_kiosk_reader_faults.py", "test_nothing_is_left.py", "test_nothing_is_lost.py",
    "test_sensors_complaints.py",
})  # fmt: skip
"""What takes long is begun first, or one worker would still be at it when all others have nothing to do; no more than
one worker gets done meanwhile, for the first part of all tests is one's own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long tests before all others."""
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(scope="session")
def window() -> Iterator[Stepped]:
    """Open the kiosk's window once."""
    with display() as name:
        patch = pytest.MonkeyPatch()
        patch.setenv("DISPLAY", name)
        stepped = Stepped(1280, 800)
        patch.undo()
        gc.freeze()  # what tests have loaded stays, so the kiosk's collector need not walk through it
        yield stepped
        stepped.close()


@pytest.fixture(scope="session")
def chromium_and_its_loop() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """Start one Chromium, and take its loop out of the way: it counts as running on this thread for good."""
    with chromium() as found:
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield found, loop
        asyncio._set_running_loop(loop)


@pytest.fixture
def browser(chromium_and_its_loop: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """Lend the browser to one test, and close whatever that leaves open."""
    found, loop = chromium_and_its_loop
    asyncio._set_running_loop(loop)
    yield found
    for context in found.contexts:
        context.close()
    asyncio._set_running_loop(None)


@pytest.fixture
def drawn(window: Stepped) -> Stepped:
    """Give the window at 1280x800 with nobody before it."""
    window.resize(1280, 800)
    window.show(samples.idle(), "de")
    window.touches.clear()
    window.chosen.clear()
    window.typed.clear()
    return window
