"""`apply(house, fact)`: folds facts, one by one, in the hub's order, without a clock. One table: kind → rule."""

from collections.abc import Callable, Mapping
from typing import Any

from broker.house import calls, custody, duty, guard, matters, presence, settings, waiting
from broker.house.state import Fact, House, with_key
from broker.wire.facts import care
from broker.wire.facts import custody as of_children
from broker.wire.facts import house as of_house
from broker.wire.facts import presence as of_adults
from broker.wire.facts import settings as of_settings
from broker.wire.message import Body
from broker.wire.pictures import StayPicture

Rule = Callable[[House, Fact, Any], House]


def apply(house: House, fact: Fact) -> House:
    """Fold one fact in. What contradicts is recorded all the same, and raises a question."""
    if fact.body is None:
        folded = house.ask("unread", f"{fact.node} {fact.kind}", fact.at)
    else:
        folded = RULES[type(fact.body)](house, fact, fact.body)
    if any(getattr(folded, name) is not getattr(house, name) for name in SETTLED):
        folded = settled(folded, fact)
    return folded.but(pos=max(house.pos, fact.pos), basis=with_key(house.basis, fact.stream, fact.n))


SETTLED = ("visits", "stays", "shifts", "calls", "asks", "questions")
"""Fields whose change may raise or close what follows from them."""


def _away(house: House, adult: str) -> bool:
    return adult in house.visits and house.visits[adult].away is not None


def _stay(house: House, child: str, holds: Callable[[StayPicture], bool] = lambda _stay: True) -> bool:
    return child in house.stays and holds(house.stays[child])


LASTS: Mapping[str, Callable[[House, str], bool]] = {
    "away_long": _away,
    "leave_unanswered": lambda house, adult: adult in house.visits,
    "shift_over": lambda house, adult: adult in house.shifts,
    "on_duty_unseen": lambda house, adult: adult in house.shifts and adult not in house.visits,
    "announced_long": lambda house, child: _stay(house, child, lambda stay: stay.at == "announced"),
    "over_limit": lambda house, child: _stay(house, child, lambda stay: stay.at == "announced"),
    "separation_over": lambda house, child: _stay(house, child, lambda stay: stay.back_by is not None),
    "offer_open": lambda house, child: _stay(house, child, lambda stay: stay.offer is not None),
    "handover_unasked": _stay,
    "child_at_closing": _stay,
    "child_unclear": _stay,
    "desk_twice": lambda house, desk: sum(visit.desk == desk for visit in house.visits.values()) > 1,
    "desk_gone": lambda house, desk: desk in house.desks(),
    "unseen": lambda house, adult: adult in house.visits,
    "care_unseen": lambda house, _: bool(house.cared_for()),
    "uncounted": lambda house, _: not (house.visits or house.guests),
    "seat_unclaimed": lambda house, desk: desk not in house.desks(),
    "no_show": lambda house, desk: desk in house.desks(),
    "booked_empty": lambda house, booking: booking in house.bookings,
    "headcount_due": lambda house, _: bool(house.cared_for()),
}
"""Questions that are closed as soon as their cause is gone: who leaves has answered them."""


def settled(house: House, fact: Fact) -> House:
    """Let what follows from who is where follow: alarms raised and closed, lists without those who left."""
    for follow in (custody.settle, duty.settle, calls.settle, waiting.settle):
        house = follow(house, fact.at)
    for kind, subject in tuple(house.questions):
        if kind in LASTS and not LASTS[kind](house, subject):
            house = house.settle(kind, subject)
    return house


RULES: Mapping[type[Body], Rule] = {
    of_adults.Arrived: presence.arrive,
    of_adults.Left: presence.leave,
    of_adults.WentOut: presence.go_out,
    of_adults.CameBack: presence.come_back,
    of_adults.Undone: presence.undo,
    of_adults.TimeCorrected: presence.correct,
    of_adults.DeskChosen: presence.choose_desk,
    of_adults.DesksSwapped: presence.swap_desks,
    of_adults.GuestArrived: presence.guest_arrive,
    of_adults.GuestLeft: presence.guest_leave,
    of_adults.HeadsCounted: presence.count_heads,
    of_children.ChildrenChosen: custody.choose,
    of_children.Taken: custody.take,
    of_children.Returned: custody.give_back,
    of_children.Offered: custody.offer,
    of_children.OfferWithdrawn: custody.withdraw,
    of_children.HandedOver: custody.hand_over,
    of_children.Collected: custody.collect,
    of_children.Released: custody.release,
    of_children.ChildGone: custody.gone,
    of_children.LeaveAsked: guard.asked,
    of_children.LeaveWithdrawn: guard.withdrawn,
    of_children.LeaveUnanswered: guard.unanswered,
    of_children.ChildMarked: custody.mark,
    care.ShiftPlanned: duty.plan,
    care.ShiftCancelled: duty.cancel,
    care.ShiftTaken: duty.take,
    care.ShiftEnded: duty.end,
    care.ShiftHandedOver: duty.hand_over,
    care.Counted: duty.count,
    care.PlaceAsked: waiting.ask,
    care.PlaceOffered: waiting.offer,
    care.PlaceAccepted: waiting.accept,
    care.PlaceDeclined: waiting.decline,
    care.PlaceLapsed: waiting.lapse,
    care.Called: calls.call,
    care.CallAnswered: calls.answer,
    care.CallEnded: calls.end,
    care.CallEscalated: calls.escalate,
    of_house.FactsMissing: matters.facts_missing,
    of_house.QuestionRaised: matters.raise_question,
    of_house.QuestionAnswered: matters.answer_question,
    of_house.ClosingAnnounced: matters.announce_closing,
    of_house.Booked: matters.book,
    of_house.BookingCancelled: matters.cancel_booking,
    of_house.DeskMarked: matters.mark_desk,
    of_house.DeviceFixed: matters.fix_device,
    of_house.CardRefused: matters.refuse_card,
    of_house.BadgeRefused: matters.refuse_badge,
    of_house.LostCardUsed: matters.lost_card_used,
    of_house.FormerCardUsed: matters.former_card_used,
    of_house.PinLocked: matters.lock_pin,
    of_house.PinUnlocked: matters.unlock_pin,
    of_house.EmergencyBegan: matters.emergency_begin,
    of_house.EmergencyTicked: matters.emergency_tick,
    of_house.EmergencyEnded: matters.emergency_end,
    of_house.Erased: matters.nothing,
    of_settings.LimitSet: settings.set_limit,
    of_settings.RatioSet: settings.set_ratio,
    of_settings.HoursSet: settings.set_hours,
    of_settings.DaySet: settings.set_day,
    of_settings.NapSet: settings.set_nap,
    of_settings.LanguagesSet: settings.set_languages,
}
