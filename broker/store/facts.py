"""Facts in the database: appended in order, folded in order, never changed."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator

import msgspec
from msgspec import Struct

from broker.house.state import Fact
from broker.wire.errors import WireError
from broker.wire.facts import FactBody, decode_body
from broker.wire.message import Ms, Quality
from broker.wire.messages import HUB

_FACTS = "SELECT pos, node, stream, n, kind, at, quality, payload FROM fact"


class Row(Struct, frozen=True):
    """A fact on its way into the database."""

    id: str
    node: str
    stream: str
    n: int
    kind: str
    at: int
    quality: Quality
    payload: bytes
    body: FactBody | None
    """None if this version cannot read it: kept raw, read after an upgrade."""


class Stream(Struct):
    """How far a node's outbox has come."""

    node: str
    last: int = 0
    at: int = 0
    """Time of its newest fact, ms."""
    used: int = 0
    """When the hub last took one from it, ms."""
    newest: str = ""
    """Id of the fact at `last`; empty if unknown."""


def append(connection: sqlite3.Connection, row: Row) -> int | None:
    """Insert a fact and give its `pos`; None if a fact with this id is there already."""
    found = connection.execute(
        "INSERT INTO fact (id, node, stream, n, kind, at, quality, unread, payload) VALUES (?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT(id) DO NOTHING",
        (row.id, row.node, row.stream, row.n, row.kind, row.at, row.quality, int(row.body is None), row.payload),
    )
    return found.lastrowid if found.rowcount else None


def save_streams(connection: sqlite3.Connection, streams: Iterable[tuple[str, Stream]]) -> None:
    """Note how far streams have come."""
    connection.executemany(
        "INSERT OR REPLACE INTO stream (id, node, last, at, used, newest) VALUES (?,?,?,?,?,?)",
        [(name, stream.node, stream.last, stream.at, stream.used, stream.newest) for name, stream in streams],
    )


def load_streams(connection: sqlite3.Connection) -> dict[str, Stream]:
    """Give every stream, the longest unused first."""
    rows = connection.execute("SELECT id, node, last, at, used, newest FROM stream ORDER BY used")
    return {name: Stream(*rest) for name, *rest in rows}


def load(connection: sqlite3.Connection) -> Iterator[Fact]:
    """Give every fact in the hub's order; those once unread are read again."""
    yield from _facts(connection.execute(f"{_FACTS} ORDER BY pos"))


def within(connection: sqlite3.Connection, since: Ms, until: Ms) -> Iterator[Fact]:
    """Give the facts that happened within [since, until), in the hub's order."""
    rows = connection.execute(f"{_FACTS} WHERE at >= ? AND at < ?", (since, until))
    yield from sorted(_facts(rows), key=lambda fact: fact.pos)


def of_kinds(connection: sqlite3.Connection, kinds: Collection[str]) -> Iterator[Fact]:
    """Give every fact of these kinds, in the hub's order."""
    marks = ", ".join("?" * len(kinds))
    yield from _facts(connection.execute(f"{_FACTS} WHERE kind IN ({marks}) ORDER BY pos", tuple(kinds)))


def _facts(rows: sqlite3.Cursor) -> Iterator[Fact]:
    for pos, node, stream, n, kind, at, quality, payload in rows:
        yield Fact(
            pos=pos, node=node, stream=stream, n=n, kind=kind, at=at, quality=quality, body=read(payload)
        )  # fmt: skip


def read(payload: bytes) -> FactBody | None:
    """Read a fact's own fields, or give None if this version cannot."""
    try:
        return decode_body(payload)
    except WireError:
        return None


def own_row(
    body: msgspec.Struct,
    name: str,
    now: Ms,
    moved: dict[str, Stream],
    own: tuple[str, Stream],
    quality: Quality = "confirmed",
    *,
    happened: Ms | None = None,
) -> Row:
    """Make a row of a fact of the hub's own, and move the hub's stream by one.

    :param happened: when it was, if a person said so; never later than `now`.
    """
    stream_id, fallback = own
    stream = moved.setdefault(stream_id, fallback)
    stream.last, stream.at, stream.used = stream.last + 1, now, now
    payload = msgspec.json.encode(body)
    kind: str = msgspec.json.decode(payload)["k"]
    at = now if happened is None else min(happened, now)
    return Row(name, HUB, stream_id, stream.last, kind, at, quality, payload, read(payload))
