"""A sensor node's settings: what is wired to which pin, and what it stands for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broker.wire.message import Name
from broker.wire.messages import RESERVED, TTL_S
from broker.wire.settings import MqttSettings, Settings

Measure = Literal["motion", "door", "seat", "input"]
Pull = Literal["up", "down", "none"]
Edge = Literal["high", "low"]
PinNumber = Annotated[int, Meta(ge=0, le=27)]
"""BCM number, the one behind "GPIO" on a pinout."""
Seconds = Annotated[float, Meta(ge=0, le=3600)]
FIXED_PULL_UP = frozenset({2, 3})
"""The I2C pins carry a resistor of 1.8 kΩ to 3.3 V on every board."""
UNUSABLE = "cmd"
"""A channel of this name could not be told from a command on the wire."""


class Wiring(Struct, frozen=True):
    """How an input behaves. `active` is the voltage that means motion, open, sitting or paper."""

    pull: Pull
    active: Edge
    settle_on_s: float
    """Seconds for which the input has to be active without a break before it counts."""
    settle_off_s: float
    """The same for becoming inactive."""
    hold_s: float = 0.0
    """Seconds for which the value stays active after the input became inactive."""


class Kind(Struct, frozen=True):
    """What a kind of sensor needs and how it is wired unless the settings say otherwise."""

    place: Literal["room", "desk", "device"]
    wiring: Wiring


KINDS: dict[Measure, Kind] = {
    # A PIR drives its output itself, and filters it; 20 s make a short pulse visible.
    "motion": Kind("room", Wiring("none", "high", 0.0, 0.0, 20.0)),
    # A reed contact to ground: a closed door closes it, an open door lets the pull-up win.
    "door": Kind("room", Wiring("up", "high", 0.05, 0.05)),
    # A mat's contact to ground; people shift on a chair, so leaving takes longer than sitting down.
    "seat": Kind("desk", Wiring("up", "low", 0.1, 0.5)),
    # A switch to ground, such as the one below a paper tray.
    "input": Kind("device", Wiring("up", "low", 0.1, 0.1)),
}


class Sensor(Settings, frozen=True, kw_only=True):
    """One thing at one pin; what is None comes from `KINDS`."""

    id: Name
    """Channel on the wire."""
    kind: Measure
    pin: PinNumber
    room: Name | None = None
    desk: Name | None = None
    device: Name | None = None
    pull: Pull | None = None
    active: Edge | None = None
    settle_on_s: Seconds | None = None
    settle_off_s: Seconds | None = None
    hold_s: Seconds | None = None
    ttl_s: Annotated[int, Meta(ge=1, le=86_400)] = TTL_S
    """Seconds for which a value holds at the hub without being repeated."""

    @property
    def wiring(self) -> Wiring:
        """How the input behaves, with the defaults of its kind filled in."""
        usual = KINDS[self.kind].wiring
        own = {name: getattr(self, name) for name in Wiring.__struct_fields__}
        return Wiring(**{name: getattr(usual, name) if value is None else value for name, value in own.items()})

    def problems(self) -> list[str]:
        """Find a missing place, an impossible pull and an impossible id."""
        place, found = KINDS[self.kind].place, []
        if getattr(self, place) is None:
            found.append(f"sensor {self.id!r}: a {self.kind} needs `{place}`")
        if self.pin in FIXED_PULL_UP and self.wiring.pull != "up":
            found.append(f"sensor {self.id!r}: pin {self.pin} has a fixed pull-up; set pull = 'up' or take another pin")
        if self.id == UNUSABLE:
            found.append(f"sensor {self.id!r}: this id is reserved; choose another")
        return found


class Printer(Settings, frozen=True, kw_only=True):
    """A printer in the network."""

    id: Name
    """Channel on the wire; three more begin with it: `-paper`, `-reasons`, `-supplies`."""
    device: Name
    uri: Annotated[str, Meta(pattern=r"^ipps?://[^/]+(/.*)?$")]
    """Such as `ipp://192.168.178.20/ipp/print`."""
    poll_s: Annotated[int, Meta(ge=1, le=3600)] = 60
    """Seconds from one question to the next."""


class Target(Settings, frozen=True, kw_only=True):
    """Something that is to be reachable."""

    id: Name
    """Channel on the wire."""
    device: Name
    host: Annotated[str, Meta(min_length=1)]
    """Name or address, such as the router's; a name tests the house's name service, too."""
    port: Annotated[int, Meta(ge=1, le=65535)] = 443
    poll_s: Annotated[int, Meta(ge=1, le=3600)] = 60


class SensorsSettings(Settings, frozen=True, kw_only=True):
    """Everything in a sensor node's TOML file."""

    node: Name
    mqtt: MqttSettings
    pins: Literal["gpio", "simulated"] = "gpio"
    control: str = ""
    """Path of a socket that drives simulated pins; for demos and tests only."""
    sensors: tuple[Sensor, ...] = ()
    printers: tuple[Printer, ...] = ()
    targets: tuple[Target, ...] = ()

    def problems(self) -> list[str]:
        """Find reserved names, things given twice, and whatever the sensors themselves find."""
        found = [f"node: {self.node!r} is reserved"] if self.node in RESERVED else []
        if self.control and self.pins != "simulated":
            found.append("control: only simulated pins can be driven; remove it or set pins = 'simulated'")
        if not any(self._ids()):
            found.append("sensors: there is none; add a [[sensors]], [[printers]] or [[targets]] table")
        found += _twice("id", (repr(name) for name in self._ids()))
        found += _twice("pin", (str(sensor.pin) for sensor in self.sensors))
        return found + [problem for sensor in self.sensors for problem in sensor.problems()]

    def _ids(self) -> Iterator[str]:
        yield from (sensor.id for sensor in self.sensors)
        yield from (printer.id for printer in self.printers)
        yield from (target.id for target in self.targets)

    @property
    def control_path(self) -> Path:
        """Path of the control socket."""
        return Path(self.control).expanduser()


def _twice(what: str, values: Iterable[str]) -> Iterator[str]:
    for value, times in Counter(values).items():
        if times > 1:
            yield f"sensors: the {what} {value} is given {times} times"
