"""Room on the disk that is kept for facts alone: when there is no other left, it is given up, slice by slice."""

import logging
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from broker.wire.errors import DabeiError

_T = TypeVar("_T")
log = logging.getLogger(__name__)
SLICES = 4
"""What fills a disk may take the room that was meant for facts, too; so not all of it is given up at once."""
PLENTY = 4
"""So many times its size must be free before it is set aside."""
FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
"""What SQLite says of a disk without space, by what it was about to write."""


class Reserve:
    """A file beside a database that holds nothing but room. Used by the database's own thread or under its lock."""

    def __init__(self, path: Path, size: int) -> None:
        """Know the file; `size` in bytes, 0 for none."""
        self.path, self._size = path, size

    @property
    def held(self) -> int:
        """Bytes that are set aside."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def touched(self) -> bool:
        """Whether some of it was given up, and the disk has not been freed since."""
        return self.path.exists() and self.held < self._size

    def keep(self) -> None:
        """Set the room aside, if that is not done and there is plenty; nothing is written for it."""
        try:
            if self.held >= self._size or free(self.path.parent) < PLENTY * self._size:
                return
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.posix_fallocate(handle, 0, self._size)
            finally:
                os.close(handle)
        except OSError as exc:
            log.warning("no room can be set aside for a full disk: %s", exc)

    def spend(self, do: Callable[[], _T]) -> _T:
        """Do what must succeed, again with each slice that is given up while there is no other room.

        :param do: writes all or nothing.
        """
        while True:
            try:
                return do()
            except (sqlite3.Error, DabeiError) as exc:
                if not self._give_up(exc):
                    raise

    def _give_up(self, exc: Exception) -> bool:
        held, cause = self.held, exc.__cause__ if isinstance(exc, DabeiError) else exc
        if not held or getattr(cause, "sqlite_errorcode", None) not in FULL:
            return False
        left = max(0, held - self._size // SLICES)
        log.error(
            "the disk is full: of the room for facts in %s, %d kB are left. Free some space", self.path, left // 1000
        )
        try:
            os.truncate(self.path, left)
        except OSError:
            return False
        return True


def free(folder: Path) -> int:
    """Give the bytes that a program may still write there.

    :raises OSError: it cannot be told.
    """
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
