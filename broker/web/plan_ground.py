"""Where all stands on the drawn plan, in its own px, from the settings alone: rooms, doors, desks, room for words.

Measured rooms keep their places to each other; what nobody measured is laid out in tidy blocks below. Plain geometry,
y downwards, made once for an office and not each time that something happens.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from msgspec import Struct

from broker.house.office import Desk, Office, Room

Rect = tuple[float, float, float, float]
"""Left, top, width and height."""
Point = tuple[float, float]
WIDTH, HEIGHT, LEAST_H = 760.0, 640.0, 376.0
"""The whole plan: its width, its greatest height, and below which height it is not pressed flat."""
FLAT = 0.75
"""So far a plan may be pressed flat, so that it fits on a screen: it shows which door, not how many steps."""
EDGE, GAP, DOOR = 4.0, 11.0, 46.0
SIZES: tuple[Point, ...] = ((84, 54), (74, 50), (66, 48), (58, 44), (50, 40))
"""Of desks, from the best one on: the first that leaves gaps and room for words is taken."""
WORDS: Point = (120, 62)
"""Room that a room's words want at least."""
STRIP = 66.0
"""Height of the words above desks that nobody measured."""
MAIN_H, SIDE_H, ABREAST = 250.0, 150.0, 4
"""Of rooms that nobody measured: their heights, and how many stand side by side."""
NODE = 26.0


class Door(Struct, frozen=True):
    """A gap in a wall."""

    x: float
    y: float
    upright: bool
    """Whether its wall runs from top to bottom."""


class Space(Struct, frozen=True):
    """A room on the plan."""

    room: Room
    rect: Rect
    desks: dict[str, Rect]
    words: Rect
    door: Door | None = None
    measured: bool = True


class Ground(Struct, frozen=True):
    """The whole plan."""

    width: float
    height: float
    spaces: tuple[Space, ...]
    nodes: dict[str, Point]
    """Node → where it stands."""


def ground(office: Office) -> Ground:
    """Lay out an office."""
    boxes = {room.id: room.box for room in office.rooms if room.box}
    scale_x, scale_y, left, top, height = _scale(boxes.values())
    at = _Scale(scale_x, scale_y, left, top)
    nodes = {node.id: at.point(node.spot) for node in office.nodes if node.spot and boxes}
    spaces = [_measured(office, room, at, nodes) for room in office.rooms if room.box]
    others = [room for room in office.rooms if not room.box]
    blocks, height = _blocks(office, others, height + GAP if boxes else 0.0)
    return Ground(WIDTH, height, (*spaces, *blocks), nodes)


class _Scale(Struct, frozen=True):
    """How metres become px."""

    x: float
    y: float
    left: float
    top: float

    def point(self, spot: Point) -> Point:
        return round(self.left + spot[0] * self.x, 1), round(self.top + spot[1] * self.y, 1)

    def rect(self, box: Rect) -> Rect:
        return (*self.point(box[:2]), round(box[2] * self.x, 1), round(box[3] * self.y, 1))


def _scale(boxes: Iterable[Rect]) -> tuple[float, float, float, float, float]:
    """Fit all that is measured into the plan; gives scales, shift, and the height that it takes."""
    found = list(boxes)
    if not found:
        return 1.0, 1.0, 0.0, 0.0, 0.0
    left, top = min(box[0] for box in found), min(box[1] for box in found)
    wide = max(1.0, max(box[0] + box[2] for box in found) - left)
    high = max(1.0, max(box[1] + box[3] for box in found) - top)
    scale_x = (WIDTH - 2 * EDGE) / wide
    scale_y = min(scale_x, max(scale_x * FLAT, LEAST_H / high))
    less = min(1.0, (HEIGHT - 2 * EDGE) / (high * scale_y))
    scale_x, scale_y = scale_x * less, scale_y * less
    middle = (WIDTH - wide * scale_x) / 2
    return scale_x, scale_y, middle - left * scale_x, EDGE - top * scale_y, high * scale_y + 2 * EDGE


def _measured(office: Office, room: Room, at: _Scale, nodes: dict[str, Point]) -> Space:
    rect = at.rect(room.box or (0, 0, 0, 0))
    own = [desk for desk in office.desks if desk.room == room.id]
    if all(desk.spot for desk in own):
        marks = [_around(point, (NODE, NODE), rect) for point in nodes.values() if _inside(point, rect)]
        desks, words = _settled([(desk, at.point(desk.spot or (0, 0))) for desk in own], rect, marks)
    else:
        desks, words = _grid(own, rect)
    return Space(room, rect, desks, words, _door(room.door, rect, at) if room.door else None)


def _settled(desks: Sequence[tuple[Desk, Point]], rect: Rect, marks: Sequence[Rect]) -> tuple[dict[str, Rect], Rect]:
    """Put desks where they stand, as large as leaves gaps between them and room for words."""
    best: tuple[float, list[Rect], Rect] = (-1.0, [], rect)
    for size in SIZES:
        places = [_around(point, size, rect) for _, point in desks]
        words = _free(rect, [*places, *marks])
        good = min(1.0, words[2] / WORDS[0]) * min(1.0, words[3] / WORDS[1]) - any(
            _overlap(one, other) for one, other in combinations(places, 2)
        )
        if good > best[0]:
            best = good, places, words
        if good >= 1:
            break
    return {desk.id: place for (desk, _), place in zip(desks, best[1], strict=True)}, best[2]


def _grid(desks: Sequence[Desk], rect: Rect) -> tuple[dict[str, Rect], Rect]:
    """Put desks that nobody measured side by side, below the room's words."""
    x, y, width, height = _within(rect)
    if not desks:
        return {}, (x, y, width, height)
    strip = min(STRIP, height / 2)
    for w, h in SIZES:
        wide = min(w, width)
        abreast = max(1, int((width + GAP) // (wide + GAP)))
        rows = -(-len(desks) // abreast)
        if strip + rows * (h + GAP) <= height:
            break
    step = min(h + GAP, (height - strip) / rows)
    places = {
        desk.id: (x + at % abreast * (wide + GAP), y + strip + at // abreast * step, wide, min(h, step * 0.9))
        for at, desk in enumerate(desks)
    }
    return places, (x, y, width, strip)


def _blocks(office: Office, rooms: Sequence[Room], top: float) -> tuple[list[Space], float]:
    """Lay rooms out that nobody measured; gives them, and where the plan ends."""
    seats = {room.id: [desk for desk in office.desks if desk.room == room.id] for room in rooms}
    main = [room for room in rooms if seats[room.id] or room.kind == "care"]
    found = list[Space]()
    for group, height in ((main, MAIN_H), ([room for room in rooms if room not in main], SIDE_H)):
        for begin in range(0, len(group), ABREAST):
            row = group[begin : begin + ABREAST]
            shares = [1.0 + min(1.0, len(seats[room.id]) / 6) for room in row]
            left, wide = EDGE, WIDTH - 2 * EDGE - GAP * (len(row) - 1)
            for room, share in zip(row, shares, strict=True):
                rect = (left, top + EDGE, round(wide * share / sum(shares), 1), height)
                desks, words = _grid(seats[room.id], rect)
                found.append(Space(room, rect, desks, words, measured=False))
                left += rect[2] + GAP
            top += height + GAP
    return found, top + 2 * EDGE - GAP if found else top - GAP if top else 0.0


def _door(spot: Point, rect: Rect, at: _Scale) -> Door:
    """Put a door into the wall that is next to where one comes in."""
    (px, py), (x, y, width, height) = at.point(spot), rect
    walls = {abs(px - x): (x, None), abs(px - x - width): (x + width, None),
             abs(py - y): (None, y), abs(py - y - height): (None, y + height)}  # fmt: skip
    wall_x, wall_y = walls[min(walls)]
    if wall_x is not None:
        return Door(wall_x, _clamp(py, y + DOOR / 2 + EDGE, y + height - DOOR / 2 - EDGE), upright=True)
    assert wall_y is not None
    return Door(_clamp(px, x + DOOR / 2 + EDGE, x + width - DOOR / 2 - EDGE), wall_y, upright=False)


def _free(rect: Rect, taken: Sequence[Rect]) -> Rect:
    """Find the best room for words: wide and high enough, else the largest; the whole room if nothing is in it."""
    x, y, width, height = _within(rect)
    best, found = 0.0, (x, y, width, height)
    edges = sorted({x, x + width, *(end for box in taken for end in (box[0] - GAP, box[0] + box[2] + GAP))})
    for left, right in combinations((edge for edge in edges if x <= edge <= x + width), 2):
        beside = [box for box in taken if box[0] - GAP < right and box[0] + box[2] + GAP > left]
        for low, high in _gaps(beside, y, y + height):
            good = min(right - left, 2.2 * WORDS[0]) * min(high - low, 2.2 * WORDS[1])
            if good > best + 1:
                best, found = good, (left, low, right - left, high - low)
    return found


def _gaps(boxes: Iterable[Rect], low: float, high: float) -> Iterator[Point]:
    """Give what is free between boxes, from top to bottom."""
    edges = [(low, low), *sorted((box[1] - GAP, box[1] + box[3] + GAP) for box in boxes), (high, high)]
    end = low
    for (_, before), (begin, _) in pairwise(edges):
        end = max(end, before)
        if begin > end:
            yield end, min(begin, high)


def _around(point: Point, size: Point, rect: Rect) -> Rect:
    """Give a box around a point, within a room."""
    x, y, width, height = _within(rect)
    w, h = min(size[0], width), min(size[1], height)
    return (
        round(_clamp(point[0], x + w / 2, x + width - w / 2) - w / 2, 1),
        round(_clamp(point[1], y + h / 2, y + height - h / 2) - h / 2, 1),
        w,
        h,
    )


def _within(rect: Rect) -> Rect:
    x, y, width, height = rect
    across, down = min(GAP, width / 4), min(GAP, height / 4)
    return x + across, y + down, width - 2 * across, height - 2 * down


def _inside(point: Point, rect: Rect) -> bool:
    x, y, width, height = rect
    return x <= point[0] <= x + width and y <= point[1] <= y + height


def _overlap(one: Rect, other: Rect, gap: float = 4) -> bool:
    return (
        one[0] < other[0] + other[2] + gap
        and other[0] < one[0] + one[2] + gap
        and one[1] < other[1] + other[3] + gap
        and other[1] < one[1] + one[3] + gap
    )


def _clamp(value: float, low: float, high: float) -> float:
    return min(max(value, low), max(low, high))
