"""A reader that types, which exists only at a socket and can be pulled out; its keys are real `input_event` bytes."""

import socket
from pathlib import Path

from kiosk.readers.keyboard import EV_KEY, EVENT, KEYS

CODES = {"\n": 28, **{letter: code for code, letter in KEYS.items() if code < 71}}


class Keys:
    """The reader."""

    def __init__(self, path: Path) -> None:
        """Plug it in."""
        self._path, self._at = path, 1_000.0
        self.plug_in()

    def plug_in(self) -> None:
        """Plug it in; the kiosk has it within a second."""
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self._path))
        self._door.listen()
        self._door.settimeout(20)
        self._wire: socket.socket | None = None

    def pull_out(self) -> None:
        """Pull it out."""
        self._path.unlink()
        self._door.close()
        if self._wire:
            self._wire.close()

    def type(self, text: str) -> None:
        """Type, in pieces; a line feed is Enter."""
        self._wire = self._wire or self._door.accept()[0]
        for letter in text:
            self._at += 0.004
            self._wire.sendall(EVENT.pack(int(self._at), int(self._at % 1 * 1e6), EV_KEY, CODES[letter], 1))
        self._at += 1
