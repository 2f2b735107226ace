"""Files that hold secrets: whole or not at all, and for their owner alone."""

import os
import stat
from pathlib import Path


def put(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file in one step, to stay through a power cut; it belongs to whoever its folder belongs to.

    :raises OSError: it cannot be written.
    """
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor is no path
        file.write(content)
        file.flush()
        os.fsync(descriptor)
        os.fchmod(descriptor, mode)
        _give(path.parent, descriptor)
    fresh.replace(path)
    sync(path.parent)


def rewrite(path: Path, content: bytes) -> None:
    """Write what is no secret anew, in one step; whoever could read the file can read it still.

    :raises OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    found = path.stat() if path.exists() else None
    put(path, content, stat.S_IMODE(found.st_mode) if found else 0o644)
    if found and os.geteuid() == 0:
        os.chown(path, found.st_uid, found.st_gid)


def folder(path: Path) -> None:
    """Make a folder that only its owner can look into, and let it belong to whoever the one above belongs to.

    :raises OSError: it cannot be made.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(0o700)
        _give(path.parent, path)


def sync(folder: Path) -> None:
    """Let new names in a folder last, too: else whoever was revoked could be let in again after a power cut.

    :raises OSError: it cannot be done.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _give(above: Path, what: Path | int) -> None:
    if os.geteuid() == 0:
        found = above.stat()
        os.chown(what, found.st_uid, found.st_gid)
