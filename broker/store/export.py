"""What an office holds of a family or a guest, whole: what they may ask for. Others stand in it by pseudonym alone."""

import json
import sqlite3
from typing import Any

import msgspec

from broker.store import accounts, derived, forgetting, guests, people
from broker.wire.errors import DabeiError

Rows = dict[str, list[dict[str, Any]]]


def export(connection: sqlite3.Connection, who: str) -> Rows:
    """Give every row that stands for them, by table, with facts as they were told.

    :param who: a family by its id or label, or a guest by its id.
    :raises DabeiError: there is no such family or guest.
    """
    found = subject(connection, who)
    names = people.pseudonyms(connection, found) | {found}
    log = [msgspec.to_builtins(entry) for entry in accounts.log_of(connection, names)]
    told = forgetting.facts_of(connection, names)
    return {
        **people.people_of(connection, found),
        **derived.rows_of(connection, names),
        "access": log,
        "facts": [{"at": at, **json.loads(payload)} for _, at, payload in told],
    }


def subject(connection: sqlite3.Connection, who: str) -> str:
    """Give the pseudonym of a family, by its id or label, or of a guest.

    :raises DabeiError: there is no such family or guest.
    """
    found = people.find(connection, who)
    if found is None and who in guests.guests(connection):
        return who
    if found is None:
        raise DabeiError(f"there is no family or guest {who!r}; look at `dabei-broker SETTINGS list`")
    return found
