"""What takes place today, with what is over and what is on: nobody says when a programme ends, but a booking does."""

from uuid import uuid4

from msgspec.structs import replace

from broker.house.office import Programme
from broker.web.agenda import Item, agenda
from broker.wire.facts.house import Booked, BookingCancelled
from hubs import MINUTE, OFFICE, FakeHub

HOUR = 60 * MINUTE


def hub(*programme: tuple[str, str, str]) -> FakeHub:
    """Give an office with this on Wednesdays: (when, what, where)."""
    entries = tuple(Programme(weekdays=("we",), at=at, title=what, room=room) for at, what, room in programme)
    return FakeHub(replace(OFFICE, programme=entries))


def told(found: FakeHub) -> list[tuple[str, str]]:
    return [(item.title or "booked", item.when) for item in agenda(found.snapshot())]


def test_a_programme_is_on_until_something_else_begins_in_its_room_and_for_two_hours_at_most() -> None:
    found = hub(
        ("08:00", "early", "group"), ("09:30", "breakfast", "group"), ("10:30", "tandem", "group"),
        ("09:00", "bread", "kitchen"), ("15:00", "cake", "kitchen"),
    )  # fmt: skip
    assert told(found) == [
        ("early", "over"), ("bread", "now"), ("breakfast", "over"), ("tandem", "now"), ("cake", "next"),
    ]  # fmt: skip
    found.set(at=found.now + 20 * MINUTE)
    assert ("bread", "over") in told(found)


def test_a_booking_says_when_it_ends_and_is_not_there_when_it_was_cancelled() -> None:
    found, name = hub(), str(uuid4())
    for since, until in ((-3 * HOUR, -HOUR), (-HOUR, HOUR), (20 * HOUR, 22 * HOUR), (-30 * HOUR, -28 * HOUR)):
        found.fold(Booked(booking=str(uuid4()), room="group", since=found.now + since, until=found.now + until))
    found.fold(Booked(booking=name, room="kitchen", since=found.now + HOUR, until=found.now + 2 * HOUR, heads=6))
    assert told(found) == [("booked", "over"), ("booked", "now"), ("booked", "next")]
    assert agenda(found.snapshot())[-1] == Item(found.now + HOUR, found.now + 2 * HOUR, "", "kitchen", 6)
    found.fold(BookingCancelled(booking=name))
    assert told(found) == [("booked", "over"), ("booked", "now")]


def test_another_day_has_its_own() -> None:
    found = hub(("09:00", "bread", "kitchen"))
    found.set(at=found.now + 24 * HOUR)
    assert told(found) == []
