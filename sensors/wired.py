"""What is wired to which pin, and what it stands for."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broker.wire.message import Name
from broker.wire.messages import TTL_S, Channel
from broker.wire.settings import Settings

Measure = Literal["motion", "presence", "door", "seat", "light", "input"]
Pull = Literal["up", "down", "none"]
Edge = Literal["high", "low"]
PinNumber = Annotated[int, Meta(ge=0, le=27)]
"""BCM number, the one behind "GPIO" on a pinout."""
Seconds = Annotated[float, Meta(ge=0, le=3600)]
Ttl = Annotated[int, Meta(ge=1, le=86_400)]
FIXED_PULL_UP = frozenset({2, 3})
"""The I2C pins carry a resistor of 1.8 kΩ to 3.3 V on every board."""


class Wiring(Struct, frozen=True):
    """How an input behaves. `active` is the voltage that means motion, open, sitting, blocked or paper."""

    pull: Pull
    active: Edge
    settle_on_s: float
    """Seconds for which the input has to be active without a break before it counts."""
    settle_off_s: float
    """The same for becoming inactive."""
    hold_s: float = 0.0
    """Seconds for which the value stays active after the input became inactive."""


class Input(Struct, frozen=True):
    """One pin that is read."""

    id: str
    pin: int
    wiring: Wiring

    def problems(self) -> list[str]:
        """Find an impossible pull."""
        if self.pin in FIXED_PULL_UP and self.wiring.pull != "up":
            return [f"sensor {self.id!r}: pin {self.pin} has a fixed pull-up; set pull = 'up' or take another pin"]
        return []


class Kind(Struct, frozen=True):
    """What a kind of sensor needs and how it is wired unless the settings say otherwise."""

    place: Literal["room", "desk", "device"]
    wiring: Wiring


KINDS: dict[Measure, Kind] = {
    # A PIR drives its output itself, and filters it; 20 s make a short pulse visible.
    "motion": Kind("room", Wiring("none", "high", 0.0, 0.0, 20.0)),
    # A radar such as the LD2410 drives its output, too, and holds it as long as it sees somebody, moving or not.
    "presence": Kind("room", Wiring("none", "high", 0.0, 0.0)),
    # A reed contact to ground: a closed door closes it, an open door lets the pull-up win.
    "door": Kind("room", Wiring("up", "high", 0.05, 0.05)),
    # A mat's contact to ground; people shift on a chair, so leaving takes longer than sitting down.
    "seat": Kind("desk", Wiring("up", "low", 0.1, 0.5)),
    # A board with a photoresistor and a comparator draws its output down in the light; lamps flicker while they start.
    "light": Kind("room", Wiring("up", "low", 1.0, 1.0)),
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
    ttl_s: Ttl = TTL_S
    """Seconds for which a value holds at the hub without being repeated."""

    @property
    def wiring(self) -> Wiring:
        """How the input behaves, with the defaults of its kind filled in."""
        usual = KINDS[self.kind].wiring
        own = {name: getattr(self, name) for name in Wiring.__struct_fields__}
        return Wiring(**{name: getattr(usual, name) if value is None else value for name, value in own.items()})

    def inputs(self) -> Iterator[Input]:
        """Give the pin that is read."""
        yield Input(self.id, self.pin, self.wiring)

    def channels(self) -> Iterator[tuple[str, Channel]]:
        """Give what it tells on the wire."""
        yield (
            self.id,
            Channel(
                measures=self.kind,
                room=self.room or "",
                desk=self.desk or "",
                device=self.device or "",
                ttl=self.ttl_s,
            ),
        )

    def problems(self) -> list[str]:
        """Find a missing place and an impossible pull."""
        place = KINDS[self.kind].place
        found = [f"sensor {self.id!r}: a {self.kind} needs `{place}`"] if getattr(self, place) is None else []
        return found + [problem for one in self.inputs() for problem in one.problems()]


class BeamPair(Settings, frozen=True, kw_only=True):
    """Two light beams across a door, 5 to 10 cm apart: who passes through both is counted, by the direction."""

    id: Name
    """Two channels on the wire begin with it: `-in` and `-out`."""
    room: Name
    """The room that is entered."""
    outer: PinNumber
    """Pin of the beam that is broken first by whoever comes in."""
    inner: PinNumber
    pull: Pull = "up"
    """Receivers mostly have an open collector: they draw the pin down, or do nothing."""
    active: Edge = "low"
    """Voltage while the beam is broken."""
    ttl_s: Ttl = TTL_S

    def inputs(self) -> Iterator[Input]:
        """Give the pins that are read, the outer one first."""
        wiring = Wiring(self.pull, self.active, 0.0, 0.0)
        yield Input(f"{self.id}-outer", self.outer, wiring)
        yield Input(f"{self.id}-inner", self.inner, wiring)

    def channels(self) -> Iterator[tuple[str, Channel]]:
        """Give what it tells on the wire."""
        yield f"{self.id}-in", Channel(measures="entries", room=self.room, ttl=self.ttl_s)
        yield f"{self.id}-out", Channel(measures="exits", room=self.room, ttl=self.ttl_s)

    def problems(self) -> list[str]:
        """Find an impossible pull."""
        return [problem for one in self.inputs() for problem in one.problems()]
