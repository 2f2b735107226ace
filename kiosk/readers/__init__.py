"""Ways for a card to arrive. Each reader calls `on_card` with the number as the card or the reader writes it."""

from collections.abc import Callable
from typing import Protocol

OnCard = Callable[[str], None]


class Reader(Protocol):
    """One way for a card to arrive."""

    def start(self, on_card: OnCard) -> None:
        """Begin to read; `on_card` may be called in any thread."""

    def typed(self, text: str, now: float) -> None:
        """Take text that the window received at `now` seconds; Enter is a line feed. Most readers ignore it."""

    def stop(self) -> None:
        """End."""
