"""Scenes of the morning: who comes, with whom, and who is counted how often."""

from scenes import ANDRIJ, BAO, HALYNA, JANA, LEO, LINH, MIA, OLENA, Stage, morning


def test_the_buggy_a_second_tap_at_the_other_entrance_is_still_one_person() -> None:
    stage = Stage()
    front, yard = stage.kiosk("kiosk-front"), stage.kiosk("kiosk-yard")
    yard.cut_off()
    stage.at("9:02")
    front.arrive(OLENA, {LEO: "adult"}, desk="laptop-1")
    stage.at("9:04")  # she has parked the buggy, and comes in by the yard, with Mia
    yard.arrive(OLENA, {LEO: "adult", MIA: "care"}, desk="laptop-1")
    yard.connect()
    assert [visit.adult for visit in stage.house.present()] == [OLENA.id]
    assert (stage.where(LEO), stage.where(MIA)) == ("adult", "announced")
    assert stage.questions() == {("arrived_twice", OLENA.id)}
    stage.answer("arrived_twice", OLENA, "seen", OLENA)
    assert not stage.questions()


def test_the_buggy_on_the_reopened_result_she_says_who_came_too() -> None:
    stage = Stage().at("9:02")
    stage.arrive(OLENA, {LEO: "adult"}, desk="laptop-1")
    stage.at("9:04").choose(OLENA, {MIA: "care"})
    assert (stage.where(LEO), stage.where(MIA)) == ("adult", "announced")
    assert stage.house.visits[OLENA.id].since == stage.moment("9:02")
    assert not stage.questions()


def test_undoing_the_second_arrival_gives_the_earlier_visit_back_with_every_child() -> None:
    stage = Stage()
    front, yard = stage.kiosk("kiosk-front"), stage.kiosk("kiosk-yard")
    yard.cut_off()
    stage.at("9:02")
    front.arrive(OLENA, {LEO: "adult", MIA: "care"}, desk="laptop-1")
    stage.at("9:04")
    yard.arrive(OLENA, {LEO: "adult"}, desk="laptop-2")
    yard.connect()
    assert stage.questions() == {("arrived_twice", OLENA.id), ("child_unclear", MIA.id)}
    stage.undo(OLENA, "arrived")
    assert stage.house.visits[OLENA.id].since == stage.moment("9:02")
    assert stage.desk_of(OLENA) == "laptop-1"
    assert (stage.where(LEO), stage.where(MIA)) == ("adult", "announced")
    assert not stage.questions()


def test_undoing_an_arrival_leaves_a_child_in_the_house_who_came_with_somebody_else() -> None:
    stage = Stage().at("9:00")
    stage.arrive(ANDRIJ, {MIA: "adult"})
    stage.at("10:00").arrive(OLENA, {LEO: "adult"})
    stage.offer(MIA, ANDRIJ, OLENA)
    stage.hand_over(MIA, OLENA)
    stage.at("10:05").undo(OLENA, "arrived")
    assert not stage.is_here(OLENA)
    assert stage.where(LEO) is None
    assert stage.where(MIA) == "adult"
    assert stage.questions() == {("child_alone", MIA.id)}


def test_a_sick_child_stays_at_home() -> None:
    stage = Stage().at("9:02")
    stage.arrive(OLENA, {MIA: "care", LEO: "adult"})
    stage.choose(OLENA, {MIA: "absent"})
    assert stage.where(MIA) is None
    assert stage.where(LEO) == "adult"
    stage.wait(minutes=20)
    assert not stage.questions()
    stage.leave(OLENA)
    assert not stage.house.stays


def test_dad_arrives_at_ten_and_moves_nobody() -> None:
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:02").arrive(OLENA, {MIA: "care"})
    stage.at("9:05").take(MIA, by=JANA)
    stage.at("10:00").arrive(ANDRIJ, {MIA: "adult"}, desk="laptop-2")
    assert stage.where(MIA) == "care"
    assert stage.who_answers(MIA) == OLENA.id
    assert not stage.questions()


def test_a_child_who_sits_with_mum_and_came_with_dad_too_is_asked_about() -> None:
    stage = Stage().at("9:02")
    stage.arrive(OLENA, {MIA: "adult"})
    stage.at("10:00").arrive(ANDRIJ, {MIA: "adult"})
    assert stage.who_answers(MIA) == OLENA.id
    assert stage.questions() == {("child_twice", MIA.id)}


def test_settling_in_together_with_a_short_separation() -> None:
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(LINH, {BAO: "together"})
    assert stage.where(BAO) == "together"
    assert [stay.child for stay in stage.house.in_care()] == [BAO.id]
    stage.at("9:30").take(BAO, by=JANA, back_by=stage.moment("9:45"))
    assert (stage.where(BAO), stage.who_answers(BAO)) == ("care", LINH.id)
    stage.at("9:44")
    assert not stage.questions()
    stage.at("9:46")
    assert stage.questions() == {("separation_over", BAO.id)}
    stage.answer("separation_over", BAO, "together", JANA)
    assert stage.where(BAO) == "together"
    assert stage.house.stays[BAO.id].looks_after == LINH.id
    assert not stage.questions()


def test_a_carer_checks_in_an_adult_who_forgot_the_card() -> None:
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:02").arrive(OLENA, {MIA: "care"}, by=JANA)
    assert stage.is_here(OLENA)
    assert stage.where(MIA) == "announced"
    assert [ask.stay.child for ask in stage.tap_out(OLENA)] == [MIA.id]  # with the second card: the same adult
    stage.leave(OLENA, takes=(MIA,))
    assert not stage.is_here(OLENA)
    assert not stage.questions()


def test_a_tap_announces_and_only_a_carer_takes() -> None:
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(OLENA, {MIA: "care"})
    stage.at("9:09")
    assert (stage.where(MIA), stage.questions()) == ("announced", set())
    stage.at("9:11")
    assert (stage.where(MIA), stage.questions()) == ("announced", {("announced_long", MIA.id)})
    stage.take(MIA, by=JANA)
    assert (stage.where(MIA), stage.questions()) == ("care", set())
    assert stage.house.stays[MIA.id].since == stage.moment("9:11")


def test_a_visit_of_the_morning_that_comes_late_ends_no_visit_of_the_afternoon() -> None:
    stage = Stage().at("9:00")
    garden = stage.kiosk("kiosk-garden")
    garden.cut_off()
    garden.arrive(OLENA)
    stage.at("12:00")
    garden.leave(OLENA)
    stage.at("14:00").arrive(OLENA, {LEO: "adult"})
    stage.at("15:00")
    garden.connect()
    assert stage.is_here(OLENA)
    assert (stage.where(LEO), stage.who_answers(LEO)) == ("adult", OLENA.id)
    assert stage.questions() == {("arrived_twice", OLENA.id)}


def test_undoing_a_second_arrival_brings_nobody_back_who_went_home_meanwhile() -> None:
    stage = morning()
    stage.arrive(OLENA, {LEO: "adult"})
    stage.wait(minutes=2).offer(LEO, OLENA, HALYNA)
    stage.collect(HALYNA, LEO)
    stage.wait(minutes=2).undo(OLENA, "arrived")
    assert stage.where(LEO) is None
    assert stage.is_here(OLENA)
    assert ("moved_twice", LEO.id) in stage.questions()
