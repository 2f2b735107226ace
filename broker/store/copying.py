"""A whole and compact copy of a database, looked over before anybody relies on it."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from broker.wire.errors import StoreError

MAGIC = b"SQLite format 3\0"
Counts = Mapping[str, int]
"""Table → number of rows."""


def image(path: Path) -> bytes:
    """Copy a database as it is at one moment, while the hub may go on writing it.

    The copy is made in memory, so that the card is spared and no plain copy lies around, and holds nothing of rows
    that were deleted.

    :raises StoreError: there is none, or the copy is not what the database is.
    """
    try:
        with (
            closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None, timeout=10)) as source,
            closing(sqlite3.connect(":memory:", isolation_level=None)) as copy,
        ):
            source.execute("BEGIN")
            counted = _count(source)
            source.backup(copy)
            copy.execute("VACUUM")
            data = copy.serialize()
        found = look_over(data)
    except (sqlite3.Error, StoreError) as exc:
        raise StoreError(f"cannot copy the database {path}: {exc}") from exc
    if found != counted:
        raise StoreError(f"cannot copy the database {path}: the copy has other rows, {found} and not {counted}")
    return data


def look_over(data: bytes) -> Counts:
    """Open a copy, check it from end to end, and count the rows of each table.

    :raises StoreError: it is damaged, or no database of ours.
    """
    if not data.startswith(MAGIC):
        raise StoreError("it is no backup of ours")
    try:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
            copy.deserialize(data)
            copy.execute("SELECT id, stream FROM store").fetchone()
            if (said := copy.execute("PRAGMA integrity_check(1)").fetchone()) != ("ok",):
                raise StoreError(f"it is damaged: {said[0]}")
            if copy.execute("PRAGMA foreign_key_check").fetchone():
                raise StoreError("it is damaged: a row belongs to one that is not there")
            return _count(copy)
    except (sqlite3.Error, UnicodeDecodeError) as exc:
        raise StoreError(f"it is damaged: {exc}") from exc


def _count(connection: sqlite3.Connection) -> Counts:
    names = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608  # its own
