"""Sealed with a code: unreadable and unchangeable for whoever has not got it. AES-256-GCM under a key made by scrypt.

The parameters of scrypt are those that the OWASP cheat sheet on password storage advises for 32 MiB: a guess costs some
100 ms, so a code of 59 bits (`broker.passwords.made_up`) is found by nobody who holds what was sealed.
"""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from broker.wire.errors import DabeiError

MAGIC = b"dabei sealed 1\n"
SALT, NONCE, KEY = 16, 12, 32
"""Bytes."""


class SealError(DabeiError):
    """It was sealed with another code, was changed, or is something else."""


def seal(content: bytes, code: str) -> bytes:
    """Seal."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return MAGIC + salt + nonce + AESGCM(_key(code, salt)).encrypt(nonce, content, MAGIC)


def unseal(sealed: bytes, code: str) -> bytes:
    """Give what was sealed with this code.

    :raises SealError: this is not what was sealed, or not the code.
    """
    if not sealed.startswith(MAGIC):
        raise SealError("this is nothing that Dabei has sealed; look whether it is the right file or address")
    rest = sealed.removeprefix(MAGIC)
    salt, nonce, hidden = rest[:SALT], rest[SALT : SALT + NONCE], rest[SALT + NONCE :]
    try:
        return AESGCM(_key(code, salt)).decrypt(nonce, hidden, MAGIC)
    except (InvalidTag, ValueError):
        raise SealError("the code does not belong to it, or it was changed on the way; type the code again") from None


def place(code: str) -> str:
    """Give where what was sealed with a code waits to be fetched; to guess it costs as much as to guess the code."""
    return _key(code, b"dabei waits here")[:16].hex()


def _key(code: str, salt: bytes) -> bytes:
    plain = "".join(code.split()).replace("-", "").lower().encode()
    return hashlib.scrypt(plain, salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=KEY)
