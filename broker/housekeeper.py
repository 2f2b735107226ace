"""The housekeeper: looks after the hub's own machine once a minute, and tells what somebody has to do."""

import logging
import os
from pathlib import Path

import msgspec

from broker.house.upkeep import DAY_MS, Upkeep
from broker.store import leftovers, nights
from broker.store.nights import BackupSettings
from broker.store.store import Store
from broker.wire.message import Ms

log = logging.getLogger(__name__)
EVERY_S = 60.0
DAYS, LEAST_DAYS = 28, 3
"""Over so many days it is seen how fast the disk fills, and over no fewer."""
Sample = tuple[Ms, int]
"""When, and how many bytes were free."""


class Housekeeper:
    """Used by the aggregator's thread."""

    def __init__(self, store: Store) -> None:
        """Know the database; no backup is expected."""
        self._store, self._wanted = store, BackupSettings()
        self._expected = False
        self._next, self._last = float("-inf"), Upkeep()

    def expect(self, wanted: BackupSettings | None) -> None:
        """Miss nightly backups when they do not come, if any are wanted."""
        self._expected, self._wanted = wanted is not None, wanted or BackupSettings()
        self._next = float("-inf")

    def see(self, now: Ms, mono: float) -> Upkeep:
        """Give how the machine is; never fails."""
        if mono >= self._next:
            self._next = mono + EVERY_S
            try:
                self._store.reserve.keep()
                self._last = self._look(now)
            except OSError as exc:
                log.warning("nobody knows how much room is left: %s", exc)
            self._tidy(now)
        return self._last

    def _look(self, now: Ms) -> Upkeep:
        found, samples = os.statvfs(self._store.path.parent), self._samples(now)
        free, done = found.f_bavail * found.f_frsize, nights.last(self._store.path)
        if not samples or now - samples[-1][0] >= DAY_MS:
            samples = [*samples, (now, free)]
            nights.replace(_file(self._store.path), msgspec.json.encode(samples))
        return Upkeep(
            expected=self._expected,
            watched=samples[0][0],
            backup=done.at,
            stick=bool(self._wanted.stick),
            away=done.away,
            fault=done.fault,
            percent_left=round(100 * found.f_bavail / max(1, found.f_blocks)),
            days_left=days_left(samples, (now, free)),
            spent=self._store.reserve.touched,
        )

    def _tidy(self, now: Ms) -> None:
        try:
            for gone in leftovers.drop_old(self._store.path, now):
                log.info("deleted: %s. It held names, and is too old to be of use", gone)
        except OSError as exc:
            log.warning("a copy of the database that is too old cannot be deleted: %s", exc)

    def _samples(self, now: Ms) -> list[Sample]:
        """Read what was noted, once a day, oldest first; what a clock that was wrong has noted does not count."""
        try:
            found = msgspec.json.decode(_file(self._store.path).read_bytes(), type=list[Sample])
        except (OSError, msgspec.MsgspecError):
            return []
        return [(at, free) for at, free in found if now - DAYS * DAY_MS <= at <= now]


def days_left(samples: list[Sample], newest: Sample) -> int | None:
    """Give the days until nothing is free, at the pace since the oldest sample."""
    now, free = newest
    first, before = samples[0] if samples else newest
    if now - first < LEAST_DAYS * DAY_MS or before <= free:
        return None
    return int(free * (now - first) / (before - free) / DAY_MS)


def _file(path: Path) -> Path:
    return path.with_name(path.name + ".room.json")
