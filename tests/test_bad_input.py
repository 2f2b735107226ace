"""Bad input to the house rules: each gets its own question, nothing is half done, and nobody comes back."""

from collections.abc import Callable

import pytest

from broker.house.care import Verdict, capacity, may_announce
from broker.house.state import House
from broker.wire.facts import FactBody
from broker.wire.facts import care as of_care
from broker.wire.facts import custody as of_children
from broker.wire.facts import house as of_house
from broker.wire.facts import presence as of_adults
from broker.wire.facts.settings import LimitSet
from doings import new_id
from scenes import ANDRIJ, BAO, HALYNA, JANA, LEO, LINH, MIA, OLENA, PETER, TARIK, Stage

PERSON = "p-uncle001"


def morning() -> Stage:
    """Jana on duty, Mia in care, Leo with Olena, Bao with Linh; Andrij has left with nobody."""
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(OLENA, {MIA: "care", LEO: "adult"}, desk="laptop-1")
    stage.arrive(LINH, {BAO: "adult"})
    stage.take(MIA, by=JANA)
    return stage


def without(house: House, *fields: str) -> House:
    empty = House()
    return house.but(pos=0, basis={}, **{name: getattr(empty, name) for name in fields})


def old_stay(stage: Stage) -> str:
    """Give the id of Mia's stay before she was taken."""
    return stage.house.gone[MIA.id][-1]


CASES: dict[str, tuple[Callable[[Stage], FactBody], tuple[str, str]]] = {
    "goodbye of somebody who was never here": (
        lambda _: of_adults.Left(new_id(), *TARIK), ("left_unknown", TARIK.id)),
    "lunch of somebody who was never here": (
        lambda stage: of_adults.WentOut(new_id(), *TARIK, "lunch", stage.now), ("left_unknown", TARIK.id)),
    "choices of somebody who was never here": (
        lambda _: of_children.ChildrenChosen(new_id(), *TARIK, ()), ("left_unknown", TARIK.id)),
    "a corrected time of a visit that nobody knows": (
        lambda stage: of_adults.TimeCorrected(new_id(), *TARIK, "left", stage.now), ("left_unknown", TARIK.id)),
    "a child of another family said to come along": (
        lambda stage: of_children.ChildrenChosen(
            stage.visit_of(LINH), *LINH, (of_children.Choice(LEO.id, new_id(), "adult"),)),
        ("moved_twice", LEO.id)),
    "a second carer takes the same child, by an older picture": (
        lambda stage: of_children.Taken(*MIA, new_id(), PETER.id, PETER.id, old_stay(stage)), ("taken_twice", MIA.id)),
    "two take the baton, the second by an older picture": (
        lambda stage: of_children.HandedOver(*MIA, new_id(), ANDRIJ.id, old_stay(stage)), ("taken_twice", MIA.id)),
    "a child brought back by an older picture": (
        lambda stage: of_children.Returned(*MIA, new_id(), OLENA.id, JANA.id, old_stay(stage)),
        ("moved_twice", MIA.id)),
    "a child taken over that nobody held out": (
        lambda stage: of_children.HandedOver(*MIA, new_id(), LINH.id, stage.stay_of(MIA)),
        ("handover_unasked", MIA.id)),
    "a child held out by somebody who does not answer for it": (
        lambda _: of_children.Offered(*MIA, new_id(), LINH.id), ("moved_twice", MIA.id)),
    "a child given to a listed person, by an older picture": (
        lambda stage: of_children.Released(*MIA, PERSON, JANA.id, old_stay(stage)), ("moved_twice", MIA.id)),
    "a child given to a listed person who was never here": (
        lambda _: of_children.Released("c-nobody01", MIA.family, PERSON, JANA.id, None),
        ("moved_twice", "c-nobody01")),
    "a child found gone, by an older picture": (
        lambda stage: of_children.ChildGone(*MIA, JANA.id, old_stay(stage)), ("moved_twice", MIA.id)),
    "a card on the never-list": (
        lambda _: of_house.CardRefused("never_list", PERSON, MIA.family), ("never_list", PERSON)),
    "a card reported as lost": (
        lambda _: of_house.CardRefused("lost", ANDRIJ.id, ANDRIJ.family), ("lost_card", ANDRIJ.id)),
    "facts that a node no longer holds": (
        lambda _: of_house.FactsMissing("kiosk-yard", new_id(), 3, 7), ("facts_missing", "kiosk-yard")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_house_differs_only_by_the_question(case: str) -> None:
    body, question = CASES[case]
    stage = morning()
    before = stage.house
    stage.record(body(stage))
    assert stage.questions() == {question}
    assert without(stage.house, "questions") == without(before, "questions")


IDLE: dict[str, Callable[[Stage], FactBody]] = {
    "a call for a child who is not here": lambda _: of_care.Called(new_id(), "c-nobody01", *OLENA[::-1], "come"),
    "a place for a child who is not here": lambda _: of_care.PlaceAsked(new_id(), "c-nobody01", *OLENA[::-1]),
    "a place accepted that nobody asked for": lambda _: of_care.PlaceAccepted(new_id(), MIA.family, new_id()),
    "a call answered that is over": lambda _: of_care.CallAnswered(new_id(), "coming"),
    "a note on a child who is not here": lambda _: of_children.ChildMarked("c-nobody01", MIA.family, "ate", JANA.id),
    "a shift ended that nobody began": lambda _: of_care.ShiftEnded(new_id(), *JANA),
    "a desk chosen for a visit that is over": lambda _: of_adults.DeskChosen(new_id(), *OLENA, "laptop-2"),
    "an arrival undone that was another": lambda _: of_adults.Undone(new_id(), *OLENA, "arrived"),
    "back from a pause that nobody began": lambda stage: of_adults.CameBack(stage.visit_of(OLENA), *OLENA),
    "a guest leaves who never came": lambda _: of_adults.GuestLeft(new_id()),
    "a party counted that never came": lambda _: of_adults.HeadsCounted(new_id(), 5),
    "an offer withdrawn that was never made": lambda _: of_children.OfferWithdrawn(*MIA, new_id()),
    "an answer to a question that nobody asked": lambda _: of_house.QuestionAnswered("child_alone", MIA.id, "mine"),
}


@pytest.mark.parametrize("case", IDLE)
def test_late_or_doubled_it_changes_nothing(case: str) -> None:
    stage = morning()
    before = stage.house
    stage.record(IDLE[case](stage))
    assert without(stage.house) == without(before)


def test_an_arrival_names_a_stay_that_has_ended_and_nobody_comes_back() -> None:
    stage = morning()
    stay = stage.stay_of(LEO)
    stage.leave(OLENA, takes=(MIA, LEO))
    stage.record(of_adults.Arrived(new_id(), *OLENA, None, (of_adults.ChildHere(LEO.id, stay),)))
    assert stage.is_here(OLENA)
    assert stage.where(LEO) is None


def test_a_carer_does_not_pass_the_baton_to_somebody_else() -> None:
    stage = morning()
    stage.take(BAO, by=JANA, answers=TARIK)
    assert stage.who_answers(BAO) == LINH.id
    assert stage.questions() == {("taken_twice", BAO.id)}


@pytest.mark.parametrize("again", ["taken", "returned", "handed over", "announced", "chosen"])
def test_nobody_comes_back_by_a_late_fact(again: str) -> None:
    stage = morning()
    visit, stay = stage.visit_of(OLENA), stage.stay_of(MIA)
    first = old_stay(stage)
    stage.leave(OLENA, takes=(MIA, LEO))
    stage.record({
        "taken": of_children.Taken(*MIA, new_id(), JANA.id, OLENA.id, stay),
        "returned": of_children.Returned(*MIA, new_id(), OLENA.id, JANA.id, stay),
        "handed over": of_children.HandedOver(*MIA, new_id(), JANA.id, stay, JANA.id),
        "announced": of_adults.Arrived(visit, *OLENA, None, (of_adults.ChildHere(MIA.id, first, "care"),)),
        "chosen": of_children.ChildrenChosen(visit, *OLENA, (of_children.Choice(MIA.id, stay, "adult"),)),
    }[again])  # fmt: skip
    assert stage.where(MIA) is None
    assert not stage.is_here(OLENA)


def test_a_child_of_another_family_on_an_arrival_stays_where_it_is() -> None:
    stage = morning()
    stage.arrive(TARIK, {MIA: "adult"})
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("care", OLENA.id)
    assert stage.house.stays[MIA.id].family == MIA.family
    assert stage.questions() == {("child_twice", MIA.id)}


def test_a_goodbye_takes_no_child_of_another_family_along() -> None:
    stage = morning()
    stage.leave(LINH, takes=(BAO, MIA))
    assert (stage.where(BAO), stage.where(MIA)) == (None, "care")


def test_a_child_whom_nobody_announced_is_let_in_and_asked_about() -> None:
    stage = Stage().at("9:00")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.arrive(OLENA)
    stage.take(MIA, by=JANA, answers=OLENA)
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("care", OLENA.id)
    assert stage.questions() == {("child_unknown", MIA.id)}


def test_two_takers_the_first_stands() -> None:
    stage = morning()
    stage.arrive(ANDRIJ)
    one, two = stage.kiosk("kiosk-front"), stage.kiosk("kiosk-yard")
    stage.offer(MIA, OLENA)
    one.cut_off()
    two.cut_off()
    one.hand_over(MIA, ANDRIJ)
    two.hand_over(MIA, JANA)
    two.connect()
    one.connect()
    assert stage.who_answers(MIA) == JANA.id  # heard first
    assert stage.questions() == {("taken_twice", MIA.id)}
    assert stage.house.questions["taken_twice", MIA.id].times == 1


def test_a_pin_is_locked_until_a_carer_unlocks_it() -> None:
    stage = morning()
    before = stage.house
    stage.record(of_house.PinLocked("kiosk-front", stage.moment("9:10")))
    assert stage.house.locked == {"kiosk-front": stage.moment("9:10")}
    assert stage.questions() == {("pin_locked", "kiosk-front")}
    stage.answer("pin_locked", "kiosk-front", "unlock", JANA)
    assert stage.house.unlocked == {"kiosk-front": stage.now}
    assert without(stage.house.but(unlocked={})) == without(before)


def test_an_unreadable_fact_is_one_question_and_nothing_else() -> None:
    stage = morning()
    before = stage.house
    for _ in range(2):
        stage.fold("kiosk-yard", None, stage.now)
    assert stage.questions() == {("unread", "kiosk-yard x")}
    assert stage.house.questions["unread", "kiosk-yard x"].times == 2
    assert without(stage.house, "questions") == without(before)


def test_a_limit_stops_an_offer_and_never_a_fact() -> None:
    stage = morning()
    stage.record(LimitSet("places_firm", 1, "Vorstand"))
    assert may_announce(stage.office.rules, stage.house, {}, [BAO.id]) == Verdict("wait", "places")
    stage.choose(LINH, {BAO: "care"})  # a kiosk with an older picture
    stage.take(BAO, by=JANA)
    assert stage.where(BAO) == "care"
    assert capacity(stage.office.rules, stage.house, {}).free == 0
    assert not stage.questions()


def test_who_collects_a_child_who_is_not_here_takes_nobody() -> None:
    stage = morning()
    stage.leave(OLENA, takes=(MIA, LEO))
    stage.collect(HALYNA, MIA)
    assert stage.where(MIA) is None
    assert stage.questions() == {("moved_twice", MIA.id)}
