"""The pins: the only file that knows gpiozero."""

import atexit
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping

from gpiozero import Device, DigitalInputDevice, Factory
from gpiozero.pins.mock import MockFactory

from sensors.errors import PinError
from sensors.wired import Input

log = logging.getLogger(__name__)
OnEdge = Callable[[str, bool], None]
PULLS = {"up": True, "down": False, "none": None}


def gpio() -> Factory:
    """Give gpiozero's own choice of a way to this machine's pins.

    :raises PinError: there is none; the text says what was tried.
    """
    _give_lgpio_a_folder()
    with warnings.catch_warnings(record=True) as tried:
        warnings.simplefilter("always")
        try:
            Device.ensure_pin_factory()
        except Exception as exc:
            reasons = "; ".join(str(warning.message) for warning in tried) or str(exc)
            raise PinError(
                f"this machine's pins cannot be reached ({reasons}): run on a Raspberry Pi with python3-lgpio, "
                "as a user of the group gpio, or set pins = 'simulated'"
            ) from exc
    for warning in tried:
        log.warning("%s", warning.message)
    return Device.pin_factory


class Pins:
    """Every input's pin that can be had. "Active" is what its wiring calls so, whatever the voltage."""

    def __init__(self, inputs: Iterable[Input], factory: Factory, on_edge: OnEdge) -> None:
        """Claim; `on_edge(input, active)` is called in a thread of the pin library.

        A pin that cannot be had stops no other: `faults` has a sentence for each.
        """
        self._devices: list[DigitalInputDevice] = []
        self.reads: dict[str, Callable[[], bool]] = {}
        self.faults: list[str] = []
        for one in inputs:
            try:
                self._add(one, factory, on_edge)
            except PinError as exc:
                self.faults.append(str(exc))

    def close(self) -> None:
        """Give all pins back."""
        for device in self._devices:
            device.close()

    def _add(self, one: Input, factory: Factory, on_edge: OnEdge) -> None:
        device = _claim(one, factory)
        self._devices.append(device)
        inverted = _inverted(one)
        device.when_activated = lambda: on_edge(one.id, not inverted)
        device.when_deactivated = lambda: on_edge(one.id, inverted)
        self.reads[one.id] = lambda: bool(device.value) != inverted


class SimulatedPins:
    """Voltages put on gpiozero's mock pins. Until driven, a pin is as with nothing attached: contacts are open."""

    def __init__(self, inputs: Iterable[Input]) -> None:
        """Prepare; `factory` is what `Pins` claims from."""
        self.factory: Factory = MockFactory()
        self.inputs: Mapping[str, Input] = {one.id: one for one in inputs}

    def drive(self, name: str, *, active: bool) -> None:
        """Put the voltage on an input's pin that its wiring calls active or inactive.

        :raises KeyError: there is no such input.
        """
        found = self.inputs[name]
        pin = self.factory.pin(found.pin)
        if active == (found.wiring.active == "high"):
            pin.drive_high()
        else:
            pin.drive_low()
        pin.clear_states()  # the mock pin writes down every change, for ever


def _give_lgpio_a_folder() -> None:
    """Whoever imports lgpio has to be able to write where `LG_WD` says, or else in the current folder."""
    if "LG_WD" not in os.environ:
        os.environ["LG_WD"] = folder = tempfile.mkdtemp(prefix="dabei-lgpio-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _claim(one: Input, factory: Factory) -> DigitalInputDevice:
    pull = PULLS[one.wiring.pull]
    floating = {"active_state": one.wiring.active == "high"} if pull is None else {}
    try:
        return DigitalInputDevice(one.pin, pull_up=pull, pin_factory=factory, **floating)
    except Exception as exc:
        raise PinError(
            f"pin {one.pin} of {one.id!r} cannot be used: {exc}. "
            "Take another pin, or end the program that holds this one"
        ) from exc


def _inverted(one: Input) -> bool:
    """With a pull, gpiozero calls the opposite of the pull active; a closed door at a pull-up is not."""
    return (one.wiring.pull, one.wiring.active) in {("up", "high"), ("down", "low")}
