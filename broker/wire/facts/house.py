"""Facts of the house: questions and answers, closing, bookings, desks, cards refused, an emergency."""

from typing import Annotated, Literal

from msgspec import Meta

from broker.wire.facts.settings import Key
from broker.wire.message import AdultId, Body, Count, FamilyId, Id, Ms, Name

Subject = Annotated[str, Meta(max_length=120)]
"""What a question is about: a pseudonym, a desk, a node."""


class FactsMissing(Body, tag="facts_missing", frozen=True):
    """The hub alone: a node no longer held facts that the hub never got."""

    node: Name
    stream: Id
    first: Count
    last: Count


class QuestionRaised(Body, tag="question_raised", frozen=True):
    """The hub alone: time has passed, and a person has to look."""

    question: Key
    subject: Subject
    family: FamilyId | None = None


class QuestionAnswered(Body, tag="question_answered", frozen=True):
    """A person answered a question."""

    question: Key
    subject: Subject
    answer: Key
    by: AdultId | None = None


class ClosingAnnounced(Body, tag="closing_announced", frozen=True):
    """The hub alone: the house closes at this time, and everyone was reminded."""

    closes: Ms


class Booked(Body, tag="booked", frozen=True):
    """A room is given to a course or rented."""

    booking: Id
    room: Name
    since: Ms
    until: Ms
    heads: Count = 0


class BookingCancelled(Body, tag="booking_cancelled", frozen=True):
    """A booking will not be."""

    booking: Id


class DeskMarked(Body, tag="desk_marked", frozen=True):
    """A desk is defect, or works again."""

    desk: Name
    defect: bool


class DeviceFixed(Body, tag="device_fixed", frozen=True):
    """Somebody says to have put a device, a node or a sensor right; it has not spoken yet itself."""

    device: Subject
    """Id of a device or a node, or `<node>/<channel>` of a sensor."""
    by: AdultId | None = None
    """None: staff."""


class CardRefused(Body, tag="card_refused", frozen=True):
    """A card was not served; the screen did not say why, the carers learn it."""

    why: Literal["never_list", "lost"]
    subject: Subject
    """Pseudonym of the person or adult whose card it is."""
    family: FamilyId | None = None


class BadgeRefused(Body, tag="badge_refused", frozen=True):
    """A badge of the office was put on that nobody has today; staff sign whoever it is in."""

    badge: Annotated[int, Meta(ge=1, le=9999)]
    """What stands on it: `Guest 3`."""


class LostCardUsed(Body, tag="lost_card_used", frozen=True):
    """A card opened this kiosk's door after it was lost, before the kiosk could hear of that."""

    adult: AdultId
    family: FamilyId
    at: Ms
    """When it was put on."""


class FormerCardUsed(Body, tag="former_card_used", frozen=True):
    """A card was taken for somebody's who no longer had it: the kiosk could not hear yet that it is another's."""

    adult: AdultId
    """For whom it was taken."""
    family: FamilyId
    at: Ms
    """When it was put on."""


class PinLocked(Body, tag="pin_locked", frozen=True):
    """A kiosk takes no PIN for a while, after wrong ones."""

    node: Name
    until: Ms


class PinUnlocked(Body, tag="pin_unlocked", frozen=True):
    """A carer let a kiosk take PINs again."""

    node: Name
    by: AdultId | None = None


class EmergencyBegan(Body, tag="emergency_began", frozen=True):
    """Everyone leaves the house: an alarm, or a drill."""

    emergency: Id
    drill: bool


class EmergencyTicked(Body, tag="emergency_ticked", frozen=True):
    """Somebody was seen outside. Ticks only add up: outside if anybody ticked."""

    emergency: Id
    outside: tuple[Subject, ...]


class EmergencyEnded(Body, tag="emergency_ended", frozen=True):
    """Everyone may go in again."""

    emergency: Id


class Erased(Body, tag="erased", frozen=True):
    """Stands where a fact of a family was that has been erased, so that the order of its stream holds."""


HouseFact = (
    FactsMissing | QuestionRaised | QuestionAnswered | ClosingAnnounced | Booked | BookingCancelled | DeskMarked
    | DeviceFixed | CardRefused | BadgeRefused | LostCardUsed | FormerCardUsed | PinLocked | PinUnlocked
    | EmergencyBegan | EmergencyTicked | EmergencyEnded | Erased
)  # fmt: skip
