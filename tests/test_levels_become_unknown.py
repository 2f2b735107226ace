"""Unknown is a state: what sensors say, and how it ends. Wall time is ms, monotonic time seconds."""

import msgspec
import pytest

from broker.house import rooms
from broker.house.levels import Levels
from broker.house.state import House
from broker.wire.facts.presence import GuestArrived
from broker.wire.messages import Channel, Description, Level, State
from houses import OFFICE, arrived, house

NODE = "sensors-hub"
CHANNELS = {
    "motion": Channel(measures="motion", room="work"),
    "motion-2": Channel(measures="motion", room="work"),
    "seat": Channel(measures="seat", desk="laptop-1"),
}
RADARS = {name: Channel(measures="presence", room="work") for name in ("radar", "radar-2")}


def level(value: object, seq: int, boot: int = 1, ttl: int = 60) -> Level:
    return Level(v=value, boot=boot, seq=seq, ts=0, ttl=ttl)


@pytest.fixture
def levels() -> Levels:
    found = Levels()
    found.described(NODE, Description(role="sensors", software="1", channels=CHANNELS))
    found.state(NODE, State(s="ready", boot=1), 1_000)
    return found


def say(levels: Levels, channel: str, value: object, seq: int = 1, mono: float = 0.0, **more: object) -> None:
    retained = bool(more.pop("retained", False))
    levels.level(NODE, channel, level(value, seq, **more), retained=retained, mono=mono, now=int(mono * 1000))


def pictures(levels: Levels, house: House | None = None, mono: float = 0.0) -> rooms.Pictures:
    return rooms.Rooms(OFFICE).pictures(house or House(), levels, mono, int(mono * 1000))


def test_nothing_starts_as_free(levels: Levels) -> None:
    assert levels.reading(NODE, "motion", 0).why == "never"
    found = pictures(levels)
    assert found.rooms["work"].state == "unknown"
    assert found.desks["laptop-1"].state == "unknown"
    assert found.desks["pc-1"].state == "free"


def test_a_live_level_holds_for_its_time_and_then_is_silent(levels: Levels) -> None:
    say(levels, "motion", value=True)
    assert levels.reading(NODE, "motion", 59).value is True
    late = levels.reading(NODE, "motion", 60)
    assert (late.value, late.why, late.last) == (None, "silent", True)


def test_a_retained_level_is_only_the_last_that_was_known(levels: Levels) -> None:
    say(levels, "motion", value=True, retained=True)
    assert levels.reading(NODE, "motion", 1).why == "retained"
    say(levels, "motion", value=False, seq=2)
    say(levels, "motion", value=True, seq=1, retained=True)
    assert levels.reading(NODE, "motion", 1).value is False


def test_a_lost_node_contributes_nothing_and_a_late_will_is_no_news(levels: Levels) -> None:
    say(levels, "motion", value=True)
    levels.state(NODE, State(s="lost", boot=0), 2_000)
    assert levels.reading(NODE, "motion", 1).value is True
    levels.state(NODE, State(s="lost", boot=1), 3_000)
    assert levels.reading(NODE, "motion", 1).why == "lost"
    levels.state(NODE, State(s="ready", boot=2), 4_000)
    assert levels.reading(NODE, "motion", 1).value is None
    say(levels, "motion", value=False, seq=0, boot=2)
    assert levels.reading(NODE, "motion", 1).value is False


def test_an_older_level_does_not_replace_a_newer(levels: Levels) -> None:
    say(levels, "motion", value=True, seq=5)
    say(levels, "motion", value=False, seq=4)
    assert levels.reading(NODE, "motion", 1).value is True


def test_a_room_follows_its_sensors_and_one_that_is_lost_contributes_nothing(levels: Levels) -> None:
    told = rooms.Rooms(OFFICE)

    def work(mono: float, house: House | None = None) -> tuple[str, str]:
        found = told.pictures(house or House(), levels, mono, 0).rooms["work"]
        return found.state, found.why

    say(levels, "motion", value=False)
    assert work(1) == ("unknown", "no_evidence")
    say(levels, "motion", value=True, seq=2, mono=2)
    assert work(2) == ("occupied", "motion")
    say(levels, "motion", value=False, seq=3, mono=30)
    assert work(31) == ("occupied", "held")
    say(levels, "motion-2", value=False, mono=60)
    assert work(95) == ("occupied", "held"), "the one that fell silent takes nothing back"
    assert work(121) == ("unknown", "silent"), "nobody speaks any more"


def test_a_sensor_that_its_node_no_longer_has_sees_nobody(levels: Levels) -> None:
    told = rooms.Rooms(OFFICE)
    levels.described(NODE, Description(role="sensors", software="1", channels=RADARS))
    say(levels, "radar", value=True)
    say(levels, "radar-2", value=False)
    assert told.pictures(House(), levels, 1, 0).rooms["work"].why == "radar"
    levels.described(NODE, Description(role="sensors", software="1", channels={"radar-2": RADARS["radar-2"]}))
    assert told.pictures(House(), levels, 2, 0).rooms["work"].state == "unknown"
    assert told.pictures(House(), levels, 50, 0).rooms["work"].why == "radar_clear"


def test_while_one_sensor_of_a_room_was_never_heard_the_door_empties_nothing(levels: Levels) -> None:
    told, door = rooms.Rooms(OFFICE), Channel(measures="door", room="work")
    levels.described(NODE, Description(role="sensors", software="1", channels={**CHANNELS, "door": door}))

    def work(mono: float, **values: bool) -> str:
        for name, value in values.items():
            say(levels, name.replace("_", "-"), value=value, seq=int(mono), mono=mono, ttl=9_000)
        return told.pictures(House(), levels, mono, 0).rooms["work"].state

    work(1, motion=False, door=False)
    work(10, door=True)
    work(14, door=False)
    assert work(90) == "unknown"
    work(100, motion_2=False)
    assert work(200) == "unknown", "what it would have seen before nobody knows"
    work(210, door=True)
    work(214, door=False)
    assert work(300) == "vacant"


def test_a_party_is_in_the_room_where_it_was_checked_in(levels: Levels) -> None:
    come = GuestArrived(visit="v-1", guest="g-party001", role="renter", heads=20, room="work")
    found = pictures(levels, house(come)).rooms["work"]
    assert (found.state, found.why, found.heads) == ("occupied", "check_in", 20)


def test_who_is_checked_in_at_a_desk_is_in_its_room_whatever_sensors_say(levels: Levels) -> None:
    say(levels, "seat", value=False)
    found = pictures(levels, house(arrived(desk="laptop-1")), 1).rooms["work"]
    assert (found.state, found.why, found.heads, found.by) == ("occupied", "check_in", 1, ("seat",))


def test_since_is_when_the_state_began_and_not_when_its_reason_changed(levels: Levels) -> None:
    told = rooms.Rooms(OFFICE)
    say(levels, "motion", value=True, mono=10)
    assert told.pictures(House(), levels, 10, 10_000).rooms["work"].since == 10_000
    say(levels, "motion", value=False, seq=2, mono=40)
    found = told.pictures(House(), levels, 41, 41_000).rooms["work"]
    assert (found.why, found.since) == ("held", 10_000)


def test_a_check_in_is_the_evidence_and_a_seat_fills_the_gap(levels: Levels) -> None:
    say(levels, "seat", value=False)
    assert pictures(levels, mono=1).desks["laptop-1"].state == "free"
    assert pictures(levels, house(arrived(desk="laptop-1")), 1).desks["laptop-1"].state == "in_use"
    say(levels, "seat", value=True, seq=2)
    desk = pictures(levels, mono=1).desks["laptop-1"]
    assert (desk.state, desk.why) == ("in_use", "seat")


def test_the_time_since_is_that_of_the_change_not_of_the_repetition(levels: Levels) -> None:
    say(levels, "motion", value=True, seq=1, mono=10)
    say(levels, "motion", value=True, seq=2, mono=40)
    assert levels.reading(NODE, "motion", 50).since == 10_000


def test_a_channel_that_is_no_longer_described_is_forgotten(levels: Levels) -> None:
    say(levels, "motion", value=True)
    fewer = {"seat": CHANNELS["seat"]}
    levels.described(NODE, Description(role="sensors", software="1", channels=fewer))
    assert levels.reading(NODE, "motion", 1).why == "never"
    assert levels.expiry(1) == float("inf")


def test_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        level(1, 1).v = 2
    assert msgspec.json.decode(msgspec.json.encode(level(1, 1)), type=Level) == level(1, 1)
