"""Facts of children: where they are, who answers for them, who looks after them; and the guard at the door."""

from typing import Literal

from broker.wire.message import AdultId, Body, ChildId, FamilyId, Id, Message, Ms, PersonId

Follows = Id | None
"""Id of the stay that a fact ends; None is said of a child whom nobody knew to be in the house."""


class Choice(Message, frozen=True):
    """What an adult chose for one child."""

    child: ChildId
    stay: Id
    to: Literal["adult", "care", "together", "taken", "absent"]
    """As of an arrival; `absent`: the child did not come today after all."""
    follows: Follows = None


class ChildrenChosen(Body, tag="children_chosen", frozen=True):
    """An adult said anew who came along, and where to. Children in care are not moved by this."""

    visit: Id
    adult: AdultId
    family: FamilyId
    children: tuple[Choice, ...]


class Taken(Body, tag="taken", frozen=True):
    """A carer took a child into care, with one touch: the stay in care begins."""

    child: ChildId
    family: FamilyId
    stay: Id
    by: AdultId
    answers: AdultId
    """Who answers from now on: the contact where parents keep the baton, else the carer."""
    follows: Follows = None
    back_by: Ms | None = None
    """End of a short separation while settling in."""
    override: Literal["calm_group", "short_time", "emergency", "other"] | None = None
    """Why a carer took a child beyond the limit."""


class Returned(Body, tag="returned", frozen=True):
    """A child is with an adult again: back for good, at the desk for a while, or together in the care room."""

    child: ChildId
    family: FamilyId
    stay: Id
    to: AdultId
    by: AdultId | None = None
    follows: Follows = None
    at: Literal["adult", "together"] = "adult"
    back: bool = False
    """The child only wandered over: its place in care is kept."""


class Offered(Body, tag="offered", frozen=True):
    """The one who answers wants to hand a child over, and keeps the baton until it is taken."""

    child: ChildId
    family: FamilyId
    offer: Id
    giver: AdultId
    to: AdultId | None = None
    """None: to whoever may and takes it."""


class OfferWithdrawn(Body, tag="offer_withdrawn", frozen=True):
    """The giver keeps the child, or the other declined."""

    child: ChildId
    family: FamilyId
    offer: Id


class HandedOver(Body, tag="handed_over", frozen=True):
    """An adult took the baton that was offered. The child stays where it is."""

    child: ChildId
    family: FamilyId
    stay: Id
    taker: AdultId
    follows: Follows = None
    by: AdultId | None = None
    """The carer who vouches for it where nobody had offered."""


class Going(Message, frozen=True):
    """A child who leaves, and the stay that ends."""

    child: ChildId
    follows: Id


class Collected(Body, tag="collected", frozen=True):
    """A deputy came, took children who had been offered, and left with them, in one tap."""

    visit: Id
    adult: AdultId
    family: FamilyId
    takes: tuple[Going, ...]
    by: AdultId | None = None


class Released(Body, tag="released", frozen=True):
    """A carer gave a child to somebody on the family's list who has no card; the child left the house."""

    child: ChildId
    family: FamilyId
    to: PersonId
    by: AdultId
    follows: Follows = None


class ChildGone(Body, tag="child_gone", frozen=True):
    """A person found that a child is not in the house any more."""

    child: ChildId
    family: FamilyId
    by: AdultId | None = None
    follows: Follows = None


class LeaveAsked(Body, tag="leave_asked", frozen=True):
    """The guard asked an adult who wanted to leave what becomes of these children."""

    visit: Id
    adult: AdultId
    family: FamilyId
    children: tuple[ChildId, ...]


class LeaveWithdrawn(Body, tag="leave_withdrawn", frozen=True):
    """The adult stays after all."""

    visit: Id
    adult: AdultId
    family: FamilyId


class LeaveUnanswered(Body, tag="leave_unanswered", frozen=True):
    """Nobody answered the guard: the visit stays open, and the carers are alarmed."""

    visit: Id
    adult: AdultId
    family: FamilyId


class ChildMarked(Body, tag="child_marked", frozen=True):
    """A carer noted how a child is."""

    child: ChildId
    family: FamilyId
    mark: Literal["asleep", "awake", "ate", "changed"]
    by: AdultId


CustodyFact = (
    ChildrenChosen | Taken | Returned | Offered | OfferWithdrawn | HandedOver | Collected | Released | ChildGone
    | LeaveAsked | LeaveWithdrawn | LeaveUnanswered | ChildMarked
)  # fmt: skip
