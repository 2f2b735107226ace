"""Cards in the database: whose they are, given out, lost and found again."""

import json
import sqlite3
from typing import NamedTuple

from broker.house.roster import EnrolOutcome, is_random, normal_card

SHORTEST, LONGEST = 4, 40
"""Letters and digits of a card's number."""


class Holder(NamedTuple):
    """An adult who may have cards."""

    adult: str
    name: str
    family: str
    """The family's label, or else its id."""


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


def is_known(connection: sqlite3.Connection, number: str) -> bool:
    """Tell whether somebody has a card, or has lost it; `number` in its normal form."""
    return connection.execute("SELECT 1 FROM card WHERE number = ?", (number,)).fetchone() is not None


def mark(connection: sqlite3.Connection, number: str, state: str) -> None:
    """Say that a card is `lost` or `ok`, or take it from whoever has it: `gone`, as if it had never been given."""
    if state == "gone":
        connection.execute("DELETE FROM card WHERE number = ?", (number,))
    else:
        connection.execute("UPDATE card SET state = ? WHERE number = ?", (state, number))


def give(connection: sqlite3.Connection, number: str, adult: str) -> EnrolOutcome:
    """Give a card to an adult, beside those they have; `taken` if it stands anywhere already, lost ones too."""
    found = normal_card(number)
    if is_random(found):
        return "random"
    if not SHORTEST <= len(found) <= LONGEST:
        return "unreadable"
    barred = {card for (held,) in connection.execute("SELECT cards FROM person") for card in json.loads(held)}
    if is_known(connection, found) or found in barred:
        return "taken"
    connection.execute("INSERT INTO card (number, adult, state) VALUES (?, ?, 'ok')", (found, adult))
    return "enrolled"
