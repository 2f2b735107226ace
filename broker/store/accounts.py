"""Who may open pages: log-ins of staff, tablets and desks that were paired, and what was looked at. Hashes only."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from broker.known import Account, Entry, Known, Paired
from broker.wire.message import Ms


def known(connection: sqlite3.Connection) -> Known:
    """Give everybody."""
    accounts = connection.execute("SELECT name, secret, since FROM account ORDER BY name")
    devices = connection.execute("SELECT id, name, role, desk, secret, pin, paired FROM paired ORDER BY paired, id")
    codes = connection.execute("SELECT desk, secret FROM desk_code ORDER BY desk")
    return Known(
        {account.name: account for account in (Account(*row) for row in accounts)},
        {device.id: device for device in (Paired(*row) for row in devices)},
        dict(codes.fetchall()),
    )


def put_account(connection: sqlite3.Connection, account: Account) -> None:
    """Add a log-in, or give it another password."""
    connection.execute("INSERT OR REPLACE INTO account (name, secret, since) VALUES (?, ?, ?)", _row(account))


def drop_account(connection: sqlite3.Connection, name: str) -> None:
    """Take a log-in away."""
    connection.execute("DELETE FROM account WHERE name = ?", (name,))


def put_paired(connection: sqlite3.Connection, device: Paired) -> None:
    """Add a device, or change it."""
    connection.execute(
        "INSERT OR REPLACE INTO paired (id, name, role, desk, secret, pin, paired) VALUES (?, ?, ?, ?, ?, ?, ?)",
        _row(device),
    )


def drop_paired(connection: sqlite3.Connection, name: str) -> None:
    """Let a device in no longer, by its id."""
    connection.execute("DELETE FROM paired WHERE id = ?", (name,))


def put_code(connection: sqlite3.Connection, desk: str, secret: str) -> None:
    """Give a desk another secret for its printed code."""
    connection.execute("INSERT OR REPLACE INTO desk_code (desk, secret) VALUES (?, ?)", (desk, secret))


def note(connection: sqlite3.Connection, entry: Entry) -> None:
    """Write a line of the access log."""
    connection.execute(
        "INSERT INTO access (at, role, actor, device, what, subject, detail) VALUES (?, ?, ?, ?, ?, ?, ?)", _row(entry)
    )


def log_of(connection: sqlite3.Connection, names: Iterable[str]) -> list[Entry]:
    """Give the lines about any of these, oldest first; of what they did themselves not about whom."""
    known = sorted(names)
    marks = ", ".join("?" * len(known))
    rows = connection.execute(
        f"SELECT at, role, actor, device, what, iif(subject IN ({marks}), subject, ''), detail FROM access "  # noqa: S608  # question marks
        f"WHERE subject IN ({marks}) OR actor IN ({marks}) ORDER BY at",
        known * 3,
    )
    return [Entry(*row) for row in rows]


def newest(connection: sqlite3.Connection, subject: str, what: str) -> tuple[Ms, str] | None:
    """Give when somebody did this to a subject last, and who; None if nobody did."""
    row = connection.execute(
        "SELECT at, actor FROM access WHERE subject = ? AND what = ? ORDER BY at DESC, rowid DESC LIMIT 1",
        (subject, what),
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else None


def forget(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Drop the lines about these; where they looked at others, nobody stands there."""
    each = [(name,) for name in names]
    connection.executemany("DELETE FROM access WHERE subject = ?", each)
    connection.executemany("UPDATE access SET actor = '' WHERE actor = ?", each)


def drop(connection: sqlite3.Connection, before: Ms) -> None:
    """Drop the lines that are older."""
    connection.execute("DELETE FROM access WHERE at < ?", (before,))


def sessions(path: Path) -> Path:
    """Give the folder beside a database that keeps who has logged in."""
    return path.with_name(path.name + ".sessions")


def end_sessions(path: Path) -> None:
    """Let everybody log in anew."""
    shutil.rmtree(sessions(path), ignore_errors=True)


def end_sessions_of(path: Path, names: Iterable[str]) -> None:
    """Let those log in anew in whose session one of these stands: a parent's with the own code, a phone's."""
    words = [name.encode() for name in names]
    for file in sessions(path).glob("*"):
        with contextlib.suppress(FileNotFoundError):  # it has just ended
            kept = file.read_bytes()
            if any(word in kept for word in words):
                file.unlink()


def secret_of_forms(connection: sqlite3.Connection) -> str:
    """Give the secret that signs what forms carry; made when it is first asked for."""
    connection.execute("UPDATE store SET forms = lower(hex(randomblob(32))) WHERE forms IS NULL")
    return str(connection.execute("SELECT forms FROM store").fetchone()[0])


def _row(value: Struct) -> tuple[object, ...]:
    return tuple(getattr(value, name) for name in value.__struct_fields__)
