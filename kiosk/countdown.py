"""How long a screen stays: a ring around the sun, and the seconds in words."""

from math import ceil
from time import monotonic
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty

from kiosk import palette, shapes
from kiosk.language import _, ngettext
from kiosk.power import RESULT_FPS
from kiosk.shapes import Ink
from kiosk.stage import OnStage, Stage
from kiosk.view import Stay

RING, RING_WIDTH = 150, 14
"""Radius and width of the ring, on the grid of the stage."""
RISE_S, SET_S = 0.28, 0.4


class TimeRing(OnStage):
    """The time that is left, as a ring around the sun; `half` shows only what stands above the horizon."""

    level = NumericProperty(0.0)
    large = NumericProperty(1.0)
    share = NumericProperty(1.0)
    half = BooleanProperty(defaultvalue=False)

    def looks(self) -> tuple[str, ...]:
        """Name everything above."""
        return ("level", "large", "share", "half")

    def paint(self) -> None:
        """Draw the track and what is left of it, from the top clockwise."""
        x, y = self.middle(self.level)
        start, whole = (-90, 180) if self.half else (0, 360)
        track, left, radius = Ink(), Ink(moving=True), RING * self.unit * self.large
        track.stroke(shapes.arc(x, y, radius, start, start + whole), RING_WIDTH * self.unit)
        track.draw(palette.KIEFER_LIGHT)
        if self.share > 0:
            end = start + max(1.0, whole * self.share)
            left.stroke(shapes.arc(x, y, radius, start, end), RING_WIDTH * self.unit, caps=True)
            left.draw(palette.SONNE)


class Countdown(Stage):
    """A stage that shows how long the screen stays, without being told each time."""

    sun = ObjectProperty(None)
    ring = ObjectProperty(None)
    closes = ObjectProperty(None)
    hint = ObjectProperty(None)

    def __init__(self, **kwargs: Any) -> None:
        """Begin with nothing to count."""
        self._stay = Stay(0.0, 1.0)
        self._tick = Clock.create_trigger(self._advance, 1 / RESULT_FPS, interval=True)
        super().__init__(**kwargs)

    def count(self, stay: Stay) -> None:
        """Show what is left of this time, and go on by itself."""
        self._stay = stay
        self._tick()
        self._advance(0)

    def halt(self) -> None:
        """Stop counting."""
        self._tick.cancel()

    def rise(self) -> None:
        """Let the sun come up behind the blocks."""
        sun = self.sun
        high = sun.level
        sun.level = high - 250
        Animation(level=high, duration=RISE_S, transition="out_cubic").start(sun)

    def sink(self) -> None:
        """Let the sun go down to the blocks."""
        sun = self.sun
        low = sun.level
        sun.level = low + 160
        Animation(level=low, duration=SET_S, transition="in_quad").start(sun)

    def _advance(self, _dt: float) -> None:
        left = max(0.0, self._stay.until - monotonic())  # Kivy's clock is another one, and drifts away from it
        self.ring.share = min(1.0, left / self._stay.span)
        seconds = ceil(left - 0.01)
        self.closes.text = ngettext("Closes in {count} second", "Closes in {count} seconds", seconds)
        if left == 0:
            self.halt()
        if self.hint:
            self.hint.text = _("You have more time now") if self._stay.held else _("Touch to stop the time")
