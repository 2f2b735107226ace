"""The cheapest reader: it types into the kiosk's window, with real keys of a real X server."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from offices import number
from people import WindowedKiosk, windowed

READER_MS, PERSON_MS = 3, 90
"""Between two keys."""


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[WindowedKiosk]:
    """Run a kiosk whose reader types into its window."""

    def wedge(text: str) -> str:
        return re.sub(r"\[readers\.keys\]\n(.+\n)*", "", text).replace("[readers]", "[readers]\nwedge = true")

    with windowed(tmp_path, wedge) as (office, found):
        yield found
        assert office.settle().lost == 0


def types(card: int, delay_ms: int) -> None:
    """Type a card's number and Enter, so many ms apart."""
    subprocess.run(
        ["xdotool", "type", "--delay", str(delay_ms), f"{number(card)}\r"], env=os.environ, check=True, timeout=30
    )


def test_a_card_typed_by_a_reader_lets_in(kiosk: WindowedKiosk) -> None:
    types(1, READER_MS)
    kiosk.sees("ChildrenScreen")
    kiosk.press("ready")
    kiosk.sees("WelcomeScreen", "Person 1")


def test_on_the_code_pad_a_card_counts_and_no_digit_of_it_is_a_key(kiosk: WindowedKiosk) -> None:
    kiosk.press("code")
    kiosk.sees("CodeScreen")
    types(2, PERSON_MS)  # a person at a keyboard is neither a card nor a code
    assert kiosk.look().screen == "CodeScreen"
    types(2, READER_MS)
    kiosk.sees("ChildrenScreen")
    kiosk.press("ready")
    kiosk.sees("WelcomeScreen", "Person 2")
