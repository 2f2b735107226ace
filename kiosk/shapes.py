"""Smooth shapes for Kivy: without multisampling its own are jagged, and its dashes exist only one pixel wide.

A shape is a row of points in px, y upwards. `Ink` collects shapes of one colour and draws them as one mesh; the
texture fades across the last pixel of every edge. What stands still comes from a cache: most of a screen looks like
the last one, and a family waits for it.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise, repeat
from math import ceil, cos, hypot, pi, sin, sqrt
from typing import Any

from kivy.graphics import Color, Mesh
from kivy.graphics.texture import Texture

from kiosk.palette import rgba

Point = tuple[float, float]
Points = Sequence[Point]
Piece = tuple[tuple[float, ...], tuple[int, ...]]
"""Vertices (x, y, along the texture, across it) and the triangles' corners."""

SOLID, CLEAR = 0.75, 0.25
"""Where a texture is opaque and where it is empty, across the edge."""
SAME = 0.01
"""Points nearer than this, in px, are one."""
DASH = 7 / 12
"""Share of a dash in a step."""
PATTERN = 32
"""Texels in a step: a power of two, so that small graphics chips can repeat it."""
KEPT = 512
"""Shapes in the cache; when it is full they take about 9 MB (tracemalloc, every sample in two languages)."""


def box(x: float, y: float, width: float, height: float, *radii: float) -> Points:
    """Give a rectangle with round corners: one radius for all, or four from top left clockwise."""
    corners = (radii or (0.0,)) * 4 if len(radii) <= 1 else radii
    top, right = y + height, x + width
    centres = (
        (x + corners[0], top - corners[0], 270),
        (right - corners[1], top - corners[1], 0),
        (right - corners[2], y + corners[2], 90),
        (x + corners[3], y + corners[3], 180),
    )
    points: list[Point] = []
    for radius, (cx, cy, start) in zip(corners, centres, strict=True):
        points += arc(cx, cy, radius, start, start + 90) if radius else [(cx, cy)]
    return [
        point
        for point, after in pairwise([*points, points[0]])
        if hypot(point[0] - after[0], point[1] - after[1]) > SAME
    ]


def arch(x: float, y: float, width: float, height: float, foot: float) -> Points:
    """Give a child's place: round above, nearly square below."""
    return box(x, y, width, height, width / 2, width / 2, foot, foot)


def arc(x: float, y: float, radius: float, start: float, end: float) -> Points:
    """Give a part of a circle, in degrees clockwise from the top, never more than 0.1 px off."""
    steps = max(3, ceil(abs(end - start) / 360 * pi * sqrt(5 * radius)))
    turns = [(start + (end - start) * step / steps) * pi / 180 for step in range(steps + 1)]
    return [(x + radius * sin(turn), y + radius * cos(turn)) for turn in turns]


def circle(x: float, y: float, radius: float) -> Points:
    """Give a whole circle."""
    return arc(x, y, radius, 0, 360)[:-1]


def turned(points: Points, x: float, y: float, degrees: float) -> Points:
    """Turn points around a centre, clockwise."""
    c, s = cos(degrees * pi / 180), sin(degrees * pi / 180)
    return [(x + (px - x) * c + (py - y) * s, y - (px - x) * s + (py - y) * c) for px, py in points]


class Ink:
    """Shapes of one colour."""

    def __init__(self, *, moving: bool = False) -> None:
        """Begin with nothing; what is `moving` looks the same only once, and is not kept."""
        self._make = _make if moving else _kept
        self._vertices: list[float] = []
        self._indices: list[int] = []
        self._texture = _solid

    def fill(self, points: Points) -> None:
        """Fill a convex outline."""
        self._add(_filled, tuple(points))

    def stroke(self, points: Points, width: float, *, closed: bool = False, caps: bool = False) -> None:
        """Draw a line of this width along the points, with round ends if asked."""
        self._add(_stroked, tuple(points), width, closed)
        if caps:
            self.fill(circle(*points[0], width / 2))
            self.fill(circle(*points[-1], width / 2))

    def dash(self, points: Points, width: float, step: float) -> None:
        """Draw a closed dashed line, a dash about every `step` px; not together with other shapes."""
        self._texture = _dashes
        self._add(_dashed, tuple(points), width, step)

    def draw(self, colour: str, alpha: float = 1.0) -> None:
        """Draw all of it on the canvas that is open."""
        Color(*rgba(colour, alpha))
        if self._indices:
            Mesh(vertices=self._vertices, indices=self._indices, mode="triangles", texture=self._texture())

    def _add(self, shape: Callable[..., Piece], *numbers: Any) -> None:
        vertices, indices = self._make(shape, *numbers)
        first = len(self._vertices) // 4
        self._vertices += vertices
        self._indices += [first + index for index in indices]


def _make(shape: Callable[..., Piece], *numbers: Any) -> Piece:
    return shape(*numbers)


_kept = lru_cache(KEPT)(_make)


def _filled(points: Points) -> Piece:
    side = 0.5 if _area(points) > 0 else -0.5
    normals, count = _normals(points, closed=True), len(points)
    fan = [index for at in range(1, count - 1) for index in (0, at, at + 1)]
    vertices = _rail(points, normals, -side, SOLID) + _rail(points, normals, side, CLEAR)
    return tuple(vertices), (*fan, *_band(0, count, count, closed=True))


def _stroked(points: Points, width: float, closed: bool) -> Piece:  # noqa: FBT001  # a key of the cache
    return _line(points, _normals(points, closed=closed), width, closed=closed)


def _dashed(points: Points, width: float, step: float) -> Piece:
    ring, normals = (*points, points[0]), _normals(points, closed=True)
    ways = [0.0, *accumulate(hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(ring))]
    dashes = max(1, round(ways[-1] / step)) / ways[-1]
    return _line(ring, [*normals, normals[0]], width, [way * dashes for way in ways])


def _line(
    points: Points, normals: Points, width: float, ways: list[float] | None = None, *, closed: bool = False
) -> Piece:
    half, count = width / 2, len(points)
    edges = ((-half - 0.5, CLEAR), (0.5 - half, SOLID), (half - 0.5, SOLID), (half + 0.5, CLEAR))
    vertices = [value for offset, shade in edges for value in _rail(points, normals, offset, shade, ways)]
    bands = [index for at in range(3) for index in _band(at * count, (at + 1) * count, count, closed=closed)]
    return tuple(vertices), tuple(bands)


def _rail(points: Points, normals: Points, offset: float, shade: float, ways: list[float] | None = None) -> list[float]:
    """Give the vertices beside the points."""
    places = zip(points, normals, ways or repeat(0.5), strict=False)
    return [value for (x, y), (nx, ny), way in places for value in (x + nx * offset, y + ny * offset, way, shade)]


def _band(one: int, other: int, count: int, *, closed: bool) -> list[int]:
    """Give the triangles between two rails."""
    return [
        corner
        for at in range(count if closed else count - 1)
        for after in [(at + 1) % count]
        for corner in (one + at, other + at, one + after, other + at, other + after, one + after)
    ]


def _area(points: Points) -> float:
    """Give the doubled area: positive when the points run clockwise."""
    return sum((bx - ax) * (by + ay) for (ax, ay), (bx, by) in pairwise([*points, points[0]]))


def _normals(points: Points, *, closed: bool) -> Points:
    """Give for each point the direction to the left of the way, long enough to keep a mitred line's width."""
    ways = [_unit(a, b) for a, b in pairwise([*points, points[0]])]
    if not closed:
        ways[-1] = ways[-2]
    normals: list[Point] = []
    for at, (bx, by) in enumerate(ways):
        ax, ay = ways[at - 1] if closed or at else (bx, by)
        nx, ny = -(ay + by), ax + bx
        length = nx * nx + ny * ny
        scale = min(2 / length, 1.5) if length else 0.0
        normals.append((nx * scale, ny * scale))
    return normals


def _unit(a: Point, b: Point) -> Point:
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


@cache
def _solid() -> Texture:
    return _texture([True])


@cache
def _dashes() -> Texture:
    return _texture([at < DASH * PATTERN for at in range(PATTERN)])


def _texture(pattern: list[bool]) -> Texture:
    """Make a texture that is clear at one edge, and shows the pattern along the other."""
    texture = Texture.create(size=(len(pattern), 2), colorfmt="rgba")
    clear, solid = b"\xff\xff\xff\x00", b"\xff\xff\xff\xff"
    rows = clear * len(pattern) + b"".join(solid if on else clear for on in pattern)
    texture.blit_buffer(rows, colorfmt="rgba")
    texture.mag_filter = texture.min_filter = "linear"
    texture.wrap = "repeat"
    return texture
