"""The form of a child's health; opening it is a look that is written down."""

import re
from collections.abc import Mapping

from broker.families import ChildEntry, FamilyEntry
from broker.family_rules import AGREE, NOTHING_OPEN
from broker.web.family_forms import Around, FamilyForm, of_person, one_of
from broker.web.fields import TEXT, Fields
from broker.wire.language import mark


class HealthForm(FamilyForm):
    """What carers have to know, and what parents agreed that they see at a glance."""

    template, group = "family/health.html", "children"
    title = new = mark("Health")
    adds = False
    labels: Mapping[str, str] = {
        "allergy": mark("What carers have to know"),
        "allergens": mark("Allergens"),
        "allergens_shown": mark("Parents agreed that allergens stand open on the board, on"),
        "emergency_set": mark("Has an emergency set"),
    }

    def shown(self, around: Around) -> Mapping[str, object] | None:
        """Give what is kept."""
        child: ChildEntry | None = one_of(around, self.group)
        if child is None:
            return None
        return {name: getattr(child, name) for name in self.labels} | {"allergens": ", ".join(child.allergens)}

    def put(self, fields: Fields, around: Around) -> FamilyEntry:
        """Read it."""
        consent = around.entry.health_consent
        allergy, shown = fields.note("allergy"), fields.day("allergens_shown", latest=around.today)
        allergens = tuple(
            filter(None, (" ".join(one.split()) for one in re.split(r"[,;\n]", fields.note("allergens"))))
        )
        if any(len(one) > TEXT for one in allergens):
            fields.wrong(
                "allergens", mark("At most %(most)s characters each, please, with commas between them."), most=TEXT
            )
        for name, said in (("allergy", allergy), ("allergens", allergens)):
            if said and not consent:
                fields.wrong(name, AGREE)
        if shown and not allergens:
            fields.wrong("allergens_shown", NOTHING_OPEN)
        return of_person(
            around,
            self.group,
            ChildEntry,
            allergy=allergy,
            allergens=allergens,
            allergens_shown=shown,
            emergency_set=fields.flag("emergency_set"),
        )
