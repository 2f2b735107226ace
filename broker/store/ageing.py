"""What grows old: months become final counts, and raw facts are dropped by category."""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date, tzinfo

from broker.house.state import Fact, House
from broker.house.time import month_begin, next_month, office_day
from broker.retention import Retention
from broker.store import accounts, facts, history, months
from broker.wire.facts import KINDS, SETTINGS
from broker.wire.message import Ms

DAY_MS = 24 * 3_600_000
LATE_DAYS = 14
"""Days after its end in which facts of a month may still come out of an outbox."""
MARKS = frozenset({"child_marked"})
CARDS = frozenset({"card_refused", "badge_refused", "lost_card_used", "former_card_used", "pin_locked", "pin_unlocked"})
KEPT = SETTINGS | {"erased"}
"""Rules of the house and gaps, which hold until others take their place."""
COUNTS = (
    # what, its value in one month; each row with `since` in [?, ?)
    ("visits", "SELECT count(*) FROM visit WHERE since >= ? AND since < ?"),
    ("families", "SELECT count(DISTINCT family) FROM visit WHERE since >= ? AND since < ?"),
    ("hours", "SELECT total(until - since) / 3600000.0 FROM visit WHERE since >= ? AND since < ? AND until > since"),
    ("children", "SELECT count(DISTINCT child) FROM stay WHERE since >= ? AND since < ?"),
    (
        "care_hours",
        "SELECT total(until - since) / 3600000.0 FROM stay WHERE since >= ? AND since < ? AND at = 'care'",
    ),
    ("duty_hours", "SELECT total(until - since) / 3600000.0 FROM shift WHERE since >= ? AND since < ?"),
    ("guests", "SELECT total(heads) FROM guest_visit WHERE since >= ? AND since < ?"),
    (
        "unmeasured",
        "SELECT count(*) FROM visit WHERE since >= ? AND since < ? AND until_quality IN ('inferred', 'default')",
    ),
)  # fmt: skip


def count_months(connection: sqlite3.Connection, zone: tzinfo, now: Ms) -> list[str]:
    """Write the counts of every month that is over for `LATE_DAYS`, once; give those months, such as `2026-01`."""
    (visit,) = connection.execute("SELECT min(since) FROM visit").fetchone()
    first = min((each for each in (visit, history.oldest(connection)) if each is not None), default=None)
    if first is None:
        return []
    known = {month for (month,) in connection.execute("SELECT DISTINCT month FROM month_count")}
    found, month = [], office_day(first, zone).replace(day=1)
    while (after := next_month(month)) and month_begin(after, zone) + LATE_DAYS * DAY_MS <= now:
        name = f"{month:%Y-%m}"
        if name not in known:
            span = month_begin(month, zone), month_begin(after, zone)
            for what, query in COUNTS:
                (value,) = connection.execute(query, span).fetchone()
                connection.execute("INSERT INTO month_count VALUES (?, ?, ?)", (name, what, round(float(value), 2)))
            connection.executemany(
                "INSERT INTO month_count VALUES (?, ?, ?)",
                [(name, *row) for row in months.final_rows(months.count(connection, name, *span))],
            )
            found.append(name)
        month = after
    return found


def drop_old(connection: sqlite3.Connection, retention: Retention, zone: tzinfo, now: Ms, quiet: int) -> int:
    """Drop raw facts and quarters whose time is over, inside the caller's transaction; give how many facts went.

    :param quiet: the last `pos` at which nobody was in the house; what folds into a house goes only up to there.
    """
    (last,) = connection.execute("SELECT max(month) FROM month_count").fetchone()
    counted = month_begin(next_month(date.fromisoformat(f"{last}-01")), zone) if last else 0
    presence = min(now - retention.presence_days * DAY_MS, counted)
    history.drop(connection, now - retention.history_days * DAY_MS)
    accounts.drop(connection, now - retention.access_days * DAY_MS)
    return (
        _drop(connection, MARKS, now - retention.marks_days * DAY_MS)
        + _drop(connection, CARDS, now - retention.cards_days * DAY_MS)
        + _drop(connection, KINDS.keys() - MARKS - CARDS - KEPT, presence, quiet)
    )


def last_quiet(connection: sqlite3.Connection, before: Ms, fold: Callable[[House, Fact], House]) -> int:
    """Give the last `pos` before this time at which nobody was in the house, no child, no guest; 0 if never."""
    house, quiet = House(), 0
    for fact in facts.load(connection):
        if fact.at >= before:
            break
        house = fold(house, fact)
        if not (house.visits or house.stays or house.guests or house.shifts):
            quiet = fact.pos
    return quiet


def _drop(connection: sqlite3.Connection, kinds: Iterable[str], before: Ms, quiet: int | None = None) -> int:
    names = sorted(kinds)
    marks = ", ".join("?" * len(names))
    upto = "" if quiet is None else f" AND pos <= {int(quiet)}"
    query = f"DELETE FROM fact WHERE at < ? AND kind IN ({marks}){upto}"  # noqa: S608  # question marks and a number
    return connection.execute(query, (before, *names)).rowcount
