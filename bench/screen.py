"""An X screen, watched from outside: what stands on a line of it, told at the moment the X server draws there.

The DAMAGE extension reports every drawing into any window; there is nothing to poll, and nothing in the program that
is watched. Only what is needed of libX11 and libXdamage is declared here, as in their headers.
"""

import ctypes
import select
import time
from ctypes import POINTER, c_char_p, c_int, c_uint, c_ulong, c_void_p

RAW_RECTANGLES = 0
"""XDamageReportRawRectangles: an event for each drawing."""
Z_PIXMAP = 2
ALL_PLANES = c_ulong(-1).value
PIXEL_BYTES = 4
EVENT_BYTES = 192
"""sizeof(XEvent)."""


class _Image(ctypes.Structure):
    _fields_ = (
        ("width", c_int),
        ("height", c_int),
        ("xoffset", c_int),
        ("format", c_int),
        ("data", POINTER(ctypes.c_ubyte)),
    )


def _library(name: str, **functions: tuple[object, ...]) -> ctypes.CDLL:
    library = ctypes.CDLL(name)
    for function, (result, *arguments) in functions.items():
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    return library


class Screen:
    """A connection of its own to the display."""

    def __init__(self, name: str, width: int) -> None:
        """Connect to the display of this name, such as `:7`, and watch all of it; `width` in px."""
        self._width = width
        self._x = _library(
            "libX11.so.6",
            XOpenDisplay=(c_void_p, c_char_p),
            XDefaultRootWindow=(c_ulong, c_void_p),
            XConnectionNumber=(c_int, c_void_p),
            XPending=(c_int, c_void_p),
            XNextEvent=(c_int, c_void_p, c_void_p),
            XSync=(c_int, c_void_p, c_int),
            XGetImage=(POINTER(_Image), c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_ulong, c_int),
            XFree=(c_int, c_void_p),
        )
        damage = _library(
            "libXdamage.so.1",
            XDamageQueryExtension=(c_int, c_void_p, POINTER(c_int), POINTER(c_int)),
            XDamageCreate=(c_ulong, c_void_p, c_ulong, c_int),
        )
        self._display = self._x.XOpenDisplay(name.encode())
        assert self._display, f"no display {name}"
        assert damage.XDamageQueryExtension(self._display, ctypes.byref(c_int()), ctypes.byref(c_int()))
        self._root = self._x.XDefaultRootWindow(self._display)
        damage.XDamageCreate(self._display, self._root, RAW_RECTANGLES)
        self._x.XSync(self._display, 0)

    def line(self, y: int) -> bytes:
        """Give the pixels of a line of the screen as they are now."""
        image = self._x.XGetImage(self._display, self._root, 0, y, self._width, 1, ALL_PLANES, Z_PIXMAP)
        found = ctypes.string_at(image.contents.data, self._width * PIXEL_BYTES)
        self._x.XFree(image.contents.data)
        self._x.XFree(image)
        return found

    def changed(self, y: int, before: bytes, seconds: float) -> float | None:
        """Wait until a line is other than `before`.

        Gives when the server told of the drawing, as `time.time` does, or None if it took too long.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self._x.XPending(self._display):
                select.select([self._x.XConnectionNumber(self._display)], [], [], left)
            at = time.time()
            if self.forget() and self.line(y) != before:
                return at
        return None

    def forget(self) -> int:
        """Drop what the server has told so far, and give how many drawings that were."""
        event = ctypes.create_string_buffer(EVENT_BYTES)
        number = self._x.XPending(self._display)
        for _ in range(number):
            self._x.XNextEvent(self._display, event)
        return int(number)
