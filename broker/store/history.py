"""The history of quarters in the database: what a hub has seen, and the usual week. It names nobody.

Nothing here is derived from facts: what was not seen cannot be seen later, so a rebuild leaves it alone. Pages and
commands may read it while the hub writes.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import date, timedelta, tzinfo

from msgspec.structs import astuple, replace

from broker.house.history import QUARTER_MS, Count, Heads, Place, Point, Quarter, Share
from broker.house.time import bounds, office_day
from broker.house.week import HOUR_MS, WEEKS, Hour, HourUse, Slot, Three, Usual, minutes, usual_week
from broker.wire.message import Ms


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
                "INSERT OR REPLACE INTO headcount (at, known, adults, children, in_care, guests)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (quarter.at, both.known, *astuple(both.most)),
            )


def curve(connection: sqlite3.Connection, since: Ms, until: Ms) -> list[Point]:
    """Give the most heads of each quarter of which anything is known."""
    return [Point(at, count.most) for at, count in counts(connection, since, until)]


def counts(connection: sqlite3.Connection, since: Ms, until: Ms) -> Iterator[tuple[Ms, Count]]:
    """Give heads by quarter, oldest first, with how much of it was known."""
    for at, known, *heads in connection.execute(
        "SELECT at, known, adults, children, in_care, guests FROM headcount WHERE at >= ? AND at < ? ORDER BY at",
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


def usual(
    connection: sqlite3.Connection, zone: tzinfo, now: Ms, weekdays: Container[int] = range(7)
) -> dict[Slot, Usual]:
    """Give the usual week from the last weeks of office days before this one, of quarters of which half was known.

    :param weekdays: those to read; on a new day only that of the day before has changed.
    """
    days = (day for day in _days(zone, now) if day.weekday() in weekdays)
    return usual_week(((day, _heads(connection, bounds(day, zone))) for day in days), zone)


def usual_uses(connection: sqlite3.Connection, zone: tzinfo, now: Ms) -> dict[Place, dict[Hour, HourUse]]:
    """Give by place for how long of each hour of the week it was occupied, rooms first, over the same weeks.

    What is unknown counts as neither. An hour of which less than half was known on a day counts nothing of that day,
    lest a sensor that can tell only one of both speaks for all; one of which that is so on every day is missing.
    """
    found: dict[Place, dict[Hour, HourUse]] = defaultdict(dict)
    for day in _days(zone, now):
        for (place, clock), use in _uses(connection, day, zone).items():
            hours, hour = found[place], (day.weekday(), clock)
            if 2 * use.known >= HOUR_MS:
                hours[hour] = hours[hour].and_on(use) if hour in hours else use
    return dict(sorted(found.items(), key=lambda each: (each[0][0] != "room", each[0])))


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


def _days(zone: tzinfo, now: Ms) -> Iterator[date]:
    today = office_day(now, zone)
    return (today - timedelta(days=ago) for ago in range(WEEKS * 7, 0, -1))


def _uses(connection: sqlite3.Connection, day: date, zone: tzinfo) -> dict[tuple[Place, int], HourUse]:
    """Give one day's use by hour of the wall clock; the hour that comes twice in autumn is one, and counts once."""
    minute, (since, until) = minutes(day, zone), bounds(day, zone)
    found = dict[tuple[Place, int], HourUse]()
    for at, kind, place, occupied, known in connection.execute(
        "SELECT min(at), kind, place, sum(occupied), sum(occupied + vacant) FROM occupancy WHERE at >= ? AND at < ?"
        " GROUP BY (at - ?) / ?, kind, place",
        (since, until, since, HOUR_MS),
    ):
        key, use = ((kind, place), minute(at) // 60), HourUse(occupied, known, 1)
        found[key] = replace(found[key].and_on(use), days=1) if key in found else use
    return found


def _heads(connection: sqlite3.Connection, span: tuple[Ms, Ms]) -> list[tuple[Ms, Three]]:
    rows = connection.execute(
        "SELECT at, adults, children, in_care FROM headcount WHERE at >= ? AND at < ? AND 2 * known >= ?",
        (*span, QUARTER_MS),
    )
    return [(at, (adults, children, in_care)) for at, adults, children, in_care in rows]
