"""Families in the database: taken in from a file, given out as rosters. Nothing here goes on MQTT."""

import secrets
import sqlite3
import string
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from broker.house.office import Office
from broker.house.roster import Adult, Child, Family, Roster, card_hash, normal_card
from broker.store.store import transaction
from broker.wire.errors import SettingsError
from broker.wire.language import is_known
from broker.wire.message import AdultId, ChildId, FamilyId, Name
from broker.wire.settings import Settings, load

Text = Annotated[str, Meta(min_length=1, max_length=60)]


class AdultEntry(Settings, frozen=True):
    """An adult in a families file."""

    name: Text
    id: AdultId | None = None
    usual_desk: Name | None = None
    cards: tuple[Annotated[str, Meta(min_length=4, max_length=40)], ...] = ()


class ChildEntry(Settings, frozen=True):
    """A child in a families file."""

    name: Text
    animal: Name
    id: ChildId | None = None
    ground: Literal["white", "sky", "mint", "berry"] = "white"
    usual: Literal["adult", "care", "absent"] = "adult"


class FamilyEntry(Settings, frozen=True):
    """A family in a families file."""

    id: FamilyId | None = None
    language: Annotated[str, Meta(pattern="^[a-z]{2}$")] = "de"
    adults: tuple[AdultEntry, ...] = ()
    children: tuple[ChildEntry, ...] = ()


class Families(Settings, frozen=True):
    """A families file."""

    families: tuple[FamilyEntry, ...]

    def problems(self) -> list[str]:
        """Find cards and ids that are given twice."""
        adults = [adult for family in self.families for adult in family.adults]
        children = [child for family in self.families for child in family.children]
        given = [normal_card(card) for adult in adults for card in adult.cards]
        given += [name for name in (e.id for group in (self.families, adults, children) for e in group) if name]
        spoken = {family.language for family in self.families}
        return [
            *(f"{name} is given twice" for name in sorted({name for name in given if given.count(name) > 1})),
            *(
                f"language: {name!r} is no language; German is 'de', Ukrainian 'uk', Arabic 'ar'"
                for name in sorted(spoken)
                if not is_known(name)
            ),
        ]


def take_in(connection: sqlite3.Connection, path: Path) -> int:
    """Add or replace the families of a TOML file, all or none, and give their number.

    A person of the same family and name keeps the id, so that an open visit stays theirs.

    :raises SettingsError: the file has faults, or uses an id that another family has.
    """
    found = load(path, Families).families
    try:
        with transaction(connection):
            for family in found:
                _put(connection, family)
    except sqlite3.IntegrityError as exc:
        raise SettingsError(
            f"{path} uses an id that another family has: {exc}. Leave the id out, or name the right family."
        ) from exc
    return len(found)


def families(connection: sqlite3.Connection) -> dict[str, Family]:
    """Give every family."""
    found = {}
    for family, language in connection.execute("SELECT id, language FROM family ORDER BY id").fetchall():
        adults = connection.execute("SELECT id, name, usual_desk FROM adult WHERE family = ? ORDER BY rowid", (family,))
        children = connection.execute(
            "SELECT id, name, animal, ground, usual FROM child WHERE family = ? ORDER BY rowid", (family,)
        )
        found[family] = Family(
            family, language, tuple(Adult(*row) for row in adults.fetchall()), tuple(Child(*row) for row in children)
        )
    return found


def roster(connection: sqlite3.Connection, office: Office, node: str) -> Roster:
    """Make a kiosk's roster; its key is made once and kept."""
    connection.execute("INSERT OR IGNORE INTO kiosk VALUES (?, ?)", (node, secrets.token_hex(32)))
    (key,) = connection.execute("SELECT key FROM kiosk WHERE node = ?", (node,)).fetchone()
    cards = connection.execute(
        "SELECT number, family, adult FROM card JOIN adult ON adult.id = card.adult ORDER BY number"
    )
    hashes = {card_hash(key, number): (family, adult) for number, family, adult in cards}
    return Roster(key, office, tuple(families(connection).values()), hashes)


def _put(connection: sqlite3.Connection, entry: FamilyEntry) -> None:
    family = entry.id or new_id("f")
    connection.execute(
        "INSERT INTO family VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET language = excluded.language",
        (family, entry.language),
    )
    known = {
        table: dict(connection.execute(f"SELECT name, id FROM {table} WHERE family = ?", (family,)))  # noqa: S608  # constants
        for table in ("adult", "child")
    }
    connection.execute(
        "DELETE FROM card WHERE adult IN (SELECT id FROM adult WHERE family = ?)", (family,)
    )  # fmt: skip
    connection.execute("DELETE FROM adult WHERE family = ?", (family,))
    connection.execute("DELETE FROM child WHERE family = ?", (family,))
    for adult in entry.adults:
        name = adult.id or known["adult"].get(adult.name) or new_id("a")
        connection.execute("INSERT INTO adult VALUES (?,?,?,?)", (name, family, adult.name, adult.usual_desk))
        connection.executemany(
            "INSERT OR REPLACE INTO card VALUES (?, ?)", [(normal_card(card), name) for card in adult.cards]
        )
    connection.executemany(
        "INSERT INTO child VALUES (?,?,?,?,?,?)",
        [
            (
                child.id or known["child"].get(child.name) or new_id("c"),
                family,
                child.name,
                child.animal,
                child.ground,
                child.usual,
            )
            for child in entry.children
        ],
    )


def new_id(letter: str) -> str:
    """Make a pseudonym: random, never derived."""
    return f"{letter}-" + "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(8))
