"""The flow of the kiosk, without a window: what a card, a touch and silence do."""

import pytest
from msgspec.structs import replace

from booth import ANDRIJ, LINHS_CARD, NOON, OLENA, QUICK, STRANGER, Booth
from broker.house.apply import apply
from broker.house.roster import Roster, card_hash
from broker.house.state import Fact, House
from broker.wire.facts.house import CardRefused
from broker.wire.facts.presence import Arrived, Left, Undone, WentOut
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, ROSTER, arrived, fact
from kiosk.flow import Card, Children, Guard, Idle, Notice, Recorded, Result, Tick, Unread
from kiosk.flow.inputs import Identify
from kiosk.flow.strips import strip
from kiosk.view import Look


def test_one_tap_without_a_touch_checks_the_family_in_and_the_screen_closes_by_itself() -> None:
    booth = Booth()
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert (screen.what, screen.who.adult.name) == ("arrived", "Olena")
    [came] = booth.facts
    assert isinstance(came, Arrived)
    assert came.desk == "laptop-1"
    assert [(come.child, come.to) for come in came.children] == [(CHILD, "care"), ("c-leo00001", "adult")]
    assert isinstance(booth.wait(5.9), Result)
    assert isinstance(booth.wait(0.2), Idle)


def test_nothing_is_promised_before_the_disk_has_it() -> None:
    booth = Booth()
    booth.feed(Card(OLENA))
    assert isinstance(booth.state.screen, Idle)
    booth.feed(Recorded())
    assert isinstance(booth.state.screen, Result)


def test_a_disk_that_fails_sends_to_the_carers_and_changes_nothing() -> None:
    booth = Booth()
    booth.disk_works = False
    screen = booth.tap(OLENA)
    assert isinstance(screen, Notice)
    assert screen.kind == "call_carer"
    assert not booth.house.present()
    booth.disk_works = True
    assert isinstance(booth.tap(OLENA), Result)


def test_the_same_card_soon_after_records_nothing_and_offers_to_go() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.wait(300)
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert screen.again
    assert len(booth.facts) == 1
    assert isinstance(booth.touch("go"), Guard)  # Mia is announced: nobody has said where she is
    screen = booth.touch("take")
    assert isinstance(screen, Result)
    assert screen.what == "left"
    assert not booth.house.present()


@pytest.mark.parametrize("ahead_s", [-86_400, -1200, -3, 3, 1200, 86_400])
def test_a_wrong_clock_makes_no_goodbye_of_a_second_tap(ahead_s: int) -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.wall += ahead_s * 1000  # the hub's picture brings other times than this kiosk's clock
    booth.wait(2)
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert screen.again
    assert len(booth.facts) == 1


@pytest.mark.parametrize("ahead_s", [-86_400, 86_400])
def test_whoever_came_through_this_kiosk_can_leave_whatever_its_clock_says(ahead_s: int) -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.wall += ahead_s * 1000
    booth.wait(3600)
    booth.go(OLENA)
    assert isinstance(booth.facts[-1], Left)


def test_later_the_same_card_says_goodbye_and_then_hello_again() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.wait(3 * 3600)
    assert isinstance(booth.go(OLENA), Result)
    assert isinstance(booth.facts[-1], Left)
    booth.wait(3600)
    booth.tap(OLENA)
    assert isinstance(booth.facts[-1], Arrived)


def test_coming_back_at_once_after_a_goodbye() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.wait(3600)
    booth.go(OLENA)
    booth.pass_time(3)
    booth.tap(OLENA)
    booth.touch("come")
    assert booth.kinds() == ["arrived", "leave_asked", "left", "arrived"]


def test_taking_back_an_arrival() -> None:
    booth = Booth()
    booth.tap(OLENA)
    screen = booth.touch("undo")
    assert isinstance(screen, Notice)
    assert screen.kind == "undone"
    assert isinstance(booth.facts[-1], Undone)
    assert not booth.house.present()


@pytest.mark.parametrize("earlier", [False, True])
def test_whoever_took_an_arrival_back_and_puts_the_card_on_again_comes(*, earlier: bool) -> None:
    booth = Booth(house=None if earlier else House())
    if isinstance(booth.tap(OLENA), Children):
        booth.touch("ready")
    booth.touch("undo")
    booth.wait(8)
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result | Children)
    assert booth.kinds() == ["arrived", "undone", "arrived"]
    assert [visit.adult for visit in booth.house.present()] == [ADULT]


def test_an_open_visit_of_yesterday_is_never_toggled() -> None:
    booth = Booth(house=apply(House(), fact(arrived(), at=NOON - 24 * 3_600_000)))
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert screen.what == "arrived"


def test_a_visit_from_before_four_in_the_morning_belongs_to_the_day_before() -> None:
    four = NOON - 8 * 3_600_000  # noon in Berlin is 11:00 UTC here; 04:00 local is eight hours before
    booth = Booth(house=apply(House(), fact(arrived(), at=four - 60_000)))
    assert booth.tap(OLENA).what == "arrived"
    booth = Booth(house=apply(House(), fact(arrived(), at=four + 60_000)))
    assert booth.go(OLENA).what == "left"


def test_a_taken_desk_gives_the_next_of_its_kind_and_a_full_kind_none() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.tap(LINHS_CARD)
    assert booth.facts[-1].desk == "laptop-2"
    full = Booth(house=apply(booth.house, fact(arrived("a-third001", "f-third001", desk="laptop-1"), at=NOON)))
    full.house = apply(full.house, fact(arrived("a-fourth01", "f-third001", desk="laptop-2"), at=NOON))
    full.roster = QUICK
    full.tap(LINHS_CARD)
    full.pass_time(3)
    full.tap(LINHS_CARD)
    assert full.facts[-1].desk is None


def test_a_desk_where_somebody_sits_unregistered_is_not_offered() -> None:
    booth = Booth()
    booth.blocked = frozenset({"laptop-1"})
    booth.tap(OLENA)
    assert booth.facts[-1].desk == "laptop-2"


def test_the_second_adult_comes_without_moving_the_children() -> None:
    booth = Booth()
    booth.tap(OLENA)
    screen = booth.tap(ANDRIJ)
    assert booth.facts[-1].children == ()
    assert isinstance(screen, Result)
    assert {stay.contact for stay in booth.house.children()} == {ADULT}


@pytest.mark.parametrize(("roster", "kind"), [(ROSTER, "unknown_card"), (None, "no_roster")])
def test_a_card_that_nobody_knows_gets_a_calm_answer_and_no_fact(roster: Roster | None, kind: str) -> None:
    booth = Booth(roster)
    screen = booth.tap(STRANGER)
    assert isinstance(screen, Notice)
    assert screen.kind == kind
    assert not booth.facts
    assert isinstance(booth.wait(6.1), Idle)


def test_the_next_family_is_served_at_once_and_sees_only_its_own() -> None:
    booth = Booth()
    booth.tap(OLENA)
    screen = booth.tap(LINHS_CARD)
    assert isinstance(screen, Result)
    assert screen.who.family.id == LINHS


def test_cards_that_come_while_the_disk_is_slow_are_all_served_in_order() -> None:
    booth = Booth()
    first = booth.feed(Card(OLENA))
    for card in (LINHS_CARD, OLENA, LINHS_CARD):
        assert booth.feed(Card(card)) is None
    booth.settle(first)
    assert {visit.adult for visit in booth.house.present()} == {ADULT, LINH}
    assert len(booth.facts) == 2


def test_a_touch_holds_the_time_but_not_beyond_a_minute_after_the_card() -> None:
    booth = Booth()
    booth.tap(OLENA)
    for _ in range(20):
        booth.touch("hold")
        booth.wait(4)
    assert isinstance(booth.state.screen, Idle)


@pytest.mark.parametrize("why", ["never_list", "lost"])
def test_a_card_that_is_not_served_looks_unknown_and_only_the_carers_learn_why(why: str) -> None:
    subject = "p-rot00001" if why == "never_list" else ADULT
    known = {card_hash(ROSTER.key, STRANGER): (FAMILY, subject)}
    booth = Booth(replace(ROSTER, **{"never" if why == "never_list" else "lost": known}))
    screen = booth.tap(STRANGER)
    assert isinstance(screen, Notice)
    assert screen.kind == "unknown_card"
    assert booth.facts == [CardRefused(why=why, subject=subject, family=FAMILY)]
    assert [question for question, _ in booth.house.questions] == ["never_list" if why == "never_list" else "lost_card"]
    booth.disk_works = False
    assert booth.tap(STRANGER).kind == "call_carer"


def test_an_adult_whose_visit_of_yesterday_is_still_open_comes_with_the_children_again() -> None:
    booth = Booth()
    booth.tap(OLENA)
    yesterday = booth.house
    booth = Booth(house=yesterday)
    booth.now, booth.wall = booth.now + 86_400, booth.wall + 86_400_000
    booth.tap(OLENA)
    assert [come.child for come in booth.facts[-1].children] == [CHILD, "c-leo00001"]
    assert {stay.child for stay in booth.house.children()} == {CHILD, "c-leo00001"}
    assert [stay.since for stay in booth.house.children()] == [booth.wall, booth.wall]


def test_touches_on_the_idle_screen_change_nothing() -> None:
    booth = Booth()
    for meaning in ("undo", "done", "go", "come", "hold"):
        assert isinstance(booth.touch(meaning), Idle)
    assert not booth.facts


def test_go_without_a_second_tap_does_nothing() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("go")
    assert len(booth.facts) == 1


def test_a_fact_of_the_flow_folds_the_same_at_the_hub() -> None:
    booth = Booth()
    booth.tap(OLENA)
    hub = apply(House(), Fact(pos=1, stream="s", n=1, at=NOON, body=booth.facts[0]))
    assert hub.present() == booth.house.present()


def test_a_family_that_comes_for_the_first_time_says_where_its_children_are() -> None:
    booth = Booth(house=House())
    screen = booth.tap(OLENA)
    assert isinstance(screen, Children)
    assert [type(body) for body in booth.facts] == [Arrived]
    screen = booth.touch("ready")
    assert isinstance(screen, Result)
    assert screen.first


def test_a_touch_right_after_a_new_screen_means_the_one_before() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("undo", after=0.2)
    assert len(booth.facts) == 1
    booth.touch("undo", after=0.2)
    assert isinstance(booth.facts[-1], Undone)


def test_mashing_changes_nothing_until_there_is_calm() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.pass_time(1)
    for _ in range(3):
        booth.touch("hold", after=0.1)
    for _ in range(30):
        booth.touch("undo", after=0.1)
    assert len(booth.facts) == 1
    booth.touch("undo", after=1)
    assert isinstance(booth.facts[-1], Undone)


def test_back_from_lunch_or_an_errand_with_one_tap() -> None:
    booth = Booth()
    booth.tap(LINHS_CARD)
    came = booth.facts[0]
    assert isinstance(came, Arrived)
    booth.wait(3600)
    booth.fold(WentOut(visit=came.visit, adult=LINH, family=LINHS, why="lunch", until=booth.wall + 1_800_000))
    booth.wait(60)
    screen = booth.tap(LINHS_CARD)
    assert isinstance(screen, Result)
    assert screen.what == "back"
    assert booth.house.visits[LINH].away is None
    booth.touch("undo")
    assert booth.kinds() == ["arrived", "came_back"]


def test_a_card_that_could_not_be_read_is_asked_for_again_and_answers_no_guard() -> None:
    booth = Booth()
    booth.feed(Unread())
    assert isinstance(booth.state.screen, Notice)
    assert booth.state.screen.kind == "unread"
    booth.tap(OLENA)
    booth.wait(3600)
    assert isinstance(booth.tap(OLENA), Guard)
    facts = list(booth.facts)
    booth.feed(Unread())
    assert isinstance(booth.state.screen, Guard)
    assert booth.state.screen.odd == "unread"
    assert booth.facts == facts


@pytest.mark.parametrize("house", [None, House()])
def test_a_card_that_is_read_twice_at_once_does_not_throw_the_answer_away(house: House | None) -> None:
    booth = Booth(house=house)
    shown = booth.tap(OLENA)
    booth.pass_time(0.6)
    assert booth.tap(OLENA) == shown
    booth.pass_time(0.6)
    assert booth.tap(OLENA) == shown


def test_without_the_hub_whoever_meant_to_go_can_say_so_at_any_hour() -> None:
    booth = Booth()
    booth.wall -= 3 * 3_600_000
    booth.fresh = False
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    offered = strip(screen, booth.world)
    assert offered is not None
    assert offered.kind == "was_here"
    booth.touch("strip", "yes")
    assert not booth.house.present()


def test_names_go_in_their_time_also_while_the_disk_does_not_answer() -> None:
    booth = Booth()
    booth.tap(OLENA)
    record = booth.feed(Card(LINHS_CARD))
    booth.pass_time(7)
    booth.feed(Tick())
    assert booth.state.screen == Idle()
    booth.settle(record)
    assert isinstance(booth.state.screen, Result)
    assert booth.state.screen.who.adult.id == LINH


def test_a_look_ends_with_the_family_that_chose_it() -> None:
    booth = Booth()
    booth.touch("look", "contrast")
    booth.tap(OLENA)
    booth.tap(LINHS_CARD)
    assert booth.state.look == Look()


def test_a_kiosk_that_is_looked_for_shows_itself_unless_somebody_uses_it() -> None:
    booth = Booth()
    booth.feed(Identify())
    assert booth.state.screen == Notice("identify", booth.state.screen.deadline)
    assert isinstance(booth.tap(OLENA), Result), "a card is served at once"
    booth.feed(Identify())
    assert isinstance(booth.state.screen, Result)
    booth.wait(6.1)
    booth.feed(Identify())
    assert isinstance(booth.wait(29), Notice)
    assert isinstance(booth.wait(1.1), Idle)
