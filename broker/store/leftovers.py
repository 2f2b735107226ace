"""Copies of the database that an upgrade, the way back, or a restore cut short has left beside it: they hold names."""

from collections.abc import Iterator
from pathlib import Path

from broker.wire.message import Ms

DAYS = 14
"""For so long kiosks send again what a copy lacks; an older one put back would lose facts."""


def drop_old(path: Path, now: Ms) -> Iterator[Path]:
    """Delete those whose time is over, and give each.

    :raises OSError: one cannot be deleted.
    """
    tails = (".newer", ".restoring", ".restoring.new", ".restoring-wal", ".restoring-shm")
    copies = (path.with_name(f"before-upgrade.db{tail}") for tail in ("", ".older", ".new"))
    for found in (*copies, *(path.with_name(path.name + tail) for tail in tails)):
        if found.is_file() and now / 1000 - found.stat().st_mtime > DAYS * 24 * 3600:
            found.unlink()
            yield found
