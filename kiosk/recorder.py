"""The kiosk's disk thread: makes facts durable, keeps the outbox open, and writes the throw-away copy."""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from broker.wire.errors import DabeiError
from broker.wire.facts import FactBody
from broker.wire.outbox import Own

log = logging.getLogger(__name__)
RETRY_S = 5.0
Answer = Callable[[list[Own], str], None]


class Writer(Protocol):
    """An outbox that is open."""

    def append(self, *facts: FactBody) -> tuple[list[Own], str]:
        """Make facts durable, all or none, and give them with their stream."""

    def probe(self) -> None:
        """Write something that changes nothing, to see whether it can be written."""

    def forget(self, pseudonyms: Iterable[str]) -> int:
        """Leave nothing of those who were erased."""


class Recorder:
    """One thread for everything that may wait for the disk. Whatever fails there, it goes on."""

    def __init__(self, open_outbox: Callable[[], Writer], on_writable: Callable[[bool], None]) -> None:
        """Prepare; `open_outbox` is tried until it succeeds, and `on_writable` told when that changes."""
        self._open, self._on_writable = open_outbox, on_writable
        self._writer: Writer | None = None
        self._writable = True
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """Open the outbox in the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is queued and end."""
        self._jobs.put(None)
        self._thread.join(5)

    def record(self, facts: tuple[FactBody, ...], answer: Answer) -> None:
        """Make facts durable, all or none; `answer` gets them, or an empty list if nothing was recorded."""
        self._jobs.put(lambda: answer(*self._try(facts)))

    def forget(self, pseudonyms: tuple[str, ...]) -> None:
        """Leave nothing in the outbox of those who were erased; a failure is tried again with the next roster."""
        self._jobs.put(lambda: self._forget(pseudonyms))

    def save(self, path: Path, data: bytes) -> None:
        """Replace a throw-away file; a failure only costs a blank screen later."""
        self._jobs.put(lambda: self._replace(path, data))

    def _run(self) -> None:
        self._probe()
        while True:
            try:
                job = self._jobs.get(timeout=None if self._writable else RETRY_S)
            except queue.Empty:
                self._probe()
                continue
            if job is None:
                return
            job()

    def _probe(self) -> None:
        try:
            if self._writer is None:
                self._writer = self._open()
            self._writer.probe()
        except Exception as exc:  # noqa: BLE001  # a tap must get an answer whatever is wrong with the disk
            self._note(exc)
        else:
            self._note(None)

    def _try(self, facts: tuple[FactBody, ...]) -> tuple[list[Own], str]:
        if self._writer is None:
            self._probe()
        try:
            found = self._writer.append(*facts) if self._writer else ([], "")
        except Exception as exc:  # noqa: BLE001  # the same
            self._note(exc)
            return [], ""
        if self._writer:
            self._note(None)
        return found

    def _forget(self, pseudonyms: tuple[str, ...]) -> None:
        try:
            if self._writer:
                self._writer.forget(pseudonyms)
        except DabeiError as exc:
            log.warning("erased families are still in the outbox: %s", exc)

    def _note(self, failure: Exception | None) -> None:
        writable = failure is None
        if failure and self._writable:
            log.error("nothing can be recorded: %s", failure, exc_info=not isinstance(failure, DabeiError))
        if writable != self._writable:
            self._writable = writable
            self._on_writable(writable)

    def _replace(self, path: Path, data: bytes) -> None:
        fresh = path.with_suffix(".new")
        try:
            fresh.write_bytes(data)
            fresh.replace(path)
        except OSError as exc:
            log.warning("the local copy could not be written: %s", exc)
