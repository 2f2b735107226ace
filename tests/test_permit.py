"""The permit table of one week: hours per child, children of other families per carer, hours the house is open."""

from pathlib import Path

from broker.house.permit import Row, Span, others_per_carer, permit_table, total
from broker.house.rules import Limit
from broker.house.settings import in_force
from broker.house.state import House
from broker.ledger import Ledger
from broker.store.derived import care_and_duty
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.wire.facts.care import ShiftTaken
from broker.wire.facts.custody import Returned, Taken
from broker.wire.facts.settings import HoursSet, LimitSet
from houses import ADULT, CHILD, FAMILY, LINHS, arrived, child, new_id
from houses import LINH as LINH_ID
from scenes import BAO, ELIF, JANA, LEO, LINH, MIA, OFFICE, PETER, Person, Stage, with_care

HOUR = 3_600_000


def span(who: Person, since: str, until: str) -> Span:
    clock = Stage().moment
    return Span(*who, clock(since), clock(until))


def test_times_that_overlap_count_once() -> None:
    stays = [span(MIA, "9:00", "11:00"), span(MIA, "10:00", "12:00"), span(MIA, "14:00", "14:30")]
    assert total([*stays, span(LEO, "9:00", "9:45")]) == {MIA.id: 3.5, LEO.id: 0.75}


def test_a_carers_children_of_other_families_at_once() -> None:
    stays = [span(MIA, "9:00", "12:00"), span(BAO, "9:00", "10:00"), span(ELIF, "11:00", "12:00")]
    assert others_per_carer(stays, [span(JANA, "8:50", "12:30")]) == {JANA.id: 2}


def test_the_own_child_does_not_count() -> None:
    stays = [span(MIA, "9:00", "12:00"), span(BAO, "9:00", "12:00")]
    assert others_per_carer(stays, [span(LINH, "8:50", "12:30")]) == {LINH.id: 1}


def test_two_carers_share_them() -> None:
    stays = [span(child, "9:00", "12:00") for child in (MIA, LEO, BAO, ELIF)]
    shifts = [span(JANA, "8:50", "12:30"), span(PETER, "8:50", "12:30")]
    assert others_per_carer(stays, shifts) == {JANA.id: 2, PETER.id: 2}
    alone_at_noon = [span(JANA, "8:50", "12:30"), span(PETER, "8:50", "11:00")]
    assert others_per_carer(stays, alone_at_noon) == {JANA.id: 4, PETER.id: 2}


def test_the_table_says_which_limit_is_passed() -> None:
    limits = (
        Limit(limit="hours_per_child", value=2, source="Jugendamt", date="2026-08-01"),
        Limit(limit="own_children_per_carer", value=2),
        Limit(limit="hours_open", value=45),
    )
    rules = with_care(limits=limits).rules
    stays = [span(MIA, "9:00", "12:00"), span(BAO, "9:00", "11:00")]
    assert permit_table(rules, House(), stays, [span(JANA, "8:50", "12:30")]) == [
        Row("child_hours", MIA.id, 3.0, 2, over=True),
        Row("child_hours", BAO.id, 2.0, 2, over=False),
        Row("carer_children", JANA.id, 2, 2, over=False),
        Row("hours_open", "", 45.0, 45, over=False),
    ]


def test_what_staff_set_in_the_pages_is_in_force() -> None:
    stage = Stage()
    stage.record(LimitSet("hours_open", 40, "Vorstand", "2026-10-01"), HoursSet("sa", "09:00", "12:30"))
    [opened] = permit_table(in_force(OFFICE, stage.house).rules, stage.house, [], [])
    assert opened == Row("hours_open", "", 48.5, 40, over=True)
    stage.record(LimitSet("hours_open", None), HoursSet("fr"))
    [opened] = permit_table(in_force(OFFICE, stage.house).rules, stage.house, [], [])
    assert opened == Row("hours_open", "", 39.5, None, over=False)


def test_times_of_a_week_come_from_the_database_cut_to_it(tmp_path: Path) -> None:
    ledger = Ledger(store := Store(tmp_path / "hub.db"))
    mia = child(to="care")
    mum, carer = arrived(children=(mia,)), arrived(LINH_ID, LINHS)
    shift = ShiftTaken(shift=new_id(), adult=LINH_ID, family=LINHS)
    taken = Taken(child=CHILD, family=FAMILY, stay=new_id(), by=LINH_ID, answers=ADULT, follows=mia.stay)
    back = Returned(child=CHILD, family=FAMILY, stay=new_id(), to=ADULT, follows=taken.stay)
    for hour, body in enumerate((mum, carer, shift, taken, back), 1):
        own, moved = ledger.own_stream(), dict[str, Stream]()
        ledger.commit([own_row(body, new_id(), hour * HOUR, moved, own)], moved)
    stays, shifts = care_and_duty(store.connection, 0, 10 * HOUR)
    assert stays == [Span(CHILD, FAMILY, 4 * HOUR, 5 * HOUR)]
    assert shifts == [Span(LINH_ID, LINHS, 3 * HOUR, 10 * HOUR)]
    assert total(stays) == {CHILD: 1.0}
    stays, shifts = care_and_duty(store.connection, int(4.5 * HOUR), 6 * HOUR)
    assert (stays, shifts) == (
        [Span(CHILD, FAMILY, int(4.5 * HOUR), 5 * HOUR)], [Span(LINH_ID, LINHS, int(4.5 * HOUR), 6 * HOUR)],
    )  # fmt: skip
    assert care_and_duty(store.connection, 0, HOUR) == ([], [])
