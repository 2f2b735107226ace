"""Sealing a backup for its way out of the house, in the open format of age (age-encryption.org).

What seals is no secret and stays on the hub; what opens is on paper in the office's safe and nowhere else. Every
program that speaks age opens such a file, with or without Dabei.
"""

import re

import pyrage
from msgspec import Struct

from broker.wire.errors import StoreError

MAGIC = b"age-encryption.org/v1\n"


class Key(Struct, frozen=True):
    """Both halves of a new key."""

    opens: str
    """The secret half, for paper alone; its last characters are a checksum."""
    seals: str
    """The half that the hub keeps."""


def make() -> Key:
    """Make a key."""
    identity = pyrage.x25519.Identity.generate()
    return Key(str(identity), str(identity.to_public()))


def seal(data: bytes, seals: str) -> bytes:
    """Seal; only the other half of the key opens it.

    :raises StoreError: this is no key.
    """
    try:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(seals.strip())]))
    except (pyrage.RecipientError, pyrage.EncryptError) as exc:
        raise StoreError(
            f"the backup cannot be sealed: {exc}. Make a new key: dabei-broker SETTINGS backup-key"
        ) from exc


def unseal(data: bytes, opens: str) -> bytes:
    """Open what was sealed, with the key as somebody has typed it from paper.

    :raises StoreError: the key is mistyped, is another one, or the file is damaged.
    """
    typed = "".join(re.findall(r"[A-Z0-9-]", opens.upper()))
    try:
        identity = pyrage.x25519.Identity.from_str(typed)
    except pyrage.IdentityError as exc:
        raise StoreError("this is no key: something is mistyped or missing. It begins with AGE-SECRET-KEY-1") from exc
    try:
        return bytes(pyrage.decrypt(data, [identity]))
    except pyrage.DecryptError as exc:
        raise StoreError("this key does not open this backup: it is another one's, or the file is damaged") from exc
