"""Cards in the database: whose they are, given out, lost and found again."""

import json
import sqlite3

from broker.holding import BADGE, CardRow, Holder
from broker.house.roster import EnrolOutcome, is_random, normal_card
from broker.store.people import touch
from broker.wire.message import Ms

SHORTEST, LONGEST = 4, 40
"""Letters and digits of a card's number."""


def holders(connection: sqlite3.Connection, who: str, family: str = "") -> list[Holder]:
    """Find adults by id or name, in one family if it is named by id or label."""
    query = (
        "SELECT adult.id, adult.name, coalesce(label, family.id) FROM adult JOIN family ON family.id = adult.family"
        " WHERE ? IN (adult.id, adult.name) AND ? IN ('', family.id, label) ORDER BY adult.id"
    )
    return [Holder(*row) for row in connection.execute(query, (who, family))]


def cards_of(connection: sqlite3.Connection, adult: str, state: str) -> list[str]:
    """Give the numbers of an adult's cards that are `ok` or `lost`."""
    query = "SELECT number FROM card WHERE adult = ? AND state = ? ORDER BY number"
    return [number for (number,) in connection.execute(query, (adult, state))]


def rows(connection: sqlite3.Connection) -> list[CardRow]:
    """Give every card that somebody has, or has lost."""
    query = (
        "SELECT number, state, adult.id, adult.name, family.id, coalesce(label, ''), lost FROM card"
        " JOIN adult ON adult.id = card.adult JOIN family ON family.id = adult.family ORDER BY adult.name, number"
    )
    return [CardRow(*row) for row in connection.execute(query)]


def is_known(connection: sqlite3.Connection, number: str) -> bool:
    """Tell whether somebody has a card, or has lost it, or it is a badge; `number` in its normal form."""
    query = "SELECT 1 FROM card WHERE number = ? UNION SELECT 1 FROM badge WHERE number = ?"
    return connection.execute(query, (number, number)).fetchone() is not None


def mark(connection: sqlite3.Connection, number: str, state: str, now: Ms) -> None:
    """Say that a card is `lost` or `ok`, or take it from whoever has it: `gone`, as if it had never been given."""
    for (adult,) in connection.execute("SELECT adult FROM card WHERE number = ?", (number,)).fetchall():
        touch(connection, adult)
    if state == "gone":
        connection.execute("DELETE FROM card WHERE number = ?", (number,))
        connection.execute("DELETE FROM badge WHERE number = ?", (number,))
    else:
        connection.execute(
            "UPDATE card SET state = ?1, lost = iif(?1 = 'lost', coalesce(lost, ?2), NULL) WHERE number = ?3",
            (state, now, number),
        )


def give(connection: sqlite3.Connection, number: str, adult: str, now: Ms) -> EnrolOutcome:
    """Give a card to an adult, beside those they have, or to the office as its next badge.

    `taken` if it stands anywhere already, lost ones too.
    """
    found = normal_card(number)
    if is_random(found):
        return "random"
    if not SHORTEST <= len(found) <= LONGEST:
        return "unreadable"
    barred = {card for (held,) in connection.execute("SELECT cards FROM person") for card in json.loads(held)}
    if is_known(connection, found) or found in barred:
        return "taken"
    if adult == BADGE:
        connection.execute(
            "INSERT INTO badge (number, badge) SELECT ?, coalesce(max(badge), 0) + 1 FROM badge", (found,)
        )
    else:
        connection.execute("INSERT INTO card (number, adult, state, given) VALUES (?, ?, 'ok', ?)", (found, adult, now))
        touch(connection, adult)
    return "enrolled"
