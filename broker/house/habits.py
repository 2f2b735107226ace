"""Who usually comes on a weekday: from the last four on which anybody came, and never from fewer. No promise."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from statistics import median
from typing import NamedTuple

from msgspec import Struct

from broker.house.time import DAY_START_H, at_clock, local, office_day
from broker.wire.message import Ms

DAYS, OFTEN = 4, 2
"""So many of the last days of a weekday are looked at, and on so many somebody came who usually comes."""
NEAREST_MIN = 5
"""To so many minutes a usual time is rounded."""


class Came(NamedTuple):
    """Somebody of a family was in the house from `at` on."""

    family: str
    person: str
    at: Ms


class Habit(Struct, frozen=True):
    """A family that usually comes on today's weekday."""

    family: str
    at: Ms
    """When it usually comes, today: the median of its first arrivals."""
    people: frozenset[str]
    """Adults and children who usually come along."""


def habits(adults: Iterable[Came], children: Iterable[Came], today: date, zone: tzinfo) -> tuple[Habit, ...]:
    """Give the families that usually come, first comers first; none while the house knows too few such days.

    :param adults: visits of the last weeks, before today.
    :param children: stays of the same time.
    """
    every = [(office_day(came.at, zone), came) for came in adults]
    days = sorted({day for day, _ in every if day.weekday() == today.weekday()})[-DAYS:]
    if len(days) < DAYS:
        return ()
    arrivals = dict[str, dict[date, Ms]]()
    for day, came in sorted(every, key=lambda found: -found[1].at):  # the first of a day is written last
        if day in days:
            arrivals.setdefault(came.family, {})[day] = came.at
    seen = {(came.family, came.person, day) for day, came in every if day in days}
    seen |= {(came.family, came.person, day) for came in children if (day := office_day(came.at, zone)) in days}
    found = (
        Habit(family, _usual(list(firsts.values()), today, zone), _often(family, seen))
        for family, firsts in arrivals.items()
        if len(firsts) >= OFTEN
    )
    return tuple(sorted(found, key=lambda habit: (habit.at, habit.family)))


def _often(family: str, seen: Iterable[tuple[str, str, date]]) -> frozenset[str]:
    """Give who comes often; of adults who take turns nobody does, and the children alone stand for the family."""
    times = Counter(person for known, person, _ in seen if known == family)
    return frozenset(person for person, days in times.items() if days >= OFTEN)


def _usual(arrivals: Sequence[Ms], today: date, zone: tzinfo) -> Ms:
    """Give the median on the wall clock; what is after midnight belongs to the evening before."""
    clocks = [local(at, zone) for at in arrivals]
    minutes = [60 * ((clock.hour - DAY_START_H) % 24) + clock.minute for clock in clocks]
    usual = NEAREST_MIN * round(median(minutes) / NEAREST_MIN) + 60 * DAY_START_H
    return at_clock(today, f"{usual // 60 % 24}:{usual % 60}", zone)
