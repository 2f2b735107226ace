"""Scenes at the door: who goes, with whom, and who stays behind with whom."""

from broker.house.guard import still_recorded
from broker.wire.facts.presence import Undone
from scenes import ANDRIJ, ELIF, JANA, LEO, LINH, MIA, OLENA, TARIK, Stage, morning


def test_everybody_goes_home_with_one_tap() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {LEO: "adult", MIA: "adult"}, desk="laptop-1")
    assert stage.at("12:40").tap_out(OLENA) == ()
    assert not stage.house.visits
    assert not stage.house.stays
    assert not stage.house.desks()


def test_one_leaves_and_the_other_stays() -> None:
    stage = morning()
    stage.at("9:40").arrive(ANDRIJ)
    [ask] = stage.at("10:00").tap_out(OLENA)
    assert ask.stay.child == MIA.id
    assert ask.takers == (ANDRIJ.id, JANA.id)
    stage.offer(MIA, OLENA, ANDRIJ)
    assert stage.who_answers(MIA) == OLENA.id  # she keeps the baton until he taps
    stage.wait(seconds=20).hand_over(MIA, ANDRIJ)
    assert stage.house.stays[MIA.id].contact == ANDRIJ.id
    stage.leave(OLENA)
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("care", ANDRIJ.id)
    assert stage.where(LEO) is None
    assert stage.house.stays[MIA.id].contact == ANDRIJ.id
    assert not stage.questions()


def test_leaving_with_one_sibling() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {MIA: "adult", LEO: "adult"})
    stage.arrive(ANDRIJ)
    stage.offer(MIA, OLENA, ANDRIJ)
    stage.hand_over(MIA, ANDRIJ)
    stage.at("11:00").leave(OLENA, takes=(LEO,))
    assert stage.where(LEO) is None
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("adult", ANDRIJ.id)
    assert not stage.questions()


def test_the_same_card_again_takes_all_of_them() -> None:
    stage = morning()
    assert len(stage.tap_out(OLENA)) == 1
    stage.wait(seconds=3).leave(OLENA, takes=(MIA, LEO))
    assert not stage.house.stays
    assert not stage.wait(minutes=5).questions()


def test_nobody_answers_the_guard() -> None:
    stage = morning()
    stage.tap_out(OLENA)
    assert not stage.wait(seconds=59).questions()
    assert stage.wait(seconds=2).questions() == {("leave_unanswered", OLENA.id)}
    assert stage.is_here(OLENA)
    assert stage.who_answers(MIA) == OLENA.id
    stage.answer("leave_unanswered", OLENA, "here", JANA)
    assert not stage.wait(minutes=2).questions()


def test_nobody_answers_the_guard_because_she_has_gone() -> None:
    stage = morning()
    stage.tap_out(OLENA)
    stage.wait(minutes=2).answer("leave_unanswered", OLENA, "left", JANA)
    assert not stage.is_here(OLENA)
    assert stage.where(MIA) == "care"
    assert stage.questions() == {("child_alone", MIA.id)}
    stage.answer("child_alone", MIA, "mine", JANA)
    assert (stage.who_answers(MIA), stage.questions()) == (JANA.id, set())


def test_she_stays_after_all() -> None:
    stage = morning()
    stage.tap_out(OLENA)
    stage.wait(seconds=10).stay_after_all(OLENA)
    assert not stage.wait(minutes=5).questions()
    assert stage.is_here(OLENA)


def test_lunch_and_back_the_desk_is_held() -> None:
    stage = morning()
    stage.at("12:00").go_out(OLENA, "lunch", minutes=45, takes=(LEO,))
    assert (stage.where(LEO), stage.where(MIA)) == ("out", "care")
    assert [stay.child for stay in stage.house.children()] == [MIA.id]
    assert stage.at("12:44").house.desks()["laptop-1"].adult == OLENA.id
    stage.come_back(OLENA)
    assert (stage.where(LEO), stage.desk_of(OLENA)) == ("adult", "laptop-1")
    stage.at("13:00")
    assert (stage.desk_of(OLENA), stage.house.visits[OLENA.id].away) == ("laptop-1", None)
    assert ("away_long", OLENA.id) not in stage.questions()


def test_lunch_takes_longer_the_desk_is_free_and_somebody_asks() -> None:
    stage = morning()
    stage.at("12:00").go_out(OLENA, "lunch", minutes=45)
    stage.at("12:46")
    assert "laptop-1" not in stage.house.desks()
    assert ("away_long", OLENA.id) in stage.questions()
    stage.at("12:50").come_back(OLENA)
    assert stage.desk_of(OLENA) is None
    assert ("away_long", OLENA.id) not in stage.questions()


def test_an_errand_is_offered_only_while_a_carer_is_on_duty() -> None:
    stage = morning()
    [ask] = stage.tap_out(OLENA)
    assert ask.errand
    stage.go_out(OLENA, "errand", minutes=10)
    assert stage.who_answers(MIA) == OLENA.id
    assert not stage.wait(minutes=5).questions()
    stage.come_back(OLENA)
    stage.leave(JANA)
    [ask] = stage.tap_out(OLENA)
    assert not ask.errand


def test_an_errand_without_a_carer_is_recorded_and_alarms() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {LEO: "adult"})
    stage.go_out(OLENA, "errand", minutes=10)
    assert stage.where(LEO) == "adult"
    assert stage.questions() == {("out_without_carer", OLENA.id)}
    stage.wait(minutes=3).come_back(OLENA)
    assert not stage.questions()


def test_an_errand_while_the_carer_is_at_lunch_alarms_too() -> None:
    stage = Stage().at("9:00")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.go_out(JANA, "lunch", minutes=30)
    stage.arrive(OLENA, {LEO: "adult"})
    stage.go_out(OLENA, "errand", minutes=10)
    assert stage.questions() == {("out_without_carer", OLENA.id)}


def test_who_goes_for_good_while_out_with_an_own_child_is_asked_nothing() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {MIA: "adult"})
    stage.go_out(OLENA, "errand", minutes=10, takes=(MIA,))
    assert stage.where(MIA) == "out"
    assert stage.tap_out(OLENA) == ()
    assert stage.where(MIA) is None


def test_who_goes_for_good_while_out_with_another_familys_child_is_asked() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {MIA: "adult"})
    stage.offer(MIA, OLENA, LINH)
    stage.arrive(LINH)
    stage.hand_over(MIA, LINH)
    stage.go_out(LINH, "errand", minutes=10, takes=(MIA,))
    [ask] = stage.tap_out(LINH)
    assert (ask.stay.child, ask.takers) == (MIA.id, (OLENA.id,))


def test_a_goodbye_can_be_taken_back_only_while_she_is_away() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK, desk="laptop-1")
    first = stage.visit_of(TARIK)
    stage.at("10:00").leave(TARIK)
    stage.at("10:05").arrive(TARIK, desk="laptop-2")
    second = stage.visit_of(TARIK)
    stage.record(Undone(first, *TARIK, "left"))
    assert (stage.visit_of(TARIK), stage.desk_of(TARIK)) == (second, "laptop-2")


def test_the_last_adult_of_a_family_is_told_who_is_still_recorded() -> None:
    stage = morning()
    stage.arrive(ANDRIJ)
    stage.leave(OLENA, takes=(LEO,))
    assert still_recorded(stage.house, MIA.family) == ()  # Andrij is here
    stage.leave(ANDRIJ)
    assert [stay.child for stay in still_recorded(stage.house, MIA.family)] == [MIA.id]
    assert stage.questions() == {("child_alone", MIA.id)}


def test_undoing_a_goodbye_brings_the_children_back() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK, {ELIF: "adult"}, desk="laptop-2")
    stage.at("11:00").leave(TARIK)
    stage.wait(seconds=5).undo(TARIK, "left")
    assert (stage.where(ELIF), stage.who_answers(ELIF)) == ("adult", TARIK.id)
    assert (stage.desk_of(TARIK), stage.house.visits[TARIK.id].until) == ("laptop-2", None)
    assert not stage.questions()


def test_undoing_a_goodbye_gives_the_duty_back() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK)
    stage.begin_shift(TARIK, until="11:00")
    shift = stage.house.shifts[TARIK.id]
    stage.at("10:00").leave(TARIK)
    assert not stage.house.shifts
    stage.wait(seconds=5).undo(TARIK, "left")
    assert stage.house.shifts == {TARIK.id: shift}


def test_undoing_a_second_arrival_leaves_the_duty_as_it_was() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK)
    stage.begin_shift(TARIK, until="11:00")
    before = stage.house.shifts
    stage.wait(minutes=20).arrive(TARIK)
    stage.wait(seconds=5).undo(TARIK, "arrived")
    assert stage.house.shifts == before


def test_undoing_a_goodbye_when_somebody_else_has_sat_down_is_a_question() -> None:
    stage = Stage().at("9:00")
    stage.arrive(TARIK, desk="laptop-2")
    stage.at("11:00").leave(TARIK)
    stage.wait(seconds=3).arrive(LINH, desk="laptop-2")
    stage.wait(seconds=3).undo(TARIK, "left")
    assert (stage.desk_of(TARIK), stage.desk_of(LINH)) == ("laptop-2", "laptop-2")
    assert stage.questions() == {("desk_twice", "laptop-2")}


def test_undoing_a_goodbye_gives_the_baton_back_for_those_who_stayed() -> None:
    stage = morning()
    visit = stage.visit_of(OLENA)
    stage.tap_out(OLENA)
    stage.wait(seconds=61)
    stage.answer("leave_unanswered", OLENA, "left", JANA)  # wrong: she is still here
    stage.record(Undone(visit, *OLENA, "left"))
    assert stage.who_answers(MIA) == OLENA.id
    assert not stage.questions()


def test_undoing_a_goodbye_said_while_out_brings_the_child_in_too() -> None:
    stage = morning()
    stage.offer(MIA, OLENA)
    stage.hand_over(MIA, JANA)
    stage.go_out(OLENA, "errand", minutes=10, takes=(LEO,))
    visit = stage.visit_of(OLENA)
    stage.wait(minutes=15)
    stage.answer("away_long", OLENA, "left", JANA)
    stage.record(Undone(visit, *OLENA, "left"))
    assert (stage.where(LEO), stage.house.visits[OLENA.id].away) == ("adult", None)


def test_the_last_parent_in_the_building_is_asked_while_the_other_is_out() -> None:
    stage = morning()
    stage.arrive(ANDRIJ)
    stage.go_out(OLENA, "errand", minutes=10, takes=(LEO,))
    [ask] = stage.tap_out(ANDRIJ)
    assert ask.stay.child == MIA.id


def test_a_child_is_taken_to_lunch_by_the_parent_who_looks_after_it() -> None:
    stage = morning()
    stage.arrive(ANDRIJ)
    stage.give_back(MIA, ANDRIJ, by=JANA)  # Olena goes on answering
    stage.go_out(ANDRIJ, "lunch", minutes=40, takes=(MIA,))
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("out", OLENA.id)
    stage.come_back(ANDRIJ)
    assert stage.where(MIA) == "adult"
    assert not stage.questions()
