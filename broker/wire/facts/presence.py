"""Facts of adults: coming, going, their desks; and of guests, who have no family here."""

from typing import Literal

from broker.wire.message import AdultId, Body, ChildId, Count, FamilyId, GuestId, Id, Message, Ms, Name


class ChildHere(Message, frozen=True):
    """A child who came along, and where to."""

    child: ChildId
    stay: Id
    """Id of the stay that begins, made at the node."""
    to: Literal["adult", "care", "together", "taken"] = "adult"
    """`care` only announces: the stay in care begins when a carer takes the child. `together`: in the care room, with
    the adult, while settling in. `taken`: in care at once, in an office where a tap hands over."""


class Arrived(Body, tag="arrived", frozen=True):
    """An adult came in, with these children, and sits at this desk."""

    visit: Id
    adult: AdultId
    family: FamilyId
    desk: Name | None = None
    """None: no desk, which is a choice too."""
    children: tuple[ChildHere, ...] = ()
    by: AdultId | None = None
    """The carer who checked the adult in, without a card."""


class Left(Body, tag="left", frozen=True):
    """An adult ended this visit, and only this one."""

    visit: Id
    adult: AdultId
    family: FamilyId
    takes: tuple[ChildId, ...] | None = None
    """Children who go along; None is every child whom the adult answers for and looks after."""
    by: AdultId | None = None


class WentOut(Body, tag="went_out", frozen=True):
    """An adult went out and will come back: the visit pauses."""

    visit: Id
    adult: AdultId
    family: FamilyId
    why: Literal["errand", "lunch"]
    until: Ms
    """When the adult means to be back, by the node's clock; the desk is held until then."""
    takes: tuple[ChildId, ...] = ()
    """Children who go along."""


class CameBack(Body, tag="came_back", frozen=True):
    """An adult is back from an errand or lunch."""

    visit: Id
    adult: AdultId
    family: FamilyId


class Undone(Body, tag="undone", frozen=True):
    """The adult took back what was recorded last for this visit."""

    visit: Id
    adult: AdultId
    family: FamilyId
    what: Literal["arrived", "left"]


class TimeCorrected(Body, tag="time_corrected", frozen=True):
    """A person said when a visit began or ended: a `confirmed` time."""

    visit: Id
    adult: AdultId
    family: FamilyId
    what: Literal["arrived", "left"]
    at: Ms
    by: AdultId | None = None


class DeskChosen(Body, tag="desk_chosen", frozen=True):
    """An adult took another desk, or gave the desk up."""

    visit: Id
    adult: AdultId
    family: FamilyId
    desk: Name | None = None


class DesksSwapped(Body, tag="desks_swapped", frozen=True):
    """Two adults changed places."""

    visit: Id
    adult: AdultId
    family: FamilyId
    other: AdultId


class GuestArrived(Body, tag="guest_arrived", frozen=True):
    """Somebody without a family came: a guest, a renter with a party, participants of a course, a trainer."""

    visit: Id
    guest: GuestId
    role: Literal["guest", "renter", "participant", "trainer"]
    heads: Count = 1
    """How many they are, children included."""
    room: Name | None = None


class GuestLeft(Body, tag="guest_left", frozen=True):
    """A guest, or a whole party, left."""

    visit: Id


class HeadsCounted(Body, tag="heads_counted", frozen=True):
    """How many a party are now."""

    visit: Id
    heads: Count


PresenceFact = (
    Arrived | Left | WentOut | CameBack | Undone | TimeCorrected | DeskChosen | DesksSwapped
    | GuestArrived | GuestLeft | HeadsCounted
)  # fmt: skip
