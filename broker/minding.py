"""What carers may know of a child beyond its name: health and whom to call. In no roster and on no wire."""

from msgspec import Struct


class Glance(Struct, frozen=True):
    """What stands open on the board."""

    allergens: tuple[str, ...] = ()
    """Only where the parents agreed that they are seen at a glance."""
    more: bool = False
    """Something stands behind the touch."""


class Phone(Struct, frozen=True):
    """Whom to call for a child."""

    name: str
    number: str
    relation: str = ""


class Details(Struct, frozen=True):
    """What stands behind the touch: each look at it is a line of the access log."""

    allergy: str = ""
    allergens: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    never: tuple[str, ...] = ()
    """Who must not take the child: name and note."""
