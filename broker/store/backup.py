"""Putting a backup back: looked over first, under a new store id, and without anyone who was erased since."""

import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from msgspec import Struct
from sqlite_utils import Database

from broker.store import accounts, archive, forgetting, losses, nights, people, sealing
from broker.store.archive import Backup
from broker.store.migrations import STEPS
from broker.store.store import connect, lock, transaction
from broker.wire import private
from broker.wire.errors import StoreError
from broker.wire.forget import PSEUDONYM
from broker.wire.message import Ms


class Restored(Struct, frozen=True):
    """What a restore came to."""

    backup: Backup
    """What was put back."""
    newest: Ms
    """When the newest fact of the backup happened; 0 if it holds none."""
    lost: tuple[str, ...] | None
    """What no kiosk sends again, such as `2 log-ins`; None if the database before cannot be read."""
    kept: tuple[Path, ...]
    """Files that were put back beside the database."""
    strangers: bool
    """Whether other authorities are here than then, and stayed: who was trusted then is a stranger."""


def read(backup: Path, opens: Callable[[], str]) -> Backup:
    """Read a backup of any kind and look it over.

    :param opens: gives the key from the safe; only asked for if the backup is sealed.
    :raises StoreError: it cannot be read, is damaged, or the key does not open it.
    """
    try:
        data = backup.read_bytes()
    except OSError as exc:
        raise StoreError(f"{backup} cannot be restored: {exc.strerror}") from exc
    try:
        return archive.read(sealing.unseal(data, opens()) if archive.is_sealed(data) else data)
    except StoreError as exc:
        raise StoreError(f"{backup} cannot be restored: {exc}") from exc


def restore(backup: Path, path: Path, opens: Callable[[], str] = lambda: "", *, whole: bool = False) -> Restored:
    """Put a backup in the place of the database, under a new store id, erasing again who was erased.

    :param whole: whom the hub trusted then is trusted again, though there are other authorities here by now.
    :raises StoreError: the hub is running, or the backup is not one of ours; then everything is as it was.
    """
    found = read(backup, opens)
    held = lock(path)
    fresh = path.with_name(path.name + ".restoring")
    erased = forgetting.noted(path) | _erased_in(path) | _named(found.files.get(archive.ERASED, b"")) | _beside(backup)
    try:
        nights.replace(fresh, found.database)
        with closing(connect(fresh)) as target:
            with transaction(target):
                STEPS.apply(Database(target, strict=True))
                target.execute("UPDATE store SET id = ?, stream = ?", (str(uuid.uuid4()), str(uuid.uuid4())))
                _erase_again(target, erased)
            target.execute("VACUUM")
            target.execute("PRAGMA journal_mode = DELETE")
            (newest,) = target.execute("SELECT coalesce(max(at), 0) FROM fact").fetchone()
        _fold_log(path)
        lost = losses.since(path, fresh)
        forgetting.note(path, erased - forgetting.noted(path))
        strangers = _other_trust(path, found) and not whole
        kept = () if strangers else tuple(_put_beside(path, found))
        fresh.replace(path)
        accounts.end_sessions(path)  # it may know passwords and devices that have changed since
        _hand_over(path, kept)
    except (sqlite3.Error, OSError) as exc:
        raise StoreError(f"{backup} cannot be restored: {exc}") from exc
    finally:
        os.close(held)
    return Restored(found, newest, lost, kept, strangers)


def _other_trust(path: Path, found: Backup) -> bool:
    """Tell whether there are authorities here, and others than then: an installation makes its own."""
    here, then = path.parent / archive.AUTHORITY, found.files.get(archive.AUTHORITY)
    return then is not None and here.exists() and here.read_bytes() != then


def _put_beside(path: Path, found: Backup) -> list[Path]:
    """Put files back that are not there, and touch none that is; but for those of other authorities, all of them."""
    if _other_trust(path, found):
        for folder in archive.BESIDE:
            _set_aside(path.parent / folder)
    names = [name for name in found.files if name.startswith(tuple(f"{folder}/" for folder in archive.BESIDE))]
    made = []
    for target, data in ((path.parent / name, found.files[name]) for name in names):
        if path.parent.resolve() in target.resolve().parents and not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            nights.replace(target, data)
            made.append(target)
    return made


def _set_aside(folder: Path) -> None:
    """Let what is in a folder stay beside it; a program may have the folder itself in use."""
    if not folder.exists():
        return
    before = folder.with_name(folder.name + ".before")
    shutil.rmtree(before, ignore_errors=True)
    private.folder(before)
    for one in folder.iterdir():
        one.rename(before / one.name)


def _hand_over(path: Path, kept: tuple[Path, ...]) -> None:
    """Give what root has made to whoever owns the folder: the hub runs as that user."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        made = [*path.parent.glob(f"{path.name}*"), *kept, *{folder for file in kept for folder in file.parents}]
        for one in made:
            if path.parent in one.parents:
                os.chown(one, owner.st_uid, owner.st_gid)


def _erase_again(target: sqlite3.Connection, gone: frozenset[str]) -> None:
    now = time.time_ns() // 1_000_000
    names = set(gone)
    for family in sorted(name for name in gone if name.startswith("f-")):
        names |= people.forget(target, family, now)
    target.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?)", [(name, now) for name in sorted(names)])
    if names:
        forgetting.erase(target, names)
        accounts.forget(target, names)
        forgetting.clear(target)


def _erased_in(path: Path) -> frozenset[str]:
    """Read the list of the database that is replaced; one that is damaged has none."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as old:
            return forgetting.erased(old)
    except sqlite3.Error:
        return frozenset()


def _beside(backup: Path) -> frozenset[str]:
    """Read the lists beside a backup: newer than the backup itself, if another was made since."""
    try:
        return frozenset().union(*(_named(found.read_bytes()) for found in backup.parent.glob("*.erased")))
    except OSError:
        return frozenset()


def _named(data: bytes) -> frozenset[str]:
    return frozenset(word for word in data.decode("ascii", "replace").split() if PSEUDONYM.fullmatch(word))


def _fold_log(path: Path) -> None:
    """Bring the old database's log home, so that it cannot be taken for the new one's."""
    try:
        if path.exists():
            with closing(connect(path)) as old:
                old.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error:  # damaged: that is why it is replaced
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
