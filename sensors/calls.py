"""Calls at the desk: lamp and buzzer draw what the hub says, and the button answers. Threads may share it."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, Protocol

from msgspec import Struct

from broker.wire.messages import Topic, decode
from broker.wire.pictures import CallLevel
from sensors.signals import Signal

log = logging.getLogger(__name__)
Sign = Literal["off", "come", "urgent"]
NOBODY = CallLevel(state="none")


class Lamp(Protocol):
    """What shows a call."""

    def show(self, sign: Sign, *, sound: bool) -> None:
        """Show it from now on; a buzzer sounds only where `sound` says so."""

    def identify(self, seconds: float) -> None:
        """Show which one this is, then go on with what was shown."""


class _At(Struct):
    signal: Signal
    call: CallLevel = NOBODY
    drawn: CallLevel = NOBODY
    answered: str | None = None
    """The call that the button here has answered, until the hub's picture says so too."""


class Calls:
    """Every signal of a node."""

    def __init__(self, signals: Iterable[Signal]) -> None:
        """Begin with everything off."""
        self._lamps: Mapping[str, Lamp] = {}
        self._answer: Callable[[str], bool] = lambda _call: False
        self._at = {signal.id: _At(signal) for signal in signals}
        self._lock, self._up = threading.Lock(), False

    def attach(self, lamps: Mapping[str, Lamp], answer: Callable[[str], bool]) -> None:
        """Show calls on these lamps; `answer` makes the answer to a call durable, or gives False."""
        self._lamps, self._answer = lamps, answer

    def picture(self, topic: Topic, payload: bytes) -> None:
        """Take the hub's word on a call.

        :raises WireError: it cannot be read.
        """
        found = decode(payload, CallLevel) if payload else NOBODY
        with self._lock:
            for at in self._at.values():
                if at.signal.place == topic.channel:
                    at.call = found
                    if found.call != at.answered or found.answer:
                        at.answered = None
                    self._draw(at)

    def connection(self, up: bool) -> None:  # noqa: FBT001  # the node's signature
        """Know whether the hub is there: only then its word is drawn; what is shown stays when it goes."""
        with self._lock:
            self._up = up
            for at in self._at.values():
                self._draw(at)

    def press(self, signal: str) -> None:
        """Answer the call that is shown; without one, or once answered, nothing happens."""
        with self._lock:
            at = self._at[signal]
            call = at.drawn.call
            if call is None or _sign(at.drawn) == "off" or at.answered == call:
                return
            if self._answer(call):
                at.answered = call
                self._draw(at)

    def identify(self, seconds: float) -> None:
        """Let every lamp show itself."""
        log.info("identify: this is the node that was asked for; it has %d lamps", len(self._lamps))
        for lamp in self._lamps.values():
            lamp.identify(seconds)

    def _draw(self, at: _At) -> None:
        if self._up:
            at.drawn = at.call
        lamp = self._lamps.get(at.signal.id)
        if lamp:
            sign = "off" if at.answered and at.answered == at.drawn.call else _sign(at.drawn)
            lamp.show(sign, sound=self._up)


def _sign(call: CallLevel) -> Sign:
    """Give what to show: one who has answered is called no longer, and "all is well" is silent."""
    if call.answer or call.state not in ("come", "urgent"):
        return "off"
    return "urgent" if call.state == "urgent" else "come"
