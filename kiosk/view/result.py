"""What was recorded for a family."""

from typing import Literal

from msgspec import Struct

from broker.wire.facts.care import CallReason
from kiosk.view.common import Entry, Glyph, Stay


class ChildCard(Struct, frozen=True):
    """A child on the family's own screen."""

    name: str
    animal: str
    ground: str
    to: Literal["adult", "announced", "care", "together", "waits", "already_here"]
    """`waits` for a place in care, with the adult."""


class StripView(Struct, frozen=True):
    """One thing more that a result offers; its buttons mean `strip` and one of the answers.

    `call`: coming, soon; `place`: yes, no; all others: yes.
    """

    kind: Literal["call", "place", "repair", "end_shift", "shift", "was_here"]
    child: str = ""
    """Name of the child whom a call or a place is about."""
    at: str = ""
    """Until when a place is held, such as `9:22`; the day of a visit that nobody ended, such as `Dienstag`."""
    why: CallReason = "come"


class WelcomeView(Struct, frozen=True):
    """Someone has come, or has tapped again while here."""

    name: str
    at: str
    """Clock time of the arrival."""
    again: bool
    """The same card soon after: nothing was recorded, the family may mean to go."""
    desk: str
    """Name of the desk; empty for none."""
    desk_note: str
    instead_of: str
    """Name of the usual desk when somebody else sits there."""
    row: tuple[Glyph, ...]
    children: tuple[ChildCard, ...]
    stay: Stay
    first: bool = False
    """The adult's first visit that is known here: there is no last time."""
    back: bool = False
    """Back from an errand or lunch; there is nothing to undo."""
    strip: StripView | None = None
    also: tuple[str, ...] = ()
    """Names of the family's other adults in the house."""
    short: Literal["", "places", "ratio", "no_carer"] = ""
    """Why care is not as it should be: a child waits, or carers are few."""
    may_change: bool = True
    """Whether desk and children can be changed: the visit is open."""
    may_be_other: bool = False
    """Whether somebody else of the family may have come with this card: button `someone`."""
    may_undo: bool = True
    """Whether the arrival can be taken back: no child in care and no duty depends on it yet."""
    has_desks: bool = True
    """Whether the office has any; else nothing is said of them."""


class GoodbyeView(Struct, frozen=True):
    """Someone has left, or has tapped again after leaving."""

    name: str
    at: str
    again: bool
    desk: str
    """Name of the desk that is free again; empty for none."""
    children: tuple[ChildCard, ...]
    programme: Entry | None
    """What comes next today."""
    stay: Stay
    until: str = ""
    """Only out for a while, and back by then, such as `13:30`."""
    hold: tuple[int, ...] = ()
    """For how many minutes the desk may be held: buttons `lunch`."""
    still: tuple[str, ...] = ()
    """Names of children who are still recorded although nobody of the family is here."""
    may_undo: bool = True
    """Whether the goodbye can be taken back."""
    may_come: bool = False
    """Whether it may be an arrival: button `come`."""
