"""Who may open pages, as values: log-ins of staff, paired tablets and desks, lines of the access log. Hashes only."""

import hashlib
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.wire.message import Ms

PairedRole = Literal["carer", "desk"]
LOOKED, CHANGED = "family", "family_changed"
"""In the access log: somebody looked at a family's sheet, or changed it."""
KEEPER = "keeper"
"""Role in the access log of whoever gives commands on the hub's own machine."""


class Account(Struct, frozen=True):
    """A log-in of staff."""

    name: str
    secret: str
    """Hash of the password."""
    since: Ms
    """When the password was set: sessions that began before it have ended."""


class Paired(Struct, frozen=True):
    """A carers' tablet, or the PC at a desk."""

    id: str
    name: str
    role: PairedRole
    desk: str
    """Of a desk's PC: which desk; else empty."""
    secret: str
    """SHA-256 of the random secret that it holds, hexadecimal."""
    pin: str
    """Hash of the short PIN that opens it again; empty for a desk."""
    paired: Ms


class Known(Struct, frozen=True):
    """Everybody who may open pages, by name and id."""

    accounts: dict[str, Account]
    paired: dict[str, Paired]
    codes: dict[str, str] = {}
    """Desk → secret of its printed code: it names the desk, and opens nothing by itself."""


class Entry(Struct, frozen=True):
    """A line of the access log: who looked at what of whom, or did what."""

    at: Ms
    role: str
    actor: str
    """Name of the log-in, or pseudonym of the carer who was picked; empty if nobody was."""
    device: str
    what: str
    subject: str
    """Pseudonym of whom it is about."""
    detail: str = ""
    """Names of what was changed, with a comma between them; never what it was or is. Of a log-in, from where."""

    def about(self, subject: str) -> "Entry":
        """Give the same line about somebody."""
        return replace(self, subject=subject)


class Line(Struct, frozen=True):
    """A line of the access log where it stands."""

    place: tuple[Ms, int]
    """By which the lines before it are asked for."""
    entry: Entry


class Search(Struct, frozen=True):
    """Which lines of the access log are wanted; what is not said is not asked for."""

    names: tuple[str, ...] = ()
    """Pseudonyms or log-ins: lines about one of them, or by one of them."""
    what: str = ""
    within: tuple[Ms, Ms] | None = None
    """From this moment on, and before that one."""
    before: tuple[Ms, int] | None = None
    """Lines older than the one that stands at this place."""


def digest(secret: str) -> str:
    """Give what is kept of a device's random secret: SHA-256, hexadecimal; it has no words to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
