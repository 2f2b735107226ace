"""The access log as staff search it: the newest lines first, a page at a time."""

import sqlite3

from broker.known import Entry, Line, Search


def lines(connection: sqlite3.Connection, search: Search, most: int) -> list[Line]:
    """Give up to so many lines, the newest first."""
    marks = ", ".join("?" * len(search.names))
    wanted = {
        f"(subject IN ({marks}) OR actor IN ({marks}))": [*search.names, *search.names] if search.names else None,
        "what = ?": [search.what] if search.what else None,
        "at >= ? AND at < ?": search.within,
        "(at, rowid) < (?, ?)": search.before,
    }
    asked = {condition: values for condition, values in wanted.items() if values is not None}
    rows = connection.execute(
        "SELECT rowid, at, role, actor, device, what, subject, detail FROM access"  # noqa: S608  # conditions of ours
        f" WHERE {' AND '.join(asked) or 'TRUE'} ORDER BY at DESC, rowid DESC LIMIT ?",
        [*(value for values in asked.values() for value in values), most],
    )
    return [Line((at, row), Entry(at, *rest)) for row, at, *rest in rows]
