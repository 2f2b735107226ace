"""The form of what concerns a family as a whole."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from broker.families import FamilyEntry
from broker.web.family_forms import Around, FamilyForm, Options
from broker.web.fields import Fields
from broker.wire.language import endonym, mark

LANGUAGES = ("de", "en", "ar", "fa", "fr", "pl", "ro", "ru", "tr", "uk", "vi")
"""Offered; a family that a file gave another one keeps it."""
LIKE_AN_ID = re.compile("f-[a-z0-9]{8}")


class OwnForm(FamilyForm):
    """Label, language, what is shown of it, and what it was told and has agreed to."""

    template, group = "family/own.html", "family"
    title, new = mark("About the family"), mark("New family")
    labels: Mapping[str, str] = {
        "label": mark("The office's word for it"),
        "language": mark("Language"),
        "protected": mark("Protected"),
        "names_hidden": mark("Show animals only"),
        "notice": mark("Privacy notice given on"),
        "health_consent": mark("Consent to keep health details, of"),
    }

    def shown(self, around: Around) -> Mapping[str, object]:
        """Give what is kept."""
        return {name: getattr(around.entry, name) for name in self.labels}

    def options(self, around: Around) -> Options:
        """Give the languages."""
        return {"language": {name: endonym(name) for name in dict.fromkeys((*LANGUAGES, around.entry.language))}}

    def put(self, fields: Fields, around: Around) -> FamilyEntry:
        """Read it."""
        label = fields.text("label", needed=True)
        if LIKE_AN_ID.fullmatch(label):
            fields.wrong("label", mark("Please take a word, such as an animal or the surname."))
        if any(one.label.casefold() == label.casefold() and one.id != around.entry.id for one in around.others):
            fields.wrong("label", mark("Another family is called so. Please take another word."))
        consent = fields.day("health_consent", latest=around.today)
        if not fields["health_consent"] and any(child.allergy or child.allergens for child in around.entry.children):
            fields.wrong(
                "health_consent", mark("Something about a child's health is kept. Without consent it has to go first.")
            )
        return replace(
            around.entry,
            label=label,
            language=fields.choice("language", self.options(around)["language"]),
            protected=fields.flag("protected"),
            names_hidden=fields.flag("names_hidden"),
            notice=fields.day("notice", latest=around.today),
            health_consent=consent,
        )
