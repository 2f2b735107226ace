"""What can happen to the kiosk. Plain values."""

from typing import Literal

from msgspec import Struct

from broker.house.roster import EnrolOutcome
from kiosk.view import Touch, Way

Told = EnrolOutcome | Literal["failed"]


class Card(Struct, frozen=True):
    """A card was put on the reader."""

    number: str


class Unread(Struct, frozen=True):
    """A card was there, but nobody knows which."""


class Touched(Struct, frozen=True):
    """The screen was touched; `what` names the desk, child or answer where there are several."""

    meaning: Touch
    what: str = ""


class Pressed(Struct, frozen=True):
    """A hardware button was pressed."""

    way: Way


class Tick(Struct, frozen=True):
    """Time has passed."""


class Recorded(Struct, frozen=True):
    """The facts of the pending result are on the disk; `house` already holds them."""


class Failed(Struct, frozen=True):
    """The outbox could not be written: nothing happened."""


class Enrolled(Struct, frozen=True):
    """The hub has said what became of a new card; `failed`: it could not be asked."""

    told: Told


class Identify(Struct, frozen=True):
    """Staff look for this kiosk among several: it shows itself."""


class Fault(Struct, frozen=True):
    """The screen could not be drawn; nothing that was recorded is lost."""


Input = Card | Unread | Touched | Pressed | Tick | Recorded | Failed | Enrolled | Identify | Fault
