"""Matters of the house: questions and their answers, closing, bookings, refused cards, an emergency."""

import msgspec

from broker.house.state import Emergency, Fact, House, with_key, without_key
from broker.wire.facts import house as of_house
from broker.wire.messages import HUB

WEEK_MS = 7 * 24 * 3_600_000
SAME_MS = 30 * 60_000
"""Two devices that begin an emergency within this time mean the same one."""
OVER = 10
"""Emergencies remembered as over."""
NO_LONGER_SO = "over"
"""The hub's own answer: what it asked about is no longer so, and may be asked again."""
LASTING = frozenset({
    "away_long", "shift_over", "announced_long", "offer_open", "separation_over", "child_at_closing",
    "guest_forgotten", "headcount_due", "desk_gone",
    "node_gone", "sensor_silent", "sensor_stuck", "sensor_flapping", "battery_low", "source_twice",
    "node_twice",
    "unseen", "room_unseen", "care_unseen", "uncounted", "seat_unclaimed", "no_show", "booked_empty", "unbooked",
})  # fmt: skip
"""Questions that time would ask again at once while their cause lasts."""


def raise_question(house: House, fact: Fact, body: of_house.QuestionRaised) -> House:
    """Ask what time has brought up."""
    return house.ask(body.question, body.subject, fact.at, body.family)


def answer_question(house: House, _fact: Fact, body: of_house.QuestionAnswered) -> House:
    """Close a question. One that lasts as long as its cause is only kept as answered."""
    key = body.question, body.subject
    asked = house.questions.get(key)
    if asked is None or body.question not in LASTING or body.answer == NO_LONGER_SO:
        return house.settle(*key)
    return house.but(questions=with_key(house.questions, key, msgspec.structs.replace(asked, answered=True)))


def facts_missing(house: House, fact: Fact, body: of_house.FactsMissing) -> House:
    """Ask about what a node no longer held."""
    return house.ask("facts_missing", body.node, fact.at)


def announce_closing(house: House, _fact: Fact, body: of_house.ClosingAnnounced) -> House:
    """Note when the house closes; bookings and plans of last week are history."""
    old = body.closes - WEEK_MS
    return house.but(
        closes=body.closes,
        closed=max(house.closed, body.closes),
        bookings={name: booked for name, booked in house.bookings.items() if booked.until > old},
        planned={name: shift for name, shift in house.planned.items() if (shift.until or shift.since) > old},
    )


def emergency_begin(house: House, fact: Fact, body: of_house.EmergencyBegan) -> House:
    """Send everyone out; two devices that began it, each by itself, mean the same one, and a real one is no drill."""
    if body.emergency in house.over:
        return house
    now = house.emergency
    if now is None and _told_late(house, fact):
        return house.but(over=(*house.over, body.emergency)[-OVER:])
    if now is None:
        return house.but(emergency=Emergency(body.emergency, fact.at, body.drill))
    if _earlier(now, fact):
        return house.but(over=(*house.over, body.emergency)[-OVER:])
    drill, also = now.drill and body.drill, now.also | {body.emergency}
    return house.but(emergency=msgspec.structs.replace(now, drill=drill, also=also))


def emergency_tick(house: House, fact: Fact, body: of_house.EmergencyTicked) -> House:
    """Add ticks, from whatever device: outside if anybody ticked. A device that was offline begins it."""
    if body.emergency in house.over or (house.emergency is None and _told_late(house, fact)):
        return house
    now = house.emergency or Emergency(body.emergency, fact.at)
    if body.emergency not in {now.id, *now.also} and _earlier(now, fact):
        return house
    return house.but(emergency=msgspec.structs.replace(now, outside=now.outside | set(body.outside)))


def emergency_end(house: House, fact: Fact, body: of_house.EmergencyEnded) -> House:
    """Let everyone in again; the late end of an earlier emergency ends no later one."""
    now = house.emergency
    if body.emergency in house.over or (now and body.emergency not in {now.id, *now.also} and _earlier(now, fact)):
        return house
    over = {body.emergency, now.id, *now.also} if now else {body.emergency}
    quiet = max(house.quiet, fact.at)
    return house.but(emergency=None, over=(*house.over, *sorted(over))[-OVER:], quiet=quiet)


def _told_late(house: House, fact: Fact) -> bool:
    """Tell whether a page tells now of what was before the last emergency ended.

    Only pages count: their times are of the hub's clock, and a kiosk's clock that is behind must silence no alarm.
    """
    return fact.node == HUB and fact.at < house.quiet


def _earlier(now: Emergency, fact: Fact) -> bool:
    """Tell whether a fact is of an emergency long before this one: whom it saw outside then is not outside now."""
    return fact.at < now.since - SAME_MS


def mark_desk(house: House, _fact: Fact, body: of_house.DeskMarked) -> House:
    """Note whether a desk works."""
    return house.but(defect=house.defect | {body.desk} if body.defect else house.defect - {body.desk})


def fix_device(house: House, fact: Fact, body: of_house.DeviceFixed) -> House:
    """Note that somebody says to have put a device right; what it says itself stays what it says."""
    return house.but(fixed=with_key(house.fixed, body.device, fact.at))


def lock_pin(house: House, fact: Fact, body: of_house.PinLocked) -> House:
    """Note that a kiosk takes no PIN."""
    return house.but(locked=with_key(house.locked, body.node, body.until)).ask("pin_locked", body.node, fact.at)


def unlock_pin(house: House, fact: Fact, body: of_house.PinUnlocked) -> House:
    """Let a kiosk take PINs again."""
    unlocked = with_key(house.unlocked, body.node, fact.at)
    return house.but(locked=without_key(house.locked, body.node), unlocked=unlocked).settle("pin_locked", body.node)


def refuse_card(house: House, fact: Fact, body: of_house.CardRefused) -> House:
    """Tell carers of a card that was not served."""
    return house.ask("never_list" if body.why == "never_list" else "lost_card", body.subject, fact.at, body.family)


def refuse_badge(house: House, fact: Fact, body: of_house.BadgeRefused) -> House:
    """Tell staff of a badge that nobody has."""
    return house.ask("badge_free", str(body.badge), fact.at)


def lost_card_used(house: House, _fact: Fact, body: of_house.LostCardUsed) -> House:
    """Ask who came with a card that was lost already; what it recorded stands."""
    return house.ask("lost_card_used", body.adult, body.at, body.family)


def former_card_used(house: House, _fact: Fact, body: of_house.FormerCardUsed) -> House:
    """Ask who came with a card that was another's by then; what it recorded stands."""
    return house.ask("former_card_used", body.adult, body.at, body.family)


def book(house: House, _fact: Fact, body: of_house.Booked) -> House:
    """Give a room to a course or a renter."""
    return house.but(bookings=with_key(house.bookings, body.booking, body))


def cancel_booking(house: House, _fact: Fact, body: of_house.BookingCancelled) -> House:
    """Take a booking back."""
    return house.but(bookings=without_key(house.bookings, body.booking))


def nothing(house: House, _fact: Fact, _body: of_house.Erased) -> House:
    """Leave the house as it is."""
    return house
