"""Own codes in the database: who has one; made at random, given, taken away."""

import sqlite3
from collections.abc import Callable

from broker.families import is_easy
from broker.holding import Coder
from broker.store.people import touch

DIGITS = 6


def coders(connection: sqlite3.Connection) -> list[Coder]:
    """Give every adult, and whether there is a code."""
    query = (
        "SELECT adult.id, adult.name, family.id, coalesce(label, ''), language, pin IS NOT NULL FROM adult"
        " JOIN family ON family.id = adult.family ORDER BY label, family.id, adult.rowid"
    )
    return [
        Coder(adult, name, family, label, language, coded=bool(coded))
        for adult, name, family, label, language, coded in connection.execute(query)
    ]


def renew(connection: sqlite3.Connection, adult: str, choose: Callable[[int], int]) -> str | None:
    """Give an adult a new code, and give it; None if there is no such adult.

    :param choose: gives a random number below its argument.
    """
    while _is_poor(connection, code := f"{choose(10**DIGITS):0{DIGITS}}"):
        pass
    return code if _set(connection, adult, code) else None


def drop(connection: sqlite3.Connection, adult: str) -> bool:
    """Take the code of an adult away; tell whether there is such an adult."""
    return _set(connection, adult, None)


def _is_poor(connection: sqlite3.Connection, code: str) -> bool:
    taken = connection.execute("SELECT 1 FROM adult WHERE pin = ?", (code,)).fetchone()
    return is_easy(code) or taken is not None


def _set(connection: sqlite3.Connection, adult: str, code: str | None) -> bool:
    done = connection.execute("UPDATE adult SET pin = ? WHERE id = ?", (code, adult))
    touch(connection, adult)
    return done.rowcount > 0
