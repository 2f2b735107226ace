"""The courier carries facts from the outbox to the hub: in order, a window at a time, until confirmed."""

import logging
import threading
from collections.abc import Callable

from broker.wire.errors import OutboxError
from broker.wire.messages import HUB_SILENT_S, Ack, HubState
from broker.wire.outbox import Outbox

log = logging.getLogger(__name__)
WINDOW = 100
"""Facts under way at once."""
RETRY_S, RETRY_MAX_S = 2.0, 60.0
MARK_S = 1.0
"""Confirmations are written to disk at most this often; until then they are known in memory."""


class Courier:
    """Decides what is sent when. Times are seconds of a monotonic clock, given by the caller."""

    def __init__(self, outbox: Outbox, send: Callable[[bytes], bool]) -> None:
        """Carry from `outbox` through `send`, which says whether it could."""
        self._outbox, self._send, self._lock = outbox, send, threading.RLock()
        self._low, self._seen = outbox.bounds()
        self._told = 0
        self._confirmed = self._marked = outbox.confirmed()
        self._sent = self._proven = 0
        self._rewind()
        self._ready, self._heard, self._mark_at = False, float("-inf"), 0.0
        self._retry, self._deadline = RETRY_S, 0.0

    def connected(self, now: float) -> bool:
        """Tell whether the hub takes facts: it says ready, and its heart beats."""
        return self._ready and now - self._heard < HUB_SILENT_S

    @property
    def waiting(self) -> int:
        """Facts that the hub has not confirmed."""
        return max(0, self._high - self._confirmed)

    @property
    def _high(self) -> int:
        return max(self._told, self._seen)

    def hub_beat(self, now: float) -> None:
        """Note a heartbeat of the hub."""
        self._heard = now

    def hub_state(self, state: HubState, now: float, *, retained: bool) -> None:
        """Take the hub's word on what it holds; after a restore that is less than it once confirmed."""
        with self._lock:
            self._ready = state.s == "ready"
            if not self._ready:
                self._proven = 0
                return
            if not retained:
                self._heard = now
            known = state.last.get(self._outbox.stream, 0)
            if known > self._high:
                known = self._fork()
            elif retained and state.store == self._outbox.store:
                known = max(known, self._confirmed)  # a retained word is as old as the hub's start
            self._confirmed, self._marked = known, -1
            self._rewind()
            if state.store != self._outbox.store:
                self._noted(lambda: self._outbox.meet(state.store))

    def hub_ack(self, ack: Ack, now: float) -> None:
        """Take a confirmation: the window moves on."""
        with self._lock:
            self._heard = now
            if ack.stream != self._outbox.stream or ack.n == self._confirmed:
                return
            if ack.n > self._high:
                self._confirmed = self._fork()
                self._rewind()
                return
            sent, less = self._sent, ack.n < self._confirmed  # less: than it once confirmed
            self._confirmed = ack.n
            if less:
                self._marked = -1
            if less or ack.n > sent:
                self._rewind()
            self._retry = RETRY_S
            self._deadline = now + self._retry

    def offline(self) -> None:
        """Note that the connection is gone; what was under way will be sent again."""
        with self._lock:
            self._ready, self._proven = False, 0
            self._rewind()

    def appended(self, n: int) -> None:
        """Note a new fact in the outbox."""
        self._told = max(self._told, n)  # one writer, and no lock: the courier may hold it while it sends

    def step(self, now: float) -> float:
        """Send what is due and give the seconds until there may be more to do."""
        with self._lock:
            self._mark(now)
            if not self.connected(now) or (not self.waiting and self._sent >= self._confirmed):
                return 1.0
            if self._sent > self._confirmed and now >= self._deadline:
                self._rewind()
                self._retry = min(self._retry * 2, RETRY_MAX_S)
            if self._sent < min(self._high, self._confirmed + WINDOW):
                self._forward(now)
            return min(1.0, max(0.0, self._deadline - now))

    def _forward(self, now: float) -> None:
        if self._sent <= self._confirmed:
            self._deadline = now + self._retry
        for fact in self._outbox.after(self._sent, self._confirmed + WINDOW - self._sent):
            if not self._send(self._outbox.wire(fact, self._low)):
                break
            self._sent = fact.n
            self._proven = max(self._proven, fact.n)
            self._seen = max(self._seen, fact.n)  # it may be sent before `appended` tells of it

    def _rewind(self) -> None:
        """Begin again behind what is confirmed.

        A confirmed fact that has not been sent on this connection is sent once more: if the file is an older copy
        that has grown since, the hub sees another fact there than the one it holds.
        """
        self._sent = self._confirmed if self._confirmed <= self._proven else self._confirmed - 1

    def _fork(self) -> int:
        """Begin a new stream, of which the hub holds nothing."""
        self._outbox.fork()
        self._proven, self._marked = 0, -1
        return 0

    def _mark(self, now: float) -> None:
        if self._marked == self._confirmed or now < self._mark_at:
            return
        if not self._noted(lambda: self._outbox.confirm(self._confirmed)):
            self._mark_at = now + RETRY_MAX_S
            return
        self._low, high = self._outbox.bounds()
        self._seen = max(self._seen, high)
        self._marked, self._mark_at = self._confirmed, now + MARK_S

    def _noted(self, note: Callable[[], None]) -> bool:
        """Tell whether a note could be taken; on a full disk it cannot, but what the disk holds can still go."""
        try:
            note()
        except OutboxError as exc:
            log.error("%s", exc)  # noqa: TRY400  # the sentence says it all
            return False
        return True
