"""Lines at the control socket move simulated pins; everything above the pins cannot tell the difference.

`pin SENSOR on` and `pin SENSOR off` make a sensor active or inactive, `unplug SENSOR` and `plug SENSOR`
take it off the wire and bring it back.
"""

import difflib
from pathlib import Path

from broker.wire.control import Control
from sensors.devices import SimulatedPins
from sensors.errors import CommandError, ControlError
from sensors.node import Channels

USAGE = "known are: pin SENSOR on, pin SENSOR off, unplug SENSOR, plug SENSOR"


class Simulation:
    """Carries out commands, each a line."""

    def __init__(self, pins: SimulatedPins, channels: Channels) -> None:
        """Remember what to move."""
        self._pins, self._channels = pins, channels

    def handle(self, line: str) -> None:
        """Carry out one line.

        :raises CommandError: it is no command, or there is no such sensor.
        """
        match line.split():
            case ["pin", sensor, ("on" | "off") as how]:
                self._pins.drive(self._known(sensor), active=how == "on")
            case ["unplug", sensor]:
                self._channels.unplug(self._known(sensor))
            case ["plug", sensor]:
                self._channels.plug(self._known(sensor))
            case _:
                raise CommandError(f"{line!r} is no command; {USAGE}")

    def _known(self, sensor: str) -> str:
        if sensor not in self._channels:
            near = difflib.get_close_matches(sensor, self._channels, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(self._channels)}"
            raise CommandError(f"there is no sensor {sensor!r}; {hint}")
        return sensor


def listen(path: Path, simulation: Simulation) -> Control:
    """Open the control socket.

    :raises ControlError: it cannot be opened at this path.
    """
    try:
        return Control(path, simulation.handle)
    except OSError as exc:
        raise ControlError(f"the control socket {path} cannot be opened: {exc}; choose another path") from exc
