"""The outbox: facts made durable at the node, in order, until long after the hub has them.

A fact counts as accepted when `append` returns: it is synced to disk. Acknowledged rows stay
`KEEP_DAYS`, so that a hub restored from a backup can ask for them again.
"""

import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from broker.wire.clock import Clock, SystemClock
from broker.wire.errors import OutboxError
from broker.wire.forget import without
from broker.wire.message import Body
from broker.wire.messages import Envelope, encode_fact
from broker.wire.reserve import Reserve

KEEP_DAYS = 14
KEEP_MOST = 20_000
"""Confirmed facts kept at most, for a kiosk whose clock is never synchronised: more than a year of a full office."""
PROBE_BYTES = 16_384
ROOM = 8_000_000
"""Bytes kept on the disk for facts alone: 4 MB for SQLite's log, and those of months at a busy entrance."""
DAY_MS = 86_400_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS stream (
  one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, store TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS fact (
  n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, body BLOB NOT NULL, ts INTEGER NOT NULL,
  machine TEXT NOT NULL, boot INTEGER NOT NULL, up_ms INTEGER NOT NULL, sync INTEGER NOT NULL, acked_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS probe (one INTEGER PRIMARY KEY CHECK (one = 1), data BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS fact_acked ON fact(acked_at) WHERE acked_at IS NOT NULL;
"""
COLUMNS = "n, id, body, ts, machine, boot, up_ms, sync"


class Own(Struct, frozen=True):
    """A fact as the outbox holds it."""

    n: int
    id: str
    body: bytes
    ts: int
    machine: str
    boot: int
    up_ms: int
    sync: int


class Outbox:
    """One SQLite file with one writer; threads may share it."""

    def __init__(self, path: Path, *, boot: int, clock: Clock | None = None, room: int = ROOM) -> None:
        """Open or create.

        :param room: bytes to keep for the time when the disk is full.
        :raises OutboxError: the file cannot be written; the text says where and why.
        """
        self._clock, self._boot, self._path, self._lock = clock or SystemClock(), boot, path, threading.RLock()
        self._reserve = Reserve(path.with_name(path.name + ".reserve"), room)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
            self._reserve.spend(self._open)
            self.stream, self.store = self._db.execute("SELECT id, store FROM stream").fetchone()
        except (sqlite3.Error, OSError) as exc:
            raise self._error(exc) from exc
        self._reserve.keep()

    def append(self, *bodies: Body) -> list[Own]:
        """Make facts durable, all or none, and give them with their place in the stream.

        :raises OutboxError: nothing was recorded; say so to the person.
        """
        clock = self._clock
        stamp = (clock.now_ms(), clock.machine, self._boot, clock.up_ms(), int(clock.synchronised()))
        rows = [(str(uuid.uuid4()), msgspec.json.encode(body), *stamp) for body in bodies]

        def insert() -> list[Own]:
            with self._transaction():
                return [self._insert(row) for row in rows]

        with self._lock:
            return self._reserve.spend(insert)

    def after(self, n: int, limit: int = -1) -> list[Own]:
        """Give the facts above `n`, oldest first."""
        query = f"SELECT {COLUMNS} FROM fact WHERE n > ? ORDER BY n LIMIT ?"  # noqa: S608  # a constant
        with self._lock:
            return [Own(*row) for row in self._db.execute(query, (n, limit))]

    def bounds(self) -> tuple[int, int]:
        """Give the lowest `n` held and the highest ever given; (1, 0) for a new file."""
        with self._lock:
            (low,) = self._db.execute("SELECT min(n) FROM fact").fetchone()
            row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'fact'").fetchone()
        high = row[0] if row else 0
        return (high + 1 if low is None else low), high

    def confirmed(self) -> int:
        """Give the highest `n` that the hub is known to hold."""
        with self._lock:
            (n,) = self._db.execute("SELECT max(n) FROM fact WHERE acked_at IS NOT NULL").fetchone()
        return n or self.bounds()[0] - 1

    def meet(self, store: str) -> None:
        """Note the id of the hub's database that confirmations come from.

        :raises OutboxError: nothing was noted.
        """
        with self._transaction():
            self._db.execute("UPDATE stream SET store = ?", (store,))
        self.store = store

    def confirm(self, n: int) -> None:
        """Note that the hub holds everything up to `n` and nothing above; drop what it has held for long.

        :raises OutboxError: nothing was noted.
        """
        now = self._clock.now_ms()
        with self._transaction():
            self._db.execute("UPDATE fact SET acked_at = ? WHERE n <= ? AND acked_at IS NULL", (now, n))
            self._db.execute("UPDATE fact SET acked_at = NULL WHERE n > ? AND acked_at IS NOT NULL", (n,))
            if self._clock.synchronised():  # a clock that jumps must not make facts old
                self._db.execute("DELETE FROM fact WHERE acked_at < ?", (now - KEEP_DAYS * DAY_MS,))
            self._db.execute("DELETE FROM fact WHERE acked_at IS NOT NULL AND n <= ?", (n - KEEP_MOST,))
        self._reserve.keep()

    def forget(self, pseudonyms: Iterable[str]) -> int:
        """Leave nothing of those who were erased, and give how many facts that changed; the order stays whole.

        :raises OutboxError: nothing was changed.
        """
        names = frozenset(pseudonyms)
        if not names:
            return 0
        with self._transaction():
            self._db.execute("PRAGMA secure_delete = ON")
            rows = self._db.execute("SELECT n, body FROM fact").fetchall()
            changed = [(clean, n) for n, body in rows if (clean := without(body, names)) != body]
            self._db.executemany("UPDATE fact SET body = ? WHERE n = ?", changed)
        if changed:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return len(changed)

    def fork(self) -> None:
        """Begin a new stream: the hub knows more of the old one than this file, which is an older copy.

        :raises OutboxError: it is still the old one.
        """
        stream = str(uuid.uuid4())
        with self._transaction():
            self._db.execute("UPDATE stream SET id = ?", (stream,))
            self._db.execute("UPDATE fact SET acked_at = NULL")
        self.stream = stream

    def probe(self) -> None:
        """Write as much as some facts take, and nothing that counts: SQLite would leave out what changes nothing.

        :raises OutboxError: the file cannot be written, or the disk is full.
        """

        def write() -> None:
            with self._transaction():
                self._db.execute("INSERT OR REPLACE INTO probe VALUES (1, randomblob(?))", (PROBE_BYTES,))

        with self._lock:
            self._reserve.spend(write)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def wire(self, fact: Own, low: int) -> bytes:
        """Write a fact as it goes on the wire, sent now."""
        clock = self._clock
        sent = clock.up_ms() if fact.machine == clock.machine else None
        kind: str = msgspec.json.decode(fact.body)["k"]
        envelope = Envelope(
            id=fact.id, stream=self.stream, n=fact.n, lo=low, k=kind, ts=fact.ts, boot=fact.boot,
            up_ms=fact.up_ms, sent_up_ms=sent, sync=bool(fact.sync),
        )  # fmt: skip
        return encode_fact(envelope, fact.body)

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(SCHEMA)
        self._db.execute("INSERT OR IGNORE INTO stream (one, id) VALUES (1, ?)", (str(uuid.uuid4()),))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.Error as exc:
                raise self._error(exc) from exc
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _insert(self, row: Sequence[object]) -> Own:
        query = (
            "INSERT INTO fact (id, body, ts, machine, boot, up_ms, sync)"  # noqa: S608  # constants
            f" VALUES (?,?,?,?,?,?,?) RETURNING {COLUMNS}"
        )
        return Own(*self._db.execute(query, row).fetchone())

    def _error(self, exc: Exception) -> OutboxError:
        return OutboxError(
            f"cannot write the outbox {self._path}: {exc}. Free some space, or make the folder writable."
        )
