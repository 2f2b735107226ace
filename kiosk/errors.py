"""What can go wrong at the kiosk, beside what the wire knows."""

from broker.wire.errors import DabeiError


class DisplayError(DabeiError):
    """There is no screen to draw on."""


class ButtonError(DabeiError):
    """A hardware button cannot be used."""


class ReaderError(DabeiError):
    """A card reader needs what is not installed."""
