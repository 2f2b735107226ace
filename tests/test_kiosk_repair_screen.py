"""When did you go? One question about an earlier visit, in a real window."""

import pytest
from msgspec.structs import replace

import choice_samples
import samples
from kiosk import theme
from kiosk.view import RepairView
from stepped import Stepped

SIZES = ((1280, 800), (800, 480))
LANGUAGES = ("de", "en", "ar")
MOMENTS = tuple((str(1_760_000_000_000 + hour), f"{hour}:00") for hour in range(14, 22))


def repair(language: str = "de", count: int = 8) -> RepairView:
    view = choice_samples.choices(language)["repair"]
    assert isinstance(view, RepairView)
    return replace(view, came="13:47", times=MOMENTS[:count])


@pytest.mark.parametrize("size", [*SIZES, (1920, 1080), (1024, 600)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_question_fits_its_box(drawn: Stepped, size: tuple[int, int], language: str) -> None:
    drawn.resize(*size)
    longest = {"de": "Donnerstag, 24. September", "en": "Wednesday, September 24", "ar": "الأربعاء، 24 سبتمبر"}
    for count in range(9):
        drawn.show(replace(repair(language, count), day=longest[language]), language)
        for words in drawn.words():
            where = f"{count}: {words.text!r}"
            assert all(setting.fits for setting in words.settings), where
            assert words.settings[0].height <= words.height + 1, where
            assert drawn.inside(words), where


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("count", range(9))
def test_each_time_means_its_moment(drawn: Stepped, size: tuple[int, int], language: str, count: int) -> None:
    drawn.resize(*size)
    drawn.show(repair(language, count), language)
    for button in drawn.buttons():
        assert min(button.size) >= theme.FIT.pick(72, 56)
    for _, clock in MOMENTS[:count]:
        drawn.press(*drawn.find(clock).center)
    (unknown,) = [button for button in drawn.buttons() if button.meaning == "back"]
    drawn.press(*unknown.center)
    assert drawn.touches == ["time"] * count + ["back"]
    assert drawn.chosen == [moment for moment, _ in MOMENTS[:count]] + [""]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", range(1, 9))
def test_times_stand_apart_and_inside_their_card(drawn: Stepped, size: tuple[int, int], count: int) -> None:
    drawn.resize(*size)
    drawn.show(repair("de", count), "de")
    times = [button for button in drawn.buttons() if button.meaning == "time"]
    card = times[0].parent
    for number, one in enumerate(times):
        assert card.x < one.x < one.right < card.right
        assert card.y < one.y < one.top < card.top
        for other in times[number + 1 :]:
            across = max(one.x, other.x) - min(one.right, other.right)
            up = max(one.y, other.y) - min(one.top, other.top)
            assert max(across, up) >= 8
    assert max(each.width for each in times) - min(each.width for each in times) <= 1


def test_the_earliest_time_comes_first_where_reading_starts(drawn: Stepped) -> None:
    drawn.show(repair("de"), "de")
    assert drawn.find("14:00").x < drawn.find("15:00").x
    drawn.show(repair("ar"), "ar")
    assert drawn.find("14:00").x > drawn.find("15:00").x
    assert drawn.find("14:00").y > drawn.find("18:00").y


def test_it_says_which_visit_is_meant(drawn: Stepped) -> None:
    drawn.show(replace(repair("en"), day="Tuesday"), "en")
    assert {"You did not check out on Tuesday.", "You came at 13:47. When did you go?"} <= set(drawn.texts())


def test_a_touch_beside_the_times_stops_the_time(drawn: Stepped) -> None:
    drawn.show(repair("de", 3), "de")
    drawn.press(200, 400)
    drawn.press(840, 160)
    assert drawn.touches == ["hold", "hold"]


def test_a_time_that_is_not_offered_any_more_cannot_be_touched(drawn: Stepped) -> None:
    drawn.show(repair("de", 8), "de")
    place = drawn.find("21:00").center[:]
    drawn.show(repair("de", 2), "de")
    drawn.press(*place)
    assert drawn.touches == ["hold"]


def test_nothing_of_the_visit_is_left_after_the_question(drawn: Stepped) -> None:
    drawn.show(repair("de"), "de")
    left = drawn.app.screen
    drawn.show(samples.idle(), "de")
    assert left.view is None
    known = ("13:47", "Dienstag", *(word for moment in MOMENTS for word in moment))
    for widget in left.walk():
        values = {key: widget.property(key).get(widget) for key in widget.properties()} | widget.__dict__
        for name, value in values.items():
            assert not any(word in str(value) for word in known), (widget, name)
