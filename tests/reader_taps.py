"""Cards at the readers of a kiosk, as people lay them there; each tap is judged before the next."""

import random
import signal
import time
from collections import deque
from pathlib import Path

from cardservice import Card, CardService, Mute
from keyservice import Keys
from noting_kiosk import SKIP_S
from offices import FAMILIES, Kiosk, number
from reader_ear import Ear, until

CALM_S = 0.15
"""Seconds in which something would have happened that must not."""
GUARD_S = 64.0
"""After so long nobody is asked anything any more."""
STRANGER = "04BADBADBADBAD"


class Taps:
    """Every way to lay a card on a reader that works."""

    def __init__(self, kiosk: Kiosk, service: CardService, keys: Keys, chance: random.Random) -> None:
        """Prepare."""
        self._kiosk, self._service, self._keys, self._chance = kiosk, service, keys, chance
        self._places = list(service.readers.values())
        self._cards = deque(number(card) for card in range(1, FAMILIES + 1))
        self.ear = Ear(kiosk.shown)
        self.taps = {
            self.tap: 18, self.blind: 2, self.fast: 8, self.held: 3, self.swap: 4, self.both: 4, self.again: 2,
            self.stranger: 1, self.dumb: 2, self.typed: 6,
        }  # fmt: skip
        """How often each is chosen."""

    def tap(self, place: Path | None = None) -> None:
        """Hold a card there until the kiosk has it."""
        card = self._card()
        self._hold(card, place or self._place())
        self.ear.judge(card)

    def blind(self) -> None:
        """Hold a card there for half a second, whatever the kiosk says."""
        card = self._lay(self._card(), self._place())
        time.sleep(0.5)
        card.take_away()
        self.ear.judge(card.number)

    def fast(self) -> None:
        """Pull a card away as soon as the reader has found it: it is read, or asked for and held there."""
        place = self._place()
        card = self._lay(self._card(), place)
        card.powered.wait(1)
        time.sleep(self._chance.uniform(0, 0.003))
        card.take_away()
        self._again_if_asked(card, place)

    def _again_if_asked(self, card: Card, place: Path) -> None:
        """Lay a card there once more if it is asked for, as a person does."""
        until(lambda: any(what == "unread" or what.startswith("card ") for what in self.ear.fresh))
        asked = f"card {card.number}" not in self.ear.fresh
        if asked:
            self._hold(card.number, place)
        self.ear.judge(card.number, asked=(int(asked), int(asked)))

    def held(self) -> None:
        """Leave a card there for long."""
        card = self._lay(self._card(), self._place())
        self.ear.hears(card.number)
        self.pass_time(self._chance.randint(1, 5))
        time.sleep(CALM_S)
        card.take_away()
        self.ear.judge(card.number)

    def swap(self) -> None:
        """Lay a card on top of another, and take the first away."""
        place = self._place()
        card = self._lay(self._card(), place)
        self.ear.hears(card.number)
        other = self._lay(self._card(), place)
        time.sleep(self._chance.uniform(0, 0.1))
        card.take_away()
        self.ear.hears(other.number)
        other.take_away()
        self.ear.judge(card.number, other.number)

    def both(self) -> None:
        """Lay a card on each reader at once."""
        cards = [self._lay(self._card(), place) for place in self._places]
        for card in cards:
            self.ear.hears(card.number)
        for card in cards:
            card.take_away()
        self.ear.judge(*(card.number for card in cards))

    def again(self) -> None:
        """Lay the same card there twice: two taps for the reader, one for the kiosk."""
        card, place = self._card(), self._place()
        self._hold(card, place)
        time.sleep(0.06)
        self._hold(card, place, times=2)
        self.ear.judge(card, card)

    def stranger(self) -> None:
        """Lay a card there that nobody knows, while nobody is asked anything."""
        self.empty()
        self._hold(STRANGER, self._place())
        self.ear.judge(STRANGER)

    def dumb(self) -> None:
        """Lay a card there that does not tell its number."""
        self._unreadable(Card(self._card(), dumb=True), self._place())

    def typed(self) -> None:
        """Let the other reader type."""
        card = self._card()
        self._keys.type(card + "\n")
        self.ear.judge(card)

    def mute(self) -> None:
        """Let a reader hang while a card is laid on the other."""
        place, other = self._chance.sample(self._places, 2)
        card, mute = self._card(), Mute(self._card())
        mute.put_on(place)
        time.sleep(self._chance.uniform(0, 0.1))
        self._hold(card, other)
        mute.take_away()
        self.ear.judge(card, asked=(1, 1))

    def empty(self) -> None:
        """Let so much time pass that nobody is at the screen."""
        self.pass_time(int(GUARD_S / SKIP_S))

    def pass_time(self, times: int) -> None:
        """Set the kiosk's clocks forward by some seconds, so often."""
        for _ in range(times):
            before = self.ear.passed
            self._kiosk.signal(signal.SIGUSR2)
            assert until(lambda before=before: self.ear.passed > before, 10), "the kiosk's time stands still"  # type: ignore[misc]

    def _unreadable(self, card: Card, place: Path) -> None:
        card.put_on(place)
        until(lambda: "unread" in self.ear.fresh)
        time.sleep(CALM_S)
        card.take_away()
        self.ear.judge(asked=(1, 1))

    def _hold(self, card: str, place: Path, times: int = 1) -> None:
        laid = self._lay(card, place)
        self.ear.hears(card, times)
        laid.take_away()

    def _lay(self, card: str, place: Path) -> Card:
        laid = Card(card)
        laid.put_on(place)
        return laid

    def _card(self) -> str:
        """Take one that was not used of late."""
        at = self._chance.randrange(FAMILIES // 2)
        card = self._cards[at]
        del self._cards[at]
        self._cards.append(card)
        return card

    def _place(self) -> Path:
        return self._chance.choice(self._places)
