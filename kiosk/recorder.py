"""The kiosk's disk thread: makes facts durable, keeps the outbox open, and writes the throw-away copy."""

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from broker.wire.errors import OutboxError
from broker.wire.messages import VisitFact
from broker.wire.outbox import Own

log = logging.getLogger(__name__)
RETRY_S = 5.0
Append = Callable[[VisitFact], tuple[Own, str]]
"""Makes a fact durable and gives it with its stream."""
Answer = Callable[[Own | None, str], None]


class Recorder:
    """One thread for everything that may wait for the disk."""

    def __init__(self, open_outbox: Callable[[], Append], on_closed: Callable[[], None]) -> None:
        """Prepare; `open_outbox` is tried until it succeeds, and `on_closed` called when it does not."""
        self._open, self._on_closed = open_outbox, on_closed
        self._append: Append | None = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """Open the outbox in the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is queued and end."""
        self._jobs.put(None)
        self._thread.join(5)

    def record(self, fact: VisitFact, answer: Answer) -> None:
        """Make a fact durable; `answer` gets it, or None if nothing was recorded."""
        self._jobs.put(lambda: answer(*self._try(fact)))

    def save(self, path: Path, data: bytes) -> None:
        """Replace a throw-away file; a failure only costs a blank screen later."""
        self._jobs.put(lambda: self._replace(path, data))

    def _run(self) -> None:
        self._reopen()
        while True:
            try:
                job = self._jobs.get(timeout=None if self._append else RETRY_S)
            except queue.Empty:
                self._reopen()
                continue
            if job is None:
                return
            job()

    def _reopen(self) -> None:
        if self._append is None:
            try:
                self._append = self._open()
            except OutboxError as exc:
                log.error("%s", exc)  # noqa: TRY400  # the sentence says it all
                self._on_closed()

    def _try(self, fact: VisitFact) -> tuple[Own | None, str]:
        self._reopen()
        try:
            return self._append(fact) if self._append else (None, "")
        except OutboxError as exc:
            log.error("%s", exc)  # noqa: TRY400  # the sentence says it all
            return None, ""

    def _replace(self, path: Path, data: bytes) -> None:
        fresh = path.with_suffix(".new")
        try:
            fresh.write_bytes(data)
            fresh.replace(path)
        except OSError as exc:
            log.warning("the local copy could not be written: %s", exc)
