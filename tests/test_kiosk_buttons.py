"""Two buttons on pins, one to come and one to go: with a card and tones all is done without touching the screen."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from booth import OLENA, Booth
from broker.wire.errors import SettingsError
from broker.wire.settings import load
from houses import ADULT, CHILD
from kiosk.buttons import HELD_S, Buttons
from kiosk.errors import ButtonError
from kiosk.flow import Guard, Idle, Notice, Pressed, Result, Touched
from kiosk.flow.strips import strip
from kiosk.settings import KioskSettings
from offices import wait
from people import windowed
from test_kiosk_guard import LEO, roster


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


def test_a_button_before_the_card_says_what_the_card_means() -> None:
    booth = Booth()
    assert press(booth, "come") == Idle(meant="come", deadline=booth.now + 10)
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
    assert isinstance(booth.wait(11), Idle)
    assert isinstance(booth.tap(OLENA), Guard)


def test_whoever_forgot_the_card_in_the_morning_is_in_until_the_button_is_pressed_once_more() -> None:
    booth = Booth()
    booth.wall -= 3 * 3_600_000  # in the morning nobody is asked
    press(booth, "go")
    screen = result(booth.tap(OLENA))  # perhaps it was another's press: nobody is lost by it
    assert screen.what == "arrived"
    found = strip(screen, booth.world)
    assert found
    assert found.kind == "was_here"
    assert result(press(booth, "go")).what == "left"
    assert booth.kinds() == ["arrived", "left"]
    assert not booth.house.present()
    assert not booth.house.children()
    assert not booth.house.questions


def test_whoever_went_already_and_goes_again_is_only_told(booth: Booth) -> None:
    booth.go(OLENA)
    booth.wait(3600)
    booth.facts.clear()
    press(booth, "go")
    screen = result(booth.tap(OLENA))
    assert (screen.what, screen.again, booth.facts) == ("left", True, [])


def test_an_arrival_becomes_a_goodbye_and_a_goodbye_is_taken_back() -> None:
    booth = Booth()
    booth.tap(OLENA)
    assert result(press(booth, "go")).what == "left"
    screen = press(booth, "come")
    assert isinstance(screen, Notice)
    assert screen.kind == "undone"
    assert [visit.adult for visit in booth.house.present()] == [ADULT]


def test_without_the_hub_a_goodbye_becomes_an_arrival(booth: Booth) -> None:
    booth.fresh = False
    booth.go(OLENA)
    assert result(press(booth, "come")).what == "arrived"
    assert booth.kinds()[-2:] == ["left", "arrived"]


def test_without_the_hub_the_same_can_be_touched(booth: Booth) -> None:
    booth.fresh = False
    booth.go(OLENA)
    assert result(booth.touch("come")).what == "arrived"


def test_with_the_hub_a_goodbye_is_no_arrival_by_touch(booth: Booth) -> None:
    booth.go(OLENA)
    before = len(booth.facts)
    booth.touch("come")
    assert len(booth.facts) == before


def test_the_guard_is_answered_child_by_child(booth: Booth) -> None:
    asked = booth.tap(OLENA)
    assert isinstance(asked, Guard)
    assert asked.child == CHILD
    asked = press(booth, "go")
    assert isinstance(asked, Guard)
    assert asked.child == LEO
    assert result(press(booth, "go")).what == "left"
    assert set(booth.facts[-1].takes) == {CHILD, LEO}  # type: ignore[attr-defined]


def test_at_the_guard_the_other_button_means_to_stay(booth: Booth) -> None:
    booth.tap(OLENA)
    screen = press(booth, "come")
    assert isinstance(screen, Notice)
    assert screen.kind == "staying"
    assert booth.house.present()


def test_a_button_that_chatters_or_is_hammered_answers_for_one_child_only(booth: Booth) -> None:
    booth.tap(OLENA)
    press(booth, "go")
    for _ in range(5):
        press(booth, "go", after=0.05)
    assert isinstance(booth.state.screen, Guard)
    assert booth.state.screen.child == LEO


def test_a_minute_after_the_card_no_button_changes_anything(booth: Booth) -> None:
    booth.tap(OLENA)
    booth.facts.clear()
    press(booth, "go", after=61)
    assert not booth.facts


def test_a_language_is_kept_while_a_button_says_what_is_meant() -> None:
    booth = Booth()
    press(booth, "come")
    booth.settle(booth.feed(Touched("look", "aloud")))
    screen = booth.state.screen
    assert isinstance(screen, Idle)
    assert (screen.meant, booth.state.look.aloud) == ("come", True)


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
    assert told == ["go"]
    pins.pin(27).drive_high()
    buttons.push("come")
    assert told == ["go", "come"]


def test_holding_a_button_is_told_once(pressed: tuple[Buttons, MockFactory, list[str]]) -> None:
    _, pins, told = pressed
    pins.pin(17).drive_low()
    wait(lambda: "held" in told, HELD_S + 3, "it is held")
    time.sleep(0.3)
    pins.pin(17).drive_high()
    assert told == ["come", "held"]


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
        kiosk.sees("WelcomeScreen", seconds=40)
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
