"""About how many days toner will last: told from how it went down, and only when there is enough to go by."""

import pytest

from broker.house.devices import picture
from broker.house.levels import Reading
from broker.wire.messages import Channel
from broker.wire.pictures import SupplyPicture
from sensors.report import Report, Reports
from sensors.settings import Printer
from sensors.trend import DAY_S, Trend


def after(levels: list[int], step_days: float = 0.5) -> int | None:
    """Give what is foretold after these levels, so many days apart."""
    trend = Trend()
    return [trend.days(number * step_days * DAY_S, level) for number, level in enumerate(levels)][-1]


def test_two_percent_a_day_last_half_as_many_days_as_there_are_percent() -> None:
    assert after([100 - number for number in range(41)]) == 30


@pytest.mark.parametrize("levels", [[50], [50, 49], [50] * 40, [50, 50, 50, 50, 50, 49]])
def test_nothing_is_foretold_from_too_little(levels: list[int]) -> None:
    assert after(levels) is None


def test_a_new_cartridge_begins_anew_and_a_guess_that_wavers_does_not() -> None:
    assert after([10, 8, 6, 4, 3, 2, 100, 99]) is None
    assert after([50, 48, 49, 46, 47, 44, 45, 42]) == pytest.approx(18, abs=1)


def test_hardly_any_use_is_a_long_time_and_not_for_ever() -> None:
    assert after([100, 99, 99, 98, 98, 98], step_days=7) == 99


def test_asking_every_minute_for_a_month_keeps_little_and_says_the_same() -> None:
    trend, found = Trend(), None
    for minute in range(0, 30 * 1440, 7):
        found = trend.days(minute * 60, 100 - minute // 1440)
    assert found == pytest.approx(71, abs=3)
    assert len(trend._past) <= 120


def test_it_stands_beside_the_percent_from_the_printer_to_the_picture() -> None:
    said, day = dict[str, object](), 0.0
    reports = Reports(said.__setitem__, lambda: day * DAY_S)
    printer = Printer(id="p", device="p", uri="ipp://127.0.0.1/ipp/print")
    for percent in (40, 38, 36, 34):
        reports.tell(printer, Report("idle", supplies=(("black: x,y", percent),)))
        day += 1
    assert said["p-supplies"] == "black  x y:34:17"
    readings = [
        (Channel(measures="printer", device="p"), Reading("idle")),
        (Channel(measures="supplies", device="p"), Reading("black:34:17,cyan:5")),
    ]
    assert picture(readings, "p").supplies == (SupplyPicture("black", 34, 17), SupplyPicture("cyan", 5))
