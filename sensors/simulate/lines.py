"""Lines at the control socket move simulated pins; everything above the pins cannot tell the difference.

`pin SENSOR on` and `pin SENSOR off` make a sensor active or inactive, where a beam of a pair is `ID-outer` or
`ID-inner`; `air ID PPM CELSIUS PERCENT` is what an SCD41 measures, `air ID gone` pulls it out; `unplug CHANNEL` and
`plug CHANNEL` take what it tells off the wire and bring it back; `pin ID-button on` presses the button of a signal, and
`lamp ID` is answered with what its lamp shows: `off`, `come` or `urgent`.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from broker.wire.control import Control
from broker.wire.settings import guess
from sensors.devices import SignalLamp, SimulatedPins
from sensors.errors import CommandError, ControlError
from sensors.node import Channels

if TYPE_CHECKING:
    from sensors.climate import SimulatedBus

USAGE = (
    "known are: pin SENSOR on, pin SENSOR off, air ID PPM CELSIUS PERCENT, air ID gone, lamp ID, unplug SENSOR, "
    "plug SENSOR"
)


class Simulation:
    """Carries out commands, each a line."""

    def __init__(
        self,
        pins: SimulatedPins,
        channels: Channels,
        buses: "Mapping[str, SimulatedBus] | None" = None,
        lamps: Mapping[str, SignalLamp] | None = None,
    ) -> None:
        """Remember what to move; `buses` are those of the chips that measure the air, by their id."""
        self._pins, self._channels = pins, channels
        self._buses, self._lamps = buses or {}, lamps or {}

    def handle(self, line: str) -> str | None:
        """Carry out one line, and give what was asked for.

        :raises CommandError: it is no command, or there is no such sensor.
        """
        match line.split():
            case ["pin", one, ("on" | "off") as how]:
                self._pins.drive(_known(one, self._pins.inputs), active=how == "on")
            case ["air", one, "gone"]:
                self._buses[_known(one, self._buses)].air = None
            case ["air", one, *measured] if len(measured) == 3:  # noqa: PLR2004  # CO2, temperature, humidity
                self._air(_known(one, self._buses), measured)
            case ["lamp", one]:
                return self._lamps[_known(one, self._lamps)].sign
            case ["unplug", channel]:
                self._channels.unplug(_known(channel, self._channels))
            case ["plug", channel]:
                self._channels.plug(_known(channel, self._channels))
            case _:
                raise CommandError(f"{line!r} is no command; {USAGE}")
        return None

    def _air(self, name: str, measured: list[str]) -> None:
        from sensors.climate import Air  # noqa: PLC0415  # its libraries are for those who have the chip

        try:
            self._buses[name].air = Air(*map(float, measured))
        except ValueError as exc:
            raise CommandError(f"{' '.join(measured)!r} are no three numbers; {USAGE}") from exc


def _known(name: str, known: Collection[str]) -> str:
    if name not in known:
        raise CommandError(f"there is no sensor {name!r}; {guess(name, known)}")
    return name


def listen(path: Path, simulation: Simulation) -> Control:
    """Open the control socket.

    :raises ControlError: it cannot be opened at this path.
    """
    try:
        return Control(path, simulation.handle)
    except OSError as exc:
        raise ControlError(f"the control socket {path} cannot be opened: {exc}; choose another path") from exc
