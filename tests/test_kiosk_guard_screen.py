"""Who is there for the child now, and who for the children in care: the two guards in a real window."""

from itertools import pairwise, product

import pytest
from msgspec.structs import replace

import choice_samples
import samples
from kiosk import theme
from kiosk.view import GuardView, ShiftView, View
from stepped import Stepped

SIZES = ((1280, 800), (800, 480))
OTHER_SIZES = ((1920, 1080), (1024, 768), (1024, 600))
LANGUAGES = ("de", "en", "ar")
PLACES = ("care", "announced", "together", "adult", "out")
NAMES = ("Olena", "Mia", "Andrij", "Jana")


def guard(language: str = "de", **changes: object) -> GuardView:
    return replace(choice_samples.guard(language), **changes)


def shift(**changes: object) -> ShiftView:
    return replace(ShiftView("Jana", 8, leaves=True, stay=choice_samples.GUARD_STAY), **changes)


def everything(language: str) -> list[View]:
    """Give both guards with the longest that they may have to say."""
    long = {"name": "Oleksandra", "child": "Alexandra", "others": ("Andrij", "Großmutter Halyna")}
    guards = [
        guard(language, at=at, waiting=waiting, errand_min=minutes, number=2, total=3, take=take, **names)
        for at, waiting, minutes, names in product(PLACES, (False, True), (0, 10), ({}, long))
        for take in ((True,) if waiting else (True, False))
    ]
    nobody = guard(language, name="", child="", animal="", others=(), carers=False)
    shifts = [shift(heads=heads, leaves=leaves) for heads in (0, 1, 2, 8, 11, 60) for leaves in (True, False)]
    return [*guards, nobody, replace(nobody, waiting=True), *shifts, shift(name="")]


@pytest.mark.parametrize(
    ("size", "language"),
    [*((size, language) for size in SIZES for language in LANGUAGES), *((size, "de") for size in OTHER_SIZES)],
)
def test_every_text_of_the_guards_fits_its_box(drawn: Stepped, size: tuple[int, int], language: str) -> None:
    drawn.resize(*size)
    for view in everything(language):
        drawn.show(view, language)
        for words in drawn.words():
            where = f"{view}: {words.text!r}"
            assert all(setting.fits for setting in words.settings), where
            below = getattr(words, "below", False)
            heights = [setting.height for setting in words.settings]
            assert (sum(heights) if below else heights[0]) <= words.height + 1, where
            assert drawn.inside(words), where


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (guard(), ["take", "other", "errand", "stay"]),
        (guard(errand_min=0), ["take", "other", "stay"]),
        (guard(take=False), ["other", "errand", "stay"]),
        (guard(take=False, errand_min=0), ["other", "stay"]),
        (guard(others=(), carers=False), ["take", "other", "errand", "stay"]),
        (guard(waiting=True), ["back", "stay"]),
        (shift(), ["count", "count", "stay"]),
        (shift(leaves=False), ["count", "count", "stay"]),
    ],
)
def test_each_answer_means_what_it_says(
    drawn: Stepped, size: tuple[int, int], language: str, view: View, expected: list[str]
) -> None:
    drawn.resize(*size)
    drawn.show(view, language)
    buttons = sorted(drawn.buttons(), key=lambda button: (-button.top, button.what == "1"))
    for button in buttons:
        assert min(button.size) >= theme.FIT.pick(72, 56)
        drawn.press(*button.center)
    assert drawn.touches == expected
    if isinstance(view, ShiftView):
        assert drawn.chosen == ["-1", "1", ""]


@pytest.mark.parametrize("size", SIZES)
def test_answers_stand_14_apart_and_clear_of_the_words_below_them(drawn: Stepped, size: tuple[int, int]) -> None:
    drawn.resize(*size)
    for minutes in (0, 10):
        drawn.show(guard(errand_min=minutes), "de")
        answers = [button for button in drawn.buttons() if button.meaning != "stay"]
        answers.sort(key=lambda button: -button.top)
        for above, below in pairwise(answers):
            assert above.y - below.top == pytest.approx(14, abs=1)
        (hint,) = [words for words in drawn.words() if words.text.startswith("Dieselbe Karte")]
        (stay,) = [button for button in drawn.buttons() if button.meaning == "stay"]
        assert answers[-1].y - hint.top >= 4
        assert hint.y >= stay.top


def test_fewer_answers_are_larger(drawn: Stepped) -> None:
    drawn.show(guard(), "de")
    three = drawn.find("Ich nehme Mia jetzt mit").height
    drawn.show(guard(errand_min=0), "de")
    assert drawn.find("Ich nehme Mia jetzt mit").height > three * 1.4


def test_a_child_that_cannot_come_along_has_a_reason_in_the_place_of_the_answer(drawn: Stepped) -> None:
    drawn.show(guard(take=False), "de")
    assert "Um Mia mitzunehmen, geh bitte zuerst zur Betreuung." in drawn.texts()
    assert not [text for text in drawn.texts() if text.startswith(("Ich nehme", "Dieselbe Karte"))]


def test_a_touch_beside_the_answers_means_nothing(drawn: Stepped) -> None:
    for view in (guard(), guard(waiting=True), shift()):
        drawn.show(view, "de")
        for spot in ((200, 400), (100, 750), (800, 720), (460, 300 if view == shift() else 90)):
            drawn.press(*spot)
    assert drawn.touches == []


@pytest.mark.parametrize(
    ("others", "carers", "words"),
    [
        (("Andrij",), True, "Andrij oder jemand aus der Betreuung"),
        (("Andrij", "Halyna"), True, "Andrij, Halyna oder jemand aus der Betreuung"),
        (("Andrij", "Halyna"), False, "Andrij oder Halyna"),
        ((), True, "Jemand aus der Betreuung"),
    ],
)
def test_it_says_whose_card_counts(drawn: Stepped, others: tuple[str, ...], carers: bool, words: str) -> None:
    view = guard(others=others, carers=carers)
    drawn.show(view, "de")
    assert drawn.find("Jemand anderes übernimmt").tail == f"{words} legt die Karte auf."
    drawn.show(replace(view, waiting=True), "de")
    assert f"{words} kann übernehmen." in drawn.texts()


def test_somebody_else_is_offered_even_when_nobody_is_there_yet(drawn: Stepped) -> None:
    view = guard(others=(), carers=False)
    drawn.show(view, "de")
    assert drawn.find("Jemand anderes übernimmt").tail == "Diese Person legt jetzt ihre Karte auf."
    drawn.show(replace(view, waiting=True), "de")
    assert "Alle Erwachsenen der Familie können übernehmen." in drawn.texts()


def test_one_of_several_children_is_counted_and_one_alone_is_not(drawn: Stepped) -> None:
    drawn.show(guard(), "de")
    assert "Dieselbe Karte noch einmal: Ich nehme Mia mit." in drawn.texts()
    assert not [text for text in drawn.texts() if " von " in text]
    drawn.show(guard(number=1, total=2), "de")
    assert {"1 von 2", "Dieselbe Karte noch einmal: Ich nehme alle mit."} <= set(drawn.texts())


def test_a_name_with_braces_is_shown_as_it_is(drawn: Stepped) -> None:
    drawn.show(guard(child="{name}", others=("{child}",), name="{0}"), "de")
    assert drawn.find("Jemand anderes übernimmt").tail.startswith("{child} oder")
    assert "Ich nehme {name} jetzt mit" in drawn.texts()


def test_the_number_and_the_words_follow_the_count(drawn: Stepped) -> None:
    drawn.show(shift(heads=8), "de")
    assert {"8", "8 Kinder sind noch in Betreuung."} <= set(drawn.texts())
    drawn.show(shift(heads=1), "de")
    assert {"1", "Ein Kind ist noch in Betreuung."} <= set(drawn.texts())


def test_who_only_ends_the_shift_goes_back(drawn: Stepped) -> None:
    drawn.show(shift(leaves=False), "de")
    assert "Zurück" in drawn.texts()
    assert not [text for text in drawn.texts() if "bleibe" in text]


@pytest.mark.parametrize("size", SIZES)
def test_arabic_is_mirrored_arrows_too(drawn: Stepped, size: tuple[int, int]) -> None:
    drawn.resize(*size)
    screens: dict[str, dict[str, tuple[float, str]]] = {}
    for language in ("de", "ar"):
        drawn.show(guard(language, waiting=True), language)
        screens[language] = {button.meaning: (button.center_x, button.icon) for button in drawn.buttons()}
    german, arabic = screens["de"], screens["ar"]
    assert (german["back"][1], arabic["back"][1]) == ("arrow-left", "arrow-right")
    assert (german["stay"][1], arabic["stay"][1]) == ("arrow-u-up-left", "arrow-u-up-right")
    assert german["back"][0] + arabic["back"][0] == pytest.approx(size[0], abs=2)


@pytest.mark.parametrize("view", [guard(ground="berry"), guard(waiting=True), guard(total=2, at="out"), shift()])
def test_nothing_of_a_family_is_left_after_a_guard(drawn: Stepped, view: View) -> None:
    drawn.show(view, "de")
    assert any(name in text for text in drawn.texts() for name in NAMES)
    left = drawn.app.screen
    drawn.show(samples.idle(), "de")
    for widget in left.walk():
        values = {**widget.__dict__, **{key: widget.property(key).get(widget) for key in widget.properties()}}
        for name, value in values.items():
            assert not any(person in str(value) for person in (*NAMES, "fox", "berry")), (widget, name)
    assert left.view is None
