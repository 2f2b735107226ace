"""Two buttons on pins, one to come and one to go: with a card and tones all is done without touching the screen."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from booth import LINHS_CARD, OLENA, STRANGER, Booth
from broker.wire.errors import SettingsError
from broker.wire.facts.care import ShiftTaken
from broker.wire.settings import load
from houses import ADULT, CHILD, LINH, LINHS, new_id
from kiosk.buttons import HELD_S, Buttons
from kiosk.errors import ButtonError
from kiosk.flow import Card, Guard, Idle, Input, Notice, Pressed, Result, Shift, Touched, Unread
from kiosk.flow.strips import strip
from kiosk.settings import KioskSettings
from offices import wait
from people import windowed
from test_kiosk_guard import LEO, roster, take


def press(booth: Booth, way: str, after: float = 0.5) -> object:
    """Press a button so many seconds later, and give the screen."""
    booth.pass_time(after)
    booth.settle(booth.feed(Pressed(way)))  # type: ignore[arg-type]
    return booth.state.screen


def result(screen: object) -> Result:
    """Give a result."""
    assert isinstance(screen, Result), screen
    return screen


@pytest.fixture
def booth() -> Booth:
    """Give a kiosk at which Olena came in an hour ago, with Mia and Leo announced to care."""
    found = Booth(roster())
    found.tap(OLENA)
    found.wait(3600)
    found.facts.clear()
    return found


def meant(booth: Booth) -> str:
    """Give what the next card means."""
    return booth.state.meant.way if booth.state.meant else ""


def test_a_button_before_the_card_says_what_the_card_means() -> None:
    booth = Booth()
    press(booth, "come")
    assert (booth.state.screen, meant(booth)) == (Idle(), "come")
    assert result(booth.tap(OLENA)).what == "arrived"
    booth.wait(7)
    press(booth, "go")
    assert isinstance(booth.tap(OLENA), Guard)  # a second tap so soon would only be shown again
    assert booth.kinds() == ["arrived", "leave_asked"]


def test_whoever_means_to_come_and_is_here_already_does_not_leave(booth: Booth) -> None:
    press(booth, "come")
    screen = result(booth.tap(OLENA))
    assert (screen.what, screen.again, booth.facts) == ("arrived", True, [])


def test_after_ten_seconds_a_card_means_what_it_always_does(booth: Booth) -> None:
    press(booth, "come")
    booth.wait(11)
    assert meant(booth) == ""
    assert isinstance(booth.tap(OLENA), Guard)


def test_one_card_uses_up_what_a_button_said(booth: Booth) -> None:
    press(booth, "come")
    booth.tap(OLENA)
    assert isinstance(booth.go(OLENA), Result)


@pytest.mark.parametrize("between", [Unread(), Card(STRANGER), Touched("code")])
def test_what_a_button_said_outlives_a_card_that_was_not_read(booth: Booth, between: Input) -> None:
    press(booth, "come")
    booth.pass_time(1)
    booth.feed(between)
    booth.pass_time(3)
    assert result(booth.tap(OLENA)).again


def test_whoever_forgot_the_card_in_the_morning_is_in_until_they_say_once_more_that_they_go() -> None:
    booth = Booth()
    booth.wall -= 3 * 3_600_000  # in the morning nobody is asked
    press(booth, "go")
    screen = result(booth.tap(OLENA))  # perhaps it was another's press: nobody is lost by it
    assert screen.what == "arrived"
    found = strip(screen, booth.world)
    assert found
    assert found.kind == "was_here"
    press(booth, "go", after=3)
    assert result(booth.go(OLENA)).what == "left"
    assert not booth.house.present()


def test_whoever_went_already_and_goes_again_is_only_told(booth: Booth) -> None:
    booth.go(OLENA)
    booth.wait(3600)
    booth.facts.clear()
    press(booth, "go")
    screen = result(booth.tap(OLENA))
    assert (screen.what, screen.again, booth.facts) == ("left", True, [])


def test_a_goodbye_that_was_not_meant_is_made_good_with_button_and_card(booth: Booth) -> None:
    booth.go(OLENA)
    press(booth, "come", after=3)
    assert result(booth.tap(OLENA)).what == "arrived"
    assert [visit.adult for visit in booth.house.present()] == [ADULT]


@pytest.mark.parametrize("way", ["come", "go"])
def test_a_press_of_the_next_one_changes_nothing_for_the_family_before(booth: Booth, way: str) -> None:
    for _ in ("gone", "here", "again"):
        booth.go(OLENA)
        facts = list(booth.facts)
        assert isinstance(press(booth, way, after=3), Idle)  # and it no longer sees their names
        assert (meant(booth), booth.facts) == (way, facts)
        booth.wait(11)


def test_a_press_while_a_family_chooses_is_nobodys(booth: Booth) -> None:
    booth.go(OLENA)
    booth.wait(3600)
    booth.tap(OLENA)
    screen = booth.touch("desk")
    assert (press(booth, "go"), meant(booth)) == (screen, "")


def test_without_the_hub_a_goodbye_can_be_touched_into_an_arrival(booth: Booth) -> None:
    booth.fresh = False
    booth.go(OLENA)
    assert result(booth.touch("come")).what == "arrived"
    assert booth.kinds()[-2:] == ["left", "arrived"]


def test_with_the_hub_a_goodbye_is_no_arrival_by_touch(booth: Booth) -> None:
    booth.go(OLENA)
    before = len(booth.facts)
    booth.touch("come")
    assert len(booth.facts) == before


def test_the_guard_is_answered_child_by_child(booth: Booth) -> None:
    asked = booth.tap(OLENA)
    assert isinstance(asked, Guard)
    assert asked.child == CHILD
    asked = press(booth, "go", after=6)
    assert isinstance(asked, Guard)
    assert asked.child == LEO
    assert result(press(booth, "go", after=6)).what == "left"
    assert set(booth.facts[-1].takes) == {CHILD, LEO}  # type: ignore[attr-defined]


def test_at_the_guard_the_other_button_means_to_stay(booth: Booth) -> None:
    booth.tap(OLENA)
    screen = press(booth, "come")
    assert isinstance(screen, Notice)
    assert screen.kind == "staying"
    assert booth.house.present()


@pytest.mark.parametrize("way", ["come", "go"])
def test_a_press_long_after_the_card_is_somebody_elses_and_the_question_stands(booth: Booth, way: str) -> None:
    asked = booth.tap(OLENA)
    assert press(booth, way, after=11) == asked
    assert press(booth, way, after=30) == asked
    assert booth.kinds() == ["leave_asked"]


@pytest.mark.parametrize("way", ["come", "go"])
def test_while_somebody_else_is_waited_for_a_button_says_nothing(booth: Booth, way: str) -> None:
    booth.tap(OLENA)
    waiting = booth.touch("other")
    assert press(booth, way) == waiting


def test_a_button_that_chatters_or_is_hammered_answers_for_one_child_only(booth: Booth) -> None:
    booth.tap(OLENA)
    press(booth, "go")
    for _ in range(5):
        press(booth, "go", after=0.05)
    assert isinstance(booth.state.screen, Guard)
    assert booth.state.screen.child == LEO


def test_a_minute_after_the_card_no_button_changes_anything(booth: Booth) -> None:
    booth.tap(OLENA)
    for _ in range(6):
        booth.touch("other", after=5)
        booth.touch("back", after=5)
    booth.facts.clear()
    press(booth, "come", after=2)  # a moment after a touch, but long after the card
    assert booth.facts == []


def test_the_last_carer_stays_by_button(booth: Booth) -> None:
    booth.tap(LINHS_CARD)
    booth.fold(ShiftTaken(shift=new_id(), adult=LINH, family=LINHS))
    for child in (CHILD, LEO):
        take(booth, child)
    booth.wait(3600)
    assert isinstance(booth.tap(LINHS_CARD), Shift)
    assert press(booth, "go") == booth.state.screen
    screen = press(booth, "come")
    assert isinstance(screen, Notice)
    assert screen.kind == "staying"


def test_a_look_is_kept_while_a_button_says_what_is_meant() -> None:
    booth = Booth()
    press(booth, "come")
    booth.settle(booth.feed(Touched("look", "aloud")))
    assert (meant(booth), booth.state.look.aloud) == ("come", True)


@pytest.fixture
def pressed() -> Iterator[tuple[Buttons, MockFactory, list[str]]]:
    """Give two buttons on simulated pins, and what they told."""
    told, pins = list[str](), MockFactory()
    buttons = Buttons({"come": 17, "go": 27}, pins, told.append, lambda: told.append("held"))
    yield buttons, pins, told
    buttons.close()


def test_a_pin_pulled_to_ground_is_a_press(pressed: tuple[Buttons, MockFactory, list[str]]) -> None:
    buttons, pins, told = pressed
    pins.pin(27).drive_low()
    assert told == []  # it may become a long one
    pins.pin(27).drive_high()
    assert told == ["go"]
    buttons.push("come")
    assert told == ["go", "come"]


def test_holding_a_button_is_told_once_and_is_no_press(pressed: tuple[Buttons, MockFactory, list[str]]) -> None:
    buttons, pins, told = pressed
    pins.pin(17).drive_low()
    wait(lambda: "held" in told, HELD_S + 3, "it is held")
    time.sleep(0.3)
    pins.pin(17).drive_high()
    assert told == ["held"]
    buttons.push("come")
    assert told == ["held", "come"]


def test_where_nothing_is_read_aloud_a_press_counts_at_once() -> None:
    told, pins = list[str](), MockFactory()
    buttons = Buttons({"come": 17}, pins, told.append)
    pins.pin(17).drive_low()
    assert told == ["come"]
    buttons.close()


def test_a_pin_that_is_taken_is_named_and_none_is_kept(pressed: tuple[Buttons, MockFactory, list[str]]) -> None:
    _, pins, _ = pressed
    with pytest.raises(ButtonError, match=r"buttons\.go: pin 27 cannot be used: .* Take another pin"):
        Buttons({"come": 5, "go": 27}, pins, lambda _way: None, lambda: None)
    Buttons({"come": 5}, pins, lambda _way: None, lambda: None).close()


def test_one_pin_for_both_buttons_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'node = "k"\ndata = "{tmp_path}"\n[mqtt]\nsite = "p"\n[buttons]\ncome = 17\ngo = 17\n')
    with pytest.raises(SettingsError, match="pin 17 is given twice"):
        load(path, KioskSettings)


def test_a_parent_comes_and_goes_without_touching_the_screen(tmp_path: Path) -> None:
    wired = '[buttons]\ncome = 17\ngo = 27\npins = "simulated"\n'
    with windowed(tmp_path, lambda text: f"{text}\n{wired}") as (office, kiosk):
        kiosk.push("come")
        kiosk.sees("IdleScreen", "Zum Kommen Karte auflegen")
        kiosk.put_on(1)
        kiosk.sees("ChildrenScreen")
        kiosk.press("ready")  # only the first visit of all is asked; it would close by itself, too
        kiosk.sees("WelcomeScreen")
        kiosk.sees("IdleScreen", "Karte auflegen")
        time.sleep(0.5)
        kiosk.push("go")
        kiosk.sees("IdleScreen", "Zum Gehen Karte auflegen")
        kiosk.put_on(1)
        kiosk.sees("GuardScreen", "Kind 0")
        time.sleep(0.5)
        kiosk.push("go")
        kiosk.sees("GoodbyeScreen", "Person 1")
        assert office.settle().lost == 0
        assert not office.fold().present()
