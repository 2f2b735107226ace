"""Scenes of the evening, and of the next morning: closing, parties, what was forgotten."""

from broker.house.due import closing
from broker.wire.facts.presence import GuestLeft, HeadsCounted, Left
from scenes import BAO, HALYNA, JANA, LINH, MIA, OLENA, TARIK, Stage


def test_everybody_is_reminded_before_the_house_closes() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK)
    assert stage.at("16:44").house.closes is None
    assert stage.at("16:45").house.closes == stage.moment("17:00")


def test_the_next_morning_no_closing_is_announced_any_more() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK)
    stage.at("18:00").next_day("9:00")
    assert stage.house.closes is not None
    stage.arrive(LINH)
    assert stage.house.closes is None


def test_nobody_is_reminded_in_an_empty_house() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK)
    stage.at("12:00").leave(TARIK)
    facts = len(stage.facts)
    stage.at("23:00")
    assert len(stage.facts) == facts


def test_a_forgotten_visit_ends_after_closing_and_is_marked_as_inferred() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK, desk="laptop-1")
    assert stage.at("17:29").is_here(TARIK)
    stage.at("17:31")
    assert not stage.is_here(TARIK)
    last = stage.house.last[TARIK.id]
    assert (last.until, last.until_quality) == (stage.moment("17:30"), "inferred")


def test_the_next_morning_he_says_when_he_left() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK)
    forgotten = stage.visit_of(TARIK)
    stage.at("18:00").next_day("9:00").arrive(TARIK)
    stage.day = stage.day.replace(day=12)
    stage.correct(TARIK, "left", "14:30", visit=forgotten)
    last = stage.house.last[TARIK.id]
    assert (last.visit, last.until, last.until_quality) == (forgotten, stage.moment("14:30"), "confirmed")
    assert stage.is_here(TARIK)
    stage.record(Left(forgotten, *TARIK))  # a kiosk that was cut off knows of a tap: worse than his word
    assert stage.house.last[TARIK.id].until == stage.moment("14:30")
    stage.correct(TARIK, "left", "14:15", visit=forgotten)  # he corrects himself
    assert stage.house.last[TARIK.id].until == stage.moment("14:15")
    assert not stage.questions()


def test_a_tap_that_comes_late_replaces_the_inferred_end() -> None:
    stage = Stage()
    kiosk = stage.kiosk("kiosk-yard")
    stage.at("9:00").arrive(TARIK)
    kiosk.cut_off()
    stage.at("14:30")
    kiosk.leave(TARIK)
    stage.at("18:00")
    assert stage.house.last[TARIK.id].until_quality == "inferred"
    kiosk.connect()
    last = stage.house.last[TARIK.id]
    assert (last.until, last.until_quality) == (stage.moment("14:30"), "measured")
    stage.fold("hub", Left(last.visit, *TARIK, by=JANA.id), stage.moment("17:30"), "inferred")
    assert stage.house.last[TARIK.id].until == stage.moment("14:30")
    assert not stage.questions()


def test_an_open_visit_of_yesterday_is_never_toggled() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {MIA: "adult"})
    yesterday = stage.visit_of(OLENA)
    stage.at("18:00").next_day("9:00").arrive(OLENA, {MIA: "adult"})
    assert stage.visit_of(OLENA) != yesterday
    assert stage.house.last[OLENA.id].visit == yesterday
    assert ("arrived_twice", OLENA.id) in stage.questions()
    assert stage.who_answers(MIA) == OLENA.id


def test_closing_with_a_child_still_in_care() -> None:
    stage = Stage().at("15:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.arrive(OLENA, {MIA: "care"})
    stage.arrive(LINH)
    stage.at("16:05").take(MIA, by=JANA)
    assert stage.at("17:00").questions() == {("child_at_closing", MIA.id)}
    stage.at("18:00").count(JANA, 1)
    assert stage.is_here(OLENA)  # who answers for a child in the house is never ended
    assert not stage.is_here(LINH)
    assert stage.where(MIA) == "care"
    stage.offer(MIA, OLENA, HALYNA)
    stage.collect(HALYNA, MIA)
    assert ("child_at_closing", MIA.id) not in stage.questions()
    assert not stage.wait(seconds=1).is_here(OLENA)  # now hers ends too


def test_closing_does_not_end_the_visit_of_a_carer_while_a_child_is_in_care() -> None:
    stage = Stage().at("16:00")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.arrive(OLENA, {MIA: "care"})
    stage.at("16:10").take(MIA, by=JANA)
    stage.at("17:31")
    assert stage.is_here(JANA)
    assert ("no_carer", "care") not in stage.questions()
    stage.leave(OLENA, takes=(MIA,))
    assert not stage.wait(seconds=1).is_here(JANA)


def test_a_child_at_closing_whom_somebody_has_found_gone() -> None:
    stage = Stage().at("9:00")
    stage.arrive(LINH, {BAO: "adult"})
    stage.at("17:40")
    assert stage.questions() == {("child_at_closing", BAO.id)}
    stage.answer("child_at_closing", BAO, "gone", JANA)
    stage.wait(seconds=1)
    assert stage.where(BAO) is None
    assert stage.house.last[LINH.id].until_quality == "inferred"
    assert not stage.questions()


def test_a_child_at_closing_who_is_still_here_is_not_asked_about_again_and_again() -> None:
    stage = Stage().at("9:00")
    stage.arrive(LINH, {BAO: "adult"})
    stage.at("17:05").answer("child_at_closing", BAO, "here", JANA)
    assert not stage.at("17:20").questions()
    stage.leave(LINH)
    assert not stage.house.questions


def test_a_party_with_25_guests_closing_follows_the_booking() -> None:
    stage = Stage().at("12:00")
    stage.book("group", "16:00", "21:00", heads=25)
    assert closing(stage.house, stage.office, stage.now) == stage.moment("21:00")
    stage.at("16:00").arrive(TARIK)
    party = stage.party(heads=20, room="group")
    stage.at("16:30").record(HeadsCounted(party, 25))
    assert stage.house.guests[party].heads == 25
    stage.at("18:00")
    assert stage.is_here(TARIK)
    assert stage.house.closes is None
    assert stage.at("20:45").house.closes == stage.moment("21:00")
    assert stage.at("21:31").questions() == {("guest_forgotten", party)}
    assert not stage.is_here(TARIK)
    stage.record(GuestLeft(party))
    assert (stage.house.guests, stage.questions()) == ({}, set())


def test_closing_is_announced_anew_when_a_booking_is_made_in_the_evening() -> None:
    stage = Stage().at("16:00")
    stage.arrive(TARIK)
    stage.at("16:50")
    assert stage.house.closes == stage.moment("17:00")
    stage.book("group", "17:00", "20:00", heads=8)
    assert stage.at("19:46").house.closes == stage.moment("20:00")
    assert stage.is_here(TARIK)


def test_a_house_that_is_closed_by_its_hours_ends_the_day_at_four() -> None:
    stage = Stage(day=Stage().day.replace(day=17)).at("10:00")  # a Saturday, without a booking
    stage.arrive(TARIK)
    assert stage.at("23:00").is_here(TARIK)
    stage.next_day("4:31")
    assert not stage.is_here(TARIK)
    assert stage.house.last[TARIK.id].until_quality == "inferred"
