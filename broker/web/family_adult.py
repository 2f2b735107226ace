"""The form of an adult."""

from collections.abc import Mapping

from broker.families import AdultEntry, FamilyEntry
from broker.web.family_forms import Around, FamilyForm, Options, of_person, one_of
from broker.web.fields import Fields
from broker.web.proof_words import PROOFS
from broker.wire.language import mark

ROLES: Mapping[str, str] = {
    "parent": mark("Parent"),
    "carer": mark("Carer"),
    "staff": mark("Staff"),
    "board": mark("Board"),
    "renter": mark("Renter"),
}


class AdultForm(FamilyForm):
    """Name, roles, telephone, desk, and for carers the days of what they have shown."""

    template, group = "family/adult.html", "adults"
    title, new = mark("Adult"), mark("New adult")
    labels: Mapping[str, str] = {
        "name": mark("First name"),
        "phone": mark("Phone"),
        "roles": mark("Is here as"),
        "usual_desk": mark("Usual desk"),
        "deputy": mark("May collect the children"),
        "shifts": mark("Takes shifts in the care room"),
        **{str(proof): label for proof, label in PROOFS.items()},
    }
    blank: Mapping[str, str] = {"roles": "parent"}

    def shown(self, around: Around) -> Mapping[str, object] | None:
        """Give what is kept."""
        adult = one_of(around, self.group)
        return adult and {name: getattr(adult, name) for name in self.labels}

    def options(self, around: Around) -> Options:
        """Give roles and desks."""
        say = around.pages.say
        desks = {desk.id: desk.name for desk in around.office.desks}
        return {"roles": {role: say(word) for role, word in ROLES.items()}, "usual_desk": desks}

    def put(self, fields: Fields, around: Around) -> FamilyEntry:
        """Read it."""
        options, desk = self.options(around), fields["usual_desk"]
        name, phone, roles = fields.text("name", needed=True), fields.phone("phone"), fields.choices("roles", ROLES)
        if not roles:
            fields.wrong("roles", mark("Please choose at least one."))
        return of_person(
            around,
            self.group,
            AdultEntry,
            name=name,
            phone=phone,
            roles=roles,
            usual_desk=fields.choice("usual_desk", options["usual_desk"]) if desk else None,
            deputy=fields.flag("deputy"),
            shifts=fields.flag("shifts"),
            **{proof: fields.day(proof, latest=around.today) for proof in PROOFS},
        )
