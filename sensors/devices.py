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
from sensors.settings import Sensor

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
    """Every sensor's pin, claimed. "Active" is what the sensor's wiring calls so, whatever the voltage."""

    def __init__(self, sensors: Iterable[Sensor], factory: Factory, on_edge: OnEdge) -> None:
        """Claim; `on_edge(sensor, active)` is called in a thread of the pin library.

        :raises PinError: a pin cannot be had; none is claimed then.
        """
        self._devices: list[DigitalInputDevice] = []
        self.reads: dict[str, Callable[[], bool]] = {}
        try:
            for sensor in sensors:
                self._add(sensor, factory, on_edge)
        except PinError:
            self.close()
            raise

    def close(self) -> None:
        """Give all pins back."""
        for device in self._devices:
            device.close()

    def _add(self, sensor: Sensor, factory: Factory, on_edge: OnEdge) -> None:
        device = _claim(sensor, factory)
        self._devices.append(device)
        inverted = _inverted(sensor)
        device.when_activated = lambda: on_edge(sensor.id, not inverted)
        device.when_deactivated = lambda: on_edge(sensor.id, inverted)
        self.reads[sensor.id] = lambda: bool(device.value) != inverted


class SimulatedPins:
    """Voltages put on gpiozero's mock pins. Until driven, a pin is as with nothing attached: contacts are open."""

    def __init__(self, sensors: Iterable[Sensor]) -> None:
        """Prepare; `factory` is what `Pins` claims from."""
        self.factory: Factory = MockFactory()
        self._sensors: Mapping[str, Sensor] = {sensor.id: sensor for sensor in sensors}

    def drive(self, sensor: str, *, active: bool) -> None:
        """Put the voltage on a sensor's pin that its wiring calls active or inactive.

        :raises KeyError: there is no such sensor.
        """
        found = self._sensors[sensor]
        pin = self.factory.pin(found.pin)
        if active == (found.wiring.active == "high"):
            pin.drive_high()
        else:
            pin.drive_low()


def _give_lgpio_a_folder() -> None:
    """Whoever imports lgpio has to be able to write where `LG_WD` says, or else in the current folder."""
    if "LG_WD" not in os.environ:
        os.environ["LG_WD"] = folder = tempfile.mkdtemp(prefix="dabei-lgpio-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _claim(sensor: Sensor, factory: Factory) -> DigitalInputDevice:
    pull = PULLS[sensor.wiring.pull]
    floating = {"active_state": sensor.wiring.active == "high"} if pull is None else {}
    try:
        return DigitalInputDevice(sensor.pin, pull_up=pull, pin_factory=factory, **floating)
    except Exception as exc:
        raise PinError(
            f"pin {sensor.pin} of {sensor.id!r} cannot be used: {exc}. "
            "Take another pin, or end the program that holds this one"
        ) from exc


def _inverted(sensor: Sensor) -> bool:
    """With a pull, gpiozero calls the opposite of the pull active; a closed door at a pull-up is not."""
    return (sensor.wiring.pull, sensor.wiring.active) in {("up", "high"), ("down", "low")}
