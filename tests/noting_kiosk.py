"""`headless_kiosk.py` that writes down what it hears: `python tests/noting_kiosk.py kiosk.toml SHOWN`.

To SHOWN.heard goes a line `<seconds> <what>` for each card (`card <number>`), each that could not be read (`unread`),
and each time that the clock was set forward (`passed`), which happens on SIGUSR2 by SKIP_S. A reader that types is
plugged in while somebody listens at SHOWN.keys.
"""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import headless_kiosk
from kiosk.readers import keyboard

SKIP_S = 3.0
"""Longer than a card is one tap, shorter than a result is shown."""
HEARD = ("card", "unread")


class Noting(headless_kiosk.Headless):
    """A display that also notes what comes from the readers, with the kiosk's own time."""

    def __init__(self, shown: Path) -> None:
        """Append to SHOWN.heard."""
        super().__init__(shown)
        self._notes = os.open(f"{shown}.heard", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._ticked = time.monotonic()

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Note what a reader hears before it is acted on."""
        name = getattr(function, "__name__", "")
        if name in HEARD:
            self._note(" ".join([name, *map(str, args)]))
        super().call(function, *args)

    def run(self, tick: Callable[[], None]) -> None:
        """Note after a jump of the clock that all that it ends has ended."""
        super().run(lambda: self._tick(tick))

    def _tick(self, tick: Callable[[], None]) -> None:
        tick()
        now = time.monotonic()
        if now - self._ticked >= SKIP_S:
            self._note("passed")
        self._ticked = now

    def _note(self, what: str) -> None:
        os.write(self._notes, f"{time.monotonic():.3f} {what}\n".encode())


def grab(usb: str) -> keyboard.Device | None:  # noqa: ARG001 - the interface's signature
    """Open the reader that types; None while it is not plugged in."""
    found = socket.socket(socket.AF_UNIX)
    if found.connect_ex(f"{sys.argv[2]}.keys"):
        found.close()
        return None
    return keyboard.Device(found.fileno(), found.close)


if __name__ == "__main__":
    keyboard.grab = grab
    sys.exit(headless_kiosk.main(Noting, SKIP_S))
