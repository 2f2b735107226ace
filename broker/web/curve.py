"""Today's curve of the house: steps of adults and children by quarter hour, and a gap wherever nothing is known."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import groupby
from typing import Literal

from msgspec import Struct

from broker.house.history import QUARTER_MS, Heads, Point, begin
from broker.house.time import at_clock, bounds, office_day
from broker.snapshot import Snapshot
from broker.wire.message import Ms

OPENS, CLOSES = "07:00", "19:00"
"""What is drawn at least; somebody earlier or later makes it wider."""
LEFT, RIGHT, TOP, BOTTOM = 22, 308, 20, 134
"""Edges of the plot in its picture of 330 x 158 px."""
HOUR_MS = 3_600_000
LABEL = 16
"""Height of a line of text, px."""
ROOM = 104
"""Width of the longest words at a line, px."""
LONG_H = 15
"""A day of more hours than so has marks further apart."""


class Run(Struct, frozen=True):
    """Quarters in a row that are alike; of heads None: nothing is known."""

    since: Ms
    until: Ms
    heads: Heads | None


class Mark(Struct, frozen=True):
    """A mark on an axis."""

    at: float
    value: int


class Gap(Struct, frozen=True):
    """Where nothing is known."""

    x: float
    width: float


class End(Struct, frozen=True):
    """Where a line ends, and its words stand."""

    name: Literal["adults", "children"]
    x: float
    y: float
    words: float
    """Where they stand, downwards."""
    value: int
    before: bool
    """Whether the words stand before the end: there is no room behind it."""


class Curve(Struct, frozen=True):
    """The day as it is drawn and told. Paths are those of SVG."""

    runs: tuple[Run, ...]
    adults: str
    children: str
    gaps: tuple[Gap, ...]
    hours: tuple[Mark, ...]
    """Values are moments, ms."""
    levels: tuple[Mark, ...]
    ends: tuple[End, ...]

    def most(self, name: Literal["adults", "children"]) -> tuple[int, Ms]:
        """Give the most at once, and since when."""
        found = [(getattr(run.heads, name), -run.since) for run in self.runs if run.heads]
        value, since = max(found, default=(0, 0))
        return value, -since

    @property
    def unknown(self) -> list[Run]:
        """Give the times of which nothing is known."""
        return [run for run in self.runs if run.heads is None]


def curve(snapshot: Snapshot) -> Curve | None:
    """Draw the day; None while nothing is known of it."""
    now, zone = snapshot.at, snapshot.office.zone
    points = [point for point in snapshot.today if point.at <= now]
    if not points:
        return None
    since, until = _window(points, now, zone)
    runs = tuple(_runs(points, since, now))
    scale = max(4, *(max(p.most.adults, p.most.children) for p in points))
    scale += scale % 2

    def x(at: Ms) -> float:
        return round(LEFT + (at - since) / (until - since) * (RIGHT - LEFT), 1)

    def y(value: int) -> float:
        return round(BOTTOM - value / scale * (BOTTOM - TOP), 1)

    known = [list(part) for is_known, part in groupby(runs, key=lambda run: run.heads is not None) if is_known]
    hours = 3 if until - since <= LONG_H * HOUR_MS else 6
    return Curve(
        runs=runs,
        adults=_path(known, "adults", x, y),
        children=_path(known, "children", x, y),
        gaps=tuple(Gap(x(run.since), round(x(run.until) - x(run.since), 1)) for run in runs if run.heads is None),
        hours=tuple(Mark(x(at), at) for at in range(since, until + 1, hours * HOUR_MS)),
        levels=tuple(Mark(y(value), value) for value in (0, scale // 2, scale)),
        ends=_ends(runs, x, y) if known else (),
    )


def _window(points: Sequence[Point], now: Ms, zone: tzinfo) -> tuple[Ms, Ms]:
    """Give the hours to draw, within the office day."""
    day = office_day(now, zone)
    first, last = bounds(day, zone)
    busy = [point.at for point in points if point.most.adults or point.most.children]
    since = min([at_clock(day, OPENS, zone), *(at - at % HOUR_MS for at in busy)])
    until = max([at_clock(day, CLOSES, zone), *(at - at % HOUR_MS + HOUR_MS for at in busy)])
    return max(first, since), min(last, until)


def _runs(points: Iterable[Point], since: Ms, now: Ms) -> Iterator[Run]:
    known = {point.at: point.most for point in points}
    quarters = [(at, known.get(at)) for at in range(since, begin(now) + QUARTER_MS, QUARTER_MS)]
    for heads, alike in groupby(quarters, key=lambda quarter: quarter[1]):
        times = [at for at, _ in alike]
        yield Run(times[0], times[-1] + QUARTER_MS, heads)


def _path(known: Iterable[list[Run]], name: str, x: Callable[[Ms], float], y: Callable[[int], float]) -> str:
    """Draw steps, each stretch that is known for itself."""
    found = []
    for first, *others in known:
        steps = [(y(getattr(run.heads, name)), x(run.until)) for run in (first, *others)]
        found.append(f"M{x(first.since)} {steps[0][0]}{''.join(f'V{level}H{until}' for level, until in steps)}")
    return "".join(found)


def _ends(runs: Sequence[Run], x: Callable[[Ms], float], y: Callable[[int], float]) -> tuple[End, ...]:
    """Place words behind the ends of both lines; where there is no room, above all that is drawn there."""
    last = next(run for run in reversed(runs) if run.heads)
    heads, at = last.heads or Heads(), x(last.until)
    high, low = sorted((("adults", heads.adults), ("children", heads.children)), key=lambda each: -each[1])
    before = at > RIGHT - ROOM
    if before:
        near = [run.heads for run in runs if run.heads and x(run.until) > at - ROOM]
        second = max(TOP, min(y(max(each.adults, each.children)) for each in near) - 8)
    else:
        second = min(max(y(low[1]), y(high[1]) + LABEL), BOTTOM) + 5
    first = second - LABEL if before else min(y(high[1]) + 5, second - LABEL)
    return tuple(
        End(name, at, y(value), round(words, 1), value, before)  # type: ignore[arg-type]  # one of two
        for (name, value), words in ((high, first), (low, second))
    )
