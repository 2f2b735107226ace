"""Office time: the only place where moments become days. An office day runs from 04:00 to 04:00."""

from datetime import date, datetime, timedelta, tzinfo

from broker.wire.messages import Ms

DAY_START_H = 4


def local(at: Ms, zone: tzinfo) -> datetime:
    """Give a moment on the office's wall clock."""
    return datetime.fromtimestamp(at / 1000, zone)


def office_day(at: Ms, zone: tzinfo) -> date:
    """Give the office day that a moment belongs to."""
    return (local(at, zone) - timedelta(hours=DAY_START_H)).date()
