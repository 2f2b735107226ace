"""A sensor node's settings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from broker.wire.message import Name
from broker.wire.messages import RESERVED, Channel
from broker.wire.settings import MqttSettings, Settings
from sensors.air import Climate
from sensors.foreign import EspHome, Tasmota, Zigbee2Mqtt
from sensors.signals import Signal
from sensors.wired import BeamPair, Input, Sensor

PollSeconds = Annotated[int, Meta(ge=1, le=3600)]
PARTS: tuple[Literal["paper", "reasons", "supplies"], ...] = ("paper", "reasons", "supplies")
"""What a printer tells beside its state, each on a channel of its own."""
UNUSABLE = "cmd"
"""A channel of this name could not be told from a command on the wire."""


class Printer(Settings, frozen=True, kw_only=True):
    """A printer in the network."""

    id: Name
    """Channel on the wire; three more begin with it: `-paper`, `-reasons`, `-supplies`."""
    device: Name
    uri: Annotated[str, Meta(pattern=r"^(ipps?://[^/]+(/.*)?)?$")] = ""
    """Such as `ipp://192.168.178.20/ipp/print`."""
    snmp: Annotated[str, Meta(pattern=r"^([A-Za-z0-9._-]+(:\d{1,5})?)?$")] = ""
    """Its address, asked where `uri` is missing, does not answer, or tells no toner."""
    community: Annotated[str, Meta(min_length=1)] = "public"
    """What SNMP calls its password; printers are delivered with this one."""
    poll_s: PollSeconds = 60
    """Seconds from one question to the next."""

    def channels(self) -> Iterator[tuple[str, Channel]]:
        """Give what it tells on the wire."""
        yield self.id, Channel(measures="printer", device=self.device)
        for part in PARTS:
            yield f"{self.id}-{part}", Channel(measures=part, device=self.device)

    def problems(self) -> list[str]:
        """Find a printer that nobody can ask."""
        return [] if self.uri or self.snmp else [f"printer {self.id!r}: give it a `uri`, `snmp`, or both"]


class Target(Settings, frozen=True, kw_only=True):
    """Something that is to be reachable."""

    id: Name
    """Channel on the wire."""
    device: Name
    host: Annotated[str, Meta(min_length=1)]
    """Name or address, such as the router's; a name tests the house's name service, too."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 443
    poll_s: PollSeconds = 60

    def channels(self) -> Iterator[tuple[str, Channel]]:
        """Give what it tells on the wire."""
        yield self.id, Channel(measures="reach", device=self.device)


Thing = Sensor | BeamPair | Signal | Zigbee2Mqtt | EspHome | Tasmota | Climate | Printer | Target
TABLES = (
    "[[sensors]], [[beams]], [[signals]], [[zigbee2mqtt]], [[esphome]], [[tasmota]], [[climate]], [[printers]] "
    "or [[targets]]"
)


class SensorsSettings(Settings, frozen=True, kw_only=True):
    """Everything in a sensor node's TOML file."""

    node: Name
    mqtt: MqttSettings
    pins: Literal["gpio", "simulated"] = "gpio"
    data: str = ""
    """Folder of what must not be lost; needed where a button answers calls."""
    control: str = ""
    """Path of a socket that drives simulated pins; for demos and tests only."""
    sensors: tuple[Sensor, ...] = ()
    beams: tuple[BeamPair, ...] = ()
    signals: tuple[Signal, ...] = ()
    zigbee2mqtt: tuple[Zigbee2Mqtt, ...] = ()
    esphome: tuple[EspHome, ...] = ()
    tasmota: tuple[Tasmota, ...] = ()
    climate: tuple[Climate, ...] = ()
    printers: tuple[Printer, ...] = ()
    targets: tuple[Target, ...] = ()

    def things(self) -> Iterator[Thing]:
        """Give everything that is measured."""
        return chain(self.sensors, self.beams, self.signals, self.foreign(), self.climate, self.printers, self.targets)

    def foreign(self) -> tuple[Zigbee2Mqtt | EspHome | Tasmota, ...]:
        """Give every device that speaks MQTT itself."""
        return (*self.zigbee2mqtt, *self.esphome, *self.tasmota)

    def inputs(self) -> Iterator[Input]:
        """Give every pin that is read."""
        for thing in self._wired():
            yield from thing.inputs()

    def only_wired(self) -> bool:
        """Tell whether nothing is measured but at pins."""
        return len(self._wired()) == len(tuple(self.things()))

    def channels(self) -> dict[str, Channel]:
        """Give what is told on the wire, by channel."""
        return dict(chain.from_iterable(thing.channels() for thing in self.things()))

    def problems(self) -> list[str]:
        """Find reserved names, things given twice, and whatever the things themselves find."""
        found = [f"node: {self.node!r} is reserved"] if self.node in RESERVED else []
        found += self.mqtt.problems()
        if self.control and self.pins != "simulated":
            found.append("control: only simulated pins can be driven; remove it or set pins = 'simulated'")
        names = [name for thing in self.things() for name, _ in thing.channels()]
        names += [signal.id for signal in self.signals]
        if not names:
            found.append(f"sensors: there is none; add a {TABLES} table")
        if UNUSABLE in names:
            found.append(f"the id {UNUSABLE!r} is reserved; choose another")
        found += _twice("id", map(repr, names))
        found += _twice("source", (f"{one.source!r} of {one.measures}" for one in self.foreign()))
        found += _twice("pin", (str(pin) for pin in self._pins()))
        if not self.data and any(signal.button is not None for signal in self.signals):
            found.append("data: is missing; a button's answers are kept there until the hub has them")
        return found + [problem for thing in self.things() for problem in thing.problems()]

    def _wired(self) -> tuple[Sensor | BeamPair | Signal, ...]:
        return (*self.sensors, *self.beams, *self.signals)

    def _pins(self) -> Iterator[int]:
        reading: tuple[Sensor | BeamPair, ...] = (*self.sensors, *self.beams)
        yield from (one.pin for thing in reading for one in thing.inputs())
        for signal in self.signals:
            yield from signal.pins()

    @property
    def control_path(self) -> Path:
        """Path of the control socket."""
        return Path(self.control).expanduser()


def _twice(what: str, values: Iterable[str]) -> Iterator[str]:
    for value, times in Counter(values).items():
        if times > 1:
            yield f"sensors: the {what} {value} is given {times} times"
