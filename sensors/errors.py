"""What can go wrong at a sensor node; every text is one clear sentence that says what to do."""

from broker.wire.errors import DabeiError


class SensorsError(DabeiError):
    """Base of every error that only a sensor node has."""


class PinError(SensorsError):
    """A pin cannot be claimed, or this machine has none."""


class ClimateError(SensorsError):
    """The air cannot be measured: no bus, no chip, or one that answers rubbish."""


class CommandError(SensorsError):
    """A line at the control socket means nothing here."""


class ControlError(SensorsError):
    """The control socket cannot be opened."""


class LogError(SensorsError):
    """A recorded log cannot be played at these pins."""
