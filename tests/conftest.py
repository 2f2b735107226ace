"""One window for all tests that draw, for Kivy has one for each process; one browser for each file that needs one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

import samples
from browsers import chromium
from display import display
from stepped import Stepped


@pytest.fixture(scope="session")
def window() -> Iterator[Stepped]:
    """Open the kiosk's window once."""
    with display() as name:
        patch = pytest.MonkeyPatch()
        patch.setenv("DISPLAY", name)
        stepped = Stepped(1280, 800)
        patch.undo()
        yield stepped
        stepped.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all pages of a file; longer, its loop would be in the way of other tests."""
    with chromium() as found:
        yield found


@pytest.fixture
def drawn(window: Stepped) -> Stepped:
    """Give the window at 1280x800 with nobody before it."""
    window.resize(1280, 800)
    window.show(samples.idle(), "de")
    window.touches.clear()
    window.chosen.clear()
    window.typed.clear()
    return window
