"""Taking people in: a family is put as a whole, all families or none."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from broker.families import AdultEntry, ChildEntry, FamilyEntry, PersonEntry, new_id
from broker.family_rules import FamiliesFile, held, held_fault
from broker.house.roster import normal_card
from broker.store.listing import listed
from broker.store.people import OF_FAMILY, clear, find, members, version_of
from broker.store.store import transaction
from broker.wire.errors import ConflictError, SettingsError, TakenError
from broker.wire.settings import load, unusable

if TYPE_CHECKING:
    from broker.wire.message import Ms


def take_in(connection: sqlite3.Connection, path: Path) -> int:
    """Add or replace the families of a TOML file, all or none, and give their number.

    A person of the same family and name keeps the id, so that an open visit stays theirs.

    :raises SettingsError: the file has faults, or uses an id, a card or a code that another family has.
    """
    return put(connection, load(path, FamiliesFile).families, str(path))


def put(connection: sqlite3.Connection, found: Iterable[FamilyEntry], source: str) -> int:
    """Add or replace families, all or none, and give their number; `source` stands in the error.

    :raises SettingsError: an id, a card or a code belongs to another family.
    """
    entries = tuple(found)
    with transaction(connection):
        done = _put_all(connection, entries, source)
        if faults := list(_held(connection, entries)):
            raise unusable(source, faults)
        return len(done)


def save(connection: sqlite3.Connection, entry: FamilyEntry, version: int) -> str:
    """Put a family as somebody has changed it, and give its id; inside the caller's transaction.

    :param version: the one that was changed; 0 for a family that is new.
    :raises ConflictError: it is another one by now, or the family is gone.
    :raises SettingsError: an id, a card or a code belongs to another family.
    """
    if version != (version_of(connection, entry.id) if entry.id else 0):
        raise ConflictError("somebody else has changed this family meanwhile; look at it again.")
    if not entry.id and entry.label and find(connection, entry.label):
        raise TakenError(
            "family.label", f"there is a family {entry.label!r} already; take another word for the new one."
        )
    (family,) = _put_all(connection, (entry,), "the family")
    return family


def _put_all(connection: sqlite3.Connection, entries: tuple[FamilyEntry, ...], source: str) -> list[str]:
    gone = {name for (name,) in connection.execute("SELECT pseudonym FROM erased")}
    given = [entry.id for entry in entries]
    for entry in entries:
        given += [one.id for one in entry.adults]
        given += [one.id for one in entry.children]
        given += [one.id for one in (*entry.pickups, *entry.never)]
    if again := sorted(name for name in given if name and name in gone):
        raise SettingsError(
            f"{source} uses {', '.join(again)}, which was erased. Leave the ids out: new ones are made."
        )
    try:
        return [_put(connection, family) for family in entries]
    except sqlite3.IntegrityError as exc:
        raise TakenError(
            str(exc).rpartition(" ")[2],
            f"{source} uses an id, a card or a code that another family or person has: {exc}. "
            "Leave it out, or name the right family.",
        ) from exc


def _held(connection: sqlite3.Connection, entries: Iterable[FamilyEntry]) -> Iterator[str]:
    """Find cards of the never-list that somebody of the office has: nobody would serve them any more."""
    adults = [one for family in listed(connection) for one in family.adults]
    for entry in entries:
        for person in entry.never:
            if whose := held(person.cards, adults):
                yield held_fault(entry, person, whose)


def _put(connection: sqlite3.Connection, entry: FamilyEntry) -> str:
    family = entry.id or (find(connection, entry.label) if entry.label else None) or new_id("f")
    connection.execute(
        "INSERT INTO family (id, label, language, protected, names_hidden, notice, health_consent)"
        " VALUES (?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET label = excluded.label, language = excluded.language,"
        " protected = excluded.protected, names_hidden = excluded.names_hidden, notice = excluded.notice,"
        " health_consent = excluded.health_consent, version = version + 1",
        (
            family,
            entry.label or None,
            entry.language,
            entry.protected,
            entry.names_hidden,
            entry.notice or None,
            entry.health_consent or None,
        ),
    )
    known, before = _Known(connection, family), members(connection, family)
    clear(connection, family)
    for adult in entry.adults:
        _put_adult(connection, family, adult, adult.id or known.id("adult", adult.name), known)
    for child in entry.children:
        _put_child(connection, family, child, child.id or known.id("child", child.name))
    for kind, persons in (("pickup", entry.pickups), ("never", entry.never)):
        for person in persons:
            _put_person(connection, family, kind, person, person.id or known.id("person", person.name))
    _part(connection, family, before, members(connection, family))
    return family


def _part(connection: sqlite3.Connection, family: str, before: set[str], now: set[str]) -> None:
    """Remember by pseudonym who is of a family no longer: what the access log has of them goes with the family."""
    connection.executemany("INSERT OR REPLACE INTO former VALUES (?, ?)", [(one, family) for one in before - now])
    connection.executemany("DELETE FROM former WHERE id = ?", [(one,) for one in now])


class _Known:
    """Who was of a family before it is put anew: people of the same name keep their ids, and what is known of cards."""

    def __init__(self, connection: sqlite3.Connection, family: str) -> None:
        self._ids = defaultdict[tuple[str, str], list[str]](list)
        for table in OF_FAMILY:
            query = f"SELECT name, id FROM {table} WHERE family = ? ORDER BY rowid"  # noqa: S608  # names of ours
            for name, pseudonym in connection.execute(query, (family,)):
                self._ids[table, name].append(pseudonym)
        cards = (
            "SELECT number, adult, state, lost, given FROM card JOIN adult ON adult.id = card.adult WHERE family = ?"
        )
        rows = connection.execute(cards, (family,)).fetchall()
        self.lost: dict[str, Ms | None] = {number: lost for number, _, state, lost, _ in rows if state == "lost"}
        """Number → since when, as far as that is known."""
        self.given: dict[tuple[str, str], Ms | None] = {(number, adult): given for number, adult, *_, given in rows}
        """Number and adult → since when they have it, as far as that is known."""

    def id(self, table: str, name: str) -> str:
        """Give the id that somebody of this name had, each once, or a new one."""
        known = self._ids[table, name]
        return known.pop(0) if known else new_id(table[0])


def _put_adult(connection: sqlite3.Connection, family: str, adult: AdultEntry, name: str, known: _Known) -> None:
    connection.execute(
        "INSERT INTO adult (id, family, name, usual_desk, phone, pin, roles, deputy, shifts, certificate, first_aid,"
        " briefing) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            name, family, adult.name, adult.usual_desk, adult.phone, adult.pin, json.dumps(adult.roles), adult.deputy,
            adult.shifts, adult.certificate or None, adult.first_aid or None, adult.briefing or None,
        ),
    )  # fmt: skip
    for state, cards in (("ok", adult.cards), ("lost", adult.lost_cards)):
        connection.executemany(
            "INSERT INTO card (number, adult, state, lost, given) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    number,
                    name,
                    "lost" if number in known.lost else state,
                    known.lost.get(number),
                    known.given.get((number, name)),
                )
                for number in map(normal_card, cards)
            ],
        )


def _put_child(connection: sqlite3.Connection, family: str, child: ChildEntry, name: str) -> None:
    connection.execute(
        "INSERT INTO child (id, family, name, animal, ground, usual, birthday, allergy, allergens, allergens_shown,"
        " emergency_set) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            name, family, child.name, child.animal, child.ground, child.usual, child.birthday or None, child.allergy,
            json.dumps(child.allergens), child.allergens_shown or None, child.emergency_set,
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO contact (child, name, phone, relation) VALUES (?,?,?,?)",
        [(name, contact.name, contact.phone, contact.relation) for contact in child.contacts],
    )


def _put_person(connection: sqlite3.Connection, family: str, kind: str, person: PersonEntry, name: str) -> None:
    cards = json.dumps([normal_card(card) for card in person.cards])
    connection.execute(
        "INSERT INTO person (id, family, kind, name, phone, relation, note, cards) VALUES (?,?,?,?,?,?,?,?)",
        (name, family, kind, person.name, person.phone, person.relation, person.note, cards),
    )
