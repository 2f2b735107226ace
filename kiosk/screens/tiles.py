"""What stands on the public screen: desks of a kind, lines of the programme, rooms."""

from pathlib import Path

import msgspec
from kivy.lang import Builder

from kiosk import palette
from kiosk.language import _
from kiosk.reasons import reason, room_word
from kiosk.sheet import FAR, Box, Sheet
from kiosk.text import has_room, natural_width
from kiosk.theme import FIT
from kiosk.view import DeskRow, Entry, Glyph, RoomTile
from kiosk.widgets import Tile, Words

GROUNDS = {
    "group": ("block-group", palette.APRIKOSE, palette.APRIKOSE_DEEP),
    "kitchen": ("block-kitchen", palette.BEERE, palette.BEERE_DEEP),
    "quiet": ("block-quiet", palette.MINZE, palette.MINZE_DEEP),
    "entrance": ("door", palette.PAPIER, palette.TINTE),
}
WIDE = 2
"""So many rooms have wide cards."""
GLYPHS = {"occupied": "in_use", "vacant": "free", "unknown": "unknown"}


class DeskLine(Sheet):
    """All desks of one kind: how many are free, and which."""

    def draw(self, row: DeskRow | None, *, connected: bool) -> None:
        """Put the row in; old numbers are said in words and all places drawn as unknown."""
        self.shown = row is not None
        if row is None:
            return
        self.ids.number.text = str(row.free) if connected else ""
        self.ids.kind.text = _("PC") if row.kind == "pc" else _("Laptop")
        self.ids.free.text = _("free of {count}").format(count=len(row.glyphs)) if connected else last_known(row.free)
        self.ids.glyphs.glyphs = (
            row.glyphs if connected else tuple(msgspec.structs.replace(glyph, state="unknown") for glyph in row.glyphs)
        )


class ProgrammeLine(Sheet):
    """One entry of today."""

    def draw(self, entry: Entry | None, *, first: bool) -> None:
        """Put the entry in; the room is only named where there is space."""
        self.shown = entry is not None
        if entry is None:
            return
        where = entry.room if not FIT.small else ""
        self.ids.at.text, self.ids.what.text, self.ids.where.text = entry.at, entry.title, where
        self.ids.rule.shown = not first
        room = min(150, natural_width(where, "small") / FIT.x + 4) if where else 0
        self.ids.what.wide, self.ids.what.small = (86, 0, -room - 10 * bool(room), 0), (56, 0, 0, 0)
        self.ids.where.wide = (FAR, 0, room or 1, 0)


class RoomCard(Tile):
    """A room with nothing to count in it."""

    def draw(self, room: RoomTile | None, count: int) -> None:
        """Put the room in, one of so many beside each other."""
        self.shown = room is not None
        if room is None:
            return
        icon, self.ground, colour = GROUNDS[room.kind]
        self.ids.name.text, self.ids.name.icon, self.ids.name.colour = room.name, icon, colour
        self.ids.state.text = room_word(room.state)
        self.ids.state.tail = _("since {at}").format(at=room.since) if room.since and count < FIT.pick(4, 3) else ""
        self.ids.why.text = FIT.pick(reason(room.why), "")
        self.ids.name.icon_size, self.ids.name.gap = ((28, 20), (8, 6)) if count > WIDE else ((34, 24), (12, 9))
        if count > WIDE:
            self.ids.name.wide, self.ids.name.small = (16, 8, -8, 36), (10, 7, -6, 26)
            self.ids.state.wide, self.ids.state.small = (16, 43, -60, 34), (10, 31, -34, 26)
            self.ids.why.wide = (16, 76, -12, 28)
            self.ids.glyph.wide, self.ids.glyph.small = (-14, 40, 40, 40), (-8, 31, 24, 24)
        else:
            self.ids.name.wide, self.ids.name.small = (20, 8, -84, 36), (14, 5, -44, 25)
            self.ids.state.wide, self.ids.state.small = (20, 43, -84, 34), (14, -4, -12, 25)
            self.ids.why.wide = (20, 76, -20, 28)
            self.ids.glyph.wide, self.ids.glyph.small = (-20, 24, 44, 44), (-12, 6, 28, 28)
        self.ids.glyph.glyphs = (Glyph("", GLYPHS[room.state]),)  # type: ignore[arg-type]


def is_crowded(line: DeskLine) -> bool:
    """Tell whether the words of a kind of desks need more than their usual width."""
    digits = len(line.ids.number.text)
    room = FIT.px(174 - (0, 58, 88)[min(2, digits)], 124 - (0, 42, 64)[min(2, digits)])
    return not has_room(line.ids.free.text, "body", (room, FIT.height))


def beside_number(side: str, labels: tuple[Words, Words], number: str, box: Box) -> None:
    """Put two lines beside a large number, or at the start when there is none."""
    x, y, width, height = box
    shift = 0
    if number:
        one, two, gap = (38, 60, 4) if side == "small" else (54, 84, 4)
        shift = one if len(number) == 1 else two
        width -= gap
    for row, label in enumerate(labels):
        setattr(label, side, (x + shift, y + row * height / 2, width - shift, height / 2))


def last_known(free: int) -> str:
    """Say what was known before the connection was lost."""
    return _("last known {count} free").format(count=free)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
