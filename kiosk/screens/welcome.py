"""Someone has come: what was applied, and for how long it can be taken back with one touch."""

from pathlib import Path

from kivy.lang import Builder

from kiosk.language import _
from kiosk.screens.screen import ResultScreen
from kiosk.sheet import Sheet
from kiosk.theme import FIT
from kiosk.view import Arch, ChildCard, WelcomeView

CHILDREN, WIDE = 4, 2
"""So many children have room, and so many of them beside their words."""
PANELS = ((428, 125, 824, 549), (272, 84, 514, 308))
"""What desk and children share, in both designs."""
DESK_HEIGHT, LOW, GAP = (196, 112), (142, 80), (14, 8)


class ChildCell(Sheet):
    """A child of the family: animal, name, where to."""

    def draw(self, card: ChildCard | None) -> None:
        """Put the child in."""
        self.shown = card is not None
        if card is None:
            self.ids.name.text = self.ids.to.text = ""
            self.ids.arch.arches = ()
            return
        state = "announced" if card.to == "announced" else "here"
        self.ids.arch.arches = (Arch(state, card.animal, card.ground),)  # type: ignore[arg-type]
        self.ids.name.text = card.name
        self.ids.to.icon = {"announced": "block-play", "adult": "users", "already_here": "check"}[card.to]
        self.ids.to.text = {
            "announced": _("registered for care"),
            "adult": _("stays with you"),
            "already_here": _("is already here"),
        }[card.to]

    def beside(self, side: str, width: float, height: float) -> None:
        """Lay out in a wide cell: the arch at the start, the words beside it."""
        small = side == "small"
        arch = min(width * 0.42, (height - (24 if small else 64)) / 1.3, 104 if small else 180)
        x, middle = arch + (12 if small else 22), height / 2
        name, words = (36, 46) if small else (56, 70)
        setattr(self.ids.arch, side, (0, (height - arch * 1.3) / 2, arch, arch * 1.3))
        setattr(self.ids.name, side, (x, middle - name, width - x, name))
        setattr(self.ids.to, side, (x, middle + (2 if small else 6), width - x, words))
        self.ids.name.align = self.ids.to.align = "start"

    def stacked(self, side: str, width: float, height: float) -> None:
        """Lay out in a narrow cell: the words below the arch."""
        small = side == "small"
        name, words, top = (30, 44, 10) if small else (50, 60, 22)
        arch = min(width * 0.74, (height - name - words - 2 * top) / 1.25)
        setattr(self.ids.arch, side, ((width - arch) / 2, top, arch, arch * 1.25))
        setattr(self.ids.name, side, (0, top + arch * 1.25, width, name))
        setattr(self.ids.to, side, (0, top + arch * 1.25 + name, width, words))
        self.ids.name.align = self.ids.to.align = "middle"
        self.ids.to.icon = ""


class WelcomeScreen(ResultScreen):
    """For the family that has just come, or has tapped again while here."""

    def draw(self, view: WelcomeView) -> None:
        """Put the view in."""
        ids = self.ids
        ids.title.text = _("You are already in") if view.again else _("You're in!")
        ids.hello.text = _("Hello {name}!").format(name=view.name)
        ids.same.text = _same(view)
        ids.at.text, ids.at.tail = _("checked in"), view.at
        ids.undo.text, ids.done.text = _("Undo"), _("Done")
        self._desk(view)
        self._children(view.children[:CHILDREN])
        self.buttons(again=(_("We are leaving") if view.children else _("I am leaving")) if view.again else "")
        ids.sun.level = ids.ring.level = FIT.pick(370, 350)
        ids.sun.large = ids.ring.large = FIT.pick(1.0, 0.86)
        ids.stage.count(view.stay)

    def enter(self, view: WelcomeView) -> None:
        """Let the sun rise when something was done."""
        if not view.again:
            self.ids.stage.rise()

    def _desk(self, view: WelcomeView) -> None:
        ids = self.ids
        ids.yours.text = _("Your place")
        ids.desk.text = view.desk or _("No desk")
        ids.note.text, ids.note.icon = view.desk_note, ""
        if view.instead_of:
            place = view.desk or _("no desk")
            ids.note.text = _("{usual} is taken. Today: {desk}.").format(usual=view.instead_of, desk=place)
            ids.note.icon = "swap"
        ids.row.glyphs = view.row
        large = not view.children
        self._high = DESK_HEIGHT if view.row or ids.note.text else LOW
        for small, side in enumerate(("wide", "small")):
            x, y, width, height = PANELS[small]
            setattr(ids.place, side, (x, y, width, height if large else self._high[small]))
        ids.desk.role, ids.note.role = ("display", "text") if large else ("heading", "body")
        ids.row.cell = ((104, 128), (66, 76)) if large else ((50, 66), (32, 40))
        ids.row.align = "start" if large else "end"
        self._desk_large() if large else self._desk_flat(bool(view.row))

    def _desk_large(self) -> None:
        ids = self.ids
        ids.yours.wide, ids.yours.small = (36, 34, -36, 40), (20, 14, -20, 30)
        ids.desk.wide, ids.desk.small = (36, 88, -36, 90), (20, 48, -20, 56)
        ids.note.wide, ids.note.small = (36, 186, -36, 70), (20, 106, -20, 46)
        ids.row.wide, ids.row.small = (40, 280, -36, -30), (22, 156, -20, -12)

    def _desk_flat(self, row: bool) -> None:  # noqa: FBT001 - a private yes or no
        ids = self.ids
        end, near = (-430, -276) if row else (-24, -14)
        ids.yours.wide, ids.yours.small = (24, 28, end, 34), (14, 7, near, 26)
        ids.desk.wide, ids.desk.small = (24, 66, end, 56), (14, 32, near, 34)
        ids.note.wide, ids.note.small = (24, 122, end, 64), (14, 65, near, 46)
        ids.row.wide, ids.row.small = (410, 12, -30, -12), (244, 6, -16, -6)

    def _children(self, cards: tuple[ChildCard, ...]) -> None:
        cells = [self.ids[f"child_{number}"] for number in range(CHILDREN)]
        self.ids.children.shown = bool(cards)
        for number, cell in enumerate(cells):
            cell.draw(cards[number] if number < len(cards) else None)
        for small, side in enumerate(("wide", "small")):
            x, y, width, height = PANELS[small]
            top = self._high[small] + GAP[small]
            setattr(self.ids.children, side, (x, y + top, width, height - top))
            margin, gap = (14, 10) if small else (28, 20)
            step = (width - 2 * margin + gap) / max(1, len(cards))
            for number, cell in enumerate(cells[: len(cards)]):
                setattr(cell, side, (margin + number * step, 0, step - gap, height - top))
                lay_out = cell.beside if len(cards) <= WIDE else cell.stacked
                lay_out(side, step - gap, height - top)


def _same(view: WelcomeView) -> str:
    if view.again:
        return _("Nothing new was recorded.")
    if view.first and not view.instead_of:
        return _("Good to have you here.")
    return _("Almost the same as last time:") if view.instead_of else _("Same as last time:")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
