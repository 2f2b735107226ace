"""The pad for a code: six cells, ten digits. It says nothing of anybody."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty

from kiosk import palette, shapes
from kiosk.flow.codes import DIGITS
from kiosk.language import SPEECH, _, ngettext
from kiosk.screens.screen import Screen
from kiosk.shapes import Ink
from kiosk.sheet import Box, Drawn
from kiosk.text import natural_width
from kiosk.theme import FIT
from kiosk.view import CodeView
from kiosk.widgets import Press

KEYS = (*(str(digit) for digit in range(1, 10)), "back", "0", "erase")
PAD: tuple[Box, Box] = ((508, 150, 664, 530), (280, 82, 498, 336))
GAP = (14, 10)
COLUMNS, ROWS = 3, 4
TOP, BELOW, LINE = (270, 168), (124, 82), (66, 42)
"""Where the words below a title of two lines begin, how far the box stands below that, and a line of the title."""
TITLE, HELP = (336, 218), (298, 210)
"""Room for one line of the title, and of what helps."""
ROW = (36, 24)
"""A line in the box."""


class Dots(Drawn):
    """How many digits were typed, never which; filled from the left in every language."""

    typed = NumericProperty(0)
    asks = BooleanProperty(defaultvalue=True)
    """Whether a next digit is wanted."""

    def looks(self) -> tuple[str, ...]:
        """Name everything above."""
        return ("typed", "asks")

    def paint(self) -> None:
        """Draw a cell for each digit; the next one has a thick edge."""
        gap = FIT.px(16, 10)
        width = (self.width - gap * (DIGITS - 1)) / DIGITS
        for number in range(DIGITS):
            following = self.asks and number == self.typed
            line = FIT.px(5, 4) if following else FIT.px(2.5, 2)
            x, inset = self.x + number * (width + gap), line / 2
            cell = shapes.box(
                x + inset, self.y + inset, width - line, self.height - line, FIT.radius("button") - inset + 1
            )
            ground, edge, dot = Ink(), Ink(), Ink()
            ground.fill(cell)
            ground.draw(palette.PAPIER if self.asks else palette.WIESE)
            edge.stroke(cell, line, closed=True)
            edge.draw(palette.TINTE if following else palette.OUTLINE if self.asks else palette.PALE)
            if number < self.typed:
                dot.fill(shapes.circle(x + width / 2, self.center_y, self.height * 0.15))
                dot.draw(palette.TINTE)


class CodeScreen(Screen):
    """For an adult without a card."""

    def draw(self, view: CodeView) -> None:
        """Put the view in."""
        ids, paused = self.ids, view.pause_min > 0
        self._stage(view.care_room)
        ids.dots.typed, ids.dots.asks = view.typed, not paused
        for number, name in enumerate(KEYS):
            self._key(ids[f"key_{number}"], name, paused=paused)
            for small, side in enumerate(("wide", "small")):
                setattr(ids[f"key_{number}"], side, _place(number, small))
        ids.said.text, ids.said.icon, ids.said.role = _said(view)
        ids.said.icon_full = ids.said.icon == "shield-check"
        ids.said.colour = palette.QUIET if ids.said.icon_full else palette.TINTE

    def wipe(self) -> None:
        """Forget how many digits were typed, too."""
        super().wipe()
        self.ids.dots.typed = 0

    def _stage(self, care_room: str) -> None:
        ids = self.ids
        ids.title.text = _("Enter code")
        ids.how.text = _("Your code has {count} digits.\nIt is in your registration.").format(count=DIGITS)
        ids.forgotten.text = _("Forgotten?")
        ids.help.text, ids.room.text = _("The carers check you in."), care_room
        lines = 1 if natural_width(ids.title.text, "display") <= FIT.x * FIT.pick(*TITLE) else 2
        rows = 1 if natural_width(ids.help.text, "body") <= FIT.x * FIT.pick(*HELP) else 2
        for small, side in enumerate(("wide", "small")):
            top, below, row = TOP[small] - (2 - lines) * LINE[small], BELOW[small], ROW[small]
            margin, start, inside, gap = ((34, 34, 20, 14), (22, 14, 12, 10))[small]
            setattr(ids.how, side, (margin, top, -start, below - gap))
            setattr(ids.help, side, (inside, gap + row, -inside / 2, rows * row))
            setattr(ids.room, side, (inside, gap + (rows + 1) * row + gap / 3, -inside / 2, row))
            height = 2 * gap + (rows + 1) * row + (row + gap / 3 if care_room else 0)
            setattr(ids.box, side, (start, top + below, -start, height))

    def _key(self, key: Press, name: str, *, paused: bool) -> None:
        key.disabled = paused and name != "back"
        if name == "back":
            key.meaning, key.kind, key.text = "back", "outline", _("Cancel")
            return
        key.kind = "pale" if paused else "card"
        key.meaning = "" if paused else "erase" if name == "erase" else "key"
        key.text = " " if name == "erase" else name
        if name == "erase":
            key.icon = "backspace"
        else:
            key.what, key.role = name, "key"


def _place(number: int, small: int) -> Box:
    """Give a key's box; 1 2 3 stand from left to right in every language."""
    x, y, width, height = PAD[small]
    gap = GAP[small]
    row, column = divmod(number, COLUMNS)
    if SPEECH.rtl:
        column = COLUMNS - 1 - column
    wide, high = (width - gap * (COLUMNS - 1)) / COLUMNS, (height - gap * (ROWS - 1)) / ROWS
    return x + column * (wide + gap), y + row * (high + gap), wide, high


def _said(view: CodeView) -> tuple[str, str, str]:
    """Give the line below the pad, its icon and its role: calm, and never whose a code is."""
    if view.pause_min:
        pause = ngettext(
            "The code pauses for {count} minute. The carers can check you in.",
            "The code pauses for {count} minutes. The carers can check you in.",
            view.pause_min,
        )
        return pause, "clock-countdown", "label"
    if view.wrong:
        return _("That code is nobody's. Please try again."), "arrow-counter-clockwise", "label"
    return _("After five wrong codes there is a short pause."), "shield-check", "body"


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
