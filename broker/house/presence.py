"""Adults and guests: what their facts do to the house. Coming, going, pausing, desks, and taking back."""

from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from broker.house import custody
from broker.house.state import Fact, Guest, House, with_key, without_key
from broker.wire.facts.presence import (
    Arrived,
    CameBack,
    DeskChosen,
    DesksSwapped,
    GuestArrived,
    GuestLeft,
    HeadsCounted,
    Left,
    TimeCorrected,
    Undone,
    WentOut,
)
from broker.wire.message import Ms, Quality
from broker.wire.pictures import AwayPicture, StayPicture, VisitPicture

BETTER: dict[Quality, int] = {"confirmed": 3, "measured": 2, "inferred": 1, "default": 0}
"""How well a time is known; a better one replaces a worse one, whatever the order of arrival."""


KNOWN: frozenset[Quality] = frozenset({"confirmed", "measured"})
"""Times that a synchronised clock or a person stands for."""


def arrive(house: House, fact: Fact, body: Arrived) -> House:
    """Open a visit; children who are in the house already are not moved."""
    before, last = house.visits.get(body.adult), house.last.get(body.adult)
    if body.visit in {visit.visit for visit in (before, last) if visit}:
        return house
    if before and fact.at < before.since and KNOWN.issuperset({fact.quality, before.quality}):
        return _arrive_late(house, fact, before, body)
    if before:
        house = _supersede(house, fact, before, body)
    elif last and last.until is not None and fact.at < last.until:
        house = house.ask("came_before_left", body.adult, fact.at, body.family)
    house = _desk_free(house, body.adult, body.desk, fact.at)
    if house.closes is not None and fact.at > house.closes:
        house = house.but(closes=None)
    house = house.with_visit(
        VisitPicture(
            visit=body.visit, adult=body.adult, family=body.family, since=fact.at, quality=fact.quality, desk=body.desk
        )
    )
    for here in body.children:
        house = custody.come(house, fact, here, body.adult, body.family)
    return house


def _arrive_late(house: House, fact: Fact, before: VisitPicture, body: Arrived) -> House:
    """Note a visit that began before the one that is open: it is over, and its own end, still to come, ends no other.

    The hub's order alone would make it the newest, and its end would take out who is here now.

    Of children who came with it and are not here by another word nobody knows: they are let in, and asked about.
    """
    house = house.ask("arrived_twice", body.adult, fact.at, body.family)
    last = house.last.get(body.adult)
    if last is None or last.until is None or last.until <= before.since:
        over = VisitPicture(
            visit=body.visit, adult=body.adult, family=body.family, since=fact.at, quality=fact.quality, desk=body.desk,
            until=before.since, until_quality="inferred",
        )  # fmt: skip
        house = house.but(last=with_key(house.last, body.adult, over))
    for here in body.children:
        if here.child not in house.stays:
            house = custody.come(house, fact, here, body.adult, body.family)
            house = house.ask("child_unclear", here.child, fact.at, body.family)
    return house


def _supersede(house: House, fact: Fact, before: VisitPicture, body: Arrived) -> House:
    """End the visit that a new arrival of the same adult replaces: one person is in the house once.

    Children who come along again begin a new stay; for one who is not named, nobody knows, so it stays, and is asked
    about.
    """
    named = {here.child for here in body.children}
    house = house.ask("arrived_twice", before.adult, fact.at, before.family)
    along = [stay for stay in house.of(before.adult) if is_with(stay, before)]
    for stay in along:
        if stay.child in named:
            house = house.without_stay(stay)
        else:
            here = replace(stay, at="adult") if stay.at == "out" else stay
            house = house.with_stay(here).ask("child_unclear", stay.child, fact.at, before.family)
    took = tuple(stay for stay in along if stay.child in named)
    ended = replace(
        before, until=fact.at, until_quality="inferred", replaced_by=body.visit, away=None, asked=None, took=took
    )  # fmt: skip
    return house.but(last=with_key(house.last, before.adult, ended))


def leave(house: House, fact: Fact, body: Left) -> House:
    """End this visit, and only this one, with the children who go along."""
    visit = house.visits.get(body.adult)
    if visit is None or visit.visit != body.visit:
        last = house.last.get(body.adult)
        if last is None or last.visit != body.visit:
            return house.ask("left_unknown", body.adult, fact.at, body.family)
        return _better_end(house, last, fact.at, fact.quality)
    if body.takes is None:
        along = [stay for stay in house.stays.values() if goes_along(stay, visit)]
    else:
        house, along = custody.taken_along(house, fact, visit, body.takes, body.by)
    return house.without_visit(visit, along, fact.at, fact.quality)


def is_with(stay: StayPicture, visit: VisitPicture) -> bool:
    """Tell whether a child of the family is this adult's to answer for, and to watch."""
    return stay.answers == visit.adult == stay.looks_after and stay.family == visit.family


def goes_along(stay: StayPicture, visit: VisitPicture) -> bool:
    """Tell whether a child leaves with this adult unless somebody says otherwise.

    Where an announced child is, nobody has said; one who settles in is in care: both are asked about.
    """
    return is_with(stay, visit) and stay.at in ("adult", "out")


def go_out(house: House, fact: Fact, body: WentOut) -> House:
    """Pause a visit; children who go along are out of the house too."""
    visit = house.visits.get(body.adult)
    if visit is None or visit.visit != body.visit:
        return house.ask("left_unknown", body.adult, fact.at, body.family)
    away = AwayPicture(why=body.why, since=fact.at, until=body.until)
    house = house.with_visit(replace(visit, away=away, asked=None)).settle("leave_unanswered", body.adult)
    for child in body.takes:
        stay = house.stays.get(child)
        if stay is None or stay.looks_after != body.adult:
            house = house.ask("moved_twice", child, fact.at, body.family)
        else:
            house = house.with_stay(replace(stay, at="out"))
    return house


def come_back(house: House, _fact: Fact, body: CameBack) -> House:
    """End a pause; late or doubled, it changes nothing."""
    visit = house.visits.get(body.adult)
    if visit is None or visit.visit != body.visit:
        return house
    house = house.with_visit(replace(visit, away=None))
    for stay in house.stays.values():
        if stay.at == "out" and stay.looks_after == body.adult:
            house = house.with_stay(replace(stay, at="adult"))
    return house


def undo(house: House, fact: Fact, body: Undone) -> House:
    """Take an arrival or a goodbye back, if it is the adult's last word."""
    visit, last = house.visits.get(body.adult), house.last.get(body.adult)
    if body.what == "arrived" and visit and visit.visit == body.visit:
        never = set[str]()
        for stay in house.of(body.adult):
            if stay.child in visit.brought and (stay.looks_after == body.adult or stay.taken_by is None):
                house = house.without_stay(stay)
                never.add(stay.stay)
        house = house.but(visits=without_key(house.visits, body.adult))
        if last and last.replaced_by == body.visit:
            return _as_before(house, last, fact.at, never)
        return house.but(shifts=without_key(house.shifts, body.adult))
    if body.what == "left" and visit is None and last and last.visit == body.visit:
        return _reopen(_desk_free(house, last.adult, last.desk, fact.at), last, fact.at)
    return house


def _as_before(house: House, last: VisitPicture, at: Ms, never: AbstractSet[str]) -> House:
    """Give back the visit that an arrival had replaced, which is undone now, with the children it had.

    :param never: stays that the undone arrival began.
    """
    house = _reopen(house, last, at, never).settle("arrived_twice", last.adult)
    for stay in house.of(last.adult):
        house = house.settle("child_unclear", stay.child)
    return house


def _reopen(house: House, last: VisitPicture, at: Ms, never: AbstractSet[str] = frozenset()) -> House:
    house = house.but(last=without_key(house.last, last.adult))
    house = house.with_visit(
        replace(
            last, until=None, until_quality="measured", replaced_by=None, took=(), duty=None, answered=(), reopened=at
        )
    )  # fmt: skip
    for stay in house.stays.values():
        if stay.stay in last.answered and stay.answers is None:
            house = house.with_stay(replace(stay, answers=last.adult))
    if last.duty and last.adult not in house.shifts:
        house = house.but(shifts=with_key(house.shifts, last.adult, last.duty))
    for stay in last.took:
        newest = house.gone.get(stay.child, ())[-1:]
        was_last = newest == (stay.stay,) or set(newest) <= never
        if stay.child not in house.stays and was_last:
            here = replace(stay, at="adult") if stay.at == "out" else stay
            house = house.but(stays=with_key(house.stays, stay.child, here))
        else:
            house = house.ask("moved_twice", stay.child, at, stay.family)
    return house


def correct(house: House, fact: Fact, body: TimeCorrected) -> House:
    """Take a person's word for when a visit began or ended, not later than now; the last word stands."""
    body = replace(body, at=min(body.at, fact.at))
    visit = house.visits.get(body.adult)
    if body.what == "arrived" and visit and visit.visit == body.visit:
        return house.with_visit(replace(visit, since=body.at, quality="confirmed"))
    last = house.last.get(body.adult)
    if last and last.visit == body.visit:
        began = {"since": body.at, "quality": "confirmed"}
        ended = {"until": body.at, "until_quality": "confirmed"}
        last = replace(last, **(began if body.what == "arrived" else ended))
        return house.but(last=with_key(house.last, body.adult, last))
    return house.ask("left_unknown", body.adult, body.at, body.family)


def choose_desk(house: House, fact: Fact, body: DeskChosen) -> House:
    """Sit somewhere else, or nowhere."""
    visit = house.visits.get(body.adult)
    if visit is None or visit.visit != body.visit:
        return house
    return _desk_free(house, body.adult, body.desk, fact.at).with_visit(replace(visit, desk=body.desk))


def swap_desks(house: House, _fact: Fact, body: DesksSwapped) -> House:
    """Change places; one who has left meanwhile changes nothing."""
    one, other = house.visits.get(body.adult), house.visits.get(body.other)
    if one is None or other is None or one.visit != body.visit:
        return house
    return house.with_visit(replace(one, desk=other.desk)).with_visit(replace(other, desk=one.desk))


def guest_arrive(house: House, fact: Fact, body: GuestArrived) -> House:
    """Let a guest or a party in; who comes again has left, though nobody said so."""
    others = {name: guest for name, guest in house.guests.items() if guest.arrived.guest != body.guest}
    for gone in house.guests.keys() - others.keys():
        house = house.settle("guest_forgotten", gone)
    return house.but(guests=with_key(others, body.visit, Guest(body, fact.at, body.heads)))


def guest_leave(house: House, _fact: Fact, body: GuestLeft) -> House:
    """Let a guest or a party go."""
    return house.but(guests=without_key(house.guests, body.visit)).settle("guest_forgotten", body.visit)


def count_heads(house: House, _fact: Fact, body: HeadsCounted) -> House:
    """Say how many a party are."""
    guest = house.guests.get(body.visit)
    return house.but(guests=with_key(house.guests, body.visit, replace(guest, heads=body.heads))) if guest else house


def _better_end(house: House, last: VisitPicture, at: Ms, quality: Quality) -> House:
    now = replace(last, replaced_by=None)
    if BETTER[quality] > BETTER[last.until_quality]:
        now = replace(now, until=at, until_quality=quality)
    return house if now == last else house.but(last=with_key(house.last, last.adult, now))


def _desk_free(house: House, adult: str, desk: str | None, at: Ms) -> House:
    """Ask if somebody else sits at this desk already; both stand."""
    taken = desk and any(visit.desk == desk and visit.adult != adult for visit in house.visits.values())
    return house.ask("desk_twice", desk, at) if desk and taken else house
