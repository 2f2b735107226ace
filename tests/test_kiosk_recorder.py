"""The kiosk's disk thread: every tap gets an answer, and a disk that works again is noticed without a tap."""

import queue
import sqlite3
from collections.abc import Iterator

import pytest

from broker.wire.errors import OutboxError
from broker.wire.message import Body
from broker.wire.outbox import Own
from houses import arrived
from kiosk import recorder
from kiosk.recorder import Recorder

FACT = Own(1, "id", b"", 1, "m", 1, 1, 0)


class Disk:
    """An outbox with named failures."""

    def __init__(self) -> None:
        self.opens, self.failure = True, None

    def open(self) -> "Disk":
        if not self.opens:
            raise OutboxError("no outbox")
        return self

    def append(self, *_facts: Body) -> tuple[list[Own], str]:
        self.probe()
        return [FACT], "stream"

    def probe(self) -> None:
        if self.failure:
            raise self.failure


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def changes() -> "queue.Queue[bool]":
    return queue.Queue()


@pytest.fixture
def kiosk(disk: Disk, changes: "queue.Queue[bool]", monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    monkeypatch.setattr(recorder, "RETRY_S", 0.05)
    running = Recorder(disk.open, changes.put)
    running.start()
    yield running
    running.stop()


def answer(kiosk: Recorder) -> list[Own]:
    answers: queue.Queue[list[Own]] = queue.Queue()
    kiosk.record((arrived(),), lambda facts, _stream: answers.put(facts))
    return answers.get(timeout=5)


@pytest.mark.parametrize("failure", [OutboxError("full"), sqlite3.DatabaseError("malformed"), ValueError("anything")])
def test_a_tap_gets_an_answer_whatever_is_wrong_and_recovery_needs_no_tap(
    kiosk: Recorder, disk: Disk, changes: "queue.Queue[bool]", failure: Exception
) -> None:
    assert answer(kiosk) == [FACT]
    disk.failure = failure
    assert answer(kiosk) == []
    assert changes.get(timeout=5) is False
    assert answer(kiosk) == []
    disk.failure = None
    assert changes.get(timeout=5) is True
    assert answer(kiosk) == [FACT]


def test_an_outbox_that_cannot_be_opened_is_tried_again(disk: Disk, changes: "queue.Queue[bool]") -> None:
    disk.opens = False
    running = Recorder(disk.open, changes.put)
    running.start()
    assert changes.get(timeout=5) is False
    assert answer(running) == []
    disk.opens = True
    assert answer(running) == [FACT]
    assert changes.get(timeout=5) is True
    running.stop()
