"""Sealed bundles that wait to be fetched: a file each, for a quarter of an hour, and gone once somebody had it."""

import re
import time
from contextlib import suppress
from pathlib import Path

from broker.wire import private
from broker.wire.bundle import LASTS_S

PLACE = re.compile(r"[0-9a-f]{32}")


def leave(folder: Path, place: str, sealed: bytes) -> None:
    """Let a bundle wait.

    :raises OSError: it cannot be written.
    """
    private.folder(folder)
    clear(folder)
    private.put(folder / place, sealed)


def take(folder: Path, place: str) -> bytes | None:
    """Give what waits there, once; None if nothing does, or does no longer."""
    clear(folder)
    path = folder / place
    if not PLACE.fullmatch(place):
        return None
    try:
        taken = path.rename(path.with_name(f"{place}.taken"))  # of two who come at once, one has it
        found = taken.read_bytes()
        taken.unlink()
    except FileNotFoundError:
        return None
    return found


def clear(folder: Path) -> None:
    """Drop what has waited too long; a clock that was set back lets nothing wait for ever."""
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):  # somebody else has just had it
            if abs(time.time() - path.stat().st_mtime) > LASTS_S:
                path.unlink()
