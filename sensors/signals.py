"""A lamp at a desk or in a room, with a buzzer and a button if there are, as the settings name them."""

from collections.abc import Iterator

from broker.wire.message import Name
from broker.wire.messages import Channel
from broker.wire.settings import Settings
from sensors.wired import Edge, Input, PinNumber, Wiring

PRESSED = Wiring("up", "low", 0.02, 0.02)
"""A button from its pin to ground, which chatters for a few milliseconds."""


class Signal(Settings, frozen=True, kw_only=True):
    """Shows that somebody is called. Give it a `desk`, or a `room` for calls that go further."""

    id: Name
    desk: Name | None = None
    room: Name | None = None
    lamp: PinNumber
    lit: Edge = "high"
    """Voltage at which the lamp is on; `low` for most relay boards."""
    buzzer: PinNumber | None = None
    """An active buzzer: it sounds by itself while its pin is high."""
    button: PinNumber | None = None
    """From the pin to ground; pressed, it says "I am coming"."""

    @property
    def place(self) -> str:
        """Where on the wire the call stands: the channel of the hub's picture."""
        return f"desk/{self.desk}/call" if self.desk else f"room/{self.room}/call"

    def pins(self) -> tuple[int, ...]:
        """Give every pin it takes."""
        return tuple(pin for pin in (self.lamp, self.buzzer, self.button) if pin is not None)

    def inputs(self) -> Iterator[Input]:
        """Give the pin that is read, if there is one."""
        if self.button is not None:
            yield Input(f"{self.id}-button", self.button, PRESSED)

    def channels(self) -> Iterator[tuple[str, Channel]]:
        """Give what it tells on the wire: nothing; an answer is a fact."""
        return iter(())

    def problems(self) -> list[str]:
        """Find a signal that belongs nowhere, or to two places."""
        if (self.desk is None) == (self.room is None):
            return [f"signal {self.id!r}: give it a `desk` or a `room`"]
        return []
