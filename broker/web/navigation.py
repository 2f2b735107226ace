"""Where staff and carers may go from every page, in one table."""

from msgspec import Struct

from broker.web.access import ROUTES
from broker.web.who import Role
from broker.wire.language import mark


class Place(Struct, frozen=True):
    """A page that stands in the bar."""

    id: str
    """What the page's template calls itself, as `here`."""
    path: str
    label: str
    """In words of the catalogue."""
    icon: str


PLACES = (
    Place("house", "/", mark("House"), "house-fill"),
    Place("families", "/familien", mark("Families"), "users-three-fill"),
    Place("guests", "/gaeste", mark("Guests"), "hand-waving-fill"),
    Place("cards", "/karten", mark("Cards"), "identification-card-fill"),
    Place("devices", "/geraete", mark("Devices"), "device-tablet-fill"),
    Place("settings", "/einstellungen", mark("Settings"), "gear-six-fill"),
    Place("audit", "/protokoll", mark("Log"), "clock-counter-clockwise-fill"),
    Place("emergency", "/notfall", mark("Emergency"), "siren-fill"),
)


def places(role: Role) -> list[Place]:
    """Give where somebody may go: staff everywhere, carers where their own bar does not lead."""
    return [
        place for place in PLACES if role in ROUTES["GET", place.path] and (role == "staff" or place.path == "/notfall")
    ]
