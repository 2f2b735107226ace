"""The house page draws the day in steps, breaks the lines where nothing is known, and says the same in words."""

import html
import re

import pytest
from msgspec.structs import replace

from broker.house.history import QUARTER_MS, Heads, Point
from broker.snapshot import Snapshot
from broker.web.axes import BOTTOM, LEFT, RIGHT, TOP
from broker.web.curve import Curve, curve
from broker.web.pages import Pages
from hubs import MORNING, OFFICE, FakeHub

NOW = MORNING
"""10:42."""
DASH = "\N{EN DASH}"
HALF_PAST = MORNING - MORNING % QUARTER_MS
"""The quarter that goes on: 10:30."""


def snapshot(points: dict[int, Heads], now: int = NOW) -> Snapshot:
    """Give a hub's knowledge; keys are quarters before the one that goes on at 10:42."""
    today = tuple(Point(HALF_PAST - ago * QUARTER_MS, heads) for ago, heads in sorted(points.items(), reverse=True))
    return replace(FakeHub().snapshot(), at=now, today=today)


def drawn(points: dict[int, Heads], now: int = NOW) -> Curve:
    found = curve(snapshot(points, now))
    assert found is not None
    return found


def times(found: Curve) -> list[tuple[str, str, Heads | None]]:
    words = Pages(OFFICE).words
    return [(words.clock(run.since), words.clock(run.until), run.heads) for run in found.runs]


def text(points: dict[int, Heads], language: str = "de") -> str:
    panel = Pages(replace(OFFICE, language=language)).panels(snapshot(points))["today"]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", panel)).replace(DASH, "-").split())


def test_quarters_that_are_alike_are_one_step_and_those_unknown_a_gap() -> None:
    found = drawn({3: Heads(1, 2), 2: Heads(1, 2), 0: Heads(3, 2, 1)})
    assert times(found) == [
        ("7:00", "9:45", None), ("9:45", "10:15", Heads(1, 2)),
        ("10:15", "10:30", None), ("10:30", "10:45", Heads(3, 2, 1)),
    ]  # fmt: skip
    assert [len(path.split("M")) - 1 for path in (found.adults, found.children)] == [2, 2]
    assert len(found.gaps) == 2
    first = re.match(r"M([\d.]+) ([\d.]+)V\2H([\d.]+)", found.adults)
    assert first
    assert float(first[3]) == found.gaps[1].x
    assert float(first[1]) == pytest.approx(found.gaps[0].x + found.gaps[0].width)


def test_a_day_of_which_all_is_known_has_no_gap_and_one_line() -> None:
    found = drawn({ago: Heads(ago % 3) for ago in range(15)})
    assert found.gaps == ()
    assert found.adults.count("M") == 1
    assert found.most("adults") == (2, HALF_PAST - 14 * QUARTER_MS)


def test_nothing_leaves_the_picture_however_many_come_and_whenever() -> None:
    found = drawn({ago: Heads(30 - ago, 25, 3) for ago in range(-30, 24)}, NOW + 30 * QUARTER_MS)
    for path in (found.adults, found.children):
        across = [float(number) for number in re.findall(r"[MH]([\d.]+)", path)]
        down = [float(number) for number in re.findall(r"V([\d.]+)", path)]
        assert min(across) >= LEFT
        assert max(across) <= RIGHT
        assert min(down) >= TOP
        assert max(down) <= BOTTOM
    assert found.levels[-1].value >= 60
    assert Pages(OFFICE).words.clock(found.hours[0].value) == "4:00"


def test_what_a_clock_that_was_ahead_has_left_is_not_drawn() -> None:
    assert times(drawn({0: Heads(1), -8: Heads(9)}))[-1] == ("10:30", "10:45", Heads(1))


@pytest.mark.parametrize("later", [0, 30])
def test_words_at_lines_that_end_alike_stand_one_above_the_other(later: int) -> None:
    for heads in (Heads(2, 2), Heads(0, 0), Heads(5, 4), Heads(1, 5)):
        high, low = drawn({-later: heads}, NOW + later * QUARTER_MS).ends
        assert low.words - high.words >= 16
        assert high.value >= low.value
        assert high.before == (later > 0)


def test_whoever_cannot_see_it_is_told_the_same() -> None:
    said = text({3: Heads(1, 2), 2: Heads(4, 2), 0: Heads(3, 5, 1)})
    assert "Erwachsene: höchstens 4, ab 10:00. Kinder: höchstens 5, ab 10:30." in said
    assert "Nichts bekannt: 7:00-9:45, 10:15-10:30." in said
    assert "10:30-10:45 Erwachsene 3 · Kinder 5 · in Betreuung 1" in said
    assert "10:15-10:30 nichts bekannt" in said
    assert 'role="img" aria-labelledby="h-today today-words"' in Pages(OFFICE).panels(snapshot({0: Heads()}))["today"]
    assert "Adults: at most 4, from 10:00." in text({2: Heads(4)}, "en")


def test_while_nothing_is_known_of_the_day_it_says_so() -> None:
    assert curve(snapshot({})) is None
    assert "Von heute ist noch nichts bekannt." in text({})
    assert "Nothing is known of today yet." in text({}, "en")
    assert '<svg class="chart"' not in Pages(OFFICE).panels(snapshot({}))["today"]


def test_a_party_is_told_beside_the_families() -> None:
    assert "Gäste: höchstens 20" in text({1: Heads(2, 1, 0, guests=20), 0: Heads(1)})
    assert "Gäste" not in text({1: Heads(2, 1, 0), 0: Heads(1)})
