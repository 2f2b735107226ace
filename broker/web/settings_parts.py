"""What a form of the settings is made of."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from msgspec import Struct

from broker.house.office import Office
from broker.web.fields import Fields
from broker.wire.facts.settings import SettingFact
from broker.wire.language import mark


class Input(Struct, frozen=True):
    """One field; its texts are of the catalogue."""

    kind: str
    """Which macro of `fields.html` draws it."""
    name: str
    label: str
    hint: str = ""
    needed: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """(value, word) each, to choose from."""


class Part(Struct, frozen=True):
    """Fields that belong together: whoever changes one of them answers for all."""

    legend: str
    inputs: tuple[Input, ...]

    @property
    def names(self) -> list[str]:
        """The fields' names."""
        return [entry.name for entry in self.inputs]


class Form(Protocol):
    """A form of the settings."""

    @property
    def title(self) -> str:
        """What is set, in words of the catalogue."""

    @property
    def hint(self) -> str:
        """What that does, in words of the catalogue."""

    def parts(self, office: Office) -> tuple[Part, ...]:
        """Give its fields."""

    def shown(self, office: Office) -> Mapping[str, str]:
        """Give what is in force, field by field."""

    def read(self, fields: Fields, office: Office, today: date) -> Iterator[SettingFact]:
        """Give the facts by which the office becomes as it was typed; what is wrong is noted in `fields`."""

    def tells(self, said: SettingFact) -> bool:
        """Tell whether a fact is of what is set here."""


def read_span(fields: Fields, begins: str, ends: str) -> tuple[str, str]:
    """Read two times of which both or none are given, and the second one is later."""
    first, last = fields.clock(begins), fields.clock(ends)
    for name, said in ((begins, fields[begins]), (ends, fields[ends])):
        if not said and (fields[begins] or fields[ends]):
            fields.wrong(name, mark("Please give both times, or none."))
    if first and last and last <= first:
        fields.wrong(ends, mark("This is before it begins."))
    return first, last
