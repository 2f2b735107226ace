"""What the pins say, as channels of a node on the wire."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal, Protocol

from broker.wire.messages import TTL_S, Channel, Description, encode
from broker.wire.node import Value
from sensors.settings import Printer, Sensor, SensorsSettings
from sensors.trend import Trend

if TYPE_CHECKING:
    from sensors.printers import Report

APART = str.maketrans(":,", "  ")
"""What parts supplies on the wire stands in no name."""
PARTS: tuple[Literal["paper", "reasons", "supplies"], ...] = ("paper", "reasons", "supplies")
"""What a printer tells beside its state, each on a channel of its own."""


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
    channels = {sensor.id: _channel(sensor) for sensor in settings.sensors}
    for printer in settings.printers:
        channels[printer.id] = Channel(measures="printer", device=printer.device)
        for part in PARTS:
            channels[f"{printer.id}-{part}"] = Channel(measures=part, device=printer.device)
    for target in settings.targets:
        channels[target.id] = Channel(measures="reach", device=target.device)
    description = Description(role="sensors", software="", channels=channels)
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


class PrinterChannels:
    """What printers say of themselves, with how long their toner will last."""

    def __init__(self, wire: Wire, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing known; `clock` gives monotonic seconds."""
        self._wire, self._clock = wire, clock
        self._trends = defaultdict[tuple[str, str], Trend](Trend)

    def tell(self, printer: Printer, report: "Report") -> None:
        """Say what a printer says of itself; of one that does not answer nothing but that."""
        self._wire.level(printer.id, report.state, TTL_S)
        parts: dict[str, Value] = {
            "paper": report.paper,
            "reasons": ",".join(report.reasons),
            "supplies": ",".join(self._supply(printer.id, *supply) for supply in report.supplies),
        }
        for part in PARTS:
            if report.state == "unreachable":
                self._wire.silence(f"{printer.id}-{part}")
            else:
                self._wire.level(f"{printer.id}-{part}", parts[part], TTL_S)

    def _supply(self, printer: str, name: str, percent: int) -> str:
        days = self._trends[printer, name].days(self._clock(), percent)
        plain = name.translate(APART)
        return f"{plain}:{percent}" if days is None else f"{plain}:{percent}:{days}"


def _channel(sensor: Sensor) -> Channel:
    return Channel(
        measures=sensor.kind,
        room=sensor.room or "",
        desk=sensor.desk or "",
        device=sensor.device or "",
        ttl=sensor.ttl_s,
    )
