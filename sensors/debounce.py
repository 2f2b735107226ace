"""From the chatter of one input to a value that people can use. Pure: every time is an argument."""

from collections.abc import Iterator
from math import inf

from sensors.wired import Wiring


class Debounce:
    """One input. Times are seconds of a monotonic clock; `value` is what may be told.

    A change of the input settles when nothing has contradicted it for a while; the value then follows,
    at once when it becomes active, after the hold when it becomes inactive.
    """

    def __init__(self, wiring: Wiring, *, active: bool) -> None:
        """Begin with what the input says at the start: it counts as settled."""
        self.value = self._settled = self._input = active
        self._wait = {True: wiring.settle_on_s, False: wiring.settle_off_s}
        self._hold, self._since, self._release = wiring.hold_s, -inf, -inf

    def hear(self, at: float, *, active: bool) -> Iterator[bool]:
        """Take what the input said at a moment, and give each value this leads to by then."""
        if self.step(at):
            yield self.value
        if active != self._input:
            self._input, self._since = active, max(at, self._since)
        if self.step(at):
            yield self.value

    def step(self, now: float) -> bool:
        """Let time act; true if the value has changed."""
        if self._input != self._settled and now >= self._settles_at:
            self._settled = self._input
            self._release = self._since + self._hold
        before, self.value = self.value, self._settled or (self.value and now < self._release)
        return self.value != before

    @property
    def due(self) -> float:
        """When time alone may change something; infinite if it will not."""
        settles = inf if self._input == self._settled else self._settles_at
        return min(settles, self._release if self.value and not self._settled else inf)

    @property
    def _settles_at(self) -> float:
        return self._since + self._wait[self._input]
