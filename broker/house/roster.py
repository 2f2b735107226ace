"""The roster: what a kiosk needs to greet families without asking anyone. No surname, no address, no health."""

import hashlib
import hmac
from datetime import date
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct, field

from broker.house.office import Office
from broker.house.rules import Group
from broker.wire.message import Count, Ms

Role = Literal["parent", "carer", "staff", "board", "renter"]
AGES: tuple[tuple[int, Group], ...] = ((1, "under1"), (3, "under3"), (7, "over3"))
"""Years below which a child is of a group; from seven on it is `school`, as every child is by then."""
EnrolOutcome = Literal["enrolled", "random", "taken", "unreadable", "over"]
"""What became of a card that was to be somebody's new one; `over`: none is waited for."""
RANDOM_BYTES, RANDOM_FIRST, RANDOM = 4, 0x08, "RANDOM"
"""How many bytes a random number has, its first byte, and the mark of one."""


class Child(Struct, frozen=True):
    """A child, shown in public by its animal alone."""

    id: str
    name: str
    animal: str
    ground: Literal["white", "sky", "mint", "berry"] = "white"
    """Colour behind the animal; tells two foxes apart."""
    usual: Literal["adult", "care", "absent"] = "adult"
    group: Group = "unknown"


class Adult(Struct, frozen=True):
    """An adult with a card."""

    id: str
    name: str
    usual_desk: str | None = None
    roles: tuple[Role, ...] = ("parent",)
    deputy: bool = False
    """May collect the family's children."""
    shifts: bool = False
    """May be asked to take a shift."""


class Pickup(Struct, frozen=True):
    """Somebody without a card to whom a carer may give the family's children."""

    id: str
    name: str


class Family(Struct, frozen=True):
    """A family as the kiosk knows it."""

    id: str
    language: str = "de"
    adults: tuple[Adult, ...] = ()
    children: tuple[Child, ...] = ()
    protected: bool = False
    """Shown as a neutral arch, and on no list that other parents see."""
    names_hidden: bool = False
    """The family's own screen shows animals only."""
    pickups: tuple[Pickup, ...] = ()


class Refused(NamedTuple):
    """A card that is not served; only the carers learn why."""

    why: Literal["never_list", "lost"]
    family: str
    subject: str
    """Pseudonym of the person, or of the adult whose card was lost."""


class Badge(Struct, frozen=True):
    """A card of the office that guests have for a day."""

    badge: Count
    """What stands on it: `Guest 3`."""
    guest: str = ""
    """Pseudonym of who has it until `until`; empty while it is free."""
    until: Ms = 0
    role: Literal["guest", "renter", "participant", "trainer"] = "guest"
    heads: Count = 1
    room: str | None = None
    """What an arrival with it tells."""


class Roster(Struct, frozen=True):
    """Everything one kiosk holds. `cards`, `pins` and `lost` map a hash to (family id, adult id)."""

    key: str
    """This kiosk's own key for hashes, hex."""
    office: Office
    families: tuple[Family, ...] = ()
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)
    pins: dict[str, tuple[str, str]] = field(default_factory=dict)
    lost: dict[str, tuple[str, str]] = field(default_factory=dict)
    never: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Hash of a card → (family id, person id) of somebody on that family's never-list."""
    erased: tuple[str, ...] = ()
    """Pseudonyms of which a kiosk must keep nothing."""
    enrol_until: Ms = 0
    """Until then a card that nobody has is somebody's new one: its number goes to the hub."""
    badges: dict[str, Badge] = field(default_factory=dict)
    """Hash of a card → the badge that it is."""
    lost_since: dict[str, Ms] = field(default_factory=dict)
    """Hash of a lost card → since when it counts no longer."""
    given: dict[str, Ms] = field(default_factory=dict)
    """Hash of a card → since when whoever has it has it, as far as that is known."""

    def find(self, card: str) -> tuple[Family, Adult] | None:
        """Find whose card this is."""
        return self._person(self.cards.get(card_hash(self.key, card)))

    def badge(self, card: str) -> Badge | None:
        """Find which badge of the office this is."""
        return self.badges.get(card_hash(self.key, card))

    def find_pin(self, pin: str) -> tuple[Family, Adult] | None:
        """Find whose code this is."""
        return self._person(self.pins.get(pin_hash(self.key, pin)))

    def refused(self, card: str) -> Refused | None:
        """Find why a card is not served; None for one that nobody knows."""
        hashed = card_hash(self.key, card)
        if hashed in self.never:
            return Refused("never_list", *self.never[hashed])
        return Refused("lost", *self.lost[hashed]) if hashed in self.lost else None

    def groups(self) -> dict[str, Group]:
        """Give each child's age group."""
        return {child.id: child.group for family in self.families for child in family.children}

    def _person(self, found: tuple[str, str] | None) -> tuple[Family, Adult] | None:
        family_id, adult_id = found or ("", "")
        family = next((family for family in self.families if family.id == family_id), None)
        adult = next((adult for adult in family.adults if adult.id == adult_id), None) if family else None
        return (family, adult) if family and adult else None


class NewCard(Struct, frozen=True):
    """`POST kiosks/<node>/card`: a card that a kiosk does not know, while it waits for somebody's new one."""

    number: Annotated[str, Meta(min_length=1, max_length=80)]


class NewCardAnswer(Struct, frozen=True):
    """What became of it."""

    told: EnrolOutcome


def normal_card(number: str) -> str:
    """Bring a card number, as readers write it, to one form: capital letters and digits."""
    return "".join(filter(str.isalnum, number)).upper()


def card_number(uid: bytes) -> str:
    """Write the number that a card gave by itself, in hex; one that is another each time gets a mark."""
    random = len(uid) == RANDOM_BYTES and uid[0] == RANDOM_FIRST
    return f"{RANDOM if random else ''}{uid.hex().upper()}"


def is_random(number: str) -> bool:
    """Tell whether a number is another one each time, as telephones and identity cards have: four bytes from 08 on.

    ISO/IEC 14443-3, 6.5.4. One without a letter may be a decimal number that a reader typed, so it counts as fixed
    unless it has the mark of `card_number`.
    """
    found = normal_card(number)
    hexadecimal = len(found) == 2 * RANDOM_BYTES and not found.isdecimal()
    return found.startswith(RANDOM) or (hexadecimal and found.startswith(f"{RANDOM_FIRST:02X}"))


def card_hash(key: str, card: str) -> str:
    """Hash a card number under a kiosk's key: HMAC-SHA256, hex (RFC 2104)."""
    return hmac.new(bytes.fromhex(key), normal_card(card).encode(), hashlib.sha256).hexdigest()


def pin_hash(key: str, pin: str) -> str:
    """Hash a code under a kiosk's key, apart from all cards: a code typed is never a card."""
    return hmac.new(bytes.fromhex(key), b"pin:" + pin.encode(), hashlib.sha256).hexdigest()


def group(birthday: str | None, today: date | None) -> Group:
    """Give the age group of a child born on `birthday` (ISO 8601); unknown without either day."""
    if not birthday or today is None:
        return "unknown"
    born = date.fromisoformat(birthday)
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return next((name for below, name in AGES if years < below), "school")
