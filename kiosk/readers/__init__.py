"""Ways for a card to arrive. Each reader tells what it hears with the number as the card or the reader writes it."""

from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct

Trouble = Literal["", "no_service", "no_reader"]
"""Why no card can be read: the system's card service is not there, or the reader is unplugged; empty: it works."""


def _nothing(*_: object) -> None:
    pass


class Listener(Struct, frozen=True):
    """Who is told, in any thread."""

    card: Callable[[str], None]
    """A card was put on: its number."""
    unread: Callable[[], None] = _nothing
    """A card was there, but too short to read it."""
    trouble: Callable[[Trouble], None] = _nothing
    """Cards cannot be read now, or can again."""


class Reader(Protocol):
    """One way for a card to arrive."""

    def start(self, listener: Listener) -> None:
        """Begin to read.

        :raises OSError: it cannot be opened and never will.
        :raises ReaderError: a package of the system is missing; the message says which.
        """

    def typed(self, text: str, now: float) -> None:
        """Take text that the window received at `now` seconds; Enter is a line feed. Most readers ignore it."""

    def stop(self) -> None:
        """End."""
