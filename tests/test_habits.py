"""Who usually comes on a weekday: told from four such days or not at all, and never as a promise."""

from datetime import date
from pathlib import Path

import pytest

from broker.aggregator import Aggregator
from broker.house.habits import Came, Habit, habits
from broker.store import habits as store_habits
from broker.wire.clock import SystemClock
from broker.wire.settings import MqttSettings
from hubs import OFFICE
from test_usual_choices import ADULT, BERLIN, CHILD, DAY, FAMILY, HOUR, LEO, NINE, TODAY, Past

WEEK, MINUTE = 7 * DAY, 60_000
OTHER = "f-other001"
EVERYONE = [Came(OTHER, "a-other001", NINE + HOUR - weeks * WEEK) for weeks in range(1, 6)]
"""The house is open each Wednesday."""


class Still(SystemClock):
    """A clock that stands at nine."""

    def now_ms(self) -> int:
        """Give nine."""
        return NINE


def came(*ago: tuple[int, int], person: str = ADULT) -> list[Came]:
    """Let somebody come so many weeks ago, so many minutes after nine."""
    return [Came(FAMILY, person, NINE - weeks * WEEK + minutes * MINUTE) for weeks, minutes in ago]


def told(adults: list[Came], children: list[Came] = []) -> Habit | None:  # noqa: B006  # never changed
    """Give what is told of the family."""
    return next((habit for habit in habits(adults, children, TODAY, BERLIN) if habit.family == FAMILY), None)


def test_two_of_the_last_four_days_make_a_habit_at_the_median_of_first_arrivals() -> None:
    """A second adult who comes later changes neither; minutes are rounded to five."""
    late = came((1, 180), person="a-later001")
    found = told(EVERYONE + late + came((1, -8), (3, 16)), came((1, -8), (3, 16), person=CHILD))
    assert found == Habit(FAMILY, NINE + 5 * MINUTE, frozenset({ADULT, CHILD}))


@pytest.mark.parametrize("ago", [((1, 0),), ((1, 0), (5, 0)), ((5, 0), (6, 0))])
def test_less_is_no_habit(ago: tuple[tuple[int, int], ...]) -> None:
    """Once, or the second time too long ago."""
    assert told(EVERYONE + came(*ago)) is None


def test_a_house_that_knows_three_such_days_tells_nothing() -> None:
    """However often somebody came on them."""
    assert told(EVERYONE[:3] + came((1, 0), (2, 0), (3, 0))) is None
    assert told(EVERYONE[:4] + came((1, 0), (2, 0), (3, 0)))


def test_a_day_on_which_nobody_came_does_not_count() -> None:
    """A holiday is nobody's absence: the day before it is one of the four."""
    assert told([one for one in EVERYONE if one.at != NINE + HOUR - 2 * WEEK] + came((1, 0), (5, 0)))


def test_other_weekdays_say_nothing_of_this_one() -> None:
    """Thursdays are not Wednesdays."""
    thursdays = [one._replace(at=one.at + DAY) for one in came((1, 0), (2, 0), (3, 0), (4, 0))]
    assert told(EVERYONE + thursdays) is None


def test_adults_who_take_turns_are_not_named_but_their_child_is() -> None:
    """Nobody knows which of them it will be."""
    adults = came((1, 0)) + came((2, 0), person="a-olena002")
    found = told(EVERYONE + adults, came((1, 0), (2, 0), person=CHILD) + came((1, 0), person=LEO))
    assert found
    assert found.people == {CHILD}


def test_the_clock_of_the_wall_counts_through_the_change_to_winter() -> None:
    """Nine is nine, though an hour lies between."""
    first_of_winter = date(2026, 10, 28)
    found = habits(EVERYONE + came((0, 0), (1, 0)), [], first_of_winter, BERLIN)
    assert next(habit.at for habit in found if habit.family == FAMILY) == NINE + 2 * WEEK + HOUR


def test_the_store_knows_it_from_visits_and_stays(tmp_path: Path) -> None:
    """Today's own visit says nothing of today; the hub reads it when the day begins."""
    past = Past(tmp_path)
    for days_ago in (28, 21, 14, 7, 0):
        past.day(days_ago, "pc-1", mia="care", **({"leo": "adult"} if days_ago == 7 else {}))
    [found] = store_habits.habits(past.store.connection, BERLIN, TODAY)
    assert found == Habit(FAMILY, NINE, frozenset({ADULT, CHILD}))
    hub = Aggregator(OFFICE, MqttSettings(site="prohlis", port=9), past.store, Still())
    assert hub.snapshot().habits == (found,)
    past.store.close()
