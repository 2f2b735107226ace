"""Finding the USB stick on which backups leave the house."""

from pathlib import Path

from broker.wire.errors import StoreError

LABELS, MOUNTS = Path("/dev/disk/by-label"), Path("/proc/self/mounts")


class StickError(StoreError):
    """The stick is not there."""


def find(stick: str, labels: Path = LABELS, mounts: Path = MOUNTS) -> Path:
    """Give the folder of a stick that is plugged in, by its label or its mount point.

    :raises StickError: it is not there; the text says what to do.
    """
    if stick.startswith("/"):
        folder = Path(stick)
        if not _answers(folder):
            raise StickError(f"no stick is at {stick}: plug it in")
        return folder
    device = labels / stick
    if not device.exists():
        raise StickError(f"the stick {stick!r} is not plugged in")
    real = str(device.resolve())
    for line in mounts.read_text("utf-8").splitlines():
        source, target, *_ = line.split()
        if source in (real, str(device)):
            return Path(target.encode().decode("unicode_escape"))  # a space stands there as \040
    raise StickError(f"the stick {stick!r} is plugged in, but not mounted: name its mount point in /etc/fstab")


def _answers(folder: Path) -> bool:
    """Tell whether something is mounted there; to look inside first wakes a mount that waits to be asked."""
    try:
        next(folder.iterdir(), None)
        return folder.is_mount()
    except OSError:
        return False
