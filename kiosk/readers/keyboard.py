"""Readers that type, taken for ourselves alone: no key of theirs reaches the window. The only file that imports evdev.

A reader is known by its USB numbers, not by where it is plugged in. It may be pulled out and put back.
"""

import logging
import os
import select
import struct
import threading
from collections.abc import Callable, Iterator

from msgspec import Struct

from kiosk.errors import ReaderError
from kiosk.readers import Listener, Trouble
from kiosk.readers.wedge import LONGEST, SHORTEST

try:
    import evdev
except ImportError:  # most kiosks have another reader, and the package is compiled
    evdev = None  # type: ignore[assignment]  # looked at before it is used

log = logging.getLogger(__name__)
EVENT = struct.Struct("llHHi")
"""`struct input_event` of Linux: seconds, microseconds, type, code, value (linux/input.h)."""
EV_KEY, DOWN, ENTER = 1, 1, frozenset({28, 96})
KEYS = {
    **dict(zip(range(2, 12), "1234567890", strict=True)),
    **dict(zip(range(16, 26), "QWERTYUIOP", strict=True)),
    **dict(zip(range(30, 39), "ASDFGHJKL", strict=True)),
    **dict(zip(range(44, 51), "ZXCVBNM", strict=True)),
    **dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True)),
}
"""Key codes of a keyboard and its number pad (linux/input-event-codes.h)."""
PAUSE_S = 0.5
"""After so long a number begins anew."""
RETRY_S, EVENTS = 1.0, 64


class Device(Struct, frozen=True):
    """A device that is open."""

    fd: int
    close: Callable[[], object]


class KeyboardReader:
    """Reads the keyboard with this USB `vendor:product`, in hex such as `08ff:0009`."""

    def __init__(self, usb: str, find: Callable[[str], Device | None] | None = None) -> None:
        """Prepare; `find` opens the device, and gives None while it is not plugged in."""
        self._usb, self._find = usb, find or grab
        self._listener = Listener(lambda _number: None)
        self._thread = threading.Thread(target=self._run, name="keyboard", daemon=True)
        self._stopping = threading.Event()
        self._wake, self._waker = os.pipe()
        self._trouble: Trouble | None = None
        self._text, self._last = "", 0.0

    def start(self, listener: Listener) -> None:
        """Begin to read.

        :raises ReaderError: evdev is not installed.
        """
        if self._find is grab and evdev is None:
            raise ReaderError("readers.keyboard needs evdev: install python3-evdev.")
        self._listener = listener
        self._thread.start()

    def typed(self, text: str, now: float) -> None:
        """Take no notice of what the window receives."""

    def stop(self) -> None:
        """End at once."""
        self._stopping.set()
        os.write(self._waker, b"!")
        if self._thread.ident is not None:
            self._thread.join(3)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._read()
            except OSError as exc:
                log.warning("the reader %s is gone: %s", self._usb, exc)
            self._tell("no_reader")
            self._stopping.wait(RETRY_S)

    def _read(self) -> None:
        """Read until the device is gone, or it is time to stop.

        :raises OSError: the device is gone, or may not be opened.
        """
        device = self._find(self._usb)
        if device is None:
            return
        self._text = ""
        self._tell("")
        try:
            while not self._stopping.is_set():
                ready, _, _ = select.select([device.fd, self._wake], [], [])
                if device.fd in ready:
                    data = os.read(device.fd, EVENT.size * EVENTS)
                    if not data:
                        raise OSError("nothing more to read")
                    for at, code in pressed(data):
                        self._key(at, code)
        finally:
            device.close()

    def _key(self, at: float, code: int) -> None:
        if at - self._last > PAUSE_S:
            self._text = ""
        self._last = at
        if code in ENTER:
            text, self._text = self._text, ""
            if SHORTEST <= len(text) <= LONGEST:
                self._listener.card(text)
            elif text:
                self._listener.unread()
        else:
            self._text += KEYS.get(code, "")

    def _tell(self, trouble: Trouble) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._listener.trouble(trouble)


def pressed(data: bytes) -> Iterator[tuple[float, int]]:
    """Give (seconds, key code) of each key that went down; what the kernel gave in part is left out."""
    whole = len(data) - len(data) % EVENT.size
    for seconds, micros, kind, code, value in EVENT.iter_unpack(data[:whole]):
        if kind == EV_KEY and value == DOWN:
            yield seconds + micros / 1e6, code


def grab(usb: str) -> Device | None:
    """Open the device with these USB numbers for ourselves alone; None while it is not plugged in.

    :raises OSError: it may not be opened, or somebody else has grabbed it.
    """
    for path in evdev.list_devices():
        device = evdev.InputDevice(path)
        if f"{device.info.vendor:04x}:{device.info.product:04x}" == usb.casefold():
            device.grab()
            return Device(device.fd, device.close)
        device.close()
    return None
