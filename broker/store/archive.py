"""What a hub needs to live again: the database, the list of the erased, its settings, and whom it trusts."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from broker.store import copying, sealing
from broker.wire.errors import StoreError
from broker.wire.message import Ms

GZIP = b"\x1f\x8b"
DATABASE, ERASED, SETTINGS, OFFICE = "hub.db", "hub.db.erased", "hub.toml", "office.toml"
BESIDE = ("trust", "mosquitto")
"""Folders beside the database that go along: authorities and certificates, without which every node is a stranger."""
AUTHORITY = "trust/nodes-ca.crt"
"""By which a backup and a machine are of the same trust, or not."""


class Backup(Struct, frozen=True):
    """A backup that was read: `files` by their name in it, the database among them."""

    files: Mapping[str, bytes]

    @property
    def database(self) -> bytes:
        """The database."""
        return self.files[DATABASE]


def pack(files: Mapping[str, bytes], now: Ms) -> bytes:
    """Put everything into one file."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as tar:
        for name, data in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(data), 0o600, now // 1000
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def read(data: bytes) -> Backup:
    """Read a backup of any kind that is not sealed, and look its database over.

    :raises StoreError: it is none, or damaged.
    """
    files = {DATABASE: data} if data.startswith(copying.MAGIC) else _unpack(data)
    if DATABASE not in files:
        raise StoreError("it is no backup of ours: there is no database in it")
    copying.look_over(files[DATABASE])
    return Backup(files)


def is_sealed(data: bytes) -> bool:
    """Tell whether it needs the key from the safe."""
    return data.startswith(sealing.MAGIC)


def beside(path: Path) -> dict[str, bytes]:
    """Give the files of those folders beside a database that go along; none that is of this moment alone.

    A bundle counts once, and must not wait again after a restore.
    """
    return {
        str(found.relative_to(path.parent)): found.read_bytes()
        for folder in BESIDE
        for found in sorted((path.parent / folder).rglob("*"))
        if found.is_file() and found.suffix not in (".pid", ".new") and found.parent.name != "waiting"
    }


def _unpack(data: bytes) -> dict[str, bytes]:
    if not data.startswith(GZIP):
        raise StoreError("it is no backup of ours")
    files = {}
    try:
        plain = gzip.decompress(data)  # whole: tar would not look at the checksum that stands behind its end
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as tar:
            for member in tar:
                if (part := tar.extractfile(member)) is not None:
                    files[member.name] = part.read()
    except (tarfile.TarError, OSError, EOFError, zlib.error) as exc:
        raise StoreError(f"it is damaged: {exc}") from exc
    return files
