"""A node on the wire: what a hub that is somebody else's program sees of it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broker.wire.link import Link
from broker.wire.messages import Description, Envelope, Heartbeat, HubState, decode, encode
from broker.wire.node import Node
from broker.wire.outbox import Outbox
from broker.wire.settings import MqttSettings
from brokers import Mosquitto
from houses import arrived

BASE = "ekb/1/prohlis"


def until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class PaperHub:
    """Says what a hub says, and hears everything."""

    def __init__(self, port: int) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.link = Link("paper-hub", port, topics=["#"], on_message=lambda t, p, _r: self.heard.append((t, p)))
        self.link.start()
        until(lambda: self.link.health().connected)

    def ready(self, ts: int = 0) -> None:
        until(lambda: self.of("$state"))  # a heartbeat is not retained: the node has to be there
        self.link.publish(f"{BASE}/hub/$state", encode(HubState(s="ready", store="one")), retain=True)
        self.link.publish(f"{BASE}/hub/$hb", encode(Heartbeat(ts=ts)))

    def of(self, tail: str) -> list[bytes]:
        return [payload for topic, payload in self.heard if topic == f"{BASE}/kiosk-entrance/{tail}"]


@pytest.fixture
def hub() -> Iterator[PaperHub]:
    with Mosquitto() as broker:
        found = PaperHub(broker.port)
        found.port = broker.port
        yield found
        found.link.stop()


@pytest.fixture
def node(hub: PaperHub, tmp_path: Path) -> Iterator[Node]:
    running = Node(
        MqttSettings(site="prohlis", port=hub.port),
        "kiosk-entrance",
        Description(role="kiosk", software=""),
        boot=7,
        outbox=Outbox(tmp_path / "outbox.db", boot=7),
    )
    running.start()
    yield running
    running.stop()


def test_it_is_connected_only_while_the_hubs_heart_beats(hub: PaperHub, node: Node) -> None:
    until(lambda: hub.of("$state"))
    hub.link.publish(f"{BASE}/hub/$state", encode(HubState(s="ready", store="one")), retain=True)
    time.sleep(0.3)
    hub.ready()
    until(lambda: node.connected)
    hub.link.publish(f"{BASE}/hub/$state", encode(HubState(s="lost")), retain=True)
    until(lambda: not node.connected)


def test_a_rebirth_says_everything_anew_and_goes_on_sending_facts(hub: PaperHub, node: Node) -> None:
    hub.ready()
    until(lambda: node.connected)
    node.level("door", value=True, ttl=60)
    until(lambda: hub.of("door/st"))
    before = len(hub.of("$desc")), len(hub.of("$state")), len(hub.of("door/st"))
    hub.link.publish(f"{BASE}/kiosk-entrance/cmd/rebirth", b"{}")
    until(lambda: len(hub.of("$desc")) > before[0])
    until(lambda: len(hub.of("$state")) > before[1])
    until(lambda: len(hub.of("door/st")) > before[2])
    assert node.connected
    node.record(arrived())
    until(lambda: hub.of("ev") or [topic for topic, _ in hub.heard if topic.endswith("/ev")])


def test_a_retained_command_is_none(hub: PaperHub, tmp_path: Path) -> None:
    hub.link.publish(f"{BASE}/kiosk-entrance/cmd/roster", b"{}", retain=True)
    verbs: list[str] = []
    node = Node(
        MqttSettings(site="prohlis", port=hub.port), "kiosk-entrance", Description(role="kiosk", software=""),
        boot=7, outbox=Outbox(tmp_path / "o.db", boot=7), on_command=verbs.append,
    )  # fmt: skip
    node.start()
    hub.ready()
    until(lambda: node.connected)
    assert verbs == []
    hub.link.publish(f"{BASE}/kiosk-entrance/cmd/roster", b"{}")
    until(lambda: verbs == ["roster"])
    node.stop()


def test_the_hub_is_the_time_source_of_the_house(hub: PaperHub, node: Node) -> None:
    hub.ready(ts=time.time_ns() // 1_000_000 + 86_400_000)
    until(lambda: node.hub_ahead_ms)
    assert node.hub_ahead_ms == pytest.approx(86_400_000, abs=2_000)


def test_a_fact_carries_what_the_hub_needs_to_know_its_time(hub: PaperHub, node: Node) -> None:
    hub.ready()
    until(lambda: node.connected)
    [own] = node.record(arrived())
    until(lambda: [topic for topic, _ in hub.heard if topic.endswith("/ev")])
    [payload] = [payload for topic, payload in hub.heard if topic.endswith("/ev")][:1]
    fact = decode(payload, Envelope)
    assert (fact.id, fact.n, fact.lo, fact.k, fact.boot) == (own.id, 1, 1, "arrived", 7)
    assert fact.sent_up_ms is not None
    assert fact.sent_up_ms >= fact.up_ms


def test_a_node_that_stops_says_so(hub: PaperHub, node: Node) -> None:
    until(lambda: hub.of("$state"))
    node.stop()
    until(lambda: b'"lost"' in hub.of("$state")[-1])
