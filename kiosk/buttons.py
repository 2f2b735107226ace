"""Two hardware buttons beside the screen, and what sees motion. The only file of the kiosk that knows gpiozero."""

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from typing import Literal

from gpiozero import Button, Device, DigitalInputDevice, Factory
from gpiozero.pins.mock import MockFactory

from kiosk.errors import ButtonError
from kiosk.view import Way

BOUNCE_S, HELD_S = 0.02, 1.5
"""A contact chatters for so long; and who holds a button for so long means something else."""


class Buttons:
    """Buttons from a pin to ground. `pressed` and `held` are called in threads of the pin library.

    Where a long press means something else, a short one is told when the button is let go.
    """

    def __init__(
        self,
        pins: Mapping[Way, int],
        factory: Factory,
        pressed: Callable[[Way], None],
        held: Callable[[], None] | None = None,
    ) -> None:
        """Claim the pins; without `held` a long press is one like any other.

        :raises ButtonError: one cannot be had; none is claimed then.
        """
        self._pins, self._factory = dict(pins), factory
        self._buttons: list[Button] = []
        try:
            for way, pin in pins.items():
                self._add(way, pin, pressed, held)
        except ButtonError:
            self.close()
            raise

    def close(self) -> None:
        """Give the pins back."""
        for button in self._buttons:
            button.close()
        self._buttons = []

    def push(self, way: Way) -> None:
        """Press and let go, where pins are simulated.

        :raises KeyError: there is no such button.
        """
        pin = self._factory.pin(self._pins[way])
        pin.drive_low()
        pin.drive_high()

    def _add(self, way: Way, pin: int, pressed: Callable[[Way], None], held: Callable[[], None] | None) -> None:
        bounce_s = None if isinstance(self._factory, MockFactory) else BOUNCE_S  # a simulated one does not chatter
        try:
            button = Button(pin, hold_time=HELD_S, bounce_time=bounce_s, pin_factory=self._factory)
        except Exception as exc:  # each pin library has errors of its own
            raise ButtonError(
                f"buttons.{way}: pin {pin} cannot be used: {exc}. Take another pin, or end what holds this one"
            ) from exc
        self._buttons.append(button)
        if held is None:
            button.when_pressed = lambda: pressed(way)
            return
        long = threading.Event()

        def hold() -> None:
            long.set()
            held()

        def release() -> None:
            if not long.is_set():
                pressed(way)

        button.when_pressed, button.when_held, button.when_released = long.clear, hold, release


class Motion:
    """A motion sensor at a pin. `seen` is called in a thread of the pin library, each time that somebody comes."""

    def __init__(self, pin: int, factory: Factory, seen: Callable[[], None]) -> None:
        """Claim the pin.

        :raises ButtonError: it cannot be had.
        """
        try:
            self._device = DigitalInputDevice(pin, pull_up=False, pin_factory=factory)
        except Exception as exc:  # each pin library has errors of its own
            raise ButtonError(
                f"screen.motion: pin {pin} cannot be used: {exc}. Take another pin, or end what holds this one"
            ) from exc
        self._device.when_activated = seen

    def close(self) -> None:
        """Give the pin back."""
        self._device.close()


def factory(pins: Literal["gpio", "simulated"]) -> Factory:
    """Give a way to this machine's pins.

    :raises ButtonError: there is none.
    """
    if pins == "simulated":
        return MockFactory()
    if "LG_WD" not in os.environ:  # whoever imports lgpio has to be able to write there
        os.environ["LG_WD"] = folder = tempfile.mkdtemp(prefix="dabei-lgpio-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        Device.ensure_pin_factory()
    except Exception as exc:
        raise ButtonError(
            f"this machine's pins cannot be reached ({exc}): run on a Raspberry Pi with python3-lgpio, as a user of "
            "the group gpio, or take the buttons out of the settings"
        ) from exc
    return Device.pin_factory
