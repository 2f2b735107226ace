"""Someone has come: what was applied, and for how long it can be taken back with one touch."""

from pathlib import Path

from kivy.lang import Builder

from kiosk.language import _, listed, ngettext
from kiosk.screens.screen import ResultScreen
from kiosk.screens.strip import HEIGHT
from kiosk.sheet import Sheet
from kiosk.text import has_room, natural_width
from kiosk.theme import FIT
from kiosk.view import Arch, ChildCard, WelcomeView
from kiosk.widgets import Press

CHILDREN, WIDE = 4, 2
"""So many children have room, and so many of them beside their words."""
PANELS = ((428, 125, 824, 549), (272, 84, 514, 308))
"""What desk and children share, in both designs."""
DESK_HEIGHT, LOW, GAP = (172, 96), (142, 80), (14, 8)
LOWEST = 62
"""Height of the desk in the small design when many children and a strip need the room."""
NEAR, ALONE = (226, 134), (544, 360)
"""Width of the words about a desk, beside the row of all desks and without it."""
NAME, NOTE = (54, 28), (56, 40)
"""Height of the desk's name, and of the note below it."""
NAME_AT_LEAST = 0.7
"""Share of its size that a desk's name keeps beside the row; a longer one takes the row's place."""
CHANGE = ((212, 92), (116, 58))
"""Width and height of the buttons that change something."""
SHORT, LINE = (44, 28), (24, 20)
"""Height of the line that says that there are more children, or why care is not as it should be; and of one more."""

BESIDE = {
    "hello": ((428, 24, 824, 58), (272, 10, 514, 38)),
    "also": ((852, 32, 400, 44), (540, 12, 246, 32)),
}
BESIDE_ALSO = {**BESIDE, "hello": ((428, 24, 416, 58), (272, 10, 262, 38))}
BESIDE_OTHER = {
    "hello": ((428, 24, 330, 58), (272, 10, 346, 38)),
    "also": ((758, 32, 234, 44), (540, 12, 246, 32)),
}
"""Boxes of the upper line, alone and beside the button of somebody else."""
AT = ((988, 86, 264, 34), (602, 58, 184, 24))
"""Where the time of the arrival stands."""

ICONS = {
    "announced": "block-play",
    "care": "block-play",
    "together": "block-play",
    "waits": "clock",
    "adult": "users",
    "already_here": "check",
}


class ChildCell(Sheet):
    """A child of the family: animal, name, where to."""

    def draw(self, card: ChildCard | None) -> None:
        """Put the child in."""
        self.shown = card is not None
        if card is None:
            self.ids.name.text = self.ids.to.text = ""
            self.ids.arch.arches = ()
            return
        state = "announced" if card.to in ("announced", "waits") else "here"
        self.ids.arch.arches = (Arch(state, card.animal, card.ground),)  # type: ignore[arg-type]
        self.ids.name.text = card.name
        self.ids.to.icon = ICONS[card.to]
        self.ids.to.text = {
            "announced": _("registered"),
            "care": _("in care"),
            "together": _("in care with you"),
            "waits": _("waits with you for a place"),
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
        longest = max((natural_width(word, "body") for word in self.ids.to.text.split()), default=0.0)
        if FIT.small == small and longest > (width - x) * FIT.x - FIT.px(28 + 8, 20 + 6):
            self.ids.to.icon = ""

    def stacked(self, side: str, width: float, height: float) -> None:
        """Lay out in a narrow cell: the words below the arch."""
        small = side == "small"
        name, words, margin = (30, 44, 10) if small else (50, 60, 22)
        arch = min(width * 0.74, (height - name - words - 2 * margin) / 1.25)
        top = (height - arch * 1.25 - name - words) / 2
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
        ids.title.text = _title(view)
        ids.hello.text = _("Hello {name}!").format(name=view.name) if view.name else _("Hello!")
        ids.same.text = _same(view)
        here = ngettext("{names} is here too", "{names} are here too", len(view.also), names=listed(list(view.also)))
        room = not (FIT.small and view.may_be_other)
        ids.also.text, ids.also.icon = (here, "users") if view.also and room else ("", "")
        ids.other.text = _("Not {name}?").format(name=view.name) if view.may_be_other else ""
        beside = BESIDE_OTHER if view.may_be_other else BESIDE_ALSO if ids.also.text else BESIDE
        for name, boxes in beside.items():
            ids[name].wide, ids[name].small = boxes
        ids.undo.text, ids.done.text = _("Undo") if view.may_undo and not view.back else "", _("Done")
        ids.strip.draw(view.strip)
        self._rooms = [_room(small, strip=view.strip is not None) for small in (0, 1)]
        self._at(view)
        self._desk(view)
        self._children(view)
        for small, side in enumerate(("wide", "small")):
            x, y, width, height = self._rooms[small]
            setattr(ids.strip, side, (x, y + height + GAP[small], width, HEIGHT[small]))
        self.buttons(again=(_("We are leaving") if view.children else _("I am leaving")) if view.again else "")
        ids.sun.level = ids.ring.level = FIT.pick(370, 350)
        ids.sun.large = ids.ring.large = FIT.pick(1.0, 0.86)
        ids.stage.count(view.stay)

    def enter(self, view: WelcomeView) -> None:
        """Let the sun rise when something was done."""
        if not view.again:
            self.ids.stage.rise()

    def more(self) -> list[tuple[Press, int]]:
        """Give the button that changes many children."""
        return [(self.ids.change_many, 38)] if self.ids.change_many.text else []

    def _at(self, view: WelcomeView) -> None:
        """Say since when; large where there is nothing else to say."""
        at, alone = self.ids.at, not (view.has_desks or view.children)
        at.text, at.tail = _("checked in"), view.at
        at.role, at.tail_role, at.align = ("title", "title", "middle") if alone else ("body", "mark", "end")
        at.wide, at.small = self._rooms if alone else AT

    def _desk(self, view: WelcomeView) -> None:
        ids = self.ids
        ids.place.shown = view.has_desks
        ids.yours.text = _("Your place")
        ids.desk.text = view.desk or _("No desk")
        ids.note.text, ids.note.icon = view.desk_note, ""
        if view.instead_of:
            place = view.desk or _("no desk")
            ids.note.text = _("{usual} is taken. Today: {desk}.").format(usual=view.instead_of, desk=place)
            ids.note.icon = "swap"
            if not self._notes(ALONE):  # the place of today is named above, too
                ids.note.text = _("{usual} is taken.").format(usual=view.instead_of)
        ids.row.glyphs = view.row
        ids.change_desk.text = _("Change desk") if view.may_change else ""
        large = not view.children
        wide, lower = DESK_HEIGHT if view.row or ids.note.text else LOW
        crowded = view.strip is not None and len(view.children) > WIDE
        self._high = (wide, LOWEST if crowded else lower) if view.has_desks else (0, 0)
        row = bool(view.row) and not (FIT.small and (crowded or view.instead_of)) and self._has_room()
        ids.row.shown, ids.note.shown = row or large, not (FIT.small and crowded)
        for small, side in enumerate(("wide", "small")):
            x, y, width, height = self._rooms[small]
            setattr(ids.place, side, (x, y, width, height if large else self._high[small]))
        ids.desk.role, ids.note.role = ("display", "text") if large else ("heading", "body")
        ids.row.cell = ((104, 128), (66, 76)) if large else ((50, 66), (32, 40))
        self._desk_large() if large else self._desk_flat(row)

    def _desk_large(self) -> None:
        ids = self.ids
        ids.yours.wide, ids.yours.small = (36, 28, -270, 40), (20, 12, -142, 30)
        ids.desk.wide, ids.desk.small = (36, 76, -270, 84), (20, 44, -142, 52)
        ids.note.wide, ids.note.small = (36, 164, -36, 68), (20, 98, -20, 46)
        ids.row.wide, ids.row.small = (40, 240, -36, -24), (22, 142, -20, -10)
        ids.row.align = "start"
        ids.change_desk.wide, ids.change_desk.small = (-20, 28, *CHANGE[0]), (-10, 12, *CHANGE[1])

    def _has_room(self) -> bool:
        """Tell whether the words about a desk have room beside the row."""
        least = NAME_AT_LEAST * FIT.font("heading")
        named = has_room(self.ids.desk.text, "heading", (FIT.px(*NEAR), FIT.px(*NAME)), floor=least)
        return named and self._notes(NEAR)

    def _notes(self, width: tuple[float, float]) -> bool:
        """Tell whether the note below a desk's name has room."""
        note = self.ids.note
        lead = FIT.px(*note.icon_size) + FIT.px(*note.gap) if note.icon else 0
        return has_room(note.text, "body", (FIT.px(*width) - lead, FIT.px(*NOTE)), lines=2)

    def _desk_flat(self, row: bool) -> None:  # noqa: FBT001 - a private yes or no
        ids = self.ids
        end, near = (-574, -366) if row else (-256, -140)
        ids.yours.wide, ids.yours.small = (24, 18, end, 34), (14, 4, near, 24)
        ids.desk.wide, ids.desk.small = (24, 56, end, 54), (14, 27, near, 28)
        ids.note.wide, ids.note.small = (24, 110, end, 56), (14, 54, near, 40)
        ids.row.wide, ids.row.small = (262, 8, -250, -8), (154, 4, -132, -4)
        ids.row.align = "middle"
        for small, side in enumerate(("wide", "small")):
            width, height = CHANGE[small]
            margin = (20, 10)[small]
            setattr(ids.change_desk, side, (-margin, (self._high[small] - height) / 2, width, height))

    def _children(self, view: WelcomeView) -> None:
        ids, cards = self.ids, view.children[:CHILDREN]
        cells = [ids[f"child_{number}"] for number in range(CHILDREN)]
        ids.children.shown = bool(cards)
        more = len(view.children) - len(cards)
        others = ngettext("and {count} more child", "and {count} more children", more) if more else ""
        said = [text for text in (others, _short(view)) if text]
        ids.short.text, ids.short.lines = "\n".join(said), len(said) or 1
        change = _("Change children") if cards and view.may_change else ""
        many = len(cards) > WIDE  # then their button stands below, beside the others
        ids.change_children.text, ids.change_many.text = ("", change) if many else (change, "")
        for number, cell in enumerate(cells):
            cell.draw(cards[number] if number < len(cards) else None)
        for small, side in enumerate(("wide", "small")):
            self._cells(side, small, cells[: len(cards)])

    def _cells(self, side: str, small: int, cells: list[ChildCell]) -> None:
        ids, (x, y, width, height) = self.ids, self._rooms[small]
        top = self._high[small] + GAP[small] if self._high[small] else 0
        setattr(ids.children, side, (x, y + top, width, height - top))
        margin, gap = ((20, 16), (10, 8))[small]
        button, tall = CHANGE[small]
        short = SHORT[small] + LINE[small] * (ids.short.lines - 1)
        low = height - top - (short if ids.short.text else 0)
        setattr(ids.change_children, side, (-margin, (low - tall) / 2, button, tall))
        setattr(ids.short, side, (margin + 4, low - 8, -margin, short))
        step = (width - 2 * margin - (button if ids.change_children.text else -gap)) / max(1, len(cells))
        for number, cell in enumerate(cells):
            setattr(cell, side, (margin + number * step, 0, step - gap, low))
            lay_out = cell.beside if len(cells) <= WIDE else cell.stacked
            lay_out(side, step - gap, low)


def _room(small: int, *, strip: bool) -> tuple[float, float, float, float]:
    """Give what desk and children share; a strip takes its part."""
    x, y, width, height = PANELS[small]
    return x, y, width, height - ((HEIGHT[small] + GAP[small]) if strip else 0)


def _title(view: WelcomeView) -> str:
    if view.back:
        return _("Back again!")
    return _("You are already in") if view.again else _("You're in!")


def _short(view: WelcomeView) -> str:
    return {
        "": "",
        "places": _("Care is full. We tell you when a place is free."),
        "ratio": _("There are not enough carers right now."),
        "no_carer": _("No carer is here yet. Please stay with your child."),
    }[view.short]


def _same(view: WelcomeView) -> str:
    if view.back:
        return _("Good that you are here again.")
    if view.again:
        return _("Nothing new was recorded.")
    if view.first and not view.instead_of:
        return _("Good to have you here.")
    return _("Almost the same as last time:") if view.instead_of else _("Same as last time:")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
