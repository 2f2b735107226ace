"""A code instead of a card: it means the same; wrong ones say nothing and make the pad pause."""

import pytest
from msgspec.structs import replace

from booth import LINHS_CARD, OLENA, Booth
from broker.house.roster import pin_hash
from broker.wire.facts.house import PinLocked
from houses import ADULT, FAMILY, KEY, ROSTER
from kiosk.flow import Code, Idle, Notice, Result, State, codes
from kiosk.view import Look

PIN, WRONG = "482913", "111222"


@pytest.fixture
def booth() -> Booth:
    """Give a kiosk whose roster knows Olena's code."""
    return Booth(replace(ROSTER, pins={pin_hash(KEY, PIN): (FAMILY, ADULT)}))


def type_in(booth: Booth, digits: str) -> object:
    booth.touch("code")
    booth.pass_time(0.3)
    for digit in digits:
        booth.touch("key", digit, after=0.15)
    return booth.state.screen


def test_a_code_checks_in_like_a_card(booth: Booth) -> None:
    screen = type_in(booth, PIN)
    assert isinstance(screen, Result)
    assert (screen.what, screen.who.adult.name) == ("arrived", "Olena")


def test_a_digit_can_be_taken_back_and_the_pad_be_left(booth: Booth) -> None:
    type_in(booth, PIN[:4] + "7")
    booth.touch("erase")
    screen = booth.touch("key", PIN[4])
    assert isinstance(screen, Code)
    assert screen.digits == PIN[:5]
    assert isinstance(booth.touch("back"), Idle)
    assert not booth.facts


def test_nobody_at_the_pad_closes_it(booth: Booth) -> None:
    type_in(booth, PIN[:3])
    assert isinstance(booth.wait(31), Idle)


def test_five_wrong_codes_make_the_pad_pause_longer_each_time(booth: Booth) -> None:
    for _ in range(4):
        screen = type_in(booth, WRONG)
        assert isinstance(screen, Code)
        assert (screen.digits, screen.wrong) == ("", True)
        booth.touch("back")
    assert not booth.facts
    type_in(booth, WRONG)
    assert booth.facts == [PinLocked(node="kiosk-entrance", until=booth.wall + 120_000)]
    assert isinstance(type_in(booth, PIN), Code)
    booth.wait(121)
    booth.touch("back")
    for _ in range(5):
        type_in(booth, WRONG)
        booth.touch("back")
    assert booth.facts[-1].until - booth.wall == pytest.approx(240_000, abs=2_000)
    booth.wait(300)
    assert isinstance(type_in(booth, PIN), Result)


def test_a_card_counts_during_the_pause_and_at_the_pad(booth: Booth) -> None:
    for _ in range(5):
        type_in(booth, WRONG)
        booth.touch("back")
    booth.touch("code")
    screen = booth.tap(LINHS_CARD)
    assert isinstance(screen, Result)
    assert isinstance(booth.tap(OLENA), Result)


def test_pulling_the_plug_ends_no_pause_but_a_carer_does(booth: Booth) -> None:
    for _ in range(5):
        type_in(booth, WRONG)
        booth.touch("back")
    booth.state = State(tries=booth.state.tries)  # what the copy on the disk brings back
    assert codes.is_locked(booth.state.tries, booth.world)
    booth.pass_time(5)
    booth.unlocked = booth.wall
    assert isinstance(type_in(booth, PIN), Result)


def test_a_clock_that_was_set_back_makes_no_endless_pause(booth: Booth) -> None:
    for _ in range(5):
        type_in(booth, WRONG)
        booth.touch("back")
    booth.wall -= 86_400_000
    assert isinstance(type_in(booth, PIN), Code)  # pulling the plug of a kiosk without a clock ends no pause
    booth.wait(31 * 60)
    assert isinstance(type_in(booth, PIN), Result)


def test_after_a_carer_has_ended_the_pause_wrong_codes_are_counted_anew(booth: Booth) -> None:
    for _ in range(5):
        type_in(booth, WRONG)
        booth.touch("back")
    booth.pass_time(5)
    booth.unlocked = booth.wall
    booth.pass_time(5)
    type_in(booth, WRONG)
    assert not codes.is_locked(booth.state.tries, booth.world)


def test_an_own_code_clears_no_wrong_ones(booth: Booth) -> None:
    for _ in range(4):
        type_in(booth, WRONG)
        booth.touch("back")
    type_in(booth, PIN)
    booth.touch("done")
    type_in(booth, WRONG)
    assert codes.is_locked(booth.state.tries, booth.world)


def test_the_first_time_here_is_explained(booth: Booth) -> None:
    screen = booth.touch("first")
    assert isinstance(screen, Notice)
    assert screen.kind == "first_time"
    assert isinstance(booth.touch("done"), Idle)


def test_a_language_is_chosen_for_one_visit(booth: Booth) -> None:
    booth.touch("language", "en")
    assert booth.state.look == Look("en")
    booth.tap(OLENA)
    assert booth.state.look == Look("en")
    booth.wait(10)
    assert booth.state.look == Look()


def test_a_family_is_answered_in_its_language_to_the_end(booth: Booth) -> None:
    booth.touch("language", "en")
    booth.tap(OLENA)
    screen = booth.touch("undo")
    assert isinstance(screen, Notice)
    assert (screen.language, booth.state.look) == ("en", Look())
    assert isinstance(booth.touch("done"), Idle)
    booth.tap("04CC000009")
    screen = booth.state.screen
    assert isinstance(screen, Notice)
    assert screen.language == ""


def test_larger_type_and_contrast_are_chosen_for_one_visit_and_can_be_taken_back(booth: Booth) -> None:
    booth.touch("look", "larger")
    booth.touch("look", "contrast")
    assert booth.state.look == Look("", larger=True, contrast=True)
    booth.touch("look", "contrast")
    booth.touch("look", "colourful")
    assert booth.state.look == Look("", larger=True)
    booth.tap(OLENA)
    booth.touch("look", "contrast")
    assert booth.state.look == Look("", larger=True)
    booth.wait(60)
    assert booth.state.look == Look()
    assert booth.state.screen == Idle()


def test_who_reads_larger_type_has_twice_the_time(booth: Booth) -> None:
    booth.touch("look", "larger")
    booth.tap(OLENA)
    assert isinstance(booth.wait(11), Result)
    assert isinstance(booth.wait(2), Idle)


@pytest.mark.parametrize(("meaning", "what"), [("language", "en"), ("look", "larger"), ("look", "contrast")])
def test_a_look_that_was_chosen_waits_a_minute_for_a_card(booth: Booth, meaning: str, what: str) -> None:
    booth.touch(meaning, what)
    booth.touch("open", "notices")
    booth.wait(21)
    assert isinstance(booth.state.screen, Idle)
    assert not booth.state.screen.panel
    assert booth.state.look != Look()
    booth.wait(61)
    assert (booth.state.screen, booth.state.look) == (Idle(), Look())


def test_details_of_the_public_screen_close_by_themselves(booth: Booth) -> None:
    screen = booth.touch("open", "programme")
    assert isinstance(screen, Idle)
    assert screen.panel == "programme"
    screen = booth.wait(21)
    assert isinstance(screen, Idle)
    assert screen.panel == ""
