"""What is kept of a family or a guest, as a page and paper show it. Every column is told, known here or not."""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from broker.families import is_day
from broker.house.state import House
from broker.known import Entry, Known
from broker.snapshot import Snapshot
from broker.web.audit_view import Row, names, row
from broker.web.audit_words import DETAILS
from broker.web.pages import Pages
from broker.wire import language as spoken
from broker.wire.language import mark
from broker.wire.message import Ms

Rows = dict[str, list[dict[str, Any]]]
KINDS = {
    "adult": mark("an adult"),
    "child": mark("child"),
    "pickup": mark("may collect the children"),
    "never": mark("must not collect the children"),
    "guest": mark("guest"),
}
VALUES = {
    "adult": mark("with the adult"), "care": mark("in care"), "absent": mark("does not come along"),
    "announced": mark("announced to care"), "together": mark("in care, with the adult"), "parent": mark("parent"),
    "carer": mark("carer"), "staff": mark("staff"), "board": mark("board"), "renter": mark("renter"),
    "guest": mark("guest"), "participant": mark("participant"), "trainer": mark("trainer"), "lost": mark("lost"),
    "white": mark("white"), "sky": mark("blue"), "mint": mark("green"), "berry": mark("pink"),
}  # fmt: skip
"""Values that are words of the program → words."""
LINKS = frozenset({"id", "family", "adult", "child", "kind", "name", "version", "visit"})
"""Columns that say whose a row is, which is told otherwise."""
FLAGS = frozenset({"deputy", "shifts", "protected", "names_hidden", "emergency_set"})
PLACES = frozenset({"usual_desk", "room"})
DAYS = frozenset({
    "birthday", "allergens_shown", "notice", "health_consent", "certificate", "first_aid", "briefing",
})  # fmt: skip
MOMENTS = frozenset({"seen"})
SECRET = frozenset({"pin"})
"""What an onlooker must not read; the file has it."""


class Detail(Struct, frozen=True):
    """One thing that is kept, in words."""

    name: str
    value: str


class Person(Struct, frozen=True):
    """One of them, and all that is kept of that person."""

    name: str
    kind: str
    details: tuple[Detail, ...]


class Span(Struct, frozen=True):
    """Something that took a while."""

    since: Ms
    until: Ms | None
    who: str
    what: str = ""


class Export:
    """Everything of one family or guest."""

    def __init__(self, rows: Rows, snapshot: Snapshot) -> None:
        """Take rows by table, as the hub gives them."""
        self.rows = rows
        self.is_guest = not rows["family"]
        (own,) = rows["family"] or rows["guest"]
        self.id: str = own["id"]
        self.adults = ", ".join(adult["name"] for adult in rows["adult"])
        self.name: str = own["name"] if self.is_guest else self.adults or own["label"] or self.id
        first = next((one["name"] for table in ("adult", "child") for one in rows[table]), self.id)
        self.word: str = self.name if self.is_guest else own["label"] or first
        """What is typed so that nobody erases the wrong ones; no longer than a field takes."""
        self._names = names(snapshot.families.values()) | {
            one["id"]: one["name"] for table in ("adult", "child", "person", "guest") for one in rows[table]
        }
        desks = {desk.id: desk.name or desk.id for desk in snapshot.office.desks}
        self._places = desks | {room.id: room.name or room.id for room in snapshot.office.rooms}
        self.own = own
        self.place = "/gaeste" if self.is_guest else f"/familien/{self.id}"
        """Where staff see them."""
        self.title: str = own.get("label") or self.name
        """As the list has them."""

    def is_meant(self, typed: str) -> bool:
        """Tell whether somebody has typed the word: small or large letters, accents in one sign or two."""
        return _plain(typed) == _plain(self.word)

    def is_here(self, house: House) -> bool:
        """Tell whether somebody of them is in the house."""
        here = {visit.family for visit in house.visits.values()} | {stay.family for stay in house.stays.values()}
        return self.id in here | {guest.arrived.guest for guest in house.guests.values()}

    def people(self, pages: Pages) -> Iterator[Person]:
        """Give the family, and everybody of it."""
        if not self.is_guest:
            yield Person(pages.say(mark("The family")), "", tuple(self._details(self.own, pages)))
        for table in ("adult", "child", "person", "guest"):
            for one in self.rows[table]:
                kind = KINDS[one.get("kind", table)]
                yield Person(one["name"], pages.say(kind), (*self._details(one, pages), *self._of(one["id"], pages)))

    def _of(self, person: str, pages: Pages) -> Iterator[Detail]:
        """Give cards, badge and contacts of one of them."""
        for card in self.rows["card"]:
            if card["adult"] == person:
                lost = f" ({pages.say(VALUES['lost'])})" if card["state"] == "lost" else ""
                yield Detail(pages.say(mark("card")), f"{card['number']}{lost}")
        for badge in self.rows["badge"]:
            if badge["guest"] == person:
                said = pages.say(mark("%(n)s, number %(number)s"))
                yield Detail(pages.say(DETAILS["badge"]), said % {"n": badge["badge"], "number": badge["number"]})
        for contact in self.rows["contact"]:
            if contact["child"] == person:
                whom = (contact["name"], contact["relation"], contact["phone"])
                yield Detail(pages.say(mark("emergency contact")), ", ".join(filter(None, whom)))

    def visits(self) -> list[Span]:
        """Give every visit, the newest first."""
        found = [
            Span(one["since"], one["until"], self._name(one["adult"]), self._places.get(one["desk"] or "", ""))
            for one in self.rows["visit"]
        ]
        return found[::-1]

    def guest_visits(self) -> list[Span]:
        """Give every visit of a guest, the newest first."""
        rows = self.rows["guest_visit"]
        return [Span(one["since"], one["until"], self.name, str(one["heads"])) for one in rows][::-1]

    def stays(self, pages: Pages) -> list[Span]:
        """Give where each child was, the newest first."""
        found = [
            Span(
                one["since"],
                one["until"],
                self._name(one["child"]) or pages.say(mark("a child of another family")),
                pages.say(VALUES.get(place := str(one["at"]), place)),
            )
            for one in self.rows["stay"]
        ]
        return found[::-1]

    def shifts(self) -> list[Span]:
        """Give every turn of duty, the newest first."""
        return [Span(one["since"], one["until"], self._name(one["adult"])) for one in self.rows["shift"]][::-1]

    def log(self, known: Known, pages: Pages) -> list[Row]:
        """Give the lines of the access log, the newest first."""
        return [row(Entry(**line), self._names, known, pages) for line in self.rows["access"]][::-1]

    @property
    def people_named(self) -> list[str]:
        """The names of everybody of them."""
        return [one["name"] for table in ("adult", "child", "person", "guest") for one in self.rows[table]]

    @property
    def visits_number(self) -> int:
        """How many visits are known."""
        return len(self.rows["visit"]) + len(self.rows["guest_visit"])

    @property
    def facts(self) -> int:
        """How many facts name one of them."""
        return len(self.rows["facts"])

    def _details(self, row: dict[str, Any], pages: Pages) -> Iterator[Detail]:
        for name, value in row.items():
            if name not in LINKS and value not in (None, "", "[]", 0):
                said = self._places.get(value, value) if name in PLACES else _said(name, value, pages)
                yield Detail(pages.say(DETAILS.get(name, name)), said)

    def _name(self, pseudonym: str) -> str:
        return str(self._names.get(pseudonym, ""))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def _said(name: str, value: Any, pages: Pages) -> str:  # noqa: ANN401  # whatever a column holds
    if name in FLAGS:
        return pages.say(mark("yes"))
    if name in SECRET:
        return pages.say(mark("is set; the file has it"))
    if name in MOMENTS:
        return f"{pages.words.dated(value)}, {pages.words.clock(value)}"
    if name in DAYS and is_day(str(value)):
        return pages.words.full_day(value)
    text = spoken.endonym(str(value)) if name == "language" else str(value)
    words = json.loads(text) if text.startswith("[") else [text]
    return ", ".join(pages.say(VALUES.get(word, word)) for word in words)
