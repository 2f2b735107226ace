"""Guests in the database, and the office's badges for a day: which are given to whom until when."""

import sqlite3

from broker.families import new_id
from broker.holding import BadgeRow, GuestEntry
from broker.wire.errors import TakenError
from broker.wire.message import Ms

COLUMNS = "guest.id, name, role, phone, heads, room, visit, seen"


def guests(connection: sqlite3.Connection, now: Ms = 0) -> dict[str, GuestEntry]:
    """Give every guest by pseudonym, with the badge of today."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, coalesce(badge, 0) FROM guest"  # noqa: S608  # names of ours
        " LEFT JOIN badge ON badge.guest = guest.id AND until > ? ORDER BY name, guest.id",
        (now,),
    )
    return {
        name: GuestEntry(called, visit, role, heads, room, phone, name, badge, seen)
        for name, called, role, phone, heads, room, visit, seen, badge in rows
    }


def put(connection: sqlite3.Connection, guest: GuestEntry) -> str:
    """Add a guest, or change one, and give the pseudonym; whoever was put for the same visit is the same.

    `seen` counts for a new visit alone.
    """
    known = connection.execute("SELECT id FROM guest WHERE id = ? OR visit = ?", (guest.id, guest.visit)).fetchone()
    name = str(known[0]) if known else new_id("g")
    connection.execute(
        "INSERT INTO guest (id, name, role, phone, heads, room, visit, seen) VALUES (?,?,?,?,?,?,?,?)"
        " ON CONFLICT(id) DO UPDATE SET name = excluded.name, role = excluded.role, phone = excluded.phone,"
        " heads = excluded.heads, room = excluded.room, visit = excluded.visit,"
        " seen = iif(visit IS excluded.visit, seen, excluded.seen)",
        (name, guest.name, guest.role, guest.phone, guest.heads, guest.room, guest.visit, guest.seen),
    )
    return name


def badges(connection: sqlite3.Connection, now: Ms) -> list[BadgeRow]:
    """Give the office's badges by what stands on them, with whoever has them now."""
    rows = connection.execute("SELECT number, badge, iif(until > ?, guest, NULL) FROM badge ORDER BY badge", (now,))
    return [BadgeRow(number, badge, guest or "") for number, badge, guest in rows]


def lend(connection: sqlite3.Connection, badge: int, guest: str, now: Ms, until: Ms) -> None:
    """Give a badge to a guest until then, and no other one.

    :raises TakenError: somebody has it, or there is none of this number.
    """
    take_back(connection, guest)
    done = connection.execute(
        "UPDATE badge SET guest = ?, until = ? WHERE badge = ? AND (guest IS NULL OR until <= ?)",
        (guest, until, badge, now),
    )
    if not done.rowcount:
        raise TakenError("badge.badge", f"badge {badge} is not free; take another one")


def take_back(connection: sqlite3.Connection, guest: str) -> None:
    """Let a guest have no badge."""
    connection.execute("UPDATE badge SET guest = NULL, until = NULL WHERE guest = ?", (guest,))


def drop(connection: sqlite3.Connection, before: Ms, here: set[str]) -> None:
    """Drop guests who were signed in last before this, unless they are in the house."""
    rows = connection.execute("SELECT id FROM guest WHERE seen < ?", (before,)).fetchall()
    for (guest,) in rows:
        if guest not in here:
            take_back(connection, guest)
            connection.execute("DELETE FROM guest WHERE id = ?", (guest,))
