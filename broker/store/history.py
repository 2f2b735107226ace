"""The history of quarters in the database: what a hub has seen, and the usual week. It names nobody.

Nothing here is derived from facts: what was not seen cannot be seen later, so a rebuild leaves it alone. Pages and
commands may read it while the hub writes.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from statistics import median

from msgspec import Struct

from broker.house.history import QUARTER_MS, Count, Heads, Place, Point, Quarter, Share
from broker.house.time import DAY_START_H, local, office_day
from broker.wire.message import Ms

DAY_MS = 24 * 3_600_000
WEEKS = 8
"""The usual week rests on so many weeks: long enough for a median, short enough to follow the seasons."""
Slot = tuple[int, int]
"""Weekday of the office day (Monday is 0), and minutes of the wall clock, those before 04:00 beyond 24 hours."""


class Usual(Struct, frozen=True):
    """Medians of one quarter of the week, and how many days they rest on."""

    adults: float
    children: float
    in_care: float
    days: int


def append(connection: sqlite3.Connection, quarters: Iterable[Quarter]) -> None:
    """Write finished quarters, inside the caller's transaction; one that is there already goes on, after a restart."""
    for quarter in quarters:
        known, count = dict(_shares(connection, quarter.at)), _count(connection, quarter.at)
        shares = [(place, known.get(place, Share()).and_then(share)) for place, share in quarter.shares.items()]
        connection.executemany(
            "INSERT OR REPLACE INTO occupancy (at, kind, place, occupied, vacant, unknown) VALUES (?, ?, ?, ?, ?, ?)",
            [(quarter.at, *place, share.occupied, share.vacant, share.unknown) for place, share in shares],
        )
        if quarter.count:
            both = count.and_then(quarter.count) if count else quarter.count
            connection.execute(
                "INSERT OR REPLACE INTO headcount (at, known, adults, children, in_care) VALUES (?, ?, ?, ?, ?)",
                (quarter.at, both.known, both.most.adults, both.most.children, both.most.in_care),
            )


def curve(connection: sqlite3.Connection, since: Ms, until: Ms) -> list[Point]:
    """Give the most heads of each quarter of which anything is known."""
    return [Point(at, count.most) for at, count in counts(connection, since, until)]


def counts(connection: sqlite3.Connection, since: Ms, until: Ms) -> Iterator[tuple[Ms, Count]]:
    """Give heads by quarter, oldest first, with how much of it was known."""
    for at, known, *heads in connection.execute(
        "SELECT at, known, adults, children, in_care FROM headcount WHERE at >= ? AND at < ? ORDER BY at",
        (since, until),
    ):
        yield at, Count(known, Heads(*heads))


def shares(connection: sqlite3.Connection, since: Ms, until: Ms) -> Iterator[tuple[Ms, Place, Share]]:
    """Give every place by quarter, oldest first."""
    for at, kind, place, *share in connection.execute(
        "SELECT at, kind, place, occupied, vacant, unknown FROM occupancy WHERE at >= ? AND at < ?"
        " ORDER BY at, kind DESC, place",
        (since, until),
    ):
        yield at, (kind, place), Share(*share)


def usual(connection: sqlite3.Connection, zone: tzinfo, now: Ms) -> dict[Slot, Usual]:
    """Give the usual week: medians over the last weeks, by weekday and quarter, of days on which half of it was known.

    When clocks go back a quarter comes twice in one day, and counts as one with the most of both.
    """
    found: dict[Slot, dict[date, Heads]] = defaultdict(dict)
    for at, count in counts(connection, now - WEEKS * 7 * DAY_MS, now):
        if 2 * count.known >= QUARTER_MS:
            heads, day = found[slot(at, zone)], office_day(at, zone)
            heads[day] = count.most.most(heads.get(day))
    return {place: _usual(list(days.values())) for place, days in found.items()}


def slot(at: Ms, zone: tzinfo) -> Slot:
    """Give the quarter of the week that a moment belongs to, on the wall clock of the office."""
    moment = local(at, zone)
    hour = moment.hour + (24 if moment.hour < DAY_START_H else 0)
    return office_day(at, zone).weekday(), hour * 60 + moment.minute


def oldest(connection: sqlite3.Connection) -> Ms | None:
    """Give the first quarter that is held; None if there is none."""
    (at,) = connection.execute(
        "SELECT min(at) FROM (SELECT min(at) AS at FROM occupancy UNION ALL SELECT min(at) FROM headcount)"
    ).fetchone()
    return at if at is None else int(at)


def drop(connection: sqlite3.Connection, before: Ms) -> None:
    """Drop quarters whose time is over, inside the caller's transaction."""
    for table in ("occupancy", "headcount"):
        connection.execute(f"DELETE FROM {table} WHERE at < ?", (before,))  # noqa: S608  # names of ours


def _shares(connection: sqlite3.Connection, at: Ms) -> Iterator[tuple[Place, Share]]:
    return ((place, share) for _, place, share in shares(connection, at, at + 1))


def _count(connection: sqlite3.Connection, at: Ms) -> Count | None:
    return next((count for _, count in counts(connection, at, at + 1)), None)


def _usual(heads: list[Heads]) -> Usual:
    adults, children, in_care = (median(getattr(each, name) for each in heads) for name in Heads.__struct_fields__)
    return Usual(adults, children, in_care, len(heads))
