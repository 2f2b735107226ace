"""What the pages ask of the hub: the aggregator's picture at once, everything that is written through its thread."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from msgspec.structs import replace

from broker.aggregator import Aggregator
from broker.families import FamilyEntry, Kept, Listed
from broker.holding import Cards, CardState, Enrolment, GuestEntry
from broker.house.roster import EnrolOutcome, Roster
from broker.house.state import Fact
from broker.known import Entry, Known, Line, Paired, PairedRole, Search
from broker.minding import Details, Glance
from broker.retention import Retention
from broker.snapshot import Snapshot
from broker.watch import Watched
from broker.wire.message import Ms
from broker.wire.wanted import Wanted

_T = TypeVar("_T")


class Front:
    """Called in the event loop of the pages. Everything awaited raises StoreError if it could not be written."""

    def __init__(self, hub: Aggregator) -> None:
        """Answer for this hub."""
        self._hub = hub

    def snapshot(self) -> Snapshot:
        """Give what is known now; never waits."""
        return self._hub.snapshot()

    def watched(self) -> Watched:
        """Give how the hub is, in numbers; never waits."""
        return self._hub.watched()

    def roster(self, node: str) -> Roster | None:
        """Give what a kiosk may hold; None if there is no such kiosk."""
        return self._hub.register.rosters.get(node)

    def token(self, node: str) -> str | None:
        """Give the secret by which a kiosk gets its roster; None if there is no such kiosk."""
        return self._hub.register.tokens.get(node)

    async def changed(self, version: int) -> int:
        """Wait until there is a version above this one, and give it."""
        return await self._hub.changed(version)

    async def record(self, *facts: Wanted) -> None:
        """Record facts of a page in this order and with nothing between them, all or none; returns after COMMIT."""
        await self._hub.record(*facts)

    async def enrol(self, node: str, number: str) -> EnrolOutcome:
        """Take a card that a kiosk does not know."""
        return await self._call(lambda now: self._hub.cards.take(node, number, now))

    def known(self) -> Known:
        """Give who may open pages."""
        return self._hub.accounts.known

    def forms(self) -> str:
        """Give the secret that signs what forms carry."""
        return self._hub.accounts.forms

    async def find_code(self, code: str) -> str | None:
        """Give the adult whose own code this is."""
        return await self._call(lambda _now: self._hub.accounts.find_code(code))

    async def pair(self, name: str, role: PairedRole, desk: str, pin: str) -> tuple[Paired, str]:
        """Let a device in, and give the secret that it is to hold."""
        return await self._call(lambda now: self._hub.accounts.pair(name, role, desk, pin, now))

    async def revoke(self, device: str) -> None:
        """Let a device in no longer."""
        await self._call(lambda _now: self._hub.accounts.revoke(device))

    async def note(self, role: str, actor: str, device: str, what: str, subject: str, detail: str = "") -> None:
        """Write a line of the access log."""
        await self._call(lambda now: self._hub.accounts.note(Entry(now, role, actor, device, what, subject, detail)))

    async def family(self, family: str) -> Kept | None:
        """Give a family by its id or label, and which version of it this is; None if there is none."""
        return await self._call(lambda _now: self._hub.keeping.family(family))

    async def families(self) -> tuple[Listed, ...]:
        """List every family, with what one can search for."""
        return await self._call(lambda _now: self._hub.keeping.families())

    async def save_family(self, entry: FamilyEntry, version: int, log: Entry) -> str:
        """Put a family as somebody has changed it, and give its id."""
        return await self._call(lambda now: self._hub.keeping.save(entry, version, replace(log, at=now)))

    async def cards(self) -> Cards:
        """Give all cards and badges, and who has a code."""
        return await self._call(self._hub.cards.all)

    async def expect_card(self, adult: str, kiosk: str, log: Entry) -> Enrolment:
        """Wait at a kiosk for the new card of an adult, or for the office's next badge."""
        return await self._call(lambda now: self._hub.cards.expect(adult, "", kiosk, now, log))

    async def enrolment(self, name: str) -> Enrolment | None:
        """Tell how far that is; None when it is over without a card."""
        return await self._call(lambda now: self._hub.cards.enrolment(name, now))

    async def stop_enrolment(self, name: str) -> None:
        """Wait no longer."""
        await self._call(lambda now: self._hub.cards.stop(name, now))

    async def give_card(self, adult: str, number: str, log: Entry) -> EnrolOutcome:
        """Give an adult a card by its number."""
        return await self._call(lambda now: self._hub.cards.give(adult, number, replace(log, at=now)))

    async def mark_card(self, number: str, state: CardState, log: Entry) -> None:
        """Say that a card is lost, found again, or nobody's any more."""
        await self._call(lambda now: self._hub.cards.mark(number, "", state, now, replace(log, at=now)))

    async def new_codes(self, adults: Collection[str], log: Entry) -> dict[str, str]:
        """Give these adults new codes."""
        return await self._call(lambda now: self._hub.codes.renew(adults, replace(log, at=now)))

    async def drop_code(self, adult: str, log: Entry) -> None:
        """Take the code of an adult away."""
        await self._call(lambda now: self._hub.codes.drop(adult, replace(log, at=now)))

    async def put_guest(self, guest: GuestEntry, log: Entry) -> str:
        """Sign a guest in, or change what is known of one."""
        return await self._call(lambda now: self._hub.guests.put(guest, replace(log, at=now)))

    def glances(self) -> dict[str, Glance]:
        """Give what stands open of children's health; never waits."""
        return self._hub.register.glances

    async def details(self, role: str, actor: str, device: str, child: str) -> Details | None:
        """Give what only carers may know of a child, once the look is written down."""
        return await self._call(
            lambda now: self._hub.accounts.details(Entry(now, role, actor, device, "health", child))
        )

    async def past(self, since: Ms, until: Ms) -> list[Fact]:
        """Give the facts that happened within [since, until), in the hub's order."""
        return await asyncio.to_thread(self._hub.past.facts, since, until)

    async def export(self, who: str) -> dict[str, list[dict[str, Any]]]:
        """Give everything that is known of a family or a guest."""
        return await asyncio.to_thread(self._hub.past.export, who)

    async def lines(self, search: Search, most: int) -> list[Line]:
        """Give up to so many lines of the access log, the newest first."""
        return await asyncio.to_thread(self._hub.past.lines, search, most)

    async def erase(self, who: str, log: Entry) -> int:
        """Remove every trace of a family or a guest, and give how many facts went."""
        return await self._call(lambda now: self._hub.erase(who, replace(log, at=now)))

    def retention(self) -> Retention:
        """Give for how long what is kept."""
        return self._hub.register.retention

    async def settings(self) -> list[Fact]:
        """Give every fact by which staff set something for the house, in the hub's order."""
        return await asyncio.to_thread(self._hub.past.settings)

    async def make_codes(self, desks: Collection[str]) -> None:
        """Give these desks new secrets for their printed codes."""
        await self._call(lambda _now: self._hub.accounts.make_codes(desks))

    async def _call(self, do: Callable[[Ms], _T]) -> _T:
        return await asyncio.wrap_future(self._hub.call(do))
