"""Phones that ask to be let in by somebody who has no own code: a carer lets one in, with one touch, or does not."""

import secrets
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from broker.house.state import House
from broker.web.forms import key
from broker.wire.message import Id, Ms

LASTS_MS = 5 * 60_000


class PhoneAsk(Struct, frozen=True):
    """A phone that waits."""

    id: str
    visit: str
    adult: str
    desk: str
    number: int
    """Two digits that the phone and the board both show: else a stranger's phone could be let in instead."""
    until: Ms
    allowed: bool = False

    @property
    def key(self) -> Id:
        """Key of the form by which it is answered, the same on every screen."""
        return key("phone", self.id)


class PhoneAsks:
    """Remembers who asks: of each visit one phone, the one that asked last. For the event loop of the pages."""

    def __init__(self, now: Callable[[], Ms]) -> None:
        """Begin with none."""
        self._now = now
        self._asks: dict[str, PhoneAsk] = {}

    def ask(self, visit: str, adult: str, desk: str) -> PhoneAsk:
        """Let a phone wait for a carer; one that waited for the same visit does so no longer."""
        self.end(visit)
        found = PhoneAsk(
            secrets.token_urlsafe(18), visit, adult, desk, 10 + secrets.randbelow(90), self._now() + LASTS_MS
        )
        self._asks[found.id] = found
        return found

    def find(self, ask: str, house: House) -> PhoneAsk | None:
        """Give a phone that still waits, or may come in; None once its time, its visit or its desk is over."""
        return next((found for found in self._open(house) if found.id == ask), None)

    def waiting(self, house: House) -> list[PhoneAsk]:
        """Give the phones about which nobody has said anything yet."""
        return [found for found in self._open(house) if not found.allowed]

    def allow(self, ask: PhoneAsk) -> None:
        """Let a phone in when it asks next."""
        self._asks[ask.id] = replace(ask, allowed=True)

    def end(self, visit: str) -> None:
        """Let no phone wait for this visit any more: one is in, or is not to be."""
        self._asks = {name: found for name, found in self._asks.items() if found.visit != visit}

    def _open(self, house: House) -> list[PhoneAsk]:
        sitting = {(visit.visit, visit.desk) for visit in house.visits.values()}
        now = self._now()
        self._asks = {
            name: found
            for name, found in self._asks.items()
            if found.until > now and (found.visit, found.desk) in sitting
        }
        return list(self._asks.values())
