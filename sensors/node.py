"""What the pins say, as channels of a node on the wire."""

import threading
from collections.abc import Iterable, Iterator
from typing import Protocol

from broker.wire.messages import Channel, Description, encode
from sensors.settings import Sensor


class Wire(Protocol):
    """The part of `broker.wire.node.Node` that carries levels."""

    def level(self, channel: str, value: bool, ttl: int) -> None:  # noqa: FBT001  # the node's signature
        """Say what a channel measures now."""

    def silence(self, channel: str) -> None:
        """Say nothing more of a channel."""


def describe(sensors: Iterable[Sensor]) -> Description:
    """Give what the node says about itself.

    :raises WireError: the description is larger than the wire allows.
    """
    description = Description(role="sensors", software="", channels={sensor.id: _channel(sensor) for sensor in sensors})
    encode(description)
    return description


class Channels:
    """The last value of each sensor, told to the wire unless the sensor is unplugged. Threads may share it."""

    def __init__(self, wire: Wire, sensors: Iterable[Sensor]) -> None:
        """Begin with everything plugged in and nothing known."""
        self._wire, self._lock = wire, threading.Lock()
        self._ttl_s = {sensor.id: sensor.ttl_s for sensor in sensors}
        self._values: dict[str, bool | None] = dict.fromkeys(self._ttl_s)
        self._unplugged = set[str]()

    def __contains__(self, sensor: str) -> bool:
        """Tell whether there is such a sensor."""
        return sensor in self._ttl_s

    def __iter__(self) -> Iterator[str]:
        """Give the ids of all sensors."""
        return iter(self._ttl_s)

    def value(self, sensor: str, value: bool | None) -> None:  # noqa: FBT001  # the watch's signature
        """Take a value; None while the input cannot be read."""
        with self._lock:
            self._values[sensor] = value
            self._say(sensor)

    def unplug(self, sensor: str) -> None:
        """Let a sensor contribute nothing until it is plugged in again."""
        with self._lock:
            self._unplugged.add(sensor)
            self._say(sensor)

    def plug(self, sensor: str) -> None:
        """Let a sensor speak again, beginning with what it measures now."""
        with self._lock:
            self._unplugged.discard(sensor)
            self._say(sensor)

    def _say(self, sensor: str) -> None:
        value = None if sensor in self._unplugged else self._values[sensor]
        if value is None:
            self._wire.silence(sensor)
        else:
            self._wire.level(sensor, value, self._ttl_s[sensor])


def _channel(sensor: Sensor) -> Channel:
    return Channel(
        measures=sensor.kind,
        room=sensor.room or "",
        desk=sensor.desk or "",
        device=sensor.device or "",
        ttl=sensor.ttl_s,
    )
