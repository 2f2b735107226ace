"""How cards arrive: typed by a reader, sent to a socket, or a key of the demo. Times are seconds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from broker.wire.control import Remote
from broker.wire.settings import load
from kiosk.readers import Listener, Trouble
from kiosk.readers.simulated import SimulatedReader
from kiosk.readers.wedge import WedgeReader
from kiosk.settings import KioskSettings
from kiosk.station import Station
from kiosk.view import IdleView, Look, View


def typed(text: str, per_key: float, reader: WedgeReader | None = None) -> list[str]:
    cards: list[str] = []
    reader = reader or WedgeReader()
    reader.start(Listener(cards.append))
    for number, char in enumerate(text):
        reader.typed(char, 100 + number * per_key)
    return cards


def test_a_reader_types_fast_and_is_believed() -> None:
    assert typed("0412345678\n", 0.004) == ["0412345678"]


def test_keys_that_come_in_one_batch_of_a_frame_are_a_card() -> None:
    cards: list[str] = []
    reader = WedgeReader()
    reader.start(Listener(cards.append))
    reader.typed("04123", 5.0)
    reader.typed("45678\n", 5.016)
    assert cards == ["0412345678"]


def test_a_person_who_types_is_no_card() -> None:
    assert typed("0412345678\n", 0.08) == []


@pytest.mark.parametrize("text", ["\n", "12345\n", "!!!!!!!!\n", "0412345678"])
def test_too_little_is_no_card(text: str) -> None:
    assert typed(text, 0.001) == []


def test_a_toddler_on_the_keyboard_does_not_spoil_the_next_card() -> None:
    cards: list[str] = []
    reader = WedgeReader()
    reader.start(Listener(cards.append))
    for number in range(200):
        reader.typed("7", number * 0.02)
    for number, char in enumerate("0412345678\n"):
        reader.typed(char, 60 + number * 0.004)
    assert cards == ["0412345678"]


def test_two_cards_in_a_row_are_two_cards() -> None:
    reader = WedgeReader()
    assert typed("0412345678\n0487654321\n", 0.004, reader) == ["0412345678", "0487654321"]


def test_demo_keys_and_the_socket_stand_in_for_cards(tmp_path: Path) -> None:
    cards: list[str] = []
    reader = SimulatedReader(tmp_path / "c.sock", {"1": "04AA000001"})
    reader.start(Listener(cards.append))
    reader.typed("1", 0)
    reader.typed("x", 0)
    remote = Remote(tmp_path / "c.sock")
    assert remote.send("card 04BB000001") == "ok"
    assert remote.send("card") == "error: expected 'card NUMBER' or 'press come', not 'card'"
    assert remote.send("card 04BB000002") == "ok"
    reader.stop()
    assert cards == ["04AA000001", "04BB000001", "04BB000002"]
    with pytest.raises(OSError, match=r"sock|closed|refused|No such"):
        Remote(tmp_path / "c.sock").send("card 1")


class Looking:
    """A display that remembers what the idle screen says of the readers."""

    def __init__(self) -> None:
        """Begin before anything is shown."""
        self.reader = "nothing yet"

    def show(self, view: View, look: Look) -> None:  # noqa: ARG002 - the interface's signature
        """Look."""
        assert isinstance(view, IdleView)
        self.reader = view.reader

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Run it at once."""
        function(*args)


def test_as_long_as_one_reader_works_the_screen_asks_for_a_card(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'node = "k"\ndata = "{tmp_path}"\n[mqtt]\nsite = "p"\n')
    display = Looking()
    station = Station(load(path, KioskSettings), display)
    said = list[str]()
    told: list[tuple[int, Trouble]] = [(0, ""), (1, ""), (0, "no_service"), (1, "no_reader"), (0, ""), (1, "")]
    for reader, trouble in told:
        station._trouble(reader, trouble)
        said.append(display.reader)
    assert said == ["", "", "", "no_reader", "", ""]
