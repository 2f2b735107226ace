"""What a family may change of what one tap applied, and what a result offers beside itself."""

import pytest
from msgspec.structs import replace

from booth import DAY_MS, LINHS_CARD, NOON, OLENA, Booth, known
from broker.house.apply import apply
from broker.house.roster import Child, Roster
from broker.house.rules import WEEKDAYS, CareRules, Hours, HouseRules, Limit
from broker.house.state import House
from broker.house.time import local
from broker.wire.facts.care import Called, PlaceOffered, ShiftTaken
from broker.wire.facts.custody import Taken
from broker.wire.facts.presence import Arrived, DeskChosen
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, OFFICE, ROSTER, arrived, fact, new_id
from kiosk.flow import Children, Desks, Idle, Repair, Result, strips
from kiosk.local import Copy
from kiosk.presenter import Scene, present
from kiosk.view import ChildrenView

LEO = "c-leo00001"


def ruled(roster: Roster = ROSTER, **care: object) -> Roster:
    """Give a roster whose office has these rules of care."""
    rules = HouseRules(care=CareRules(**care))
    return replace(roster, office=replace(OFFICE, rules=rules))


FULL = {"limits": (Limit(limit="places_firm", value=0),)}


def desk_of(booth: Booth) -> str | None:
    return booth.house.visits[ADULT].desk


def offered(booth: Booth) -> str:
    screen = booth.state.screen
    assert isinstance(screen, Result)
    found = strips.strip(screen, booth.world)
    return found.kind if found else ""


def test_one_touch_takes_another_desk_and_shows_the_result_again() -> None:
    booth = Booth()
    booth.tap(OLENA)
    assert isinstance(booth.touch("desk"), Desks)
    screen = booth.touch("desk", "pc-1")
    assert isinstance(screen, Result)
    assert desk_of(booth) == "pc-1"


def test_no_desk_is_a_choice() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("desk")
    booth.touch("no_desk")
    assert desk_of(booth) is None


def test_a_taken_desk_does_not_react() -> None:
    booth = Booth()
    booth.tap(LINHS_CARD)
    booth.tap(OLENA)
    booth.touch("desk")
    assert isinstance(booth.touch("desk", "laptop-1"), Desks)
    assert desk_of(booth) == "laptop-2"


def test_a_desk_that_nobody_knows_to_be_free_is_asked_about() -> None:
    booth = Booth()
    booth.unsure = frozenset({"pc-1"})
    booth.tap(OLENA)
    booth.touch("desk")
    screen = booth.touch("desk", "pc-1")
    assert isinstance(screen, Desks)
    assert screen.doubt == "pc-1"
    booth.touch("back")
    assert desk_of(booth) == "laptop-1"
    booth.touch("desk", "pc-1")
    assert isinstance(booth.touch("desk", "pc-1"), Result)
    assert desk_of(booth) == "pc-1"


def test_any_desk_of_a_kind_is_picked() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("desk")
    booth.touch("filter", "pc")
    assert isinstance(booth.touch("any"), Result)
    assert desk_of(booth) == "pc-1"


def test_each_touch_on_a_child_counts_at_once() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("children")
    for to, at in (("together", "together"), ("adult", "adult"), ("care", "announced")):
        assert isinstance(booth.touch("child", f"{CHILD}:{to}"), Children)
        assert booth.house.stays[CHILD].at == at
    booth.touch("child", f"{CHILD}:absent")
    assert CHILD not in booth.house.stays
    booth.touch("child", f"{CHILD}:adult")
    assert booth.house.stays[CHILD].at == "adult"
    assert isinstance(booth.touch("ready"), Result)
    assert not booth.house.questions


@pytest.mark.parametrize("count", [1, 5, 6, 7, 11, 21])
def test_every_child_of_a_large_family_can_be_chosen_for(count: int) -> None:
    children = tuple(Child(f"c-number{number:02}", f"Kind {number}", "fox") for number in range(count))
    olenas, linhs = ROSTER.families
    booth = Booth(replace(ROSTER, families=(replace(olenas, children=children), linhs)))
    booth.tap(OLENA)
    screen, seen = booth.touch("children"), list[str]()
    while True:
        view = present(screen, Scene(booth.world, Copy(), "de"))
        assert isinstance(view, ChildrenView)
        assert len(view.children) <= 5
        for shown in view.children:
            booth.touch("child", f"{shown.id}:absent")
            assert shown.id not in booth.house.stays
        seen += [shown.id for shown in view.children]
        assert view.more == count - len(seen)
        if not view.more:
            break
        screen = booth.touch("more")
    assert seen == [child.id for child in children]
    pages = [booth.touch("back") for _ in range((count - 1) // 5)]
    assert all(isinstance(page, Children) for page in pages)
    assert isinstance(booth.touch("back"), Result)


def test_a_child_in_care_is_not_moved_from_here() -> None:
    booth = Booth()
    booth.tap(OLENA)
    stay = booth.house.stays[CHILD]
    booth.fold(Taken(child=CHILD, family=FAMILY, stay=new_id(), by=LINH, answers=ADULT, follows=stay.stay))
    booth.touch("children")
    booth.touch("child", f"{CHILD}:adult")
    assert booth.house.stays[CHILD].at == "care"
    assert booth.kinds() == ["arrived"]


def test_another_familys_child_is_no_ones_to_choose() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("children")
    booth.touch("child", "c-other001:absent")
    booth.touch("child", CHILD)
    assert booth.kinds() == ["arrived"]


def test_beyond_a_firm_limit_a_child_stays_and_waits() -> None:
    booth = Booth(ruled(**FULL))
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert screen.short == "places"
    assert booth.kinds() == ["arrived", "place_asked"]
    assert booth.house.stays[CHILD].at == "adult"
    booth.touch("children")
    booth.touch("child", f"{LEO}:care")
    booth.touch("child", f"{LEO}:care")
    assert booth.kinds() == ["arrived", "place_asked", "place_asked"]
    booth.touch("child", f"{LEO}:adult")
    assert booth.kinds()[-1] == "place_declined"
    assert [ask.child for ask in booth.house.asks.values()] == [CHILD]


def test_a_place_that_is_offered_can_be_taken_with_the_next_tap() -> None:
    booth = Booth(ruled(**FULL))
    booth.tap(OLENA)
    (ask,) = booth.house.asks.values()
    booth.wait(1200)
    booth.fold(PlaceOffered(ask=ask.ask, family=FAMILY, until=booth.wall + 600_000))
    booth.recent[booth.house.visits[ADULT].visit] = booth.now - 60
    booth.tap(OLENA)
    assert offered(booth) == "place"
    booth.touch("strip", "yes")
    assert booth.house.stays[CHILD].at == "announced"
    assert not booth.house.asks


def test_where_a_tap_hands_over_a_child_is_in_care_at_once_but_never_offline() -> None:
    for fresh, at in ((True, "care"), (False, "announced")):
        booth = Booth(ruled(handover="tap"))
        booth.fresh = fresh
        booth.fold(ShiftTaken(shift=new_id(), adult=LINH, family=LINHS))
        booth.tap(OLENA)
        assert booth.house.stays[CHILD].at == at


def test_a_child_announced_before_anybody_was_on_duty_is_in_care_when_it_is_chosen_again() -> None:
    booth = Booth(ruled(handover="tap"))
    booth.tap(OLENA)
    assert booth.house.stays[CHILD].at == "announced"
    booth.touch("children")
    recorded = len(booth.facts)
    booth.touch("child", f"{CHILD}:care")
    assert len(booth.facts) == recorded  # nobody is on duty yet: all is so already
    booth.fold(ShiftTaken(shift=new_id(), adult=LINH, family=LINHS))
    booth.touch("child", f"{CHILD}:care")
    assert booth.house.stays[CHILD].at == "care"


def test_a_shift_is_offered_while_care_is_short_and_taken_with_one_touch() -> None:
    olenas, linhs = ROSTER.families
    willing = replace(linhs, adults=(replace(linhs.adults[0], shifts=True),))
    booth = Booth(ruled(replace(ROSTER, families=(olenas, willing))))
    booth = Booth(replace(booth.roster, families=(olenas, willing)))
    booth.tap(OLENA)
    assert offered(booth) != "shift"  # she has not opted in
    booth.tap(LINHS_CARD)
    assert offered(booth) == "shift"
    booth.touch("strip", "yes")
    assert list(booth.house.shifts) == [LINH]
    booth.wait(120)
    booth.tap(LINHS_CARD)
    assert offered(booth) == "end_shift"
    booth.touch("strip", "yes")
    assert not booth.house.shifts


@pytest.mark.parametrize("said", ["coming", "soon"])
def test_a_call_is_answered_at_the_kiosk(said: str) -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.wait(120)
    call = new_id()
    booth.fold(Called(call=call, child=CHILD, family=FAMILY, adult=ADULT, why="hungry", by=LINH))
    booth.tap(OLENA)
    assert offered(booth) == "call"
    booth.touch("strip", said)
    assert booth.house.calls[call].answer == said
    assert offered(booth) == ""


def test_a_forgotten_goodbye_is_repaired() -> None:
    nine = NOON - DAY_MS - 3 * 3_600_000
    yesterday = arrived(desk="laptop-1")
    booth = Booth(house=apply(known(), fact(yesterday, at=nine)))
    booth.tap(OLENA)
    assert offered(booth) == "repair"
    screen = booth.touch("strip", "yes")
    assert isinstance(screen, Repair)
    last = strips.unsure(screen.result, booth.world)
    assert last is not None
    times = strips.times(last, booth.world)
    assert (times[0] - nine, len(times)) == (3_600_000, 8)
    booth.touch("time", "1")
    booth.touch("time", str(times[2]))
    assert booth.kinds() == ["arrived", "time_corrected"]
    last = booth.house.last[ADULT]
    assert (last.until, last.until_quality) == (times[2], "confirmed")
    assert offered(booth) != "repair"


def test_a_tap_that_was_forgotten_in_the_morning_becomes_a_goodbye() -> None:
    booth = Booth()
    booth.pass_time(3600)
    booth.tap(OLENA)
    assert offered(booth) == "was_here"
    screen = booth.touch("strip", "yes")
    assert isinstance(screen, Result)
    assert screen.what == "left"
    assert not booth.house.children()


def test_in_the_morning_nobody_is_asked_whether_they_were_here() -> None:
    booth = Booth()
    booth.wall -= 3 * 3_600_000
    booth.tap(OLENA)
    assert offered(booth) == ""


@pytest.mark.parametrize("minutes", [30, 60, 90])
def test_the_desk_is_held_over_lunch(minutes: int) -> None:
    booth = Booth()
    booth.tap(LINHS_CARD)
    booth.wait(3600)
    booth.tap(LINHS_CARD)
    screen = booth.touch("lunch", str(minutes))
    assert isinstance(screen, Result)
    assert screen.what == "out"
    visit = booth.house.visits[LINH]
    assert visit.away is not None
    assert (visit.desk, visit.away.until - booth.wall) == ("laptop-1", minutes * 60_000)
    booth.touch("undo")
    assert booth.house.visits[LINH].away is None


def test_children_go_along_to_lunch_but_not_out_of_care() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.wait(3600)
    booth.go(OLENA)
    booth.touch("lunch", "30")
    assert {stay.at for stay in booth.house.stays.values()} == {"out"}
    booth = Booth()
    booth.tap(OLENA)
    stay = booth.house.stays[CHILD]
    booth.fold(Taken(child=CHILD, family=FAMILY, stay=new_id(), by=LINH, answers=ADULT, follows=stay.stay))
    booth.wait(3600)
    booth.go(OLENA)
    screen = booth.touch("lunch", "30")
    assert isinstance(screen, Result)
    assert screen.what == "left"
    assert not booth.house.stays


def test_choices_end_a_minute_after_the_card() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("children")
    for _ in range(30):
        booth.touch("hold", after=3)
    assert isinstance(booth.state.screen, Children | Idle)
    booth.wait(1)
    assert isinstance(booth.state.screen, Idle)
    assert booth.kinds() == ["arrived"]
    assert not [body for body in booth.facts if isinstance(body, DeskChosen)]
    assert isinstance(booth.facts[0], Arrived)


def test_an_office_without_a_care_room_sends_no_child_there() -> None:
    office = replace(ROSTER.office, rooms=tuple(room for room in ROSTER.office.rooms if room.kind != "care"))
    families = tuple(
        replace(family, children=tuple(replace(child, usual="care") for child in family.children))
        for family in ROSTER.families
    )
    booth = Booth(replace(ROSTER, office=office, families=families))
    booth.tap(OLENA)
    assert {stay.at for stay in booth.house.stays.values()} == {"adult"}
    booth.touch("children")
    for to in ("care", "together"):
        booth.touch("child", f"{CHILD}:{to}")
    assert booth.kinds() == ["arrived"]


def test_a_first_visit_says_that_it_was_recorded_also_to_who_chooses_nothing() -> None:
    booth = Booth(house=House())
    assert isinstance(booth.tap(OLENA), Children)
    screen = booth.wait(31)
    assert isinstance(screen, Result)
    assert screen.what == "arrived"
    assert isinstance(booth.wait(7), Idle)


def test_a_forgotten_goodbye_can_be_as_late_as_the_house_was_open() -> None:
    every = tuple(Hours(weekdays=(day,), opens="08:00", closes="17:00") for day in WEEKDAYS)
    office = replace(ROSTER.office, rules=replace(ROSTER.office.rules, hours=every))
    booth = Booth(replace(ROSTER, office=office))
    came = NOON - DAY_MS - 4 * 3_600_000 + 600_000  # 08:10 the day before
    last = replace(booth.house.last[ADULT], since=came, until=came, until_quality="inferred")
    found = [local(at, booth.world.office.zone).hour for at in strips.times(last, booth.world)]
    assert found == list(range(10, 18))
