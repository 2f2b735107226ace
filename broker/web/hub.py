"""What the pages need of the hub. The aggregator is one; a test's hand-written hub is another."""

from collections.abc import Collection
from typing import Any, Protocol

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


class Hub(Protocol):
    """The truth, as pages read and add to it. Called in the event loop of the pages only."""

    def snapshot(self) -> Snapshot:
        """Give what is known now; never waits."""

    def watched(self) -> Watched:
        """Give how the hub is, in numbers that tell of nobody; never waits."""

    async def changed(self, version: int) -> int:
        """Wait until there is a version above this one, and give the newest; -1 gives it at once."""

    async def record(self, *facts: Wanted) -> None:
        """Record facts in this order and with nothing between them, all or none; returns after COMMIT.

        :raises DabeiError: none was recorded.
        """

    async def enrol(self, node: str, number: str) -> EnrolOutcome:
        """Take a card that a kiosk does not know, while it waits for somebody's new one.

        :raises DabeiError: it could not be written.
        """

    def known(self) -> Known:
        """Give who may open pages; never waits."""

    def forms(self) -> str:
        """Give the secret that signs what forms carry."""

    async def find_code(self, code: str) -> str | None:
        """Give the adult whose own code this is."""

    async def pair(self, name: str, role: PairedRole, desk: str, pin: str) -> tuple[Paired, str]:
        """Let a device in, and give the secret that it is to hold; `pin` is a hash.

        :raises DabeiError: it could not be written.
        """

    async def revoke(self, device: str) -> None:
        """Let a device in no longer, by its id.

        :raises DabeiError: it could not be written.
        """

    async def note(self, role: str, actor: str, device: str, what: str, subject: str, detail: str = "") -> None:
        """Write a line of the access log: who looked at what of whom, or did what.

        :raises DabeiError: it could not be written; then nothing is shown.
        """

    async def family(self, family: str) -> Kept | None:
        """Give a family by its id or label, and which version of it this is; None if there is none.

        :raises DabeiError: it cannot be read.
        """

    async def families(self) -> tuple[Listed, ...]:
        """List every family, with what one can search for.

        :raises DabeiError: they cannot be read.
        """

    async def save_family(self, entry: FamilyEntry, version: int, log: Entry) -> str:
        """Put a family as somebody has changed it, and give its id; the hub fills in when, and of a new one whose.

        :param version: the one that was changed; 0 for a family that is new.
        :raises ConflictError: it is another one by now.
        :raises TakenError: a label, a card or a code belongs to somebody else.
        :raises DabeiError: it cannot be so, or could not be written.
        """

    async def cards(self) -> Cards:
        """Give all cards and badges, and who has a code.

        :raises DabeiError: they cannot be read.
        """

    async def expect_card(self, adult: str, kiosk: str, log: Entry) -> Enrolment:
        """Wait at a kiosk for the new card of an adult, by id; `BADGE` for the office's next badge.

        :raises BusyError: another card is waited for there.
        :raises DabeiError: there is no such adult or kiosk.
        """

    async def enrolment(self, name: str) -> Enrolment | None:
        """Tell how far that is, by its id; None when it is over without a card."""

    async def stop_enrolment(self, name: str) -> None:
        """Wait no longer."""

    async def give_card(self, adult: str, number: str, log: Entry) -> EnrolOutcome:
        """Give an adult a card by its number, as a reader at the desk types it.

        :raises DabeiError: it could not be written.
        """

    async def mark_card(self, number: str, state: CardState, log: Entry) -> None:
        """Say that a card is lost, found again, or nobody's any more.

        :raises DabeiError: there is no such card, or it could not be written.
        """

    async def new_codes(self, adults: Collection[str], log: Entry) -> dict[str, str]:
        """Give these adults new codes, all or none, and give them by adult: the old ones count no longer.

        :raises DabeiError: they could not be written.
        """

    async def drop_code(self, adult: str, log: Entry) -> None:
        """Take the code of an adult away.

        :raises DabeiError: it could not be written.
        """

    async def put_guest(self, guest: GuestEntry, log: Entry) -> str:
        """Sign a guest in, or change what is known of one, and give the pseudonym; without a badge it is given back.

        :raises TakenError: the badge is not free.
        :raises DabeiError: it could not be written.
        """

    def glances(self) -> dict[str, Glance]:
        """Give what stands open of children's health, for carers alone; never waits."""

    async def details(self, role: str, actor: str, device: str, child: str) -> Details | None:
        """Give health and telephone numbers of a child, once the look is in the access log; None: nobody knows it.

        :raises DabeiError: it could not be written; then nothing is shown.
        """

    async def past(self, since: Ms, until: Ms) -> list[Fact]:
        """Give the facts that happened within [since, until), in the hub's order.

        :raises DabeiError: they cannot be read.
        """

    async def export(self, who: str) -> dict[str, list[dict[str, Any]]]:
        """Give everything that is known of a family or a guest: rows by table, facts as they were told.

        :param who: a family by its id or label, or a guest by its id.
        :raises DabeiError: there is no such family or guest, or it cannot be read.
        """

    async def lines(self, search: Search, most: int) -> list[Line]:
        """Give up to so many lines of the access log, the newest first.

        :raises DabeiError: it cannot be read.
        """

    async def erase(self, who: str, log: Entry) -> int:
        """Remove every trace of a family or a guest, and give how many facts went; the hub fills in when.

        :param who: as in `export`.
        :raises DabeiError: nothing was erased: there is nobody of that name, they are in the house, or it cannot be.
        """

    def retention(self) -> Retention:
        """Give for how long what is kept; never waits."""

    async def settings(self) -> list[Fact]:
        """Give every fact by which staff set something for the house, in the hub's order.

        :raises DabeiError: they cannot be read.
        """

    async def make_codes(self, desks: Collection[str]) -> None:
        """Give these desks new secrets for their printed codes, as `known` then has them; the old ones end.

        :raises DabeiError: it could not be written.
        """

    def token(self, node: str) -> str | None:
        """Give the secret by which a kiosk gets its roster; None if there is no such kiosk."""

    def roster(self, node: str) -> Roster | None:
        """Give what a kiosk may hold; None if there is no such kiosk."""
