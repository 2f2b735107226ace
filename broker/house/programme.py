"""What takes place every week."""

from broker.house.office import Office, Programme
from broker.house.time import at_clock, office_day, weekday
from broker.wire.message import Ms

LASTS_MS = 2 * 3_600_000
"""Nobody says when a programme ends: after so long it is over."""


def today(office: Office, at: Ms) -> list[Programme]:
    """Give what takes place on the office day of a moment, in the order of the day."""
    day = office_day(at, office.zone)
    found = (entry for entry in office.programme if weekday(day) in entry.weekdays)
    return sorted(found, key=lambda entry: at_clock(day, entry.at, office.zone))
