"""Simulated cards: a socket for demos, tests and benchmarks, and keys for a person without a reader."""

from collections.abc import Mapping
from pathlib import Path

from broker.wire.control import Control
from kiosk.readers import Listener


class SimulatedReader:
    """Takes `card NUMBER` lines at a socket, and single keys."""

    def __init__(self, control: Path | None, keys: Mapping[str, str]) -> None:
        """Prepare; `keys` maps a key to a card number."""
        self._path, self._keys = control, keys
        self._control: Control | None = None
        self._listener = Listener(lambda _number: None)

    def start(self, listener: Listener) -> None:
        """Begin to listen."""
        self._listener = listener
        if self._path:
            self._control = Control(self._path, self._command)

    def typed(self, text: str, now: float) -> None:  # noqa: ARG002  # the interface's signature
        """Take a key as the card it stands for."""
        if text in self._keys:
            self._listener.card(self._keys[text])

    def stop(self) -> None:
        """Stop listening."""
        if self._control:
            self._control.close()

    def _command(self, line: str) -> None:
        match line.split():
            case ["card", number]:
                self._listener.card(number)
            case _:
                raise ValueError(f"expected 'card NUMBER', not {line!r}")
