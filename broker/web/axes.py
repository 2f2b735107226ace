"""Where moments and numbers stand in the picture of a day, 330 x 158 px."""

from msgspec import Struct

from broker.wire.message import Ms

LEFT, RIGHT, TOP, BOTTOM = 22, 308, 20, 134
"""Edges of the plot."""
LABEL = 16
"""Height of a line of text, px."""


class Axes(Struct, frozen=True):
    """From when until when, and up to which number."""

    since: Ms
    until: Ms
    scale: int

    def x(self, at: Ms) -> float:
        """Place a moment, px from the left."""
        return round(LEFT + (at - self.since) / (self.until - self.since) * (RIGHT - LEFT), 1)

    def y(self, value: float) -> float:
        """Place a number, px from the top."""
        return round(BOTTOM - value / self.scale * (BOTTOM - TOP), 1)


class Box(Struct, frozen=True):
    """A part of the picture that is taken."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Tell whether both share some room."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


def text_box(left: float, right: float, words: float) -> Box:
    """Give the room of words whose baseline is at `words`."""
    return Box(left, right, words - 11, words + 4)
