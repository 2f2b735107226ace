"""The dotted line of the day's curve: how many adults are usual on this weekday, where that rests on enough days."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from broker.house.history import QUARTER_MS
from broker.house.week import Usual
from broker.web.axes import BOTTOM, LABEL, RIGHT, Axes, Box, text_box
from broker.wire.message import Ms

WIDTH = 142
"""Room of the longest words at the line, px."""
STEP = 4
"""From one place that is tried to the next, px."""
Number = tuple[Ms, float]
"""How many adults are usual in a quarter."""


class Usually(Struct, frozen=True):
    """What is usual today. Paths are those of SVG."""

    weekday: int
    """Monday is 0."""
    ahead: str
    before: str
    """Of time that is over, where it is known what was; a gap stays one."""
    most: float
    since: Ms
    """Since when it is usually the most."""
    x: float = RIGHT
    """Where the words at the line end."""
    words: float | None = None
    """Where they stand, downwards; None if there is no room."""


def usually(
    now: Ms, weekday: int, quarters: Sequence[tuple[Ms, Usual]], known: set[Ms], axes: Axes, taken: Iterable[Box]
) -> Usually | None:
    """Draw the line; None if nothing is usual.

    :param known: quarters of today of which something is known.
    :param taken: where no words can stand.
    """
    numbers = [(at, usual.adults) for at, usual in quarters if axes.since <= at < axes.until]
    if not numbers:
        return None
    ahead = [number for number in numbers if number[0] > now]
    before = [number for number in numbers if number[0] <= now and number[0] in known]
    most, since = max((value, -at) for at, value in numbers)
    return Usually(
        weekday, _path(ahead, axes), _path(before, axes), most, -since, words=_words(ahead, axes, list(taken))
    )


def _path(numbers: Sequence[Number], axes: Axes) -> str:
    """Join the middles of quarters, each stretch for itself."""
    found, then = [], 0
    for at, value in numbers:
        found.append(f"{'L' if at - then == QUARTER_MS else 'M'}{axes.x(at + QUARTER_MS // 2)} {axes.y(value)}")
        then = at
    return "".join(found)


def _words(ahead: Sequence[Number], axes: Axes, taken: list[Box]) -> float | None:
    """Place words above the end of the line, or below it, as near as there is room."""
    near = [axes.y(value) for at, value in ahead if axes.x(at + QUARTER_MS) > RIGHT - WIDTH]
    if not near:
        return None
    above, below = min(near) - 7, max(near) + LABEL
    for step in range(0, BOTTOM, STEP):
        for words in (above - step, below + step):
            box = text_box(RIGHT - WIDTH, RIGHT, words)
            if box.top >= 0 and box.bottom <= BOTTOM and not any(box.meets(other) for other in taken):
                return round(words, 1)
    return None
