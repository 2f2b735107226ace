"""Every question of the house: how it comes up, who may answer, and what each answer does."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import broker.house
from broker.house.health import PATIENCE
from broker.house.questions import ONESELF, TABLE, answer, answers, is_alarm
from broker.house.state import House, Question
from broker.wire.errors import AnswerError
from broker.wire.facts import house as of_house
from broker.wire.facts import presence as of_adults
from doings import new_id
from scenes import ANDRIJ, BAO, ELIF, HALYNA, JANA, LEO, LINH, MIA, OLENA, PETER, TARIK, Person, Stage


def morning() -> Stage:
    """Jana on duty, Mia in care, Leo with Olena; Bao announced by Linh."""
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA, until="10:30")
    stage.at("9:00").arrive(OLENA, {MIA: "care", LEO: "adult"}, desk="laptop-1")
    stage.arrive(LINH, {BAO: "care"}, desk="laptop-2")
    stage.take(MIA, by=JANA)
    return stage


def separated(stage: Stage) -> None:
    stage.take(BAO, by=JANA, back_by=stage.moment("9:15"))
    stage.at("9:15")


def unasked(stage: Stage) -> None:
    stage.arrive(ANDRIJ)
    stage.hand_over(MIA, ANDRIJ)


def own_child_beyond_the_limit(stage: Stage) -> None:
    stage.begin_shift(LINH)
    stage.take(BAO, by=LINH, override="other")


def at_the_door(stage: Stage) -> None:
    stage.tap_out(OLENA)
    stage.wait(seconds=60)


def came_before_left(stage: Stage) -> None:
    stage.fold("kiosk-yard", of_adults.Left(stage.visit_of(OLENA), *OLENA), stage.moment("9:20"))
    stage.at("9:10").arrive(OLENA)


def out_alone(stage: Stage) -> None:
    stage.arrive(PETER)
    stage.leave(JANA)
    stage.go_out(OLENA, "errand", minutes=10)


def nobody_answers_a_call(stage: Stage) -> None:
    stage.call(MIA, OLENA, by=JANA)
    stage.wait(minutes=2)


def by_an_older_picture(stage: Stage) -> None:
    yard = stage.kiosk("kiosk-yard")
    yard.cut_off()
    yard.take(BAO, by=JANA)
    stage.take(BAO, by=PETER)
    stage.give_back(BAO, LINH)
    yard.connect()


def by_the_hub(kind: str, subject: str = "sensors-hub/door") -> Callable[[Stage], object]:
    return lambda stage: stage.record(of_house.QuestionRaised(kind, subject))


def nobody_comes(stage: Stage) -> None:
    stage.book("group", "9:00", "12:00", heads=3)
    stage.record(of_house.QuestionRaised("booked_empty", next(iter(stage.house.bookings))))


def nobody_is_left(stage: Stage) -> None:
    stage.give_back(MIA, to=OLENA)
    for adult in (OLENA, LINH, JANA):
        stage.leave(adult)
    stage.record(of_house.QuestionRaised("uncounted", "house"))


RAISED: dict[str, Callable[[Stage], object]] = {
    "child_alone": lambda stage: stage.leave(OLENA),
    "child_at_closing": lambda stage: stage.at("17:00"),
    "child_unclear": lambda stage: stage.arrive(OLENA, {}),
    "child_unknown": lambda stage: stage.take(ELIF, by=JANA),
    "child_twice": lambda stage: stage.arrive(ANDRIJ, {LEO: "adult"}),
    "announced_long": lambda stage: stage.at("9:10"),
    "over_limit": by_the_hub("over_limit", BAO.id),
    "separation_over": separated,
    "taken_twice": by_an_older_picture,
    "moved_twice": lambda stage: stage.offer(MIA, LINH),
    "offer_open": lambda stage: (stage.offer(MIA, OLENA), stage.wait(minutes=1)),
    "handover_unasked": unasked,
    "collected_unasked": lambda stage: stage.collect(HALYNA, MIA),
    "override_own": own_child_beyond_the_limit,
    "leave_unanswered": at_the_door,
    "arrived_twice": lambda stage: stage.arrive(LINH, {BAO: "adult"}),
    "came_before_left": came_before_left,
    "left_unknown": lambda stage: stage.record(of_adults.Left(new_id(), *OLENA)),
    "away_long": lambda stage: (stage.go_out(LINH, "errand", minutes=10), stage.wait(minutes=10)),
    "out_without_carer": out_alone,
    "desk_twice": lambda stage: stage.arrive(TARIK, desk="laptop-1"),
    "desk_gone": by_the_hub("desk_gone", "laptop-1"),
    "guest_forgotten": lambda stage: (stage.party(3), stage.at("17:30")),
    "no_carer": lambda stage: (stage.arrive(PETER), stage.leave(JANA)),
    "shift_over": lambda stage: stage.at("10:30"),
    "on_duty_unseen": lambda stage: stage.begin_shift(PETER),
    "headcount_due": lambda stage: stage.at("10:00"),
    "headcount_wrong": lambda stage: stage.count(JANA, 7),
    "call_unanswered": nobody_answers_a_call,
    "never_list": lambda stage: stage.record(of_house.CardRefused("never_list", "p-uncle001")),
    "lost_card": lambda stage: stage.record(of_house.CardRefused("lost", ANDRIJ.id)),
    "lost_card_used": lambda stage: stage.record(of_house.LostCardUsed(*ANDRIJ, stage.now)),
    "former_card_used": lambda stage: stage.record(of_house.FormerCardUsed(*ANDRIJ, stage.now)),
    "badge_free": lambda stage: stage.record(of_house.BadgeRefused(3)),
    "pin_locked": lambda stage: stage.record(of_house.PinLocked("kiosk-yard", stage.moment("9:10"))),
    "facts_missing": lambda stage: stage.record(of_house.FactsMissing("kiosk-yard", new_id(), 1, 2)),
    "unread": lambda stage: stage.fold("kiosk-yard", None, stage.now),
    "unseen": by_the_hub("unseen", LINH.id),
    "room_unseen": by_the_hub("room_unseen", "work"),
    "care_unseen": by_the_hub("care_unseen", "care"),
    "uncounted": nobody_is_left,
    "seat_unclaimed": by_the_hub("seat_unclaimed", "laptop-3"),
    "no_show": by_the_hub("no_show", "laptop-1"),
    "booked_empty": nobody_comes,
    "unbooked": by_the_hub("unbooked", "group"),
    **{kind: by_the_hub(kind) for kind in PATIENCE},
}
"""What brings each question up."""


def rest(house: House) -> House:
    return house.but(pos=0, basis={}, questions={})


def answers_for(child: Person, adult: Person) -> Callable[[Stage], bool]:
    return lambda stage: stage.who_answers(child) == adult.id


def is_at(child: Person, where: str | None) -> Callable[[Stage], bool]:
    return lambda stage: stage.where(child) == where


def left(adult: Person) -> Callable[[Stage], bool]:
    return lambda stage: not stage.is_here(adult)


def back(adult: Person) -> Callable[[Stage], bool]:
    return lambda stage: stage.house.visits[adult.id].away is None


def off_duty(carer: Person) -> Callable[[Stage], bool]:
    return lambda stage: carer.id not in stage.house.shifts


def counted(stage: Stage) -> bool:
    return stage.house.counted == stage.now


NOTHING = None
DOES: dict[tuple[str, str], Callable[[Stage], bool] | None] = {
    ("child_alone", "mine"): answers_for(MIA, JANA),
    ("child_alone", "gone"): is_at(MIA, None),
    ("child_at_closing", "here"): NOTHING,
    ("child_at_closing", "gone"): is_at(MIA, None),
    ("child_unclear", "here"): NOTHING,
    ("child_unclear", "gone"): is_at(LEO, None),
    ("child_unknown", "here"): NOTHING,
    ("child_unknown", "gone"): is_at(ELIF, None),
    ("child_twice", "here"): NOTHING,
    ("child_twice", "gone"): is_at(LEO, None),
    ("announced_long", "taken"): is_at(BAO, "care"),
    ("announced_long", "with_adult"): is_at(BAO, "adult"),
    ("announced_long", "gone"): is_at(BAO, None),
    ("over_limit", "taken"): is_at(BAO, "care"),
    ("over_limit", "with_adult"): is_at(BAO, "adult"),
    ("separation_over", "together"): is_at(BAO, "together"),
    ("separation_over", "longer"): NOTHING,
    ("taken_twice", "seen"): NOTHING,
    ("moved_twice", "seen"): NOTHING,
    ("offer_open", "mine"): answers_for(MIA, JANA),
    ("offer_open", "seen"): NOTHING,
    ("handover_unasked", "mine"): answers_for(MIA, JANA),
    ("handover_unasked", "seen"): NOTHING,
    ("collected_unasked", "right"): NOTHING,
    ("collected_unasked", "looked_after"): NOTHING,
    ("override_own", "seen"): NOTHING,
    ("leave_unanswered", "here"): NOTHING,
    ("leave_unanswered", "left"): left(OLENA),
    ("arrived_twice", "seen"): NOTHING,
    ("came_before_left", "here"): NOTHING,
    ("came_before_left", "left"): left(OLENA),
    ("left_unknown", "seen"): NOTHING,
    ("left_unknown", "left"): left(OLENA),
    ("away_long", "back"): back(LINH),
    ("away_long", "left"): left(LINH),
    ("out_without_carer", "mine"): lambda stage: PETER.id in stage.house.shifts,
    ("out_without_carer", "back"): back(OLENA),
    ("desk_twice", "first"): lambda stage: stage.desk_of(TARIK) is None and stage.desk_of(OLENA) == "laptop-1",
    ("desk_twice", "second"): lambda stage: stage.desk_of(OLENA) is None and stage.desk_of(TARIK) == "laptop-1",
    ("desk_gone", "free"): lambda stage: stage.desk_of(OLENA) is None and stage.is_here(OLENA),
    ("desk_gone", "seen"): NOTHING,
    ("guest_forgotten", "left"): lambda stage: not stage.house.guests,
    ("guest_forgotten", "here"): NOTHING,
    ("no_carer", "mine"): lambda stage: PETER.id in stage.house.shifts,
    ("shift_over", "goes_on"): NOTHING,
    ("shift_over", "ended"): off_duty(JANA),
    ("on_duty_unseen", "here"): lambda stage: stage.is_here(PETER),
    ("on_duty_unseen", "wrong"): off_duty(PETER),
    ("headcount_due", "right"): counted,
    ("headcount_wrong", "right"): counted,
    ("call_unanswered", "found"): lambda stage: not stage.house.calls,
    ("never_list", "seen"): NOTHING,
    ("lost_card", "seen"): NOTHING,
    ("pin_locked", "unlock"): lambda stage: not stage.house.locked,
    ("pin_locked", "seen"): NOTHING,
    ("facts_missing", "seen"): NOTHING,
    ("unread", "seen"): NOTHING,
    ("unseen", "here"): NOTHING,
    ("unseen", "left"): left(LINH),
    ("room_unseen", "seen"): NOTHING,
    ("care_unseen", "outside"): NOTHING,
    ("care_unseen", "right"): counted,
    ("uncounted", "seen"): NOTHING,
    ("seat_unclaimed", "mine"): lambda stage: stage.desk_of(JANA) == "laptop-3",
    ("seat_unclaimed", "seen"): NOTHING,
    ("no_show", "free"): lambda stage: stage.desk_of(OLENA) is None and stage.is_here(OLENA),
    ("no_show", "coming"): NOTHING,
    ("booked_empty", "free"): lambda stage: not stage.house.bookings,
    ("booked_empty", "kept"): NOTHING,
    ("lost_card_used", "owner"): NOTHING,
    ("lost_card_used", "other"): NOTHING,
    ("former_card_used", "seen"): NOTHING,
    ("badge_free", "seen"): NOTHING,
    ("unbooked", "seen"): NOTHING,
    **{(kind, "seen"): NOTHING for kind in PATIENCE},
}
"""What each answer does to the house, beside closing the question."""
EVERYBODY, HOUSE, CARERS, STAFF = {"adult", "carer", "staff"}, {"carer", "staff"}, {"carer"}, {"staff"}
WHO = {
    "child_alone": HOUSE, "child_at_closing": HOUSE, "child_unclear": HOUSE, "child_unknown": HOUSE,
    "child_twice": HOUSE, "announced_long": CARERS, "separation_over": CARERS, "taken_twice": CARERS,
    "moved_twice": CARERS, "offer_open": CARERS, "handover_unasked": CARERS, "collected_unasked": HOUSE,
    "override_own": STAFF, "leave_unanswered": HOUSE, "arrived_twice": EVERYBODY, "came_before_left": EVERYBODY,
    "left_unknown": EVERYBODY, "away_long": EVERYBODY, "out_without_carer": HOUSE, "desk_twice": EVERYBODY,
    "desk_gone": HOUSE, "over_limit": CARERS,
    "guest_forgotten": HOUSE, "no_carer": HOUSE, "shift_over": EVERYBODY, "on_duty_unseen": HOUSE,
    "headcount_due": CARERS, "headcount_wrong": CARERS, "call_unanswered": CARERS, "never_list": CARERS,
    "lost_card": HOUSE, "lost_card_used": HOUSE, "former_card_used": HOUSE, "badge_free": HOUSE, "pin_locked": HOUSE,
    "facts_missing": STAFF, "unread": STAFF,
    "unseen": EVERYBODY, "room_unseen": HOUSE, "care_unseen": CARERS, "uncounted": HOUSE,
    "seat_unclaimed": EVERYBODY, "no_show": EVERYBODY, "booked_empty": STAFF, "unbooked": STAFF,
    **dict.fromkeys(PATIENCE, STAFF),
}  # fmt: skip
ALARMS = {
    "child_alone", "child_at_closing", "collected_unasked", "leave_unanswered", "out_without_carer", "no_carer",
    "headcount_wrong", "call_unanswered", "never_list",
}  # fmt: skip


def raised(kind: str) -> tuple[Stage, Question]:
    stage = morning()
    assert kind not in {name for name, _ in stage.house.questions}
    RAISED[kind](stage)
    return stage, next(question for question in stage.house.open_questions() if question.kind == kind)


def test_the_tables_know_every_question_and_every_answer() -> None:
    assert RAISED.keys() == TABLE.keys()
    assert DOES.keys() == {(kind, said) for kind, asked in TABLE.items() for said in asked.answers}
    assert {kind: set(asked.who) for kind, asked in TABLE.items()} == WHO
    assert {kind for kind in TABLE if is_alarm(kind)} == ALARMS


def test_every_question_that_the_rules_ask_is_in_the_table() -> None:
    sources = "".join(path.read_text() for path in Path(broker.house.__path__[0]).glob("*.py"))
    asked = set(re.findall(r'\.ask\(\s*"([a-z_]+)"|_raise\(house, [^"\n]+"([a-z_]+)"', sources))
    found = {name for names in asked for name in names if name}
    assert len(found) > 25
    assert found <= TABLE.keys()


def test_who_is_said_to_have_the_child_is_out_no_longer() -> None:
    stage = morning()
    stage.go_out(LINH, "errand", minutes=60)
    stage.wait(seconds=601)
    question = next(asked for asked in stage.house.open_questions() if asked.kind == "announced_long")
    stage.record(*answer(stage.house, question, "with_adult", JANA.id))
    assert stage.house.visits[LINH.id].away is None
    assert not stage.house.left_behind()


@pytest.mark.parametrize(("kind", "said"), DOES)
def test_an_answer_does_what_it_says_and_closes_the_question(kind: str, said: str) -> None:
    stage, question = raised(kind)
    before = stage.house
    by = PETER if said == "mine" and kind in ("no_carer", "out_without_carer") else JANA
    bodies = answer(stage.house, question, said, by.id)
    assert isinstance(bodies[-1], of_house.QuestionAnswered)
    stage.record(*bodies)
    assert (kind, question.subject) not in stage.questions()
    does = DOES[kind, said]
    assert does(stage) if does else rest(stage.house) == rest(before)
    stage.power_cut()


OF_STAFF = [(kind, said) for kind in TABLE for said in answers(kind, "staff")]
OF_ONESELF = [(kind, said) for kind in TABLE for said, meant in TABLE[kind].answers.items() if meant in ONESELF]


@pytest.mark.parametrize(("kind", "said"), OF_STAFF)
def test_staff_answer_without_being_anyone_of_the_house(kind: str, said: str) -> None:
    stage, question = raised(kind)
    bodies = answer(stage.house, question, said, None)
    assert all(getattr(body, "by", None) is None for body in bodies)
    stage.record(*bodies)
    assert (kind, question.subject) not in stage.questions()
    does = DOES[kind, said]
    assert does is None or does(stage)


@pytest.mark.parametrize(("kind", "said"), OF_ONESELF)
def test_what_one_can_say_only_of_oneself_staff_are_not_offered(kind: str, said: str) -> None:
    stage, question = raised(kind)
    assert said not in answers(kind, "staff")
    assert said in {one for who in TABLE[kind].who - {"staff"} for one in answers(kind, who)}
    with pytest.raises(AnswerError, match="of themselves"):
        answer(stage.house, question, said, None)


def test_who_is_not_asked_has_no_answer() -> None:
    assert answers("override_own", "carer") == []
    assert answers("headcount_due", "staff") == []
    assert answers("from_the_future", "staff") == []


@pytest.mark.parametrize("kind", TABLE)
def test_time_does_not_ask_again_what_was_answered(kind: str) -> None:
    stage, question = raised(kind)
    said = next((said for said in TABLE[kind].answers if DOES[kind, said] is NOTHING), None)
    if said:
        stage.answer(kind, question.subject, said, JANA)
        stage.wait(seconds=30)
        assert (kind, question.subject) not in stage.questions()


@pytest.mark.parametrize("kind", TABLE)
def test_an_answer_that_there_is_not_says_which_there_are(kind: str) -> None:
    stage, question = raised(kind)
    with pytest.raises(AnswerError, match=f"{kind}.*'perhaps'.*{next(iter(TABLE[kind].answers))}"):
        answer(stage.house, question, "perhaps", JANA.id)


def test_a_question_of_a_newer_version_has_no_answer_here_and_is_no_alarm() -> None:
    question = Question("from_the_future", "x", 0)
    assert not is_alarm(question.kind)
    with pytest.raises(AnswerError, match="from_the_future"):
        answer(House(), question, "seen", JANA.id)


def test_an_answer_comes_late_when_it_has_settled_itself() -> None:
    stage, question = raised("child_alone")
    stage.arrive(OLENA)
    stage.hand_over(MIA, OLENA)
    assert (question.kind, question.subject) not in stage.questions()
    stage.record(of_house.QuestionAnswered(question.kind, question.subject, "mine", JANA.id))
    assert stage.who_answers(MIA) == OLENA.id


def test_a_carer_on_duty_who_taps_later_is_not_asked_about_any_more() -> None:
    stage, _ = raised("on_duty_unseen")
    stage.arrive(PETER)
    assert not stage.questions()


def test_the_same_contradiction_again_is_one_question_that_counts() -> None:
    stage = morning()
    for _ in range(3):
        stage.record(of_adults.Left(new_id(), *TARIK))
    assert [(question.kind, question.times) for question in stage.house.open_questions()] == [("left_unknown", 3)]
