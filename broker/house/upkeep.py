"""What the hub's own machine needs of somebody: a backup, a USB stick, room on its disk."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from broker.wire.message import Ms

Fault = Literal["", "failed", "no_stick", "no_key", "stick_failed"]
Worry = Literal[
    "disk_full", "disk_filling", "backup_old", "backup_failed", "no_stick", "no_key", "stick_failed", "away_old"
]
DAY_MS = 24 * 3_600_000
OLD_MS = 2 * DAY_MS
"""A backup that is older is missed: two nights in a row nothing came of it."""
DAYS_LEFT, PERCENT_LEFT = 60, 5
"""A disk that will be full sooner, or has less room, is worth a word."""


class Upkeep(Struct, frozen=True):
    """How the hub's machine is, as far as it can tell; coarse, so that it changes seldom."""

    expected: bool = False
    """Whether the settings ask for nightly backups."""
    watched: Ms = 0
    """Since when this hub has been watched: from then on a backup can be missed."""
    backup: Ms = 0
    """When the last good backup was made; 0 if never."""
    stick: bool = False
    """Whether sealed backups go to a USB stick."""
    away: Ms = 0
    """When the last good sealed backup was put there; 0 if never."""
    fault: Fault = ""
    """What came of the last try."""
    percent_left: int = 100
    """Of the disk's room."""
    days_left: int | None = None
    """Days until it is full, if it goes on as in the last weeks; None if it does not fill, or nobody knows yet."""
    spent: bool = False
    """Whether the disk was full, and facts take the room that was kept for them."""

    def worries(self, now: Ms) -> tuple[Worry, ...]:
        """Give what somebody should do something about, the most urgent first."""
        return tuple(self._worries(now))

    def _worries(self, now: Ms) -> Iterator[Worry]:
        if self.spent:
            yield "disk_full"
        elif self.percent_left < PERCENT_LEFT or (self.days_left is not None and self.days_left <= DAYS_LEFT):
            yield "disk_filling"
        if not self.expected:
            return
        if now - max(self.backup, self.watched) > OLD_MS:
            yield "backup_old"
        elif self.fault == "failed":
            yield "backup_failed"
        if self.fault in ("no_stick", "no_key", "stick_failed"):
            yield self.fault
        elif self.stick and now - max(self.away, self.watched) > OLD_MS:
            yield "away_old"
