"""Readers that break in every way while cards are laid on them: each card counts once, and what is wrong is said."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from kiosk.controller import Clocks, Controller
from kiosk.local import Local
from kiosk.readers import Trouble
from kiosk.recorder import Recorder
from kiosk.view import IdleView, Look, View
from soak_readers import check_all, reader_hour

NFC, KEYS = 0, 1
TOLD: list[tuple[int, Trouble]] = [
    (NFC, ""), (KEYS, ""), (NFC, "no_service"), (KEYS, "no_reader"), (KEYS, ""), (NFC, ""),
]  # fmt: skip


class Screen:
    """A display that remembers what the idle screen says of the readers."""

    def __init__(self) -> None:
        """Begin before anything is shown."""
        self.words = "nothing yet"

    def show(self, view: View, look: Look) -> None:  # noqa: ARG002 - the interface's signature
        assert isinstance(view, IdleView)
        self.words = view.reader

    def call(self, function: Callable[..., object], *args: object) -> None:
        function(*args)


def never() -> NoReturn:
    raise OSError("nothing is recorded here")


def test_a_reader_that_works_does_not_hide_another_that_does_not(tmp_path: Path) -> None:
    screen = Screen()
    clocks = Clocks(lambda: 0, lambda: 0.0)
    controller = Controller(
        screen, Local(tmp_path / "copy.json"), Recorder(never, lambda _writable: None), clocks, "de"
    )
    said = list[str]()
    for reader, trouble in TOLD:
        controller.reader(reader, trouble)
        said.append(screen.words)
    assert said == ["", "", "no_service", "no_service", "no_service", ""]


@pytest.mark.timeout(200)
def test_every_fault_between_card_and_kiosk_loses_and_doubles_no_tap(tmp_path: Path) -> None:
    """Each once, in random order; `soak_readers.py` is the long version."""
    chance = random.Random(20_261_014)
    with reader_hour(tmp_path, chance) as (office, hour):
        for fault in chance.sample(hour.faults, len(hour.faults)):
            hour.let(fault)
            hour.heal()
            hour.let(chance.choice([*hour.taps]))
        check_all(office, hour)
        assert hour.ear.counts["seen"] == hour.ear.counts["taps"] > 40
