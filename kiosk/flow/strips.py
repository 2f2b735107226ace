"""One thing more that a result screen may offer, the most pressing first; it goes away by itself."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.house import care, going, guard
from broker.house.rules import opening
from broker.house.time import at_clock, local, office_day
from broker.wire.facts.care import CallAnswered, PlaceAccepted, PlaceDeclined, ShiftTaken
from broker.wire.message import Ms
from broker.wire.pictures import VisitPicture
from kiosk.flow import guarding, leaving
from kiosk.flow.state import Repair, Result, State, Step, save, show
from kiosk.flow.world import World

Kind = Literal["call", "place", "repair", "end_shift", "shift", "was_here"]
NOON_H = 12
"""From this hour a first tap of the day may be one that was forgotten in the morning."""
REPAIR_DAYS = 14
TIMES = 8
DAY_MS = 24 * 3_600_000


class Strip(Struct, frozen=True):
    """What is offered, and what it is about: a call, an ask, a visit."""

    kind: Kind
    subject: str = ""
    child: str = ""


def strip(result: Result, world: World) -> Strip | None:  # noqa: PLR0911  # a return per kind
    """Give what a result offers beside itself."""
    house, adult = world.house, result.who.adult.id
    if result.what not in ("arrived", "back") or adult not in house.visits:
        return None
    for call in sorted(house.calls.values(), key=lambda call: call.since):
        if call.adult == adult and not call.answer and call.why != "well":
            return Strip("call", call.call, call.child)
    for ask in house.asks.values():
        if ask.family == result.who.family.id and ask.until is not None and ask.until > world.wall:
            return Strip("place", ask.ask, ask.child)
    if last := unsure(result, world):
        return Strip("repair", last.visit)
    if result.again:
        return Strip("end_shift", house.shifts[adult].shift) if adult in house.shifts else None
    if not _first_today(result, world):
        return None
    if result.who.adult.shifts and adult not in house.shifts and _is_short(world):
        return Strip("shift")
    late = result.meant_to_go or not world.fresh or local(world.wall, world.office.zone).hour >= NOON_H
    return Strip("was_here") if late and not result.first and result.what == "arrived" else None


def touch(state: State, result: Result, said: str, world: World) -> Step:  # noqa: PLR0911  # a return per kind
    """Take the answer to what was offered."""
    found = strip(result, world)
    match (found.kind if found else "", said):
        case "call", "coming" | "soon" if found:
            return save(state, result, CallAnswered(call=found.subject, answer=said, adult=result.who.adult.id))
        case "place", "yes" if found:
            accepted = PlaceAccepted(ask=found.subject, family=result.who.family.id, stay=world.new_id())
            return save(state, replace(result, short=""), accepted)
        case "place", "no" if found:
            return save(state, result, PlaceDeclined(ask=found.subject, family=result.who.family.id))
        case "repair", "yes":
            return show(state, Repair(who=result.who, result=result), world)
        case "end_shift", "yes":
            return guarding.end_shift(state, result.who, world, leaves=False)
        case "shift", "yes":
            taken = ShiftTaken(shift=world.new_id(), adult=result.who.adult.id, family=result.who.family.id)
            return save(state, replace(result, short=""), taken)
        case "was_here", "yes":
            return _was_here(state, result, world)
    return state, None


def unsure(result: Result, world: World) -> VisitPicture | None:
    """Give this adult's earlier visit of which nobody has said when it ended."""
    last = world.house.last.get(result.who.adult.id)
    if last is None or last.until is None or last.visit == result.who.visit or world.is_today(last.since):
        return None
    recent = world.wall - last.since < REPAIR_DAYS * DAY_MS
    return last if recent and last.until_quality in ("inferred", "default") else None


def times(last: VisitPicture, world: World) -> tuple[Ms, ...]:
    """Give the moments from which one may choose when a visit ended: full hours after its beginning.

    Where the house closed that day they reach until then; the first ones are left out where there are too many.
    """
    zone = world.office.zone
    day, hour = office_day(last.since, zone), local(last.since, zone).hour
    open_to = opening(world.office.rules, day)
    until = int(open_to[1][:2]) + (open_to[1][3:] > "00") if open_to else hour + TIMES
    hours = [at_clock(day, f"{each % 24:02}:00", zone) for each in range(hour + 1, max(until, hour + 1) + 1)]
    return tuple(at for at in hours if at < world.wall and office_day(at, zone) == day)[-TIMES:]


def _first_today(result: Result, world: World) -> bool:
    last = world.house.last.get(result.who.adult.id)
    return last is None or not world.is_today(last.since)


def _is_short(world: World) -> bool:
    """Tell whether somebody is missing in care, counting the children who are announced."""
    coming = any(stay.at in ("announced", "care") for stay in world.house.stays.values())
    return coming and care.may_announce(world.office.rules, world.house, world.groups, ()).why in ("no_carer", "ratio")


def _was_here(state: State, result: Result, world: World) -> Step:
    """Make a goodbye of an arrival: the tap of the morning was forgotten, and they are going."""
    visit = world.house.visits[result.who.adult.id]
    asked = [ask.stay for ask in guard.leaving(world.house, result.who.adult.id)]
    theirs = all(stay.child in visit.brought and stay.taken_by is None for stay in asked)
    if not theirs or guard.ending_shift(world.house, result.who.adult.id):
        return guarding.leave(state, result.who, world)
    brought = [stay.child for stay in asked]
    return leaving.goodbye(state, result.who, going.goodbye(world.house, visit, brought))
