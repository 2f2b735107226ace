"""`dabei-broker SETTINGS history --week`: the usual week of the house, its rooms and desks. It names nobody."""

import argparse
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, tzinfo

from broker.house.history import Place
from broker.house.office import Office
from broker.house.rules import WEEKDAYS
from broker.house.time import DAY_START_H, bounds
from broker.house.week import WEEKS, Hour, HourHeads, HourUse, by_hour, frame
from broker.store import history
from broker.tables import Row, write
from broker.wire.message import Ms

COLUMNS = (
    "weekday", "hour", "kind", "place", "days", "known_s", "occupied_s", "share", "adults", "children", "in_care",
)  # fmt: skip
HOURS = range(DAY_START_H, DAY_START_H + 24)
LITTLE = 0.05
"""What is occupied less than so makes a printed week no wider."""
Uses = dict[Place, dict[Hour, HourUse]]


def show(connection: sqlite3.Connection, options: argparse.Namespace, office: Office, of: date) -> None:
    """Print the usual week as it was when an office day began, or write every hour of it to a file.

    :raises DabeiError: the file cannot be written.
    """
    since = bounds(of, office.zone)[0]
    heads, uses = _read(connection, office.zone, since)
    if options.csv:
        rows = (row for day in range(7) for hour in HOURS for row in _rows((day, hour), heads, uses, office.site))
        print(f"{write(options.csv, COLUMNS, rows)} rows written: {options.csv}")
        return
    print(f"The usual week, of {WEEKS} weeks before {of:%A, %d %B %Y}; in brackets, of how many days.")
    print("? is an hour of which nothing is known; hours not shown are those when the house is closed and not used.")
    for line in _lines(heads, uses, office):
        print(line)


def _read(connection: sqlite3.Connection, zone: tzinfo, since: Ms) -> tuple[dict[Hour, HourHeads], Uses]:
    return by_hour(history.usual(connection, zone, since)), history.usual_uses(connection, zone, since)


def _rows(hour: Hour, heads: Mapping[Hour, HourHeads], uses: Uses, site: str) -> Iterator[Row]:
    """Give one hour of the house and of each place; where nothing is known there are no numbers, of 0 days."""
    when, of_house = (WEEKDAYS[hour[0]], f"{hour[1] % 24:02}:00"), heads.get(hour)
    three = ("", "", "")
    if of_house:
        yield *when, "house", site, of_house.days, *three, of_house.adults, of_house.children, of_house.in_care
    else:
        yield *when, "house", site, 0, *three, *three
    for place, hours in uses.items():
        use = hours.get(hour)
        numbers = (use.days, use.known // 1000, use.occupied // 1000, round(use.share, 3)) if use else (0, *three)
        yield *when, *place, *numbers, *three


def _lines(heads: Mapping[Hour, HourHeads], uses: Uses, office: Office) -> Iterator[str]:
    busy = {hour for hour, each in heads.items() if each.people}
    busy |= {hour for hours in uses.values() for hour, use in hours.items() if use.share >= LITTLE}
    weekdays, hours = frame(office.rules, busy)
    people = {hour: f"{each.people} ({each.days})" for hour, each in heads.items()}
    tables = {"people in the house": people}
    for (kind, name), of_place in uses.items():
        shares = {hour: f"{use.share:.0%} ({use.days})" for hour, use in of_place.items()}
        tables[f"{kind} {name}: occupied, of the time for which it is known"] = shares
    for title, cells in tables.items():
        yield f"\n{title}"
        yield "  " + "".join(f"{hour % 24:>9}" for hour in hours)
        for day in weekdays:
            yield WEEKDAYS[day] + "".join(f"{cells.get((day, hour), '?'):>9}" for hour in hours)
