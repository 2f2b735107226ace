"""A fact without those who were erased: what is left of it where it still stands, in an outbox or at the hub."""

import re
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from broker.wire.facts.house import Erased

NOBODY = "00000000"
"""What stands for the random part of an erased pseudonym."""
GONE = msgspec.json.encode(Erased())


PSEUDONYM = re.compile(r"[facpg]-[a-z0-9]{8}")


class _Child(Struct):
    child: str = ""


class _Named(Struct):
    family: str = ""
    guest: str = ""
    adult: str = ""
    child: str = ""
    children: list[_Child | str] = []


_named = msgspec.json.Decoder(_Named)


def without(payload: bytes, pseudonyms: Iterable[str]) -> bytes:
    """Give a fact's payload in which nobody stands for these pseudonyms; nothing is left of a fact of their own."""
    names = {name for name in pseudonyms if name.encode() in payload}
    if owner_of(payload) in names:
        return GONE
    for name in names:
        payload = payload.replace(name.encode(), f"{name[:2]}{NOBODY}".encode())
    return payload


def owner_of(payload: bytes) -> str:
    """Give the family or the guest whose fact this is; empty for none."""
    found = _read(payload)
    return found.family or found.guest


def persons_of(payload: bytes) -> set[str]:
    """Give the adult and children of the family whose fact this is; in a child's fact the adult may be another's."""
    found = _read(payload)
    children = (one if isinstance(one, str) else one.child for one in found.children)
    return {name for name in (found.child or found.adult, *children) if PSEUDONYM.fullmatch(name)}


def _read(payload: bytes) -> _Named:
    try:
        return _named.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Named()
