"""The forms of people without a card of this office: whoever may collect, and whoever must never."""

import re
from collections.abc import Mapping

from broker.families import FamilyEntry, PersonEntry
from broker.family_rules import BOTH, HELD, WHY, held, same_name
from broker.house.roster import is_random, normal_card
from broker.web.family_forms import Around, FamilyForm, of_person, one_of
from broker.web.fields import Fields
from broker.wire.language import mark

CARD = range(4, 41)
"""How many letters and digits the number of a card may have."""


class PickupForm(FamilyForm):
    """Somebody to whom a carer may give the children."""

    template, group, against = "family/person.html", "pickups", "never"
    title, new = mark("May collect"), mark("Somebody new who may collect")
    labels: Mapping[str, str] = {
        "name": mark("Name"),
        "relation": mark("Relation"),
        "phone": mark("Phone"),
        "note": mark("Remark"),
    }

    def shown(self, around: Around) -> Mapping[str, object] | None:
        """Give what is kept."""
        person = one_of(around, self.group)
        return person and {name: getattr(person, name) for name in self.labels}

    def put(self, fields: Fields, around: Around) -> FamilyEntry:
        """Read it."""
        if same_name(fields["name"], getattr(around.entry, self.against)):
            fields.wrong("name", BOTH)
        return of_person(
            around,
            self.group,
            PersonEntry,
            name=fields.text("name", needed=True),
            relation=fields.text("relation"),
            phone=fields.phone("phone"),
            note=fields.note("note"),
            **self.more(fields, around),
        )

    def more(self, _fields: Fields, _around: Around) -> Mapping[str, object]:
        """Read what else there is."""
        return {}


class NeverForm(PickupForm):
    """Somebody to whom nobody may give the children, and whose cards are not served."""

    group, against = "never", "pickups"
    title, new = mark("Must never collect"), mark("Somebody new who must never collect")
    labels: Mapping[str, str] = {
        **PickupForm.labels,
        "note": mark("Why, and what to do"),
        "cards": mark("Card numbers"),
    }

    def shown(self, around: Around) -> Mapping[str, object] | None:
        """Give what is kept."""
        found = super().shown(around)
        return found and {**found, "cards": " ".join(one_of(around, self.group).cards)}

    def more(self, fields: Fields, around: Around) -> Mapping[str, object]:
        """Read cards, and ask for the note."""
        if not fields["note"]:
            fields.wrong("note", WHY)
        cards = tuple(dict.fromkeys(filter(None, map(normal_card, re.split(r"[\s,;]+", fields["cards"])))))
        if any(len(card) not in CARD for card in cards):
            fields.wrong("cards", mark("A card's number has 4 to 40 letters and digits."))
        if any(is_random(card) for card in cards):
            fields.wrong(
                "cards", mark("This is a telephone's number, another one each time. It cannot be kept from coming in.")
            )
        adults = (adult for family in around.others for adult in family.adults)
        if whose := held(cards, adults):
            fields.wrong("cards", HELD, whose=whose)
        return {"cards": cards}
