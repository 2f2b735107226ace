"""What an office may keep of a family, whether it comes by a page or by a file: each rule with its one sentence."""

from collections.abc import Iterable, Iterator

from broker.families import AdultEntry, Families, FamilyEntry, ListedAdult, PersonEntry, title_of
from broker.house.roster import normal_card
from broker.wire.language import mark

AGREE = mark("The parents have to agree first. Write the day down in “About the family”.")
NOTHING_OPEN = mark("There are no allergens that could stand open. Name them, or leave this empty.")
WHY = mark("Please write down why, and what carers should do.")
HELD = mark("%(whose)s has this card and could not come in any more. Take it away first, at “Cards”.")
BOTH = mark("The same name stands among those who may collect and those who must never. Decide, or tell them apart.")


class FamiliesFile(Families, frozen=True):
    """A families file, held to what the pages ask for, too."""

    def problems(self) -> list[str]:
        """Find what is wrong with the file, and what no page would keep."""
        return [*super().problems(), *(fault for family in self.families for fault in faults(family))]


def faults(family: FamilyEntry) -> Iterator[str]:
    """Give what is wrong with a family of a file, each by whom it is about and which field it needs."""
    for child in family.children:
        if (child.allergy or child.allergens) and not family.health_consent:
            yield _fault(family, child.name, AGREE, "health_consent")
        if child.allergens_shown and not child.allergens:
            yield _fault(family, child.name, NOTHING_OPEN, "allergens")
    for person in family.never:
        if not person.note:
            yield _fault(family, person.name, WHY, "note")
        if same_name(person.name, family.pickups):
            yield _fault(family, person.name, BOTH, "name")


def held(cards: Iterable[str], adults: Iterable[AdultEntry | ListedAdult]) -> str:
    """Name the adults who have one of these cards and would not be served any more; empty if nobody."""
    numbers = {normal_card(card) for card in cards}
    return ", ".join(sorted({one.name for one in adults if not numbers.isdisjoint(map(normal_card, one.cards))}))


def held_fault(family: FamilyEntry, person: PersonEntry, whose: str) -> str:
    """Say of a file that somebody else has a card of somebody on the never-list."""
    return _fault(family, person.name, HELD % {"whose": whose}, "cards")


def same_name(name: str, persons: Iterable[PersonEntry]) -> bool:
    """Tell whether one of them is called so."""
    return any(" ".join(one.name.split()).casefold() == " ".join(name.split()).casefold() for one in persons)


def _fault(family: FamilyEntry, name: str, sentence: str, field: str) -> str:
    return f"{field} ({title_of(family)}, {name}): {sentence}"
