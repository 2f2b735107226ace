"""Late words, lunch and open doors: nobody slips out of the house, or stays out of it, without a question."""

import pytest
from msgspec.structs import replace

from broker.house.apply import apply
from broker.house.emergency import emergency_list
from broker.house.guard import ending_shift, leaving
from broker.house.state import House
from broker.wire.facts.care import ShiftEnded, ShiftTaken
from broker.wire.facts.custody import ChildrenChosen, Choice, Collected, Going, Returned, Taken
from broker.wire.facts.house import EmergencyBegan, EmergencyEnded, EmergencyTicked
from broker.wire.facts.presence import TimeCorrected, WentOut
from broker.wire.messages import HUB
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, OTHER, arrived, child, fact, house, left, new_id

GRANDMA = "a-halyna01"
HOUR = 3_600_000


def folded(found: House, body: object, at: int = 10_000) -> House:
    return apply(found, fact(body, at=at))


def test_a_late_collection_takes_out_neither_the_child_nor_grandma_who_are_back() -> None:
    again = child()
    back = house(arrived(GRANDMA, children=(again,)))
    late = Collected(visit=new_id(), adult=GRANDMA, family=FAMILY, takes=(Going(child=CHILD, follows=new_id()),))
    found = folded(back, late)
    assert found.visits.keys() == {GRANDMA}
    assert found.stays[CHILD].stay == again.stay
    assert ("moved_twice", CHILD) in found.questions


@pytest.mark.parametrize("to", ["absent", "care"])
def test_a_late_choice_moves_no_child_that_has_moved_since(to: str) -> None:
    come = arrived(children=(child(to="care"),))
    [first] = come.children
    taken = Taken(child=CHILD, family=FAMILY, stay=new_id(), by=LINH, answers=ADULT, follows=first.stay)
    back = Returned(child=CHILD, family=FAMILY, stay=new_id(), to=ADULT, by=LINH, follows=taken.stay)
    before = house(come, taken, back)
    late = Choice(child=CHILD, stay=new_id(), to=to, follows=first.stay)
    found = folded(before, ChildrenChosen(visit=come.visit, adult=ADULT, family=FAMILY, children=(late,)))
    assert found.stays == before.stays
    assert ("moved_twice", CHILD) in found.questions


@pytest.mark.parametrize("to", ["care", "together"])
def test_an_announced_child_is_asked_about_at_the_door(to: str) -> None:
    come = arrived(children=(child(to=to),))
    found = house(come)
    assert [ask.stay.child for ask in leaving(found, ADULT)] == [CHILD]
    assert ("child_alone", CHILD) in folded(found, left(come)).questions


def test_a_child_who_was_out_for_lunch_and_comes_with_dad_is_in_the_house() -> None:
    come = arrived(children=(child(),))
    out = WentOut(visit=come.visit, adult=ADULT, family=FAMILY, why="lunch", until=HOUR, takes=(CHILD,))
    found = house(come, out, arrived(OTHER, children=(child(),)))
    assert (found.stays[CHILD].at, found.stays[CHILD].looks_after) == ("adult", OTHER)
    assert [line.stay.child for line in emergency_list(found, 0).children] == [CHILD]
    assert ("child_twice", CHILD) in found.questions


def test_a_mother_who_is_back_without_having_said_so_brings_her_child_back_too() -> None:
    come = arrived(children=(child(),))
    out = WentOut(visit=come.visit, adult=ADULT, family=FAMILY, why="lunch", until=HOUR, takes=(CHILD,))
    found = house(come, out, arrived())
    assert found.stays[CHILD].at == "adult"
    assert ("child_unclear", CHILD) in found.questions


def test_who_watches_over_a_child_left_at_the_desk_cannot_end_the_shift_and_if_so_it_alarms() -> None:
    mum, carer = arrived(children=(child(),)), arrived(LINH, LINHS)
    shift = ShiftTaken(shift=new_id(), adult=LINH, family=LINHS)
    out = WentOut(visit=mum.visit, adult=ADULT, family=FAMILY, why="errand", until=HOUR)
    found = house(mum, carer, shift, out)
    assert [stay.child for stay in ending_shift(found, LINH)] == [CHILD]
    ended = folded(found, ShiftEnded(shift=shift.shift, adult=LINH, family=LINHS))
    assert ("out_without_carer", ADULT) in ended.questions
    again = folded(ended, ShiftTaken(shift=new_id(), adult=LINH, family=LINHS))
    assert ("out_without_carer", ADULT) not in again.questions


def test_a_correction_is_never_later_than_now() -> None:
    come = arrived()
    late = TimeCorrected(visit=come.visit, adult=ADULT, family=FAMILY, what="arrived", at=2**53)
    assert folded(house(come), late).visits[ADULT].since == 10_000


def test_a_drill_of_the_morning_that_is_told_late_neither_ticks_nor_ends_the_alarm_of_now() -> None:
    drill, real = new_id(), new_id()
    found = folded(house(arrived()), EmergencyBegan(emergency=real, drill=False), at=6 * HOUR)
    for body in (
        EmergencyBegan(emergency=drill, drill=True),
        EmergencyTicked(emergency=drill, outside=(ADULT,)),
        EmergencyEnded(emergency=drill),
    ):
        found = folded(found, body, at=HOUR)
    assert found.emergency is not None
    assert (found.emergency.id, found.emergency.drill, found.emergency.outside) == (real, False, frozenset())
    assert folded(found, EmergencyEnded(emergency=real), at=7 * HOUR).emergency is None


def test_a_tablet_that_comes_back_after_the_end_begins_no_new_emergency_and_a_kiosk_still_may() -> None:
    first, same, later = new_id(), new_id(), new_id()
    over = folded(folded(house(arrived()), EmergencyBegan(emergency=first, drill=False), at=HOUR),
                  EmergencyEnded(emergency=first), at=2 * HOUR)  # fmt: skip
    late = [EmergencyBegan(emergency=same, drill=False), EmergencyTicked(emergency=same, outside=(ADULT,))]
    for body in late:
        over = apply(over, replace(fact(body, at=HOUR + 1), node=HUB))
    assert over.emergency is None
    assert folded(over, EmergencyBegan(emergency=later, drill=False), at=2 * HOUR - 1).emergency is not None
    page = apply(over, replace(fact(EmergencyBegan(emergency=later, drill=True), at=2 * HOUR), node=HUB))
    assert page.emergency is not None


def test_a_child_returned_to_somebody_who_has_left_stays_where_it_is_and_is_asked_about() -> None:
    mia, dad = child(), arrived(OTHER)
    gone = house(arrived(children=(mia,)), dad, left(dad))
    back = Returned(child=CHILD, family=FAMILY, stay=new_id(), to=OTHER, by=LINH, follows=mia.stay)
    found = folded(gone, back)
    assert found.stays == gone.stays
    assert ("moved_twice", CHILD) in found.questions
