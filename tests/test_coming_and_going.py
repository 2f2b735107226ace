"""What coming, choosing and going make of the house, whoever decides: a kiosk, or a carer on the board."""

from collections.abc import Callable, Mapping

import pytest
from msgspec import Struct
from msgspec.structs import replace

from booth import OLENA, Booth
from broker.house import choosing, coming, going, guard
from broker.house.apply import apply
from broker.house.office import Office
from broker.house.roster import Adult
from broker.house.rules import CareRules, Group, HouseRules, Limit
from broker.house.state import House
from broker.wire.facts import FactBody
from broker.wire.facts.care import PlaceAsked, PlaceDeclined, ShiftTaken
from broker.wire.facts.custody import ChildrenChosen, Collected, HandedOver, Offered, Taken
from broker.wire.facts.presence import Arrived, CameBack, WentOut
from broker.wire.pictures import VisitPicture
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, OFFICE, OLENAS, OTHER, arrived, child, fact, house, new_id
from kiosk.flow import Result

LEO = OLENAS.children[1].id
CARER = ShiftTaken(shift=new_id(), adult=LINH, family=LINHS)
FULL = HouseRules(care=CareRules(limits=(Limit(limit="places_firm", value=0),)))


class At(Struct, frozen=True):
    """A moment at which somebody decides."""

    house: House
    office: Office = OFFICE
    groups: Mapping[str, Group] = {}
    wall: int = 60_000
    blocked: frozenset[str] = frozenset()
    fresh: bool = True
    new_id: Callable[[], str] = new_id

    def is_today(self, at: int) -> bool:
        """Tell whether a moment is of this day: of every one, but for times before zero."""
        return at >= 0

    def todays(self, visit: VisitPicture | None) -> VisitPicture | None:
        """Drop a visit of an earlier day."""
        return visit if visit and self.is_today(visit.since) else None


def after(found: House, *bodies: FactBody) -> House:
    for body in bodies:
        found = apply(found, fact(body, at=50_000))
    return found


def in_care(*more: FactBody) -> House:
    """Give a house in which Mia is in care, Leo with Olena, and Linh on duty."""
    came = arrived(children=(child(to="care"), child(LEO)), desk="laptop-1")
    here = house(arrived(LINH, LINHS), CARER, came)
    stay = here.stays[CHILD]
    took = Taken(child=CHILD, family=FAMILY, stay=new_id(), by=LINH, answers=ADULT, follows=stay.stay)
    return after(here, took, *more)


def test_each_child_goes_where_it_was_said() -> None:
    found = coming.arrive(
        OLENAS, OLENAS.adults[0], At(house(CARER)), desk="pc-1", where={CHILD: "care", LEO: "together"}, by=LINH
    )
    assert [(one.child, one.to) for one in found.arrived.children] == [(CHILD, "care"), (LEO, "together")]
    assert (found.arrived.desk, found.arrived.by, found.asks, found.why.may) == ("pc-1", LINH, (), "yes")


def test_absent_children_do_not_come_and_an_office_without_care_announces_nobody() -> None:
    rooms = tuple(room for room in OFFICE.rooms if room.kind != "care")
    moment = At(House(), replace(OFFICE, rooms=rooms))
    for to in ("care", "together"):
        found = coming.arrive(OLENAS, OLENAS.adults[0], moment, desk=None, where={CHILD: to, LEO: "absent"})  # type: ignore[dict-item]
        assert [(one.child, one.to) for one in found.arrived.children] == [(CHILD, "adult")]


def test_beyond_a_firm_limit_the_child_stays_with_the_adult_and_waits() -> None:
    moment = At(house(CARER), replace(OFFICE, rules=FULL))
    found = coming.arrive(OLENAS, OLENAS.adults[0], moment, desk=None, where={CHILD: "care"})
    assert [one.to for one in found.arrived.children] == ["adult"]
    assert [(ask.child, ask.adult) for ask in found.asks] == [(CHILD, ADULT)]
    assert found.why.why == "places"
    here = after(moment.house, *found.facts)
    moment = replace(moment, house=here)
    assert choosing.chosen(here, CHILD) == "waits"
    assert choosing.choose(here.visits[ADULT], CHILD, "care", moment).facts == ()  # it waits already
    declined = choosing.choose(here.visits[ADULT], CHILD, "adult", moment).facts
    assert [type(body) for body in declined] == [PlaceDeclined]
    waits = choosing.choose(here.visits[ADULT], LEO, "care", moment)
    assert [type(body) for body in waits.facts] == [ChildrenChosen, PlaceAsked]
    assert waits.why is not None
    assert waits.why.may == "wait"


def test_the_usual_desk_or_the_next_of_its_kind_is_offered_and_a_blocked_one_to_nobody() -> None:
    olena = OLENAS.adults[0]
    for taken, blocked, offered in (
        (None, (), "laptop-1"),
        ("laptop-1", (), "laptop-2"),
        ("laptop-1", ("laptop-2",), None),
    ):
        moment = At(house(arrived(LINH, LINHS, desk=taken)), blocked=frozenset(blocked))
        desk = coming.desk(olena, moment)
        assert (desk.id if desk else None) == offered
        assert (offered in coming.free(ADULT, moment)) == (offered is not None)
    assert coming.desk(Adult("a-nobody01", "Nobody"), At(House())) is None


def test_only_who_is_with_an_adult_or_not_here_yet_is_theirs_to_send() -> None:
    here = in_care()
    assert [choosing.may_choose(here, here.visits[ADULT], one) for one in (CHILD, LEO, "c-new00001")] == [
        False,
        True,
        True,
    ]
    assert not choosing.may_choose(here, None, LEO)
    assert [choosing.chosen(here, one) for one in (CHILD, LEO, "c-new00001")] == ["care", "adult", "absent"]


@pytest.mark.parametrize(
    ("deputy", "there", "kinds"),
    [
        (False, (), [Offered, Arrived, HandedOver]),
        (True, (), [Offered, Collected]),
        (False, (arrived(OTHER, FAMILY, visit="5eed0000-0000-4000-8000-000000000001"),), [Offered, HandedOver]),
        (
            False,
            (
                arrived(OTHER, FAMILY, visit="5eed0000-0000-4000-8000-000000000002"),
                WentOut(
                    visit="5eed0000-0000-4000-8000-000000000002", adult=OTHER, family=FAMILY, why="lunch", until=90_000
                ),
            ),
            [Offered, CameBack, HandedOver],
        ),
    ],
)
def test_who_takes_over_comes_in_with_it_and_a_deputy_goes_home(
    deputy: bool, there: tuple[FactBody, ...], kinds: list[type]
) -> None:
    here = in_care(*there)
    [ask] = guard.leaving(here, ADULT)
    andrij = replace(OLENAS.adults[1], deputy=deputy)
    found = going.take_over(ask.stay, ADULT, OLENAS, andrij, At(here), by=LINH)
    assert [type(body) for body in found.facts] == kinds
    assert found.over
    here = after(here, *found.facts)
    assert not {"handover_unasked", "collected_unasked", "child_alone"} & {kind for kind, _ in here.questions}
    assert (CHILD in here.stays) != deputy


def test_a_stranger_takes_nobody_over_and_a_carer_only_when_wanted() -> None:
    [ask] = guard.leaving(in_care(), ADULT)
    assert going.may_take_over(ask, FAMILY, OTHER, wanted=False)
    assert [going.may_take_over(ask, LINHS, LINH, wanted=wanted) for wanted in (False, True)] == [False, True]
    assert not going.may_take_over(ask, "f-strange1", "a-strange1", wanted=True)


def test_a_goodbye_takes_those_of_whom_it_was_said_and_those_who_go_anyway() -> None:
    here = in_care()
    left = going.goodbye(here, here.visits[ADULT], [CHILD])
    assert set(left.takes or ()) == {CHILD, LEO}
    assert going.asks(here, ADULT, [CHILD]) == []
    assert not after(here, left).stays


def test_lunch_is_for_who_leaves_nobody_and_the_errand_for_who_leaves_carers() -> None:
    here = in_care()
    whys = ("errand", "30")
    assert [going.may_go_out(here, here.visits[ADULT], why) for why in whys] == [True, False]
    assert [going.may_go_out(here, here.visits[LINH], why) for why in whys] == [False, False]  # the last on duty
    alone = house(arrived(desk="pc-1"))
    assert [going.may_go_out(alone, alone.visits[ADULT], why) for why in whys] == [True, True]
    without = house(arrived())
    assert [going.may_go_out(without, without.visits[ADULT], why) for why in whys] == [True, False]
    out = after(alone, going.lunch(alone.visits[ADULT], 30, (), At(alone)))
    assert [going.may_go_out(out, out.visits[ADULT], why) for why in whys] == [False, False]


def test_an_arrival_is_taken_back_until_somebody_depends_on_it() -> None:
    came = arrived(children=(child(to="care"),))
    here = house(arrived(LINH, LINHS), CARER, came)
    olena = OLENAS.adults[0]
    assert going.may_undo(here, olena, came.visit, "arrived")
    assert not going.may_undo(here, olena, new_id(), "arrived")
    assert not going.may_undo(in_care(), olena, in_care().visits[ADULT].visit, "arrived")
    assert not going.may_undo(here, replace(olena, deputy=True), came.visit, "left")


def test_the_kiosk_and_the_board_let_in_alike() -> None:
    """The same house, family and choices: the same arrival."""
    booth = Booth()
    booth.house = after(booth.house, arrived(LINH, LINHS, desk="laptop-1"))
    moment = At(booth.house, wall=booth.wall)
    where = {one.id: one.usual for one in OLENAS.children}
    desk = coming.desk(OLENAS.adults[0], moment)
    found = coming.arrive(OLENAS, OLENAS.adults[0], moment, desk=desk.id if desk else None, where=where).arrived
    assert isinstance(booth.tap(OLENA), Result)
    [came] = booth.facts
    assert isinstance(came, Arrived)
    assert came.desk == found.desk == "laptop-2"
    assert [(one.child, one.to) for one in came.children] == [(one.child, one.to) for one in found.children]
