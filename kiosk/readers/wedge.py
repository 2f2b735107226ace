"""Readers that type: the card's digits and Enter, as if by keyboard, through the kiosk's window."""

from kiosk.readers import Listener

READER_S_PER_KEY = 0.03
"""A reader types ten digits and Enter in 25 to 50 ms, a person takes 60 to 120 ms a key (measured)."""
SHORTEST = 6
LONGEST = 32


class WedgeReader:
    """Judges by the total time, because a window hands keys on in batches, a frame at a time."""

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._text, self._began = "", 0.0
        self._listener = Listener(lambda _number: None)

    def start(self, listener: Listener) -> None:
        """Begin to read."""
        self._listener = listener

    def typed(self, text: str, now: float) -> None:
        """Collect until Enter; what was typed too slowly for a reader is dropped."""
        for char in text:
            if not self._text or now - self._began > READER_S_PER_KEY * LONGEST:
                self._text, self._began = "", now
            if char == "\n":
                self._finish(now)
            elif char.isalnum() and len(self._text) < LONGEST:
                self._text += char

    def stop(self) -> None:
        """Forget what was typed."""
        self._text = ""

    def _finish(self, now: float) -> None:
        text, self._text = self._text, ""
        if len(text) >= SHORTEST and now - self._began <= READER_S_PER_KEY * (len(text) + 1):
            self._listener.card(text)
