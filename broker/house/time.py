"""Office time: the only place where moments become days. An office day runs from 04:00 to 04:00."""

from datetime import date, datetime, time, timedelta, tzinfo

from broker.house.rules import WEEKDAYS, Weekday
from broker.wire.message import Ms

DAY_START_H = 4
LATEST = 253_086_595_200_000
"""1 January 9990, ms: later moments cannot be written down, and no node's clock may stop the hub's."""


def local(at: Ms, zone: tzinfo) -> datetime:
    """Give a moment on the office's wall clock; one beyond the year 9990 is that year."""
    return datetime.fromtimestamp(min(at, LATEST) / 1000, zone)


def office_day(at: Ms, zone: tzinfo) -> date:
    """Give the office day that a moment belongs to."""
    return (local(at, zone) - timedelta(hours=DAY_START_H)).date()


def weekday(day: date) -> Weekday:
    """Give the weekday of an office day."""
    return WEEKDAYS[day.weekday()]


def at_clock(day: date, clock: str, zone: tzinfo) -> Ms:
    """Give the moment of a clock time such as `17:00` on an office day; before 04:00 it is the next calendar day."""
    hour, minute = map(int, clock.split(":"))
    moment = datetime.combine(day + timedelta(days=hour < DAY_START_H), time(hour, minute), zone)
    return int(moment.timestamp() * 1000)


def bounds(day: date, zone: tzinfo) -> tuple[Ms, Ms]:
    """Give the first moment of an office day, and that of the next."""
    first, second = (datetime.combine(day + timedelta(days=n), time(DAY_START_H), zone) for n in (0, 1))
    return int(first.timestamp() * 1000), int(second.timestamp() * 1000)


def month_begin(month: date, zone: tzinfo) -> Ms:
    """Give the first moment of a month of office days; `month` is its first day."""
    return bounds(month, zone)[0]


def next_month(month: date) -> date:
    """Give the first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
