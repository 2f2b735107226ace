"""Health and telephone numbers in the database, as carers may see them."""

import json
import sqlite3

from broker.minding import Details, Glance, Phone


def glances(connection: sqlite3.Connection) -> dict[str, Glance]:
    """Give what stands open of each child of whom something is known."""
    rows = connection.execute("SELECT id, allergens, allergens_shown, allergy FROM child ORDER BY id")
    found = {
        child: Glance(tuple(json.loads(allergens)) if shown else (), more=bool(allergy or json.loads(allergens)))
        for child, allergens, shown, allergy in rows
    }
    return {child: glance for child, glance in found.items() if glance.more}


def details(connection: sqlite3.Connection, child: str) -> Details | None:
    """Give what stands behind the touch; None for a child that nobody knows."""
    row = connection.execute("SELECT family, allergy, allergens FROM child WHERE id = ?", (child,)).fetchone()
    if row is None:
        return None
    family, allergy, allergens = row
    adults = connection.execute(
        "SELECT name, phone, '' FROM adult WHERE family = ? AND phone <> '' ORDER BY rowid", (family,)
    ).fetchall()
    contacts = connection.execute(
        "SELECT name, phone, relation FROM contact WHERE child = ? ORDER BY rowid", (child,)
    ).fetchall()
    never = connection.execute(
        "SELECT name, note FROM person WHERE family = ? AND kind = 'never' ORDER BY rowid", (family,)
    )
    return Details(
        allergy=allergy or "",
        allergens=tuple(json.loads(allergens)),
        phones=tuple(Phone(name, number, relation or "") for name, number, relation in (*adults, *contacts)),
        never=tuple(" · ".join(filter(None, row)) for row in never),
    )
