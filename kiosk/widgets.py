"""What screens are made of. Each paints itself from plain values and has a box in both designs."""

from pathlib import Path
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior

from kiosk import palette, pictures, shapes
from kiosk.language import SPEECH
from kiosk.palette import PALETTE
from kiosk.places import draw_arch, draw_edge, draw_glyph
from kiosk.shapes import Ink
from kiosk.sheet import Drawn, Sheet, from_left
from kiosk.text import Setting, draw, set_text
from kiosk.theme import FIT
from kiosk.view import Arch, Glyph

KINDS = {
    "main": (palette.MAIN, palette.ON_DEEP, palette.MAIN),
    "outline": (palette.WIESE, palette.TINTE, palette.EDGE),
    "card": (palette.PAPIER, palette.TINTE, palette.OUTLINE),
    "sun": (palette.SONNE, palette.DARK, palette.SONNE),
    "care": (palette.CHOSEN, palette.ON_DEEP, palette.CHOSEN),
    "stage": (palette.KIEFER, palette.LIGHT, palette.LIGHT),
    "light": (palette.LIGHT, palette.DARK, palette.LIGHT),
    "choice": (palette.KIEFER, palette.LIGHT, palette.KIEFER_LINE),
    "pale": (palette.WIESE, palette.QUIET, palette.PALE),
}
"""Ground, text and edge of each kind of button; `stage`, `light` and `choice` stand on the stage, `pale` ones rest."""
VALIGN = {"top": 0.0, "middle": 0.5, "bottom": 1.0}
BLOCKS = {
    "block-work": palette.HIMMEL_MID,
    "block-play": palette.FLIEDER_MID,
    "block-group": palette.APRIKOSE_MID,
    "block-kitchen": palette.BEERE_MID,
    "block-quiet": palette.MINZE_LINE,
}


class Words(Drawn):
    """A text with an icon before it and bold words after it, if wanted; never larger than its box."""

    text = StringProperty("")
    ground = StringProperty("")
    """What it stands on, where that is not drawn by what holds it."""
    role = StringProperty("body")
    colour = StringProperty(palette.TINTE)
    align = StringProperty("start")
    valign = StringProperty("middle")
    lines = NumericProperty(1)
    floor = ObjectProperty((0, 0))
    """The smallest size for this text in both designs, if it is above the usual one."""
    icon = StringProperty("")
    """Name of an icon, of a room's block or of the sign of a state."""
    icon_size = ObjectProperty((28, 20))
    icon_full = BooleanProperty(defaultvalue=False)
    icon_colour = StringProperty("")
    gap = ObjectProperty((14, 9))
    indent = ObjectProperty((0, 0))
    """What stays free where reading starts, in both designs."""
    tail = StringProperty("")
    tail_role = StringProperty("mark")
    said = BooleanProperty(defaultvalue=True)
    """Whether it is read aloud with the screen."""

    def __init__(self, **kwargs: Any) -> None:
        """Begin with nothing set."""
        self.settings: list[Setting] = []
        super().__init__(**kwargs)

    def looks(self) -> tuple[str, ...]:
        """Name everything above."""
        return (
            *("text", "role", "colour", "align", "valign", "lines", "floor", "tail", "tail_role"),
            *("icon", "icon_size", "icon_full", "icon_colour", "gap", "indent"),
        )

    def inset(self) -> float:
        """Give the room in px that stays free on the left and right."""
        return 0.0

    def edge(self) -> float:
        """Give the room in px that stays free above and below."""
        return 0.0

    def paint(self) -> None:
        """Set the words, then draw everything from the side where reading starts."""
        self.settings = []
        if not self.text:
            return
        lead = FIT.px(*self.icon_size) + FIT.px(*self.gap) if self.icon else 0.0
        space = FIT.font(self.role) * 0.27 if self.tail else 0.0
        whole = self.width - 2 * self.inset() - FIT.px(*self.indent)
        room = whole - lead - space
        after = self._set(self.tail, self.tail_role, room * 0.5, 1) if self.tail else None
        words = self._set(self.text, self.role, room - (after.width if after else 0.0), int(self.lines))
        self.settings = [words, after] if after else [words]
        total = lead + words.width + space + (after.width if after else 0.0)
        share = from_left(self.align)
        left = self.x + self.inset() + (0 if SPEECH.rtl else FIT.px(*self.indent)) + (whole - total) * share
        top = self.top - max(0.0, self.height - words.height) * VALIGN[self.valign]
        for offset, setting in zip((lead, lead + words.width + space), self.settings, strict=False):
            x = left + (total - offset - setting.width if SPEECH.rtl else offset)
            draw(setting, self.colour, x, top - words.baseline + setting.baseline, setting.width, share)
        if self.icon:
            half = FIT.px(*self.icon_size) / 2
            self._icon(left + (total - half if SPEECH.rtl else half), top - words.height / 2, half * 2)

    def _set(self, text: str, role: str, width: float, lines: int, above: float = 0.0) -> Setting:
        """Set a text as high as there is room below what stands `above` it."""
        floor, height = FIT.px(*self.floor), self.height - 2 * self.edge() - above
        return set_text(text, role, width, height, lines=lines, rtl=SPEECH.rtl, floor=floor)

    def _icon(self, x: float, y: float, size: float) -> None:
        if self.icon in BLOCKS:
            block(self.icon, x, y, size, self.icon_colour or BLOCKS[self.icon])
        elif self.icon == "sign-unknown":
            draw_glyph(Glyph("", "unknown"), x - size / 2, y - size / 2, size, size)
        elif self.icon == "sign-announced":
            draw_arch(Arch("announced"), x - size * 0.42, y - size / 2, size * 0.84, size)
        else:
            pictures.icon(self.icon, x, y, size, self.icon_colour or self.colour, full=self.icon_full)


class Tile(Sheet):
    """A card with round corners and a ground."""

    ground = StringProperty(palette.PAPIER)
    corner = StringProperty("tile")

    def looks(self) -> tuple[str, ...]:
        """Name the ground."""
        return ("ground",)

    def paint(self) -> None:
        """Draw the ground."""
        ink, line = Ink(), FIT.px(4, 3)
        ink.fill(shapes.box(*self.pos, *self.size, FIT.radius(self.corner)))
        ink.draw(self.ground)
        inner = self.x + line / 2, self.y + line / 2, self.width - line, self.height - line
        if self.corner != "none":
            draw_edge(shapes.box(*inner, FIT.radius(self.corner)), line)


class Press(ButtonBehavior, Words):
    """A button, of one of `KINDS`. Its colours turn over while it is pressed."""

    kind = StringProperty("outline")
    meaning = StringProperty("")
    corner = StringProperty("button")
    what = StringProperty("")
    """Which desk, child or answer is meant, where there are several."""

    def looks(self) -> tuple[str, ...]:
        """Name the state too."""
        return (*super().looks(), "kind", "state")

    def inset(self) -> float:
        """Keep the words away from the edge."""
        return FIT.px(18, 10)

    def edge(self) -> float:
        """Keep them away from above and below, too."""
        return FIT.px(6, 5)

    def paint(self) -> None:
        """Draw ground and edge, then the words; nothing without them."""
        if self.text:
            self._ground()
        super().paint()

    def _ground(self) -> None:
        ground, text, rim = KINDS[self.kind]
        if self.state == "down":
            ground, text = text, ground
        self.colour = text
        ink, line = Ink(), FIT.px(*((4, 3) if PALETTE.contrast else (2.5, 2)))
        outline = shapes.box(
            self.x + line / 2, self.y + line / 2, self.width - line, self.height - line, FIT.radius(self.corner)
        )
        ink.fill(outline)
        ink.draw(ground)
        edge = Ink()
        edge.stroke(outline, line, closed=True)
        edge.draw(rim)

    def on_touch_down(self, touch: Any) -> bool:
        """Take touches only while it can be seen."""
        return bool(self.text and self.width and super().on_touch_down(touch))


class Opens(ButtonBehavior, Drawn):
    """A place that can be touched like a button, drawn by what is below it."""

    meaning = StringProperty("open")
    what = StringProperty("")

    def on_touch_down(self, touch: Any) -> bool:
        """Take touches only where it has room."""
        return bool(self.width and super().on_touch_down(touch))


class Code(Drawn):
    """A QR code, in whole px for each module."""

    text = StringProperty("")

    def looks(self) -> tuple[str, ...]:
        """Name what it says."""
        return ("text",)

    def paint(self) -> None:
        """Draw it as large as fits."""
        if self.text:
            texture = pictures.code(self.text)
            side = texture.width * max(1, int(min(self.size) // texture.width))
            place = round(self.center_x - side / 2), round(self.center_y - side / 2)
            if PALETTE.contrast:  # hardly any telephone reads a light code on dark
                quiet = 2 * side // texture.width
                Color(*palette.rgba(palette.LIGHT))
                Rectangle(pos=(place[0] - quiet, place[1] - quiet), size=(side + 2 * quiet, side + 2 * quiet))
            Color(*palette.rgba(palette.DARK))
            Rectangle(texture=texture, pos=place, size=(side, side))


class Icon(Drawn):
    """A sign of its own, on a disc if it has a ground."""

    name = StringProperty("")
    ground = StringProperty("")

    def looks(self) -> tuple[str, ...]:
        """Name what it shows."""
        return ("name", "ground")

    def paint(self) -> None:
        """Draw it in the middle."""
        side = min(self.size)
        if self.ground:
            disc = Ink()
            disc.fill(shapes.circle(self.center_x, self.center_y, side / 2))
            disc.draw(self.ground)
            side *= 0.5
        if self.name in BLOCKS:
            block(self.name, self.center_x, self.center_y, side, BLOCKS[self.name])
        elif self.name:
            colour = palette.DARK if self.ground == palette.SONNE else palette.TINTE
            pictures.icon(self.name, self.center_x, self.center_y, side, colour)


class Rule(Drawn):
    """A thin line."""

    def paint(self) -> None:
        """Draw it along the top."""
        Color(*palette.rgba(palette.RULE))
        Rectangle(pos=(self.x, self.top - FIT.px(2)), size=(self.width, FIT.px(2, 2)))


class Thing(Drawn):
    """The picture of something to take home."""

    name = StringProperty("")

    def paint(self) -> None:
        """Draw it in the middle; in high contrast, which knows no other colours, its word stands alone."""
        side = min(self.size)
        if not PALETTE.contrast and (texture := pictures.thing(self.name)):
            pictures.picture(texture, self.center_x - side / 2, self.center_y - side / 2, side, side)


def block(name: str, x: float, y: float, size: float, colour: str) -> None:
    """Draw the sign that is on a room's door, on its grid of 36."""
    ink, u = Ink(), size / 36
    left, bottom = x - size / 2, y - size / 2
    match name:
        case "block-play":
            ring = shapes.arc(left + 18 * u, bottom + 18 * u, 10.5 * u, -90, 90)
            ink.stroke([(ring[0][0], bottom + 3 * u), *ring, (ring[-1][0], bottom + 3 * u)], 9 * u)
        case "block-group":
            ink.fill(shapes.arc(left + 18 * u, bottom + 9 * u, 16 * u, -90, 90))
        case "block-kitchen":
            ink.fill(shapes.box(left + 3 * u, bottom + 4 * u, 30 * u, 28 * u, 0, 0, 12 * u, 0))
        case _:
            ink.fill(shapes.box(left + 2 * u, bottom + 7 * u, 32 * u, 22 * u, 3 * u))
    ink.draw(colour)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
