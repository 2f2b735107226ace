"""What all forms of a family share: fields out of what is kept, and what is kept out of fields."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from broker.families import AdultEntry, ChildEntry, FamilyEntry, Listed, PersonEntry, is_day
from broker.house.office import Office
from broker.web.fields import Fields
from broker.web.merging import Said, plain
from broker.web.pages import Pages
from broker.wire.language import mark

Person = AdultEntry | ChildEntry | PersonEntry
Options = Mapping[str, Mapping[str, str]]
"""Field → what may be chosen → the word for it."""
YES = "yes"
"""What a ticked box says."""


class Around(Struct, frozen=True):
    """What a form has to know beside its fields."""

    entry: FamilyEntry
    person: str
    """Whom it is about; of somebody new the id that will be theirs."""
    others: tuple[Listed, ...]
    """All families."""
    office: Office
    today: date
    pages: Pages


class FamilyForm(ABC):
    """One form: part of a family, or somebody of it."""

    template: str
    group: str
    """Where the entry holds those whom it is about; also its word in the access log."""
    title: str
    new: str
    """What stands above the form of somebody new."""
    labels: Mapping[str, str]
    """Field → its label, in the order of the page."""
    blank: Mapping[str, str] = {}
    """What the form of somebody new says at first."""
    together: Collection[str] = ()
    """Fields that are of use only as one whole."""
    adds = True
    """Whether somebody new can come in by it."""

    @abstractmethod
    def shown(self, around: Around) -> Mapping[str, object] | None:
        """Give what the fields say of what is kept; None if there is no such person."""

    @abstractmethod
    def put(self, fields: Fields, around: Around) -> FamilyEntry:
        """Read the fields into the entry, noting every fault."""

    def label(self, name: str, say: Callable[[str], str]) -> str:
        """Write the label of a field."""
        return say(self.labels[name])

    def noted(self, name: str) -> str:
        """Give the word for a field in the access log."""
        return name

    def options(self, _around: Around) -> Options:
        """Give what may be chosen."""
        return {}

    def said(self, around: Around) -> Said | None:
        """Give what is kept as fields say it; None if there is no such person."""
        found = self.shown(around)
        return None if found is None else {name: _said(found.get(name)) for name in self.labels}

    def first(self) -> Said:
        """Give what the form of somebody new says."""
        return {name: _said(self.blank.get(name)) for name in self.labels}

    def typed(self, fields: Fields) -> Said:
        """Give what was typed."""
        return {name: plain(fields.every(name)) for name in self.labels}

    def word(self, name: str, said: tuple[str, ...], around: Around) -> str:
        """Write what a field says for whoever compares it."""
        words, say = self.options(around).get(name, {}), around.pages.say
        return ", ".join(words.get(one) or _word(one, around.pages) for one in said) or say(mark("empty"))


def one_of(around: Around, group: str) -> Any:  # noqa: ANN401  # an adult, a child or another person
    """Find somebody in a group of the entry."""
    return next((one for one in getattr(around.entry, group) if one.id == around.person), None)


def with_one(around: Around, group: str, one: Person) -> FamilyEntry:
    """Give the entry with somebody as they are now, new ones last."""
    before = getattr(around.entry, group)
    if all(known.id != one.id for known in before):
        return replace(around.entry, **{group: (*before, one)})
    return replace(around.entry, **{group: tuple(one if known.id == one.id else known for known in before)})


def without_one(entry: FamilyEntry, group: str, person: str) -> FamilyEntry:
    """Give the entry without somebody."""
    return replace(entry, **{group: tuple(one for one in getattr(entry, group) if one.id != person)})


def of_person(around: Around, group: str, made: type[Person], **changes: object) -> FamilyEntry:
    """Give the entry with these changes to somebody who is known, or new."""
    before = one_of(around, group)
    found = replace(before, **changes) if before else made(id=around.person, **cast("Any", changes))
    return with_one(around, group, found)


def _said(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return plain(value)
    return plain([YES if value is True else "" if value in (None, False) else str(value)])


def _word(said: str, pages: Pages) -> str:
    if said == YES:
        return pages.say(mark("yes"))
    return pages.words.full_day(said) if said[:1].isdigit() and is_day(said) else said
