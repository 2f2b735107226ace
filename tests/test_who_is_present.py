"""The first rules of the house: arrived, left, taken back; contradictions are recorded and asked about."""

from hypothesis import given
from hypothesis import strategies as st

from broker.house.apply import apply
from broker.house.pictures import house_picture
from broker.house.state import House
from broker.wire.facts.house import FactsMissing
from broker.wire.facts.presence import Left
from houses import ADULT, FAMILY, LINH, LINHS, OTHER, arrived, child, fact, house, left, new_id, undone


def questions(found: House) -> set[tuple[str, str]]:
    return set(found.questions)


def test_an_adult_who_arrived_is_present_with_desk_and_children() -> None:
    found = house(arrived(desk="laptop-1", children=(child(to="care"), child("c-leo00001"))))
    [visit] = found.present()
    assert (visit.family, visit.adult, visit.desk, visit.since) == (FAMILY, ADULT, "laptop-1", 1_000)
    assert [stay.at for stay in found.children()] == ["announced", "adult"]
    assert found.desks()["laptop-1"] == visit
    picture = house_picture(found)
    assert (picture.adults, picture.children, picture.announced) == (1, 2, 1)


def test_a_late_left_closes_only_its_own_visit() -> None:
    first, second = arrived(), arrived()
    found = house(first, left(first), second, left(first))
    assert [visit.visit for visit in found.present()] == [second.visit]
    assert not found.questions


def test_left_twice_keeps_the_first_time() -> None:
    come = arrived()
    found = house(come, left(come), left(come))
    assert found.visit(ADULT).until == 2_000
    assert not found.questions


def test_arriving_twice_is_one_person_and_a_question() -> None:
    found = house(arrived(desk="pc-1"), arrived(desk="laptop-1"))
    assert house_picture(found).adults == 1
    assert list(found.desks()) == ["laptop-1"]
    assert questions(found) == {("arrived_twice", ADULT)}


def test_two_at_one_desk_are_both_recorded_and_asked_about() -> None:
    found = house(arrived(desk="pc-1"), arrived(LINH, LINHS, desk="pc-1"))
    assert house_picture(found).adults == 2
    assert found.desks()["pc-1"].adult == ADULT
    assert questions(found) == {("desk_twice", "pc-1")}


def test_a_child_in_the_house_is_not_moved_by_another_adults_arrival() -> None:
    found = house(arrived(children=(child(to="care"),)), arrived(OTHER, children=(child(),)))
    [stay] = found.children()
    assert (stay.at, stay.answers) == ("announced", ADULT)


def test_taking_back_an_arrival_or_a_goodbye() -> None:
    come = arrived()
    assert house(come, undone(come, "arrived")).present() == []
    [visit] = house(come, left(come), undone(come, "left")).present()
    assert visit.until is None
    assert len(house(come, undone(arrived(), "arrived")).present()) == 1


def test_what_cannot_be_read_raises_one_question_however_often() -> None:
    found = house(None, None)
    assert [question.times for question in found.questions.values()] == [2]


def test_missing_facts_are_a_question() -> None:
    found = house(FactsMissing(node="kiosk-entrance", stream=new_id(), first=3, last=7))
    assert questions(found) == {("facts_missing", "kiosk-entrance")}


def test_left_of_somebody_never_seen_is_a_question() -> None:
    assert questions(house(Left(visit=new_id(), adult=ADULT, family=FAMILY))) == {("left_unknown", ADULT)}


@given(st.lists(st.tuples(st.sampled_from([ADULT, OTHER, LINH]), st.sampled_from(["come", "go", "undo"])), max_size=30))
def test_any_history_counts_each_adult_at_most_once_and_never_a_child_twice(history: list[tuple[str, str]]) -> None:
    found, last = House(), {}
    for adult, what in history:
        family = LINHS if adult == LINH else FAMILY
        if what == "come" or adult not in last:
            last[adult] = arrived(adult, family, desk="pc-1", children=(child(),))
            body = last[adult]
        else:
            body = left(last[adult]) if what == "go" else undone(last[adult], "arrived")
        found = apply(found, fact(body))
    adults = [visit.adult for visit in found.present()]
    assert len(adults) == len(set(adults)) == house_picture(found).adults
    assert all(stay.answers in found.visits for stay in found.children())
