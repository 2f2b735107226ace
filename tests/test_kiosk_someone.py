"""Not Olena? The card of one in the hand of another: one touch, and nobody is in the house who has not come."""

import pytest
from msgspec.structs import replace

import choice_samples
import samples
from booth import LINHS_CARD, OLENA, Booth
from broker.house.state import House
from houses import ADULT, CHILD, FAMILY, LINH, OTHER, ROSTER, arrived
from kiosk import theme
from kiosk.flow import Children, Result, Someone
from kiosk.flow.someone import others
from kiosk.view import SomeoneView
from stepped import Stepped
from test_kiosk_choices import FULL, ruled
from test_kiosk_guard import roster

SIZES = ((1280, 800), (800, 480))


def someone(language: str = "de", count: int = 3) -> SomeoneView:
    view = choice_samples.choices(language)["someone"]
    assert isinstance(view, SomeoneView)
    return replace(view, adults=view.adults[:count])


def here(booth: Booth) -> list[str]:
    return [visit.adult for visit in booth.house.present()]


def test_who_has_come_is_in_the_house_with_the_children_and_the_other_is_not() -> None:
    booth = Booth()
    booth.tap(OLENA)
    assert isinstance(booth.touch("someone"), Someone)
    screen = booth.touch("adult", OTHER)
    assert isinstance(screen, Result)
    assert (screen.who.adult.id, screen.what, screen.again) == (OTHER, "arrived", False)
    assert booth.kinds() == ["arrived", "undone", "arrived"]
    assert here(booth) == [OTHER]
    assert {stay.answers for stay in booth.house.stays.values()} == {OTHER}
    assert CHILD in booth.house.stays


def test_both_facts_are_recorded_together_or_none() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("someone")
    booth.disk_works = False
    booth.touch("adult", OTHER)
    assert booth.kinds() == ["arrived"]
    assert here(booth) == [ADULT]


def test_back_changes_nothing() -> None:
    booth = Booth()
    before = booth.tap(OLENA)
    booth.touch("someone")
    screen = booth.touch("back")
    assert isinstance(screen, Result)
    assert isinstance(before, Result)
    assert screen.who == before.who
    assert booth.kinds() == ["arrived"]


def test_the_other_ones_next_tap_is_a_first_one() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("someone")
    booth.touch("adult", OTHER)
    booth.wait(8)
    screen = booth.tap(OLENA)
    assert isinstance(screen, Result)
    assert (screen.who.adult.id, screen.what, screen.again) == (ADULT, "arrived", False)
    assert here(booth) == [OTHER, ADULT]


def test_the_time_of_the_card_is_not_made_longer() -> None:
    booth = Booth()
    booth.tap(OLENA)
    for _ in range(3):
        booth.touch("hold", after=10)
    booth.touch("someone", after=10)
    screen = booth.touch("adult", OTHER, after=10)
    assert isinstance(screen, Result)
    assert booth.now - screen.who.card == 50
    assert screen.deadline <= screen.who.card + 60


def test_a_place_is_asked_for_once_by_who_has_come() -> None:
    booth = Booth(ruled(**FULL))
    booth.tap(OLENA)
    booth.touch("someone")
    booth.touch("adult", OTHER)
    assert [ask.adult for ask in booth.house.asks.values()] == [OTHER]


def test_a_first_visit_asks_where_the_children_are() -> None:
    booth = Booth(house=House())
    booth.tap(OLENA)
    booth.touch("ready")
    booth.touch("someone")
    assert isinstance(booth.touch("adult", OTHER), Children)


@pytest.mark.parametrize("who", [ADULT, LINH, "a-nobody01", ""])
def test_only_others_of_the_family_can_be_meant(who: str) -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.touch("someone")
    booth.touch("adult", who)
    assert booth.kinds() == ["arrived"]


def test_who_is_in_the_house_already_cannot_be_meant() -> None:
    booth = Booth()
    booth.fold(arrived(OTHER, FAMILY))
    booth.tap(OLENA)
    booth.touch("someone")
    booth.touch("adult", OTHER)
    assert booth.kinds() == ["arrived"]


def offered(booth: Booth) -> list[str]:
    screen = booth.state.screen
    assert isinstance(screen, Result)
    found = [adult.id for adult in others(screen, booth.world)]
    assert isinstance(booth.touch("someone"), Someone) == bool(found)
    return found


def test_a_family_of_one_is_not_asked() -> None:
    booth = Booth()
    booth.tap(LINHS_CARD)
    assert offered(booth) == []


def test_where_names_are_never_shown_nobody_is_asked() -> None:
    booth = Booth(replace(ROSTER, families=tuple(replace(family, names_hidden=True) for family in ROSTER.families)))
    booth.tap(OLENA)
    assert offered(booth) == []


def test_the_second_tap_does_not_ask() -> None:
    booth = Booth()
    booth.tap(OLENA)
    booth.wait(60)
    booth.tap(OLENA)
    assert offered(booth) == []


def test_a_grandmother_who_only_collects_is_not_among_them() -> None:
    booth = Booth(roster())
    booth.tap(OLENA)
    assert offered(booth) == [OTHER]


@pytest.mark.parametrize("size", [*SIZES, (1920, 1080), (1024, 600)])
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_name_fits_and_means_its_adult(drawn: Stepped, size: tuple[int, int], language: str) -> None:
    drawn.resize(*size)
    for count in range(1, 4):
        view = someone(language, count)
        drawn.show(view, language)
        for words in drawn.words():
            assert all(setting.fits for setting in words.settings), words.text
            assert drawn.inside(words), words.text
        drawn.touches.clear()
        drawn.chosen.clear()
        for button in drawn.buttons():
            assert min(button.size) >= theme.FIT.px(72, 56)
        for _, name in view.adults:
            drawn.press(*drawn.find(name).center)
        assert drawn.touches == ["adult"] * count
        assert drawn.chosen == [adult for adult, _ in view.adults]


def test_nothing_of_the_family_is_left_when_the_screen_goes(drawn: Stepped) -> None:
    drawn.show(someone(), "de")
    screen = drawn.app.screen
    assert screen is not None
    drawn.show(samples.idle(), "de")
    left = [widget for widget in screen.walk() if getattr(widget, "text", "") or getattr(widget, "what", "")]
    assert not left
