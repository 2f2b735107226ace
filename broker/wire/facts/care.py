"""Facts of the care room: duty, headcounts, places, the waiting list, calls."""

from typing import Literal

from broker.wire.message import AdultId, Body, ChildId, Count, FamilyId, Id, Ms

CallReason = Literal["come", "hungry", "nappy", "urgent", "fetch", "well"]


class ShiftPlanned(Body, tag="shift_planned", frozen=True):
    """Somebody will be on duty."""

    shift: Id
    adult: AdultId
    family: FamilyId
    since: Ms
    until: Ms


class ShiftCancelled(Body, tag="shift_cancelled", frozen=True):
    """A planned shift will not be."""

    shift: Id


class ShiftTaken(Body, tag="shift_taken", frozen=True):
    """An adult is on duty in the care room from now on."""

    shift: Id
    adult: AdultId
    family: FamilyId
    until: Ms | None = None
    """When it is planned to end."""


class ShiftEnded(Body, tag="shift_ended", frozen=True):
    """An adult is no longer on duty."""

    shift: Id
    adult: AdultId
    family: FamilyId


class ShiftHandedOver(Body, tag="shift_handed_over", frozen=True):
    """One carer gave the duty and all children to another, who counted them."""

    shift: Id
    """Of the taker; begins now unless it has begun."""
    adult: AdultId
    family: FamilyId
    giver: AdultId
    ends: Id
    """The giver's shift."""
    heads: Count
    until: Ms | None = None


class Counted(Body, tag="counted", frozen=True):
    """A carer counted the children in care."""

    by: AdultId
    heads: Count


class PlaceAsked(Body, tag="place_asked", frozen=True):
    """An adult asked for a place in care beyond the limit: the child waits, with the adult."""

    ask: Id
    child: ChildId
    family: FamilyId
    adult: AdultId


class PlaceOffered(Body, tag="place_offered", frozen=True):
    """The hub alone: a place is free for the one who waits longest."""

    ask: Id
    family: FamilyId
    until: Ms


class PlaceAccepted(Body, tag="place_accepted", frozen=True):
    """The adult wants the place that was offered: the child is announced."""

    ask: Id
    family: FamilyId
    stay: Id


class PlaceDeclined(Body, tag="place_declined", frozen=True):
    """The adult no longer asks for a place."""

    ask: Id
    family: FamilyId


class PlaceLapsed(Body, tag="place_lapsed", frozen=True):
    """The hub alone: an offer was not answered in time; the next one is asked, this one waits at the end."""

    ask: Id
    family: FamilyId


class Called(Body, tag="called", frozen=True):
    """A carer called the adult of a child."""

    call: Id
    child: ChildId
    family: FamilyId
    adult: AdultId
    why: CallReason
    by: AdultId | None = None


class CallAnswered(Body, tag="call_answered", frozen=True):
    """An adult answered a call."""

    call: Id
    answer: Literal["coming", "soon"]
    """`soon`: in two minutes."""
    adult: AdultId | None = None
    """None where a button answered, which knows nobody."""


class CallEnded(Body, tag="call_ended", frozen=True):
    """A call is over: the adult is there, or it was taken back."""

    call: Id
    by: AdultId | None = None


class CallEscalated(Body, tag="call_escalated", frozen=True):
    """The hub alone: nobody answered, and the call goes further."""

    call: Id
    step: Literal["rooms", "other_adult", "send_someone"]


CareFact = (
    ShiftPlanned | ShiftCancelled | ShiftTaken | ShiftEnded | ShiftHandedOver | Counted
    | PlaceAsked | PlaceOffered | PlaceAccepted | PlaceDeclined | PlaceLapsed
    | Called | CallAnswered | CallEnded | CallEscalated
)  # fmt: skip
