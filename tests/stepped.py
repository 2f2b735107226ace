"""A real kiosk window whose frames are stepped by hand and whose time jumps."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from kiosk import window
from kiosk.view import Arch, Glyph, IdleView, Look, Touch, View

FRAME_S = 0.001
APART_S = 100.0
"""Kivy's clock and the monotonic one, which is set right by NTP, drift apart."""


class Stepped:
    """One for each process: Kivy has one window."""

    def __init__(self, width: int, height: int) -> None:
        """Open the window and start the app in it."""
        window.prepare(width, height, fullscreen=False)
        from kivy.base import EventLoop, runTouchApp  # noqa: PLC0415 - reads the environment
        from kivy.clock import Clock  # noqa: PLC0415
        from kivy.core.window import Window  # noqa: PLC0415

        from kiosk import countdown  # noqa: PLC0415
        from kiosk.app import KioskApp  # noqa: PLC0415

        self.touches: list[Touch] = []
        self.chosen: list[str] = []
        """Which of several each touch meant."""
        self.typed: list[str] = []
        self.window, self._loop, self._clock = Window, EventLoop, Clock
        self._now: float = Clock.time()
        Clock.time = lambda: self._now  # time stands still on a busy machine, too
        countdown.monotonic = lambda: self._now + APART_S  # type: ignore[attr-defined]  # not exported
        Window.flip = lambda: None  # nobody looks at the display
        self.said: list[tuple[str, str]] = []
        """What was to be read aloud, and in which language."""
        self.app = KioskApp(self._touched, self.typed.append, lambda *text: self.said.append(text))
        self.app._run_prepare()  # what App.run does before its endless loop
        runTouchApp(embedded=True)
        self.frames(3)

    def _touched(self, meaning: Touch, what: str) -> None:
        self.touches.append(meaning)
        self.chosen.append(what)

    def start_anew(self) -> None:
        """Forget every screen, as if the kiosk had just been started."""
        from kiosk.screens import Screens  # noqa: PLC0415

        self.app.root.clear_widgets()
        self.app._left.clear()
        self.app._screens, self.app._warming = Screens(self.app._touched), self.app._warm()
        self.app._warm_on(0.0)

    def close(self) -> None:
        """Close the window, before its display goes."""
        self.app.stop()
        self.window.close()

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, in px."""
        if self.window.size != (width, height):
            self.window.size = (width, height)
            self.frames(3)

    def frames(self, count: int = 2) -> None:
        """Draw some frames without sleeping, all into one pixel: what is looked at is drawn by `paint`."""
        self._draw_into(1, 1)
        for _ in range(count):
            self._clock._max_fps = 0  # the power saver sets it
            self._now += FRAME_S
            self._loop.idle()
            self.window.mainloop()

    def paint(self) -> None:
        """Draw the whole window, to look at its colours."""
        self._draw_into(*self.window.size)
        self.window.dispatch("on_draw")

    def _draw_into(self, width: int, height: int) -> None:
        """Say into how much of the window all is drawn, px from the lower left: without a graphics card each costs."""
        from kivy.graphics.opengl import glViewport  # noqa: PLC0415 - Kivy reads its environment when it is imported

        glViewport(0, 0, width, height)

    def count_frames(self, act: Callable[[], Any]) -> int:
        """Count how often the window is drawn meanwhile."""
        drawn: list[Any] = []
        self.window.bind(on_draw=drawn.append)
        act()
        self.window.unbind(on_draw=drawn.append)
        return len(drawn)

    def wait(self, seconds: float) -> None:
        """Let time pass at once."""
        self._now += seconds
        self.frames(3)

    def show(
        self, view: View, language: str, *, larger: bool = False, contrast: bool = False, aloud: bool = False
    ) -> None:
        """Show a view and draw it."""
        self.app.show(self.from_now(view), Look(language, larger, contrast, aloud))
        self.frames()

    def from_now(self, view: View) -> View:
        """Let the time of a sample count from now."""
        if isinstance(view, IdleView):
            return view
        return replace(view, stay=replace(view.stay, until=self._now + APART_S + view.stay.until))

    def press(self, x: float, y: float) -> None:
        """Touch the window, px from its lower left, the way a finger does."""
        top = self.window.height - y
        self.window.dispatch("on_mouse_down", x, top, "left", [])
        self.frames()
        self.window.dispatch("on_mouse_up", x, top, "left", [])
        self.wait(0.1)

    def widgets(self) -> list[Any]:
        """Give every widget that is drawn now."""
        return [widget for widget in self.app.root.walk() if widget is not self.app.root and widget.width]

    def words(self) -> list[Any]:
        """Give every widget with a text that can be read now."""
        return [widget for widget in self.widgets() if getattr(widget, "settings", None)]

    def texts(self) -> list[str]:
        """Give every text that can be read now."""
        return [words.text for words in self.words()]

    def find(self, text: str) -> Any:  # noqa: ANN401 - a Kivy widget
        """Give the widget with exactly this text."""
        (found,) = [words for words in self.words() if words.text == text]
        return found

    def fonts(self, text: str) -> set[str]:
        """Give the families of the fonts that this text is drawn in."""
        lines = [line for setting in self.find(text).settings for line in setting.lines]
        return {Path(run.font).name.split("-")[0] for line in lines for run in line.runs}

    def buttons(self) -> list[Any]:
        """Give every button that can be touched now."""
        return [widget for widget in self.words() if hasattr(widget, "meaning")]

    def glyphs(self) -> list[Glyph]:
        """Give every desk that is drawn now."""
        return [glyph for widget in self.widgets() for glyph in getattr(widget, "glyphs", ())]

    def arches(self) -> list[Arch]:
        """Give every child's place that is drawn now."""
        return [arch for widget in self.widgets() for arch in getattr(widget, "arches", ())]

    def inside(self, widget: Any) -> bool:  # noqa: ANN401 - a Kivy widget
        """Tell whether a widget is wholly in the window."""
        width, height = self.window.size
        return bool(widget.x >= 0 and widget.y >= 0 and widget.right <= width and widget.top <= height)

    def pictures(self, widget: Any) -> list[Any]:  # noqa: ANN401 - a Kivy widget
        """Give all letters and signs that a widget draws, as Kivy's instructions with `pos`, `size` and `texture`."""
        from kivy.graphics import Rectangle  # noqa: PLC0415 - Kivy reads its environment when it is imported

        return [each for each in widget.canvas.before.children if isinstance(each, Rectangle) and each.texture]

    def spill(self, words: Any) -> float:  # noqa: ANN401 - a Kivy widget
        """Give by how many px a letter or sign of a text comes out above or below its button or card; 0 for none."""
        from kiosk.widgets import Press, Tile  # noqa: PLC0415 - Kivy reads its environment when it is imported

        holders, at = [self.app.root], words
        while at is not self.app.root:
            holders += [at] if isinstance(at, Press | Tile) else []
            at = at.parent
        low, high = max(each.y for each in holders), min(each.top for each in holders)
        near = [each for each in self.pictures(words) if each.pos[1] < low or each.pos[1] + each.size[1] > high]
        levels = [level for each in near for level in _ink(each)]
        return max([0.0, *(low - level for level in levels), *(level - high for level in levels)])

    def pixel(self, x: int, y: int) -> str:
        """Give the colour that is drawn there, px from the lower left."""
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels  # noqa: PLC0415

        self.paint()
        red, green, blue, _ = glReadPixels(x, y, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE)
        return f"#{red:02X}{green:02X}{blue:02X}"

    def picture(self, path: Path) -> None:
        """Save what the window shows."""
        gc.collect()
        self.paint()
        Path(self.window.screenshot(name=str(path))).replace(path)


def _ink(drawn: Any) -> tuple[float, float]:  # noqa: ANN401 - an instruction of Kivy
    """Give the lowest and the highest level at which a picture with a clear ground has any ink."""
    (width, height), clear = drawn.texture.size, drawn.texture.pixels[3::4]
    first = (len(clear) - len(clear.lstrip(b"\0"))) // width
    last = (len(clear) - len(clear.rstrip(b"\0"))) // width
    upside_down = drawn.texture.tex_coords[1] > drawn.texture.tex_coords[5]
    below, above = (last, first) if upside_down else (first, last)
    share = drawn.size[1] / height
    return drawn.pos[1] + below * share, drawn.pos[1] + drawn.size[1] - above * share
