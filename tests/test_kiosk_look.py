"""Larger type and high contrast: whoever sees little reads the same screens, for one visit."""

from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from msgspec.structs import replace

import choice_samples
import samples
from kiosk import palette
from kiosk.palette import ACCENT, BLACK, WHITE
from kiosk.view import View
from stepped import Stepped

SIZES = ((1280, 800), (800, 480))
LANGUAGES = ("de", "en", "ar")


def views(language: str) -> dict[str, View]:
    return samples.views(language) | choice_samples.choices(language)


def sizes(kiosk: Stepped) -> dict[str, float]:
    """Give the size of type of each text, in px."""
    return {words.text: max(setting.size for setting in words.settings) for words in kiosk.words()}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_larger_text_fits_its_box_and_every_target_is_large(
    drawn: Stepped, size: tuple[int, int], language: str
) -> None:
    drawn.resize(*size)
    least = 72 if size == SIZES[0] else 56
    for name, view in views(language).items():
        drawn.show(view, language, larger=True, contrast=language == "de")
        for words in drawn.words():
            where = f"{name}: {words.text!r}"
            assert all(setting.fits for setting in words.settings), where
            assert words.settings[0].height <= words.height + 1, where
            assert drawn.inside(words), where
            assert drawn.spill(words) == 0, where
        for target in drawn.buttons():
            assert not target.meaning or min(target.size) >= least, f"{name}: {target.text!r} is {target.size}"


@pytest.mark.parametrize("size", SIZES)
def test_no_text_gets_much_smaller_and_most_are_a_fifth_larger(drawn: Stepped, size: tuple[int, int]) -> None:
    drawn.resize(*size)
    growth: list[float] = []
    usual: dict[str, dict[str, float]] = {}
    for name, view in views("de").items():
        drawn.show(view, "de")
        usual[name] = sizes(drawn)
    for name, view in views("de").items():
        drawn.show(view, "de", larger=True)
        for text, px in sizes(drawn).items():
            if before := usual[name].get(text):
                assert px >= before * 0.9, f"{name}: {text!r} {before} → {px}"
                growth.append(px / before)
    growth.sort()
    assert growth[len(growth) // 2] >= 1.2


def test_larger_type_shows_less_and_more_opens_the_rest(drawn: Stepped) -> None:
    drawn.show(samples.idle(), "de", larger=True)
    assert {"Größer", "Kontrast", "Sprache", "Mehr"} <= set(drawn.texts())
    assert "Aushang" not in drawn.texts()
    drawn.press(*drawn.find("Mehr").center)
    assert (drawn.touches[-1:], drawn.chosen[-1:]) == (["open"], ["more"])
    drawn.show(replace(samples.idle(), panel="more"), "de", larger=True)
    for text, what in (("Aushang", "notices"), ("WLAN", "wifi")):
        drawn.press(*drawn.find(text).center)
        assert (drawn.touches[-1], drawn.chosen[-1]) == ("open", what)


@pytest.mark.parametrize("size", SIZES)
def test_high_contrast_draws_in_black_white_and_one_accent(drawn: Stepped, size: tuple[int, int]) -> None:
    drawn.resize(*size)
    for name, view in views("de").items():
        drawn.show(view, "de", contrast=True)
        drawn.wait(1)
        found = shades(drawn, drawn.app.root)
        soft = [share for colour, share in found.items() if colour not in (BLACK, WHITE, ACCENT)]
        assert sum(soft) < 0.08 * found.total(), f"{name}: {found.most_common(6)}"  # edges of letters
        assert max(soft) < 0.02 * found.total(), f"{name}: {found.most_common(6)}"


def shades(kiosk: Stepped, area: Any) -> Counter[str]:  # noqa: ANN401 - a Kivy widget
    """Count the colours that are drawn where a widget is, looking at every seventh pixel."""
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels  # noqa: PLC0415

    kiosk.paint()
    data = glReadPixels(int(area.x), int(area.y), int(area.width), int(area.height), GL_RGBA, GL_UNSIGNED_BYTE)
    found = Counter(zip(data[::28], data[1::28], data[2::28], strict=False))
    return Counter({f"#{red:02X}{green:02X}{blue:02X}": count for (red, green, blue), count in found.items()})


def test_children_with_one_animal_look_different_in_high_contrast(drawn: Stepped) -> None:
    seen: list[list[float]] = []
    for ground in palette.GROUNDS:
        call = samples.idle_call("de")
        assert call.call is not None
        drawn.show(replace(call, call=replace(call.call, animal="fox", ground=ground)), "de", contrast=True)
        screen = drawn.app.screen
        assert screen is not None
        found = shades(drawn, screen.ids.called)
        seen.append([found[colour] / found.total() for colour in (BLACK, WHITE, ACCENT)])
    for one, other in combinations(seen, 2):
        assert max(abs(here - there) for here, there in zip(one, other, strict=True)) > 0.05, seen


def test_the_usual_look_comes_back_as_it_was(drawn: Stepped) -> None:
    for view in (samples.welcome(), samples.idle()):
        drawn.show(view, "de")
        drawn.wait(1)
        before = shades(drawn, drawn.app.root)
        drawn.show(view, "de", larger=True, contrast=True)
        assert shades(drawn, drawn.app.root) != before
        drawn.show(view, "de")
        drawn.wait(1)
        assert shades(drawn, drawn.app.root) == before
