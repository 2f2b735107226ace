"""The nightly backup: one in a folder of this machine, and a sealed one on a stick that may leave the house."""

from datetime import date
from pathlib import Path

from broker.house.upkeep import Fault
from broker.settings import HubSettings
from broker.store import archive, copying, forgetting, nights, sealing, sticks
from broker.store.nights import BackupSettings, Done
from broker.wire.errors import StoreError
from broker.wire.message import Ms


def files(settings: HubSettings, file: Path) -> dict[str, bytes]:
    """Give everything that a backup holds.

    :param file: the settings file itself.
    :raises StoreError: the database cannot be copied, or a file not read.
    """
    path = settings.store_path
    try:
        return {
            archive.DATABASE: copying.image(path),
            archive.SETTINGS: file.read_bytes(),
            archive.OFFICE: Path(settings.office).expanduser().read_bytes(),
            archive.ERASED: _erased(path),
            **archive.beside(path),
        }
    except OSError as exc:
        raise StoreError(f"cannot read {exc.filename}: {exc.strerror}") from exc


def run(settings: HubSettings, file: Path, folder: Path | None, now: Ms) -> Done:
    """Make the backup of this night, and tell what became of it; it is noted beside the database, too.

    :param folder: instead of the one that the settings name.
    """
    wanted, path = settings.backup or BackupSettings(), settings.store_path
    target = folder or (Path(wanted.folder).expanduser() if wanted.folder else path.parent / "backups")
    before = nights.last(path)
    try:
        data = archive.pack(files(settings, file), now)
        archive.read(data)
        _put(target, settings, wanted, data, now, sealed=False)
    except (OSError, StoreError) as exc:
        done = Done(before.at, before.away, "failed", _words(exc))
    else:
        done = Done(now, *_away(settings, wanted, data, now, before)) if wanted.stick else Done(now)
    nights.note(path, done)
    return done


def _away(settings: HubSettings, wanted: BackupSettings, data: bytes, now: Ms, before: Done) -> tuple[Ms, Fault, str]:
    try:
        seals = nights.seal_of(settings.store_path).read_text("ascii")
    except FileNotFoundError:
        return (
            before.away,
            "no_key",
            "nothing leaves the house unsealed: make a key with `dabei-broker SETTINGS backup-key`",
        )
    try:
        stick = sticks.find(wanted.stick)
        _put(stick, settings, wanted, sealing.seal(data, seals), now, sealed=True)
    except sticks.StickError as exc:
        return before.away, "no_stick", str(exc)
    except (OSError, StoreError) as exc:
        return before.away, "stick_failed", _words(exc)
    return now, "", ""


def _put(folder: Path, settings: HubSettings, wanted: BackupSettings, data: bytes, now: Ms, *, sealed: bool) -> None:
    """Write a backup and the list of the erased beside it; then let those go whose time is over."""
    site, today = settings.mqtt.site, date.fromtimestamp(now / 1000)  # noqa: DTZ012  # the day on the machine's own calendar
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    nights.replace(folder / nights.name(site, today, sealed=sealed), data)
    nights.replace(folder / f"{site}.erased", _erased(settings.store_path))
    there = {
        day: found for found in folder.iterdir() if (day := nights.day_of(site, found.name, sealed=sealed)) is not None
    }
    for day in there.keys() - nights.kept(there, wanted):
        there[day].unlink()


def _erased(path: Path) -> bytes:
    return "".join(f"{name}\n" for name in sorted(forgetting.noted(path))).encode("ascii")


def _words(exc: Exception) -> str:
    if isinstance(exc, OSError):
        return f"cannot write {exc.filename}: {exc.strerror}"
    return str(exc)
