"""The real kiosk in its window: `python tests/windowed_kiosk.py kiosk.toml EYES.sock`.

Beside it a thread tells whoever connects to EYES.sock what stands on the screen, and where its buttons are.
"""

import queue
import socketserver
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from broker.wire.settings import load
from kiosk import __main__ as program
from kiosk.settings import KioskSettings


class Button(Struct, frozen=True):
    """A button, and its middle in px from the upper left."""

    meaning: str
    what: str
    text: str
    x: int
    y: int


class Seen(Struct, frozen=True):
    """What stands on the screen."""

    screen: str
    texts: list[str]
    buttons: list[Button]


class Eyes(socketserver.StreamRequestHandler):
    """Looks once for each connection."""

    def handle(self) -> None:
        """Let the window's thread look, and write down what it saw."""
        module = sys.modules.get("kiosk.app")  # its thread imports it: two at a time would meet half a module
        seen: queue.Queue[Seen] = queue.Queue()
        if app := module and hasattr(module, "App") and module.App.get_running_app():
            app.call(lambda: seen.put(look(app)))
            self.wfile.write(msgspec.json.encode(seen.get(timeout=5)))


def look(app: Any) -> Seen:  # noqa: ANN401 - Kivy's application
    """Read the screen that is drawn."""
    if app.screen is None:
        return Seen("", [], [])
    drawn = [widget for widget in app.screen.walk() if widget.width and widget.height]
    words = [widget for widget in drawn if getattr(widget, "text", "") and hasattr(widget, "settings")]
    buttons = [
        Button(one.meaning, one.what, getattr(one, "text", ""), int(one.center_x), int(app.root.height - one.center_y))
        for one in drawn
        if getattr(one, "meaning", "")
    ]
    return Seen(type(app.screen).__name__, [each.text for each in words], buttons)


def main() -> None:
    """Run the kiosk until it is stopped."""
    server = socketserver.ThreadingUnixStreamServer(sys.argv[2], Eyes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    program.run(load(Path(sys.argv[1]), KioskSettings))


if __name__ == "__main__":
    main()
