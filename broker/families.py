"""Families as an office keeps them: everyone it knows, whole and checked; in files, on pages and in the database."""

import secrets
import string
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broker.house.roster import Role, is_random, normal_card
from broker.house.rules import ProofName
from broker.wire.language import is_known
from broker.wire.message import AdultId, ChildId, FamilyId, Ms, Name, PersonId
from broker.wire.settings import Settings

Text = Annotated[str, Meta(min_length=1, max_length=60)]
Note = Annotated[str, Meta(max_length=500)]
Card = Annotated[str, Meta(min_length=4, max_length=40)]
Pin = Annotated[str, Meta(pattern=r"^\d{6}$")]
Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
"""A day as ISO 8601 writes it; empty: none."""
EASY = frozenset({"123456", "654321", "012345", "123123", "112233", "121212"})
"""Codes that anybody would try first; so are six equal digits."""


class ContactEntry(Settings, frozen=True):
    """Whom to call for a child in an emergency."""

    name: Text
    phone: Text
    relation: Annotated[str, Meta(max_length=60)] = ""


class AdultEntry(Settings, frozen=True):
    """An adult: parent, carer, staff, or several at once."""

    name: Text
    id: AdultId | None = None
    usual_desk: Name | None = None
    cards: tuple[Card, ...] = ()
    lost_cards: tuple[Card, ...] = ()
    pin: Pin | None = None
    phone: Annotated[str, Meta(max_length=40)] = ""
    roles: tuple[Role, ...] = ("parent",)
    deputy: bool = False
    """May collect the family's children, as a grandmother."""
    shifts: bool = False
    """Has offered to take shifts in the care room."""
    certificate: Day = ""
    """When staff saw the extended certificate of good conduct; never what it says."""
    first_aid: Day = ""
    """When the adult last learned first aid for children."""
    briefing: Day = ""
    """When the adult was last briefed on hygiene and infections."""


class ChildEntry(Settings, frozen=True):
    """A child."""

    name: Text
    animal: Name
    id: ChildId | None = None
    ground: Literal["white", "sky", "mint", "berry"] = "white"
    usual: Literal["adult", "care", "absent"] = "adult"
    birthday: Day = ""
    contacts: tuple[ContactEntry, ...] = ()
    """Two are asked for."""
    allergy: Note = ""
    allergens: tuple[Text, ...] = ()
    allergens_shown: Day = ""
    """Day of the parents' consent that carers see the allergens at a glance; empty: not given."""
    emergency_set: bool = False
    """Whether the child has a set that goes along when everyone leaves; the emergency list says that, and not why."""


class PersonEntry(Settings, frozen=True):
    """Somebody without a card of this office: a pick-up person, or one who must never be."""

    name: Text
    id: PersonId | None = None
    phone: Annotated[str, Meta(max_length=40)] = ""
    relation: Annotated[str, Meta(max_length=60)] = ""
    note: Note = ""
    cards: tuple[Card, ...] = ()
    """Cards that are not served, of somebody on the never-list."""


class FamilyEntry(Settings, frozen=True):
    """A household: a family, or a carer alone."""

    id: FamilyId | None = None
    label: Annotated[str, Meta(max_length=60)] = ""
    """The office's own word for this family; the same label is the same family."""
    language: Annotated[str, Meta(pattern="^[a-z]{2}$")] = "de"
    protected: bool = False
    names_hidden: bool = False
    """The family's own screen shows animals only."""
    notice: Day = ""
    """When the family was given the privacy notice."""
    health_consent: Day = ""
    """When the parents agreed that the office keeps what it has to know of a child's health (GDPR, article 9)."""
    adults: tuple[AdultEntry, ...] = ()
    children: tuple[ChildEntry, ...] = ()
    pickups: tuple[PersonEntry, ...] = ()
    never: tuple[PersonEntry, ...] = ()


def title_of(family: FamilyEntry) -> str:
    """Name a family: by the office's word, or else by its adults or children; empty where it has nobody."""
    return family.label or ", ".join(one.name for one in family.adults or family.children)


class Families(Settings, frozen=True):
    """A families file."""

    families: tuple[FamilyEntry, ...]

    def problems(self) -> list[str]:
        """Find cards, codes and ids that are given twice, codes that are too easy, and days that are none."""
        adults = [adult for family in self.families for adult in family.adults]
        children = [child for family in self.families for child in family.children]
        persons = [person for family in self.families for person in (*family.pickups, *family.never)]
        given = [normal_card(card) for adult in adults for card in (*adult.cards, *adult.lost_cards)]
        ids = (entry.id for group in (self.families, adults, children, persons) for entry in group)
        random = [card for card in given if is_random(card)]
        given += [name for name in ids if name]
        given += [family.label for family in self.families if family.label]
        codes = [adult.pin for adult in adults if adult.pin]
        days = [day for child in children for day in (child.birthday, child.allergens_shown)]
        days += [day for adult in adults for day in (adult.certificate, adult.first_aid, adult.briefing)]
        days += [day for family in self.families for day in (family.notice, family.health_consent)]
        spoken = sorted({family.language for family in self.families})
        return [
            *(f"{name} is given twice" for name in sorted({name for name in given if given.count(name) > 1})),
            *(
                f"{card} is no card's fixed number but a telephone's or identity card's, another one each time; "
                "take a card or a key fob"
                for card in random
            ),
            *(f"the code of {adult.name} is given twice" for adult in adults if codes.count(adult.pin or "") > 1),
            *(f"the code of {adult.name} is too easy to guess" for adult in adults if adult.pin and is_easy(adult.pin)),
            *(f"{day!r} is no day; write it as 2023-05-31" for day in days if day and not is_day(day)),
            *(
                f"language: {name!r} is no language; German is 'de', Ukrainian 'uk', Arabic 'ar'"
                for name in spoken
                if not is_known(name)
            ),
        ]  # fmt: skip


def new_id(letter: str) -> str:
    """Make a pseudonym: random, never derived."""
    return f"{letter}-" + "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(8))


def is_easy(pin: str) -> bool:
    """Tell whether a code is one that anybody would try first."""
    return pin in EASY or len(set(pin)) == 1


def is_day(text: str) -> bool:
    """Tell whether there is such a day, written as 2023-05-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Kept(Struct, frozen=True):
    """A family as it is kept, and which version of it this is."""

    entry: FamilyEntry
    version: int
    at: Ms = 0
    """When somebody last changed it on a page, ms; 0 if nobody did."""
    by: str = ""
    """Who that was."""


class ListedAdult(Struct, frozen=True):
    """An adult, as the list of families knows it."""

    id: str
    name: str
    roles: tuple[Role, ...]
    shifts: bool
    proofs: Mapping[ProofName, str]
    """Day of each; empty: none."""
    cards: tuple[str, ...]
    """Numbers in their normal form, lost ones too."""

    @property
    def carer(self) -> bool:
        """Whether this adult may be on duty, so that proofs are asked for."""
        return self.shifts or "carer" in self.roles


class ListedChild(Struct, frozen=True):
    """A child, as the list of families knows it; nothing of its health."""

    id: str
    name: str
    animal: str
    ground: str


class Listed(Struct, frozen=True):
    """A family, as the list of families knows it."""

    id: str
    label: str
    protected: bool
    notice: str
    agreed: bool
    """Whether there is a day of consent for what is kept of the children's health, if anything is."""
    adults: tuple[ListedAdult, ...]
    children: tuple[ListedChild, ...]
    pickups: tuple[str, ...]
    """Names."""
    phones: tuple[str, ...]
    """Of everybody who may be called for its children."""

    @property
    def title(self) -> str:
        """The office's word for it, or else the names of its adults or children; empty where it has nobody."""
        return self.label or ", ".join(one.name for one in self.adults or self.children)
