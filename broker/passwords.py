"""Passwords and PINs as argon2id hashes, as the OWASP cheat sheet on password storage advises (19 MiB, two passes)."""

import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike."""
LEAST = 10
"""Characters of a password, at least."""


def hashed(secret: str) -> str:
    """Give the hash; takes some 30 ms on a PC, and longer on a Pi."""
    return _HASHER.hash(secret)


def _random(count: int) -> str:
    return b64encode(secrets.token_bytes(count)).decode().rstrip("=")


NOBODY = (
    f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}${_random(16)}${_random(32)}"
)
"""Looks like a hash, of a password that nobody has: a name that is not known costs as long as one that is."""


def matches(secret: str, known: str) -> bool:
    """Tell whether a password is the one that was hashed."""
    try:
        return _HASHER.verify(known, secret)
    except (VerificationError, InvalidHashError):
        return False


def made_up() -> str:
    """Make a password that can be read out: three times four characters, 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
