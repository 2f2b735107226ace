"""What the hub shows on the wire, retained: pseudonyms, states and numbers, never a name."""

from typing import Literal

from msgspec import field

from broker.wire.facts.care import CallReason
from broker.wire.facts.settings import Key
from broker.wire.message import AdultId, ChildId, Count, FamilyId, GuestId, Id, Message, Ms, Name, Quality

At = Literal["adult", "announced", "care", "together", "out"]


class OfferPicture(Message, frozen=True):
    """The baton is offered: the giver keeps it until it is taken."""

    offer: Id
    since: Ms
    to: AdultId | None = None


class StayPicture(Message, frozen=True):
    """One child's time in one place."""

    child: ChildId
    family: FamilyId
    stay: Id
    since: Ms
    at: At
    """`together`: in the care room with the adult; `out`: out of the house with an adult who will come back."""
    answers: AdultId | None = None
    """The one adult who answers for the child; None only with an open alarm."""
    looks_after: AdultId | None = None
    """Who watches the child right now; None: the carers on duty."""
    contact: AdultId | None = None
    """The child's adult in the house."""
    offer: OfferPicture | None = None
    back_by: Ms | None = None
    """End of a short separation while settling in."""
    place: bool = False
    """Its place in care is kept: it only wandered over to an adult."""
    quality: Quality = "measured"
    taken_by: AdultId | None = None
    """The carer who took the child into care."""


class AwayPicture(Message, frozen=True):
    """An adult is out, and will be back."""

    why: Literal["errand", "lunch"]
    since: Ms
    until: Ms


class AskedPicture(Message, frozen=True):
    """The leaving guard waits for an answer."""

    since: Ms
    children: tuple[ChildId, ...]


class ShiftPicture(Message, frozen=True):
    """An adult on duty, or planned to be."""

    shift: Id
    adult: AdultId
    family: FamilyId
    since: Ms
    until: Ms | None = None
    """When it is planned to end."""


class VisitPicture(Message, frozen=True):
    """One adult's presence."""

    visit: Id
    adult: AdultId
    family: FamilyId
    since: Ms
    quality: Quality = "measured"
    desk: Name | None = None
    until: Ms | None = None
    """When the visit ended; None while the adult is in the house, or out for a while."""
    until_quality: Quality = "measured"
    replaced_by: Id | None = None
    """Of an ended visit: the adult's next one, which took its place while nobody had said that this one ended."""
    reopened: Ms | None = None
    """When its end was taken back; closing ends it no sooner than the next closing after that."""
    away: AwayPicture | None = None
    asked: AskedPicture | None = None
    brought: tuple[ChildId, ...] = ()
    """Children whom this visit let in; an undone arrival takes them back, and nobody else."""
    took: tuple[StayPicture, ...] = ()
    """Of an ended visit: the children who went along."""
    duty: ShiftPicture | None = None
    """Of an ended visit: the duty that ended with it."""
    answered: tuple[Id, ...] = ()
    """Of an ended visit: stays of children who stayed although the adult answered for them."""


class AskPicture(Message, frozen=True):
    """A child who waits for a place in care."""

    ask: Id
    child: ChildId
    family: FamilyId
    adult: AdultId
    since: Ms
    until: Ms | None = None
    """A place is offered until then; None: not yet."""
    lapsed: Count = 0
    """Offers that were not answered."""


class CallPicture(Message, frozen=True):
    """A call for the adult of a child."""

    call: Id
    child: ChildId
    family: FamilyId
    adult: AdultId
    why: CallReason
    since: Ms
    step: Literal["desk", "rooms", "other_adult", "send_someone"] = "desk"
    answer: Literal["", "coming", "soon"] = ""
    answered: Ms = 0


class FamilyPicture(Message, frozen=True):
    """`hub/family/<id>/st`, retained: who of the family is in, who answers, and each adult's last visit."""

    pos: Count
    """Place in the hub's order up to which facts are in this picture."""
    basis: dict[str, Count]
    """Per stream the highest `n` that is in this picture."""
    visits: tuple[VisitPicture, ...] = ()
    stays: tuple[StayPicture, ...] = ()
    shifts: tuple[ShiftPicture, ...] = ()
    asks: tuple[AskPicture, ...] = ()
    calls: tuple[CallPicture, ...] = ()


class GuestPicture(Message, frozen=True):
    """Somebody without a family who is in the house: as much as a kiosk needs to let them out by their badge."""

    visit: Id
    guest: GuestId
    since: Ms


class HousePicture(Message, frozen=True):
    """`hub/house/st`, retained: numbers, no names."""

    pos: Count
    adults: Count
    children: Count
    announced: Count
    """Children whom a tap has announced to care and no carer has taken yet."""
    questions: Count
    in_care: Count = 0
    guests: Count = 0
    carers: Count = 0
    """Adults on duty in the care room."""
    waiting: Count = 0
    """Children who wait for a place."""
    alarms: Count = 0
    closes: Ms | None = None
    """When the house closes, once everyone was reminded."""
    emergency: Literal["", "alarm", "drill"] = ""
    unlocked: dict[Name, Ms] = field(default_factory=dict)
    """Kiosk → when a carer last let it take PINs again."""
    limits: dict[Key, Count] = field(default_factory=dict)
    """Limits that staff set in pages; of all others the settings tell."""
    basis: dict[str, Count] = field(default_factory=dict)
    """Per stream the highest `n` that is in this picture."""
    inside: tuple[GuestPicture, ...] = ()
    """Guests who are in the house."""


class RoomPicture(Message, frozen=True):
    """`hub/room/<id>/st`, retained."""

    state: Literal["occupied", "vacant", "unknown"]
    why: str = ""
    """By what this is known, or why it is not, as a short key such as `check_in`, `radar`, `after_door`, `silent`."""
    since: Ms = 0
    chance: float | None = None
    """That somebody is there, 0 to 1, as far as it can be told."""
    heads: Count = 0
    """Whom check-ins and carers place there; sensors count nobody."""
    by: tuple[Name, ...] = ()
    """What contributes: the measures that are known here, such as `door`, `motion`."""
    co2: Count | None = None
    """ppm; None while nobody knows."""
    temperature: float | None = None
    """°C."""
    humidity: Count | None = None
    """Percent."""
    air: Literal["", "stale", "bad"] = ""
    """Whether to open a window."""


class DeskPicture(Message, frozen=True):
    """`hub/desk/<id>/st`, retained."""

    state: Literal["free", "reserved", "in_use", "defect", "unknown"]
    why: str = ""
    since: Ms = 0


class CallLevel(Message, frozen=True):
    """`hub/desk/<id>/call/st` and `hub/room/<id>/call/st`, retained: what a lamp, a desk page and a kiosk draw."""

    state: Literal["none", "come", "urgent", "well"]
    why: CallReason | None = None
    since: Ms = 0
    answer: Literal["", "coming", "soon"] = ""
    call: Id | None = None


class SupplyPicture(Message, frozen=True):
    """Toner or ink in a printer."""

    name: str
    percent: Count
    days: Count | None = None
    """For about how many days it will last, if that can be told."""


class DevicePicture(Message, frozen=True):
    """`hub/device/<id>/st`, retained: a printer or the like, as far as it is known."""

    state: Literal["ready", "busy", "no_paper", "stopped", "unreachable", "unknown"]
    why: str = ""
    since: Ms = 0
    reasons: tuple[str, ...] = ()
    """What is wrong or will be soon, as IPP names it (RFC 8011, 5.4.12), such as `media-jam`, `toner-low`."""
    supplies: tuple[SupplyPicture, ...] = ()
