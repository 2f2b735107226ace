"""Who is in a room: what sensors can tell, what they cannot, and what was said when they could not."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.house.evidence import JAMMED_S, Estimate
from broker.house.levels import Value
from broker.house.occupancy import ENTER_S, FIRM_S, LEFT_S, STANDS_OPEN_S, STILL_S, WEAK_S, Trace

MINUTE, HOUR = 60.0, 3600.0


class Room:
    """A room with sensors, and time that passes."""

    def __init__(self, *, door: bool = True, radar: bool = False, people: int = 1) -> None:
        """Begin with nobody there and the door closed; so many are checked in."""
        self.now, self.trace = 0.0, Trace()
        self.trace.count(people)
        self.says("motion", on=False)
        if door:
            self.says("door", on=False)
        if radar:
            self.says("presence", on=False)

    def says(self, measure: str, *, on: Value) -> None:
        """Let a sensor speak."""
        self.trace.hear(measure, measure, on, self.now)

    def after(self, seconds: float) -> "Room":
        """Let time pass."""
        self.now += seconds
        return self

    def moves(self, seconds: float = 20.0, after: float = 0.0) -> "Room":
        """Let somebody move, as a motion sensor sees it, holding for as long."""
        self.after(after).says("motion", on=True)
        self.after(seconds).says("motion", on=False)
        return self

    def through_the_door(self, *, open_s: float = 4.0) -> "Room":
        """Let the door open and close."""
        self.says("door", on=True)
        self.after(open_s).says("door", on=False)
        return self

    def comes_in(self) -> "Room":
        """Let somebody come in and move about for a while."""
        self.through_the_door()
        return self.moves(after=5).moves(after=40).moves(after=60)

    def goes_out(self) -> "Room":
        """Let somebody walk to the door and leave; the motion sensor holds until after it is closed."""
        self.says("motion", on=True)
        self.after(5)
        self.through_the_door()
        self.after(12).says("motion", on=False)
        return self

    def says_now(self) -> tuple[str, str]:
        """Give state and reason."""
        found = self.trace.estimate(self.now)
        return found.state, found.why


def test_nothing_starts_as_vacant() -> None:
    assert Room().after(HOUR).says_now() == ("unknown", "no_evidence")


def test_who_came_in_and_sits_still_is_there_until_the_door_moves() -> None:
    room = Room().comes_in()
    assert room.says_now() == ("occupied", "after_door")
    assert room.after(5 * HOUR).says_now() == ("occupied", "after_door")
    room.goes_out()
    assert room.after(LEFT_S).says_now() == ("vacant", "door")


def test_nobody_is_believed_to_sit_still_for_ever() -> None:
    assert Room().comes_in().after(FIRM_S).says_now() == ("unknown", "quiet")


def test_one_false_pulse_of_a_motion_sensor_is_nobody() -> None:
    room = Room().comes_in().goes_out().after(HOUR)
    room.moves(seconds=2)
    assert room.after(MINUTE).says_now() == ("vacant", "door")


def test_somebody_who_came_unseen_by_the_door_is_there_and_the_door_is_believed_no_longer() -> None:
    room = Room().comes_in().goes_out().after(HOUR)
    room.moves().moves(after=40).moves(after=50)
    assert room.says_now()[0] == "occupied"
    assert room.after(WEAK_S).says_now() == ("unknown", "quiet")


def test_a_lone_hit_after_the_door_holds_for_half_an_hour_and_no_longer() -> None:
    room = Room().through_the_door().moves(after=5)
    assert room.after(WEAK_S - MINUTE).says_now() == ("occupied", "held")
    assert room.after(MINUTE).says_now() == ("unknown", "quiet")


def test_who_comes_in_within_one_pulse_of_the_motion_sensor_and_sits_down_has_not_left() -> None:
    for room in (Room(), Room().comes_in().goes_out().after(HOUR)):
        room.says("door", on=True)
        room.after(2).says("motion", on=True)
        room.after(2).says("door", on=False)
        room.after(30).says("motion", on=False)
        assert room.after(MINUTE).says_now() == ("occupied", "held")
        assert room.after(HOUR).says_now() == ("unknown", "quiet")
        room.goes_out()
        assert room.after(LEFT_S).says_now() == ("vacant", "door")


def test_who_comes_back_at_once_and_sits_down_has_not_left() -> None:
    room = Room().comes_in().goes_out().after(25)
    room.says("door", on=True)
    room.after(2).says("motion", on=True)
    room.after(2).says("door", on=False)
    room.after(20).says("motion", on=False)
    assert room.after(MINUTE).says_now() == ("occupied", "held")


def test_a_chattering_door_sends_nobody_out() -> None:
    room = Room().comes_in().after(2 * HOUR)
    for _ in range(20):
        room.through_the_door(open_s=0.1).after(30)
    assert room.after(HOUR).says_now() == ("occupied", "after_door")


def test_a_door_that_chatters_while_nobody_goes_to_it_empties_no_room() -> None:
    room = Room().comes_in().after(6 * MINUTE)
    for _ in range(20):
        room.through_the_door(open_s=20).after(MINUTE)
        assert room.says_now() == ("unknown", "quiet")
    room.goes_out()
    assert room.after(LEFT_S).says_now() == ("vacant", "door")


def test_a_door_that_rattles_in_the_wind_sends_nobody_out() -> None:
    room = Room().comes_in()
    room.after(10).through_the_door(open_s=0.5)
    assert room.after(HOUR).says_now() == ("occupied", "after_door")


def test_a_colleague_who_goes_out_leaves_one_who_goes_on_moving() -> None:
    room = Room().comes_in()
    room.says("motion", on=True)
    room.after(5).through_the_door()
    assert room.after(3 * MINUTE).says_now() == ("occupied", "motion")
    room.says("motion", on=False)
    assert room.after(5 * MINUTE).says_now()[0] == "occupied"


def test_one_of_several_goes_out_and_the_others_sit_still_which_is_not_vacant() -> None:
    room = Room(people=3).comes_in()
    for _ in range(3):
        room.goes_out().after(LEFT_S)
        assert room.says_now() == ("unknown", "quiet")
        assert room.after(2 * HOUR).says_now() == ("unknown", "quiet")


def test_whom_nobody_has_seen_for_half_a_day_has_left_with_the_others() -> None:
    room = Room(people=3).comes_in()
    room.goes_out().after(STILL_S - MINUTE)
    assert room.says_now() == ("unknown", "quiet")
    assert room.after(MINUTE).says_now() == ("vacant", "door")


def test_who_stays_when_all_others_have_left_the_house_is_not_said_to_have_left() -> None:
    room = Room(people=2).comes_in().goes_out().after(HOUR)
    room.trace.count(1)
    assert room.says_now() == ("unknown", "quiet")
    room.trace.count(0)
    assert room.says_now() == ("vacant", "door")


def test_a_room_that_one_alone_has_left_stays_vacant_whoever_else_comes_to_the_house() -> None:
    room = Room().comes_in().goes_out().after(HOUR)
    room.trace.count(5)
    assert room.says_now() == ("vacant", "door")
    room.through_the_door().after(HOUR)
    assert room.says_now() == ("vacant", "door")


def test_a_radar_sees_who_sits_still() -> None:
    room = Room(radar=True).comes_in()
    room.says("presence", on=True)
    room.goes_out()
    assert room.after(3 * HOUR).says_now() == ("occupied", "radar")
    room.says("presence", on=False)
    assert room.after(LEFT_S).says_now() == ("vacant", "radar_clear")


def test_a_radar_that_died_while_on_counts_no_longer() -> None:
    room = Room(door=False, radar=True)
    room.says("presence", on=True)
    assert room.after(JAMMED_S["presence"]).says_now()[0] == "unknown"


def test_a_seat_holds_for_two_minutes() -> None:
    room = Room(door=False)
    room.says("seat", on=True)
    assert room.after(HOUR).says_now() == ("occupied", "seat")
    room.says("seat", on=False)
    assert room.after(MINUTE).says_now() == ("occupied", "seat")


def test_without_door_and_radar_a_quiet_room_is_unknown() -> None:
    room = Room(door=False).moves().moves(after=30)
    assert room.after(MINUTE).says_now() == ("occupied", "held")
    assert room.after(WEAK_S).says_now() == ("unknown", "quiet")


@pytest.mark.parametrize(("lit", "dark"), [(True, False), (240.0, 20.0)])
def test_who_puts_the_light_out_has_left(lit: Value, dark: Value) -> None:
    room = Room(door=False)
    room.says("light", on=lit)
    room.moves().moves(after=30)
    room.says("light", on=dark)
    assert room.says_now() == ("vacant", "lights_out")
    assert room.after(5 * HOUR).says_now() == ("vacant", "lights_out")


def test_light_that_goes_while_somebody_moves_counts_when_the_motion_ends() -> None:
    room = Room(door=False)
    room.says("light", on=True)
    room.moves().after(30).says("motion", on=True)
    room.says("light", on=False)
    assert room.after(MINUTE).says_now() == ("occupied", "motion")
    room.says("motion", on=False)
    assert room.says_now() == ("vacant", "lights_out")


def test_one_lamp_of_several_that_goes_out_is_no_leaving() -> None:
    room = Room(door=False)
    for lamp in ("lamp-1", "lamp-2"):
        room.trace.hear(lamp, "light", 20.0, room.now)
        room.trace.hear(lamp, "light", 200.0, room.now)
    room.moves().moves(after=30)
    room.trace.hear("lamp-1", "light", 20.0, room.now)
    assert room.says_now()[0] == "occupied"
    room.trace.hear("lamp-2", "light", 20.0, room.now)
    assert room.says_now() == ("vacant", "lights_out")


def test_light_switched_on_is_somebody_and_dusk_is_nobody() -> None:
    room = Room(door=False)
    for lux in (300.0, 200.0, 140.0, 90.0, 60.0, 40.0, 25.0):
        room.after(HOUR).says("light", on=lux)
    assert room.says_now() == ("unknown", "no_evidence")
    room.says("light", on=180.0)
    assert room.after(MINUTE).says_now() == ("occupied", "held")


def test_a_door_left_open_tells_no_longer_who_leaves() -> None:
    room = Room().comes_in()
    room.says("door", on=True)
    room.moves(after=10).moves(after=50)
    assert room.after(STANDS_OPEN_S).says_now() == ("occupied", "held")
    assert room.after(WEAK_S).says_now() == ("unknown", "door_open")


def test_a_sensor_lost_in_the_middle_contributes_nothing() -> None:
    room = Room().comes_in()
    room.trace.lose("door", "door")
    assert room.after(MINUTE).says_now() == ("occupied", "held")
    assert room.after(WEAK_S).says_now() == ("unknown", "quiet")
    radar = Room(door=False, radar=True)
    radar.says("presence", on=True)
    radar.trace.lose("presence", "presence")
    assert radar.after(WEAK_S).says_now()[0] == "unknown"


def test_a_room_is_not_vacant_while_nothing_there_would_see_somebody_move() -> None:
    room = Room()
    room.trace = Trace()
    room.says("door", on=False)
    assert room.through_the_door().after(HOUR).says_now() == ("unknown", "blind")
    room = Room().comes_in()
    room.trace.lose("motion", "motion")
    assert room.through_the_door().after(HOUR).says_now() == ("unknown", "blind")
    room = Room().comes_in().goes_out()
    room.trace.lose("motion", "motion")
    assert room.after(HOUR).says_now() == ("unknown", "blind")


def test_a_seat_that_is_lost_while_somebody_sits_there_is_not_empty() -> None:
    room = Room().comes_in()
    room.says("seat", on=True)
    room.goes_out().trace.lose("seat", "seat")
    assert room.after(HOUR).says_now() == ("unknown", "blind")


def test_a_motion_sensor_that_came_back_tells_nothing_before_the_door_moves_again() -> None:
    room = Room().comes_in().goes_out()
    room.trace.lose("motion", "motion")
    room.after(HOUR).says("motion", on=False)
    assert room.after(HOUR).says_now() == ("unknown", "blind")
    assert room.through_the_door().after(LEFT_S).says_now() == ("vacant", "door")


def test_one_motion_sensor_of_two_and_one_radar_of_two_do_not_see_the_whole_room() -> None:
    room = Room().comes_in()
    room.trace.lose("motion-2", "motion")
    assert room.goes_out().after(LEFT_S).says_now() == ("unknown", "blind")
    room.trace.forget("motion-2")
    assert room.says_now() == ("vacant", "door")
    radar = Room(door=False, radar=True)
    assert radar.after(LEFT_S).says_now() == ("vacant", "radar_clear")
    radar.trace.lose("radar-2", "presence")
    assert radar.says_now()[0] == "unknown"


def test_a_radar_that_does_not_see_who_moves_does_not_say_that_nobody_is_there() -> None:
    room = Room(radar=True).comes_in()
    assert room.after(HOUR).says_now() == ("occupied", "after_door")
    room = Room(door=False, radar=True).after(HOUR).moves().moves(after=30)
    assert room.after(WEAK_S).says_now() == ("unknown", "quiet")
    room.says("presence", on=True)
    room.after(HOUR).says("presence", on=False)
    assert room.after(LEFT_S).says_now() == ("vacant", "radar_clear")


def test_a_room_as_busy_as_can_be_is_not_vacant_when_its_motion_sensor_has_held_for_too_long() -> None:
    room = Room(people=30).through_the_door()
    room.after(5).says("motion", on=True)
    assert room.after(JAMMED_S["motion"] - MINUTE).says_now() == ("occupied", "motion")
    assert room.after(2 * MINUTE).says_now() == ("unknown", "blind")
    room.says("motion", on=False)
    assert room.after(3 * HOUR).says_now() == ("occupied", "after_door")


@pytest.mark.parametrize("through", [True, False])
def test_motion_that_goes_on_for_long_is_somebody_also_when_it_ends(through: bool) -> None:
    room = Room().comes_in().goes_out().after(HOUR)
    room.says("motion", on=True)
    if through:
        room.after(5).through_the_door()
    room.after(10 * MINUTE).says("motion", on=False)
    assert room.after(MINUTE).says_now() == ("occupied", "held")
    assert room.after(WEAK_S).says_now() == ("unknown", "quiet")


def test_a_cloud_before_the_sun_and_the_dark_of_a_nap_send_nobody_out() -> None:
    room = Room(door=False)
    room.says("light", on=20.0)
    room.says("light", on=600.0)
    room.moves().moves(after=30).says("light", on=200.0)
    assert room.after(MINUTE).says_now() == ("occupied", "held")
    nap = Room(door=False)
    nap.trace = Trace(naps=True)
    nap.says("light", on=True)
    nap.moves().moves(after=30).says("light", on=False)
    assert nap.after(HOUR).says_now() == ("unknown", "quiet")


@pytest.mark.parametrize("lit", [True, 240.0])
def test_a_lamp_that_shone_at_the_start_or_is_lost_may_shine_when_another_goes_out(lit: Value) -> None:
    room = Room(door=False)
    room.trace.hear("lamp-1", "light", lit, 0)
    for on in (False, True, False):
        room.trace.hear("lamp-2", "light", on, room.after(MINUTE).now)
    assert room.says_now()[0] == "occupied"
    room.trace.lose("lamp-1", "light")
    for on in (True, False):
        room.trace.hear("lamp-2", "light", on, room.after(HOUR).now)
    assert room.says_now() == ("unknown", "quiet")


def test_words_that_are_no_light_tell_nothing() -> None:
    room = Room(door=False)
    for value in ("very bright", 20.0, "", 300.0):
        room.says("light", on=value)
    assert room.says_now() == ("occupied", "held")


def test_a_lamp_that_is_lost_may_shine() -> None:
    room = Room(door=False)
    room.says("light", on=True)
    room.moves().says("light", on=False)
    assert room.says_now() == ("vacant", "lights_out")
    room.trace.lose("light", "light")
    assert room.says_now()[0] == "unknown"


def test_a_restart_in_the_middle_begins_as_unknown_and_finds_out() -> None:
    room = Room().comes_in()
    room.trace = Trace()
    for measure in ("motion", "door"):
        room.says(measure, on=False)
    assert room.says_now() == ("unknown", "no_evidence")
    assert room.moves(after=HOUR).says_now()[0] == "occupied"


def test_a_cleaner_at_night_comes_and_is_gone() -> None:
    room = Room().comes_in().goes_out().after(5 * HOUR)
    assert room.says_now()[0] == "vacant"
    room.comes_in()
    assert room.says_now()[0] == "occupied"
    room.goes_out()
    assert room.after(LEFT_S).says_now() == ("vacant", "door")


def test_at_a_party_the_room_is_never_called_vacant() -> None:
    room, said = Room(people=20).comes_in(), set[str]()
    for turn in range(60):
        room.through_the_door().moves(seconds=15 + turn % 20, after=turn % 30)
        said.add(room.says_now()[0])
    assert said == {"occupied"}


def _day(draw_steps: list[tuple[str, bool, float]]) -> Iterator[tuple[float, Estimate]]:
    trace, now = Trace(), 0.0
    for measure, on, gap in draw_steps:
        now += gap
        trace.hear(measure, measure, on, now)
        yield now, trace.estimate(now)
        now += ENTER_S
        yield now, trace.estimate(now)


@given(
    st.lists(
        st.tuples(st.sampled_from(["motion", "presence", "door", "seat", "light", "input"]), st.booleans(),
                  st.floats(0, 7200)),
        max_size=40,
    )
)  # fmt: skip
def test_whatever_is_heard_a_room_in_which_something_is_seen_now_is_not_vacant(
    steps: list[tuple[str, bool, float]],
) -> None:
    active: dict[str, float] = {}
    for (now, found), (measure, on, _) in zip(_day(steps), [step for step in steps for _ in range(2)], strict=True):
        if on:
            active.setdefault(measure, now)
        else:
            active.pop(measure, None)
        assert 0 <= found.chance <= 1
        if any(name in active and now - active[name] < JAMMED_S[name] for name in ("presence", "seat")):
            assert found.state == "occupied"
