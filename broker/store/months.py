"""Use by month: for how long rooms and desks were occupied, of the time for which that is known. It names nobody."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import tzinfo

from msgspec import Struct

from broker.house.history import Heads, Place
from broker.house.time import month_begin, next_month, office_day
from broker.store.history import oldest
from broker.wire.message import Ms

HOUR_MS = 3_600_000


class Use(Struct, frozen=True):
    """For how long of a month a place was occupied, of the time for which that is known."""

    occupied_h: float
    known_h: float


class Month(Struct, frozen=True):
    """What is known of a month such as `2026-10`."""

    month: str
    places: dict[Place, Use]
    most: Heads
    known_h: float
    """For how long heads were known."""
    final: bool = False
    """Whether its quarters may be gone; else it is counted from them."""


def uses(connection: sqlite3.Connection, since: Ms, until: Ms) -> dict[Place, Use]:
    """Give hours occupied of hours known, by place; rooms first."""
    rows = connection.execute(
        "SELECT kind, place, sum(occupied), sum(occupied + vacant) FROM occupancy WHERE at >= ? AND at < ?"
        " GROUP BY kind, place ORDER BY kind DESC, place",
        (since, until),
    )
    return {(kind, place): Use(_hours(occupied), _hours(known)) for kind, place, occupied, known in rows}


def count(connection: sqlite3.Connection, name: str, since: Ms, until: Ms) -> Month:
    """Count a month from its quarters."""
    (known, *most) = connection.execute(
        "SELECT total(known), max(adults), max(children), max(in_care), max(guests) FROM headcount"
        " WHERE at >= ? AND at < ?",
        (since, until),
    ).fetchone()
    return Month(name, uses(connection, since, until), Heads(*(each or 0 for each in most)), _hours(known))


def final_rows(counted: Month) -> Iterator[tuple[str, float]]:
    """Give (what, value) for the table of months; `read_final` reads them back."""
    if counted.known_h:
        yield "known_hours", counted.known_h
        yield from ((f"most_{name}", float(getattr(counted.most, name))) for name in Heads.__struct_fields__)
    for (kind, place), use in counted.places.items():
        yield f"occupied_hours {kind} {place}", use.occupied_h
        yield f"known_hours {kind} {place}", use.known_h


def read_final(connection: sqlite3.Connection) -> dict[str, Month]:
    """Give the months that are counted for good."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for name, what, value in connection.execute("SELECT month, what, value FROM month_count ORDER BY month"):
        found[name][what] = value
    return {name: _month(name, values) for name, values in found.items()}


def statistics(connection: sqlite3.Connection, zone: tzinfo, now: Ms) -> list[Month]:
    """Give every month of which something is known, oldest first; those not counted for good from their quarters."""
    found, first = read_final(connection), oldest(connection)
    month = office_day(now if first is None else first, zone).replace(day=1)
    while month_begin(month, zone) <= now:
        name, after = f"{month:%Y-%m}", next_month(month)
        if name not in found:
            found[name] = count(connection, name, month_begin(month, zone), min(now, month_begin(after, zone)))
        month = after
    return [found[name] for name in sorted(found) if found[name].known_h or found[name].places]


def _month(name: str, values: dict[str, float]) -> Month:
    most = Heads(*(int(values.get(f"most_{field}", 0)) for field in Heads.__struct_fields__))
    known = [what.split(" ")[1:] for what in values if what.startswith("known_hours ")]
    places: dict[Place, Use] = {
        (kind, place): Use(values[f"occupied_hours {kind} {place}"], values[f"known_hours {kind} {place}"])  # type: ignore[misc]  # written above
        for kind, place in sorted(known, key=lambda found: (found[0] != "room", found[1]))
    }
    return Month(name, places, most, values.get("known_hours", 0.0), final=True)


def _hours(ms: float) -> float:
    return round(ms / HOUR_MS, 2)
