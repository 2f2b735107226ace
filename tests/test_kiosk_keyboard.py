"""Readers that type, read as the kernel hands on their keys: real `input_event` bytes at a file descriptor."""

import os
import time
from collections.abc import Iterator

import pytest

from kiosk.readers import Listener
from kiosk.readers.keyboard import EVENT, KEYS, Device, KeyboardReader, grab, pressed

CODES = {letter: code for code, letter in KEYS.items() if code < 71}
ENTER, SHIFT = 28, 42
EV_SYN, EV_KEY, EV_MSC = 0, 1, 4


class Plug:
    """A reader that can be pulled out and put back."""

    def __init__(self) -> None:
        """Begin with nothing plugged in."""
        self.cards: list[str] = []
        self.troubles: list[str] = []
        self.unread = 0
        self.end: int | None = None
        self._device: Device | None = None
        self.now = 1_000.0

    def find(self, usb: str) -> Device | None:
        """Open it, once for each time that it is plugged in."""
        assert usb == "08ff:0009"
        device, self._device = self._device, None
        return device

    def put_in(self) -> None:
        """Plug it in."""
        read, self.end = os.pipe()
        self._device = Device(read, lambda: os.close(read))
        until(lambda: self.troubles[-1:] == [""])

    def pull_out(self) -> None:
        """Pull it out."""
        assert self.end is not None
        os.close(self.end)
        self.end = None
        until(lambda: self.troubles[-1:] == ["no_reader"])

    def type(self, text: str, per_key_s: float = 0.004, *, chunk: int = 4096) -> None:
        """Type a text and Enter, as the kernel tells of it."""
        data = b""
        for code in [*(CODES[letter] for letter in text), ENTER]:
            self.now += per_key_s
            for kind, what, value in ((EV_MSC, 4, code), (EV_KEY, code, 1), (EV_SYN, 0, 0), (EV_KEY, code, 0)):
                data += EVENT.pack(int(self.now), int(self.now % 1 * 1e6), kind, what, value)
        assert self.end is not None
        for start in range(0, len(data), chunk):
            os.write(self.end, data[start : start + chunk])

    def _unread(self) -> None:
        self.unread += 1

    def listener(self) -> Listener:
        """Give who listens."""
        return Listener(self.cards.append, self._unread, self.troubles.append)


def until(there: object, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not there():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plug]:
    monkeypatch.setattr("kiosk.readers.keyboard.RETRY_S", 0.01)
    found = Plug()
    reader = KeyboardReader("08ff:0009", found.find)
    reader.start(found.listener())
    yield found
    reader.stop()
    assert not reader._thread.is_alive()


def test_a_number_and_enter_are_a_card(plug: Plug) -> None:
    plug.put_in()
    plug.type("0412345678")
    plug.type("04A1B2C3D4E5F6")
    until(lambda: len(plug.cards) == 2)
    assert plug.cards == ["0412345678", "04A1B2C3D4E5F6"]


def test_a_slow_reader_is_a_reader_for_nobody_else_types_there(plug: Plug) -> None:
    plug.put_in()
    plug.type("0412345678", 0.1)
    until(lambda: plug.cards == ["0412345678"])


def test_half_a_number_does_not_spoil_the_next(plug: Plug) -> None:
    plug.put_in()
    assert plug.end is not None
    os.write(plug.end, EVENT.pack(1_000, 0, EV_KEY, CODES["7"], 1))
    plug.now += 1
    plug.type("0412345678")
    plug.type("123")
    plug.type("0487654321")
    until(lambda: len(plug.cards) == 2)
    assert (plug.cards, plug.unread) == (["0412345678", "0487654321"], 1)


def test_it_is_found_again_when_it_was_pulled_out(plug: Plug) -> None:
    until(lambda: plug.troubles == ["no_reader"])
    for number in ("0412345678", "0487654321"):
        plug.put_in()
        plug.type(number)
        until(lambda wanted=number: plug.cards[-1:] == [wanted])  # type: ignore[misc]
        plug.pull_out()
    assert plug.troubles == ["no_reader", "", "no_reader", "", "no_reader"]


def test_five_hundred_taps_in_odd_pieces(plug: Plug) -> None:
    plug.put_in()
    numbers = [f"{number:010d}" for number in range(500)]
    for number in numbers:
        plug.type(number, chunk=EVENT.size * 7)
    until(lambda: len(plug.cards) == 500)
    assert plug.cards == numbers


def test_keys_that_go_up_or_repeat_or_mean_nothing_are_no_digits() -> None:
    events = [(EV_KEY, CODES["1"], 0), (EV_KEY, CODES["1"], 2), (EV_SYN, 0, 0), (EV_KEY, SHIFT, 1)]
    data = b"".join(EVENT.pack(5, 250_000, *event) for event in events)
    assert list(pressed(data)) == [(5.25, SHIFT)]
    assert list(pressed(data[:-1])) == []


def test_a_reader_that_is_not_plugged_in_is_not_found() -> None:
    assert grab("dead:beef") is None
