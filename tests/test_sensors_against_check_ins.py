"""Where sensors and check-ins disagree, somebody is asked, and nobody is moved."""

import pytest
from msgspec.structs import replace

from broker.house.contradictions import PATIENCE
from broker.house.office import Programme
from broker.house.questions import TABLE
from scenes import JANA, LEO, LINH, MIA, OLENA, TARIK
from sensed import BOOKABLE, Sensed


@pytest.fixture
def house() -> Sensed:
    """Begin at nine, with nobody in the house."""
    found = Sensed()
    found.at("9:00")
    return found


def test_who_is_checked_in_and_seen_by_nobody_for_hours_is_asked_about_and_stays_recorded(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.says("work", on=True).wait(minutes=30)
    house.says("work", on=False).wait(minutes=115)
    assert not house.questions()
    house.wait(minutes=10)
    assert house.questions() == {("unseen", OLENA.id)}
    assert house.is_here(OLENA)
    assert house.room("work") == ("occupied", "check_in"), "check-ins decide"


def test_whoever_was_forgotten_can_be_let_go_and_whoever_is_there_stays(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.wait(minutes=150).answer("unseen", OLENA, "left", by=JANA)
    assert not house.is_here(OLENA)
    assert not house.questions()
    house.arrive(LINH, desk="laptop-3")
    house.wait(minutes=150).answer("unseen", LINH, "here", by=LINH)
    house.wait(minutes=200)
    assert house.is_here(LINH)
    assert not house.questions(), "an answer holds for as long as its cause"


def test_a_question_about_somebody_is_taken_back_when_the_room_moves_again(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.wait(minutes=130)
    assert house.questions()
    house.says("work", on=True).wait(minutes=3)
    assert not house.questions()


def test_who_is_out_or_on_duty_or_settling_in_need_not_be_seen_at_the_desk(house: Sensed) -> None:
    house.arrive(OLENA, {MIA: "care"}, desk="laptop-1")
    house.arrive(JANA, desk="laptop-3")
    house.begin_shift(JANA)
    house.take(MIA, by=JANA)
    house.says("care", on=True)
    house.go_out(OLENA, "lunch", minutes=200)
    assert not [one for one in house.wait(minutes=190).questions() if one[0] == "unseen"]


def test_a_question_whose_adult_leaves_is_gone_at_once(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.wait(minutes=130)
    house.leave(OLENA)
    assert not house.questions()


def test_where_nothing_is_known_nobody_is_contradicted(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.silent |= {"work", "seat-1", "seat-2"}
    house.wait(minutes=300)
    assert house.room("work") == ("occupied", "check_in")
    assert not house.questions()


def test_who_has_no_desk_is_held_against_all_rooms_at_once(house: Sensed) -> None:
    house.arrive(OLENA)
    house.says("group", on=True).wait(minutes=200)
    assert ("unseen", OLENA.id) not in house.questions(), "sitting in another room is no contradiction"
    house.says("group", on=False).wait(minutes=130)
    assert ("unseen", OLENA.id) in house.questions()


def test_many_in_a_room_of_which_a_sensor_sees_none_is_one_question_about_the_room(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.arrive(LINH, desk="laptop-2")
    house.says("seat-2", on=True).says("seat-2", on=False).wait(minutes=130)
    assert house.questions() == {("room_unseen", "work")}


def test_children_in_a_care_room_in_which_nothing_moves_are_counted_never_moved(house: Sensed) -> None:
    house.arrive(OLENA, {MIA: "care", LEO: "care"}, desk="laptop-3")
    house.arrive(JANA)
    house.begin_shift(JANA)
    house.take(MIA, by=JANA)
    house.says("care", on=True).says("work", on=True).wait(minutes=5)
    house.says("care", on=False).wait(minutes=19)
    assert ("care_unseen", "care") not in house.questions()
    house.wait(minutes=3)
    assert ("care_unseen", "care") in house.questions()
    assert house.where(MIA) == "care"
    house.answer("care_unseen", "care", "right", by=JANA)
    house.wait(minutes=20)
    assert ("care_unseen", "care") not in house.questions()
    house.give_back(MIA, to=OLENA)
    house.wait(minutes=2)
    assert ("care_unseen", "care") not in house.house.questions


def test_everybody_tapped_out_but_somebody_is_seen(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.says("work", on=True).wait(minutes=30)
    house.leave(OLENA)
    house.wait(minutes=9)
    assert not house.questions()
    house.wait(minutes=3)
    assert house.questions() == {("uncounted", "house")}
    house.arrive(LINH)
    assert not house.questions(), "somebody is checked in again"


def test_a_cleaner_at_night_is_one_question_and_gone_with_the_cleaner(house: Sensed) -> None:
    house.at("19:00")
    for room in ("work", "care", "group"):
        house.says(room, on=True).wait(minutes=8)
        house.says(room, on=False)
    house.says("work", on=True).wait(minutes=12)
    assert house.questions() == {("uncounted", "house")}
    house.says("work", on=False).wait(minutes=15)
    assert not house.questions()
    assert not house.house.visits, "nobody is invented"


def test_a_course_in_the_evening_is_nobody_forgotten(house: Sensed) -> None:
    house.book("group", "18:00", "20:00", heads=8)
    house.at("18:00").says("group", on=True).at("20:10")
    assert not house.questions()
    house.at("20:40")
    assert ("uncounted", "house") in house.questions(), "they have stayed far longer than they had booked"


def test_a_seat_that_nobody_has_chosen_is_a_question_at_the_desk_which_choosing_answers(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.says("work", on=True).says("seat-1", on=True).wait(minutes=4)
    assert house.desk("laptop-1") == ("in_use", "seat")
    assert not house.questions()
    house.wait(minutes=2)
    assert house.questions() == {("seat_unclaimed", "laptop-1")}
    assert not TABLE["seat_unclaimed"].alarm
    house.answer("seat_unclaimed", "laptop-1", "mine", by=OLENA)
    assert house.desk_of(OLENA) == "laptop-1"
    assert not house.questions()
    assert house.desk("laptop-1") == ("in_use", "check_in")


def test_a_desk_is_reserved_until_its_chooser_sits_down(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-1")
    house.says("work", on=True).wait(minutes=5)
    assert house.desk("laptop-1") == ("reserved", "not_sat")
    house.says("seat-1", on=True)
    assert house.desk("laptop-1") == ("in_use", "check_in")
    house.says("seat-1", on=False).wait(minutes=60)
    assert house.desk("laptop-1") == ("in_use", "check_in"), "fetching a coffee gives no desk away"
    assert not house.questions()


def test_a_desk_that_is_chosen_and_not_sat_at_is_asked_about_and_can_be_given_up(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-1")
    house.says("work", on=True).wait(minutes=16)
    assert house.questions() == {("no_show", "laptop-1")}
    house.answer("no_show", "laptop-1", "free", by=LINH)
    assert house.is_here(OLENA)
    assert house.desk_of(OLENA) is None
    assert house.desk("laptop-1") == ("free", "seat_clear")
    assert not house.questions()


def test_who_says_to_be_coming_is_not_asked_again_and_sitting_down_ends_it(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-1")
    house.says("work", on=True).wait(minutes=16).answer("no_show", "laptop-1", "coming", by=OLENA)
    assert not house.wait(minutes=100).questions()
    house.says("seat-1", on=True).wait(minutes=1)
    assert ("no_show", "laptop-1") not in house.house.questions


def test_a_seat_that_fell_silent_reserves_nothing_and_asks_nothing(house: Sensed) -> None:
    house.silent.add("seat-1")
    house.wait(minutes=3)
    assert house.desk("laptop-1") == ("unknown", "silent")
    house.arrive(OLENA, desk="laptop-1")
    house.says("work", on=True).wait(minutes=30)
    assert house.desk("laptop-1") == ("in_use", "check_in")
    assert not house.questions()


def test_a_booking_to_which_nobody_comes_can_be_given_away(house: Sensed) -> None:
    house.book("group", "10:00", "12:00", heads=6)
    house.at("10:19")
    assert not house.questions()
    house.at("10:22")
    ((kind, booking),) = house.questions()
    assert kind == "booked_empty"
    house.answer("booked_empty", booking, "free", by=JANA)
    assert not house.house.bookings
    assert not house.questions()


def test_a_booking_is_asked_about_no_longer_once_they_have_come_or_it_is_over(house: Sensed) -> None:
    house.book("group", "10:00", "12:00", heads=6)
    house.at("10:30").says("group", on=True).wait(minutes=1)
    assert not house.questions()
    house.at("12:00").says("group", on=False)
    house.book("care", "13:00", "13:40", heads=2)
    house.at("13:30")
    assert len(house.questions()) == 1
    assert not house.at("13:41").questions()


def test_a_room_that_has_to_be_booked_is_asked_about_when_it_is_used_without(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-3")
    house.says("work", on=True).says("group", on=True).wait(minutes=14)
    assert not house.questions()
    house.wait(minutes=3)
    assert house.questions() == {("unbooked", "group")}
    house.book("group", "9:15", "12:00", heads=3)
    house.wait(minutes=11)
    assert not house.questions()


def test_what_takes_place_every_week_needs_no_booking() -> None:
    weekly = Programme(weekdays=("mo",), at="09:00", title="Themenfrühstück", room="group")
    house = Sensed(replace(BOOKABLE, programme=(weekly,)))
    house.at("8:50").arrive(OLENA, desk="laptop-3")
    house.says("work", on=True).says("group", on=True)
    assert not house.at("11:10").questions()
    assert house.at("11:40").questions() == {("unbooked", "group")}


def test_after_a_restart_nothing_is_asked_until_it_has_lasted_again_and_nothing_twice(house: Sensed) -> None:
    house.arrive(OLENA, desk="laptop-1")
    house.arrive(TARIK, desk="laptop-3")
    house.says("work", on=True).says("seat-1", on=True).says("seat-1", on=False).says("seat-2", on=True)
    house.wait(minutes=6)
    assert house.questions() == {("seat_unclaimed", "laptop-2")}
    house.restart()
    assert house.desk("laptop-1") == ("in_use", "check_in"), "a hub that has just begun reserves nobody's desk"
    house.wait(minutes=20)
    assert house.questions() == {("seat_unclaimed", "laptop-2")}
    assert house.house.questions["seat_unclaimed", "laptop-2"].times == 1
    house.power_cut()


def test_a_desk_or_room_that_the_office_has_no_longer_is_asked_about_no_more(house: Sensed) -> None:
    house.arrive(TARIK, desk="laptop-3")
    house.says("work", on=True).says("seat-1", on=True).says("group", on=True).wait(minutes=20)
    assert house.questions() == {("seat_unclaimed", "laptop-1"), ("unbooked", "group")}
    house.office = replace(
        BOOKABLE,
        rooms=tuple(room for room in BOOKABLE.rooms if room.id != "group"),
        desks=tuple(desk for desk in BOOKABLE.desks if desk.id != "laptop-1"),
    )
    house.restart()
    house.wait(minutes=12)
    assert not house.questions()


def test_every_contradiction_has_answers_and_none_is_an_alarm() -> None:
    assert all(TABLE[kind].answers and not TABLE[kind].alarm for kind in PATIENCE)
