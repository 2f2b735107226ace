"""The usual week as a heat map: weekdays by hours, how many people are usually in the house."""

from msgspec import Struct

from broker.house.week import Hour, HourHeads, by_hour, frame, slot, weeks
from broker.snapshot import Snapshot
from broker.wire.message import Ms

STEPS = 5
"""Colours of the heat scale."""
FEW = 4
"""A house with fewer people than this is never drawn as full."""
NARROW = 12
"""More columns than so are labelled further apart, and have no room for numbers."""


class Cell(Struct, frozen=True):
    """An hour of a weekday."""

    hour: int
    """On the wall clock, 0 to 23."""
    people: int | None
    """Adults and children; None: nothing is known."""
    days: int
    step: int
    """On the heat scale, 1 to 5; 0 if nothing is known."""
    now: bool


class Row(Struct, frozen=True):
    """A weekday; Monday is 0."""

    weekday: int
    today: bool
    cells: tuple[Cell, ...]


class Column(Struct, frozen=True):
    """An hour of the wall clock, and whether it is written above or below."""

    hour: int
    labelled: bool


class HeatMap(Struct, frozen=True):
    """The week as it is drawn and told."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    weeks: int
    """It rests on so many."""
    most: int
    """People at the far end of the scale."""

    @property
    def roomy(self) -> bool:
        """Tell whether there is room for numbers."""
        return len(self.columns) <= NARROW

    @property
    def gaps(self) -> bool:
        """Tell whether of an hour nothing is known."""
        return any(cell.people is None for row in self.rows for cell in row.cells)


def heat_map(snapshot: Snapshot) -> HeatMap | None:
    """Draw the usual week; None while nothing is known of it."""
    found = by_hour(snapshot.week)
    if not found:
        return None
    busy = [hour for hour, heads in found.items() if heads.people]
    weekdays, hours = frame(snapshot.office.rules, busy)
    most = max(FEW, *(heads.people for heads in found.values()))
    now = _now(snapshot.at, snapshot)
    every = 2 if len(hours) <= NARROW else 3
    return HeatMap(
        rows=tuple(
            Row(day, day == now[0], tuple(_cell((day, hour), found, most, now) for hour in hours)) for day in weekdays
        ),
        columns=tuple(Column(hour % 24, (hour - hours.start) % every == 0) for hour in hours),
        weeks=weeks(snapshot.week),
        most=most,
    )


def _now(at: Ms, snapshot: Snapshot) -> Hour:
    weekday, clock = slot(at, snapshot.office.zone)
    return weekday, clock // 60


def _cell(hour: Hour, found: dict[Hour, HourHeads], most: int, now: Hour) -> Cell:
    heads, clock = found.get(hour), hour[1] % 24
    if heads is None:
        return Cell(clock, None, 0, 0, hour == now)
    step = 1 + min(STEPS - 1, STEPS * heads.people // most)
    return Cell(clock, heads.people, heads.days, step, hour == now)
