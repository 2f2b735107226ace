"""Today's curve of the house: steps of adults and children by quarter hour, and a gap wherever nothing is known."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import groupby
from math import ceil
from typing import Literal

from msgspec import Struct

from broker.house.history import QUARTER_MS, Heads, Point, begin
from broker.house.time import at_clock, bounds, office_day
from broker.house.week import Usual, of_day
from broker.snapshot import Snapshot
from broker.web.axes import BOTTOM, LABEL, RIGHT, TOP, Axes, Box, text_box
from broker.web.usual import Usually, usually
from broker.wire.message import Ms

OPENS, CLOSES = "07:00", "19:00"
"""What is drawn at least; somebody earlier or later makes it wider."""
HOUR_MS = 3_600_000
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
    usual: Usually | None

    def most(self, name: Literal["adults", "children", "guests"]) -> tuple[int, Ms]:
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
    day = office_day(now, zone)
    usual = list(of_day(snapshot.week, day, zone))
    axes = _axes(points, usual, now, zone)
    runs = tuple(_runs(points, axes.since, now))
    known = [list(part) for is_known, part in groupby(runs, key=lambda run: run.heads is not None) if is_known]
    hours = 3 if axes.until - axes.since <= LONG_H * HOUR_MS else 6
    ends = _ends(runs, axes) if known else ()
    return Curve(
        runs=runs,
        adults=_path(known, "adults", axes),
        children=_path(known, "children", axes),
        gaps=tuple(_gap(run, axes) for run in runs if run.heads is None),
        hours=tuple(Mark(axes.x(at), at) for at in range(axes.since, axes.until + 1, hours * HOUR_MS)),
        levels=tuple(Mark(axes.y(value), value) for value in (0, axes.scale // 2, axes.scale)),
        ends=ends,
        usual=usually(now, day.weekday(), usual, {point.at for point in points}, axes, _taken(runs, ends, axes)),
    )


def _axes(points: Sequence[Point], usual: Sequence[tuple[Ms, Usual]], now: Ms, zone: tzinfo) -> Axes:
    """Make room for all that was and all that is usual."""
    busy = [point.at for point in points if point.most.adults or point.most.children]
    since, until = _window([*busy, *(at for at, each in usual if each.adults)], now, zone)
    most = (max(point.most.adults, point.most.children) for point in points)
    scale = max(4, *most, *(ceil(each.adults) for _, each in usual))
    return Axes(since, until, scale + scale % 2)


def _gap(run: Run, axes: Axes) -> Gap:
    left = axes.x(run.since)
    return Gap(left, round(axes.x(run.until) - left, 1))


def _taken(runs: Iterable[Run], ends: Iterable[End], axes: Axes) -> Iterator[Box]:
    """Give where lines and their words are."""
    for run in runs:
        for value in (run.heads.adults, run.heads.children) if run.heads else ():
            yield Box(axes.x(run.since), axes.x(run.until), axes.y(value) - 3, axes.y(value) + 3)
    for end in ends:
        yield Box(end.x - 6, end.x + 6, end.y - 6, end.y + 6)
        yield text_box(end.x - ROOM if end.before else end.x, end.x if end.before else end.x + ROOM, end.words)


def _window(busy: Sequence[Ms], now: Ms, zone: tzinfo) -> tuple[Ms, Ms]:
    """Give the hours to draw, within the office day."""
    day = office_day(now, zone)
    first, last = bounds(day, zone)
    since = min([at_clock(day, OPENS, zone), *(at - at % HOUR_MS for at in busy)])
    until = max([at_clock(day, CLOSES, zone), *(at - at % HOUR_MS + HOUR_MS for at in busy)])
    return max(first, since), min(last, until)


def _runs(points: Iterable[Point], since: Ms, now: Ms) -> Iterator[Run]:
    known = {point.at: point.most for point in points}
    quarters = [(at, known.get(at)) for at in range(since, begin(now) + QUARTER_MS, QUARTER_MS)]
    for heads, alike in groupby(quarters, key=lambda quarter: quarter[1]):
        times = [at for at, _ in alike]
        yield Run(times[0], times[-1] + QUARTER_MS, heads)


def _path(known: Iterable[list[Run]], name: str, axes: Axes) -> str:
    """Draw steps, each stretch that is known for itself."""
    found = []
    for first, *others in known:
        steps = [(axes.y(getattr(run.heads, name)), axes.x(run.until)) for run in (first, *others)]
        found.append(f"M{axes.x(first.since)} {steps[0][0]}{''.join(f'V{level}H{until}' for level, until in steps)}")
    return "".join(found)


def _ends(runs: Sequence[Run], axes: Axes) -> tuple[End, ...]:
    """Place words behind the ends of both lines; where there is no room, above all that is drawn there."""
    last = next(run for run in reversed(runs) if run.heads)
    heads, at = last.heads or Heads(), axes.x(last.until)
    high, low = sorted((("adults", heads.adults), ("children", heads.children)), key=lambda each: -each[1])
    before = at > RIGHT - ROOM
    if before:
        near = [run.heads for run in runs if run.heads and axes.x(run.until) > at - ROOM]
        second = max(TOP, min(axes.y(max(each.adults, each.children)) for each in near) - 8)
    else:
        second = min(max(axes.y(low[1]), axes.y(high[1]) + LABEL), BOTTOM) + 5
    first = second - LABEL if before else min(axes.y(high[1]) + 5, second - LABEL)
    return tuple(
        End(name, at, axes.y(value), round(words, 1), value, before)  # type: ignore[arg-type]  # one of two
        for (name, value), words in ((high, first), (low, second))
    )
