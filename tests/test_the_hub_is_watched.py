"""A watchdog learns what works, and a monitor how the hub is in numbers; nobody is named to either."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.parser import text_string_to_metric_families as read_metrics

from broker.house.levels import Reading
from broker.house.sensors import SensorPicture
from broker.ledger import UNREAD, Ledger
from broker.snapshot import Counters, NodeStatus
from broker.store.facts import Row, Stream
from broker.store.store import Store
from broker.watch import LATE_S, REFUSED_S, SPARE_BYTES, Durations, Watch, Watched
from broker.wire.forget import PSEUDONYM
from broker.wire.messages import Channel
from carers import COOKIES, care_hub, morning
from hubs import FAMILIES, OLENA, FakeHub
from offices import RealOffice, wait
from test_a_family_is_forgotten import day, record
from visitors import PLAIN, serving

WELL = {"loop": True, "store": True, "broker": True, "pages": True}
NAMES = {person.name for family in FAMILIES for person in (*family.adults, *family.children)}


class Mono:
    """Seconds that a test lets pass."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def health(address: str) -> tuple[int, dict[str, bool]]:
    answer = httpx.get(f"{address}/healthz", verify=PLAIN)
    return answer.status_code, answer.json()


def numbers(address: str) -> dict[tuple[str, ...], float]:
    """Give every sample by name and labels."""
    answer = httpx.get(f"{address}/metrics", verify=PLAIN)
    assert answer.status_code == HTTPStatus.OK
    samples = [sample for family in read_metrics(answer.text) for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def glance(address: str) -> tuple[int, bytes]:
    """Ask as monitors do that want no body."""
    answer = httpx.head(f"{address}/healthz", verify=PLAIN)
    return answer.status_code, answer.content


@pytest.fixture
def hub() -> FakeHub:
    hub = care_hub()
    morning(hub)
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    with serving(hub) as address:
        yield address


def test_all_is_well(address: str) -> None:
    assert health(address) == (HTTPStatus.OK, WELL)
    assert glance(address) == (HTTPStatus.OK, b"")


@pytest.mark.parametrize("what", ["loop", "store"])
def test_what_does_not_work_is_named(hub: FakeHub, address: str, what: str) -> None:
    hub.condition = replace(Watched(), **{what: False})
    status, found = health(address)
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert not found[what]
    assert found["pages"]


def test_without_a_broker_the_hub_is_not_well(hub: FakeHub, address: str) -> None:
    hub.set(broker=False)
    assert health(address) == (HTTPStatus.SERVICE_UNAVAILABLE, WELL | {"broker": False})
    assert glance(address) == (HTTPStatus.SERVICE_UNAVAILABLE, b"")


def test_what_a_hanging_loop_heard_of_its_broker_is_old_news(hub: FakeHub, address: str) -> None:
    hub.condition = Watched(loop=False)
    assert health(address)[1] == WELL | {"loop": False, "broker": False}


def test_pages_that_cannot_be_drawn_are_named_until_they_can(hub: FakeHub, address: str) -> None:
    assert health(address) == (HTTPStatus.OK, WELL)
    hub.set(nodes=None)  # what no page can draw
    wait(lambda: not health(address)[1]["pages"], 10, "the pages are named")
    hub.set(nodes=())
    wait(lambda: health(address) == (HTTPStatus.OK, WELL), 10, "all is well again")


def test_a_loop_that_does_not_turn_is_late(tmp_path: Path) -> None:
    mono = Mono()
    watch = Watch(tmp_path / "hub.db", mono)
    mono.now += LATE_S - 1
    assert watch.look(0).loop
    mono.now += 2
    assert not watch.look(0).loop
    watch.turned()
    assert watch.look(0).loop
    assert watch.look(0).up_s == LATE_S + 1


def test_a_refused_write_tells_until_one_succeeds_or_nothing_was_refused_for_long(tmp_path: Path) -> None:
    mono = Mono()
    watch = Watch(tmp_path / "hub.db", mono)
    watch.refused()
    assert not watch.look(0).store
    watch.stored([])
    assert watch.look(0).store
    watch.refused()
    mono.now += REFUSED_S + 1
    assert watch.look(0).store


def test_a_disk_that_is_nearly_full_is_told_before_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(tmp_path / "hub.db")
    free = watch.look(0).free_bytes
    assert free > SPARE_BYTES
    monkeypatch.setattr("broker.watch.SPARE_BYTES", free * 2)
    assert not watch.look(0).store


def test_facts_are_counted_by_kind_and_what_a_node_calls_its_own_kinds_is_no_label(tmp_path: Path) -> None:
    store = Store(tmp_path / "hub.db")
    watch = Watch(store.path)
    ledger = Ledger(store, watch)
    facts = day()
    record(ledger, *facts)
    odd = Row("1", "kiosk", "s", 1, "f-olena001", 0, "measured", b'{"k":"f-olena001"}', None)
    ledger.commit([odd, odd], {"s": Stream("kiosk", 1)})
    found = watch.look(7)
    assert found.facts == {"arrived": 2, "taken": 1, "desks_swapped": 1, "left": 1, UNREAD: 1}
    assert sum(found.commits.counts) == len(facts) + 1
    assert found.commits.total_s > 0
    assert found.waiting == 7
    assert found.store_bytes > 10_000


def test_a_monitor_reads_how_the_hub_is(hub: FakeHub, address: str) -> None:
    hub.condition = Watched(
        facts={"arrived": 3}, commits=Durations((1, 2, *[0] * 10, 1), 9.5), waiting=4, up_s=60, store_bytes=5
    )
    node = NodeStatus("door", "Terminal Eingang", "kiosk", ready=True, since=1, waiting=9)
    silent = SensorPicture("pi", "motion", Channel(measures="motion"), Reading(None, "stale"))
    hub.set(nodes=(node,), sensors=(silent,), counters=Counters(forged=2))
    found = numbers(address)
    expected = {
        ("dabei_facts_total", "arrived"): 3, ("dabei_messages_dropped_total", "forged"): 2,
        ("dabei_node_ready", "door"): 1, ("dabei_node_outbox_depth", "door"): 9, ("dabei_sensors", "unknown"): 1,
        ("dabei_people", "adults"): 3, ("dabei_people", "children"): 3, ("dabei_people", "guests"): 0,
        ("dabei_desks", "in_use"): 2, ("dabei_queue_depth",): 4, ("dabei_uptime_seconds",): 60,
        ("dabei_commit_seconds_bucket", "0.001"): 1, ("dabei_commit_seconds_bucket", "0.0025"): 3,
        ("dabei_commit_seconds_bucket", "5.0"): 3, ("dabei_commit_seconds_bucket", "+Inf"): 4,
        ("dabei_commit_seconds_count",): 4, ("dabei_commit_seconds_sum",): 9.5, ("dabei_store_bytes",): 5,
        ("dabei_streams_open",): 0, ("dabei_broker_connected",): 1, ("dabei_questions_open",): 0,
    }  # fmt: skip
    assert {sample: found.get(sample) for sample in expected} == expected
    assert [labels for name, *labels in found if name == "dabei_build_info"]


def test_prometheus_is_told_once_how_the_numbers_are_written(address: str) -> None:
    """Prometheus 3 takes nothing from whoever names a parameter twice."""
    answer = httpx.get(f"{address}/metrics", verify=PLAIN)
    assert answer.headers["content-type"] == CONTENT_TYPE_PLAIN_0_0_4


def test_each_browser_that_watches_is_counted(hub: FakeHub, address: str) -> None:
    with httpx.Client(verify=PLAIN) as client:
        board = client.build_request("GET", f"{address}/betreuung/strom", cookies=COOKIES)
        stream = client.send(board, stream=True)
        wait(lambda: numbers(address)["dabei_streams_open",] == 1, 10, "one watches")
        stream.close()
        hub.arrive(OLENA)
        wait(lambda: numbers(address)["dabei_streams_open",] == 0, 10, "nobody watches")


def test_no_label_names_anybody(tmp_path: Path) -> None:
    """Of a real hub that real people have come to; not a family, not a person, not a visit."""
    with RealOffice(tmp_path) as office:
        (kiosk,) = office.kiosks
        kiosk.taps([1, 2, 3])
        assert office.settle(20).sound
        address = f"http://127.0.0.1:{office.web_port}"
        wait(lambda: health(address) == (HTTPStatus.OK, WELL), 20, "all is well")
        text, found = httpx.get(f"{address}/metrics", verify=PLAIN).text, numbers(address)
        assert found["dabei_facts_total", "arrived"] == 3
        assert found["dabei_people", "adults"] == 3
        assert found["dabei_commit_seconds_count",] >= 1
        assert found["dabei_batch_seconds_count",] >= found["dabei_commit_seconds_count",]
        assert found["dabei_node_ready", kiosk.name] == 1
        people = NAMES | {"Person", "Kind"}
        for _, *labels in found:
            for label in labels:
                assert not PSEUDONYM.search(label), label
                assert not [name for name in people if name in label], label
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", text)


def test_a_watchdog_learns_of_a_full_disk_and_of_its_end(tmp_path: Path) -> None:
    with RealOffice(tmp_path) as office:
        (kiosk,) = office.kiosks
        kiosk.taps([1, 2])
        assert office.settle(10).sound
        address = f"http://127.0.0.1:{office.web_port}"
        office.hub.limit(office.store.with_name("hub.db-wal").stat().st_size)
        kiosk.taps(range(10, 20))
        wait(lambda: not health(address)[1]["store"], 20, "the store is named")
        assert health(address)[0] == HTTPStatus.SERVICE_UNAVAILABLE
        office.hub.limit(-1)
        wait(lambda: health(address) == (HTTPStatus.OK, WELL), 30, "all is well again")
