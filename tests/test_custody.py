"""Who answers for a child, who watches it, whom it is called to, and what is asked at the door."""

from broker.house.guard import leaving
from broker.wire.facts.care import ShiftPlanned, ShiftTaken
from broker.wire.facts.custody import HandedOver, Returned, Taken
from broker.wire.facts.house import QuestionRaised
from broker.wire.facts.presence import Left
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, OTHER, arrived, child, house, left, new_id

GRANDMA, BAO = "a-halyna01", "c-bao00001"


def test_a_child_alone_is_called_to_the_adult_of_its_family_who_comes() -> None:
    came = arrived(children=(child(to="taken"),))
    left_alone = house(came, left(came))
    assert left_alone.stays[CHILD].contact is None
    found = house(came, left(came), arrived(OTHER))
    assert found.stays[CHILD].contact == OTHER
    assert [ask.stay.child for ask in leaving(found, OTHER)] == [CHILD]


def test_who_only_watches_a_child_is_asked_at_the_door_too() -> None:
    mia, grandma = child(), arrived(GRANDMA)
    mum = arrived(children=(mia,))
    back = Returned(child=CHILD, family=FAMILY, stay=new_id(), to=GRANDMA, follows=mia.stay)
    found = house(mum, grandma, back)
    assert (found.stays[CHILD].answers, found.stays[CHILD].looks_after) == (ADULT, GRANDMA)
    assert [ask.stay.child for ask in leaving(found, GRANDMA)] == [CHILD]
    gone = house(mum, grandma, back, left(grandma))
    assert gone.stays[CHILD].looks_after == ADULT


def test_a_child_of_another_family_does_not_go_along_and_is_asked_about() -> None:
    bao, olena = child(BAO), arrived()
    linh = arrived(LINH, LINHS, children=(bao,))
    over = HandedOver(child=BAO, family=LINHS, stay=new_id(), taker=ADULT, follows=bao.stay, by=LINH)
    found = house(olena, linh, over)
    assert [ask.stay.child for ask in leaving(found, ADULT)] == [BAO]
    gone = house(olena, linh, over, Left(visit=olena.visit, adult=ADULT, family=FAMILY))
    assert ("child_alone", BAO) in gone.questions


def test_a_shift_that_is_over_is_asked_about_even_of_a_carer_nobody_saw_come() -> None:
    shift = {"shift": new_id(), "adult": LINH, "family": LINHS}
    over = QuestionRaised(question="shift_over", subject=LINH, family=LINHS)
    found = house(ShiftPlanned(since=0, until=2_000, **shift), ShiftTaken(**shift), over)
    assert ("shift_over", LINH) in found.questions


def test_an_override_for_ones_own_child_is_asked_about_whatever_else_is_wrong_with_it() -> None:
    shift = ShiftTaken(shift=new_id(), adult=LINH, family=LINHS)
    own = {"child": BAO, "family": LINHS, "by": LINH, "answers": LINH, "override": "other"}
    unseen = house(shift, Taken(stay=new_id(), **own))
    late = house(shift, arrived(LINH, LINHS, children=(child(BAO),)), Taken(stay=new_id(), follows=new_id(), **own))
    assert ("override_own", BAO) in unseen.questions.keys() & late.questions.keys()
