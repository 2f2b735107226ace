"""A fact without those who were erased: what is left of it where it still stands, in an outbox or at the hub."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from broker.wire.facts.house import Erased

NOBODY = "00000000"
"""What stands for the random part of an erased pseudonym."""
GONE = msgspec.json.encode(Erased())


class _Named(Struct):
    family: str = ""


_named = msgspec.json.Decoder(_Named)


def without(payload: bytes, pseudonyms: Iterable[str]) -> bytes:
    """Give a fact's payload in which nobody stands for these pseudonyms; nothing is left of a fact of their own."""
    names = {name for name in pseudonyms if name.encode() in payload}
    if family_of(payload) in names:
        return GONE
    for name in names:
        payload = payload.replace(name.encode(), f"{name[:2]}{NOBODY}".encode())
    return payload


def family_of(payload: bytes) -> str:
    """Give the family whose fact this is; empty for none."""
    try:
        return _named.decode(payload).family
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
