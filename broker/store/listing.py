"""The list of families, in one reading of each table; nothing of anybody's health."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from typing import cast, get_args

from broker.families import Listed, ListedAdult, ListedChild
from broker.house.rules import ProofName

PROOFS = cast("tuple[ProofName, ...]", get_args(ProofName))
PHONES = (
    "SELECT family, phone FROM adult WHERE phone <> '' UNION ALL SELECT family, phone FROM person WHERE kind = 'pickup'"
    " AND phone <> '' UNION ALL SELECT family, phone FROM contact JOIN child ON child.id = contact.child"
)


def listed(connection: sqlite3.Connection) -> tuple[Listed, ...]:
    """List every family."""
    adults, children = _adults(connection), _children(connection)
    pickups = _by_family(connection, "SELECT family, name FROM person WHERE kind = 'pickup' ORDER BY rowid")
    phones = _by_family(connection, PHONES)
    told = {
        family
        for (family,) in connection.execute(
            "SELECT family FROM child WHERE allergy <> '' OR allergens NOT IN ('[]', '')"
        )
    }
    rows = connection.execute("SELECT id, label, protected, notice, health_consent FROM family ORDER BY id")
    return tuple(
        Listed(
            id=family,
            label=label or "",
            protected=bool(protected),
            notice=notice or "",
            agreed=bool(consent) or family not in told,
            adults=tuple(adults[family]),
            children=tuple(children[family]),
            pickups=tuple(pickups[family]),
            phones=tuple(phones[family]),
        )
        for family, label, protected, notice, consent in rows
    )


def carers(connection: sqlite3.Connection) -> list[tuple[str, Mapping[ProofName, str]]]:
    """Give everybody who may be on duty, with the day of each proof."""
    return [(one.id, one.proofs) for adults in _adults(connection).values() for one in adults if one.carer]


def _adults(connection: sqlite3.Connection) -> dict[str, list[ListedAdult]]:
    cards, found = defaultdict[str, list[str]](list), defaultdict[str, list[ListedAdult]](list)
    for adult, number in connection.execute("SELECT adult, number FROM card ORDER BY number"):
        cards[adult].append(number)
    rows = connection.execute(
        "SELECT family, id, name, roles, shifts, certificate, first_aid, briefing FROM adult ORDER BY rowid"
    )
    for family, adult, name, roles, shifts, *days in rows:
        proofs = {proof: day or "" for proof, day in zip(PROOFS, days, strict=True)}
        found[family].append(
            ListedAdult(adult, name, tuple(json.loads(roles)), bool(shifts), proofs, tuple(cards[adult]))
        )
    return found


def _by_family(connection: sqlite3.Connection, query: str) -> Mapping[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for family, text in connection.execute(query):
        found[family].append(text)
    return found


def _children(connection: sqlite3.Connection) -> dict[str, list[ListedChild]]:
    found = defaultdict[str, list[ListedChild]](list)
    for family, *child in connection.execute("SELECT family, id, name, animal, ground FROM child ORDER BY rowid"):
        found[family].append(ListedChild(*child))
    return found
