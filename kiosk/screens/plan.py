"""The desks on the office's plan, or in a grid where there is no plan or not enough room for one."""

from math import hypot
from typing import Any

from kivy.factory import Factory

from kiosk import deskplan, palette, pictures, shapes
from kiosk.desk import Desk
from kiosk.deskplan import Rect
from kiosk.language import SPEECH, _
from kiosk.shapes import Ink
from kiosk.sheet import Sheet
from kiosk.text import natural_width
from kiosk.theme import FIT, ROLES, SMALLEST
from kiosk.view import DesksView, PlanDesk, PlanRoom
from kiosk.widgets import Words

DESKS, ROOMS = 40, 10
"""So many of each can be shown."""
GROUNDS = {
    "work": (palette.HIMMEL, palette.HIMMEL_DEEP, "block-work"),
    "care": (palette.FLIEDER, palette.FLIEDER_DEEP, "block-play"),
    "group": (palette.APRIKOSE, palette.APRIKOSE_DEEP, "block-group"),
    "kitchen": (palette.BEERE, palette.BEERE_DEEP, "block-kitchen"),
    "quiet": (palette.MINZE, palette.MINZE_DEEP, "block-quiet"),
    "entrance": (palette.PAPIER, palette.TINTE, ""),
}
"""Ground, text and block of each kind of room."""
CAPS = ({"pc": (144, 112), "laptop": (112, 112)}, {"pc": (100, 76), "laptop": (82, 76)})
"""Largest desks on the plan, in both designs."""
CELL = ((300, 190), (190, 124))
"""Largest desks in the grid."""


class Plan(Sheet):
    """Rooms, desks and the way; never mirrored, because it shows the real office."""

    def __init__(self, **kwargs: Any) -> None:
        """Build every desk and every room's name once."""
        super().__init__(**kwargs)
        self.forget()
        self._names = [Factory.RoomHeader() for _ in range(ROOMS)]
        self.here = Words(role="item", align="middle")
        self.pool = [Desk() for _ in range(DESKS)]
        for widget in (*self._names, self.here, *self.pool):
            self.add_widget(widget)

    def forget(self) -> None:
        """Leave nothing of a view."""
        self._plan: deskplan.Ground | None = None
        self._rooms: tuple[PlanRoom, ...] = ()
        self._way: tuple[deskplan.Point, ...] = ()
        self._target: Rect | None = None
        self._spot: deskplan.Point | None = None
        self._others: list[tuple[str, deskplan.Point]] = []
        self.left = 0
        """How many desks have no room."""

    def put(self, view: DesksView, box: Rect) -> bool:
        """Show this view in a box, in px of the design; tells whether there is a plan."""
        self.forget()
        self._box = box
        self.wide = self.small = box
        width, height = box[2] * FIT.x, box[3] * FIT.y
        wanted = [desk for desk in view.desks if view.kind in ("all", desk.kind)]
        for words in (*self._names, self.here):
            words.text, words.shown = "", False
        places = self._on_plan(view, width, height)
        found: list[tuple[PlanDesk, Rect]] = []
        if places is None:
            cells = deskplan.grid(min(len(wanted), DESKS), width, height, FIT.px(14, 8), _cell(), FIT.px(72, 56))
            if len(wanted) > len(cells):
                wanted.sort(key=lambda desk: not desk.may)
            found = list(zip(wanted, cells, strict=False))
        else:
            for desk, place in zip(view.desks, places, strict=True):
                if desk in wanted:
                    found.append((desk, place))
                else:
                    self._others.append((desk.kind, (place[0] + place[2] / 2, place[1] + place[3] / 2)))
        self.left = len(wanted) - len(found)
        for number, widget in enumerate(self.pool):
            widget.put(found[number][0] if number < len(found) else None)
            if number < len(found):
                self._stand(widget, found[number][1], fixed=places is not None)
        self.repaint()
        return places is not None

    def _on_plan(self, view: DesksView, width: float, height: float) -> list[Rect] | None:
        spots = [(desk.kind, desk.spot) for desk in view.desks if desk.spot]
        if not view.rooms or len(spots) < len(view.desks) or len(view.desks) > DESKS:
            return None
        wall, gap = FIT.px(8, 5), FIT.px(10, 8)
        plan = deskplan.ground(view.rooms, width, height, wall)
        caps = {kind: (FIT.px(w, w), FIT.px(h, h)) for kind, (w, h) in FIT.pick(*CAPS).items()}
        places = deskplan.settle(spots, plan, view.rooms, caps, gap)
        if any(min(place[2:]) < FIT.px(72, 56) for place in places) or not _readable(view.desks, places):
            return None
        self._plan, self._rooms = plan, view.rooms
        self._way = tuple(plan.point(corner) for corner in view.way)
        self._doors = tuple(deskplan.doors(view.way, view.rooms))
        self._spot = plan.point(view.here) if view.here else None
        states = zip(view.desks, places, strict=True)
        self._target = next((place for desk, place in states if desk.state == "yours"), None)
        taken = [*places, *((x - 6, y - 6, 12, 12) for x, y in deskplan.dots(self._way, 20))]
        self._label_here(taken)
        self._label_rooms(taken)
        return places

    def _label_here(self, taken: list[Rect]) -> None:
        if not (self._spot and self._plan):
            return
        x, y, width, _height = self._plan.outline
        wide, high = natural_width(_("You are here"), "item") + 6, FIT.px(32, 24)
        left = min(max(self._spot[0] - wide / 2, x + FIT.px(10, 6)), x + width - wide - FIT.px(10, 6))
        above = self._spot[1] - FIT.px(26, 17) - high
        top = above if above > y else self._spot[1] + FIT.px(26, 17)
        self.here.text, self.here.shown = _("You are here"), True
        self._stand(self.here, (left, top, wide, high), fixed=True)
        taken += [(left, top, wide, high), (self._spot[0] - 20, self._spot[1] - 20, 40, 40)]

    def _label_rooms(self, taken: list[Rect]) -> None:
        assert self._plan
        for room, words in zip(self._rooms, self._names, strict=False):
            words.ground, colour, block = GROUNDS[room.kind]
            box = self._plan.rect(room.box)
            words.role, words.icon, words.colour = "item", block, colour
            words.icon_size, words.gap = (34, 18), (12, 6)
            lead = FIT.px(*words.icon_size) + FIT.px(*words.gap) if block else 0.0
            margin = FIT.px(16, 5)
            least = natural_width(room.name, "item") * SMALLEST[FIT.small] / FIT.pick(22, 17)
            size = (min(box[2] - 2 * margin, lead + natural_width(room.name, "item") + 4), FIT.px(40, 28))
            place = None
            if room.name and size[0] >= lead + least:
                here = [
                    each for each in taken if deskplan.inside((each[0] + each[2] / 2, each[1] + each[3] / 2), box, 0)
                ]
                place = deskplan.free_place(size, box, here, margin, from_right=SPEECH.rtl)
            words.shown = place is not None
            words.text = room.name if place else ""
            if place:
                self._stand(words, place, fixed=True)

    def _stand(self, widget: Any, place: Rect, *, fixed: bool) -> None:
        """Give a widget a place in px; `fixed` ones stay where they are in the real office."""
        x, y, width, height = place
        if fixed and SPEECH.rtl:
            x = self._box[2] * FIT.x - x - width
        widget.wide = widget.small = (x / FIT.x, y / FIT.y, width / FIT.x, height / FIT.y)

    def paint(self) -> None:
        """Draw rooms, walls, the way, and desks that are not asked for."""
        if not self._plan:
            return
        wall = FIT.px(8, 5)
        walls, door = Ink(), Ink()
        for room in self._rooms:
            x, y, width, height = self._plan.rect(room.box)
            body, outline = Ink(), shapes.box(self.x + x, self.top - y - height, width, height)
            body.fill(outline)
            body.draw(GROUNDS[room.kind][0])
            walls.stroke(outline, wall, closed=True)
        walls.draw(palette.TINTE)
        for spot, flat in self._doors:
            x, y = self._plan.point(spot)
            w, h = (FIT.px(76, 46), wall + 2) if flat else (wall + 2, FIT.px(76, 46))
            door.fill(shapes.box(self.x + x - w / 2, self.top - y - h / 2, w, h))
        door.draw(palette.PAPIER)
        for kind, (x, y) in self._others:
            side = FIT.px(48, 34)
            rim, cx, cy = Ink(), self.x + x, self.top - y
            rim.stroke(shapes.box(cx - side / 2, cy - side / 2, side, side, FIT.px(10, 7)), 2, closed=True)
            rim.draw(palette.HIMMEL_MID)
            pictures.icon({"pc": "desktop", "laptop": "laptop"}[kind], cx, cy, side * 0.5, palette.DESK_DASH)
        self._paint_way()

    def _paint_way(self) -> None:
        trail, sun = Ink(), Ink()
        points = deskplan.dots(self._way, FIT.px(22, 14))
        if self._target and points:
            x, y = self._arrow(trail)
            near, edge = FIT.px(15, 10), FIT.px(4, 3)
            points = [
                point
                for point in points
                if hypot(point[0] - x, point[1] - y) > near and not deskplan.inside(point, self._target, edge)
            ]
        for x, y in points:
            trail.fill(shapes.circle(self.x + x, self.top - y, FIT.px(4.5, 3)))
        trail.draw(palette.TINTE)
        if self._spot:
            x, y = self.x + self._spot[0], self.top - self._spot[1]
            rim = Ink()
            sun.fill(shapes.circle(x, y, FIT.px(17, 11)))
            sun.draw(palette.SONNE)
            rim.stroke(shapes.circle(x, y, FIT.px(17, 11)), FIT.px(4, 3), closed=True)
            rim.draw(palette.TINTE)

    def _arrow(self, ink: Ink) -> deskplan.Point:
        """Point at the family's desk, from the side on which the way comes; gives the middle of the arrow's foot."""
        assert self._target
        x, y, width, height = self._target
        end_x, end_y = self._way[-1] if len(self._way) < 2 else self._way[-2]  # noqa: PLR2004 - the last corner
        long, half, off = FIT.px(16, 10), FIT.px(11, 7), FIT.px(5, 3)
        if y <= end_y <= y + height:
            side = 1 if end_x > x + width / 2 else -1
            tip = x + width / 2 + side * (width / 2 + off), end_y
            base = [(tip[0] + side * long, tip[1] - half), (tip[0] + side * long, tip[1] + half)]
        else:
            side = 1 if end_y > y else -1
            at = min(max(self._way[-1][0], x + half), x + width - half)
            tip = at, y + height / 2 + side * (height / 2 + off)
            base = [(at - half, tip[1] + side * long), (at + half, tip[1] + side * long)]
        ink.fill([(self.x + px, self.top - py) for px, py in (tip, *base)])
        return (base[0][0] + base[1][0]) / 2, (base[0][1] + base[1][1]) / 2


def _cell() -> deskplan.Point:
    """Give the largest cell of the grid in px of the window."""
    width, height = FIT.pick(*CELL)
    return FIT.px(width, width), FIT.px(height, height)


def _readable(desks: tuple[PlanDesk, ...], places: list[Rect]) -> bool:
    """Tell whether the longest word of each name has room at the smallest size of type."""
    share = SMALLEST[FIT.small] / FIT.pick(ROLES["item"].wide, ROLES["item"].small)
    return all(
        max(natural_width(word, "item") for word in desk.name.split()) * share <= place[2] - 2 * FIT.px(7, 4)
        for desk, place in zip(desks, places, strict=True)
    )
