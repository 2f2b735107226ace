"""What is measured, as channels of a node on the wire."""

import threading
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from broker.wire.messages import Channel, Description, encode
from broker.wire.node import Value
from sensors.settings import SensorsSettings


class Wire(Protocol):
    """The part of `broker.wire.node.Node` that carries levels."""

    def level(self, channel: str, value: Value, ttl: int) -> None:
        """Say what a channel measures now."""

    def silence(self, channel: str) -> None:
        """Say nothing more of a channel."""


def describe(settings: SensorsSettings) -> Description:
    """Give what the node says about itself.

    :raises WireError: the description is larger than the wire allows.
    """
    kinds = ("call_answered",) if any(signal.button is not None for signal in settings.signals) else ()
    description = Description(
        role="sensors", software="", channels=settings.channels(), kinds=kinds, simulated=settings.pins == "simulated"
    )
    encode(description)
    return description


class Channels(Collection[str]):
    """The last value of each channel, told to the wire unless it is unplugged. Threads may share it."""

    def __init__(self, wire: Wire, channels: Mapping[str, Channel]) -> None:
        """Begin with everything plugged in and nothing known."""
        self._wire, self._lock = wire, threading.Lock()
        self._ttl_s = {name: channel.ttl for name, channel in channels.items()}
        self._values: dict[str, Value | None] = dict.fromkeys(channels)
        self._unplugged = set[str]()

    def __contains__(self, channel: object) -> bool:
        """Tell whether there is such a channel."""
        return channel in self._ttl_s

    def __iter__(self) -> Iterator[str]:
        """Give the ids of all channels."""
        return iter(self._ttl_s)

    def __len__(self) -> int:
        """Count them."""
        return len(self._ttl_s)

    def value(self, channel: str, value: Value | None) -> None:
        """Take a value; None while nobody can tell."""
        with self._lock:
            self._values[channel] = value
            self._say(channel)

    def unplug(self, channel: str) -> None:
        """Let a channel contribute nothing until it is plugged in again."""
        with self._lock:
            self._unplugged.add(channel)
            self._say(channel)

    def plug(self, channel: str) -> None:
        """Let a channel speak again, beginning with what is measured now."""
        with self._lock:
            self._unplugged.discard(channel)
            self._say(channel)

    def _say(self, channel: str) -> None:
        value = None if channel in self._unplugged else self._values[channel]
        if value is None:
            self._wire.silence(channel)
        else:
            self._wire.level(channel, value, self._ttl_s[channel])
