"""Putting a backup back: under a new store id, and without anyone who was erased since it was made."""

import os
import sqlite3
import time
import uuid
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from broker.store import accounts, forgetting, people
from broker.store.migrations import STEPS
from broker.store.store import connect, lock, transaction
from broker.wire.errors import StoreError


def restore(backup: Path, path: Path) -> None:
    """Put a backup in the place of the database, under a new store id, erasing again who was erased.

    :raises StoreError: the hub is running, or the backup is not one of ours.
    """
    held = lock(path)
    fresh = path.with_name(path.name + ".restoring")
    try:
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as source, closing(connect(fresh)) as target:
            source.execute("SELECT id FROM store").fetchone()
            source.backup(target)
            with transaction(target):
                STEPS.apply(Database(target, strict=True))
                target.execute("UPDATE store SET id = ?, stream = ?", (str(uuid.uuid4()), str(uuid.uuid4())))
                _erase_again(target, forgetting.noted(path) | _erased_in(path))
            target.execute("VACUUM")
            target.execute("PRAGMA journal_mode = DELETE")
        _fold_log(path)
        fresh.replace(path)
        accounts.end_sessions(path)  # it may know passwords and devices that have changed since
    except (sqlite3.Error, OSError) as exc:
        raise StoreError(f"{backup} cannot be restored: {exc}") from exc
    finally:
        os.close(held)


def _erase_again(target: sqlite3.Connection, gone: frozenset[str]) -> None:
    now = time.time_ns() // 1_000_000
    names = set(gone)
    for family in sorted(name for name in gone if name.startswith("f-")):
        names |= people.forget(target, family, now)
    target.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?)", [(name, now) for name in sorted(names)])
    if names:
        forgetting.erase(target, names)
        accounts.forget(target, names)
        forgetting.clear(target)


def _erased_in(path: Path) -> frozenset[str]:
    """Read the list of the database that is replaced; one that is damaged has none."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as old:
            return forgetting.erased(old)
    except sqlite3.Error:
        return frozenset()


def _fold_log(path: Path) -> None:
    """Bring the old database's log home, so that it cannot be taken for the new one's."""
    try:
        if path.exists():
            with closing(connect(path)) as old:
                old.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error:  # damaged: that is why it is replaced
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
