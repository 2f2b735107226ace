"""The dark panel at the start side: wordmark, the one sentence, and the sun, which is "here, now".

Everything is drawn on a grid of 400 units for the width of the stage; the sun stands on the lower edge.
"""

from pathlib import Path

from kivy.graphics import Color, Rectangle, ScissorPop, ScissorPush
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk import palette, pictures, shapes
from kiosk.language import SPEECH
from kiosk.palette import PALETTE
from kiosk.shapes import Ink
from kiosk.sheet import Drawn, Sheet
from kiosk.theme import FIT

UNITS, SMALL = 400, 0.645
"""Width of the grid, and px for each unit in the small design."""
SUN = 118
"""Radius of the sun."""
RINGS = ((148, 0.72), (180, 0.42), (212, 0.22))
"""Radius and opacity of each ring around the reader."""


class OnStage(Drawn):
    """A part of the stage that is drawn on its grid: never stretched, each thing keeps to its side of the stage."""

    @property
    def unit(self) -> float:
        """One unit of the grid in px."""
        return FIT.factor * FIT.pick(1.0, SMALL)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Give a point of the grid, x from the start and y from the lower edge."""
        left = x * self.unit if x < UNITS / 2 else self.width - (UNITS - x) * self.unit
        return (self.right - left if SPEECH.rtl else self.x + left), self.y + self.unit * y

    def middle(self, level: float) -> tuple[float, float]:
        """Give the point in the middle of the stage that is so many units of its height above the lower edge."""
        return self.center_x, self.y + level * FIT.y * FIT.pick(1.0, SMALL)

    def rect(self, start: float, y: float, end: float, height: float) -> shapes.Points:
        """Give a rectangle of the grid, from one x to another."""
        left, right = sorted((self.at(start, y)[0], self.at(end, y)[0]))
        return shapes.box(left, self.y + y * self.unit, right - left, height * self.unit)


class Stage(Sheet):
    """The panel itself; what sticks out of it is cut off, so that nothing beside it need be covered."""

    def paint(self) -> None:
        """Draw the ground and begin to cut."""
        ScissorPush(x=self.x, y=self.y, width=self.width, height=self.height)
        Color(*palette.rgba(palette.KIEFER))
        Rectangle(pos=self.pos, size=self.size)
        if PALETTE.contrast:
            line = FIT.px(4, 3)
            Color(*palette.rgba(palette.EDGE))
            Rectangle(pos=(self.x if SPEECH.rtl else self.right - line, self.y), size=(line, self.height))
        with self.canvas.after:
            ScissorPop()

    def _repaint(self, dt: float) -> None:
        self.canvas.after.clear()
        super()._repaint(dt)


class SideStage(Stage):
    """The narrow panel of a screen where something is chosen."""

    def on_kv_post(self, base_widget: object) -> None:
        """Put the wordmark in line with the buttons."""
        super().on_kv_post(base_widget)
        for widget in self.children:
            if isinstance(widget, Wordmark):
                widget.wide, widget.small = (28, 28, 150, 44), (10, 12, 100, 28)


class Wordmark(Drawn):
    """The name of the system, never mirrored: drawn on its grid of 256.5 x 75.5 (VISUAL.md, section 2)."""

    light = BooleanProperty(defaultvalue=False)
    """It stands on a light ground."""

    def paint(self) -> None:
        """Draw it as high as its box, at the start."""
        u = self.height / 75.5
        left = self.right - 256.5 * u if SPEECH.rtl else self.x

        def at(x: float, y: float) -> tuple[float, float]:
            return left + x * u, self.top - y * u

        ink, dot = Ink(), Ink()
        for x in (26.25, 86.75, 147.25):
            ink.stroke(shapes.circle(*at(x, 49.25), 19 * u), 14.5 * u, closed=True)
        for x, y in ((45.25, 7.25), (105.75, 30.25), (128.25, 7.25), (246.25, 32.25)):
            ink.stroke([at(x, y), at(x, 68.25)], 14.5 * u, caps=True)
        ink.stroke(shapes.arc(*at(206.75, 49.25), 19 * u, 90, -204), 14.5 * u, caps=True)
        ink.stroke([at(187.75, 49.25), at(225.75, 49.25)], 11 * u)
        ink.draw(palette.TINTE if self.light else palette.LIGHT)
        dot.fill(shapes.circle(*at(246.25, 10.45), 9.8 * u))
        dot.draw(palette.APRIKOSE_MID if self.light else palette.SONNE)


class Sun(OnStage):
    """The sun: `height` of its middle above the lower edge, with a check when something was done."""

    level = NumericProperty(0.0)
    large = NumericProperty(1.0)
    check = BooleanProperty(defaultvalue=False)
    arrow = BooleanProperty(defaultvalue=False)
    rings = BooleanProperty(defaultvalue=False)

    def looks(self) -> tuple[str, ...]:
        """Name everything above."""
        return ("level", "large", "check", "arrow", "rings")

    def paint(self) -> None:
        """Draw rings, disc and sign."""
        x, y = self.middle(self.level)
        if self.rings:
            for radius, alpha in ((148, 1.0),) if PALETTE.contrast else RINGS:
                ring = Ink()
                ring.stroke(shapes.arc(x, y, radius * self.unit, -92, 92), 5 * self.unit)
                ring.draw(palette.SONNE, alpha)
        disc, sign, u = Ink(moving=True), Ink(moving=True), self.unit * self.large  # it rises and sets
        disc.fill(shapes.circle(x, y, SUN * u))
        disc.draw(palette.SONNE)
        if self.check:
            start, corner, end = ((x + px * u, y + py * u) for px, py in ((-54, -4), (-16, -42), (57, 36)))
            sign.stroke([start, corner], 26 * u, caps=True)
            sign.stroke([corner, end], 26 * u, caps=True)
            sign.draw(palette.DARK)
        if self.arrow:
            self._arrow()

    def _arrow(self) -> None:
        sign = Ink()
        x, y = self.middle(0)
        u = self.unit
        sign.fill(shapes.box(x - 14 * u, y + 52 * u, 28 * u, 30 * u, 4 * u))
        sign.fill([(x - 24 * u, y + 56 * u), (x + 24 * u, y + 56 * u), (x, y + 32 * u)])
        sign.stroke(
            [(x - 24 * u, y + 55 * u), (x + 24 * u, y + 55 * u), (x, y + 32 * u)], 4 * u, closed=True, caps=True
        )
        sign.draw(palette.DARK)


class Blocks(OnStage):
    """The rooms' blocks at the foot of the stage."""

    kind = StringProperty("standing")

    def looks(self) -> tuple[str, ...]:
        """Name the kind."""
        return ("kind",)

    def paint(self) -> None:
        """Draw them, those that the sun sets behind a little higher."""
        if self.kind == "setting":
            self._horizon()
        if PALETTE.contrast:
            return  # they mean nothing
        if self.kind == "idle":
            self._idle()
        else:
            self._row(30 if self.kind == "setting" else 0)

    def _idle(self) -> None:
        self._half_disc(28, 74)
        self._fill(palette.KIEFER_LIGHT, self.rect(0, 0, 20, 74))
        self._arch(400, 108, 54)

    def _horizon(self) -> None:
        self._fill(palette.KIEFER, self.rect(0, 0, 394, 88))
        self._fill(palette.HORIZON, self.rect(104, 80, 262, 8))

    def _row(self, lift: float) -> None:
        self._half_disc(28, 74 + lift)
        self._fill(palette.KIEFER_LIGHT, self.rect(0, 0, 104, 74 + lift))
        self._fill(palette.APRIKOSE_MID, self.rect(370, 0, 400, 66 + lift))
        self._arch(316, 114 + lift / 3, 54)

    def _half_disc(self, x: float, y: float) -> None:
        self._fill(palette.FLIEDER_MID, shapes.arc(*self.at(x, y), 42 * self.unit, -90, 90))

    def _arch(self, x: float, top: float, radius: float) -> None:
        cx, cy = self.at(x, top - radius)
        width = 32 * self.unit
        ring = shapes.arc(cx, cy, radius * self.unit - width / 2, -90, 90)
        inner = Ink()
        inner.fill(
            [
                *shapes.arc(cx, cy, (radius - 31) * self.unit, -90, 90),
                (cx + 23 * self.unit, self.y),
                (cx - 23 * self.unit, self.y),
            ]
        )
        inner.draw(palette.KIEFER)
        ink = Ink()
        ink.stroke([(ring[0][0], self.y - 2), *ring, (ring[-1][0], self.y - 2)], width)
        ink.draw(palette.KIEFER_LIGHT)

    def _fill(self, colour: str, points: shapes.Points) -> None:
        ink = Ink()
        ink.fill(points)
        ink.draw(colour)


class ReaderCard(OnStage):
    """A card on its way to the reader, or one with a sign on it."""

    level = NumericProperty(206)
    large = NumericProperty(1.0)
    sign = StringProperty("")
    """`?` or the name of an icon; without one the card shows the two doors."""

    def looks(self) -> tuple[str, ...]:
        """Name everything above."""
        return ("level", "large", "sign")

    def paint(self) -> None:
        """Draw it a little turned."""
        self._piece(palette.LIGHT, shapes.box(-80, -50, 160, 100, 17))
        if self.sign:
            self._sign(*self.middle(self.level), 66 * self.unit * self.large)
            return
        self._piece(palette.KIEFER, shapes.box(-60, -34, 38, 55, 19, 19, 2, 2))
        self._piece(palette.LIGHT, shapes.box(-36, -38, 33, 42, 16, 16, 2, 2))
        self._piece(palette.SONNE, shapes.box(-32, -34, 26, 34, 13, 13, 2, 2))
        self._piece(palette.PRINT, shapes.box(12, 12, 52, 9, 4.5))
        self._piece(palette.PRINT, shapes.box(12, -6, 34, 9, 4.5))

    def _sign(self, x: float, y: float, size: float) -> None:
        if self.sign == "?":
            pictures.mark("?", x, y, size * 1.15, palette.DARK)
        else:
            pictures.icon(self.sign, x, y, size, palette.DARK)

    def _piece(self, colour: str, points: shapes.Points) -> None:
        x, y = self.middle(self.level)
        size = self.unit * self.large
        ink = Ink()
        ink.fill(shapes.turned([(x + px * size, y + py * size) for px, py in points], x, y, -7.5))
        ink.draw(colour)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
