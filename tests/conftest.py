"""One window for all tests that draw: Kivy has one for each process."""

from collections.abc import Iterator

import pytest

import samples
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


@pytest.fixture
def drawn(window: Stepped) -> Stepped:
    """Give the window at 1280x800 with nobody before it."""
    window.resize(1280, 800)
    window.show(samples.idle(), "de")
    window.touches.clear()
    window.chosen.clear()
    window.typed.clear()
    return window
