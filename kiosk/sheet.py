"""Where things stand: boxes in px of the design, mirrored for languages that are written from the right.

A box is `x, y, width, height` from the start and the top of the sheet. A negative x or y counts from the far edge; a
width or height of 0 or less reaches to that far from it.
"""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.language import SPEECH
from kiosk.theme import FIT

FAR = -0.001
"""As x or y: right at the far edge."""
Box = tuple[float, float, float, float]


def from_left(align: str) -> float:
    """Give where `start`, `middle` or `end` is: 0 is left, 1 is right."""
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[align]
    return 1 - share if SPEECH.rtl else share


def resolve(box: Box, width: float, height: float) -> Box:
    """Turn negative numbers into plain ones, for a sheet of this size."""
    x, y, w, h = box
    if w <= 0:
        w += width - x
    if h <= 0:
        h += height - y
    return (x if x >= 0 else width + x - w), (y if y >= 0 else height + y - h), w, h


class Drawn(Widget):
    """Something that paints itself once after any number of changes."""

    wide = ObjectProperty((0, 0, 0, 0))
    """The box in the design of 1280x800."""
    small = ObjectProperty((0, 0, 0, 0))
    """The box in the design of 800x480."""

    shown = BooleanProperty(defaultvalue=True)
    """Takes no room and draws nothing otherwise, nor does anything in it; counts from the next `arrange`."""

    def __init__(self, **kwargs: Any) -> None:
        """Watch everything that changes how it looks."""
        self.repaint = Clock.create_trigger(self._repaint, -1)
        super().__init__(**kwargs)
        for name in ("pos", "size", *self.looks()):
            self.fbind(name, self.repaint)

    def looks(self) -> tuple[str, ...]:
        """Name the properties that change how it looks."""
        return ()

    def paint(self) -> None:
        """Draw on the open canvas."""

    def _repaint(self, _dt: float) -> None:
        self.canvas.before.clear()
        if self.width > 0 and self.height > 0:
            with self.canvas.before:
                self.paint()


class Sheet(Drawn):
    """Holds others, each in its box."""

    def arrange(self, *, anew: bool = False, shown: bool = True) -> None:
        """Give everything its place; `anew` when language or window have changed, so that all is painted again."""
        if anew:
            self.repaint()
        for child in self.children:
            if isinstance(child, Drawn):
                visible = shown and child.shown
                self._place(child, visible=visible)
                if isinstance(child, Sheet):
                    child.arrange(anew=anew, shown=visible)
                elif anew:
                    child.repaint()

    def _place(self, child: Drawn, *, visible: bool) -> None:
        x, y, width, height = resolve(FIT.pick(child.wide, child.small), self.width / FIT.x, self.height / FIT.y)
        left = self.width / FIT.x - x - width if SPEECH.rtl else x
        child.size = (round(width * FIT.x), round(height * FIT.y)) if visible else (0, 0)
        child.pos = round(self.x + left * FIT.x), round(self.top - (y + height) * FIT.y)
