"""The guards at the kiosk: asked child by child, answered by people alone."""

import pytest
from msgspec.structs import replace

from booth import ANDRIJ, DAY_MS, LINHS_CARD, OLENA, STRANGER, Booth
from broker.house.apply import apply
from broker.house.roster import Adult, Child, Family, Roster, card_hash
from broker.house.state import House
from broker.wire.facts.care import ShiftTaken
from broker.wire.facts.custody import ChildGone, Offered, Taken
from broker.wire.facts.presence import Arrived, Left, WentOut
from houses import ADULT, CHILD, FAMILY, KEY, LINH, LINHS, OTHER, ROSTER, arrived, fact, new_id
from kiosk.flow import Card, Fault, Guard, Idle, Notice, Result, Shift, Unread

LEO, OMA, OMAS_CARD = "c-leo00001", "a-oma00001", "04AA000003"
LINHS_CHILD = "c-nam00001"


def roster() -> Roster:
    """Olena's family with a grandmother who may collect, Linh who takes shifts and has a child."""
    olenas, linhs = ROSTER.families
    olenas = replace(
        olenas,
        adults=(*olenas.adults, Adult(OMA, "Oma Halyna", deputy=True)),
        children=tuple(replace(child, usual="care") for child in olenas.children),
    )
    linh = replace(linhs.adults[0], shifts=True)
    linhs = replace(linhs, adults=(linh,), children=(Child(LINHS_CHILD, "Nam", "panda", usual="absent"),))
    families: tuple[Family, ...] = (olenas, linhs)
    return replace(ROSTER, families=families, cards={**ROSTER.cards, card_hash(KEY, OMAS_CARD): (FAMILY, OMA)})


@pytest.fixture
def booth() -> Booth:
    """Olena is in with Mia and Leo, both in care with Linh, and it is an hour later."""
    found = Booth(roster())
    found.tap(OLENA)
    found.tap(LINHS_CARD)
    found.fold(ShiftTaken(shift=new_id(), adult=LINH, family=LINHS))
    for child in (CHILD, LEO):
        take(found, child)
    found.wait(3600)
    found.facts.clear()
    return found


def take(booth: Booth, child: str) -> None:
    stay = booth.house.stays[child]
    booth.fold(Taken(child=child, family=FAMILY, stay=new_id(), by=LINH, answers=ADULT, follows=stay.stay))


def test_each_child_is_asked_about_and_taken_along(booth: Booth) -> None:
    screen = booth.tap(OLENA)
    assert isinstance(screen, Guard)
    assert screen.child == CHILD
    assert booth.kinds() == ["leave_asked"]
    screen = booth.touch("take")
    assert isinstance(screen, Guard)
    assert (screen.child, booth.kinds()) == (LEO, ["leave_asked"])
    screen = booth.touch("take")
    assert isinstance(screen, Result)
    assert screen.what == "left"
    assert set(booth.facts[-1].takes) == {CHILD, LEO}
    assert not booth.house.children()
    assert not booth.house.questions


def test_the_same_card_after_two_seconds_takes_all(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.wait(1)
    assert isinstance(booth.tap(OLENA), Guard)
    booth.wait(2.5)
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert not booth.house.children()


def test_a_card_that_lies_on_the_reader_answers_nothing(booth: Booth) -> None:
    booth.tap(OLENA)
    for _ in range(40):
        booth.wait(1)
        assert isinstance(booth.tap(OLENA), Guard)
    assert booth.kinds() == ["leave_asked"]


def test_another_parent_takes_over_with_a_card_and_comes_in_with_it(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.touch("other")
    assert booth.house.stays[CHILD].offer is not None
    screen = booth.tap(ANDRIJ)
    assert isinstance(screen, Guard)
    assert (screen.child, screen.waiting) == (LEO, False)
    assert booth.house.stays[CHILD].answers == OTHER
    assert OTHER in booth.house.visits
    screen = booth.touch("take")
    assert isinstance(screen, Result)
    assert booth.house.stays[CHILD].at == "care"
    assert LEO not in booth.house.stays
    assert not booth.house.questions


def test_a_parents_card_takes_over_without_a_touch(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.tap(ANDRIJ)
    booth.wait(3)
    assert isinstance(booth.tap(ANDRIJ), Result)
    assert {stay.answers for stay in booth.house.children()} == {OTHER}
    assert ADULT not in booth.house.visits


def test_a_carer_takes_over_only_when_it_was_asked_for(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.touch("other")
    assert isinstance(booth.tap(LINHS_CARD), Guard)
    assert booth.house.stays[CHILD].answers == LINH
    screen = booth.tap(LINHS_CARD)  # for Leo nobody asked: she is the next at the kiosk, and the last carer
    assert isinstance(screen, Shift)
    assert screen.who.adult.id == LINH
    assert ("leave_unanswered", ADULT) in booth.house.questions


def test_a_grandmother_takes_a_child_home_with_her_card(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.touch("other")
    assert isinstance(booth.tap(OMAS_CARD), Guard)
    assert CHILD not in booth.house.stays
    assert OMA not in booth.house.visits
    assert not booth.house.questions


def test_a_grandmother_for_whom_children_are_held_out_collects_them_in_one_tap(booth: Booth) -> None:
    for child in (CHILD, LEO):
        booth.fold(Offered(child=child, family=FAMILY, offer=new_id(), giver=ADULT, to=OMA))
    screen = booth.tap(OMAS_CARD)
    assert isinstance(screen, Result)
    assert screen.what == "left"
    assert booth.kinds() == ["collected"]
    assert not booth.house.children()
    assert ADULT in booth.house.visits


def test_a_grandmother_without_an_offer_just_comes_in(booth: Booth) -> None:
    booth.tap(OMAS_CARD)
    assert booth.kinds() == ["arrived"]


def test_only_out_for_ten_minutes(booth: Booth) -> None:
    booth.tap(OLENA)
    screen = booth.touch("errand")
    assert isinstance(screen, Result)
    assert screen.what == "out"
    away = booth.house.visits[ADULT].away
    assert away is not None
    assert (away.why, away.until - booth.wall) == ("errand", 600_000)
    assert {stay.at for stay in booth.house.children()} == {"care"}


def test_without_a_carer_nobody_goes_on_an_errand(booth: Booth) -> None:
    booth.fold(Left(visit=booth.house.visits[LINH].visit, adult=LINH, family=LINHS))
    booth.tap(OLENA)
    assert isinstance(booth.touch("errand"), Guard)
    assert booth.house.visits[ADULT].away is None


def test_never_mind_leaves_everything_as_it_was(booth: Booth) -> None:
    before = booth.house.stays
    booth.tap(OLENA)
    booth.touch("other")
    screen = booth.touch("stay")
    assert isinstance(screen, Notice)
    assert screen.kind == "staying"
    assert booth.house.visits[ADULT].asked is None
    assert booth.house.stays == before
    assert booth.kinds() == ["leave_asked", "offered", "offer_withdrawn", "leave_withdrawn"]


@pytest.mark.parametrize("waiting", [False, True])
def test_without_an_answer_names_go_and_the_carers_are_told(booth: Booth, waiting: bool) -> None:
    booth.tap(OLENA)
    if waiting:
        booth.touch("other")
    assert isinstance(booth.wait(58), Guard)
    assert isinstance(booth.wait(3), Idle)
    assert ADULT in booth.house.visits
    assert {stay.at for stay in booth.house.children()} == {"care"}
    assert booth.house.stays[CHILD].offer is None
    assert set(booth.house.questions) == {("leave_unanswered", ADULT)}


def test_another_familys_card_is_served_and_the_carers_are_told(booth: Booth) -> None:
    booth.wait(600)
    booth.tap(OLENA)
    screen = booth.tap(LINHS_CARD)
    assert screen.who.family.id == LINHS
    assert ADULT in booth.house.visits
    assert ("leave_unanswered", ADULT) in booth.house.questions


def test_a_card_that_nobody_knows_changes_nothing_at_the_guard(booth: Booth) -> None:
    asked = booth.tap(OLENA)
    assert isinstance(asked, Guard)
    booth.touch("other")
    screen = booth.tap(STRANGER)
    assert isinstance(screen, Guard)
    assert (screen.odd, screen.waiting, screen.deadline) == ("unknown", True, asked.deadline)  # it is said, and no more
    assert booth.kinds() == ["leave_asked", "offered"]
    booth.feed(Unread())
    screen = booth.touch("back")
    assert isinstance(screen, Guard)
    assert screen.odd == ""


def test_a_disk_that_fails_at_the_guard_sends_to_the_carers(booth: Booth) -> None:
    booth.disk_works = False
    screen = booth.tap(OLENA)
    assert isinstance(screen, Notice)
    assert screen.kind == "call_carer"
    assert ADULT in booth.house.visits


def test_the_last_carer_cannot_go_before_somebody_takes_over_with_a_headcount(booth: Booth) -> None:
    booth.roster = replace(
        booth.roster, families=tuple(_willing(family) for family in booth.roster.families)
    )  # fmt: skip
    screen = booth.tap(LINHS_CARD)
    assert isinstance(screen, Shift)
    assert (screen.heads, set(screen.children)) == (2, {CHILD, LEO})
    booth.touch("count", "-1")
    screen = booth.touch("count", "1")
    assert isinstance(screen, Shift)
    assert screen.heads == 2
    assert isinstance(booth.tap(LINHS_CARD), Shift)  # her own card hands over nothing
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert (screen.what, screen.who.adult.id) == ("left", LINH)
    assert list(booth.house.shifts) == [ADULT]
    assert booth.kinds() == ["leave_asked", "shift_handed_over", "left"]


def _willing(family: Family) -> Family:
    return replace(family, adults=tuple(replace(adult, shifts=True) for adult in family.adults))


def test_the_last_carer_who_does_not_answer_stays_on_duty(booth: Booth) -> None:
    booth.tap(LINHS_CARD)
    assert isinstance(booth.wait(61), Idle)
    assert LINH in booth.house.shifts
    assert ("leave_unanswered", LINH) in booth.house.questions


def test_a_touch_meant_for_one_child_does_not_answer_for_the_next(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.touch("take")
    screen = booth.touch("take", after=0.1)
    assert isinstance(screen, Guard)
    assert screen.child == LEO


def test_children_who_are_with_an_adult_go_along_without_a_question() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("children")
    booth.touch("child", f"{CHILD}:adult")
    booth.wait(3600)
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert screen.what == "left"
    assert not booth.house.children()
    assert isinstance(booth.facts[0], Arrived)


def test_a_screen_that_cannot_be_drawn_says_so_and_the_carers_are_told_who_was_leaving(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.settle(booth.feed(Fault()))
    screen = booth.state.screen
    assert isinstance(screen, Notice)
    assert screen.kind == "fault"
    assert ("leave_unanswered", ADULT) in booth.house.questions
    assert isinstance(booth.wait(7), Idle)


def test_a_child_that_a_carer_took_over_is_not_asked_about_again(booth: Booth) -> None:
    booth.tap(OLENA)
    for _ in (CHILD, LEO):
        booth.touch("other")
        booth.tap(LINHS_CARD)
    screen = booth.state.screen
    assert isinstance(screen, Result)
    assert (screen.what, screen.who.adult.id) == ("left", ADULT)
    assert {stay.answers for stay in booth.house.children()} == {LINH}
    assert not booth.house.questions


def test_a_second_read_while_the_disk_is_slow_answers_nothing(booth: Booth) -> None:
    record = booth.feed(Card(OLENA))
    booth.pass_time(0.3)
    booth.feed(Card(OLENA))
    booth.pass_time(2.2)
    booth.settle(record)
    assert isinstance(booth.state.screen, Guard)
    assert booth.kinds() == ["leave_asked"]


def test_an_arrival_on_which_a_child_in_care_depends_is_not_taken_back(booth: Booth) -> None:
    booth.recent[booth.house.visits[ADULT].visit] = booth.now - 60
    assert isinstance(booth.tap(OLENA), Result)
    booth.touch("undo")
    assert ADULT in booth.house.visits
    assert not booth.facts


def test_ending_a_shift_and_another_familys_card_serves_that_family_at_once(booth: Booth) -> None:
    booth.recent[booth.house.visits[LINH].visit] = booth.now - 60
    booth.tap(LINHS_CARD)
    assert isinstance(booth.touch("strip", "yes"), Shift)
    screen = booth.tap(ANDRIJ)
    assert isinstance(screen, Result)
    assert screen.who.adult.id == OTHER
    assert not booth.state.queue


def test_whoever_takes_a_shift_over_after_lunch_is_back(booth: Booth) -> None:
    booth.roster = replace(booth.roster, families=tuple(_willing(family) for family in booth.roster.families))
    visit = booth.house.visits[ADULT].visit
    booth.fold(WentOut(visit=visit, adult=ADULT, family=FAMILY, why="lunch", until=booth.wall + 600_000))
    booth.tap(LINHS_CARD)
    booth.tap(OLENA)
    assert booth.kinds() == ["leave_asked", "came_back", "shift_handed_over", "left"]
    assert "no_carer" not in {kind for kind, _ in booth.house.questions}


def test_where_carers_answer_a_parent_fetches_the_child_from_them(booth: Booth) -> None:
    stay = booth.house.stays[CHILD]
    booth.house = booth.house.with_stay(replace(stay, answers=LINH, taken_by=LINH))
    booth.tap(OLENA)
    for _ in range(2):
        booth.touch("take")
    assert CHILD in booth.house.stays
    assert not booth.house.questions


def test_a_forgotten_visit_of_yesterday_takes_nobody_over(booth: Booth) -> None:
    booth.house = apply(booth.house, fact(arrived(OTHER, FAMILY), at=booth.wall - DAY_MS))
    booth.tap(OLENA)
    booth.touch("other")
    booth.tap(ANDRIJ)
    assert "arrived" in booth.kinds()
    assert booth.house.visits[OTHER].since == booth.wall


def test_a_deputy_with_a_duty_is_asked_like_everybody(booth: Booth) -> None:
    olenas, linhs = booth.roster.families
    halyna = replace(olenas.adults[2], deputy=True, shifts=True)
    booth.roster = replace(booth.roster, families=(replace(olenas, adults=(*olenas.adults[:2], halyna)), linhs))
    came = arrived(OMA, FAMILY)
    booth.fold(came)
    booth.fold(Offered(child=CHILD, family=FAMILY, offer=new_id(), giver=ADULT, to=OMA))
    booth.fold(ShiftTaken(shift=new_id(), adult=OMA, family=FAMILY))
    booth.fold(Left(visit=booth.house.visits[LINH].visit, adult=LINH, family=LINHS))
    booth.wait(3600)
    assert isinstance(booth.tap(OMAS_CARD), Shift)
    assert OMA in booth.house.shifts


def test_a_deputy_who_came_in_with_one_child_collects_another_and_leaves_none() -> None:
    booth = Booth(replace(roster(), families=tuple(map(_with_parents, roster().families))), House())
    booth.tap(OLENA)
    booth.touch("child", f"{LEO}:absent")
    booth.wait(3600)
    booth.tap(OMAS_CARD)
    booth.wait(3600)
    assert booth.house.stays[LEO].answers == OMA
    booth.fold(Offered(child=CHILD, family=FAMILY, offer=new_id(), giver=ADULT, to=OMA))
    screen = booth.tap(OMAS_CARD)
    assert isinstance(screen, Result)
    assert screen.what == "left"
    assert OMA not in booth.house.visits
    assert not booth.house.stays
    assert not booth.house.questions


def test_a_deputy_who_has_collected_cannot_be_put_into_the_house_by_taking_it_back(booth: Booth) -> None:
    booth.fold(Offered(child=CHILD, family=FAMILY, offer=new_id(), giver=ADULT, to=OMA))
    assert isinstance(booth.tap(OMAS_CARD), Result)
    booth.touch("undo")
    assert OMA not in booth.house.visits
    booth.wait(60)
    booth.tap(OMAS_CARD)
    booth.touch("undo")
    assert OMA not in booth.house.visits


def test_what_is_settled_elsewhere_while_the_guard_asks_is_not_asked_any_longer(booth: Booth) -> None:
    booth.tap(OLENA)
    gone(booth, CHILD)
    screen = booth.wait(1)
    assert isinstance(screen, Guard)
    assert screen.child == LEO
    gone(booth, LEO)
    assert isinstance(booth.wait(1), Guard)  # nothing is answered by itself
    facts = len(booth.facts)
    screen = booth.touch("take")
    assert isinstance(screen, Result)
    assert screen.what == "left"
    assert booth.kinds()[facts:] == ["left"]


def test_staying_can_be_said_also_when_everything_is_settled(booth: Booth) -> None:
    booth.tap(OLENA)
    for child in (CHILD, LEO):
        gone(booth, child)
    assert isinstance(booth.touch("stay"), Notice)
    assert booth.kinds()[-1] == "leave_withdrawn"
    assert ADULT in booth.house.visits


def test_a_guard_closes_when_the_adult_has_left_at_another_kiosk(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.fold(Left(visit=booth.house.visits[ADULT].visit, adult=ADULT, family=FAMILY, takes=(CHILD, LEO)))
    assert booth.wait(1) == Idle()
    assert booth.kinds() == ["leave_asked"]


def test_the_headcount_takes_quick_touches(booth: Booth) -> None:
    booth.pass_time(3600)
    booth.tap(LINHS_CARD)
    before = booth.state.screen
    assert isinstance(before, Shift)
    for _ in range(8):
        booth.touch("count", "1", after=0.2)
    after = booth.state.screen
    assert isinstance(after, Shift)
    assert after.heads >= before.heads + 7


def test_a_carer_whose_duty_somebody_shares_meanwhile_goes_with_the_card_once_more(booth: Booth) -> None:
    booth.tap(LINHS_CARD)
    assert isinstance(booth.state.screen, Shift)
    booth.fold(ShiftTaken(shift=new_id(), adult=ADULT, family=FAMILY))
    booth.pass_time(3)
    screen = booth.tap(LINHS_CARD)
    assert isinstance(screen, Result)
    assert screen.what == "left"


def gone(booth: Booth, child: str) -> None:
    booth.fold(ChildGone(child=child, family=FAMILY, by=LINH, follows=booth.house.stays[child].stay))


def _with_parents(family: Family) -> Family:
    return replace(family, children=tuple(replace(child, usual="adult") for child in family.children))


def test_a_touch_gives_no_new_minute_to_whoever_put_no_card_on() -> None:
    found = Booth(roster())
    found.tap(OLENA)
    found.wait(300)
    found.tap(OLENA)
    found.touch("hold", after=5)
    found.touch("hold", after=20)
    assert isinstance(found.touch("go", after=20), Guard)
    found.facts.clear()
    assert isinstance(found.touch("take", after=16), Idle | Guard)  # more than a minute after the card
    found.wait(1)
    assert isinstance(found.state.screen, Idle)
    assert "left" not in found.kinds()


def test_each_question_of_the_guard_has_the_time_that_the_office_gives() -> None:
    of_house = roster()
    rules = replace(of_house.office.rules, care=replace(of_house.office.rules.care, guard_s=15))
    found = Booth(replace(of_house, office=replace(of_house.office, rules=rules)))
    found.tap(OLENA)
    found.wait(300)
    found.tap(OLENA)
    found.touch("hold", after=5)
    assert isinstance(found.touch("go", after=20), Guard)
    assert isinstance(found.wait(14), Guard)
    assert isinstance(found.wait(2), Idle)
