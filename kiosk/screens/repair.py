"""An earlier visit of which nobody said when it ended: the adult says it, or does not know."""

from pathlib import Path

from kivy.lang import Builder

from kiosk import palette
from kiosk.flow.strips import TIMES
from kiosk.language import _
from kiosk.screens.screen import ResultScreen
from kiosk.view import RepairView

GRID = ((40, 252, 744, 358), (20, 150, 474, 210))
"""Where the times stand in the card, when there are two rows of them."""
GAP, DROP = (14, 10), (84, 44)
"""Between the times, and how far everything moves down when they take one row."""
ABOVE = (
    ("sign", ((40, 44, 96, 96), (20, 20, 60, 60))),
    ("what", ((160, 36, -30, 112), (94, 14, -16, 72))),
    ("when", ((40, 172, -30, 50), (20, 98, -16, 40))),
)
"""Boxes of what stands above the times."""
ROW = 3
"""So many times stand in one row."""


class RepairScreen(ResultScreen):
    """Asks once, calmly."""

    def draw(self, view: RepairView) -> None:
        """Put the view in."""
        ids = self.ids
        ids.title.text = _("One question")
        ids.card.sign, ids.card.level = "clock-counter-clockwise", 372
        ids.sign.name, ids.sign.ground = "calendar-dots", palette.HIMMEL
        ids.what.text = _("You did not check out on {day}.").format(day=view.day)
        ids.when.text = _("You came at {at}. When did you go?").format(at=view.came)
        ids.unknown.text = _("I don't know")
        for number in range(TIMES):
            button = ids[f"time_{number}"]
            button.what, button.text = view.times[number] if number < len(view.times) else ("", "")
        self._boxes(min(TIMES, len(view.times)))
        ids.stage.count(view.stay)

    def wipe(self) -> None:
        """Forget the moments, too."""
        super().wipe()
        for number in range(TIMES):
            self.ids[f"time_{number}"].what = ""

    def _boxes(self, count: int) -> None:
        """Make the times as large as fits, the earliest first where reading starts."""
        rows = 1 if count <= ROW else 2
        columns = max(1, -(-count // rows))
        for small, side in enumerate(("wide", "small")):
            drop = DROP[small] * (2 - rows)
            for name, boxes in ABOVE:
                x, y, *size = boxes[small]
                setattr(self.ids[name], side, (x, y + drop, *size))
            x, y, width, height = GRID[small]
            gap = GAP[small]
            wide, high = (width + gap) / max(2, columns) - gap, (height - gap) / 2
            for number in range(count):
                row, column = divmod(number, columns)
                box = x + column * (wide + gap), y + drop + row * (high + gap), wide, high
                setattr(self.ids[f"time_{number}"], side, box)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
