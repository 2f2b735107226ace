"""The office's plan in px: where rooms, desks, names and the way stand. Plain geometry, y downwards as in the plan."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import hypot

from msgspec import Struct

from kiosk.view import PlanRoom

Point = tuple[float, float]
Rect = tuple[float, float, float, float]
CLEAR = 36.0
"""More room than this around a room's name makes it no better, in px."""


class Ground(Struct, frozen=True):
    """How metres become px: the whole plan in the middle of a box."""

    scale: float
    left: float
    top: float
    outline: Rect

    def point(self, spot: Point) -> Point:
        """Give a place in px."""
        return self.left + spot[0] * self.scale, self.top + spot[1] * self.scale

    def rect(self, box: Rect) -> Rect:
        """Give a room in px."""
        return (*self.point(box[:2]), box[2] * self.scale, box[3] * self.scale)


def ground(rooms: Sequence[PlanRoom], width: float, height: float, wall: float) -> Ground:
    """Fit all rooms and the walls around them into a box."""
    left, top = min(room.box[0] for room in rooms), min(room.box[1] for room in rooms)
    wide = max(room.box[0] + room.box[2] for room in rooms) - left
    high = max(room.box[1] + room.box[3] for room in rooms) - top
    scale = min((width - wall) / wide, (height - wall) / high)
    x, y = (width - wide * scale) / 2, (height - high * scale) / 2
    return Ground(scale, x - left * scale, y - top * scale, (x, y, wide * scale, high * scale))


def settle(
    spots: Sequence[tuple[str, Point]], plan: Ground, rooms: Sequence[PlanRoom], caps: dict[str, Point], gap: float
) -> list[Rect]:
    """Give each desk, by its kind and middle in metres, as large a place as leaves gaps between all, and to walls."""
    kinds = [kind for kind, _ in spots]
    middles = [plan.point(spot) for _, spot in spots]
    sizes = _sizes(kinds, middles, caps, gap)
    moved = []
    for kind, (px, py) in zip(kinds, middles, strict=True):
        around = (plan.rect(room.box) for room in rooms)
        x, y, width, height = next((rect for rect in around if inside((px, py), rect, 0)), plan.outline)
        w, h = sizes[kind]
        edge_x, edge_y = w / 2 + gap * 0.8, h / 2 + gap * 0.8
        moved.append((_within(px, x + edge_x, x + width - edge_x), _within(py, y + edge_y, y + height - edge_y)))
    sizes = _sizes(kinds, moved, sizes, gap)
    return [
        (px - sizes[kind][0] / 2, py - sizes[kind][1] / 2, *sizes[kind])
        for kind, (px, py) in zip(kinds, moved, strict=True)
    ]


def _sizes(kinds: Sequence[str], middles: Sequence[Point], caps: dict[str, Point], gap: float) -> dict[str, Point]:
    """Give the largest size of each kind that leaves a gap between any two, narrower or lower as costs less."""
    sizes = dict(caps)
    for one, other in combinations(range(len(kinds)), 2):
        pair, (ax, ay), (bx, by) = {kinds[one], kinds[other]}, middles[one], middles[other]
        (aw, ah), (bw, bh) = sizes[kinds[one]], sizes[kinds[other]]
        beside = max(0.0, (abs(ax - bx) - gap) / ((aw + bw) / 2))
        below = max(0.0, (abs(ay - by) - gap) / ((ah + bh) / 2))
        if max(beside, below) < 1:
            for kind in pair:
                w, h = sizes[kind]
                sizes[kind] = (w * beside, h) if beside >= below else (w, h * below)
    return sizes


def free_place(size: Point, room: Rect, taken: Sequence[Rect], margin: float, *, from_right: bool) -> Rect | None:
    """Find where a name stands best in its room: far from everything, else high and where reading starts."""
    x, y, width, height = room
    w, h = size
    best: tuple[float, Rect] | None = None
    for top in _steps(y + margin, y + height - margin - h):
        columns = list(_steps(x + margin, x + width - margin - w))
        for left in reversed(columns) if from_right else columns:
            place = (left, top, w, h)
            clear = min([CLEAR, *(_apart(place, other) for other in taken)])
            if clear > 0 and (best is None or clear > best[0] + 0.5):
                best = clear, place
    return best[1] if best else None


def dots(way: Sequence[Point], step: float) -> list[Point]:
    """Give points along a way, as far apart as this; its end is the last."""
    found, left = [], 0.0
    for (ax, ay), (bx, by) in pairwise(way):
        length = hypot(bx - ax, by - ay)
        at = left
        while at < length:
            found.append((ax + (bx - ax) * at / length, ay + (by - ay) * at / length))
            at += step
        left = at - length
    return [*found, way[-1]] if way else []


def doors(way: Sequence[Point], rooms: Sequence[PlanRoom]) -> Iterator[tuple[Point, bool]]:
    """Give where a way goes through a wall, in metres, and whether that wall runs from left to right."""
    for (ax, ay), (bx, by) in pairwise(way):
        for room in rooms:
            x, y, width, height = room.box
            for level in (y, y + height):
                if (ay - level) * (by - level) < 0:
                    at = ax + (bx - ax) * (level - ay) / (by - ay)
                    if x < at < x + width:
                        yield (at, level), True
            for level in (x, x + width):
                if (ax - level) * (bx - level) < 0:
                    at = ay + (by - ay) * (level - ax) / (bx - ax)
                    if y < at < y + height:
                        yield (level, at), False


def inside(point: Point, rect: Rect, edge: float) -> bool:
    """Tell whether a point is in a rectangle, or nearer to it than `edge`."""
    x, y, width, height = rect
    return x - edge < point[0] < x + width + edge and y - edge < point[1] < y + height + edge


def grid(count: int, width: float, height: float, gap: float, cap: Point, least: float) -> list[Rect]:
    """Place cells into a box in the rows that leave them largest; fewer cells where not all would be large enough."""
    best: tuple[float, int, Point] = (0.0, 1, (0.0, 0.0))
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        w, h = min(cap[0], (width + gap) / columns - gap), min(cap[1], (height + gap) / rows - gap)
        best = max(best, (min(w / cap[0], h / cap[1]), columns, (w, h)))
    _, columns, (w, h) = best
    if count and min(w, h) < least:
        return grid(count - 1, width, height, gap, cap, least)
    return [(at % columns * (w + gap), at // columns * (h + gap), w, h) for at in range(count)]


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high) if low <= high else (low + high) / 2


def _steps(start: float, end: float) -> Iterator[float]:
    while start <= end:
        yield start
        start += 12


def _apart(one: Rect, other: Rect) -> float:
    (ax, ay, aw, ah), (bx, by, bw, bh) = one, other
    dx, dy = max(bx - ax - aw, ax - bx - bw), max(by - ay - ah, ay - by - bh)
    return max(dx, dy)
