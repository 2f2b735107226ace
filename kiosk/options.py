"""Buttons among which one is chosen: icon and words in a row, or the icon above the words where it is narrow."""

from kivy.properties import BooleanProperty

from kiosk import palette, pictures, shapes
from kiosk.language import SPEECH
from kiosk.shapes import Ink
from kiosk.sheet import from_left
from kiosk.text import draw
from kiosk.theme import FIT
from kiosk.widgets import KINDS, Press, block

TOGETHER = "block-together"
"""The sign of a child who is in care with its adult: two heads under the arch."""


class Stacked(Press):
    """A button whose icon stands above its words if `stacked`."""

    stacked = BooleanProperty(defaultvalue=False)

    def looks(self) -> tuple[str, ...]:
        """Name how it is laid out, too."""
        return (*super().looks(), "stacked")

    def paint(self) -> None:
        """Draw the ground, and what is on it."""
        if not (self.stacked and self.text):
            super().paint()
            return
        self._ground()
        icon, gap = FIT.px(*self.icon_size), FIT.px(6, 2)
        words = self._set(self.text, self.role, self.width - 2 * FIT.px(10, 7), int(self.lines), icon + gap)
        self.settings = [words]
        top = self.center_y + (icon + gap + words.height) / 2
        self._icon(self.center_x, top - icon / 2, icon)
        draw(words, self.colour, self.center_x - words.width / 2, top - icon - gap, words.width, 0.5)


class Option(Stacked):
    """One choice of several, with a disc at its end that has a check when it is chosen."""

    chosen = BooleanProperty(defaultvalue=False)

    def looks(self) -> tuple[str, ...]:
        """Name whether it is chosen, too."""
        return (*super().looks(), "chosen")

    def paint(self) -> None:
        """Draw everything and the disc."""
        if not self.text:
            self.settings = []
        elif self.stacked:
            super().paint()
            edge = FIT.px(20, 14)
            self._disc(self._at(self.width - edge), self.top - edge, FIT.px(24, 17))
        else:
            self._ground()
            self._row()

    def _row(self) -> None:
        pad, icon, gap, disc = FIT.px(20, 10), FIT.px(*self.icon_size), FIT.px(16, 8), FIT.px(38, 26)
        start = pad + icon + gap
        words = self._set(self.text, self.role, self.width - start - gap - disc - pad, int(self.lines))
        self.settings = [words]
        left = self._at(start + words.width) if SPEECH.rtl else self._at(start)
        draw(words, self.colour, left, self.center_y + words.height / 2, words.width, from_left("start"))
        self._icon(self._at(pad + icon / 2), self.center_y, icon)
        self._disc(self._at(self.width - pad - disc / 2), self.center_y, disc)

    def _at(self, offset: float) -> float:
        return float(self.right - offset if SPEECH.rtl else self.x + offset)

    def _disc(self, x: float, y: float, size: float) -> None:
        ink = Ink()
        if self.chosen:
            ink.fill(shapes.circle(x, y, size / 2))
            ink.draw(self.colour)
            ground = KINDS[self.kind][self.state == "down"]
            pictures.icon("check", x, y, size * 0.66, ground)
        else:
            line = FIT.px(3, 2)
            ink.stroke(shapes.circle(x, y, (size - line) / 2), line, closed=True)
            ink.draw(palette.OUTLINE)

    def _icon(self, x: float, y: float, size: float) -> None:
        if self.icon == "block-play":
            block(self.icon, x, y, size * 1.06, self._tint())
        elif self.icon == TOGETHER:
            roof, width = Ink(), size * 0.13
            ring = shapes.arc(x, y - size * 0.02, (size - width) / 2, -90, 90)
            foot = y - size * 0.44
            roof.stroke([(ring[0][0], foot), *ring, (ring[-1][0], foot)], width)
            roof.draw(self._tint())
            pictures.icon("users", x, y - size * 0.14, size * 0.62, self.colour, full=True)
        else:
            super()._icon(x, y, size)

    def _tint(self) -> str:
        return palette.ON_CHOSEN if self.chosen else palette.FLIEDER_MID
