"""Backups of many nights: which are kept, how their files are called, what became of the last one."""

import contextlib
import errno
import os
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from broker.house.upkeep import Fault
from broker.wire import private
from broker.wire.message import Ms
from broker.wire.settings import Settings

Number = Annotated[int, Meta(ge=0, le=1000)]
ENDINGS = (".tar.gz", ".tar.gz.age")


class BackupSettings(Settings, frozen=True):
    """Where nightly backups go, and for how long they are kept."""

    folder: str = ""
    """On this machine; `backups` beside the database if empty."""
    stick: str = ""
    """Label of a USB stick, or its mount point, for a sealed copy that may leave the house; empty: none."""
    daily: Number = 7
    weekly: Number = 4
    monthly: Number = 12
    """The newest of each of so many days, weeks and months that have one."""

    def problems(self) -> list[str]:
        """Refuse to keep none."""
        return [] if self.daily else ["backup: daily is 0; at least the newest backup has to be kept"]


def kept(days: Iterable[date], settings: BackupSettings) -> set[date]:
    """Give the days whose backup stays."""
    newest, found = sorted(days, reverse=True), set[date]()
    spans: tuple[tuple[int, Callable[[date], object]], ...] = (
        (settings.daily, lambda day: day),
        (settings.weekly, lambda day: day.isocalendar()[:2]),
        (settings.monthly, lambda day: (day.year, day.month)),
    )
    for most, span in spans:
        firsts = {span(day): day for day in reversed(newest)}  # of each span its newest day, for it comes last
        found |= set(sorted(firsts.values(), reverse=True)[:most])
    return found


def name(site: str, day: date, *, sealed: bool) -> str:
    """Name the file of a day's backup, such as `prohlis-2026-10-14.tar.gz.age`."""
    return f"{site}-{day.isoformat()}{ENDINGS[sealed]}"


def day_of(site: str, file: str, *, sealed: bool) -> date | None:
    """Read the day from a file's name; None if it is another file."""
    found = re.fullmatch(re.escape(site) + r"-(\d{4}-\d\d-\d\d)" + re.escape(ENDINGS[sealed]), file)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


class Done(Struct, frozen=True):
    """What became of the last night's backup; it stands beside the database, for the hub to see."""

    at: Ms = 0
    """When the last good one was made; 0 if never."""
    away: Ms = 0
    """When the last good sealed one was put on the stick; 0 if never."""
    fault: Fault = ""
    text: str = ""
    """The fault in a sentence, for the log."""


def last(path: Path) -> Done:
    """Read what became of the last backup of a database."""
    try:
        return msgspec.json.decode(_noted(path).read_bytes(), type=Done)
    except (OSError, msgspec.MsgspecError):
        return Done()


def note(path: Path, done: Done) -> None:
    """Write down what became of a backup; that this fails, too, is no news."""
    with contextlib.suppress(OSError):
        replace(_noted(path), msgspec.json.encode(done))


def seal_of(path: Path) -> Path:
    """Give the file beside a database that holds the half of the key that seals."""
    return path.with_name(path.name + ".seal")


def replace(path: Path, data: bytes) -> None:
    """Write a file whole and readable by its owner alone, synced to the disk, or leave the one that is there.

    :raises OSError: it cannot be written, or what was written is not what can be read.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        _write(fresh, data)
        fresh.replace(path)
    except OSError as exc:
        fresh.unlink(missing_ok=True)
        exc.filename = exc.filename or str(path)  # a write that fails does not say of which file
        raise
    private.sync(path.parent)


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # so that it is read from where it lies
    if path.read_bytes() != data:
        raise OSError(errno.EIO, "what was written cannot be read again", str(path))


def _noted(path: Path) -> Path:
    return path.with_name(path.name + ".backup.json")
