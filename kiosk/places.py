"""Places and their states: every state has a shape and an edge of its own, never a colour alone."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk import palette, pictures, shapes, theme
from kiosk.language import SPEECH
from kiosk.palette import PALETTE
from kiosk.shapes import Ink
from kiosk.sheet import Drawn, from_left
from kiosk.theme import FIT
from kiosk.view import Arch, Glyph

Cell = tuple[float, float, float, float]


COUNT = 2
"""So many places the number of those takes that have no room."""
WEIGHTS: tuple[theme.Weight, theme.Weight] = ("Medium", "ExtraBold")
"""Of the number of a desk, and of one's own."""
LEAST = (26, 16)
"""Narrowest desk, in both designs: what has no room at this size is only counted."""
LEGIBLE = (12, 8)
"""Smallest type of the numbers below the desks."""


class Glyphs(Drawn):
    """A row of desks; several rows when there are many, and at the end the number of those that have no room."""

    glyphs = ObjectProperty(())
    cell = ObjectProperty(((36, 36), (22, 22)))
    numbers = BooleanProperty(defaultvalue=False)
    """Their numbers below, and the window that they stand at above."""
    align = StringProperty("start")
    left = 0
    """How many have no room, and are only counted."""

    def looks(self) -> tuple[str, ...]:
        """Name the desks."""
        return ("glyphs", "cell", "numbers", "align")

    def paint(self) -> None:
        """Draw each in its cell."""
        width, height = (FIT.factor * each for each in FIT.pick(*self.cell))
        extra = height * 0.72 if self.numbers else 0.0
        share = from_left(self.align)
        for count in range(len(self.glyphs), 0, -1):
            cells = spread(count, (width, height), width * 0.2, self.size, extra, rtl=SPEECH.rtl, share=share)
            if cells[0][2] >= FIT.px(*LEAST) or count <= COUNT:
                break
        else:
            return
        glyphs = _around_yours(self.glyphs, count if count == len(self.glyphs) else count - COUNT)
        lift = extra * 0.55 * cells[0][3] / height
        for glyph, (x, y, w, h) in zip(glyphs, cells, strict=False):
            draw_glyph(glyph, self.x + x, self.y + y + lift, w, h)
        self.left = len(self.glyphs) - len(glyphs)
        if self.left:
            (x, y, w, h), (end, *_rest) = cells[-COUNT], cells[-1]
            middle = self.x + (x + end + w) / 2, self.y + y + lift + h / 2
            pictures.mark(f"+{self.left}", *middle, FIT.px(20, 16), palette.TINTE)
        if self.numbers:
            self._labels(glyphs, cells, lift)
            self._window(cells)

    @staticmethod
    def _fit(glyphs: tuple[Glyph, ...], size: float, width: float) -> bool:
        return size >= FIT.px(*LEGIBLE) and all(
            pictures.mark_width(glyph.label, size, WEIGHTS[glyph.state == "yours"]) <= width for glyph in glyphs
        )

    def _labels(self, glyphs: tuple[Glyph, ...], cells: list[Cell], lift: float) -> None:
        """Name each desk below it; none where one of the names would run into the next."""
        width, high = cells[0][2:]
        size = min(high * 0.36, FIT.px(26, 17))
        if self._fit(glyphs, size, width * 1.1):
            for glyph, (x, y, w, h) in zip(glyphs, cells, strict=False):
                below = self.x + x + w / 2, self.y + y + lift - h * 0.3
                pictures.mark(glyph.label, *below, size, palette.TINTE, WEIGHTS[glyph.state == "yours"])

    def _window(self, cells: list[Cell]) -> None:
        left, right = min(cell[0] for cell in cells), max(cell[0] + cell[2] for cell in cells)
        _, y, _, height = cells[0]
        level = self.y + y + height * 1.36 + height * 0.4
        wall, panes = Ink(), Ink()
        wall.stroke([(self.x + left - 4, level), (self.x + right + 4, level)], FIT.px(5, 3))
        pane = (right - left) / 3.2
        for at in range(3):
            start = self.x + left + (right - left) * (at + 0.5) / 3 - pane * 0.38
            panes.stroke([(start, level), (start + pane * 0.76, level)], FIT.px(9, 6))
        wall.draw(palette.HIMMEL_DEEP)
        panes.draw(palette.HIMMEL_MID)


class Arches(Drawn):
    """Children's places."""

    arches = ObjectProperty(())
    largest = NumericProperty(0.0)
    """Widest arch in px of the window; 0 for as wide as fits."""
    middle = BooleanProperty(defaultvalue=False)
    """The rows stand in the middle of the height, not at its top."""

    def looks(self) -> tuple[str, ...]:
        """Name the children."""
        return ("arches", "largest", "middle")

    def paint(self) -> None:
        """Draw as many rows as make the arches largest."""
        gap = FIT.px(8, 5)
        best: tuple[float, float, int] = (0.0, 0.0, 1)
        for rows in range(1, len(self.arches) + 1):
            columns = -(-len(self.arches) // rows)
            width = min((self.width + gap) / columns - gap, self.largest or self.width)
            height = min((self.height + gap) / rows - gap, width * 1.3)
            best = max(best, (min(width, height / 1.04), height, columns))
        width, height, columns = max(1.0, best[0]), max(1.0, best[1]), best[2]
        step = width + gap
        if columns > 1:
            step = min(step * 1.3, (self.width - width) / (columns - 1))
        rows = -(-len(self.arches) // columns)
        top = self.top - (self.height - rows * (height + gap) + gap) / 2 * self.middle
        for number, arch in enumerate(self.arches):
            row, column = divmod(number, columns)
            x = column * step
            left = self.right - x - width if SPEECH.rtl else self.x + x
            draw_arch(arch, left, top - row * (height + gap) - height, width, height)


def spread(
    count: int,
    cell: tuple[float, float],
    gap: float,
    size: tuple[float, float],
    extra: float,
    *,
    rtl: bool,
    share: float,
) -> list[Cell]:
    """Place cells into a box as large as they may be: in one row, or in more where that keeps them larger.

    Gives x, y, width and height of each, from the lower left of the box; `extra` is kept free above each row.
    """
    best = (0.0, 1, 1)
    for rows in range(1, 4):
        columns = -(-count // rows)
        wide = columns * (cell[0] + gap) - gap
        high = rows * (cell[1] + extra + gap) - gap
        scale = min(1.0, size[0] / wide, size[1] / high) if count else 1.0
        if scale > best[0] + 0.1:
            best = (scale, rows, columns)
    scale, rows, columns = best
    width, height, step = cell[0] * scale, cell[1] * scale, (cell[0] + gap) * scale
    left = (size[0] - columns * step + gap * scale) * share
    line = height + (extra + gap) * scale
    top = (size[1] + rows * line - gap * scale) / 2
    cells = []
    for number in range(count):
        row, column = divmod(number, columns)
        place = columns - 1 - column if rtl else column
        cells.append((left + place * step, top - row * line - height - extra * scale, width, height))
    return cells


def _around_yours(glyphs: tuple[Glyph, ...], count: int) -> tuple[Glyph, ...]:
    """Give so many desks side by side, from the first one on unless one's own is further back."""
    yours = next((at for at, glyph in enumerate(glyphs) if glyph.state == "yours"), 0)
    first = max(0, yours - count + 1)
    return glyphs[first : first + count]


def draw_glyph(glyph: Glyph, x: float, y: float, width: float, height: float) -> None:
    """Draw a desk: taken person, free ring, reserved clock, yours star, defect cross, unknown `?`."""
    small = min(width, height)
    cx, cy, radius = x + width / 2, y + height / 2, small * 0.24
    ground, edge = Ink(), Ink()
    outline = shapes.box(x, y, width, height, radius)
    match glyph.state:
        case "in_use":
            ground.fill(outline)
            ground.draw(palette.PLATZ)
            pictures.icon("user", cx, cy, small * 0.72, palette.ON_DEEP, full=True)
        case "unknown":
            _dashed(shapes.box(x + 1, y + 1, width - 2, height - 2, radius), palette.DESK_DASH)
            pictures.mark("?", cx, cy, small * 0.56, palette.TINTE)
        case "yours":
            grow = small * 0.09
            outline = shapes.box(x - grow, y - grow, width + 2 * grow, height + 2 * grow, radius)
            ground.fill(outline)
            ground.draw(palette.SONNE)
            edge.stroke(outline, FIT.px(4, 3), closed=True)
            edge.draw(palette.TINTE)
            pictures.icon("star", cx, cy, small * 0.84, palette.DARK, full=True)
        case state:
            ground.fill(outline)
            ground.draw(palette.PAPIER)
            draw_edge(outline, FIT.px(3, 2))
            _sign(state, cx, cy, small)


def draw_arch(arch: Arch, x: float, y: float, width: float, height: float) -> None:
    """Draw a child's place: full when the child is here, dashed when announced, free or unknown."""
    foot = min(FIT.radius("foot"), width * 0.2)
    line = FIT.px(3, 2)
    if arch.state == "here":
        ground, outline = Ink(), shapes.arch(x, y, width, height, foot)
        ground.fill(outline)
        ground.draw(palette.GROUNDS.get(arch.ground, palette.PAPIER))
        draw_edge(outline, line, palette.ANIMALS.get(arch.ground, palette.EDGE))
    else:
        colour = palette.CARE_DASH if arch.state == "free" else palette.FLIEDER_DEEP
        _dashed(shapes.arch(x + line / 2, y + line / 2, width - line, height - line, foot), colour)
    if arch.state == "unknown":
        pictures.mark("?", x + width / 2, y + height * 0.48, width * 0.4, palette.TINTE)
    elif arch.animal and arch.state != "free":
        side = min(width * 0.76, height * 0.8) * (0.88 if arch.state == "announced" else 1)
        behind = arch.ground if arch.state == "here" else "white"
        pictures.animal(arch.animal, behind, x + (width - side) / 2, y + height * 0.43 - side / 2, side)


def draw_edge(outline: shapes.Points, line: float, colour: str = palette.EDGE) -> None:
    """In high contrast draw an edge around what a tint tells apart otherwise."""
    if PALETTE.contrast:
        edge = Ink()
        edge.stroke(outline, line, closed=True)
        edge.draw(colour)


def _sign(state: str, x: float, y: float, size: float) -> None:
    if state == "free":
        ring = Ink()
        ring.stroke(shapes.circle(x, y, size * 0.28), size * 0.11, closed=True)
        ring.draw(palette.MINZE_LINE)
    elif state == "reserved":
        pictures.icon("clock", x, y, size * 0.68, palette.TINTE)
    else:
        pictures.icon("x", x, y, size * 0.56, palette.QUIET)


def _dashed(outline: shapes.Points, colour: str) -> None:
    dashes = Ink()
    dashes.dash(outline, FIT.px(3, 2), FIT.px(12, 8.5))
    dashes.draw(colour)
