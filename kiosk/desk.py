"""A desk as a button: what stands on it, its name, and its state as a sign and a word."""

from kivy.properties import ObjectProperty, StringProperty

from kiosk import palette, pictures, shapes
from kiosk.language import SPEECH, _
from kiosk.shapes import Ink
from kiosk.text import Setting, draw, set_text
from kiosk.theme import FIT
from kiosk.view import PlanDesk
from kiosk.widgets import Press, Words

LOOKS = {
    "free": (palette.PAPIER, palette.TINTE, palette.MINZE_LINE, (3.0, 2.5)),
    "in_use": (palette.PLATZ, palette.ON_DEEP, palette.PLATZ, (2.0, 2.0)),
    "reserved": (palette.PAPIER, palette.TINTE, palette.OUTLINE, (2.5, 2.0)),
    "unknown": ("", palette.TINTE, palette.DESK_DASH, (3.0, 2.0)),
    "yours": (palette.SONNE, palette.DARK, palette.TINTE, (4.0, 3.0)),
    "defect": (palette.PAPIER, palette.QUIET, palette.OUTLINE, (2.5, 2.0)),
}
"""Ground, text, edge and its width for each state; an edge without a ground is dashed."""
ROOMY = ((170, 140), (120, 100))
"""From this size on a desk has larger type, in both designs."""
STATES = ("free", "in_use", "reserved", "yours", "unknown", "defect")


def state_word(state: str) -> str:
    """Give the word for a state."""
    return {
        "free": _("free"),
        "in_use": _("taken"),
        "reserved": _("reserved"),
        "unknown": _("unknown"),
        "yours": _("yours"),
        "defect": _("defect"),
    }[state]


class Desk(Press):
    """A desk; only one that may be taken reacts."""

    looks_like = StringProperty("free")
    """Its state."""

    def looks(self) -> tuple[str, ...]:
        """Name the state, too."""
        return (*super().looks(), "looks_like")

    def put(self, desk: PlanDesk | None) -> None:
        """Show this desk, or none."""
        self.shown = desk is not None
        self.text = desk.name if desk else ""
        self.icon = {"pc": "desktop", "laptop": "laptop"}[desk.kind] if desk else ""
        self.looks_like = desk.state if desk else "free"
        self.meaning = "desk" if desk and desk.may else ""
        self.what = desk.id if desk and desk.may else ""

    def on_touch_down(self, touch: object) -> bool:
        """React only if it may be taken."""
        return bool(self.meaning and super().on_touch_down(touch))

    def paint(self) -> None:
        """Draw ground and edge, then icon, name and state below each other."""
        self.settings = []
        if not self.text:
            return
        ink = palette.PAPIER if self.state == "down" else LOOKS[self.looks_like][1]
        draw_box(self.looks_like, (*self.pos, *self.size), FIT.px(14, 10), down=self.state == "down")
        roomy, room = FIT.pick(*ROOMY), self.width - 2 * FIT.px(7, 4)
        large = self.width >= FIT.px(roomy[0], roomy[0]) and self.height >= FIT.px(roomy[1], roomy[1])
        icon, sign = (FIT.px(46, 30), FIT.px(26, 18)) if large else (FIT.px(28, 20), FIT.px(18, 15))
        name = self._set(self.text, "lead" if large else "item", room, 2, icon)
        self.settings = [name]
        gap = FIT.px(5, 4)
        word = set_text(state_word(self.looks_like), "text" if large else "small", room, self.height, rtl=SPEECH.rtl)
        fits = word.fits and icon + name.height + word.height <= self.height - FIT.px(14, 12)
        beside = fits and sign + gap + word.width <= room + FIT.px(6, 2)
        total = icon + name.height + (word.height if fits else 0.0)
        space = min(gap, max(0.0, (self.height - total) / 4))
        top = self.center_y + (total + space * (2 if fits else 1)) / 2
        self._row(icon, sign * (1.0 if beside else 1.2), top - icon / 2, ink, signed=not beside)
        top -= icon + space
        draw(name, ink, self.center_x - name.width / 2, top, name.width, 0.5)
        if fits:
            self._state(word, sign if beside else 0.0, gap, top - name.height - space, ink)

    def _row(self, icon: float, sign: float, y: float, ink: str, *, signed: bool) -> None:
        """Draw what stands there, and the sign beside it where the word leaves no room."""
        shift = (icon + FIT.px(8, 5) + sign) / 2 if signed else icon / 2
        ahead = -1 if SPEECH.rtl else 1
        pictures.icon(self.icon, self.center_x - ahead * (shift - icon / 2), y, icon, ink)
        if signed:
            draw_sign(self.looks_like, self.center_x + ahead * (shift - sign / 2), y, sign, ink)

    def _state(self, word: Setting, sign: float, gap: float, top: float, ink: str) -> None:
        lead = sign + gap if sign else 0.0
        left = self.center_x - (lead + word.width) / 2
        colour = palette.MINZE_DEEP if self.looks_like == "free" and ink == palette.TINTE else ink
        draw(word, colour, left if SPEECH.rtl else left + lead, top, word.width, 0.5)
        if sign:
            x = left + (word.width + gap + sign / 2 if SPEECH.rtl else sign / 2)
            draw_sign(self.looks_like, x, top - word.height / 2, sign, ink)


class LegendItem(Words):
    """What a sign on the plan means; its icon is a state."""

    icon_size = ObjectProperty((34, 24))

    def _icon(self, x: float, y: float, size: float) -> None:
        draw_box(self.icon, (x - size / 2, y - size / 2, size, size), size * 0.26)
        draw_sign(self.icon, x, y, size * 0.56, LOOKS[self.icon][1])


def draw_box(state: str, box: tuple[float, float, float, float], radius: float, *, down: bool = False) -> None:
    """Draw ground and edge of a desk in this state."""
    ground, _ink, edge, widths = LOOKS[state]
    if down:
        ground = edge = palette.TINTE
    line = FIT.px(*widths)
    x, y, width, height = box
    outline = shapes.box(x + line / 2, y + line / 2, width - line, height - line, radius)
    body, rim = Ink(), Ink()
    if ground:
        body.fill(outline)
        body.draw(ground)
        rim.stroke(outline, line, closed=True)
    else:
        rim.dash(outline, line, FIT.px(12, 8.5))
    rim.draw(edge)


def draw_sign(state: str, x: float, y: float, size: float, ink: str) -> None:
    """Draw the sign of a state without any ground."""
    if state == "free":
        ring = Ink()
        ring.stroke(shapes.circle(x, y, size * 0.34), size * 0.2, closed=True)
        ring.draw(palette.MINZE_LINE if ink == palette.TINTE else ink)
    elif state == "unknown":
        pictures.mark("?", x, y, size, ink)
    else:
        name = {"in_use": "user", "reserved": "clock", "yours": "star", "defect": "x"}[state]
        pictures.icon(name, x, y, size, ink, full=state in ("in_use", "yours"))
