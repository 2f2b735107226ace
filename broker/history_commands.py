"""`dabei-broker SETTINGS history`: a day beside the usual week, use by month, and all of it as CSV. It names nobody."""

import argparse
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, tzinfo
from heapq import merge
from itertools import groupby
from pathlib import Path

from msgspec.structs import astuple

from broker import week_commands
from broker.house.history import QUARTER_MS, Place, Share
from broker.house.office import Office
from broker.house.time import bounds, local, office_day
from broker.house.week import Slot, Usual, slot
from broker.settings import HubSettings, load_office
from broker.store import history, months
from broker.store.months import Use
from broker.store.store import look
from broker.tables import write
from broker.wire.errors import DabeiError
from broker.wire.message import Ms

COLUMNS = (
    "quarter", "kind", "place", "known_s", "occupied_s", "vacant_s", "unknown_s", "adults", "children", "in_care",
    "guests",
)  # fmt: skip
YEARS = range(2000, 3000)
"""Years of which an office may ask."""
Row = tuple[Ms, tuple[str | int, ...]]


def day(text: str) -> date:
    """Read a day.

    :raises ArgumentTypeError: it is none, or of a year that no office has seen.
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-10-14") from None
    if found.year not in YEARS:
        raise argparse.ArgumentTypeError(f"no office has kept a history of the year {found.year}; name another day")
    return found


def show(settings: HubSettings, options: argparse.Namespace) -> None:
    """Print a day and all months, or the usual week, or write either to a file; also while the hub runs.

    :raises DabeiError: there is no history yet, or the file cannot be written.
    """
    office, now = load_office(settings), time.time_ns() // 1_000_000
    with closing(look(settings.store_path)) as connection:
        try:
            if options.week:
                week_commands.show(connection, options, office, options.day or office_day(now, office.zone))
            elif options.csv:
                span = bounds(options.day, office.zone) if options.day else (0, now)
                print(f"{_export(connection, options.csv, span, office)} rows written: {options.csv}")
            else:
                _print(connection, options.day or office_day(now, office.zone), office.zone, now)
        except sqlite3.OperationalError as exc:
            raise DabeiError(f"the database holds no history yet ({exc}); start the hub once") from exc


def _export(connection: sqlite3.Connection, file: Path, span: tuple[Ms, Ms], office: Office) -> int:
    rows = merge(*_rows(connection, span, office), key=lambda row: row[0])
    written = ((local(at, office.zone).isoformat(timespec="minutes"), *row) for at, row in rows)
    return write(file, COLUMNS, written)


def _rows(connection: sqlite3.Connection, span: tuple[Ms, Ms], office: Office) -> tuple[Iterator[Row], Iterator[Row]]:
    """Give rows of the house and rows of places, each by time."""
    heads: Iterator[Row] = (
        (at, ("house", office.site, count.known // 1000, "", "", "", *astuple(count.most)))
        for at, count in history.counts(connection, *span)
    )
    places: Iterator[Row] = (
        (at, (*place, *_seconds(share), *4 * ("",))) for at, place, share in history.shares(connection, *span)
    )
    return heads, places


def _seconds(share: Share) -> tuple[int, int, int, int]:
    known = share.occupied + share.vacant
    return known // 1000, share.occupied // 1000, share.vacant // 1000, share.unknown // 1000


def _print(connection: sqlite3.Connection, of: date, zone: tzinfo, now: Ms) -> None:
    since, until = bounds(of, zone)
    print(f"{of:%A, %d %B %Y}, from 4:00 to 4:00; a quarter appears when it is over\n")
    print(f"{'':11}  adults  children  in care  guests   usually, and of how many days")
    for line in _lines(connection, (since, min(until, now)), zone, history.usual(connection, zone, since)):
        print(line)
    print("\nhours occupied, of hours known")
    _print_uses(months.uses(connection, since, until))
    for month in months.statistics(connection, zone, now):
        most = "{} adults, {} children, {} in care, {} guests".format(*astuple(month.most))
        print(f"{month.month}: most {most}; known for {month.known_h:g} hours")
        _print_uses(month.places)


def _print_uses(uses: Mapping[Place, Use]) -> None:
    for (kind, place), use in uses.items():
        print(f"  {kind} {place}: {f'{use.occupied_h:g} of {use.known_h:g}' if use.known_h else 'nothing known'}")


def _lines(
    connection: sqlite3.Connection, span: tuple[Ms, Ms], zone: tzinfo, usual: dict[Slot, Usual]
) -> Iterator[str]:
    """Write quarters that are alike in one line; where nothing is known it says so."""
    known = {point.at: point.most for point in history.curve(connection, *span)}
    quarters = [(known.get(at), usual.get(slot(at, zone)), at) for at in range(*span, QUARTER_MS)]
    for (heads, often), alike in groupby(quarters, key=lambda quarter: quarter[:2]):
        times = [at for _, _, at in alike]
        clock = f"{local(times[0], zone):%H:%M}-{local(times[-1] + QUARTER_MS, zone):%H:%M}"
        now = "  {:6}  {:8}  {:7}  {:6}".format(*astuple(heads)) if heads else f"  {'nothing known':33}"
        yield f"{clock}{now}   {_usual(often)}".rstrip()


def _usual(often: Usual | None) -> str:
    return f"{often.adults:g}, {often.children:g}, {often.in_care:g} ({often.days})" if often else ""
