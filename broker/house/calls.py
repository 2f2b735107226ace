"""Calls: a carer asks for the adult of a child. At the desk first, then in every room, then the other adult."""

from msgspec.structs import replace

from broker.house.state import Fact, House, with_key, without_key
from broker.wire.facts.care import CallAnswered, Called, CallEnded, CallEscalated
from broker.wire.message import Ms
from broker.wire.pictures import CallPicture


def call(house: House, fact: Fact, body: Called) -> House:
    """Begin a call."""
    found = CallPicture(
        call=body.call, child=body.child, family=body.family, adult=body.adult, why=body.why, since=fact.at
    )  # fmt: skip
    return house.but(calls=with_key(house.calls, body.call, found))


def answer(house: House, fact: Fact, body: CallAnswered) -> House:
    """Note that somebody comes; late or doubled, it changes nothing."""
    found = house.calls.get(body.call)
    if found is None:
        return house
    found = replace(found, answer=body.answer, answered=fact.at, adult=body.adult or found.adult)
    return house.but(calls=with_key(house.calls, body.call, found)).settle("call_unanswered", body.call)


def end(house: House, _fact: Fact, body: CallEnded) -> House:
    """End a call."""
    return house.but(calls=without_key(house.calls, body.call)).settle("call_unanswered", body.call)


def escalate(house: House, fact: Fact, body: CallEscalated) -> House:
    """Carry a call further: to every room, to the family's other adult in the house, to whoever is sent."""
    found = house.calls.get(body.call)
    if found is None:
        return house
    adult = found.adult
    if body.step == "other_adult":
        others = [v.adult for v in house.present() if v.family == found.family and v.adult != adult and not v.away]
        adult = others[0] if others else adult
    found = replace(found, step=body.step, adult=adult, answer="")
    house = house.but(calls=with_key(house.calls, body.call, found))
    if body.step == "send_someone":
        return house.ask("call_unanswered", body.call, fact.at, found.family)
    return house


def settle(house: House, _at: Ms) -> House:
    """Drop the calls of children who have left."""
    over = [found.call for found in house.calls.values() if found.child not in house.stays]
    for name in over:
        house = house.but(calls=without_key(house.calls, name)).settle("call_unanswered", name)
    return house
