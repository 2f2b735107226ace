"""What takes place today: the week's programme and rooms that are given away, with what is over and what is on."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.house.programme import LASTS_MS, today
from broker.house.time import at_clock, bounds, office_day
from broker.snapshot import Snapshot
from broker.wire.message import Ms

When = Literal["over", "now", "next"]


class Item(Struct, frozen=True):
    """Something that takes place."""

    at: Ms
    until: Ms
    """0: nobody said when it ends."""
    title: str
    """Empty for a room that was given away."""
    room: str
    """Id of the room."""
    heads: int = 0
    when: When = "next"


def agenda(snapshot: Snapshot) -> list[Item]:
    """Give what takes place on the office day, in its order."""
    items = sorted(_items(snapshot), key=lambda item: (item.at, item.title))
    return [replace(item, when=_when(item, items[place + 1 :], snapshot.at)) for place, item in enumerate(items)]


def _items(snapshot: Snapshot) -> Iterator[Item]:
    office = snapshot.office
    day = office_day(snapshot.at, office.zone)
    first, last = bounds(day, office.zone)
    for entry in today(office, snapshot.at):
        yield Item(at_clock(day, entry.at, office.zone), 0, entry.title, entry.room)
    for booked in snapshot.house.bookings.values():
        if booked.since < last and booked.until > first:
            yield Item(booked.since, booked.until, "", booked.room, booked.heads)


def _when(item: Item, later: list[Item], now: Ms) -> When:
    if item.at > now:
        return "next"
    others = (other.at for other in later if other.room == item.room and other.at > item.at)
    until = item.until or min([item.at + LASTS_MS, *others])
    return "over" if until <= now else "now"
