"""The roster: what a kiosk needs to greet families without asking anyone. No surname, no address, no health."""

import hashlib
import hmac
from typing import Literal

from msgspec import Struct, field

from broker.house.office import Office


class Child(Struct, frozen=True):
    """A child, shown in public by its animal alone."""

    id: str
    name: str
    animal: str
    ground: Literal["white", "sky", "mint", "berry"] = "white"
    """Colour behind the animal; tells two foxes apart."""
    usual: Literal["adult", "care", "absent"] = "adult"


class Adult(Struct, frozen=True):
    """An adult with a card."""

    id: str
    name: str
    usual_desk: str | None = None


class Family(Struct, frozen=True):
    """A family as the kiosk knows it."""

    id: str
    language: str = "de"
    adults: tuple[Adult, ...] = ()
    children: tuple[Child, ...] = ()


class Roster(Struct, frozen=True):
    """Everything one kiosk holds; `cards` maps `card_hash` to (family id, adult id)."""

    key: str
    """This kiosk's own key for card hashes, hex."""
    office: Office
    families: tuple[Family, ...] = ()
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)

    def find(self, card: str) -> tuple[Family, Adult] | None:
        """Find whose card this is."""
        family_id, adult_id = self.cards.get(card_hash(self.key, card), ("", ""))
        family = next((family for family in self.families if family.id == family_id), None)
        adult = next((adult for adult in family.adults if adult.id == adult_id), None) if family else None
        return (family, adult) if family and adult else None


def normal_card(number: str) -> str:
    """Bring a card number, as readers write it, to one form: capital letters and digits."""
    return "".join(filter(str.isalnum, number)).upper()


def card_hash(key: str, card: str) -> str:
    """Hash a card number under a kiosk's key: HMAC-SHA256, hex (RFC 2104)."""
    return hmac.new(bytes.fromhex(key), normal_card(card).encode(), hashlib.sha256).hexdigest()
