"""What families chose last: of the visits of the last 90 days the last on the same weekday counts, else the last."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta, tzinfo
from typing import Literal

from msgspec import Struct

from broker.house.time import bounds, office_day

DAYS = 90
"""So far back a choice still counts."""
Place = Literal["adult", "care", "absent"]


class Choices(Struct, frozen=True):
    """What is offered today before anybody asks."""

    desks: Mapping[str, str | None] = {}
    """Adult → desk of the visit that counts; None for a visit without one. Missing: no visit."""
    places: Mapping[str, Place] = {}
    """Child → where it was longest on its family's day that counts."""


NONE = Choices()
"""Nobody has chosen anything."""


def last(connection: sqlite3.Connection, zone: tzinfo, today: date) -> Choices:
    """Read the choices that count on this office day."""
    since, until = bounds(today - timedelta(days=DAYS), zone)[0], bounds(today, zone)[0]
    visits = connection.execute(
        "SELECT adult, family, desk, since FROM visit WHERE since >= ? AND since < ? ORDER BY since", (since, until)
    ).fetchall()
    desks = defaultdict[str, dict[date, str | None]](dict)
    days = defaultdict[str, set[date]](set)
    for adult, family, desk, began in visits:
        desks[adult][office_day(began, zone)] = desk
        days[family].add(office_day(began, zone))
    counts = {family: _counts(found, today) for family, found in days.items()}
    return Choices(
        desks={adult: found[_counts(found, today)] for adult, found in desks.items()},
        places=_places(connection, zone, counts, (since, until)),
    )


def _counts(days: Iterable[date], today: date) -> date:
    return max(days, key=lambda day: (day.weekday() == today.weekday(), day))


def _places(
    connection: sqlite3.Connection, zone: tzinfo, counts: Mapping[str, date], span: tuple[int, int]
) -> dict[str, Place]:
    """Tell where each child was longest on that day; one who has come before, but not then, was absent."""
    time_in: defaultdict[str, dict[Place, int]] = defaultdict(lambda: {"care": 0, "adult": 0})
    for child, family, at, began, ended in connection.execute(
        "SELECT child, family, at, since, until FROM stay WHERE since >= ? AND since < ?", span
    ):
        if office_day(began, zone) == counts.get(family):
            place: Place = "care" if at in ("care", "announced") else "adult"
            time_in[child][place] += max(1, (ended or began) - began)
    came: dict[str, Place] = {child: "care" if t["care"] > t["adult"] else "adult" for child, t in time_in.items()}
    before = connection.execute("SELECT DISTINCT child, family FROM stay WHERE since >= ? AND since < ?", span)
    return {child: came.get(child, "absent") for child, family in before.fetchall() if family in counts}
