"""The form of a child: its animal, where it usually is, and whom to call for it."""

from collections.abc import Callable, Mapping
from datetime import date

from broker.families import ChildEntry, ContactEntry, FamilyEntry
from broker.web.animals import ANIMALS
from broker.web.family_forms import Around, FamilyForm, Options, of_person, one_of
from broker.web.fields import Fields
from broker.wire.language import mark

GROUNDS: Mapping[str, str] = {
    "white": mark("white"), "sky": mark("blue"), "mint": mark("green"), "berry": mark("pink"),
}  # fmt: skip
USUAL: Mapping[str, str] = {
    "adult": mark("stays with its adult"), "care": mark("to the care room"), "absent": mark("not here"),
}  # fmt: skip
CONTACTS = tuple(f"contact{n}" for n in range(1, 5))
"""Rows of the form; more, out of a file, stay as they are."""
OLDEST = 18
Taken = Mapping[tuple[str, str], str]
"""Animal and ground → whose child has it."""


class ChildForm(FamilyForm):
    """Name, animal and ground, birthday, usual place, contacts."""

    template, group = "family/child.html", "children"
    title, new = mark("Child"), mark("New child")
    labels: Mapping[str, str] = {
        "name": mark("First name"),
        "animal": mark("Animal"),
        "ground": mark("Colour behind it"),
        "birthday": mark("Birthday"),
        "usual": mark("Usually"),
        **{
            f"{row}{part}": label
            for row in CONTACTS
            for part, label in (("", mark("Name")), ("_phone", mark("Phone")), ("_relation", mark("Relation")))
        },
    }
    blank: Mapping[str, str] = {"usual": "adult"}
    together = tuple(name for name in labels if name.startswith(CONTACTS))
    """Whoever takes a contact out moves the next ones up: else a number could end at another one's name."""

    def shown(self, around: Around) -> Mapping[str, object] | None:
        """Give what is kept."""
        child = one_of(around, self.group)
        if child is None:
            return None
        rows = {
            f"{row}{part}": value
            for row, contact in zip(CONTACTS, child.contacts, strict=False)
            for part, value in (("", contact.name), ("_phone", contact.phone), ("_relation", contact.relation))
        }
        return {name: getattr(child, name) for name in ("name", "animal", "ground", "birthday", "usual")} | rows

    def label(self, name: str, say: Callable[[str], str]) -> str:
        """Write the label of a field, with the number of the contact."""
        number = "".join(filter(str.isdecimal, name))
        what = super().label(name, say)
        return say(mark("Contact %(n)s: %(what)s")) % {"n": number, "what": what} if number else what

    def noted(self, name: str) -> str:
        """Give the word for a field in the access log: one for all of the contacts."""
        return "contacts" if name.startswith(CONTACTS) else name

    def options(self, around: Around) -> Options:
        """Give animals, grounds and places."""
        say, words = around.pages.say, around.pages.words
        return {
            "animal": {name: words.animal(name) for name in ANIMALS},
            "ground": {name: say(word) for name, word in GROUNDS.items()},
            "usual": {name: say(word) for name, word in USUAL.items()},
        }

    def put(self, fields: Fields, around: Around) -> FamilyEntry:
        """Read it."""
        before: ChildEntry | None = one_of(around, self.group)
        name, animal = fields.text("name", needed=True), fields.choice("animal", ANIMALS)
        ground = _ground(fields, taken(around), animal) if animal in ANIMALS else "white"
        birthday = fields.day("birthday", latest=around.today)
        if birthday and _years(date.fromisoformat(birthday), around.today) >= OLDEST:
            fields.wrong("birthday", mark("Whoever is eighteen or older is an adult here."))
        contacts = tuple(contact for row in CONTACTS if (contact := _contact(fields, row)))
        return of_person(
            around,
            self.group,
            ChildEntry,
            name=name,
            animal=animal,
            ground=ground,
            birthday=birthday,
            usual=fields.choice("usual", USUAL),
            contacts=contacts + (before.contacts[len(CONTACTS) :] if before else ()),
        )


def taken(around: Around) -> Taken:
    """Give which animals other children of the office have, on which ground."""
    return {
        (child.animal, child.ground): family.title
        for family in around.others
        for child in family.children
        if child.id != around.person
    }


def _ground(fields: Fields, others: Taken, animal: str) -> str:
    free = [ground for ground in GROUNDS if (animal, ground) not in others]
    if not free:
        fields.wrong("animal", mark("Four children have this animal already, on each colour one. Take another animal."))
        return "white"
    if not fields["ground"]:
        return free[0]
    ground = fields.choice("ground", GROUNDS)
    if whose := others.get((animal, ground)):
        fields.wrong(
            "ground", mark("A child of %(whose)s has this animal on this colour. Take another colour."), whose=whose
        )
    return ground


def _contact(fields: Fields, row: str) -> ContactEntry | None:
    name, relation = fields.text(row), fields.text(f"{row}_relation")
    phone = fields.phone(f"{row}_phone", needed=bool(name))
    if phone and not name:
        fields.wrong(row, mark("Whose number is it? Please fill this in."))
    elif relation and not name:
        fields.wrong(row, mark("Please fill this in."))
    return ContactEntry(name, phone, relation) if name and phone else None


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
