"""The waiting list: children for whom a place in care was asked beyond the limit. Offers come from the hub alone."""

from msgspec.structs import replace

from broker.house.state import Fact, House, with_key, without_key
from broker.wire.facts.care import PlaceAccepted, PlaceAsked, PlaceDeclined, PlaceLapsed, PlaceOffered
from broker.wire.message import Ms
from broker.wire.pictures import AskPicture

LAPSES = 2
"""Unanswered offers after which a child no longer waits."""


def ask(house: House, fact: Fact, body: PlaceAsked) -> House:
    """Let a child wait; one who waits already keeps its place in the list."""
    if any(found.child == body.child for found in house.asks.values()):
        return house
    found = AskPicture(ask=body.ask, child=body.child, family=body.family, adult=body.adult, since=fact.at)
    return house.but(asks=with_key(house.asks, body.ask, found))


def offer(house: House, _fact: Fact, body: PlaceOffered) -> House:
    """Hold a free place for the one who waits longest."""
    found = house.asks.get(body.ask)
    return house.but(asks=with_key(house.asks, body.ask, replace(found, until=body.until))) if found else house


def accept(house: House, fact: Fact, body: PlaceAccepted) -> House:
    """Announce the child to care."""
    found = house.asks.get(body.ask)
    if found is None:
        return house
    house = house.but(asks=without_key(house.asks, body.ask))
    stay = house.stays.get(found.child)
    if stay is None or stay.at != "adult":
        return house
    return house.with_stay(replace(stay, stay=body.stay, since=fact.at, at="announced", quality=fact.quality))


def decline(house: House, _fact: Fact, body: PlaceDeclined) -> House:
    """Take a child off the list."""
    return house.but(asks=without_key(house.asks, body.ask))


def lapse(house: House, _fact: Fact, body: PlaceLapsed) -> House:
    """Ask the next one: this child waits at the end, or no longer."""
    found = house.asks.get(body.ask)
    if found is None:
        return house
    house = house.but(asks=without_key(house.asks, body.ask))
    again = replace(found, until=None, lapsed=found.lapsed + 1)
    return house.but(asks=with_key(house.asks, body.ask, again)) if again.lapsed < LAPSES else house


def settle(house: House, _at: Ms) -> House:
    """Drop children who are in care or have left."""
    over = [
        found.ask
        for found in house.asks.values()
        if found.child not in house.stays or house.stays[found.child].at in ("care", "announced", "together")
    ]
    return house.but(asks=without_key(house.asks, *over)) if over else house
