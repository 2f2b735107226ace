"""Where each child of the family is today: one choice for each, taken at once."""

from pathlib import Path

from kivy.lang import Builder

from kiosk import palette, shapes
from kiosk.flow.pages import PAGE
from kiosk.language import SPEECH, _, ngettext
from kiosk.options import TOGETHER, Option
from kiosk.places import Arches, draw_arch
from kiosk.screens.screen import ResultScreen
from kiosk.shapes import Ink
from kiosk.text import natural_width
from kiosk.theme import FIT
from kiosk.view import Arch, ChildChoice, ChildrenView
from kiosk.widgets import Tile

BESIDE = 2
"""So many children stand in cards beside each other; more are rows."""
BAR = ((328, 684, 924, 88), (212, 412, 578, 60))
"""What the buttons below them share."""
READY = 0.36
"""Share of it that ends the choice while there are more children to choose for."""
PANELS = ((328, 28, 924, 638), (212, 10, 578, 394))
"""What the children share, in both designs."""
CHOICES = ("care", "together", "adult", "absent")
ICONS = {"care": "block-play", "together": TOGETHER, "adult": "users", "absent": "house"}
FULL = ("adult", "absent")
"""Choices whose icons are filled."""


class Doorway(Arches):
    """A child in its arch, with a frame that stands out from white."""

    def paint(self) -> None:
        """Draw the frame and the child in it."""
        frame = Ink()
        edge = self.width * 0.055
        for arch in self.arches:
            frame.fill(shapes.arch(self.x, self.y, self.width, self.height, FIT.radius("foot")))
            frame.draw(palette.FLIEDER)
            draw_arch(arch, self.x + edge, self.y + edge, self.width - 2 * edge, self.height - 2 * edge)


class ChildTile(Tile):
    """A child, and where it may be."""

    def options(self) -> list[Option]:
        """Give its buttons, in the order of `CHOICES`."""
        return [self.ids[choice] for choice in CHOICES]

    def draw(self, child: ChildChoice, room: str, *, short: bool) -> None:
        """Put the child in; `short` words where there is little room."""
        self.ids.arch.arches = (Arch("here", child.animal, child.ground),)
        self.ids.name.text = child.name
        self.ids.note.text = "" if child.may else child.note
        self.ids.note.shown = not child.may
        words = _short() if short else _long()
        for choice, option in zip(CHOICES, self.options(), strict=True):
            waits = choice == "care" and child.chosen == "waits"
            option.shown = child.may and bool(room or choice not in ("care", "together"))
            option.stacked = short
            option.chosen = waits or choice == child.chosen
            option.kind = "care" if option.chosen else "card"
            option.said = option.chosen
            option.icon = "clock" if waits else ICONS[choice]
            option.icon_full = choice in FULL
            option.what = f"{child.id}:{choice}" if child.may else ""
            option.text = words["waits" if waits else choice] if child.may else ""

    def forget(self) -> None:
        """Leave nothing of a child in the buttons, nor in a tile that is not needed."""
        self.ids.arch.arches = ()
        self.ids.name.text = self.ids.note.text = ""
        for option in self.options():
            option.text = option.what = ""

    def alone(self, side: str, width: float, height: float) -> None:
        """Lay out for an only child: the arch at the start, the choices beside it."""
        small = side == "small"
        margin, column, arch, name = (10, 170, 116, 40) if small else (28, 300, 220, 76)
        top = (height - arch * 1.3 - name) / 2
        self._head(
            side,
            (margin + (column - arch) / 2, top, arch, arch * 1.3),
            (margin, top + arch * 1.3 + 4, column, name),
            "middle",
        )
        self._below(side, margin + column + margin, margin, width - 3 * margin - column, height - 2 * margin)

    def card(self, side: str, width: float, height: float) -> None:
        """Lay out as one of two cards: arch and name above, the choices below."""
        small = side == "small"
        margin, arch, gap = (10, 64, 10) if small else (22, 128, 22)
        high = arch * 1.3
        x = margin + arch + gap
        self._head(side, (margin, margin, arch, high), (x, margin, width - x - margin, high), "start")
        top = margin + high + gap
        self._below(side, margin, top, width - 2 * margin, height - top - margin)

    def row(self, side: str, width: float, height: float) -> None:
        """Lay out as one of several rows: arch and name at the start, the choices beside each other."""
        small = side == "small"
        margin, column, name, gap = (7, 100, 26, 8) if small else (14, 168, 42, 10)
        high = min(height - name - 2 * margin + (4 if small else 0), 180)
        top = (height - high - name) / 2
        wide = high / 1.2
        arch = (margin + (column - wide) / 2, top, wide, high)
        self._head(side, arch, (margin, top + high, column, name), "middle")
        x = margin + column + gap
        setattr(self.ids.note, side, (x, margin, width - x - margin, height - 2 * margin))
        step = (width - x - margin + gap) / len(CHOICES)
        for number, option in enumerate(self.options()):
            setattr(option, side, (x + number * step, margin, step - gap, height - 2 * margin))

    def _head(self, side: str, arch: tuple[float, ...], name: tuple[float, ...], align: str) -> None:
        setattr(self.ids.arch, side, arch)
        setattr(self.ids.name, side, name)
        self.ids.name.align = align

    def _below(self, side: str, x: float, top: float, width: float, height: float) -> None:
        gap = 8 if side == "small" else 12
        step = (height + gap) / len(CHOICES)
        setattr(self.ids.note, side, (x, top, width, height))
        for number, option in enumerate(self.options()):
            setattr(option, side, (x, top + number * step, width, step - gap))


class ChildrenScreen(ResultScreen):
    """For the family that says where its children are."""

    def draw(self, view: ChildrenView) -> None:
        """Put the view in."""
        ids = self.ids
        ids.title.text, ids.back.text, ids.ready.text = _("Who is where today?"), _("Back"), _("Done")
        ids.back.icon, ids.later.icon = ("arrow-right", "arrow-left") if SPEECH.rtl else ("arrow-left", "arrow-right")
        self._panel(view)
        self._children(view.children, view.care_room)
        self._below(view.more)

    def wipe(self) -> None:
        """Forget the ids of the children, too."""
        super().wipe()
        for tile in self._tiles():
            tile.forget()

    def _tiles(self) -> list[ChildTile]:
        return [self.ids[f"child_{number}"] for number in range(PAGE)]

    def _panel(self, view: ChildrenView) -> None:
        ids, counted = self.ids, view.places_free is not None
        ids.panel.shown, ids.room.text = bool(view.care_room), view.care_room
        ids.places.text = str(view.places_free) if counted else ""
        ids.free.text = ngettext("place free", "places free", view.places_free or 0) if counted else ""
        nobody = view.short == "no_carer"  # then that is said below
        ids.carers.text = "" if nobody else ngettext("{count} carer here", "{count} carers here", view.carers)
        ids.why.text = {
            "places": _("Care is full. Your child waits with you."),
            "ratio": _("Not enough carers right now."),
            "no_carer": _("No carer is here yet."),
        }.get(view.short, "")
        ids.warn.shown = bool(view.short)
        number = natural_width(ids.places.text, "number") / FIT.x + 2
        ids.places.wide, ids.places.small = (18, 60, number, 62), (12, 38, number, 44)
        ids.free.wide, ids.free.small = (30 + number, 60, -14, 62), (20 + number, 38, -8, 44)
        ids.carers.wide, ids.carers.small = (18, 124 if counted else 60, -14, 36), (12, 84 if counted else 40, -8, 28)
        high, low = (136, 92) if nobody else (176, 120)
        high, low = (high, low) if counted else (high - 64, low - 44)
        ids.panel.wide, ids.panel.small = (28, 218, 244, high), (10, 124, 180, low)
        ids.warn.wide, ids.warn.small = (28, 230 + high, 244, 150), (10, 132 + low, 180, 116)

    def _below(self, more: int) -> None:
        """Offer the next page if there is one."""
        ids = self.ids
        ids.later.text = ngettext("Next: {count} more child", "Next: {count} more children", more) if more else ""
        ids.later.shown, ids.ready.kind = bool(more), "outline" if more else "main"
        for small, side in enumerate(("wide", "small")):
            x, y, width, height = BAR[small]
            gap = 8 if small else 14
            first = width * READY if more else width
            setattr(ids.ready, side, (x, y, first, height))
            setattr(ids.later, side, (x + first + gap, y, width - first - gap, height))

    def _children(self, children: tuple[ChildChoice, ...], room: str) -> None:
        count = len(children)
        for number, tile in enumerate(self._tiles()):
            tile.shown = number < count
            if not tile.shown:
                tile.forget()
                continue
            tile.draw(children[number], room, short=count > BESIDE)
            for small, side in enumerate(("wide", "small")):
                x, y, width, height = PANELS[small]
                gap = (8 if small else 12) if count > BESIDE else (10 if small else 18)
                if count > BESIDE:
                    step = (height + gap) / count
                    setattr(tile, side, (x, y + number * step, width, step - gap))
                    tile.row(side, width, step - gap)
                else:
                    step = (width + gap) / count
                    setattr(tile, side, (x + number * step, y, step - gap, height))
                    (tile.alone if count == 1 else tile.card)(side, step - gap, height)


def _long() -> dict[str, str]:
    return {
        "care": _("Into care"),
        "together": _("Together in care"),
        "adult": _("Stays with me"),
        "absent": _("Not here today"),
        "waits": _("Asked for – on the waiting list"),  # noqa: RUF001
    }


def _short() -> dict[str, str]:
    return {
        "care": _("In care"),
        "together": _("Together"),
        "adult": _("With me"),
        "absent": _("Not here"),
        "waits": _("Waiting list"),
    }


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
