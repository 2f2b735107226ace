"""Where nobody looks the screen is dimmed: its light where that can be had, else what is drawn. Who comes wakes it."""

from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

import samples
from kiosk.buttons import Motion
from kiosk.dimmer import Dimmer
from kiosk.errors import ButtonError
from stepped import Stepped


class Room:
    """A display, and a clock that is set by hand."""

    def __init__(self, folder: Path, most: int = 0) -> None:
        self.now, self.veils, self._light = 0.0, list[float](), folder / "10-0045"
        if most:
            self._light.mkdir()
            (self._light / "max_brightness").write_text(f"{most}\n")
            (self._light / "brightness").write_text("0")
        self.dimmer = Dimmer(60, 0.2, lambda: self.now, self.veils.append, folder)

    @property
    def light(self) -> str:
        return (self._light / "brightness").read_text()

    def at(self, now: float) -> None:
        self.now = now
        self.dimmer.tick()


def test_the_light_goes_down_once_and_up_again(tmp_path: Path) -> None:
    room = Room(tmp_path, most=255)
    assert room.light == "255"  # whatever the program before has left
    room.at(59)
    assert room.light == "255"
    room.at(60)
    room.at(61)
    assert (room.light, room.veils[-1]) == ("51", 0)
    room.dimmer.somebody()
    assert room.light == "255"
    room.at(120)
    assert room.light == "255"
    room.at(121)
    assert room.light == "51"


def test_without_a_light_of_its_own_what_is_drawn_is_dark(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.at(60)
    room.dimmer.somebody()
    assert room.veils[-2:] == [0.8, 0]


def test_a_light_that_may_not_be_changed_counts_as_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    room = Room(tmp_path, most=255)
    (tmp_path / "10-0045" / "brightness").unlink()
    (tmp_path / "10-0045" / "brightness").mkdir()
    room.at(60)
    assert room.veils[-1] == 0.8
    assert "cannot be changed" in caplog.text


def test_zero_seconds_is_never(tmp_path: Path) -> None:
    veils: list[float] = []
    dimmer = Dimmer(0, 0.2, lambda: 1e9, veils.append, tmp_path)
    dimmer.tick()
    assert 0.8 not in veils


def test_motion_wakes_and_a_pin_that_is_taken_is_named() -> None:
    factory, seen = MockFactory(), list[str]()
    motion = Motion(22, factory, lambda: seen.append("somebody"))
    factory.pin(22).drive_high()
    factory.pin(22).drive_low()
    factory.pin(22).drive_high()
    assert len(seen) == 2
    with pytest.raises(ButtonError, match=r"screen\.motion: pin 22"):
        Motion(22, factory, lambda: None)
    motion.close()


def test_a_touch_and_a_family_wake_and_the_public_screen_does_not(drawn: Stepped) -> None:
    woken: list[str] = []
    drawn.app._somebody = lambda: woken.append("somebody")
    try:
        drawn.show(samples.idle(), "de")
        assert woken == []
        drawn.show(samples.welcome(), "de")
        assert woken
        drawn.show(samples.idle(), "de")
        woken.clear()
        drawn.press(1, 1)
        assert woken
    finally:
        drawn.app._somebody = lambda: None


def test_the_veil_hides_what_is_drawn_and_goes_again(drawn: Stepped) -> None:
    bright = drawn.pixel(1, 1)
    drawn.app.veil(0.8)
    dark = drawn.pixel(1, 1)
    drawn.app.veil(0.0)
    assert int(dark[1:3], 16) < 0.3 * int(bright[1:3], 16)
    assert drawn.pixel(1, 1) == bright
