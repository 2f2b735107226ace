"""What a noting kiosk heard and showed, judged against the cards that really lay on its readers."""

import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from kiosk.flow.cards import BOUNCE_S

AT_ONCE_S = 0.1
SEEN_S = 3.0
"""A card that is not seen in that time is missed."""


class Tail:
    """Reads along what another process appends to a file."""

    def __init__(self, path: Path) -> None:
        """Begin at its start; it need not be there yet."""
        self._path, self._lines, self._rest = path, list[str](), b""
        self._file: BinaryIO | None = None

    @property
    def lines(self) -> list[str]:
        """Give every line that is whole."""
        if self._file is None and self._path.exists():
            self._file = self._path.open("rb")
        if self._file:
            *whole, self._rest = (self._rest + self._file.read()).split(b"\n")
            self._lines += [line.decode() for line in whole]
        return self._lines


class Ear:
    """Reads along, and writes down what should not have been."""

    def __init__(self, shown: Path) -> None:
        """Begin where nothing was heard."""
        self._screens, self._notes = Tail(shown), Tail(shown.with_name(shown.name + ".heard"))
        self._judged = self._answers = self._spare = 0
        self.step = "start"
        """What is going on."""
        self.counts, self.faults, self.slowest_s = Counter[str](), list[str](), 0.0

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Give (seconds of the kiosk, what) of all that was noted."""
        return [(float(at), what) for at, _, what in (line.partition(" ") for line in self._notes.lines)]

    @property
    def fresh(self) -> list[str]:
        """Give what was noted since the last judgement."""
        return [line.partition(" ")[2] for line in self._notes.lines[self._judged :]]

    @property
    def passed(self) -> int:
        """Count how often the kiosk's clock was set forward."""
        return sum(line.endswith(" passed") for line in self._notes.lines)

    def hears(self, number: str, times: int = 1, seconds: float = SEEN_S) -> bool:
        """Wait until a card is heard; false if it is not."""
        began = time.monotonic()
        heard = until(lambda: self.fresh.count(f"card {number}") >= times, seconds)
        self.slowest_s = max(self.slowest_s, time.monotonic() - began)
        return heard

    def judge(self, *numbers: str, asked: tuple[int, int] = (0, 0)) -> None:
        """Look whether just these cards were heard, each was answered, and a card was asked for so often.

        Who is served at once afterwards may push an answer off the screen before it is drawn. Where a card may have
        been asked for and was not, the next judgement may find it: on a busy machine the card service is late.
        """
        wanted = Counter(f"card {number}" for number in numbers)
        until(lambda: not wanted - Counter(self.fresh) and self.fresh.count("unread") >= asked[0])
        fresh, start = self.fresh, self._judged
        self._judged += len(fresh)
        heard, unread = Counter(what for what in fresh if what.startswith("card ")), fresh.count("unread")
        most, self._spare = asked[1] + self._spare, max(0, asked[1] - unread)
        missed, doubled = wanted - heard, heard - wanted
        self.counts.update(
            taps=len(numbers), seen=heard.total(), asked=unread, missed=missed.total(), doubled=doubled.total()
        )
        times = [at for place, at, _ in self.served() if place >= start]
        least = sum(after - at >= AT_ONCE_S for at, after in pairwise([*times, float("inf")]))
        shown = self._answered(len(times))
        wrong = missed or doubled or not asked[0] <= unread <= most
        if wrong or not least <= shown <= len(times):
            self.faults.append(f"{self.step}: wanted {numbers}, asked {asked}; was {fresh}, {shown} answers")

    def served(self) -> list[tuple[int, float, str]]:
        """Give (line, seconds, number) of each card but those that the kiosk takes for the same tap."""
        found, last, then = list[tuple[int, float, str]](), "", float("-inf")
        for place, (at, what) in enumerate(self.lines):
            if what.startswith("card "):
                if what != last or at - then >= BOUNCE_S:
                    found.append((place, at, what[5:]))
                last, then = what, at
        return found

    def _answered(self, most: int) -> int:
        """Wait for so many answers, and count those that are new."""
        until(lambda: self._shown() - self._answers >= most)
        before, self._answers = self._answers, self._shown()
        return self._answers - before

    def _shown(self) -> int:
        return sum(not line.startswith("notice unread") for line in self._screens.lines)


def until(there: Callable[[], bool], seconds: float = SEEN_S) -> bool:
    """Wait until something is so; false if time is up."""
    deadline = time.monotonic() + seconds
    while not there():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True
