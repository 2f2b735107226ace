"""Who will probably still come, on the carers' board: out for a while, planned on duty, or usual on this weekday."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from broker.house.habits import Habit
from broker.web.board_expected import Coming, expected
from broker.wire.facts.care import ShiftPlanned, ShiftTaken
from broker.wire.facts.presence import WentOut
from broker.wire.message import Ms
from browsers import window
from carers import BAO, EMIL, JANA, JONAS, LEO, LINH, MIA, OLENA, TOBIAS, as_tablet, care_hub, tablet
from hubs import MINUTE, MORNING, FakeHub
from visitors import serving

NINE = MORNING - 102 * MINUTE
ELEVEN, NOON = NINE + 120 * MINUTE, NINE + 180 * MINUTE
BOTH = frozenset({OLENA.adults[0].id, MIA, LEO})


@pytest.fixture
def hub() -> FakeHub:
    """Give a house in which Jana is on duty."""
    hub = care_hub()
    hub.arrive(JANA, children=False, minutes_ago=60)
    return hub


def usual(hub: FakeHub, *habits: tuple[str, Ms, frozenset[str]]) -> None:
    """Let families usually come today."""
    hub.set(habits=tuple(Habit(*habit) for habit in habits))


def coming(hub: FakeHub) -> list[Coming]:
    return list(expected(hub.snapshot()).coming)


def test_a_family_that_usually_comes_is_expected_until_it_is_here(hub: FakeHub) -> None:
    """And not again when it has been here today."""
    usual(hub, (OLENA.id, ELEVEN, BOTH))
    [one] = coming(hub)
    assert (one.why, one.at, one.names) == ("usual", ELEVEN, ("Olena",))
    assert [(child.name, child.animal) for child in one.children] == [("Mia", "fox"), ("Leo", "turtle")]
    visit = hub.arrive(OLENA)
    assert coming(hub) == []
    hub.leave(visit)
    assert coming(hub) == []


def test_yesterday_is_not_today(hub: FakeHub) -> None:
    """Whoever left yesterday may come today."""
    visit = hub.arrive(OLENA, minutes_ago=24 * 60)
    hub.now -= 23 * 60 * MINUTE
    hub.leave(visit)
    hub.now += 23 * 60 * MINUTE
    usual(hub, (OLENA.id, ELEVEN, BOTH))
    assert [one.names for one in coming(hub)] == [("Olena",)]


def test_nobody_is_expected_long_after_their_time(hub: FakeHub) -> None:
    """Nine o'clock is over at eleven."""
    usual(hub, (OLENA.id, NINE, BOTH))
    assert len(coming(hub)) == 1
    hub.now = ELEVEN
    hub.set()
    assert coming(hub) == []


def test_protected_families_stand_on_no_list_and_the_forgotten_on_none_either(hub: FakeHub) -> None:
    """Out, planned, or usual."""
    usual(hub, (OLENA.id, ELEVEN, BOTH), ("f-erased00", NINE, frozenset({"a-erased00"})))
    hub.add(replace(OLENA, protected=True))
    hub.add(replace(TOBIAS, protected=True))
    shift = {"shift": str(uuid4()), "adult": TOBIAS.adults[0].id, "family": TOBIAS.id}
    hub.fold(ShiftPlanned(**shift, since=ELEVEN, until=NOON))
    assert coming(hub) == []


def test_a_planned_shift_is_expected_until_it_begins(hub: FakeHub) -> None:
    """One of tomorrow is not."""
    plan = {"adult": TOBIAS.adults[0].id, "family": TOBIAS.id}
    hub.fold(ShiftPlanned(**plan, shift=str(uuid4()), since=ELEVEN + 24 * 60 * MINUTE, until=NOON + 24 * 60 * MINUTE))
    assert coming(hub) == []
    hub.fold(ShiftPlanned(**plan, shift=(today := str(uuid4())), since=ELEVEN, until=NOON))
    assert coming(hub) == [Coming("duty", ELEVEN, ("Tobias",))]
    hub.fold(ShiftTaken(**plan, shift=today))
    assert coming(hub) == []


def test_who_is_out_is_expected_back_at_the_desk_with_the_children_along(hub: FakeHub) -> None:
    """And no longer stands among the adults in the house; the sheet of a child along is still one touch away."""
    visit = hub.arrive(LINH, desk="pc-1")
    hub.fold(WentOut(visit.visit, LINH.adults[0].id, LINH.id, "lunch", NOON, takes=(BAO,)))
    [one] = coming(hub)
    assert (one.why, one.at, one.names, one.desk) == ("out", NOON, ("Linh",), "PC 1")
    with serving(hub) as address, tablet(address) as tab:
        html = tab.get("/betreuung").text.split('id="panel-parents"')[1].split('id="panel-thumbs"')[0]
    assert "zurück gegen 12:00" in html
    assert html.count("<b>Linh</b>") == 1
    assert f"/betreuung/kind/{BAO}" in html


def test_children_are_counted_by_half_hours(hub: FakeHub) -> None:
    """For planning; adults who come alone are none."""
    usual(
        hub,
        (OLENA.id, ELEVEN - 10 * MINUTE, BOTH),
        (LINH.id, ELEVEN + 10 * MINUTE, frozenset({BAO})),
        (TOBIAS.id, NOON, frozenset({TOBIAS.adults[0].id})),
    )
    assert expected(hub.snapshot()).children == ((ELEVEN, 3),)


@pytest.fixture
def page_html(hub: FakeHub) -> Iterator[httpx.Client]:
    """Give an open tablet."""
    with serving(hub) as address, tablet(address) as client:
        yield client


def test_it_never_sounds_like_a_booking(hub: FakeHub, page_html: httpx.Client) -> None:
    """Only "sonst gegen", and nothing at all where nobody is expected."""
    assert 'id="expected"' not in page_html.get("/betreuung").text
    usual(hub, (OLENA.id, ELEVEN, BOTH), (JANA.id, NINE, frozenset({JANA.adults[0].id, EMIL})))
    html = page_html.get("/betreuung").text
    assert "Kommt wohl noch" in html
    assert "Olena · sonst gegen 11:00" in html
    assert "2 Kinder gegen 11:00" in html
    assert "Emil" not in html.split('id="expected"')[1]  # Jana is here already


def test_it_is_live_folds_and_reads_well(hub: FakeHub, browser: Browser) -> None:
    """Few rows stand open, many are folded behind their count; axe finds nothing."""
    usual(hub, (OLENA.id, ELEVEN, BOTH), (LINH.id, ELEVEN, frozenset({LINH.adults[0].id, BAO})))
    with serving(hub) as address, window(browser, viewport={"width": 1024, "height": 768}) as (context, page):
        as_tablet(context)
        page.goto(f"{address}/betreuung")
        place = page.locator("#expected")
        expect(place).to_contain_text("Mia, Leo")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # both are schemes
            found = Axe().run(page, options={"resultTypes": ["violations"]})
            assert found.violations_count == 0, found.generate_report()
        place.locator("summary").click()
        expect(place.get_by_text("Mia, Leo")).to_be_hidden()
        hub.arrive(LINH)
        expect(place).to_contain_text("2 Kinder gegen 11:00")
        expect(place.get_by_text("Mia, Leo")).to_be_hidden()  # what was folded stays so
        hub.arrive(OLENA)
        expect(place).to_have_count(0)
        usual(hub, (TOBIAS.id, ELEVEN, frozenset({TOBIAS.adults[0].id, JONAS})))
        expect(place).to_contain_text("Jonas")
