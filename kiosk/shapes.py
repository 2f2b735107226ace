"""Smooth shapes for Kivy: without multisampling its own are jagged, and its dashes exist only one pixel wide.

A shape is a list of points in px, y upwards. `Ink` collects shapes of one colour and draws them as one mesh; the
texture fades across the last pixel of every edge.
"""

from functools import cache
from itertools import pairwise
from math import ceil, cos, hypot, pi, sin, sqrt

from kivy.graphics import Color, Mesh
from kivy.graphics.texture import Texture

from kiosk.theme import rgba

Point = tuple[float, float]
Points = list[Point]

SOLID, CLEAR = 0.75, 0.25
"""Where the edge texture is opaque and where it is empty."""


def box(x: float, y: float, width: float, height: float, *radii: float) -> Points:
    """Give a rectangle with round corners: one radius for all, or four from top left clockwise."""
    corners = radii if len(radii) == 4 else (*radii, *radii, *radii, *radii) if radii else (0.0,) * 4
    top, right = y + height, x + width
    centres = (
        (x + corners[0], top - corners[0], 270),
        (right - corners[1], top - corners[1], 0),
        (right - corners[2], y + corners[2], 90),
        (x + corners[3], y + corners[3], 180),
    )
    points: Points = []
    for radius, (cx, cy, start) in zip(corners, centres, strict=True):
        points += arc(cx, cy, radius, start, start + 90) if radius else [(cx, cy)]
    return [point for point, after in pairwise([*points, points[0]]) if hypot(point[0] - after[0], point[1] - after[1]) > 0.01]


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

    def __init__(self) -> None:
        self._vertices: list[float] = []
        self._indices: list[int] = []

    def fill(self, points: Points) -> None:
        """Fill a convex outline."""
        side = 0.5 if _area(points) > 0 else -0.5
        normals = _normals(points, closed=True)
        first = self._rail(points, normals, -side, SOLID)
        outer = self._rail(points, normals, side, CLEAR)
        count = len(points)
        for at in range(1, count - 1):
            self._indices += (first, first + at, first + at + 1)
        self._band(first, outer, count, closed=True)

    def stroke(self, points: Points, width: float, *, closed: bool = False, caps: bool = False) -> None:
        """Draw a line of this width along the points, with round ends if asked."""
        normals = _normals(points, closed=closed)
        half, count = width / 2, len(points)
        edges = ((-half - 0.5, CLEAR), (0.5 - half, SOLID), (half - 0.5, SOLID), (half + 0.5, CLEAR))
        rails = [self._rail(points, normals, offset, shade) for offset, shade in edges]
        for one, other in pairwise(rails):
            self._band(one, other, count, closed=closed)
        if caps:
            self.fill(circle(*points[0], half))
            self.fill(circle(*points[-1], half))

    def dash(self, points: Points, width: float, on: float, off: float) -> None:
        """Draw a closed dashed line; the dashes are stretched a little so that they meet at the start."""
        ring = [*points, points[0]]
        total = sum(hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(ring))
        step = total / max(1, round(total / (on + off)))
        piece: Points = []
        gone, drawing, left = 0.0, True, step * on / (on + off)
        for (ax, ay), (bx, by) in pairwise(ring):
            length = hypot(bx - ax, by - ay)
            gone = 0.0
            if drawing and not piece:
                piece = [(ax, ay)]
            while length - gone > left:
                gone += left
                here = (ax + (bx - ax) * gone / length, ay + (by - ay) * gone / length)
                if drawing:
                    self.stroke([*piece, here], width)
                piece = [] if drawing else [here]
                drawing = not drawing
                left = step * (on if drawing else off) / (on + off)
            left -= length - gone
            if drawing and length:
                piece.append((bx, by))

    def draw(self, colour: str, alpha: float = 1.0) -> None:
        """Draw all of it on the canvas that is open."""
        Color(*rgba(colour, alpha))
        if self._indices:
            Mesh(vertices=self._vertices, indices=self._indices, mode="triangles", texture=_edge())

    def _rail(self, points: Points, normals: Points, offset: float, shade: float) -> int:
        first = len(self._vertices) // 4
        for (x, y), (nx, ny) in zip(points, normals, strict=True):
            self._vertices += (x + nx * offset, y + ny * offset, shade, 0.5)
        return first

    def _band(self, one: int, other: int, count: int, *, closed: bool) -> None:
        for at in range(count if closed else count - 1):
            after = (at + 1) % count
            self._indices += (one + at, other + at, one + after, other + at, other + after, one + after)


def _area(points: Points) -> float:
    """Give the doubled area: positive when the points run clockwise."""
    return sum((bx - ax) * (by + ay) for (ax, ay), (bx, by) in pairwise([*points, points[0]]))


def _normals(points: Points, *, closed: bool) -> Points:
    """Give for each point the direction to the left of the way, long enough to keep a mitred line's width."""
    ways = [_unit(a, b) for a, b in pairwise([*points, points[0]])]
    if not closed:
        ways[-1] = ways[-2]
    normals: Points = []
    for at, (bx, by) in enumerate(ways):
        ax, ay = ways[at - 1] if closed or at else (bx, by)
        nx, ny = -(ay + by), ax + bx
        length = nx * nx + ny * ny
        scale = min(2 / length, 1.5) if length > 1e-9 else 0.0
        normals.append((nx * scale, ny * scale))
    return normals


def _unit(a: Point, b: Point) -> Point:
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


@cache
def _edge() -> Texture:
    texture = Texture.create(size=(2, 1), colorfmt="rgba")
    texture.blit_buffer(bytes((255, 255, 255, 0, 255, 255, 255, 255)), colorfmt="rgba")
    texture.mag_filter = texture.min_filter = "linear"
    return texture
