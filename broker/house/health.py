"""Whether sensors can be believed: gone, silent, stuck, chattering, an empty battery, one device in two nodes.

Each is a question for staff once it has lasted. What cannot be told, as right after the hub's start, changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from broker.house.levels import Levels, Reading
from broker.house.patience import HOUR, MINUTE, Key, Patience, Watch
from broker.house.state import House
from broker.wire.facts.house import QuestionAnswered, QuestionRaised
from broker.wire.messages import Channel, Measures

PATIENCE: Mapping[str, Patience] = MappingProxyType({
    "node_gone": Patience(15 * MINUTE, 10 * MINUTE),
    "sensor_silent": Patience(10 * MINUTE, HOUR),
    "sensor_stuck": Patience(0.0, 0.0),
    "sensor_flapping": Patience(0.0, HOUR),
    "battery_low": Patience(HOUR, HOUR),
    "source_twice": Patience(MINUTE, 10 * MINUTE),
    "node_twice": Patience(0.0, HOUR),
})  # fmt: skip
STUCK_S: Mapping[str, float] = MappingProxyType({
    # nobody moves for so long without a second's rest, sits or stays for so long, works with a door open for so long
    "motion": 4 * HOUR, "presence": 16 * HOUR, "seat": 16 * HOUR, "door": 24 * HOUR, "light": 36 * HOUR,
})  # fmt: skip
MOST_AN_HOUR: Mapping[str, int] = MappingProxyType({
    # more than people make of it: a PIR that holds 20 s changes 180 times at most, a busy door moves every 20 s
    "motion": 240, "presence": 240, "seat": 240, "door": 360, "light": 240, "input": 360,
})  # fmt: skip
RIVAL_S = 10 * MINUTE
"""Two devices with one id throw each other out every few seconds; so long after that they have stopped."""
LOW_PERCENT, FULL_PERCENT = 15, 25
PARTS = frozenset({"paper", "reasons", "supplies", "exits", "battery", "temperature", "humidity"})
"""What is often measured beside something else by the same device, and silent as well when the device is."""


class _Count(Struct):
    began: float
    before: int
    """Changes before this hour began."""
    last: int | None = None
    """Changes in the hour before."""


class Health:
    """Remembers since when things are wrong or well. Used by one thread; `mono` is seconds that never run backwards."""

    def __init__(self) -> None:
        """Know nothing."""
        self._watch = Watch(PATIENCE)
        self._counts: dict[str, _Count] = {}

    def cannot_tell(self) -> None:
        """Judge anew from here on: until now the hub could not hear, and nobody else is to blame."""
        self._watch.cannot_tell()
        self._counts.clear()

    def news(
        self, house: House, levels: Levels, nodes: Collection[str], mono: float, *, is_open: bool
    ) -> Iterator[QuestionRaised | QuestionAnswered]:
        """Give what is to be asked, and what no longer.

        :param nodes: those of the office.
        :param is_open: whether the house is: a node that is switched off at night, with its sensors, is not missed.
        """
        found = dict(self._judge(levels, nodes, mono, is_open=is_open))
        for key in house.questions.keys() - found.keys():
            if key[0] in PATIENCE and _forgotten(key, levels, nodes):
                found[key] = False
        yield from self._watch.news(house, found, mono)

    def _judge(
        self, levels: Levels, nodes: Collection[str], mono: float, *, is_open: bool
    ) -> Iterator[tuple[Key, bool]]:
        """Give (key, is it wrong) of everything that can be told."""
        ready = {node for node in nodes if levels.node(node)[0]}
        if is_open:
            yield from ((("node_gone", node), node not in ready) for node in nodes)
        yield from ((("node_twice", node), mono - levels.rivals(node).seen < RIVAL_S) for node in ready)
        yield from _twice(levels.channels())
        channels = [found for found in levels.channels() if found[0] in ready]
        subjects, beside = {f"{node}/{name}" for node, name, _ in channels}, _beside(channels)
        self._counts = {subject: count for subject, count in self._counts.items() if subject in subjects}
        for node, name, channel in channels:
            reading, subject = levels.reading(node, name, mono), f"{node}/{name}"
            if is_open and subject not in beside:
                yield ("sensor_silent", subject), reading.value is None
            if reading.value is not None and node not in levels.simulated:  # a day in minutes is no chattering contact
                yield from self._known(subject, channel.measures, reading, mono)

    def _known(self, subject: str, measures: Measures, reading: Reading, mono: float) -> Iterator[tuple[Key, bool]]:
        is_bool = isinstance(reading.value, bool)  # a light level in lux changes as it likes
        if is_bool and measures in STUCK_S:
            lasted = mono - reading.mono if reading.value else 0.0
            if not reading.value or lasted >= STUCK_S[measures]:  # in between, a hub that has just started cannot tell
                yield ("sensor_stuck", subject), bool(reading.value)
        if (
            is_bool
            and measures in MOST_AN_HOUR
            and (many := self._in_an_hour(subject, reading.changes, mono)) is not None
        ):
            yield ("sensor_flapping", subject), many > MOST_AN_HOUR[measures]
        if measures == "battery" and isinstance(reading.value, int | float):
            if reading.value <= LOW_PERCENT:
                yield ("battery_low", subject), True
            elif reading.value > FULL_PERCENT:
                yield ("battery_low", subject), False

    def _in_an_hour(self, subject: str, changes: int, mono: float) -> int | None:
        """Count the changes of the last full hour, or of this one if they are more; None before there was one."""
        count = self._counts.setdefault(subject, _Count(mono, changes))
        if mono - count.began >= HOUR:
            count.last, count.began, count.before = max(0, changes - count.before), mono, changes
        many = max(0, changes - count.before)
        if count.last is None:
            return many if many > max(MOST_AN_HOUR.values()) else None
        return max(many, count.last)


def _beside(channels: Collection[tuple[str, str, Channel]]) -> set[str]:
    """Give the subjects of all channels that are no question of their own when their device is silent."""
    telling = {(node, _device(name, channel)) for node, name, channel in channels if channel.measures not in PARTS}
    return {
        f"{node}/{name}"
        for node, name, channel in channels
        if channel.measures == "card"  # a kiosk's panel tells of its reader
        or (channel.measures in PARTS and (node, _device(name, channel)) in telling)
    }


def _device(name: str, channel: Channel) -> str:
    """Tell channels of one device by where they come from, or by how their names begin."""
    ending = {"entries": "in", "exits": "out"}.get(channel.measures, channel.measures)
    return channel.source or name.removesuffix(f"-{ending}")


def _twice(channels: Iterable[tuple[str, str, Channel]]) -> Iterator[tuple[Key, bool]]:
    """Find devices that speak MQTT themselves and are brought in by two nodes; one that is off has it still."""
    nodes: dict[str, dict[Measures, set[str]]] = {}
    for node, _, channel in channels:
        if channel.source:
            nodes.setdefault(channel.source, {}).setdefault(channel.measures, set()).add(node)
    for source, measured in nodes.items():
        yield ("source_twice", source), any(len(found) > 1 for found in measured.values())


def _forgotten(key: Key, levels: Levels, nodes: Collection[str]) -> bool:
    """Tell whether what a question is about is there no longer: a node of no office, a channel of no node."""
    kind, subject = key
    if kind in ("node_gone", "node_twice"):
        return subject not in nodes
    if kind == "source_twice":
        return all(channel.source != subject for _, _, channel in levels.channels())
    node, _, name = subject.partition("/")
    described = {channel for one, channel, _ in levels.channels() if one == node}
    return node not in nodes or (bool(described) and name not in described)
