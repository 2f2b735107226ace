"""Every question and alarm: who may answer it, and what each answer records. One table; pages and kiosks draw it."""

import uuid
from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from broker.house.choosing import returned
from broker.house.state import House, Question
from broker.wire.errors import AnswerError
from broker.wire.facts import FactBody
from broker.wire.facts.care import CallEnded, Counted, ShiftEnded, ShiftTaken
from broker.wire.facts.custody import ChildGone, HandedOver, LeaveWithdrawn, Returned, Taken
from broker.wire.facts.house import BookingCancelled, PinUnlocked, QuestionAnswered
from broker.wire.facts.presence import Arrived, CameBack, DeskChosen, GuestLeft, Left

Who = Literal["adult", "carer", "staff"]
Answer = Callable[[House, Question, str | None], FactBody | None]
"""Gives what an answer of this adult records beside; None for the adult: staff, who are none of the house."""


class Asked(Struct, frozen=True):
    """A kind of question: `answers` gives for each answer the fact it records beside, or none."""

    who: frozenset[Who]
    answers: Mapping[str, Answer]
    alarm: bool = False


def is_alarm(kind: str) -> bool:
    """Tell whether a question cannot wait; one that this version does not know can."""
    return kind in TABLE and TABLE[kind].alarm


def answers(kind: str, who: Who) -> list[str]:
    """Give what these may answer to a question of this kind: nothing to those whom it is not asked."""
    if kind not in TABLE or who not in TABLE[kind].who:
        return []
    return [said for said, meant in TABLE[kind].answers.items() if who != "staff" or meant not in ONESELF]


def answer(house: House, question: Question, said: str, by: str | None) -> tuple[FactBody, ...]:
    """Give the facts that an answer records: what it means, then that the question is answered.

    :param by: the adult who answers; None: staff.
    :raises AnswerError: the question has no such answer.
    """
    may = TABLE[question.kind].answers if question.kind in TABLE else {}
    if said not in may:
        known = ", ".join(may) or "none in this version"
        raise AnswerError(f"the question {question.kind!r} has no answer {said!r}; its answers: {known}")
    meant = may[said](house, question, by)
    closed = QuestionAnswered(question=question.kind, subject=question.subject, answer=said, by=by)
    if isinstance(meant, Returned):
        return (*returned(house, meant), closed)
    return (meant, closed) if meant else (closed,)


def _id() -> str:
    return str(uuid.uuid4())


def _oneself(by: str | None) -> str:
    if by is None:
        raise AnswerError("only an adult of the house can say so of themselves")
    return by


def _nothing(_house: House, _question: Question, _by: str | None) -> None:
    return None


def _left(house: House, question: Question, by: str | None) -> FactBody | None:
    visit = house.visits.get(question.subject)
    return Left(visit=visit.visit, adult=visit.adult, family=visit.family, by=by) if visit else None


def _back(house: House, question: Question, _by: str | None) -> FactBody | None:
    visit = house.visits.get(question.subject)
    return CameBack(visit=visit.visit, adult=visit.adult, family=visit.family) if visit else None


def _stays(house: House, question: Question, _by: str | None) -> FactBody | None:
    visit = house.visits.get(question.subject)
    return LeaveWithdrawn(visit=visit.visit, adult=visit.adult, family=visit.family) if visit else None


def _gone(house: House, question: Question, by: str | None) -> FactBody | None:
    stay = house.stays.get(question.subject)
    return ChildGone(child=stay.child, family=stay.family, by=by, follows=stay.stay) if stay else None


def _mine(house: House, question: Question, by: str | None) -> FactBody | None:
    stay = house.stays.get(question.subject)
    if stay is None:
        return None
    return HandedOver(
        child=stay.child, family=stay.family, stay=_id(), taker=_oneself(by), follows=stay.stay, by=by
    )  # fmt: skip


def _taken(house: House, question: Question, by: str | None) -> FactBody | None:
    stay = house.stays.get(question.subject)
    if stay is None:
        return None
    carer = _oneself(by)
    answers = stay.answers or carer
    return Taken(child=stay.child, family=stay.family, stay=_id(), by=carer, answers=answers, follows=stay.stay)


def _with_contact(at: Literal["adult", "together"]) -> Answer:
    def record(house: House, question: Question, by: str | None) -> FactBody | None:
        stay = house.stays.get(question.subject)
        if stay is None or stay.contact is None:
            return None
        return Returned(
            child=stay.child, family=stay.family, stay=_id(), to=stay.contact, by=by, follows=stay.stay, at=at
        )  # fmt: skip

    return record


def _desk(keeps: Literal["first", "second"]) -> Answer:
    def record(house: House, question: Question, _by: str | None) -> FactBody | None:
        sitting = [visit for visit in house.present() if visit.desk == question.subject]
        if len(sitting) < 2:  # noqa: PLR2004  # two make the contradiction
            return None
        gives_up = sitting[-1] if keeps == "first" else sitting[0]
        return DeskChosen(visit=gives_up.visit, adult=gives_up.adult, family=gives_up.family)

    return record


def _sits_here(house: House, question: Question, by: str | None) -> FactBody | None:
    visit = house.visits.get(_oneself(by))
    return DeskChosen(visit.visit, visit.adult, visit.family, desk=question.subject) if visit else None


def _gives_up(house: House, question: Question, _by: str | None) -> FactBody | None:
    visit = house.desks().get(question.subject)
    return DeskChosen(visit=visit.visit, adult=visit.adult, family=visit.family) if visit else None


def _unbooked(_house: House, question: Question, _by: str | None) -> FactBody:
    return BookingCancelled(booking=question.subject)


def _off_duty(house: House, question: Question, _by: str | None) -> FactBody | None:
    shift = house.shifts.get(question.subject)
    return ShiftEnded(shift=shift.shift, adult=shift.adult, family=shift.family) if shift else None


def _is_here(house: House, question: Question, by: str | None) -> FactBody | None:
    if question.family is None or question.subject in house.visits:
        return None
    return Arrived(visit=_id(), adult=question.subject, family=question.family, by=by)


def _on_duty(house: House, _question: Question, by: str | None) -> FactBody | None:
    visit = house.visits.get(_oneself(by))
    return ShiftTaken(shift=_id(), adult=visit.adult, family=visit.family) if visit else None


def _counted(house: House, _question: Question, by: str | None) -> FactBody:
    return Counted(by=_oneself(by), heads=len(house.in_care()))


def _call_over(_house: House, question: Question, by: str | None) -> FactBody:
    return CallEnded(call=question.subject, by=by)


def _guest_left(_house: House, question: Question, _by: str | None) -> FactBody:
    return GuestLeft(visit=question.subject)


def _unlocked(_house: House, question: Question, by: str | None) -> FactBody:
    return PinUnlocked(node=question.subject, by=by)


ONESELF = frozenset({_mine, _taken, _sits_here, _on_duty, _counted})
"""What only an adult of the house can say, of themselves: that they take a child, or counted."""
CARERS: frozenset[Who] = frozenset({"carer"})
STAFF: frozenset[Who] = frozenset({"staff"})
HOUSE: frozenset[Who] = frozenset({"carer", "staff"})
ANYONE: frozenset[Who] = frozenset({"adult", "carer", "staff"})
SEEN: Mapping[str, Answer] = {"seen": _nothing}
HERE: Mapping[str, Answer] = {"here": _nothing, "gone": _gone}
TABLE: Mapping[str, Asked] = {
    # children
    "child_alone": Asked(HOUSE, {"mine": _mine, "gone": _gone}, alarm=True),
    "child_at_closing": Asked(HOUSE, HERE, alarm=True),
    "child_unclear": Asked(HOUSE, HERE),
    "child_unknown": Asked(HOUSE, HERE),
    "child_twice": Asked(HOUSE, HERE),
    "announced_long": Asked(CARERS, {"taken": _taken, "with_adult": _with_contact("adult"), "gone": _gone}),
    "over_limit": Asked(CARERS, {"taken": _taken, "with_adult": _with_contact("adult")}),
    "separation_over": Asked(CARERS, {"together": _with_contact("together"), "longer": _nothing}),
    "taken_twice": Asked(CARERS, SEEN),
    "moved_twice": Asked(CARERS, SEEN),
    "offer_open": Asked(CARERS, {"mine": _mine, "seen": _nothing}),
    "handover_unasked": Asked(CARERS, {"mine": _mine, "seen": _nothing}),
    "collected_unasked": Asked(HOUSE, {"right": _nothing, "looked_after": _nothing}, alarm=True),
    "override_own": Asked(STAFF, SEEN),
    # adults
    "leave_unanswered": Asked(HOUSE, {"here": _stays, "left": _left}, alarm=True),
    "arrived_twice": Asked(ANYONE, SEEN),
    "came_before_left": Asked(ANYONE, {"here": _nothing, "left": _left}),
    "left_unknown": Asked(ANYONE, {"seen": _nothing, "left": _left}),
    "away_long": Asked(ANYONE, {"back": _back, "left": _left}),
    "out_without_carer": Asked(HOUSE, {"mine": _on_duty, "back": _back}, alarm=True),
    "desk_twice": Asked(ANYONE, {"first": _desk("first"), "second": _desk("second")}),
    "desk_gone": Asked(HOUSE, {"free": _gives_up, "seen": _nothing}),
    "guest_forgotten": Asked(HOUSE, {"left": _guest_left, "here": _nothing}),
    # the care room
    "no_carer": Asked(HOUSE, {"mine": _on_duty}, alarm=True),
    "shift_over": Asked(ANYONE, {"goes_on": _nothing, "ended": _off_duty}),
    "on_duty_unseen": Asked(HOUSE, {"here": _is_here, "wrong": _off_duty}),
    "headcount_due": Asked(CARERS, {"right": _counted}),
    "headcount_wrong": Asked(CARERS, {"right": _counted}, alarm=True),
    "call_unanswered": Asked(CARERS, {"found": _call_over}, alarm=True),
    # sensors against check-ins
    "unseen": Asked(ANYONE, {"here": _nothing, "left": _left}),
    "room_unseen": Asked(HOUSE, SEEN),
    "care_unseen": Asked(CARERS, {"outside": _nothing, "right": _counted}),
    "uncounted": Asked(HOUSE, SEEN),
    "seat_unclaimed": Asked(ANYONE, {"mine": _sits_here, "seen": _nothing}),
    "no_show": Asked(ANYONE, {"free": _gives_up, "coming": _nothing}),
    "booked_empty": Asked(STAFF, {"free": _unbooked, "kept": _nothing}),
    "unbooked": Asked(STAFF, SEEN),
    # cards, nodes, programs
    "never_list": Asked(CARERS, SEEN, alarm=True),
    "lost_card": Asked(HOUSE, SEEN),
    "lost_card_used": Asked(HOUSE, {"owner": _nothing, "other": _nothing}),
    "former_card_used": Asked(HOUSE, {"seen": _nothing}),
    "badge_free": Asked(HOUSE, SEEN),
    "pin_locked": Asked(HOUSE, {"unlock": _unlocked, "seen": _nothing}),
    "facts_missing": Asked(STAFF, SEEN),
    "node_gone": Asked(STAFF, SEEN),
    "sensor_silent": Asked(STAFF, SEEN),
    "sensor_stuck": Asked(STAFF, SEEN),
    "sensor_flapping": Asked(STAFF, SEEN),
    "battery_low": Asked(STAFF, SEEN),
    "source_twice": Asked(STAFF, SEEN),
    "node_twice": Asked(STAFF, SEEN),
    "unread": Asked(STAFF, SEEN),
}
