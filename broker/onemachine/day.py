"""A simulated day in the demo office: cards in the air, at 1x or faster. What happens at pins is a log: `pins.py`."""

import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from broker.onemachine.play import CARD, Play
from broker.wire.control import Remote

MINUTES = 540
"""From 8:00 to 17:00."""
AGAIN_S = 2.3
"""So soon the same card says that all children come along, for a child whom no carer has taken is asked about."""


class Tap(Struct, frozen=True, order=True):
    """A card at a minute of the day."""

    minute: float
    command: str
    again: bool = False
    """Put on once more after `AGAIN_S` of real time."""


def plan(playing: Play) -> list[Tap]:
    """Make a day: families come and go."""
    taps = [
        Tap(float(minute), f"card {CARD.format(visit.card)}", again=minute == visit.go)
        for visit in playing.visits
        for minute in (visit.come, visit.go)
    ]
    return sorted(taps)


class Day(threading.Thread):
    """Plays days, one after the other, until told to stop; each tap at a moment that no delay before it can move."""

    def __init__(self, kiosk: Path, playing: Play, speed: float, say: Callable[[str], None]) -> None:
        """Prepare; `kiosk` is its control socket, and a minute of the office takes 60 / `speed` seconds."""
        super().__init__(name="day", daemon=True)
        self._kiosk, self._plan = Remote(kiosk), plan(playing)
        self._minute_s, self._say, self._stopping = 60 / speed, say, threading.Event()

    def run(self) -> None:
        """Play."""
        began = time.monotonic()
        for number in itertools.count():
            self._say(f"simulated day {number + 1} begins: it is 8:00")
            for tap in self._plan:
                if self._wait(began, number * MINUTES + tap.minute):
                    return
                self._do(tap)
            if self._wait(began, (number + 1) * MINUTES):
                return

    def stop(self) -> None:
        """Stop soon."""
        self._stopping.set()

    def _wait(self, began: float, minute: float) -> bool:
        return self._stopping.wait(max(0.0, began + minute * self._minute_s - time.monotonic()))

    def _do(self, tap: Tap) -> None:
        if tap.again:
            later = threading.Timer(AGAIN_S, self._do, [replace(tap, again=False)])
            later.daemon = True
            later.start()
        try:
            answer = self._kiosk.send(tap.command)
        except OSError as exc:
            answer = f"error: {exc}"
        if answer != "ok":
            self._say(f"the simulated day could not do {tap.command!r}: {answer}")
