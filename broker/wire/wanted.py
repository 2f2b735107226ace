"""A fact that a page wants recorded."""

from msgspec import Struct

from broker.wire.facts import FactBody
from broker.wire.message import Id, Ms


class Wanted(Struct, frozen=True):
    """A fact of a page, under an id of its own: the same id again changes nothing."""

    id: Id
    body: FactBody
    at: Ms | None = None
    """When a person says that it happened, never later than now; None: now."""
