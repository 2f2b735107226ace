"""Commands of the keeper that care for the database: a backup, every night's, its key, and putting one back."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from broker import key_paper, nightly
from broker.settings import HubSettings
from broker.store import archive, nights, sealing
from broker.store.archive import Backup
from broker.store.backup import read, restore
from broker.store.store import Store
from broker.wire.errors import DabeiError
from broker.wire.message import Ms

Command = Callable[[HubSettings, argparse.Namespace], None]


class Offer(Protocol):
    """Adds a command."""

    def __call__(self, name: str, function: Command, text: str) -> argparse.ArgumentParser:
        """Give its parser."""


def backup(settings: HubSettings, options: argparse.Namespace) -> None:
    """Write a copy of the database, or make the backup of this night.

    :raises DabeiError: it could not be made, or only a part of it.
    """
    if options.file:
        Store.copy(settings.store_path, options.file)
        print(f"backup written: {options.file}")
    if not options.nightly:
        if not options.file:
            raise DabeiError("name a file, or say --nightly")
        return
    done = nightly.run(settings, options.settings, options.to, time.time_ns() // 1_000_000)
    if done.fault != "failed":
        print(
            f"backup of {_when(done.at)} made and looked over"
            + (", a sealed one on the stick" * (done.away == done.at))
        )
    if done.fault:
        raise DabeiError(done.text)


def make_key(settings: HubSettings, options: argparse.Namespace) -> None:
    """Make the key of sealed backups, and show the half that opens them once.

    :raises DabeiError: there is one already.
    """
    place = nights.seal_of(settings.store_path)
    if place.exists() and not options.new:
        raise DabeiError(
            f"there is a key already, {place}. --new makes another one; keep the paper of the old one, too"
        )
    key = sealing.make()
    if options.paper:
        try:
            nights.replace(options.paper, key_paper.page(key, settings.mqtt.site).encode())
        except OSError as exc:
            raise DabeiError(f"cannot write {options.paper}: {exc.strerror}; name another file") from exc
        print(f"print {options.paper}, put the paper into the office's safe, and delete the file")
    else:
        key_paper.show(key, sys.stdout)
    nights.replace(place, f"{key.seals}\n".encode("ascii"))
    print("sealed backups are opened by this key alone. Whoever has stick and key has everything: keep them apart")


def put_back(settings: HubSettings, options: argparse.Namespace) -> None:
    """Put a backup in the place of the database, or only look it over."""

    def key() -> str:
        if not options.key:
            return input("key from the safe, in one line: ") if sys.stdin.isatty() else sys.stdin.read()
        try:
            return str(options.key.read_text("ascii", "replace"))
        except OSError as exc:
            raise DabeiError(f"cannot read the key {options.key}: {exc.strerror}; name the right file") from exc

    if options.check:
        found = read(options.file, key)
        print(f"{options.file} is whole: {len(found.database):,} bytes of database, {', '.join(sorted(found.files))}")
        return
    done = restore(options.file, settings.store_path, key, whole=options.with_settings)
    print(
        f"restored under a new store id; the newest fact of the backup is of {_when(done.newest)}. "
        "Kiosks and sensor nodes send again what it does not hold, up to 14 days back."
    )
    if done.lost:
        print(f"Changed since the backup, and to be done again: {', '.join(done.lost)}.")
    elif done.lost is None:
        print("There was no database to compare it with: what was changed on pages since then has to be done again.")
    print(
        "Log-ins and paired devices are those of the backup: put out again what was lost since, and set passwords "
        "anew that have changed."
    )
    if done.strangers:
        print(
            "This machine has authorities of its own, which stay: nodes and tablets of then are strangers to it. "
            "--with-settings puts back whom the hub trusted then."
        )
    elif done.kept:
        print("Who is trusted is as it was then: revoke again what was revoked since.")
    for file in (*done.kept, *(_put_settings(settings, options, done.backup) if options.with_settings else ())):
        print(f"put back: {file}")


def _put_settings(settings: HubSettings, options: argparse.Namespace, found: Backup) -> Iterator[Path]:
    """Put settings files back; those that are here stay beside them."""
    for name, place in ((archive.SETTINGS, options.settings), (archive.OFFICE, Path(settings.office).expanduser())):
        data = found.files.get(name)
        if data is None or (place.exists() and data == place.read_bytes()):
            continue
        try:
            _put(place, data)
        except OSError as exc:
            raise DabeiError(f"the database is restored, but {place} cannot be written: {exc.strerror}") from exc
        yield place


def _put(place: Path, data: bytes) -> None:
    """Write a file in the place of another, which stays beside it; at no moment is there none."""
    if not place.exists():
        nights.replace(place, data)
        return
    before = place.with_name(place.name + ".before")
    nights.replace(before, place.read_bytes())
    found = place.stat()
    nights.replace(place, data)
    for one in (before, place):
        one.chmod(found.st_mode & 0o777)
        os.chown(one, found.st_uid, found.st_gid)


def _when(ms: Ms) -> str:
    return time.strftime("%d %B %Y, %H:%M", time.localtime(ms / 1000)) if ms else "no day: it holds none"


def offer(command: Offer) -> None:
    """Add the commands."""
    copy = command("backup", backup, "write a copy of the database, also while the hub runs; or the backup of a night")
    copy.add_argument("file", type=Path, nargs="?")
    copy.add_argument("--nightly", action="store_true", help="as [backup] in the settings says, kept by age")
    copy.add_argument("--to", type=Path, metavar="FOLDER", help="instead of the folder that the settings name")
    key = command("backup-key", make_key, "make the key that backups are sealed with when they leave the house")
    key.add_argument("--paper", type=Path, metavar="FILE", help="write a page to print (HTML), instead of showing it")
    key.add_argument("--new", action="store_true", help="make another one, though there is one")
    back = command("restore", put_back, "put a backup in the place of the database, sealed or not")
    back.add_argument("file", type=Path)
    back.add_argument(
        "--key", type=Path, metavar="FILE", help="file with the key from the safe; without it you are asked"
    )
    back.add_argument("--check", action="store_true", help="only look it over, and change nothing")
    back.add_argument(
        "--with-settings",
        action="store_true",
        help="put hub.toml and office.toml back, too; those here are kept beside",
    )
