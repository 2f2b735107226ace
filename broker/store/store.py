"""The hub's database: one file, one writer. WAL with `synchronous=FULL`: what is committed survives a power cut."""

import fcntl
import logging
import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from broker.store import copying, nights
from broker.store.migrations import STEPS
from broker.wire.errors import StoreError
from broker.wire.reserve import Reserve

log = logging.getLogger(__name__)
LOG_BYTES = 8_000_000
"""To which the log beside the database is cut back after a long reader has let it grow."""

ROOM = 16_000_000
"""Bytes kept on the disk for facts alone: 26,000 measured, nearly those of a year."""


class Store:
    """An open database, locked against every other process that would write it."""

    def __init__(self, path: Path, room: int = ROOM) -> None:
        """Open, create or migrate.

        :param room: bytes to keep for facts for the time when the disk is full.
        :raises StoreError: another process has it, it cannot be written, or it is no database of ours.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = lock(path)
            self.reserve = Reserve(path.with_name(path.name + ".reserve"), room)
            self.connection = self.reserve.spend(lambda: connect(path))
            self.db = Database(self.connection, strict=True)
            self.reserve.spend(self._migrate)
            if not self.db.table("store").count:
                self.renew()
        except (sqlite3.Error, OSError) as exc:
            raise _unusable(path, exc) from exc
        self.id, self.stream = self.connection.execute("SELECT id, stream FROM store").fetchone()
        self.reserve.keep()

    def _migrate(self) -> None:
        with transaction(self.connection):
            STEPS.apply(self.db)

    def renew(self) -> None:
        """Give the store a new identity: nodes then send again what it does not hold."""
        with transaction(self.connection):
            self.connection.execute("DELETE FROM store")
            self.connection.execute(
                "INSERT INTO store (id, stream) VALUES (?, ?)", (str(uuid.uuid4()), str(uuid.uuid4()))
            )

    @staticmethod
    def copy(path: Path, target: Path) -> None:
        """Write a whole copy of a database that was looked over, while the hub may go on writing it.

        :raises StoreError: there is none, or `target` exists or cannot be written.
        """
        if target.exists():
            raise StoreError(f"{target} exists already; name a new file.")
        try:
            nights.replace(target, copying.image(path))
        except OSError as exc:
            raise StoreError(f"cannot write the backup {target}: {exc.strerror}. Name another file.") from exc

    def wipe(self) -> None:
        """Leave nothing of what was deleted in the file, nor in the log beside it."""
        try:
            self.connection.execute("VACUUM")
            busy, *_ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as exc:
            busy = exc
        if busy:
            log.error("%s-wal may hold what was deleted until the hub is started anew (%s)", self.path, busy)

    def close(self) -> None:
        """Close the file and let others have it."""
        self.connection.close()
        os.close(self._lock)


def connect(path: Path) -> sqlite3.Connection:
    """Open with the settings that a power cut asks for; the connection may be used from any one thread."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
    # `secure_delete`: what is deleted is overwritten, so that no name stays behind in free pages.
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        f"journal_size_limit = {LOG_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def look(path: Path) -> sqlite3.Connection:
    """Open for reading alone, also while the hub writes.

    :raises StoreError: there is none.
    """
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        connection.execute("SELECT id FROM store").fetchone()
    except sqlite3.Error as exc:
        raise _unusable(path, exc) from exc
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock from the start: all of it, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock: all of it, or nothing.

    :raises StoreError: nothing was written.
    """
    try:
        with transaction(connection):
            yield
    except sqlite3.Error as exc:
        raise StoreError(f"nothing was written: {exc}. Look after the space on the hub.") from exc


@contextmanager
def reading() -> Iterator[None]:
    """Read something for a page.

    :raises StoreError: it cannot be read.
    """
    try:
        yield
    except sqlite3.Error as exc:
        raise StoreError(f"the database cannot be read: {exc}. Look after the hub's disk.") from exc


def lock(path: Path) -> int:
    """Keep every other process from writing a database; closing the descriptor lets them.

    :raises StoreError: another process has it, or it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise _unusable(path, exc) from exc
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        os.close(handle)
        raise StoreError(f"the database {path} is in use by a running hub; stop it first.") from exc
    return handle


def _unusable(path: Path, exc: Exception) -> StoreError:
    return StoreError(f"cannot use the database {path}: {exc}. Check the folder, its rights and its space.")
