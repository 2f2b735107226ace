"""The pins: the only file that knows gpiozero."""

import atexit
import logging
import os
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from gpiozero import LED, Buzzer, Device, DigitalInputDevice, Factory
from gpiozero.pins.mock import MockFactory

from sensors.calls import Sign
from sensors.errors import PinError
from sensors.signals import Signal
from sensors.wired import Input

log = logging.getLogger(__name__)
OnEdge = Callable[[str, bool], None]
BLINKS: Mapping[str, tuple[float, float]] = {"come": (1.0, 1.0), "urgent": (0.25, 0.25)}
"""Seconds on and off: a slow pulse, and 2 Hz; nothing else, for nobody decodes Morse, and nothing blinks faster."""
BEEP_S, URGENT_EVERY_S = 0.4, 5.0
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


class SignalLamp:
    """A lamp and, if there is one, a buzzer. gpiozero blinks in threads of its own; a new sign ends the one before."""

    def __init__(self, signal: Signal, factory: Factory) -> None:
        """Claim its pins.

        :raises PinError: one cannot be had; none is claimed then.
        """
        self.sign: Sign = "off"
        """What it shows."""
        self._lock, self._sound = threading.RLock(), False
        self._again: threading.Timer | None = None
        high = signal.lit == "high"
        self._led = _output(signal, signal.lamp, lambda pin: LED(pin, active_high=high, pin_factory=factory))
        self._buzzer: Buzzer | None = None
        if signal.buzzer is not None:
            try:
                self._buzzer = _output(signal, signal.buzzer, lambda pin: Buzzer(pin, pin_factory=factory))
            except PinError:
                self._led.close()
                raise

    def show(self, sign: Sign, *, sound: bool) -> None:
        """Show a sign from now on; the buzzer sounds only with `sound`."""
        with self._lock:
            if (sign, sound) == (self.sign, self._sound):
                return
            self.sign, self._sound = sign, sound
            self._apply()

    def identify(self, seconds: float) -> None:
        """Blink, then go on with what was shown."""
        with self._lock:
            self._end_identify()
            self._led.blink(*BLINKS["urgent"])
            if self._buzzer:
                self._buzzer.beep(BEEP_S, BEEP_S, n=1)
            self._again = threading.Timer(seconds, self.refresh)
            self._again.daemon = True
            self._again.start()

    def refresh(self) -> None:
        """Show what is to be shown, whatever was shown meanwhile."""
        with self._lock:
            self._apply()

    def close(self) -> None:
        """Switch it off and give its pins back."""
        with self._lock:
            self._end_identify()
            self._led.close()
            if self._buzzer:
                self._buzzer.close()

    def _apply(self) -> None:
        self._end_identify()
        if self.sign == "off":
            self._led.off()
        else:
            self._led.blink(*BLINKS[self.sign])
        if self._buzzer is None:
            return
        if self.sign == "off" or not self._sound:
            self._buzzer.off()
        elif self.sign == "urgent":
            self._buzzer.beep(BEEP_S, URGENT_EVERY_S - BEEP_S)
        else:
            self._buzzer.beep(BEEP_S, BEEP_S, n=1)

    def _end_identify(self) -> None:
        if self._again:
            self._again.cancel()
            self._again = None


_Output = TypeVar("_Output")


def _output(signal: Signal, pin: int, claim: Callable[[int], _Output]) -> _Output:
    try:
        return claim(pin)
    except Exception as exc:
        raise PinError(
            f"pin {pin} of {signal.id!r} cannot be used: {exc}. "
            "Take another pin, or end the program that holds this one"
        ) from exc
