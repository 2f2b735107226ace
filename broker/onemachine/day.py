"""A simulated day in the demo office: cards in the air and voltages at pins, at 1x or faster."""

import itertools
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.wire.control import Remote

Who = Literal["kiosk", "sensors"]
MINUTES = 540
"""From 8:00 to 17:00."""
VISITS = (
    # family, minutes after eight of arrival and departure, the desk's seat sensor
    (3, 4, 242, "seat-laptop-1"),
    (4, 9, 170, ""),
    (5, 17, 266, "seat-laptop-2"),
    (6, 32, 146, ""),
    (2, 48, 194, ""),
    (7, 66, 122, ""),
    (8, 95, 344, "seat-laptop-3"),
    (6, 218, 368, ""),
    (4, 270, 416, ""),
    (7, 292, 392, ""),
    (5, 318, 440, "seat-laptop-2"),
)
"""Family 1 is left to the person who watches. After a departure the door is free for as long as the guard needs."""
AGAIN_S = 2.1
"""So soon the same card says that all children come along, for a child whom no carer has taken is asked about."""


class Step(Struct, frozen=True, order=True):
    """What happens at a minute of the day, and whom it is told."""

    minute: float
    who: Who
    command: str
    again: bool = False
    """Said once more after `AGAIN_S` of real time."""


def plan(chance: random.Random) -> list[Step]:
    """Make a day: families come and go, people move, the printer runs out of paper once."""
    steps = [Step(0.0, "sensors", "pin paper on"), Step(0.0, "sensors", "pin door-entrance off")]
    for family, come, go, seat in VISITS:
        for minute in (come, go):
            steps += _through_the_door(minute, f"card 04DE{family:010d}", again=minute == go)
        if seat:
            steps += [Step(come + 2.0, "sensors", f"pin {seat} on"), Step(go - 1.0, "sensors", f"pin {seat} off")]
    for room, first, last, every in (
        ("work", 5, 515, 4),
        ("care", 12, 500, 3),
        ("kitchen", 175, 260, 5),
        ("group", 88, 170, 6),
    ):
        steps += _moving(room, first, last, every, chance)
    steps += [Step(205.0, "sensors", "pin paper off"), Step(236.0, "sensors", "pin paper on")]
    return sorted(steps)


def _through_the_door(minute: float, card: str, *, again: bool) -> list[Step]:
    return [
        Step(minute - 0.5, "sensors", "pin door-entrance on"),
        Step(minute + 0.0, "kiosk", card, again),
        Step(minute + 0.4, "sensors", "pin door-entrance off"),
    ]


def _moving(room: str, first: int, last: int, every: int, chance: random.Random) -> Iterator[Step]:
    at = float(first)
    while at < last:
        yield Step(at, "sensors", f"pin motion-{room} on")
        yield Step(at + 0.7, "sensors", f"pin motion-{room} off")
        at += chance.uniform(1, 2 * every - 1)


class Day(threading.Thread):
    """Plays days, one after the other, until told to stop."""

    def __init__(self, controls: dict[Who, Path], speed: float, say: Callable[[str], None]) -> None:
        """Prepare; a minute of the office takes 60 / `speed` seconds."""
        super().__init__(name="day", daemon=True)
        self._remotes = {who: Remote(path) for who, path in controls.items()}
        self._minute_s, self._say, self._stopping = 60 / speed, say, threading.Event()

    def run(self) -> None:
        """Play."""
        for number in itertools.count(1):
            self._say(f"simulated day {number} begins: it is 8:00")
            minute = 0.0
            for step in plan(random.Random(number)):  # noqa: S311  # a demo, the same each time
                if self._stopping.wait((step.minute - minute) * self._minute_s):
                    return
                minute = step.minute
                self._do(step)
            if self._stopping.wait((MINUTES - minute) * self._minute_s):
                return

    def stop(self) -> None:
        """Stop soon."""
        self._stopping.set()

    def _do(self, step: Step) -> None:
        if step.again:
            later = threading.Timer(AGAIN_S, self._do, [replace(step, again=False)])
            later.daemon = True
            later.start()
        try:
            answer = self._remotes[step.who].send(step.command)
        except OSError as exc:
            answer = f"error: {exc}"
        if answer != "ok":
            self._say(f"the simulated day could not do {step.command!r}: {answer}")
