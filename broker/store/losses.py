"""What a restore costs: rows that stand in no kiosk, of the database before and not of the backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

from broker.wire.messages import HUB

WORDS = {
    # table: one, several
    "account": ("log-in", "log-ins"),
    "paired": ("paired device", "paired devices"),
    "card": ("card", "cards"),
    "family": ("family", "families"),
    "adult": ("adult", "adults"),
    "child": ("child", "children"),
    "contact": ("contact", "contacts"),
    "person": ("pick-up person", "pick-up persons"),
    "guest": ("guest", "guests"),
    "desk_code": ("code of a desk", "codes of desks"),
}


def since(before: Path, restored: Path) -> tuple[str, ...] | None:
    """Say what has changed since the backup and has to be done again; None if the database before cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{before}?mode=ro", uri=True)) as old:
            old.execute("ATTACH ? AS new", (f"file:{restored}?mode=ro",))
            found = [_line(_differ(old, table), *words) for table, words in WORDS.items()]
            (facts,) = old.execute(
                "SELECT count(*) FROM fact WHERE node = ? AND id NOT IN (SELECT id FROM new.fact)", (HUB,)
            ).fetchone()
    except sqlite3.Error:
        return None
    found.append(_line(facts, "thing that pages or the hub itself noted", "things that pages or the hub itself noted"))
    return tuple(line for line in found if line)


def _differ(old: sqlite3.Connection, table: str) -> int:
    """Count rows that are new, gone or changed, by their key."""
    keys = [name for _, name, _, _, _, key in old.execute(f"PRAGMA main.table_info({table})") if key]
    names = ", ".join(keys)
    both = f"SELECT * FROM main.{table} EXCEPT SELECT * FROM new.{table}"  # noqa: S608  # names of ours
    back = f"SELECT * FROM new.{table} EXCEPT SELECT * FROM main.{table}"  # noqa: S608
    query = f"SELECT count(*) FROM (SELECT {names} FROM ({both}) UNION SELECT {names} FROM ({back}))"  # noqa: S608
    (number,) = old.execute(query).fetchone()
    return int(number)


def _line(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}" if number else ""
