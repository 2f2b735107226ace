"""The hub in numbers, as Prometheus reads them: the only file that knows its library. No label names anybody."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from itertools import accumulate

from litestar import get
from litestar.response import Response
from msgspec.structs import asdict
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from broker.house.pictures import house_picture
from broker.snapshot import Snapshot
from broker.watch import BOUNDS_S, Durations, Watched
from broker.web.state import WebState

KIND = CONTENT_TYPE_PLAIN_0_0_4.removesuffix("; charset=utf-8")
"""Of the answer; the framework adds the charset, and a second one makes it a kind that Prometheus 3 refuses to read."""


@get("/metrics", media_type=KIND)
async def metrics(state: WebState) -> Response[bytes]:
    """Give the hub in numbers."""
    registry = CollectorRegistry(auto_describe=False)  # of this answer alone: nothing is kept between two
    registry.register(_Numbers(state.hub.snapshot(), state.hub.watched(), state.feeds.watching))
    return Response(generate_latest(registry), media_type=KIND)


class _Numbers(Collector):
    """Everything that is told, at one moment."""

    def __init__(self, snapshot: Snapshot, watched: Watched, streams: int) -> None:
        self._snapshot, self._watched, self._streams = snapshot, watched, streams

    def collect(self) -> Iterator[Metric]:
        """Give it, as the library asks for it."""
        yield from self._hub()
        yield from self._nodes()
        yield from self._house()

    def _hub(self) -> Iterator[Metric]:
        watched, dropped = self._watched, asdict(self._snapshot.counters)
        yield _gauge("build_info", "Always 1; which version of Dabei this is.", {version("dabei"): 1}, "version")
        yield _gauge("uptime_seconds", "For how long the hub has run.", watched.up_s)
        yield _gauge("loop_alive", "Whether the hub takes what comes in.", watched.loop)
        yield _gauge("store_writable", "Whether the hub can write down what comes in.", watched.store)
        yield _gauge("broker_connected", "Whether the hub hears its MQTT broker.", self._snapshot.broker)
        yield _counter("facts", "Facts stored since the start.", watched.facts, "kind")
        yield _counter("messages_dropped", "Messages that were not taken since the start.", dropped, "reason")
        yield _gauge("queue_depth", "Messages that wait to be taken.", watched.waiting)
        yield _histogram("batch_seconds", "One turn of the hub: all that waits, taken and shown.", watched.batches)
        yield _histogram("commit_seconds", "One transaction of facts, to the disk.", watched.commits)
        yield _gauge("streams_open", "Browsers that watch a live page.", self._streams)
        yield _gauge("store_bytes", "Size of the database.", watched.store_bytes)
        yield _gauge("disk_free_bytes", "Space that is left where the database is.", watched.free_bytes)

    def _nodes(self) -> Iterator[Metric]:
        nodes, sensors = self._snapshot.nodes, self._snapshot.sensors
        silent = sum(sensor.reading.value is None for sensor in sensors)
        told = {"known": len(sensors) - silent, "unknown": silent}
        yield _gauge("node_ready", "Whether a node is there.", {node.id: node.ready for node in nodes}, "node")
        waiting = {node.id: node.waiting for node in nodes}
        yield _gauge("node_outbox_depth", "Facts that a node says it still has to send.", waiting, "node")
        yield _gauge("sensors", "Sensors of which something is known, and of which not.", told, "state")

    def _house(self) -> Iterator[Metric]:
        house, pictures = house_picture(self._snapshot.house), self._snapshot.pictures
        people = {"adults": house.adults, "children": house.children, "guests": house.guests}
        yield _gauge("people", "Who is in the house.", people, "who")
        yield _gauge("questions_open", "Questions that wait for a person; alarms are among them.", house.questions)
        yield _gauge("alarms_open", "Questions that cannot wait.", house.alarms)
        desks = Counter(desk.state for desk in pictures.desks.values())
        yield _gauge("desks", "Desks, by state.", {state: desks[state] for state in sorted(desks)}, "state")


def _gauge(name: str, text: str, found: float | Mapping[str, float], label: str = "") -> Metric:
    family = GaugeMetricFamily(f"dabei_{name}", text, labels=[label] if label else [])
    for labels, value in _samples(found):
        family.add_metric(labels, value)
    return family


def _counter(name: str, text: str, found: Mapping[str, float], label: str) -> Metric:
    family = CounterMetricFamily(f"dabei_{name}", text, labels=[label])
    for labels, value in _samples(found):
        family.add_metric(labels, value)
    return family


def _histogram(name: str, text: str, taken: Durations) -> Metric:
    bounds = [*map(str, BOUNDS_S), "+Inf"]
    buckets = [(bound, float(count)) for bound, count in zip(bounds, accumulate(taken.counts), strict=True)]
    family = HistogramMetricFamily(f"dabei_{name}", text)
    family.add_metric([], buckets, taken.total_s)
    return family


def _samples(found: float | Mapping[str, float]) -> Iterable[tuple[list[str], float]]:
    return [([label], value) for label, value in found.items()] if isinstance(found, Mapping) else [([], found)]
