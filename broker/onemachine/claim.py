"""A data folder belongs to one `dabei` at a time."""

import fcntl
import os
from pathlib import Path

from broker.wire.errors import DabeiError

LOCK = "dabei.lock"


def claim(folder: Path) -> int:
    """Make a folder and lock it before anything in it is written; close the descriptor to let others have it.

    :raises DabeiError: another `dabei` has it, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise DabeiError(f"cannot write to {folder}: {exc.strerror}; choose a folder with --data") from exc
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        os.close(lock)
        raise DabeiError(
            f"{folder} is used by another dabei; stop it first or name another folder with --data"
        ) from exc
    return lock
