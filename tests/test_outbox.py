"""The outbox and its courier: in order, a window at a time, until confirmed, and kept for two weeks."""

from itertools import pairwise
from pathlib import Path

import pytest

from broker.wire.courier import RETRY_S, WINDOW, Courier
from broker.wire.errors import OutboxError
from broker.wire.messages import HUB_SILENT_S, Ack, Envelope, HubState, decode
from broker.wire.outbox import DAY_MS, KEEP_DAYS, Outbox
from houses import arrived


class TestClock:
    """A clock that stands still until told otherwise."""

    __test__ = False

    def __init__(self) -> None:
        self.machine, self.now, self.up, self.right = "m1", 1_000_000, 50_000, True

    def now_ms(self) -> int:
        return self.now

    def up_ms(self) -> int:
        return self.up

    def synchronised(self) -> bool:
        return self.right


class Hub:
    """A hub that takes n = last + 1 and nothing else, with a cable to pull."""

    def __init__(self) -> None:
        self.last, self.got, self.plugged, self.deaf = 0, list[Envelope](), True, False

    def send(self, payload: bytes) -> bool:
        if self.plugged and not self.deaf:
            fact = decode(payload, Envelope)
            self.got.append(fact)
            if fact.n == self.last + 1 or fact.lo > self.last + 1:
                self.last = fact.n
        return self.plugged

    def state(self, outbox: Outbox, store: str = "one") -> HubState:
        return HubState(s="ready", store=store, last={outbox.stream: self.last})


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def outbox(tmp_path: Path, clock: TestClock) -> Outbox:
    return Outbox(tmp_path / "outbox.db", boot=7, clock=clock)


def fill(outbox: Outbox, courier: Courier, number: int) -> None:
    for _ in range(number):
        courier.appended(outbox.append(arrived())[-1].n)


def test_facts_have_consecutive_numbers_that_are_never_reused(tmp_path: Path, outbox: Outbox, clock: TestClock) -> None:
    outbox.append(arrived(), arrived())
    outbox.confirm(2)
    clock.now += (KEEP_DAYS + 1) * DAY_MS
    outbox.confirm(2)
    assert outbox.after(0) == []
    outbox.close()
    again = Outbox(tmp_path / "outbox.db", boot=8, clock=clock)
    assert again.append(arrived())[0].n == 3
    assert again.stream == outbox.stream
    assert again.bounds() == (3, 3)


def test_confirmed_facts_are_kept_for_two_weeks(outbox: Outbox, clock: TestClock) -> None:
    outbox.append(arrived(), arrived())
    outbox.confirm(1)
    clock.now += KEEP_DAYS * DAY_MS - 1
    outbox.confirm(1)
    assert [own.n for own in outbox.after(0)] == [1, 2]
    clock.now += 2
    outbox.confirm(1)
    assert [own.n for own in outbox.after(0)] == [2]


def test_a_clock_that_nothing_keeps_right_makes_no_fact_old(outbox: Outbox, clock: TestClock) -> None:
    outbox.append(arrived())
    outbox.confirm(1)
    clock.right = False
    clock.now += 400 * DAY_MS
    outbox.confirm(1)
    assert len(outbox.after(0)) == 1


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").write_bytes(b"this is not a database, whatever its name says" * 50)
    with pytest.raises(OutboxError, match="cannot write the outbox"):
        Outbox(tmp_path / "outbox.db", boot=1)


def test_the_time_since_the_start_is_sent_only_by_the_same_start(outbox: Outbox, clock: TestClock) -> None:
    [own] = outbox.append(arrived())
    clock.up += 3_000
    assert decode(outbox.wire(own, 1), Envelope).sent_up_ms == 53_000
    clock.machine = "m2"
    assert decode(outbox.wire(own, 1), Envelope).sent_up_ms is None


def test_nothing_is_sent_before_the_hub_is_ready_and_its_heart_beats(outbox: Outbox) -> None:
    hub = Hub()
    courier = Courier(outbox, hub.send)
    fill(outbox, courier, 3)
    courier.step(0)
    courier.hub_state(hub.state(outbox), 0, retained=True)
    courier.step(0)
    assert hub.got == []
    courier.hub_beat(1)
    courier.step(1)
    assert [fact.n for fact in hub.got] == [1, 2, 3]


def test_a_hub_that_is_down_for_an_hour_is_not_flooded(outbox: Outbox) -> None:
    hub = Hub()
    courier = Courier(outbox, hub.send)
    courier.hub_state(hub.state(outbox), 0, retained=False)
    fill(outbox, courier, 5)
    courier.step(0)
    hub.deaf = True
    sent = len(hub.got)
    for second in range(int(HUB_SILENT_S), 3600):
        courier.step(float(second))
    assert len(hub.got) == sent
    assert not courier.connected(3600)
    hub.deaf, hub.last = False, 5
    courier.hub_state(hub.state(outbox), 3600, retained=False)
    courier.step(3600)
    assert courier.waiting == 0


def test_a_fact_that_is_sent_before_its_writer_says_so_is_no_reason_to_fork(outbox: Outbox) -> None:
    hub = Hub()
    courier = Courier(outbox, hub.send)
    fill(outbox, courier, 1)
    stream = outbox.stream
    outbox.append(arrived())
    courier.hub_state(hub.state(outbox), 0, retained=False)
    courier.step(0)
    courier.hub_ack(Ack(stream=stream, n=hub.last), 0)
    courier.appended(2)
    assert (hub.last, outbox.stream, courier.waiting) == (2, stream, 0)


def test_a_window_moves_with_each_confirmation(outbox: Outbox) -> None:
    hub = Hub()
    courier = Courier(outbox, hub.send)
    fill(outbox, courier, 250)
    courier.hub_state(hub.state(outbox), 0, retained=False)
    courier.step(0)
    assert len(hub.got) == WINDOW
    courier.hub_ack(Ack(stream=outbox.stream, n=40), 0)
    courier.step(0)
    assert len(hub.got) == WINDOW + 40


def test_without_an_answer_it_sends_again_later_and_later(outbox: Outbox) -> None:
    hub = Hub()
    courier = Courier(outbox, hub.send)
    fill(outbox, courier, 1)
    courier.hub_state(hub.state(outbox), 0, retained=False)
    times = []
    for tenth in range(3000):
        before = len(hub.got)
        courier.hub_beat(tenth / 10)
        courier.step(tenth / 10)
        times += [tenth / 10] * (len(hub.got) - before)
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert gaps[0] == pytest.approx(RETRY_S, abs=0.2)
    assert gaps == sorted(gaps)
    assert max(gaps) == pytest.approx(60, abs=0.2)


def test_a_restored_backup_gets_what_it_lacks(outbox: Outbox) -> None:
    hub = Hub()
    courier = Courier(outbox, hub.send)
    fill(outbox, courier, 10)
    courier.hub_state(hub.state(outbox), 0, retained=False)
    courier.step(0)
    courier.hub_ack(Ack(stream=outbox.stream, n=10), 0)
    courier.step(5)
    hub.last = 4
    hub.got.clear()
    courier.hub_state(hub.state(outbox, "two"), 6, retained=False)
    courier.step(6)
    assert [fact.n for fact in hub.got] == [5, 6, 7, 8, 9, 10]


def test_a_retained_word_of_the_same_store_may_be_old(outbox: Outbox) -> None:
    hub = Hub()
    courier = Courier(outbox, hub.send)
    courier.hub_state(hub.state(outbox), 0, retained=False)
    fill(outbox, courier, 3)
    courier.step(0)
    courier.hub_ack(Ack(stream=outbox.stream, n=3), 0)
    courier.hub_state(HubState(s="ready", store="one", last={}), 1, retained=True)
    courier.hub_beat(1)
    hub.got.clear()
    courier.step(1)
    assert hub.got == []
    assert courier.waiting == 0


def test_an_older_copy_of_the_file_begins_a_new_stream_and_loses_nothing(outbox: Outbox) -> None:
    hub = Hub()
    courier = Courier(outbox, hub.send)
    fill(outbox, courier, 2)
    stream = outbox.stream
    courier.hub_state(HubState(s="ready", store="one", last={stream: 9}), 0, retained=False)
    courier.step(0)
    assert outbox.stream != stream
    assert [fact.n for fact in hub.got] == [1, 2]


def test_what_was_confirmed_is_known_after_a_restart(tmp_path: Path, outbox: Outbox, clock: TestClock) -> None:
    outbox.append(arrived(), arrived(), arrived())
    outbox.meet("one")
    outbox.confirm(2)
    outbox.close()
    again = Outbox(tmp_path / "outbox.db", boot=8, clock=clock)
    assert again.confirmed() == 2
    assert Courier(again, Hub().send).waiting == 1


def test_a_probe_notices_a_full_disk_and_that_it_has_room_again(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db", boot=1)
    (pages,) = outbox._db.execute("PRAGMA page_count").fetchone()
    outbox._db.execute(f"PRAGMA max_page_count = {pages}")
    for _ in range(2):
        with pytest.raises(OutboxError, match="full"):
            outbox.probe()
    outbox._db.execute("PRAGMA max_page_count = 1000000")
    outbox.probe()
    outbox.append(arrived())
    outbox.close()
