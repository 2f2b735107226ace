"""Each screen is read when it is first asked for, and needs no other one to have been read before."""

import os
import subprocess
import sys

import pytest

from display import display

ALONE = """
from kiosk import window
window.prepare(1280, 800, fullscreen=False)
import kiosk.app
from kiosk.screens import NOBODY, Screens
view = NOBODY[{number}]
screen = Screens(print)[type(view)]
screen.size = 1280, 800
screen.show(view, fresh=True)
print(type(view).__name__, type(screen).__name__)
"""
KINDS = ("Welcome", "Goodbye", "Notice", "Code", "Repair", "Someone", "Guard", "Shift", "Desks", "Children")


@pytest.mark.parametrize("number", range(len(KINDS)), ids=KINDS)
def test_a_screen_can_be_the_first_one(number: int) -> None:
    with display() as name:
        done = subprocess.run(
            [sys.executable, "-c", ALONE.format(number=number)],
            capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "DISPLAY": name},
        )  # fmt: skip
    assert done.stdout.split() == [f"{KINDS[number]}View", f"{KINDS[number]}Screen"], done.stderr
