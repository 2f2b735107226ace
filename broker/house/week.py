"""The usual week of a house: medians by weekday and quarter of an hour, on the wall clock. It holds no person. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, tzinfo
from statistics import median

from msgspec import Struct

from broker.house.history import QUARTER_MS
from broker.house.rules import WEEKDAYS, HouseRules, usual_hours
from broker.house.time import DAY_START_H, bounds, local, office_day
from broker.wire.message import Ms

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEKS = 8
"""The usual week rests on so many weeks: long enough for a median, short enough to follow the seasons."""
LEAST_DAYS = 3
"""What rests on fewer days is not called usual beside a day."""
OPEN_H = (8, 17)
"""Shown of an office that has set no hours, from Monday to Friday."""
Slot = tuple[int, int]
"""Weekday of the office day (Monday is 0), and minutes of the wall clock, those before 04:00 beyond 24 hours."""
Hour = tuple[int, int]
"""Weekday of the office day (Monday is 0), and hour of the wall clock, those before 04:00 from 24 on."""
Three = tuple[int, int, int]
"""Adults, children, and children in care."""


class Usual(Struct, frozen=True):
    """Medians of one quarter of the week, and how many days they rest on."""

    adults: float
    children: float
    in_care: float
    days: int


Week = Mapping[Slot, Usual]
"""The usual week; of a quarter that is not there nothing is known."""


class HourHeads(Struct, frozen=True):
    """Means of what is known of an hour's quarters, and how many days the least known of them rests on."""

    adults: float
    children: float
    in_care: float
    days: int

    @property
    def people(self) -> int:
        """Adults and children, as a whole number."""
        return int(self.adults + self.children + 0.5)


class HourUse(Struct, frozen=True):
    """For how long of an hour of the week a place was occupied, ms, of the time for which that is known."""

    occupied: Ms
    known: Ms
    days: int
    """On so many days at least half of the hour was known; of the others nothing is counted."""

    @property
    def share(self) -> float:
        """Give the share of known time, from 0 to 1."""
        return self.occupied / self.known

    def and_on(self, other: "HourUse") -> "HourUse":
        """Give both together, of different days."""
        return HourUse(self.occupied + other.occupied, self.known + other.known, self.days + other.days)


def slot(at: Ms, zone: tzinfo) -> Slot:
    """Give the quarter of the week that a moment belongs to, on the wall clock of the office."""
    moment = local(at, zone)
    hour = moment.hour + (24 if moment.hour < DAY_START_H else 0)
    return office_day(at, zone).weekday(), hour * 60 + moment.minute


def minutes(day: date, zone: tzinfo) -> Callable[[Ms], int]:
    """Give what tells minutes of the wall clock for moments of an office day; fast where no clock is changed."""
    since, until = bounds(day, zone)
    if until - since == DAY_MS:
        return lambda at: DAY_START_H * 60 + (at - since) // 60_000
    return lambda at: slot(at, zone)[1]


def usual_week(days: Iterable[tuple[date, Iterable[tuple[Ms, Three]]]], zone: tzinfo) -> dict[Slot, Usual]:
    """Give medians by weekday and quarter.

    When clocks go back a quarter comes twice in one day, and counts as one with the most of both.

    :param days: each office day with its quarters.
    """
    found: dict[Slot, list[Three]] = defaultdict(list)
    for day, quarters in days:
        minute, weekday, heads = minutes(day, zone), day.weekday(), dict[int, Three]()
        for at, three in quarters:
            clock = minute(at)
            heads[clock] = _most(three, heads[clock]) if clock in heads else three
        for clock, three in heads.items():
            found[weekday, clock].append(three)
    return {each: _usual(heads) for each, heads in found.items()}


def of_day(week: Week, day: date, zone: tzinfo) -> Iterator[tuple[Ms, Usual]]:
    """Give what is usual on the weekday of an office day, by quarter, where it rests on enough days."""
    minute, weekday = minutes(day, zone), day.weekday()
    for at in range(*bounds(day, zone), QUARTER_MS):
        usual = week.get((weekday, minute(at)))
        if usual and usual.days >= LEAST_DAYS:
            yield at, usual


def by_hour(week: Week) -> dict[Hour, HourHeads]:
    """Give hours of which at least a quarter is known."""
    found: dict[Hour, list[Usual]] = defaultdict(list)
    for (weekday, clock), usual in week.items():
        found[weekday, clock // 60].append(usual)
    return {hour: _mean(quarters) for hour, quarters in sorted(found.items())}


def weeks(week: Week) -> int:
    """Tell on how many weeks it rests at most."""
    return max((usual.days for usual in week.values()), default=0)


def frame(rules: HouseRules, busy: Iterable[Hour]) -> tuple[list[int], range]:
    """Give the weekdays and hours to show: those on which the house is open, and others in which it is used."""
    known = ((day, usual_hours(rules, name)) for day, name in enumerate(WEEKDAYS))
    hours = {day: (_hour(times[0]), _hour(times[1], up=True)) for day, times in known if times}
    hours = hours or dict.fromkeys(range(5), OPEN_H)
    used = list(busy)
    since = min(*(first for first, _ in hours.values()), OPEN_H[1], *(hour for _, hour in used))
    until = max(*(last for _, last in hours.values()), OPEN_H[0], *(hour + 1 for _, hour in used))
    return sorted({*hours, *(day for day, _ in used)}), range(since, until)


def _hour(clock: str, *, up: bool = False) -> int:
    hour, minute = map(int, clock.split(":"))
    return hour + (up and minute > 0) + (24 if hour < DAY_START_H else 0)


def _most(one: Three, other: Three) -> Three:
    return max(one[0], other[0]), max(one[1], other[1]), max(one[2], other[2])


def _usual(heads: list[Three]) -> Usual:
    adults, children, in_care = (median(each) for each in zip(*heads, strict=True))
    return Usual(adults, children, in_care, len(heads))


def _mean(quarters: list[Usual]) -> HourHeads:
    adults, children, in_care = (
        sum(getattr(each, name) for each in quarters) / len(quarters) for name in ("adults", "children", "in_care")
    )
    return HourHeads(adults, children, in_care, min(each.days for each in quarters))
