"""Scenes of the care room: duty, headcounts, shift changes, places and the waiting list."""

from broker.house.care import Ahead, capacity, forecast, may_announce, may_override
from broker.house.guard import ending_shift
from broker.house.rules import Limit, Ratio
from broker.wire.facts.care import PlaceDeclined, ShiftEnded
from scenes import BAO, ELIF, JANA, LEO, LINH, MIA, OLENA, PETER, TARIK, Stage, with_care

ONE_PLACE = with_care(limits=(Limit(limit="places_firm", value=1, source="Vorstand", date="2026-09-01"),))


def morning(stage: Stage | None = None) -> Stage:
    """Jana is on duty, and takes Mia at 9:05."""
    stage = (stage or Stage()).at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(OLENA, {MIA: "care"})
    stage.at("9:05").take(MIA, by=JANA)
    return stage


def test_a_parent_on_duty_with_an_own_child_in_care() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {MIA: "care"})
    stage.begin_shift(OLENA)
    stage.take(MIA, by=OLENA)
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("care", OLENA.id)
    assert not may_override(stage.house, OLENA.id, MIA.family)
    assert may_override(stage.house, OLENA.id, BAO.family)
    assert stage.end_shift(OLENA) == [MIA.id]  # the last carer, although it is her own child
    stage.give_back(MIA, OLENA)
    assert stage.end_shift(OLENA) == []
    assert stage.tap_out(OLENA) == ()
    assert not stage.questions()


def test_after_the_shift_a_parent_goes_on_answering_for_the_own_child() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {MIA: "care"})
    stage.begin_shift(OLENA)
    stage.take(MIA, by=OLENA)
    stage.at("9:50").arrive(JANA)
    stage.hand_over_shift(OLENA, JANA, heads=1)
    assert stage.who_answers(MIA) == OLENA.id
    assert [ask.stay.child for ask in stage.tap_out(OLENA)] == [MIA.id]
    assert not stage.questions()


def test_a_parent_ends_the_shift_while_another_carer_looks_after_the_own_child() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {MIA: "care"})
    stage.begin_shift(OLENA)
    stage.take(MIA, by=OLENA)
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    assert stage.end_shift(OLENA) == []
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("care", OLENA.id)
    assert not stage.questions()


def test_the_last_carer_wants_to_leave() -> None:
    stage = morning()
    assert stage.end_shift(JANA) == [MIA.id]
    assert JANA.id in stage.house.shifts
    stage.arrive(PETER)
    stage.begin_shift(PETER)
    assert stage.end_shift(JANA) == []
    assert not stage.questions()


def test_a_shift_that_ends_all_the_same_alarms_until_somebody_is_on_duty() -> None:
    stage = morning()
    stage.record(ShiftEnded(stage.house.shifts[JANA.id].shift, *JANA))
    assert stage.questions() == {("no_carer", "care")}
    stage.arrive(PETER)
    stage.answer("no_carer", "care", "mine", PETER)
    assert PETER.id in stage.house.shifts
    assert not stage.questions()


def test_the_only_carer_is_out_and_the_children_are_alone() -> None:
    stage = morning()
    stage.go_out(JANA, "lunch", minutes=30)
    assert stage.questions() == {("no_carer", "care")}
    stage.wait(minutes=10).come_back(JANA)
    assert not stage.questions()


def test_the_other_carer_is_at_lunch_so_this_one_is_the_last() -> None:
    stage = morning()
    stage.arrive(PETER)
    stage.begin_shift(PETER)
    assert capacity(stage.office.rules, stage.house, {}).carers == 2
    stage.go_out(PETER, "lunch", minutes=30)
    assert capacity(stage.office.rules, stage.house, {}).carers == 1
    assert stage.end_shift(JANA) == [MIA.id]
    stage.come_back(PETER)
    assert stage.end_shift(JANA) == []


def test_every_hour_the_board_asks_for_a_count() -> None:
    stage = morning()
    assert not stage.at("10:04").questions()
    assert stage.at("10:06").questions() == {("headcount_due", "care")}
    stage.count(JANA, 1)
    assert not stage.at("11:05").questions()
    assert stage.at("11:06").questions() == {("headcount_due", "care")}


def test_a_wrong_count_alarms_until_it_is_right() -> None:
    stage = morning()
    stage.at("9:30").count(JANA, 2)
    assert stage.questions() == {("headcount_wrong", "care")}
    stage.count(JANA, 1)
    assert not stage.questions()


def test_a_shift_change_hands_over_all_at_once_where_parents_keep_the_baton() -> None:
    stage = morning()
    stage.arrive(TARIK, {ELIF: "care"})
    stage.take(ELIF, by=JANA)
    stage.at("9:55").arrive(PETER)
    stage.hand_over_shift(JANA, PETER, heads=2)
    assert list(stage.house.shifts) == [PETER.id]
    assert (stage.who_answers(MIA), stage.who_answers(ELIF)) == (OLENA.id, TARIK.id)
    assert not stage.at("10:54").questions()  # counted at the change


def test_a_shift_change_hands_over_all_at_once_where_carers_take_the_baton() -> None:
    stage = Stage(with_care(model="carers_take")).at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(OLENA, {MIA: "care"})
    stage.arrive(TARIK, {ELIF: "care"})
    for child in (MIA, ELIF):
        stage.take(child, by=JANA, answers=JANA)
    assert (stage.who_answers(MIA), stage.house.stays[MIA.id].contact) == (JANA.id, OLENA.id)
    stage.at("9:50").arrive(PETER)
    stage.begin_shift(PETER)
    assert {stay.child for stay in ending_shift(stage.house, JANA.id)} == {MIA.id, ELIF.id}
    stage.hand_over_shift(JANA, PETER, heads=2)
    assert (stage.who_answers(MIA), stage.who_answers(ELIF)) == (PETER.id, PETER.id)
    assert not stage.questions()
    stage.give_back(MIA, OLENA, by=PETER)
    assert stage.who_answers(MIA) == OLENA.id


def test_a_shift_change_with_a_wrong_count_alarms() -> None:
    stage = morning()
    stage.arrive(PETER)
    stage.hand_over_shift(JANA, PETER, heads=2)
    assert stage.questions() == {("headcount_wrong", "care")}
    assert list(stage.house.shifts) == [PETER.id]


def test_a_shift_goes_on_longer_than_planned() -> None:
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA, until="12:00")
    assert stage.at("12:01").questions() == {("shift_over", JANA.id)}
    stage.answer("shift_over", JANA, "goes_on", JANA)
    assert not stage.at("12:30").questions()
    assert JANA.id in stage.house.shifts


def test_beyond_the_firm_limit_a_child_waits_and_the_next_free_place_is_offered() -> None:
    stage = morning(Stage(ONE_PLACE))
    stage.at("9:10").arrive(LINH, {BAO: "adult"})
    assert may_announce(ONE_PLACE.rules, stage.house, {}, [BAO.id]).may == "wait"
    stage.ask_for_place(LINH, BAO)
    stage.at("9:12").arrive(TARIK, {ELIF: "adult"})
    stage.ask_for_place(TARIK, ELIF)
    stage.at("9:20")
    assert [ask.until for ask in stage.house.asks.values()] == [None, None]
    stage.give_back(MIA, OLENA, by=JANA)
    stage.wait(seconds=1)
    first, second = stage.house.asks.values()
    assert (first.child, first.until, second.until) == (BAO.id, stage.moment("9:30"), None)
    stage.at("9:29").accept_place(BAO)
    assert stage.where(BAO) == "announced"
    assert [ask.child for ask in stage.house.asks.values()] == [ELIF.id]
    assert not stage.at("9:35").house.asks[second.ask].until  # announced ones have their place


def test_an_offer_that_nobody_answers_goes_to_the_next() -> None:
    stage = morning(Stage(ONE_PLACE))
    for adult, child in ((LINH, BAO), (TARIK, ELIF)):
        stage.wait(minutes=1).arrive(adult, {child: "adult"})
        stage.ask_for_place(adult, child)
    stage.at("9:10").give_back(MIA, OLENA, by=JANA)
    stage.at("9:19")
    assert [ask.child for ask in stage.house.asks.values() if ask.until] == [BAO.id]
    stage.at("9:21")
    assert [ask.child for ask in stage.house.asks.values() if ask.until] == [ELIF.id]
    assert [ask.child for ask in stage.house.asks.values()] == [ELIF.id, BAO.id]
    stage.at("9:31")
    assert [ask.child for ask in stage.house.asks.values() if ask.until] == [BAO.id]
    assert not stage.at("9:52").house.asks  # twice unanswered: they wait no longer


def test_who_waits_already_keeps_the_place_in_the_list() -> None:
    stage = morning(Stage(ONE_PLACE))
    for adult, child in ((LINH, BAO), (TARIK, ELIF), (LINH, BAO)):
        stage.wait(seconds=1)
        if not stage.is_here(adult):
            stage.arrive(adult, {child: "adult"})
        stage.ask_for_place(adult, child)
    assert [ask.child for ask in stage.house.asks.values()] == [BAO.id, ELIF.id]


def test_who_is_announced_all_the_same_waits_no_longer() -> None:
    stage = morning(Stage(ONE_PLACE))
    stage.arrive(LINH, {BAO: "adult"})
    stage.ask_for_place(LINH, BAO)
    stage.choose(LINH, {BAO: "care"})
    assert not stage.house.asks


def test_who_leaves_waits_no_longer() -> None:
    stage = morning(Stage(ONE_PLACE))
    stage.at("9:10").arrive(LINH, {BAO: "adult"})
    stage.ask_for_place(LINH, BAO)
    stage.leave(LINH)
    assert not stage.house.asks


def test_who_no_longer_wants_a_place_makes_room_for_the_next() -> None:
    stage = morning(Stage(ONE_PLACE))
    for adult, child in ((LINH, BAO), (TARIK, ELIF)):
        stage.wait(minutes=1).arrive(adult, {child: "adult"})
        stage.ask_for_place(adult, child)
    first = next(iter(stage.house.asks.values()))
    stage.at("9:10").give_back(MIA, OLENA, by=JANA)
    stage.wait(seconds=1).record(PlaceDeclined(first.ask, first.family))
    stage.wait(seconds=1)
    assert [(ask.child, ask.until is not None) for ask in stage.house.asks.values()] == [(ELIF.id, True)]


def test_a_carer_takes_a_child_beyond_the_limit_with_a_reason() -> None:
    stage = morning(Stage(ONE_PLACE))
    stage.at("9:10").arrive(LINH, {BAO: "adult"})
    stage.ask_for_place(LINH, BAO)
    stage.take(BAO, by=JANA, override="calm_group")
    assert stage.where(BAO) == "care"
    assert not stage.house.asks
    assert not stage.questions()


def test_not_for_ones_own_child_it_is_recorded_and_staff_look_at_it() -> None:
    stage = morning(Stage(ONE_PLACE))
    stage.at("9:10").arrive(LINH, {BAO: "adult"})
    stage.begin_shift(LINH)
    stage.take(BAO, by=LINH, override="short_time")
    assert stage.where(BAO) == "care"
    assert stage.questions() == {("override_own", BAO.id)}


def test_the_forecast_looks_to_the_end_of_known_shifts() -> None:
    office = with_care(ratios=(Ratio(group="under3", children=1),))
    stage = Stage(office).at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA, until="11:00")
    stage.arrive(OLENA, {MIA: "care", LEO: "care"})
    for child in (MIA, LEO):
        stage.take(child, by=JANA)
    stage.plan_shift(PETER, "10:00", "12:00")
    ages = {MIA.id: "under3", LEO.id: "under3"}
    ahead = forecast(office.rules, stage.house, ages, stage.now, stage.moment("17:00"))
    clock = stage.moment
    assert ahead == [
        Ahead(clock("8:50"), clock("10:00"), 1, 2),
        Ahead(clock("10:00"), clock("11:00"), 2, 2),
        Ahead(clock("11:00"), clock("12:00"), 1, 2),
        Ahead(clock("12:00"), clock("17:00"), 0, 2),
    ]
    assert capacity(office.rules, stage.house, ages).state == "short"
    late = forecast(office.rules, stage.house, ages, clock("10:05"), clock("11:00"))
    assert [stretch.carers for stretch in late] == [1]  # Peter has not come
