"""What takes place every week."""

from broker.house.office import Office, Programme
from broker.house.time import office_day, weekday
from broker.wire.message import Ms


def today(office: Office, at: Ms) -> list[Programme]:
    """Give what takes place on the office day of a moment, in the order of the day."""
    day = weekday(office_day(at, office.zone))
    return sorted((entry for entry in office.programme if day in entry.weekdays), key=lambda entry: entry.at)
