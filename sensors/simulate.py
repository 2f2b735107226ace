"""Lines at the control socket move simulated pins; everything above the pins cannot tell the difference.

`pin SENSOR on` and `pin SENSOR off` make a sensor active or inactive, where a beam of a pair is `ID-outer` or
`ID-inner`; `unplug CHANNEL` and `plug CHANNEL` take what it tells off the wire and bring it back.
"""

from collections.abc import Collection
from pathlib import Path

from broker.wire.control import Control
from broker.wire.settings import guess
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
            case ["pin", one, ("on" | "off") as how]:
                self._pins.drive(_known(one, self._pins.inputs), active=how == "on")
            case ["unplug", channel]:
                self._channels.unplug(_known(channel, self._channels))
            case ["plug", channel]:
                self._channels.plug(_known(channel, self._channels))
            case _:
                raise CommandError(f"{line!r} is no command; {USAGE}")


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
