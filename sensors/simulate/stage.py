"""Plays the world at simulated pins, in a thread of its own."""

import itertools
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from sensors.devices import SimulatedPins
from sensors.settings import SensorsSettings
from sensors.simulate import log as logs
from sensors.simulate.day import days
from sensors.simulate.timetable import Player, Timetable

log = logging.getLogger(__name__)
FASTEST = 3600.0
LONGEST_WAIT_S = 60.0


class Stage:
    """Frames the play: `begin` before anything looks at the pins, `stop` at the end."""

    def __init__(self, player: Player) -> None:
        """Prepare; what the player plays on is its own matter."""
        self._player, self._stopping = player, threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulation", daemon=True)

    def begin(self) -> None:
        """Put on the pins what the play begins with, and go on from there."""
        self._player.begin(time.monotonic())
        self._thread.start()

    def stop(self) -> None:
        """Leave the pins as they are."""
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.wait(min(LONGEST_WAIT_S, self._player.step(time.monotonic()))):
            pass


def stage(settings: SensorsSettings, pins: SimulatedPins, path: Path | None, speed: float) -> Stage:
    """Give what plays a recorded log over and over, or without one made-up days.

    :raises LogError: the log cannot be read, or nothing in it fits these settings.
    """
    return Stage(Player(_timetables(settings, path), lambda name, active: pins.drive(name, active=active), speed))


def _timetables(settings: SensorsSettings, path: Path | None) -> Iterator[Timetable]:
    if path is None:
        return days(settings)
    found = logs.read(path, [one.id for one in settings.inputs()])
    for sentence in found.sentences():
        log.warning("%s: %s", path, sentence)
    return itertools.repeat(found.timetable)
