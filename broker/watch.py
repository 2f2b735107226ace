"""What the hub does, in numbers since its start: for whoever watches it. Nothing of it says who."""

import bisect
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from broker.wire.watchdog import Watchdog

LATE_S = 30.0
"""A loop that has not turned for so long hangs: it beats every ten seconds, whatever happens."""
REFUSED_S = 150.0
"""For so long a refused write tells that the disk is not well: nodes try again within a minute."""
SPARE_BYTES = 32 * 2**20
"""Space that has to be left: with less, the database cannot be relied on for long."""
BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""By which durations are told apart; with one more for all that took longer."""


class Durations(Struct, frozen=True):
    """How long something took."""

    counts: tuple[int, ...] = (0,) * (len(BOUNDS_S) + 1)
    """How many took no longer than each of `BOUNDS_S` and longer than the one before; last, all the rest."""
    total_s: float = 0.0


class Watched(Struct, frozen=True):
    """How the hub is, at one moment."""

    loop: bool = True
    """Whether it takes what comes in."""
    store: bool = True
    """Whether it can write that down: there is space, and nothing was refused lately."""
    facts: dict[str, int] = {}
    """Stored since the start, by kind; `unread` for those that this version does not know."""
    batches: Durations = Durations()
    commits: Durations = Durations()
    waiting: int = 0
    """Messages that are still to be taken."""
    up_s: float = 0.0
    store_bytes: int = 0
    free_bytes: int = 0


class Watch:
    """Counts in the aggregator's thread; whoever looks reads single values."""

    def __init__(self, path: Path, mono: Callable[[], float] = time.monotonic) -> None:
        """Begin to count; `path` is the database's."""
        self.batches, self.commits = Stopwatch(), Stopwatch()
        self._facts = Counter[str]()
        self._path, self._mono = path, mono
        self._began = self._turned = mono()
        self._refused = float("-inf")
        self._systemd = Watchdog("aggregator")

    def turned(self) -> None:
        """Note that the loop goes on, and tell systemd."""
        self._turned = self._mono()
        self._systemd.beat("aggregator")

    def stored(self, kinds: Iterable[str]) -> None:
        """Note facts that were committed."""
        self._facts.update(kinds)
        self._refused = float("-inf")

    def refused(self) -> None:
        """Note that the database could not be written."""
        self._refused = self._mono()

    def look(self, waiting: int) -> Watched:
        """Give how the hub is; `waiting` is how many messages are still to be taken."""
        now, disk = self._mono(), os.statvfs(self._path.parent)
        free = disk.f_bavail * disk.f_frsize
        writable = not disk.f_flag & os.ST_RDONLY and free >= SPARE_BYTES  # a worn card is mounted read-only
        files = (self._path, self._path.with_name(self._path.name + "-wal"))
        return Watched(
            loop=now - self._turned < LATE_S,
            store=writable and now - self._refused > REFUSED_S,
            facts=dict(self._facts),
            batches=self.batches.durations(),
            commits=self.commits.durations(),
            waiting=waiting,
            up_s=now - self._began,
            store_bytes=sum(file.stat().st_size for file in files if file.exists()),
            free_bytes=free,
        )


class Stopwatch:
    """`with stopwatch:` takes the time of what ends well; for one thread."""

    def __init__(self) -> None:
        """Begin with none."""
        self._counts, self._total_s, self._at = [0] * (len(BOUNDS_S) + 1), 0.0, 0.0

    def __enter__(self) -> None:
        """Begin."""
        self._at = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Take the time."""
        if kind is None:
            took = time.perf_counter() - self._at
            self._counts[bisect.bisect_left(BOUNDS_S, took)] += 1
            self._total_s += took

    def durations(self) -> Durations:
        """Give what was taken so far."""
        return Durations(tuple(self._counts), self._total_s)
