"""An hour of faults between card and kiosk, under taps: cables, the card service, cards that lie there meanwhile."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from cardservice import Card, CardService
from keyservice import Keys
from offices import Kiosk
from reader_ear import until
from reader_taps import CALM_S, Taps

GONE_S = 8.0
"""So long the card service may take to say that a reader is gone."""
FAULTY = 0.2
"""Share of what happens that is a fault."""
INSTANT_S = 0.004
"""In so many seconds a card is found and read: something breaks meanwhile."""


class ReaderHour(Taps):
    """Taps and faults in random order; after each fault a card on each reader has to be seen."""

    def __init__(
        self, kiosk: Kiosk, service: CardService, keys: Keys, chance: random.Random, told: Callable[[], str]
    ) -> None:
        """Prepare; `told` gives what staff are told of the readers."""
        super().__init__(kiosk, service, keys, chance)
        self._told = told
        self.happened = Counter[str]()
        self.faults: list[Callable[[], None]] = [
            self.mute, self.unplugged, self.unplugged_in_a_tap, self.all_unplugged, self.killed, self.killed_in_a_tap,
            self.swapped_while_down, self.down, self.renamed, self.stopped, self.stopped_in_a_tap, self.keys_pulled,
        ]  # fmt: skip

    @property
    def passed_s(self) -> float:
        """Give how many seconds have passed for the kiosk."""
        lines = self.ear.lines
        return lines[-1][0] - lines[0][0]

    def begin(self) -> None:
        """Wait until the readers are looked at: a card that lay there before is asked for again."""
        assert until(lambda: self._told() == "ready", 20), self._kiosk.text()
        place = self._place()
        first = self._lay(self._card(), place)
        until(lambda: bool(self.ear.fresh))
        first.take_away()
        self._again_if_asked(first, place)
        self.heal()

    def step(self) -> None:
        """Let one thing happen, at random."""
        if self._chance.random() < FAULTY:
            self.let(self._chance.choice(self.faults))
            self.heal()
        else:
            self.let(self._chance.choices([*self.taps], [*self.taps.values()])[0])

    def let(self, thing: Callable[[], None]) -> None:
        """Let this happen, and some seconds pass."""
        self.ear.step = f"{self.happened.total()} {thing.__name__}"
        thing()
        self.happened[thing.__name__] += 1
        self.pass_time(self._chance.choice((1, 1, 1, 2)))

    def heal(self) -> None:
        """Look whether all is well: a card on each reader is seen, and nothing is said to be wrong."""
        self.ear.step += ", healed"
        for place in self._places:
            self.tap(place)
            self.pass_time(1)
        self._says("ready")

    def unplugged(self) -> None:
        """Pull a reader out with a card on it; taps at the other go on."""
        place, other = self._chance.sample(self._places, 2)
        lying = self._lay(self._card(), place)
        self.ear.hears(lying.number)
        (place / "unplugged").touch()
        card = self._card()
        self._pause(2.5)
        self._hold(card, other)
        stays = self._chance.random() < 0.5
        if not stays:
            lying.take_away()
        (place / "unplugged").unlink()
        if stays:
            self._pause(2.0)
            lying.take_away()
        self.ear.judge(lying.number, card, asked=(0, int(stays)))

    def unplugged_in_a_tap(self) -> None:
        """Pull a reader out at any moment of a tap; the card lies there when it is back."""
        place = self._place()
        card = self._lay(self._card(), place)
        time.sleep(self._chance.uniform(0, INSTANT_S))
        (place / "unplugged").touch()
        self._pause(2.5)
        (place / "unplugged").unlink()
        self._stays(card)

    def all_unplugged(self) -> None:
        """Pull all readers out, and lay a card on one that is taken away before it is back."""
        for place in self._places:
            (place / "unplugged").touch()
        self._says("no_reader")
        card = self._lay(self._card(), self._place())
        self._pause(0.5)
        card.take_away()
        for place in self._places:
            (place / "unplugged").unlink()
        self.ear.judge()

    def killed(self) -> None:
        """Kill the card service while a card lies there; it lies there still when the service is back."""
        place = self._place()
        card = self._lay(self._card(), place)
        self.ear.hears(card.number)
        self._service.kill()
        self._pause(1.5)
        self._stays(self._back(card.number, place))

    def killed_in_a_tap(self) -> None:
        """Kill the card service at any moment of a tap."""
        place = self._place()
        card = self._lay(self._card(), place)
        time.sleep(self._chance.uniform(0, INSTANT_S))
        self._service.kill()
        self._pause(1.5)
        self._stays(self._back(card.number, place))

    def swapped_while_down(self) -> None:
        """Lay another card there while the service is away."""
        place = self._place()
        card = self._lay(self._card(), place)
        self.ear.hears(card.number)
        self._service.kill()
        self._pause(1.5)
        other = self._back(self._card(), self._place())
        self.ear.hears(other.number)
        time.sleep(CALM_S)
        other.take_away()
        self.ear.judge(card.number, other.number)

    def down(self) -> None:
        """Let the service be away for minutes: it is said, also while the reader that types comes back."""
        self._service.kill()
        self._says("no_service")
        self.pass_time(self._chance.randint(1, 20))
        self.keys_pulled()
        self._says("no_service")
        self._service.start()

    def renamed(self) -> None:
        """Let readers have other names when the service is back; a card lies there until it is asked for again."""
        place = self._place()
        card = self._lay(self._card(), place)
        self.ear.hears(card.number)
        self._service.kill()
        for name in [*self._service.readers]:
            self._service.rename(name, f"Make {self._chance.randrange(10**6)}")
        self._pause(1.5)
        lying = self._back(card.number, place)
        until(lambda: "unread" in self.ear.fresh)
        self._stays(lying, asked=(1, 1))

    def stopped(self) -> None:
        """Let the service hang, and lay a card there that is taken away too early, and one that stays."""
        place, other = self._chance.sample(self._places, 2)
        self._service.signal(signal.SIGSTOP)
        early, card = self._lay(self._card(), place), self._lay(self._card(), other)
        self._pause(2.0)
        early.take_away()
        if self._chance.random() < 0.3:  # somebody has had enough, and starts it again
            self._service.kill()
            card = self._back(card.number, other)
        else:
            self._service.signal(signal.SIGCONT)
        self._stays(card)

    def stopped_in_a_tap(self) -> None:
        """Let the service hang at any moment of a tap."""
        card = self._lay(self._card(), self._place())
        time.sleep(self._chance.uniform(0, INSTANT_S))
        self._service.signal(signal.SIGSTOP)
        self._pause(2.0)
        self._service.signal(signal.SIGCONT)
        self._stays(card)

    def keys_pulled(self) -> None:
        """Pull the reader that types out in the middle of a number."""
        self._keys.type(self._card()[:6])
        self._keys.pull_out()
        self._pause(1.5)
        self._keys.plug_in()
        self.typed()

    def _back(self, card: str, place: Path) -> Card:
        """Start the service again, with a card lying there."""
        laid = Card(card)
        laid.lie_on(place)
        self._service.start()
        return laid

    def _stays(self, card: Card, asked: tuple[int, int] = (0, 1)) -> None:
        """Look whether a card that was there all the time is heard just once, and at most asked for besides."""
        self.ear.hears(card.number)
        self._pause(1.5)
        time.sleep(CALM_S)
        card.take_away()
        self.ear.judge(card.number, asked=asked)

    def _says(self, trouble: str) -> None:
        """Look whether staff are told; the screen asks for a card as long as one reader works."""
        if not until(lambda: self._told() == trouble, GONE_S):
            self.ear.faults.append(f"{self.ear.step}: staff are not told {trouble!r} but {self._told()!r}")

    def _pause(self, most_s: float) -> None:
        time.sleep(self._chance.choice((0.0, self._chance.uniform(0, most_s))))
