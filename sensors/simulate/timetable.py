"""When what happens at simulated pins, and playing it. Pure: the clock is an argument."""

from collections.abc import Callable, Iterator

from msgspec import Struct

Drive = Callable[[str, bool], None]
"""Makes an input active or inactive."""


class Step(Struct, frozen=True):
    """What happens at one pin."""

    at_s: float
    """Seconds since the timetable began."""
    name: str
    """Of the input, as in the settings; of a beam with `-outer` or `-inner`."""
    active: bool


class Timetable(Struct, frozen=True):
    """What happens in one day or one log."""

    steps: tuple[Step, ...]
    """In order."""
    length_s: float
    """Seconds until the next one begins; more than none."""


class Player:
    """Plays one timetable after the other, each step at a moment that no delay before it can move."""

    def __init__(self, timetables: Iterator[Timetable], drive: Drive, speed: float) -> None:
        """Prepare; there has always to be a next timetable. It plays `speed` seconds in one."""
        self._timetables, self._drive, self._speed = timetables, drive, speed
        self._began = 0.0
        self._now = next(timetables)
        self._next = 0

    def begin(self, now: float) -> None:
        """Do at once what the first timetable begins with; `now` is a clock that never runs backwards, in seconds."""
        self._began = now
        self.step(now)

    def step(self, now: float) -> float:
        """Do what is due, and give the seconds until there is more to do."""
        while (pause := self._due() - now) <= 0:
            if self._next == len(self._now.steps):
                self._turn()
            else:
                step = self._now.steps[self._next]
                self._next += 1
                self._drive(step.name, step.active)
        return pause

    def _due(self) -> float:
        steps, ended = self._now.steps, self._next == len(self._now.steps)
        return self._began + (self._now.length_s if ended else steps[self._next].at_s) / self._speed

    def _turn(self) -> None:
        self._began += self._now.length_s / self._speed
        self._now, self._next = next(self._timetables), 0
