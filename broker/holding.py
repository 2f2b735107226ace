"""Cards, day badges and guests, as values: who has what, and what becomes of a card that is waited for."""

from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

from broker.house.roster import EnrolOutcome
from broker.wire.message import Count, GuestId, Id, Ms, Name

CardState = Literal["lost", "ok", "gone"]
GuestRole = Literal["guest", "renter", "participant", "trainer"]
BADGE = ""
"""Stands for the adult where a card is to be a badge of the office."""


class Holder(NamedTuple):
    """An adult who may have cards; or the office itself, for its badges."""

    adult: str
    name: str
    family: str
    """The family's label, or else its id."""


class Enrolment(Struct, frozen=True):
    """A new card is waited for, or has come."""

    id: str
    holder: Holder
    kiosk: str
    until: Ms
    told: EnrolOutcome | Literal["waiting"] = "waiting"
    """What became of the last card that was held there; after a refusal another may follow."""
    number: str = ""
    """Of that card."""


class CardRow(Struct, frozen=True):
    """A card that somebody has, or has lost."""

    number: str
    state: Literal["ok", "lost"]
    adult: str
    name: str
    family: str
    """Its id, and `label` what the office calls it."""
    label: str
    lost: Ms | None = None
    """When it was said to be lost."""


class BadgeRow(Struct, frozen=True):
    """A card of the office that guests have for a day."""

    number: str
    badge: Count
    """What stands on it: `Guest 3`."""
    guest: str = ""
    """Who has it today; empty while it is free."""


class Coder(Struct, frozen=True):
    """An adult, and whether there is a code."""

    adult: str
    name: str
    family: str
    label: str
    language: str
    coded: bool


class Cards(Struct, frozen=True):
    """All cards and badges of the office, and who has a code."""

    cards: tuple[CardRow, ...]
    badges: tuple[BadgeRow, ...]
    adults: tuple[Coder, ...]


class GuestEntry(Struct, frozen=True):
    """Somebody without a family, or a party of them."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    visit: Id | None = None
    """The visit for which they were signed in last."""
    role: GuestRole = "guest"
    heads: Count = 1
    room: Name | None = None
    phone: Annotated[str, Meta(max_length=40)] = ""
    id: GuestId | None = None
    badge: Count = 0
    """Which one they have today; 0 for none."""
    seen: Ms = 0
    """When they were signed in last."""
