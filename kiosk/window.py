"""What Kivy must be told before it is imported, because it builds its window on import."""

import ctypes
import logging
import os
import tempfile
from pathlib import Path

from kiosk.errors import DisplayError

ENVIRONMENT = {
    "KIVY_CLOCK": "free_all",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
}
STYLE = Path(__file__).parent / "assets" / "kivy"
"""Where an empty `style.kv` is."""


def prepare(width: int, height: int, *, fullscreen: bool) -> None:
    """Set the environment and Kivy's configuration; call it once, before importing `kiosk.app`.

    Width and height are in px and count only without `fullscreen`.

    :raises DisplayError: there is no screen to draw on.
    """
    _need_display()
    os.environ.update(ENVIRONMENT)
    # Kivy makes this folder even when it may not use it, and a service has no home to write to.
    os.environ.setdefault("KIVY_HOME", tempfile.mkdtemp(prefix="dabei-kivy-"))
    if os.environ.get("DISPLAY"):
        # Without a word SDL falls back to "offscreen" when the display is late, and the screen stays black.
        os.environ["SDL_VIDEODRIVER"] = "x11"

    from kivy.config import Config  # noqa: PLC0415 - reads the environment above

    for name, value in {
        "allow_screensaver": 0,
        "fullscreen": "auto" if fullscreen else 0,
        "height": height,
        "maxfps": 60,
        "multisamples": 0,
        "resizable": 0,
        "show_cursor": 0,
        "width": width,
    }.items():
        Config.set("graphics", name, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_level", "warning")
    # Kivy looks for a library that nobody here needs, and complains with a traceback.
    logging.getLogger("kivy").addFilter(lambda record: "MTDev" not in record.getMessage())
    for name, _ in Config.items("input"):
        Config.remove_option("input", name)
    # Exactly one source of touches: a second one would count each finger twice.
    Config.set("input", "mouse", "mouse,disable_multitouch")
    _leave_out_style()


def _leave_out_style() -> None:
    """Give Kivy an empty style: how its own buttons and lists look takes it as long to read as all of our screens."""
    import kivy  # noqa: PLC0415

    usual, kivy.kivy_data_dir = kivy.kivy_data_dir, str(STYLE)
    import kivy.lang  # noqa: PLC0415 - reads style.kv in that folder

    kivy.kivy_data_dir = usual


def _need_display() -> None:
    if os.environ.get("SDL_VIDEODRIVER") not in (None, "x11"):
        return  # somebody chose another way to draw, such as kmsdrm
    name = os.environ.get("DISPLAY")
    if not name:
        raise DisplayError("there is no display: set DISPLAY, or SDL_VIDEODRIVER=kmsdrm to draw without X.")
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = x11.XOpenDisplay(None)
    if not display:
        raise DisplayError(f"the display {name} cannot be reached; start it first, or set DISPLAY to another.")
    x11.XCloseDisplay(ctypes.c_void_p(display))
