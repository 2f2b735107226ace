"""A data folder belongs to one `dabei` and its children at a time."""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from broker.wire.errors import DabeiError

LOCK = "dabei.lock"
WAIT_S = 10.0


def claim(folder: Path, say: Callable[[str], None]) -> int:
    """Make a folder and lock it before anything in it is written; close the descriptor to let others have it.

    A child that inherits the descriptor holds the folder too: the children of a `dabei` that was killed still end for
    a moment, and are waited for.

    :raises DabeiError: another `dabei` has it, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise DabeiError(f"cannot write to {folder}: {exc.strerror}; choose a folder with --data") from exc
    if not _free(lock):
        say(f"{folder} is in use; waiting up to {WAIT_S:.0f} s for what still ends there")
        _wait(lock, folder)
    return lock


def _wait(lock: int, folder: Path) -> None:
    deadline = time.monotonic() + WAIT_S
    while not _free(lock):
        if time.monotonic() > deadline:
            os.close(lock)
            raise DabeiError(f"{folder} is used by another dabei; stop it first or name another folder with --data")
        time.sleep(0.05)


def _free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
