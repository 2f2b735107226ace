"""Where time acts: each deadline that the house has, and the fact that it becomes. The hub alone records them.

`due` gives facts whose deadline has passed; once folded they are due no more. Their ids follow from what they say and
from the place in the hub's order after which they are due: a restart in between records nothing twice, and what was
taken back can be due again.
"""

import uuid
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from broker.house.care import may_announce
from broker.house.office import Office
from broker.house.rules import Group, limit, opening, special
from broker.house.state import House
from broker.house.time import at_clock, bounds, office_day
from broker.wire.facts import FactBody
from broker.wire.facts.care import CallEnded, CallEscalated, PlaceLapsed, PlaceOffered
from broker.wire.facts.custody import LeaveUnanswered
from broker.wire.facts.house import ClosingAnnounced, QuestionRaised
from broker.wire.facts.presence import DeskChosen, Left
from broker.wire.message import Ms, Quality

MINUTE = 60_000
CALL_STEPS_S = (("rooms", 30), ("other_adult", 60), ("send_someone", 120))
"""Seconds without an answer after which a call goes further."""
SOON_S = 180
"""Seconds after the answer `in two minutes` at which a call begins to go further again."""
WELL_S = 120
"""Seconds for which `all is well` is shown."""
TAKEOVER_S = 60
"""Seconds for which an offered baton waits before it is a question; for somebody on the way it waits longer."""
NAMESPACE = uuid.UUID("7b0c2f0e-6a0e-4d2f-8f5a-2f6e0d1c9a55")


class Due(Struct, frozen=True):
    """A fact of the hub's own, and the deadline by which it is one."""

    at: Ms
    body: FactBody
    quality: Quality = "measured"

    def id(self, pos: int) -> str:
        """Follow from kind, subject, deadline, and the `pos` of the house that it follows.

        Without `pos` what was taken back could never be due again.
        """
        return str(uuid.uuid5(NAMESPACE, f"{pos} {self.at} {msgspec.json.encode(self.body).decode()}"))


def due(house: House, office: Office, groups: dict[str, Group], now: Ms) -> list[Due]:
    """Give what time has made true by `now`, in the order of the deadlines. `office` is the one in force."""
    return sorted((found for found in deadlines(house, office, groups, now) if found.at <= now), key=lambda d: d.at)


def next_deadline(house: House, office: Office, groups: dict[str, Group], now: Ms) -> Ms | None:
    """Give when time will act next, if nothing happens before."""
    return min((found.at for found in deadlines(house, office, groups, now) if found.at > now), default=None)


def deadlines(house: House, office: Office, groups: dict[str, Group], now: Ms) -> Iterator[Due]:
    """Give every deadline of the house; `now` only tells which closing is next."""
    yield from _children(house, office)
    yield from _adults(house, office)
    yield from _calls(house)
    yield from _places(house, office, groups, now)
    yield from _unfitting(house, office)
    yield from _closing(house, office, now)


def _raise(house: House, at: Ms, kind: str, subject: str, family: str | None = None) -> Iterator[Due]:
    asked = house.questions.get((kind, subject))
    if asked is None or (asked.answered and asked.since < at):
        yield Due(at, QuestionRaised(question=kind, subject=subject, family=family))


def _children(house: House, office: Office) -> Iterator[Due]:
    care = office.rules.care
    for stay in house.stays.values():
        if stay.at == "announced":
            late = stay.since + care.announced_min * MINUTE
            yield from _raise(house, late, "announced_long", stay.child, stay.family)
        if stay.back_by is not None:
            yield from _raise(house, stay.back_by, "separation_over", stay.child, stay.family)
        if stay.offer and (stay.offer.to is None or stay.offer.to in house.visits):
            taker = house.visits.get(stay.offer.to or "")
            late = max(stay.offer.since, taker.since if taker else 0) + TAKEOVER_S * 1000
            yield from _raise(house, late, "offer_open", stay.child, stay.family)
    if any(stay.at == "care" for stay in house.stays.values()):
        yield from _raise(house, house.counted + care.headcount_min * MINUTE, "headcount_due", "care")


def _adults(house: House, office: Office) -> Iterator[Due]:
    care = office.rules.care
    for visit in house.visits.values():
        if visit.asked:
            body = LeaveUnanswered(visit=visit.visit, adult=visit.adult, family=visit.family)
            yield Due(visit.asked.since + care.guard_s * 1000, body)
        if visit.away:
            yield from _raise(house, visit.away.until, "away_long", visit.adult, visit.family)
            if visit.desk and visit.away.why == "lunch":
                free = DeskChosen(visit=visit.visit, adult=visit.adult, family=visit.family)
                yield Due(visit.away.until, free)
    for shift in house.shifts.values():
        if shift.until is not None:
            yield from _raise(house, shift.until, "shift_over", shift.adult, shift.family)


def _calls(house: House) -> Iterator[Due]:
    for call in house.calls.values():
        if call.why == "well":
            yield Due(call.since + WELL_S * 1000, CallEnded(call=call.call))
        elif call.answer == "soon":
            yield Due(call.answered + SOON_S * 1000, CallEscalated(call=call.call, step="rooms"))
        elif not call.answer:
            steps = [name for name, _ in CALL_STEPS_S]
            begun = call.answered + SOON_S * 1000 if call.answered else call.since
            for name, seconds in CALL_STEPS_S[steps.index(call.step) + 1 if call.step in steps else 0 :]:
                yield Due(begun + seconds * 1000, CallEscalated(call=call.call, step=name))  # type: ignore[arg-type]


def _places(house: House, office: Office, groups: dict[str, Group], now: Ms) -> Iterator[Due]:
    held = [ask for ask in house.asks.values() if ask.until is not None]
    for ask in held:
        yield Due(ask.until or 0, PlaceLapsed(ask=ask.ask, family=ask.family))
    waits = next((ask for ask in house.asks.values() if ask.until is None), None)
    if waits and house.carers() and may_announce(office.rules, house, groups, [waits.child]).may != "wait":
        until = now + office.rules.care.offer_min * MINUTE
        yield Due(now, PlaceOffered(ask=waits.ask, family=waits.family, until=until))


def _unfitting(house: House, office: Office) -> Iterator[Due]:
    """Ask about what does not fit the office in force, as a kiosk records that knew another one."""
    desks = {desk.id for desk in office.desks}
    for visit in house.visits.values():
        if visit.desk and visit.desk not in desks:
            yield from _raise(house, visit.since, "desk_gone", visit.desk)
    firm = limit(office.rules, house, "places_firm")
    announced = sorted((stay for stay in house.stays.values() if stay.at == "announced"), key=lambda stay: stay.since)
    inside = sum(stay.at in ("care", "together") or stay.place for stay in house.stays.values())
    for stay in announced[max(0, firm.value - inside) :] if firm else ():
        yield from _raise(house, stay.since, "over_limit", stay.child, stay.family)


def closing(house: House, office: Office, now: Ms) -> Ms | None:
    """Give when the house closes on the office day of `now`: its hours, or later where a booking ends later."""
    zone = office.zone
    day = office_day(now, zone)
    hours = opening(office.rules, day)
    ends = [at_clock(day, hours[1], zone)] if hours else []
    ends += [booked.until for booked in house.bookings.values() if office_day(booked.since, zone) == day]
    return max(ends, default=None)


def is_open(office: Office, now: Ms) -> bool:
    """Tell whether the house is open at `now`; one without opening hours on any weekday always is."""
    day = office_day(now, office.zone)
    if not office.rules.hours and special(office.rules, day) is None:
        return True
    hours = opening(office.rules, day)
    return hours is not None and at_clock(day, hours[0], office.zone) <= now < at_clock(day, hours[1], office.zone)


def _closing(house: House, office: Office, now: Ms) -> Iterator[Due]:
    """Remind, then end what was forgotten, on each day on which somebody has stayed."""
    rules = office.rules.closing
    today = closing(house, office, now)
    came = [one.since for found in (house.visits, house.stays, house.guests) for one in found.values()]
    if today and house.closed < today and min(came, default=today) < today:
        yield Due(today - rules.reminder_min * MINUTE, ClosingAnnounced(closes=today))
    in_care = any(stay.at == "care" for stay in house.stays.values())
    for visit in house.visits.values():
        if any(visit.adult in (stay.answers, stay.contact) for stay in house.stays.values()):
            continue
        if in_care and visit.adult in house.shifts:
            continue
        ended = Left(visit=visit.visit, adult=visit.adult, family=visit.family, takes=())
        since = max(visit.since, visit.reopened or 0)
        yield Due(_end(house, office, since) + rules.ends_min * MINUTE, ended, "inferred")
    for stay in house.stays.values():
        at = _end(house, office, max(stay.since, _answered(house, "child_at_closing", stay.child)))
        yield from _raise(house, at, "child_at_closing", stay.child, stay.family)
    for name, guest in house.guests.items():
        at = _end(house, office, max(guest.since, _answered(house, "guest_forgotten", name))) + rules.ends_min * MINUTE
        yield from _raise(house, at, "guest_forgotten", name)


def _answered(house: House, kind: str, subject: str) -> Ms:
    """Give when a question was last raised that somebody has answered; it is asked again at the closing after."""
    asked = house.questions.get((kind, subject))
    return asked.since if asked and asked.answered else 0


def _end(house: House, office: Office, since: Ms) -> Ms:
    """Give the end of what began at `since`: that day's closing, or the end of the office day after hours."""
    closes = closing(house, office, since)
    return closes if closes is not None and closes > since else bounds(office_day(since, office.zone), office.zone)[1]
