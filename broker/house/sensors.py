"""Every sensor with its last word, for those who look after them."""

from collections.abc import Iterator

from msgspec import Struct

from broker.house.levels import Levels, Reading
from broker.wire.messages import Channel

TOLD_ELSEWHERE = frozenset({"card", "printer", "paper", "reasons", "supplies", "reach"})
"""What kiosks, printers and the network say stands with them."""


class SensorPicture(Struct, frozen=True):
    """One channel of a node."""

    node: str
    name: str
    channel: Channel
    reading: Reading


def sensors(levels: Levels, mono: float) -> Iterator[SensorPicture]:
    """Give every channel that somebody described, at `mono` seconds of the hub's monotonic clock."""
    for node, name, channel in levels.channels():
        if channel.measures not in TOLD_ELSEWHERE:
            yield SensorPicture(node, name, channel, levels.reading(node, name, mono))
