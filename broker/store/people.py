"""People in the database: the only place that knows names. Given out as rosters and exports; never on MQTT."""

import json
import secrets
import sqlite3
from datetime import date
from typing import Any

import msgspec

from broker.families import FamilyEntry
from broker.house.office import Office
from broker.house.roster import Adult, Badge, Child, Family, Pickup, Roster, card_hash, group, pin_hash
from broker.store.choices import NONE, Choices
from broker.wire.message import Ms

OF_FAMILY = ("adult", "child", "person")
"""Tables whose rows belong to a family."""


def families(connection: sqlite3.Connection, today: date | None = None, choices: Choices = NONE) -> dict[str, Family]:
    """Give every family, as pages and kiosks may know it; `today` gives each child its age group.

    :param choices: what counts instead of what was written down for an adult or child.
    """
    found = {}
    rows = connection.execute("SELECT id, language, protected, names_hidden FROM family ORDER BY id").fetchall()
    for family, language, protected, hidden in rows:
        adults = connection.execute(
            "SELECT id, name, usual_desk, roles, deputy, shifts FROM adult WHERE family = ? ORDER BY rowid", (family,)
        )
        children = connection.execute(
            "SELECT id, name, animal, ground, usual, birthday FROM child WHERE family = ? ORDER BY rowid", (family,)
        )
        pickups = connection.execute(
            "SELECT id, name FROM person WHERE family = ? AND kind = 'pickup' ORDER BY rowid", (family,)
        )
        found[family] = Family(
            id=family,
            language=language,
            adults=tuple(
                Adult(name, called, choices.desks.get(name, desk), tuple(json.loads(roles)), bool(deputy), bool(shifts))
                for name, called, desk, roles, deputy, shifts in adults
            ),
            children=tuple(
                Child(name, called, animal, ground, choices.places.get(name, usual), group(birthday, today))
                for name, called, animal, ground, usual, birthday in children
            ),
            protected=bool(protected),
            names_hidden=bool(hidden),
            pickups=tuple(Pickup(*row) for row in pickups),
        )
    return found


def roster(
    connection: sqlite3.Connection,
    office: Office,
    node: str,
    today: date | None = None,
    choices: Choices = NONE,
) -> Roster:
    """Make a kiosk's roster; its key is made once and kept."""
    key, _ = _keys(connection, node)
    cards, lost = dict[str, tuple[str, str]](), dict[str, tuple[str, str]]()
    lost_since, given = dict[str, Ms](), dict[str, Ms]()
    for number, family, adult, state, since, got in connection.execute(
        "SELECT number, family, adult, state, lost, given FROM card JOIN adult ON adult.id = card.adult ORDER BY number"
    ):
        hashed = card_hash(key, number)
        (cards if state == "ok" else lost)[hashed] = (family, adult)
        if since is not None:
            lost_since[hashed] = since
        if got is not None:
            given[hashed] = got
    pins = connection.execute("SELECT pin, family, id FROM adult WHERE pin IS NOT NULL ORDER BY pin").fetchall()
    never = connection.execute("SELECT id, family, cards FROM person WHERE kind = 'never' ORDER BY id").fetchall()
    return Roster(
        key=key,
        office=office,
        families=tuple(families(connection, today, choices).values()),
        cards=cards,
        pins={pin_hash(key, pin): (family, adult) for pin, family, adult in pins},
        lost=lost,
        lost_since=lost_since,
        given=given,
        badges={card_hash(key, number): badge for number, badge in lent(connection)},
        never={card_hash(key, card): (family, name) for name, family, held in never for card in json.loads(held)},
        erased=tuple(name for (name,) in connection.execute("SELECT pseudonym FROM erased ORDER BY pseudonym")),
    )


def lent(connection: sqlite3.Connection) -> list[tuple[str, Badge]]:
    """Give every badge of the office, by its card's number, with whoever has it."""
    rows = connection.execute(
        "SELECT number, badge, coalesce(guest, ''), coalesce(until, 0), coalesce(role, 'guest'), coalesce(heads, 1),"
        " room FROM badge LEFT JOIN guest ON guest.id = badge.guest ORDER BY badge"
    )
    return [(number, Badge(*rest)) for number, *rest in rows]


def token(connection: sqlite3.Connection, node: str) -> str:
    """Give the secret by which a kiosk gets its roster; made once and kept."""
    return _keys(connection, node)[1]


def forget_kiosk(connection: sqlite3.Connection, node: str) -> None:
    """Let a kiosk's secret, and the key of its copy, count no longer; it gets new ones when it is next asked for."""
    connection.execute("DELETE FROM kiosk WHERE node = ?", (node,))


def adult_of_pin(connection: sqlite3.Connection, pin: str) -> str | None:
    """Give the adult whose own code this is."""
    row = connection.execute("SELECT id FROM adult WHERE pin = ?", (pin,)).fetchone()
    return str(row[0]) if row else None


def labels(connection: sqlite3.Connection) -> dict[str, str]:
    """Give the word by which each family's keeper names it."""
    return dict(connection.execute("SELECT id, label FROM family WHERE label IS NOT NULL"))


def emergency_sets(connection: sqlite3.Connection) -> frozenset[str]:
    """Give the children who have a set that goes along in an emergency: for the hub's own list, never for a kiosk."""
    return frozenset(child for (child,) in connection.execute("SELECT id FROM child WHERE emergency_set"))


def find(connection: sqlite3.Connection, family: str) -> str | None:
    """Give the id of a family by its id or label."""
    row = connection.execute("SELECT id FROM family WHERE ? IN (id, label)", (family,)).fetchone()
    return str(row[0]) if row else None


def version_of(connection: sqlite3.Connection, family: str) -> int:
    """Give the version of a family, one more with each change; 0 if there is none."""
    row = connection.execute("SELECT version FROM family WHERE id = ?", (family,)).fetchone()
    return int(row[0]) if row else 0


def touch(connection: sqlite3.Connection, adult: str) -> None:
    """Give the family of an adult a new version, so that nobody saves an older one over it."""
    query = "UPDATE family SET version = version + 1 WHERE id = (SELECT family FROM adult WHERE id = ?)"
    connection.execute(query, (adult,))


def entry(connection: sqlite3.Connection, family: str) -> FamilyEntry:
    """Give a family as a file would hold it."""
    rows = people_of(connection, family)
    (own,) = rows["family"]
    cards = {(card["adult"], card["state"], card["number"]) for card in rows["card"]}
    found = {
        **_given(own, "id", "label", "language", "notice", "health_consent", protected=bool(own["protected"])),
        "names_hidden": bool(own["names_hidden"]),
        "adults": [
            {
                **_given(adult, "id", "name", "usual_desk", "pin", "phone", "certificate", "first_aid", "briefing"),
                **{name: bool(adult[name]) for name in ("deputy", "shifts")},
                "roles": json.loads(adult["roles"]),
                "cards": sorted(card for owner, state, card in cards if owner == adult["id"] and state == "ok"),
                "lost_cards": sorted(card for owner, state, card in cards if owner == adult["id"] and state == "lost"),
            }
            for adult in rows["adult"]
        ],
        "children": [
            {
                **_given(child, "id", "name", "animal", "ground", "usual", "birthday", "allergy", "allergens_shown"),
                "allergens": json.loads(child["allergens"]),
                "emergency_set": bool(child["emergency_set"]),
                "contacts": [
                    _given(contact, "name", "phone", "relation")
                    for contact in rows["contact"]
                    if contact["child"] == child["id"]
                ],
            }
            for child in rows["child"]
        ],
    }
    for kind, name in (("pickup", "pickups"), ("never", "never")):
        found[name] = [
            {**_given(person, "id", "name", "phone", "relation", "note"), "cards": json.loads(person["cards"])}
            for person in rows["person"]
            if person["kind"] == kind
        ]
    return msgspec.convert(found, FamilyEntry)


def _given(row: dict[str, Any], *names: str, **more: object) -> dict[str, Any]:
    """Give those columns of a row that say something."""
    return {name: row[name] for name in names if row[name] is not None} | more


def people_of(connection: sqlite3.Connection, family: str) -> dict[str, list[dict[str, Any]]]:
    """Give everything that any table of people has of a family, or of a guest, as rows by table."""
    found = {
        table: _rows(connection, f"SELECT * FROM {table} WHERE id = ?", family)  # noqa: S608  # names of ours
        for table in ("family", "guest")
    }
    for table in OF_FAMILY:
        found[table] = _rows(connection, f"SELECT * FROM {table} WHERE family = ?", family)  # noqa: S608  # names of ours
    found["card"] = _rows(
        connection, "SELECT * FROM card WHERE adult IN (SELECT id FROM adult WHERE family = ?)", family
    )
    found["contact"] = _rows(
        connection, "SELECT * FROM contact WHERE child IN (SELECT id FROM child WHERE family = ?)", family
    )
    found["former"] = _rows(connection, "SELECT * FROM former WHERE family = ?", family)
    found["badge"] = _rows(connection, "SELECT * FROM badge WHERE guest = ?", family)
    return found


def pseudonyms(connection: sqlite3.Connection, family: str) -> set[str]:
    """Give a family's pseudonym and those of everyone who is or was of it; or a guest's."""
    people = people_of(connection, family)
    return {str(row["id"]) for table in ("family", "guest", "former", *OF_FAMILY) for row in people[table]}


def members(connection: sqlite3.Connection, family: str) -> set[str]:
    """Give the pseudonyms of everyone who is of a family now."""
    query = " UNION ".join(f"SELECT id FROM {table} WHERE family = ?1" for table in OF_FAMILY)  # noqa: S608  # names of ours
    return {str(pseudonym) for (pseudonym,) in connection.execute(query, (family,))}


def forget(connection: sqlite3.Connection, who: str, now: Ms) -> set[str]:
    """Remove a family or a guest from all tables of people, inside the caller's transaction; give their pseudonyms."""
    gone = pseudonyms(connection, who) | {who}
    clear(connection, who)
    connection.execute("DELETE FROM former WHERE family = ?", (who,))
    connection.execute("DELETE FROM family WHERE id = ?", (who,))
    connection.execute("UPDATE badge SET guest = NULL, until = NULL WHERE guest = ?", (who,))
    connection.execute("DELETE FROM guest WHERE id = ?", (who,))
    connection.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?)", [(name, now) for name in gone])
    return gone


def _keys(connection: sqlite3.Connection, node: str) -> tuple[str, str]:
    connection.execute("INSERT OR IGNORE INTO kiosk (node, key) VALUES (?, ?)", (node, secrets.token_hex(32)))
    connection.execute("UPDATE kiosk SET token = ? WHERE node = ? AND token IS NULL", (secrets.token_urlsafe(32), node))
    key, secret = connection.execute("SELECT key, token FROM kiosk WHERE node = ?", (node,)).fetchone()
    return str(key), str(secret)


def _rows(connection: sqlite3.Connection, query: str, family: str) -> list[dict[str, Any]]:
    found = connection.execute(query, (family,))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def clear(connection: sqlite3.Connection, family: str) -> None:
    """Remove everyone of a family; the family itself stays."""
    connection.execute("DELETE FROM card WHERE adult IN (SELECT id FROM adult WHERE family = ?)", (family,))
    connection.execute("DELETE FROM contact WHERE child IN (SELECT id FROM child WHERE family = ?)", (family,))
    for table in OF_FAMILY:
        connection.execute(f"DELETE FROM {table} WHERE family = ?", (family,))  # noqa: S608  # names of ours
