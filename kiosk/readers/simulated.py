"""Simulated cards: a socket for demos, tests and benchmarks, and keys for a person without a reader.

The same socket presses hardware buttons whose pins are simulated.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from broker.wire.control import Control
from kiosk.readers import Listener


class SimulatedReader:
    """Takes `card NUMBER` and `press come` lines at a socket, and single keys."""

    def __init__(
        self, control: Path | None, keys: Mapping[str, str], push: Callable[[str], None] = lambda _way: None
    ) -> None:
        """Prepare; `keys` maps a key to a card number, and `push` presses a button."""
        self._path, self._keys, self._push = control, keys, push
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
            case ["press", "come" | "go" as way]:
                self._push(way)
            case _:
                raise ValueError(f"expected 'card NUMBER' or 'press come', not {line!r}")
