"""Duty in the care room: shifts, and counting the children, whom no sensor ever counts."""

from msgspec.structs import replace

from broker.house.state import Fact, House, with_key, without_key
from broker.wire.facts.care import Counted, ShiftCancelled, ShiftEnded, ShiftHandedOver, ShiftPlanned, ShiftTaken
from broker.wire.message import Ms
from broker.wire.pictures import ShiftPicture


def plan(house: House, _fact: Fact, body: ShiftPlanned) -> House:
    """Note a shift to come."""
    shift = ShiftPicture(
        shift=body.shift, adult=body.adult, family=body.family, since=body.since, until=body.until
    )  # fmt: skip
    return house.but(planned=with_key(house.planned, body.shift, shift))


def cancel(house: House, _fact: Fact, body: ShiftCancelled) -> House:
    """Drop a shift to come."""
    return house.but(planned=without_key(house.planned, body.shift))


def take(house: House, fact: Fact, body: ShiftTaken) -> House:
    """Put an adult on duty; one who is on duty already stays so."""
    if body.adult in house.shifts:
        return house
    planned = house.planned.get(body.shift)
    until = body.until or (planned.until if planned else None)
    shift = ShiftPicture(shift=body.shift, adult=body.adult, family=body.family, since=fact.at, until=until)
    if body.adult not in house.visits:
        house = house.ask("on_duty_unseen", body.adult, fact.at, body.family)
    return house.but(
        shifts=with_key(house.shifts, body.adult, shift), planned=without_key(house.planned, body.shift)
    )  # fmt: skip


def end(house: House, _fact: Fact, body: ShiftEnded) -> House:
    """Take an adult off duty; only this shift ends."""
    last = house.last.get(body.adult)
    if last and last.duty and last.duty.shift == body.shift:
        house = house.but(last=with_key(house.last, body.adult, replace(last, duty=None)))
    shift = house.shifts.get(body.adult)
    if shift is None or shift.shift != body.shift:
        return house
    return house.but(shifts=without_key(house.shifts, body.adult))


def hand_over(house: House, fact: Fact, body: ShiftHandedOver) -> House:
    """Pass the duty and all children at once, counted; for an own child the giver goes on answering, as a parent."""
    if body.adult == body.giver:
        return count(house, fact, Counted(by=body.adult, heads=body.heads))
    house = take(house, fact, ShiftTaken(shift=body.shift, adult=body.adult, family=body.family, until=body.until))
    house = end(house, fact, ShiftEnded(shift=body.ends, adult=body.giver, family=body.family))
    giver = house.visit(body.giver)
    for stay in house.of(body.giver):
        if stay.at == "care":
            own = giver is not None and giver.family == stay.family
            answers = body.giver if own else body.adult
            house = house.with_stay(replace(stay, answers=answers, taken_by=body.adult))
    return count(house, fact, Counted(by=body.adult, heads=body.heads))


def count(house: House, fact: Fact, body: Counted) -> House:
    """Compare a carer's count with the children who are recorded in the care room."""
    if house.counted:
        house = house.but(counted=max(house.counted, fact.at)).settle("headcount_due", "care")
    if body.heads != len(house.in_care()):
        return house.ask("headcount_wrong", "care", fact.at)
    return house.settle("headcount_wrong", "care")


def settle(house: House, at: Ms) -> House:
    """Alarm while a child has nobody but the carers to watch it, and nobody on duty is there.

    The hour until the next headcount begins with care.
    """
    caring = house.cared_for()
    if bool(caring) != bool(house.counted):
        house = house.but(counted=at if caring else 0)
    alone, out = False, dict[str, str]()
    if house.stays and not house.carers():
        alone = any(stay.looks_after is None for stay in caring)
        out = {stay.looks_after or "": stay.family for stay in house.left_behind()}
    if alone != (("no_carer", "care") in house.questions):
        house = house.ask("no_carer", "care", at) if alone else house.settle("no_carer", "care")
    asked = {subject for kind, subject in house.questions if kind == "out_without_carer"}
    for adult in out.keys() - asked:
        house = house.ask("out_without_carer", adult, at, out[adult])
    for adult in asked - out.keys():
        house = house.settle("out_without_carer", adult)
    return house
