"""The pad for a code, in a real window: order, dots, and what it says of whom."""

import time
from typing import Any

import pytest
from msgspec.structs import replace

import choice_samples
import samples
from kiosk import palette, theme
from kiosk.palette import hexadecimal
from kiosk.view import CodeView
from stepped import Stepped

SIZES = ((1280, 800), (800, 480))
LANGUAGES = ("de", "en", "ar")
DIGITS = "1234567890"


def code(language: str = "de", **changes: Any) -> CodeView:  # noqa: ANN401 - fields of the view
    view = choice_samples.choices(language)["code"]
    assert isinstance(view, CodeView)
    return replace(view, **changes)


def views(language: str) -> list[CodeView]:
    long = {"de": "Kinderwohnzimmer", "en": "Children's room", "ar": "غرفة لعب الأطفال"}[language]
    return [
        *(code(language, typed=typed) for typed in range(7)),
        code(language, typed=0, wrong=True),
        *(code(language, typed=0, wrong=True, pause_min=minutes) for minutes in (1, 2, 4, 16, 30)),
        code(language, care_room=""),
        code(language, care_room=long),
    ]


def keys(kiosk: Stepped) -> dict[str, Any]:
    """Give every key that can be touched, by its digit or meaning."""
    return {button.what or button.meaning: button for button in kiosk.buttons() if button.meaning}


@pytest.mark.parametrize("size", [*SIZES, (1920, 1080), (1024, 600)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_pad_fits_its_box(drawn: Stepped, size: tuple[int, int], language: str) -> None:
    drawn.resize(*size)
    for view in views(language):
        drawn.show(view, language)
        for words in drawn.words():
            where = f"{view}: {words.text!r}"
            assert all(setting.fits for setting in words.settings), where
            assert words.settings[0].height <= words.height + 1, where
            assert drawn.inside(words), where


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_each_key_means_its_digit(drawn: Stepped, size: tuple[int, int], language: str) -> None:
    drawn.resize(*size)
    drawn.show(code(language), language)
    found = keys(drawn)
    for name in (*DIGITS, "erase", "back"):
        assert min(found[name].size) >= theme.FIT.pick(120, 72)
        drawn.press(*found[name].center)
    assert drawn.touches == ["key"] * 10 + ["erase", "back"]
    assert drawn.chosen == [*DIGITS, "", ""]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_digits_stand_as_on_every_pad_and_cells_fill_from_the_left(drawn: Stepped, language: str) -> None:
    drawn.show(code(language, typed=2), language)
    found = keys(drawn)
    for row in ("123", "456", "789"):
        assert [found[name].x for name in row] == sorted(found[name].x for name in row)
        assert len({found[name].y for name in row}) == 1
    assert found["1"].y > found["4"].y > found["7"].y > found["0"].y
    assert found["back"].x < found["0"].x < found["erase"].x
    dots = drawn.app.screen.ids.dots
    step = (dots.width + 16) / 6
    inked = [drawn.pixel(int(dots.x + 46 + number * step), int(dots.center_y)) for number in range(6)]
    assert inked == [hexadecimal(palette.TINTE)] * 2 + [hexadecimal(palette.PAPIER)] * 4
    edges = [drawn.pixel(int(dots.x + 3 + number * step), int(dots.center_y)) for number in range(6)]
    assert [edge == hexadecimal(palette.TINTE) for edge in edges] == [False, False, True, False, False, False]
    stage_left = drawn.pixel(200, 300) in map(hexadecimal, (palette.KIEFER, palette.KIEFER_LIGHT))
    assert stage_left == (language == "de")


def test_a_key_turns_over_while_it_is_pressed(drawn: Stepped) -> None:
    drawn.show(code(), "de")
    key = keys(drawn)["5"]
    corner = (int(key.x + 30), int(key.y + 30))
    assert drawn.pixel(*corner) == hexadecimal(palette.PAPIER)
    drawn.window.dispatch("on_mouse_down", key.center_x, drawn.window.height - key.center_y, "left", [])
    drawn.frames()
    assert drawn.pixel(*corner) == hexadecimal(palette.TINTE)
    drawn.window.dispatch("on_mouse_up", key.center_x, drawn.window.height - key.center_y, "left", [])
    for _ in range(10):  # Kivy lets a button up by the real clock
        drawn.wait(0.1)
        time.sleep(0.01)
    assert drawn.pixel(*corner) == hexadecimal(palette.PAPIER)


def test_a_touch_beside_the_keys_means_nothing(drawn: Stepped) -> None:
    drawn.show(code(), "de")
    for place in ((200, 400), (440, 400), (1230, 400), (840, 80), (840, 720)):
        drawn.press(*place)
    assert drawn.touches == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_during_a_pause_only_the_way_back_reacts(drawn: Stepped, size: tuple[int, int], language: str) -> None:
    drawn.resize(*size)
    drawn.show(code(language), language)
    places = {name: tuple(key.center) for name, key in keys(drawn).items()}
    drawn.show(code(language, typed=0, wrong=True, pause_min=2), language)
    assert set(keys(drawn)) & {*DIGITS, "erase"} == set()
    for place in places.values():
        drawn.press(*place)
    assert drawn.touches == ["back"]
    resting = [button for button in drawn.buttons() if not button.meaning]
    assert {button.kind for button in resting} == {"pale"}
    assert len(resting) == 11


def test_after_a_pause_the_keys_react_again(drawn: Stepped) -> None:
    drawn.show(code(typed=0, wrong=True, pause_min=2), "de")
    drawn.show(code(typed=0), "de")
    drawn.press(*keys(drawn)["7"].center)
    drawn.press(*keys(drawn)["erase"].center)
    assert (drawn.touches, drawn.chosen) == (["key", "erase"], ["7", ""])


def test_a_wrong_code_is_said_calmly_and_never_whose_it_may_be(drawn: Stepped) -> None:
    drawn.show(code("en", typed=0, wrong=True), "en")
    assert "That code is nobody's. Please try again." in drawn.texts()
    drawn.show(code("en", typed=0, wrong=True, pause_min=1), "en")
    assert "The code pauses for 1 minute. The carers can check you in." in drawn.texts()
    drawn.show(code("en", typed=0, wrong=True, pause_min=2), "en")
    assert "The code pauses for 2 minutes. The carers can check you in." in drawn.texts()
    assert "That code is nobody's. Please try again." not in drawn.texts()


def test_who_has_forgotten_the_code_reads_where_the_carers_are(drawn: Stepped) -> None:
    drawn.show(code(), "de")
    assert "Spielzimmer" in drawn.texts()
    high = drawn.app.screen.ids.box.height
    drawn.show(code(care_room=""), "de")
    assert "Code vergessen?" in drawn.texts()
    assert drawn.app.screen.ids.box.height < high


def test_nothing_of_what_was_typed_is_left_after_the_pad(drawn: Stepped) -> None:
    drawn.show(code(typed=5), "de")
    left = drawn.app.screen
    drawn.show(samples.idle(), "de")
    assert left.view is None
    assert left.ids.dots.typed == 0
    assert not [widget.text for widget in left.walk() if getattr(widget, "text", "")]
