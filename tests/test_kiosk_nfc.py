"""NFC readers through the real pcscd: every tap once, whatever happens to reader, cable or daemon."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from smartcard import scard

from cardservice import Card, CardService, card_service
from kiosk.readers import Listener
from kiosk.readers.pcsc import PcscReader

FRONT, OTHER = "Front Desk CL", "Another Make NFC"
MIA, LEO = "04A1B2C3D4E5F6", "04000000000001"
SEEN_S, GONE_S = 5.0, 8.0
STILL_S = 0.3
"""Seconds in which something would have happened that must not."""


class Heard:
    """What a reader told."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.cards: list[str] = []
        self.at: list[float] = []
        self.unread = 0
        self.troubles: list[str] = []

    def listener(self) -> Listener:
        """Give who listens."""
        return Listener(self._card, self._unread, self.troubles.append)

    def _card(self, number: str) -> None:
        self.at.append(time.monotonic())
        self.cards.append(number)

    def _unread(self) -> None:
        self.unread += 1

    def wait(self, count: int) -> None:
        """Wait until so many cards were heard."""
        until(lambda: len(self.cards) >= count, f"{count} cards, heard {self.cards[-3:]} and {self.troubles}")


def until(there: object, what: str, seconds: float = SEEN_S) -> None:
    deadline = time.monotonic() + seconds
    while not there():  # type: ignore[operator]
        assert time.monotonic() < deadline, what
        time.sleep(0.001)


@pytest.fixture
def service() -> Iterator[CardService]:
    """Run pcscd with one reader."""
    with card_service(FRONT) as found:
        yield found


@contextmanager
def listening(name: str = "") -> Iterator[Heard]:
    """Listen to the readers of a kiosk, from when it has looked at what lies there."""
    found, reader = Heard(), PcscReader(name)
    reader.start(found.listener())
    until(lambda: found.troubles == [""], f"the reader works: {found.troubles}")
    until(lambda: reader._looked, "it has looked at what lies there")
    yield found
    reader.stop()


@pytest.fixture
def heard(service: CardService) -> Iterator[Heard]:  # noqa: ARG001 - it has to be there
    """Listen to the kiosk's reader."""
    with listening() as found:
        yield found


def tap(service: CardService, heard: Heard, number: str, name: str = FRONT) -> None:
    """Hold a card there until it is heard; one that goes sooner may be asked for again."""
    card, before = Card(number), len(heard.cards)
    card.put_on(service.readers[name])
    heard.wait(before + 1)
    card.take_away()


def test_a_card_is_its_number_and_one_tap_however_long_it_lies(service: CardService, heard: Heard) -> None:
    card = Card(MIA)
    card.put_on(service.readers[FRONT])
    heard.wait(1)
    time.sleep(STILL_S)
    card.take_away()
    time.sleep(STILL_S)
    assert (heard.cards, heard.unread) == ([MIA], 0)


def test_the_same_card_again_is_another_tap_once_it_was_away(service: CardService, heard: Heard) -> None:
    for count in (1, 2, 3):
        tap(service, heard, MIA)
        assert len(heard.cards) == count
        time.sleep(0.06)
    assert heard.cards == [MIA] * 3


def test_one_card_in_place_of_another(service: CardService, heard: Heard) -> None:
    one, other = Card(MIA), Card(LEO)
    one.put_on(service.readers[FRONT])
    heard.wait(1)
    other.put_on(service.readers[FRONT])  # two at once: the reader keeps to the first
    time.sleep(STILL_S)
    assert heard.cards == [MIA]
    one.take_away()
    heard.wait(2)
    other.take_away()
    assert heard.cards == [MIA, LEO]


def test_a_card_that_does_not_tell_its_number_is_asked_for_again(service: CardService, heard: Heard) -> None:
    card = Card(MIA, dumb=True)
    card.put_on(service.readers[FRONT])
    until(lambda: heard.unread, "asked for again")
    card.take_away()
    time.sleep(0.1)
    tap(service, heard, MIA)
    assert (heard.cards, heard.unread) == ([MIA], 1)


def test_a_card_that_lies_there_at_the_start_is_no_tap_until_it_is_put_on_again(service: CardService) -> None:
    card = Card(MIA)
    card.put_on(service.readers[FRONT])
    time.sleep(0.1)
    heard, reader = Heard(), PcscReader()
    reader.start(heard.listener())
    until(lambda: heard.unread, "asked for again")
    time.sleep(STILL_S)
    assert heard.cards == []
    card.take_away()
    time.sleep(0.1)
    tap(service, heard, MIA)
    reader.stop()
    assert (heard.cards, heard.unread) == ([MIA], 1)


@pytest.mark.parametrize("place", [FRONT, OTHER])
def test_nor_is_it_at_the_start_while_another_reader_is_empty(place: str) -> None:
    with card_service(FRONT, OTHER) as service:
        card = Card(MIA)
        card.put_on(service.readers[place])
        time.sleep(0.1)
        heard, reader = Heard(), PcscReader()
        reader.start(heard.listener())
        until(lambda: heard.troubles == [""], "the reader works")
        time.sleep(STILL_S)
        card.take_away()
        reader.stop()
        assert (heard.cards, heard.unread) == ([], 1)


def test_a_reader_that_is_pulled_out_and_replaced_by_another_make() -> None:
    with card_service(FRONT, OTHER) as service, listening() as heard:
        service.unplug(OTHER)
        tap(service, heard, MIA)
        for gone, there, count in ((FRONT, OTHER, 2), (OTHER, FRONT, 3)):
            service.unplug(gone)
            until(lambda: heard.troubles[-1] == "no_reader", "told that there is none", GONE_S)
            service.plug_in(there)
            card = Card(LEO)  # the service notices this kind of reader only when a card is on it
            card.put_on(service.readers[there])
            heard.wait(count)
            card.take_away()
            until(lambda: heard.troubles[-1] == "", "told that there is one")
            time.sleep(0.1)
        assert (heard.cards, heard.unread) == ([MIA, LEO, LEO], 0)


def test_a_card_that_lies_on_a_reader_that_is_pulled_out_is_no_second_tap(service: CardService, heard: Heard) -> None:
    card = Card(MIA)
    card.put_on(service.readers[FRONT])
    heard.wait(1)
    service.unplug(FRONT)
    until(lambda: heard.troubles[-1] == "no_reader", "told that there is none", GONE_S)
    service.plug_in(FRONT)
    until(lambda: heard.troubles[-1] == "", "told that there is one", GONE_S)
    time.sleep(STILL_S)
    card.take_away()
    assert heard.cards == [MIA]


def test_nor_is_it_when_the_reader_fails_for_a_moment(service: CardService, heard: Heard) -> None:
    card = Card(MIA)
    card.put_on(service.readers[FRONT])
    heard.wait(1)
    service.unplug(FRONT)
    time.sleep(STILL_S)  # the service notices, waits for a second, and has it back before it has told that it was gone
    service.plug_in(FRONT)
    until(lambda: heard.unread, "asked for again")
    time.sleep(STILL_S)
    card.take_away()
    assert (heard.cards, heard.unread) == ([MIA], 1)


def test_an_empty_reader_that_fails_for_a_moment_asks_for_no_card() -> None:
    """The service counts that the reader is empty again as one move; a card that came and went makes two."""
    heard, reader = Heard(), PcscReader()
    reader._listener = heard.listener()
    for before, now, asked in ((5, 6, 0), (6, 8, 1)):
        empty = scard.SCARD_STATE_EMPTY
        reader._changed(0, FRONT, before << 16 | empty, now << 16 | empty)
        assert heard.unread == asked


def test_a_service_that_is_killed_is_found_again(service: CardService, heard: Heard) -> None:
    tap(service, heard, MIA)
    service.kill()
    until(lambda: heard.troubles[-1] == "no_service", f"told: {heard.troubles}")
    service.start()
    until(lambda: heard.troubles[-1] == "", f"told: {heard.troubles}")
    tap(service, heard, LEO)
    assert (heard.cards, heard.unread) == ([MIA, LEO], 0)


def test_a_card_that_lies_there_while_the_service_is_killed_is_no_second_tap(
    service: CardService, heard: Heard
) -> None:
    card = Card(MIA)
    card.put_on(service.readers[FRONT])
    heard.wait(1)
    service.kill()
    service.start()
    again = Card(MIA)
    again.put_on(service.readers[FRONT])
    until(lambda: heard.troubles[-1] == "", f"told: {heard.troubles}")
    time.sleep(STILL_S)
    assert heard.cards == [MIA]
    again.take_away()


@pytest.mark.parametrize("place", [FRONT, OTHER])
def test_nor_is_it_after_that_while_another_reader_is_empty(place: str) -> None:
    with card_service(FRONT, OTHER) as service, listening() as heard:
        card = Card(MIA)
        card.put_on(service.readers[place])
        heard.wait(1)
        service.kill()
        again = Card(MIA)
        again.lie_on(service.readers[place])
        service.start()
        until(lambda: heard.troubles[-1] == "", f"told: {heard.troubles}")
        time.sleep(STILL_S)
        again.take_away()
        assert (heard.cards, heard.unread) == ([MIA], 1)


def test_a_card_that_is_put_on_while_the_service_is_away_is_a_tap(service: CardService, heard: Heard) -> None:
    service.kill()
    until(lambda: heard.troubles[-1] == "no_service", f"told: {heard.troubles}")
    service.start()
    card = Card(LEO)
    card.put_on(service.readers[FRONT])
    heard.wait(1)
    card.take_away()
    assert heard.cards == [LEO]


def test_five_hundred_taps_none_missed_none_twice(service: CardService, heard: Heard) -> None:
    dice = random.Random(5)
    numbers = [f"04{number:012X}" for number in range(500)]
    for count, number in enumerate(numbers, 1):
        fast = dice.random() < 0.5
        while len(heard.cards) < count:
            asked = heard.unread
            card = Card(number)
            card.put_on(service.readers[FRONT])
            if fast:
                card.powered.wait(SEEN_S)
                time.sleep(dice.random() * 0.003)
                card.take_away()  # perhaps before it told its number
            until(lambda: len(heard.cards) >= count or heard.unread > asked, f"{number} was neither read nor asked for")  # noqa: B023
            card.take_away()
            time.sleep(dice.random() * 0.01)
            fast = False
    assert heard.cards == numbers
    assert 0 < heard.unread < 250  # of those that were pulled away fast some were asked for again


def test_only_readers_of_the_wanted_name_count_and_no_chip_inside() -> None:
    with card_service("ACME PICC", "ACME SAM", "Bank Chip") as service:
        for name, numbers in (("", ["0401", "0403"]), ("acme picc", ["0401"]), ("SAM", ["0402"])):
            with listening(name) as heard:
                for each, number in (("ACME PICC", "0401"), ("ACME SAM", "0402"), ("Bank Chip", "0403")):
                    if number in numbers:
                        tap(service, heard, number, each)
                    else:
                        card = Card(number)
                        card.put_on(service.readers[each])
                        time.sleep(0.15)
                        card.take_away()
                assert heard.cards == numbers


def test_it_ends_at_once_with_and_without_a_service(service: CardService) -> None:
    for _ in range(2):
        reader = PcscReader()
        reader.start(Heard().listener())
        time.sleep(0.1)
        reader.stop()
        assert not reader._thread.is_alive()
        service.kill()
