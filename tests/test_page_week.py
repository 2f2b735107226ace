"""The usual week on the house page: a dotted line beside today, and a heat map as a table; unknown is never nought."""

import html
import re

import pytest
from msgspec.structs import replace

from broker.house.history import QUARTER_MS, Heads, Point
from broker.house.rules import Hours, HouseRules
from broker.house.week import Slot, Usual
from broker.snapshot import Snapshot
from broker.web.axes import BOTTOM, LEFT, RIGHT, TOP
from broker.web.curve import Curve, curve
from broker.web.pages import Pages
from broker.web.usual import WIDTH
from broker.web.week import Cell, HeatMap, heat_map
from broker.wire.facts.settings import HoursSet
from hubs import MORNING, OFFICE, FakeHub
from test_page_today import DASH, HALF_PAST, NOW

HOURS = Hours(weekdays=("mo", "tu", "we", "th", "fr"), opens="08:00", closes="16:30")
OPEN = replace(OFFICE, rules=HouseRules(hours=(HOURS,)))
WEDNESDAY = 2


def week(*, days: int = 5, **hours: tuple[float, float]) -> dict[Slot, Usual]:
    """Give a week; keys are such as `we10`, values adults and children in all quarters of that hour."""
    names = ("mo", "tu", "we", "th", "fr", "sa", "su")
    return {
        (names.index(name[:2]), int(name[2:]) * 60 + quarter): Usual(*heads, 0, days)
        for name, heads in hours.items()
        for quarter in (0, 15, 30, 45)
    }


def snapshot(usual: dict[Slot, Usual], *, today: dict[int, Heads] | None = None, now: int = NOW) -> Snapshot:
    """Give a hub's knowledge; keys of `today` are quarters before the one that goes on at 10:42."""
    known = {0: Heads(2, 1)} if today is None else today
    points = tuple(Point(HALF_PAST - ago * QUARTER_MS, known[ago]) for ago in sorted(known, reverse=True))
    return replace(FakeHub(OPEN).snapshot(), at=now, today=points, week=usual)


def drawn(usual: dict[Slot, Usual], **how: object) -> Curve:
    found = curve(snapshot(usual, **how))  # type: ignore[arg-type]  # as above
    assert found is not None
    return found


def mapped(usual: dict[Slot, Usual], now: int = NOW) -> HeatMap:
    found = heat_map(snapshot(usual, now=now))
    assert found is not None
    return found


def text(panel: str, usual: dict[Slot, Usual], language: str = "de") -> str:
    pages = Pages(replace(OPEN, language=language))
    bare = re.sub(r"<[^>]+>", " ", pages.panels(snapshot(usual))[panel])
    return " ".join(html.unescape(bare).replace(DASH, "-").split())


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


def test_what_is_usual_goes_on_where_today_ends_and_faintly_beside_what_was() -> None:
    usual = drawn(week(we8=(1, 0), we9=(2, 0), we10=(4, 0), we11=(3, 0)), today={4: Heads(2), 1: Heads(1), 0: Heads(2)})
    assert usual.usual is not None
    assert (usual.usual.weekday, usual.usual.most, usual.usual.since) == (WEDNESDAY, 4, HALF_PAST - 2 * QUARTER_MS)
    ahead, before = points(usual.usual.ahead), points(usual.usual.before)
    assert len(ahead) == 5
    assert len(before) == 3
    assert min(x for x, _ in ahead) > usual.ends[0].x > max(x for x, _ in before)
    assert usual.usual.before.count("M") == 2


@pytest.mark.parametrize(("days", "there"), [(2, False), (3, True)])
def test_what_rests_on_fewer_than_three_days_is_not_called_usual(days: int, *, there: bool) -> None:
    usual = week(days=days, we11=(3, 3))
    assert (drawn(usual).usual is not None) == there
    assert ("Gepunktet" in text("today", usual)) == there
    assert drawn(week(th11=(3, 3))).usual is None


def test_an_hour_that_is_not_known_breaks_the_dotted_line() -> None:
    usual = drawn(week(we11=(3, 0), we13=(3, 0))).usual
    assert usual is not None
    assert usual.ahead.count("M") == 2


@pytest.mark.parametrize("later", range(0, 33, 4))
@pytest.mark.parametrize("adults", [0, 0.5, 2, 9])
def test_the_dotted_line_and_its_words_stay_in_the_picture_and_off_other_words(later: int, adults: float) -> None:
    """Whenever it is, and however many are usual."""
    hours = {f"we{hour}": (adults, 0.0) for hour in range(4, 28)}
    found = drawn(week(**hours), today={ago: Heads(5, 3) for ago in range(-later, 8)}, now=NOW + later * QUARTER_MS)
    usual = found.usual
    assert usual is not None
    for x, y in points(usual.ahead + usual.before):
        assert LEFT <= x <= RIGHT
        assert TOP <= y <= BOTTOM
    for end in found.ends:
        if usual.words is not None and (end.before or end.x + 104 > RIGHT - WIDTH):
            assert abs(end.words - usual.words) >= 14
    assert usual.words is None or 11 <= usual.words <= BOTTOM


def test_whoever_cannot_see_the_line_is_told_in_one_sentence() -> None:
    usual = week(we9=(2.5, 1), we13=(4.5, 1))
    assert "Gepunktet: üblich mittwochs, Erwachsene höchstens 4,5, ab 13:00." in text("today", usual)
    assert "Dotted: usual on Wednesdays, adults at most 4.5, from 13:00." in text("today", usual, "en")
    assert "Gepunktet: üblich mittwochs, keine Erwachsenen." in text("today", week(we13=(0, 0)))
    assert ">üblich mittwochs</text>" in Pages(OPEN).panels(snapshot(usual))["today"]


def test_rows_and_columns_are_those_of_the_opening_hours() -> None:
    found = mapped(week(mo9=(1, 1), su3=(0, 0), sa20=(0, 0)))
    assert [row.weekday for row in found.rows] == [0, 1, 2, 3, 4]
    assert [column.hour for column in found.columns] == list(range(8, 17))
    assert [column.hour for column in found.columns if column.labelled] == [8, 10, 12, 14, 16]


def test_a_day_and_an_hour_at_which_somebody_usually_is_there_is_shown_though_the_house_is_closed() -> None:
    found = mapped(week(sa19=(2, 1), we25=(1, 0)))
    assert [row.weekday for row in found.rows] == [0, 1, 2, 3, 4, 5]
    assert [column.hour for column in found.columns] == [*range(8, 24), 0, 1]


def test_hours_that_staff_have_set_are_shown() -> None:
    house = FakeHub(OPEN)
    house.fold(HoursSet(weekday="sa", opens="10:00", closes="18:00"))
    house.set(week=week(mo9=(1, 1)))
    found = heat_map(house.snapshot())
    assert found is not None
    assert [row.weekday for row in found.rows] == [0, 1, 2, 3, 4, 5]
    assert [column.hour for column in found.columns] == list(range(8, 18))


def test_an_office_without_opening_hours_shows_monday_to_friday() -> None:
    bare = heat_map(replace(FakeHub().snapshot(), week=week(mo9=(1, 1))))
    assert bare is not None
    assert ([row.weekday for row in bare.rows], len(bare.columns)) == ([0, 1, 2, 3, 4], 9)


def test_a_cell_of_which_nothing_is_known_has_no_colour_and_no_number() -> None:
    usual = week(we10=(4, 6), we11=(0, 0), mo9=(0.25, 0), days=8)
    wednesday = mapped(usual).rows[WEDNESDAY]
    assert wednesday.cells[1:4] == (
        Cell(9, None, 0, 0, now=False), Cell(10, 10, 8, 5, now=True), Cell(11, 0, 8, 1, now=False),
    )  # fmt: skip
    panel = Pages(OPEN).panels(snapshot(usual))["week"]
    assert panel.count('<td class="heat-0" title="Mi 9:00: nichts bekannt"><span>nichts bekannt</span></td>') == 1
    assert panel.count('<td class="heat-1" title="Mi 11:00: 0 (8 Tage)"><span>0</span></td>') == 1
    assert panel.count('aria-current="time"') == 1
    assert "Mittel aus 8 Wochen" in text("week", usual)


def test_colours_go_with_numbers_from_none_to_the_most() -> None:
    hours = {f"we{8 + n}": (float(n), 0.0) for n in range(9)}
    assert [cell.step for cell in mapped(week(**hours)).rows[WEDNESDAY].cells] == [1, 1, 2, 2, 3, 4, 4, 5, 5]
    assert mapped(week(we9=(1, 0))).rows[WEDNESDAY].cells[1].step == 2


def test_an_hour_is_the_mean_of_what_is_known_of_its_quarters() -> None:
    usual = {(2, 600): Usual(2, 2, 0, 4), (2, 615): Usual(4, 4, 0, 6)}
    cell = mapped(usual).rows[WEDNESDAY].cells[2]
    assert (cell.people, cell.days) == (6, 4)


def test_the_ring_stands_at_now_and_nowhere_when_the_house_is_closed() -> None:
    for now, rings in ((MORNING, 1), (MORNING + 12 * 60 * 60_000, 0), (MORNING + 4 * 24 * 60 * 60_000, 0)):
        cells = [cell for row in mapped(week(we10=(1, 1)), now).rows for cell in row.cells]
        assert sum(cell.now for cell in cells) == rings


def test_the_table_has_heads_for_rows_and_columns_in_the_language_of_the_office() -> None:
    usual = week(we10=(4, 6), days=1)
    panel = Pages(replace(OPEN, language="en")).panels(snapshot(usual))["week"]
    assert panel.count('<th scope="row">') == 5
    assert panel.count('<th scope="col">') == 9
    assert '<abbr title="Wednesday">Wed</abbr>' in panel
    assert "mean of 1 week" in panel
    assert "(1 day)" in panel
    assert "Mi 10:00: 10 (1 Tag)" in Pages(OPEN).panels(snapshot(usual))["week"]


def test_numbers_can_be_shown_where_there_is_room_for_them() -> None:
    for usual, room in ((week(we10=(4, 6)), 1), (week(we10=(4, 6), we22=(1, 0)), 0)):
        assert Pages(OPEN).panels(snapshot(usual))["week"].count('<details id="week">') == room


def test_while_no_week_is_known_it_says_so() -> None:
    assert heat_map(snapshot({})) is None
    assert "Noch ist keine Woche bekannt" in text("week", {})
    assert "<table" not in Pages(OPEN).panels(snapshot({}))["week"]


def test_the_week_is_drawn_anew_by_the_hour_and_by_no_check_in() -> None:
    pages, first = Pages(OPEN), snapshot(week(we10=(4, 6), we11=(1, 1)))
    before = pages.panels(first)["week"]
    assert pages.panels(replace(first, today=()))["week"] is before
    assert pages.panels(replace(first, at=NOW + 60 * 60_000))["week"] != before
