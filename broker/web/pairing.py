"""Codes by which a new tablet or a desk's PC is let in: shown to staff, typed there, within two minutes, once."""

import secrets
from collections.abc import Callable

from msgspec import Struct

from broker.known import PairedRole
from broker.wire.message import Ms

LASTS_MS = 120_000
TRIES = 5
"""After so many wrong codes in a row none counts any more: staff make a new one."""


class Invitation(Struct, frozen=True):
    """A code, and what it lets in."""

    code: str
    role: PairedRole
    desk: str
    until: Ms


class Pairing:
    """Remembers the codes that count. Used in the event loop of the pages."""

    def __init__(self, now: Callable[[], Ms]) -> None:
        """Begin with none."""
        self._now = now
        self._open: dict[str, Invitation] = {}
        self._wrong = 0

    def invite(self, role: PairedRole, desk: str = "") -> Invitation:
        """Make a code of six digits."""
        self._wrong = 0
        self._drop_old()
        code = f"{secrets.randbelow(1_000_000):06}"
        self._open[code] = Invitation(code, role, desk, self._now() + LASTS_MS)
        return self._open[code]

    def find(self, code: str) -> Invitation | None:
        """Give what a code lets in, or None; after too many wrong ones none does."""
        self._drop_old()
        found = self._open.get("".join(code.split()))
        if found is None:
            self._wrong += 1
            if self._wrong >= TRIES:
                self._open.clear()
        return found

    def use(self, invitation: Invitation) -> None:
        """Let a code count no longer."""
        self._open.pop(invitation.code, None)

    def _drop_old(self) -> None:
        self._open = {code: found for code, found in self._open.items() if found.until > self._now()}
