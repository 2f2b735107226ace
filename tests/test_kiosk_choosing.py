"""What a family chooses: its desk, and where its children are."""

import pytest
from msgspec.structs import replace

import choice_samples
import samples
from kiosk import theme
from kiosk.view import ChildrenView, DesksView, View
from stepped import Stepped

SIZES = ((1280, 800), (800, 480))
LANGUAGES = ("de", "en", "ar")
PERSONS = ("Mia", "Leo", "Alexandra", "ليلى", "c-mia", "Andrij", "Laptop 3", "laptop-3", "fox")


@pytest.fixture
def kiosk(drawn: Stepped) -> Stepped:
    return drawn


DASH = "\N{EN DASH}"


def views(language: str) -> dict[str, View]:
    desks, children = choice_samples.desks(language), choice_samples.children(language, 4)
    more: dict[str, View] = {
        "desks-pc": replace(desks, kind="pc"),
        "desks-more": replace(choice_samples.desks_many(language, 56), unknown_since="8:52"),
        "desks-listed-laptop": replace(choice_samples.desks_many(language), kind="laptop"),
        "children-unlimited": replace(children, places_free=None, short="ratio"),
        "children-full-4": replace(children, children=(*choice_samples.children_full(language).children,) * 2),
    }
    found = choice_samples.choices(language) | more
    return {name: view for name, view in found.items() if isinstance(view, DesksView | ChildrenView)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_text_fits_and_every_button_is_large_enough(kiosk: Stepped, size: tuple[int, int], language: str) -> None:
    kiosk.resize(*size)
    for name, view in views(language).items():
        kiosk.show(view, language)
        for words in kiosk.words():
            where = f"{name}: {words.text!r}"
            assert all(setting.fits for setting in words.settings), where
            assert sum(setting.width for setting in words.settings) <= words.width + 1, where
            assert words.settings[0].height <= words.height + 1, where
            assert kiosk.inside(words), where
        for button in kiosk.buttons():
            assert min(button.size) >= theme.FIT.pick(72, 56) - 1, (name, button.text, button.size)
        assert_apart(kiosk, name)


def assert_apart(kiosk: Stepped, name: str) -> None:
    buttons = kiosk.buttons()
    for at, one in enumerate(buttons):
        for other in buttons[at + 1 :]:
            beside = max(other.x - one.right, one.x - other.right)
            below = max(other.y - one.top, one.y - other.top)
            assert max(beside, below) >= 7, (name, one.text, other.text)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_desk_that_may_be_taken_reacts_and_no_other(kiosk: Stepped, size: tuple[int, int], language: str) -> None:
    kiosk.resize(*size)
    for view in (choice_samples.desks(language), choice_samples.desks_many(language)):
        kiosk.show(view, language)
        for desk in view.desks:
            kiosk.touches.clear()
            kiosk.chosen.clear()
            kiosk.press(*kiosk.find(desk.name).center)
            expected = (["desk"], [desk.id]) if desk.may else (["hold"], [""])
            assert (kiosk.touches, kiosk.chosen) == expected, desk


def test_the_buttons_beside_the_plan_mean_what_they_say(kiosk: Stepped) -> None:
    kiosk.show(choice_samples.desks(), "de")
    texts = ("Alle Plätze", "Nur PC", "Nur Laptop", f"Egal {DASH} sucht mir einen aus", "Ohne Platz", "Zurück")
    for text in texts:
        kiosk.press(*kiosk.find(text).center)
    assert kiosk.touches == ["filter", "filter", "filter", "any", "no_desk", "back"]
    assert kiosk.chosen[:3] == ["all", "pc", "laptop"]


def test_a_filter_leaves_only_its_kind(kiosk: Stepped) -> None:
    for view in (choice_samples.desks(), choice_samples.desks_many()):
        kiosk.show(replace(view, kind="pc"), "de")
        names = {text for text in kiosk.texts() if text.startswith(("PC ", "Laptop "))}
        assert names == {"PC 1", "PC 2", "PC 3", "PC 4"}


def test_a_doubt_hides_everything_else(kiosk: Stepped) -> None:
    kiosk.show(choice_samples.desks_doubt(), "de")
    assert "Ist Laptop 4 wirklich frei?" in kiosk.texts()
    assert any("8:52" in text for text in kiosk.texts())
    for button in kiosk.buttons():
        kiosk.press(*button.center)
    assert sorted(zip(kiosk.touches, kiosk.chosen, strict=True)) == [("back", ""), ("desk", "laptop-4")]


@pytest.mark.parametrize("size", SIZES)
def test_the_plan_is_never_mirrored_but_the_list_is(kiosk: Stepped, size: tuple[int, int]) -> None:
    kiosk.resize(*size)
    for view, mirrored in ((choice_samples.desks("ar"), False), (choice_samples.desks_many("ar"), True)):
        kiosk.show(view, "ar")
        first, second = (kiosk.find(desk.name) for desk in view.desks[:2])
        assert (first.x > second.x) is mirrored


def test_desks_too_close_for_a_finger_are_listed(kiosk: Stepped) -> None:
    view = choice_samples.desks()
    close = tuple(replace(desk, spot=(1 + number * 0.5, 1.0)) for number, desk in enumerate(view.desks))
    kiosk.show(replace(view, desks=close), "de")
    assert "Arbeitsraum" not in kiosk.texts()
    assert min(min(kiosk.find(desk.name).size) for desk in close) >= 72


@pytest.mark.parametrize("size", SIZES)
def test_desks_that_have_no_room_in_the_list_are_counted(kiosk: Stepped, size: tuple[int, int]) -> None:
    kiosk.resize(*size)
    for count in (34, 56):
        view = choice_samples.desks_many("de", count)
        kiosk.show(view, "de")
        shown = [desk for desk in view.desks if desk.name in kiosk.texts()]
        left = len(view.desks) - len(shown)
        assert len(shown) >= 36
        assert [text for text in kiosk.texts() if "weitere" in text] == ([f"und {left} weitere Plätze"] if left else [])
        assert bool(left) == (count == 56)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_each_choice_names_its_child(kiosk: Stepped, size: tuple[int, int], count: int) -> None:
    kiosk.resize(*size)
    view = choice_samples.children("ar", count)
    kiosk.show(view, "ar")
    for button in kiosk.buttons():
        kiosk.press(*button.center)
    choices = ("care", "together", "adult", "absent")
    expected = {f"{child.id}:{choice}" for child in view.children if child.may for choice in choices}
    done = list(zip(kiosk.touches, kiosk.chosen, strict=True))
    assert {what for meaning, what in done if meaning == "child"} == expected
    assert {meaning for meaning, _ in done} == {"child", "ready", "back"}
    assert len(done) == len(expected) + 2


@pytest.mark.parametrize("size", SIZES)
def test_children_who_stand_on_the_next_page_are_counted_on_the_way_there(
    kiosk: Stepped, size: tuple[int, int]
) -> None:
    kiosk.resize(*size)
    kiosk.show(choice_samples.children(count=3), "de")
    assert kiosk.find("Fertig").kind == "main"
    assert not [text for text in kiosk.texts() if text.startswith("Weiter")]
    kiosk.show(choice_samples.choices("de")["children-5-more"], "de")
    assert kiosk.find("Fertig").kind == "outline"
    kiosk.press(*kiosk.find("Weiter: noch 4 Kinder").center)
    kiosk.press(*kiosk.find("Fertig").center)
    assert kiosk.touches == ["more", "ready"]


def test_the_chosen_one_is_marked_and_a_waiting_child_says_so(kiosk: Stepped) -> None:
    kiosk.show(choice_samples.children_full(), "de")
    chosen = {button.what for button in kiosk.buttons() if getattr(button, "chosen", False)}
    assert chosen == {"c-mia00001:care", "c-leo00001:adult"}
    assert {f"Angefragt {DASH} auf der Warteliste", "Die Betreuung ist voll. Dein Kind wartet bei dir."} <= set(
        kiosk.texts()
    )


@pytest.mark.parametrize("count", [2, 3])
def test_a_child_goes_into_care_whatever_the_room_is_called(kiosk: Stepped, count: int) -> None:
    for room in ("Nest", "Spielzimmer"):
        kiosk.show(replace(choice_samples.children(count=count), care_room=room), "de")
        said = [text for text in kiosk.texts() if "etreuung" in text]
        assert {"In Betreuung", "Betreuung"} & set(said), said
        assert [text for text in kiosk.texts() if room in text] == [room]


def test_no_number_is_shown_that_nobody_knows(kiosk: Stepped) -> None:
    kiosk.show(replace(choice_samples.children(), places_free=None), "de")
    assert not {"3", "Plätze frei", "Platz frei"} & set(kiosk.texts())


@pytest.mark.parametrize(
    "view", [choice_samples.children(count=4), choice_samples.desks(), choice_samples.desks_doubt()]
)
def test_nothing_of_a_family_is_left_after_choosing(kiosk: Stepped, view: View) -> None:
    kiosk.show(view, "de")
    left = kiosk.app.screen
    kiosk.show(samples.idle(), "de")
    for widget in left.walk():
        properties = {name: widget.property(name).get(widget) for name in widget.properties()}
        for name, value in (widget.__dict__ | properties).items():
            assert not any(person in str(value) for person in PERSONS), (widget, name, value)
    assert left.view is None
