"""A real kiosk window whose frames are stepped by hand and whose time jumps."""

import gc
from pathlib import Path
from typing import Any

from kiosk import window
from kiosk.view import Touch, View


class Stepped:
    """One for each process: Kivy has one window."""

    def __init__(self, width: int, height: int) -> None:
        """Open the window and start the app in it."""
        window.prepare(width, height, fullscreen=False)
        from kivy.base import EventLoop, runTouchApp  # noqa: PLC0415 - reads the environment
        from kivy.clock import Clock  # noqa: PLC0415
        from kivy.core.window import Window  # noqa: PLC0415

        from kiosk.app import KioskApp  # noqa: PLC0415

        self.touches: list[Touch] = []
        self.typed: list[str] = []
        self.window, self._loop, self._clock = Window, EventLoop, Clock
        self._skew = 0.0
        real = Clock.time
        Clock.time = lambda: real() + self._skew
        self.app = KioskApp(self.touches.append, self.typed.append)
        self.app._run_prepare()  # noqa: SLF001 - what App.run does before its endless loop
        runTouchApp(embedded=True)
        self.frames(3)

    def frames(self, count: int = 2) -> None:
        """Draw some frames without sleeping."""
        for _ in range(count):
            self._clock._max_fps = 0  # noqa: SLF001 - the power saver sets it
            self._loop.idle()
            self.window.mainloop()

    def wait(self, seconds: float) -> None:
        """Let time pass at once."""
        self._skew += seconds
        self.frames(3)

    def show(self, view: View, language: str) -> None:
        """Show a view and draw it."""
        self.app.show(view, language)
        self.frames()

    def press(self, x: float, y: float) -> None:
        """Touch the window, px from its lower left, the way a finger does."""
        top = self.window.height - y
        self.window.dispatch("on_mouse_down", x, top, "left", [])
        self.frames()
        self.window.dispatch("on_mouse_up", x, top, "left", [])
        self.frames()

    def widgets(self) -> list[Any]:
        """Give every widget that is drawn now."""
        return list(self.app.root.walk())

    def picture(self, path: Path) -> None:
        """Save what the window shows."""
        gc.collect()
        self.window.dispatch("on_draw")
        Path(self.window.screenshot(name=str(path))).replace(path)
