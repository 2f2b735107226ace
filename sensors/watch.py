"""The one thread that watches all inputs: edges come in stamped, settled values go out."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from sensors.debounce import Debounce
from sensors.wired import Wiring

log = logging.getLogger(__name__)
POLL_S = 3.0
"""Every input is read this often, should its edges have been lost: pin libraries lose them silently."""
WAITING = 10_000
"""Edges kept while the thread is busy; of a chattering input's older ones nothing is missed."""
OnValue = Callable[[str, bool | None, float], None]
"""Takes an input, its value, and since when; None while the input cannot be read."""


class Watch:
    """`edge` may be called from any thread; all else belongs to one thread at a time."""

    def __init__(
        self,
        wirings: Mapping[str, Wiring],
        on_value: OnValue,
        clock: Callable[[], float] = time.monotonic,
        on_round: Callable[[float], None] = lambda _now: None,
    ) -> None:
        """Prepare; `clock` gives monotonic seconds, and `on_round` gets them each time all inputs were read."""
        self._wirings, self._on_value, self._on_round, self._clock = wirings, on_value, on_round, clock
        self._reads: Mapping[str, Callable[[], bool]] = {}
        self._edges = deque[tuple[str, bool, float]](maxlen=WAITING)
        self._inputs: dict[str, Debounce] = {}
        self._told: dict[str, bool | None] = {}
        self._poll_at, self._woken, self._stopping = 0.0, threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="sensors", daemon=True)

    def edge(self, sensor: str, active: bool) -> None:  # noqa: FBT001  # the pins' signature
        """Stamp and queue, nothing else: an exception in a pin's callback would end the edges of all pins."""
        self._edges.append((sensor, active, self._clock()))
        self._woken.set()

    def attach(self, reads: Mapping[str, Callable[[], bool]]) -> None:
        """Tell the first value of every input; `reads` gives what an input says at this moment."""
        self._reads = reads
        self._poll(self._clock())

    def start(self) -> None:
        """Watch, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End; nothing more is told."""
        self._stopping = True
        self._woken.set()
        self._thread.join(5)

    def step(self, now: float) -> float:
        """Do what is due at `now`, and give the seconds until there may be more to do."""
        for _ in range(len(self._edges)):
            sensor, active, at = self._edges.popleft()
            self._hear(sensor, at, active=active)
        if now >= self._poll_at:
            self._poll(now)
        for sensor, found in self._inputs.items():
            found.step(now)
            self._tell(sensor, found.value, now)
        due = min((found.due for found in self._inputs.values()), default=self._poll_at)
        return max(0.0, min(due, self._poll_at) - now)

    def _run(self) -> None:
        while not self._stopping:
            try:
                pause = self.step(self._clock())
            except Exception:
                log.exception("a round of watching failed; trying again")
                pause = POLL_S
            self._woken.wait(pause)
            self._woken.clear()

    def _poll(self, now: float) -> None:
        self._poll_at = now + POLL_S
        for sensor, read in self._reads.items():
            try:
                active = read()
            except Exception as exc:  # noqa: BLE001  # each pin library has errors of its own
                self._lose(sensor, exc, now)
                continue
            self._inputs.setdefault(sensor, Debounce(self._wirings[sensor], active=active))
            self._hear(sensor, now, active=active)
            self._tell(sensor, self._inputs[sensor].value, now)
        self._on_round(now)

    def _lose(self, sensor: str, exc: Exception, now: float) -> None:
        if self._inputs.pop(sensor, None) or sensor not in self._told:
            log.error("the pin of %r cannot be read, so it falls silent: %s", sensor, exc)
        self._tell(sensor, None, now)

    def _hear(self, sensor: str, at: float, *, active: bool) -> None:
        if found := self._inputs.get(sensor):
            for value in found.hear(at, active=active):
                self._tell(sensor, value, at)

    def _tell(self, sensor: str, value: bool | None, at: float) -> None:  # noqa: FBT001  # passed on as it is
        if sensor in self._told and self._told[sensor] == value:
            return
        try:
            self._on_value(sensor, value, at)
        except Exception:
            log.exception("the value of %r could not be passed on; trying again", sensor)
            return
        self._told[sensor] = value
