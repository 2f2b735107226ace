"""Asks things in the network now and then: on after an answer, soon after a miss, then less and less often."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

log = logging.getLogger(__name__)
RETRY_S, SELDOM_S = 10.0, 300.0
"""After a miss it is asked again soon, then twice as late each time, up to the longest."""
MISSES = 3
"""After so many it is said that there is no answer; one lost packet is none."""


class Thing(Protocol):
    """What is asked."""

    @property
    def id(self) -> str:
        """Its channel on the wire."""

    @property
    def poll_s(self) -> int:
        """Seconds from one question to the next."""


_T = TypeVar("_T", bound=Thing)
_R = TypeVar("_R")


class Poll(Generic[_T, _R]):
    """Asks one after the other, in a thread of its own. Times are seconds of `clock`, which never runs backwards."""

    def __init__(
        self,
        things: Iterable[_T],
        ask: Callable[[_T], _R],
        missed: Callable[[Exception], _R],
        tell: Callable[[_T, _R], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; `ask` raises when there is no answer, and `tell` gets what came, or what `missed` makes of it."""
        self._ask, self._missed, self._tell, self._clock = ask, missed, tell, clock
        self._turns = [_Turn(thing, clock()) for thing in things]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="poll", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """End; a question that is open may take its time."""
        self._stopping.set()
        self._thread.join(1)

    def step(self) -> float:
        """Ask whoever is due, and give the seconds until the next one is."""
        for turn in self._turns:
            if self._clock() >= turn.due:
                self._take(turn)
        due = min((turn.due for turn in self._turns), default=float("inf"))
        return min(SELDOM_S, max(0.0, due - self._clock()))

    def _run(self) -> None:
        while not self._stopping.wait(self.step()):
            pass

    def _take(self, turn: "_Turn[_T]") -> None:
        try:
            found = self._ask(turn.thing)
        except Exception as exc:  # noqa: BLE001  # each library has errors of its own, and none may end the asking
            turn.misses += 1
            if turn.misses == MISSES:
                log.warning("%s does not answer: %s", turn.thing.id, exc)
            if turn.misses >= MISSES:
                self._tell(turn.thing, self._missed(exc))
            soon = min(RETRY_S, turn.thing.poll_s)
            turn.due = self._clock() + min(SELDOM_S, soon * 2 ** (turn.misses - 1))
        else:
            turn.misses, turn.due = 0, self._clock() + turn.thing.poll_s
            self._tell(turn.thing, found)


class _Turn(Struct, Generic[_T]):
    thing: _T
    due: float
    misses: int = 0
