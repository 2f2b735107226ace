"""Tables derived from facts in the same transaction: visits, stays, shifts, guests. A rebuild gives the same rows."""

import sqlite3
from collections.abc import Collection, Iterable

from broker.house.permit import Span
from broker.house.state import Fact, House, changed
from broker.wire.facts.custody import ChildrenChosen
from broker.wire.facts.presence import Undone
from broker.wire.message import Ms
from broker.wire.pictures import ShiftPicture, StayPicture, VisitPicture

COLUMNS = {
    "visit": ("id", "family", "adult", "desk", "since", "quality", "until", "until_quality"),
    "stay": ("id", "child", "family", "at", "since", "quality", "until", "answers", "looks_after", "taken_by"),
    "shift": ("id", "adult", "family", "since", "until", "planned"),
    "guest_visit": ("id", "guest", "role", "room", "heads", "since", "until"),
}
NAMING = frozenset({"family", "adult", "child", "guest", "answers", "looks_after", "taken_by"})
"""Columns in which a pseudonym stands."""
UPSERT = {
    table: f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608  # names of ours
    f" ON CONFLICT(id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])}"
    for table, names in COLUMNS.items()
}
Row = tuple[object, ...] | None
"""A row to write; None drops one whose beginning was taken back."""


class Derived:
    """Gathers what a transaction changes, so that each row is written once."""

    def __init__(self) -> None:
        """Begin with nothing changed."""
        self._rows: dict[str, dict[str, Row]] = {table: {} for table in COLUMNS}

    def add(self, before: House, after: House, fact: Fact) -> None:
        """Take what one fact changed."""
        self._visits(before, after, fact)
        self._stays(before, after, fact)
        for shift in changed(before.shifts, after.shifts):
            now = after.shifts.get(shift.adult)
            self._put("shift", _shift(shift, None if now and now.shift == shift.shift else fact.at))
        if before.guests is not after.guests:
            for name in before.guests.keys() | after.guests.keys():
                guest = after.guests.get(name)
                if guest is not before.guests.get(name):
                    kept = guest or before.guests[name]
                    body = kept.arrived
                    until = None if guest else max(fact.at, kept.since)
                    self._put(
                        "guest_visit", (name, body.guest, body.role, body.room, kept.heads, kept.since, until)
                    )  # fmt: skip

    def save(self, connection: sqlite3.Connection) -> None:
        """Write what was gathered, inside the caller's transaction."""
        for table, rows in self._rows.items():
            gone = [(name,) for name, row in rows.items() if row is None]
            kept = [row for row in rows.values() if row is not None]
            if gone:
                connection.executemany(f"DELETE FROM {table} WHERE id = ?", gone)  # noqa: S608  # names of ours
            if kept:
                connection.executemany(UPSERT[table], kept)

    def _visits(self, before: House, after: House, fact: Fact) -> None:
        adult = getattr(fact.body, "adult", "")  # nobody else's last visit changes; all of them are many
        old, new = before.last.get(adult), after.last.get(adult)
        last = [visit for visit in (old, new) if visit and old is not new]
        for visit in (*changed(before.visits, after.visits), *last):
            held = {found.visit: found for found in _visits_of(after, visit.adult)}
            if visit.visit in held:
                self._put("visit", _visit(held[visit.visit]))
            elif before.visits.get(visit.adult) is visit:
                self._rows["visit"][visit.visit] = None

    def _stays(self, before: House, after: House, fact: Fact) -> None:
        for stay in changed(before.stays, after.stays):
            now = after.stays.get(stay.child)
            if now and now.stay == stay.stay:
                self._put("stay", _stay(now, None))
            elif isinstance(fact.body, Undone) or (now is None and isinstance(fact.body, ChildrenChosen)):
                self._rows["stay"][stay.stay] = None  # the child did not come
            else:
                self._put("stay", _stay(stay, max(fact.at, stay.since)))

    def _put(self, table: str, row: tuple[object, ...]) -> None:
        self._rows[table][str(row[0])] = row


def rows_of(connection: sqlite3.Connection, names: Collection[str]) -> dict[str, list[dict[str, object]]]:
    """Give the rows in which one of these pseudonyms stands, by table, oldest first.

    Of another family's child for whom one of them answered, neither child nor family stand there.
    """
    marks = ", ".join("?" * len(names))
    found = dict[str, list[dict[str, object]]]()
    for table, columns in COLUMNS.items():
        named = " OR ".join(f"{column} IN ({marks})" for column in columns if column in NAMING)
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE {named} ORDER BY since, id"  # noqa: S608  # names of ours
        rows = connection.execute(query, [*names] * named.count(" IN "))
        found[table] = [_own(dict(zip(columns, row, strict=True)), names) for row in rows]
    return found


def visits_of(connection: sqlite3.Connection, family: str) -> set[str]:
    """Give the ids of a family's visits."""
    return {name for (name,) in connection.execute("SELECT id FROM visit WHERE family = ?", (family,))}


def _own(row: dict[str, object], names: Collection[str]) -> dict[str, object]:
    return {name: "" if name in NAMING and value and value not in names else value for name, value in row.items()}


def care_and_duty(connection: sqlite3.Connection, since: Ms, until: Ms) -> tuple[list[Span], list[Span]]:
    """Give times in care and times on duty within [since, until), cut to it; what has not ended goes on to its end."""

    def spans(query: str) -> list[Span]:
        rows = connection.execute(query, (until, since))
        return [Span(who, family, max(begin, since), min(end or until, until)) for who, family, begin, end in rows]

    return (
        spans(
            "SELECT child, family, since, until FROM stay WHERE at = 'care' AND since < ?"
            " AND (until IS NULL OR until > ?) ORDER BY since, id"
        ),
        spans(
            "SELECT adult, family, since, until FROM shift WHERE since < ? AND (until IS NULL OR until > ?)"
            " ORDER BY since, id"
        ),
    )


def clear(connection: sqlite3.Connection) -> None:
    """Empty all derived tables, inside the caller's transaction."""
    for table in COLUMNS:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # names of ours


def _visits_of(house: House, adult: str) -> Iterable[VisitPicture]:
    return filter(None, (house.visits.get(adult), house.last.get(adult)))


def _visit(visit: VisitPicture) -> tuple[object, ...]:
    return (
        visit.visit, visit.family, visit.adult, visit.desk, visit.since, visit.quality, visit.until,
        None if visit.until is None else visit.until_quality,
    )  # fmt: skip


def _stay(stay: StayPicture, until: int | None) -> tuple[object, ...]:
    return (
        stay.stay, stay.child, stay.family, stay.at, stay.since, stay.quality, until, stay.answers, stay.looks_after,
        stay.taken_by,
    )  # fmt: skip


def _shift(shift: ShiftPicture, until: int | None) -> tuple[object, ...]:
    ended = None if until is None else max(until, shift.since)
    return shift.shift, shift.adult, shift.family, shift.since, ended, shift.until
