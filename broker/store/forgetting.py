"""Forgetting a family or a guest: their facts go; where facts of others name one of them, nobody stands there.

The list of erased pseudonyms outlives the database: a restore applies it first, and the hub drops what kiosks send
again.
"""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from broker.store.derived import COLUMNS
from broker.wire.forget import PSEUDONYM, owner_of, persons_of, without
from broker.wire.message import Ms


def facts_of(connection: sqlite3.Connection, pseudonyms: Iterable[str]) -> list[tuple[int, Ms, bytes]]:
    """Give (pos, at, payload) of every fact that names one of these pseudonyms, in the hub's order."""
    named = {
        pos: (pos, at, payload)
        for pseudonym in pseudonyms
        for pos, at, payload in connection.execute(
            "SELECT pos, at, payload FROM fact WHERE instr(payload, CAST(? AS BLOB))", (pseudonym,)
        )
    }
    return [named[pos] for pos in sorted(named)]


def erase(connection: sqlite3.Connection, pseudonyms: Iterable[str]) -> int:
    """Remove every trace of these pseudonyms from facts, inside the caller's transaction; give how many facts went.

    Derived tables are for the caller to derive anew.
    """
    names = sorted(pseudonyms)
    gone = 0
    for pos, _, payload in facts_of(connection, names):
        if owner_of(payload) in names:
            connection.execute("DELETE FROM fact WHERE pos = ?", (pos,))
            gone += 1
        else:
            connection.execute("UPDATE fact SET payload = ? WHERE pos = ?", (without(payload, names), pos))
    return gone


def once_of(connection: sqlite3.Connection, family: str) -> set[str]:
    """Give the pseudonyms of everyone who came with this family's facts, of people too who are no longer listed."""
    found = set[str]()
    for _, _, payload in facts_of(connection, [family]):
        if owner_of(payload) == family:
            found |= persons_of(payload)
    return found


def erased(connection: sqlite3.Connection) -> frozenset[str]:
    """Give every pseudonym that was erased."""
    return frozenset(name for (name,) in connection.execute("SELECT pseudonym FROM erased"))


def note(path: Path, pseudonyms: Iterable[str]) -> None:
    """Write pseudonyms on the list beside the database, synced to disk: it is there when the database is lost.

    :raises OSError: it cannot be written.
    """
    with _list(path).open("a", encoding="ascii") as file:
        file.writelines(f"{name}\n" for name in sorted(pseudonyms))
        file.flush()
        os.fsync(file.fileno())


def noted(path: Path) -> frozenset[str]:
    """Read the list beside the database; none is as good as an empty one."""
    try:
        words = _list(path).read_text("ascii", "replace").split()
    except FileNotFoundError:
        return frozenset()
    return frozenset(word for word in words if PSEUDONYM.fullmatch(word))  # a torn line is none


def clear(connection: sqlite3.Connection) -> None:
    """Empty what is derived from facts, inside the caller's transaction, to be derived anew at the next start."""
    for table in COLUMNS:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # names of ours
    connection.execute("UPDATE store SET derived = 0")


def _list(path: Path) -> Path:
    return path.with_name(path.name + ".erased")
