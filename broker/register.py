"""Whom the hub knows today: families, rosters, age groups; read at the start, each office day, and with a new card."""

import logging
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from broker.holidays import with_holidays
from broker.house.office import Office
from broker.house.proofs import DueCounts, counted, proofs_due
from broker.house.settings import in_force, told
from broker.house.time import bounds, office_day
from broker.ledger import Ledger
from broker.retention import Retention
from broker.store import choices, forgetting, guests, habits, listing, minding, people
from broker.store.store import Store
from broker.wire import private
from broker.wire.errors import DabeiError
from broker.wire.message import Ms

if TYPE_CHECKING:
    from broker.holding import GuestEntry
    from broker.house.habits import Habit
    from broker.house.roster import Family, Roster
    from broker.house.rules import Group
    from broker.minding import Glance

log = logging.getLogger(__name__)
TOKENS = "tokens"
"""Folder beside the database that holds each kiosk's secret, to carry over to it."""


class Register:
    """Used by the aggregator's thread; pages read whole values only."""

    def __init__(self, ledger: Ledger, store: Store, office: Office, retention: Retention) -> None:
        """Prepare; `day` fills it."""
        self._ledger, self._store, self._settings, self.retention = ledger, store, office, retention
        self.office = office
        """As it is in force: with holidays, and with what staff set in pages."""
        self._told: tuple[object, ...] = ()
        self.kiosks = [node.id for node in office.nodes if node.role == "kiosk"]
        self._today: date | None = None
        self._news = set[str]()
        self.enrolling: dict[str, Ms] = {}
        """Kiosk → until when it waits for a new card."""
        self.families: dict[str, Family] = {}
        self.guests: dict[str, GuestEntry] = {}
        self.groups: dict[str, Group] = {}
        self.habits: tuple[Habit, ...] = ()
        """Families that usually come today."""
        self.glances: dict[str, Glance] = {}
        """Child → what carers see of its health."""
        self.emergency_sets = frozenset[str]()
        self.due = DueCounts()
        """How many of the carers' proofs somebody has to look after."""
        self.rosters: dict[str, Roster] = {}
        self.tokens = {node: people.token(store.connection, node) for node in self.kiosks}
        self.erased = forgetting.erased(store.connection)
        for node in self.kiosks:
            self._hand_out(node)

    def day(self, now: Ms) -> bool:
        """Begin an office day if it is a new one: age facts, read families anew. Tell whether it was."""
        today = office_day(now, self.office.zone)
        if today == self._today:
            return False
        self._today = today
        self._take_over(today)
        self.read(now)
        try:
            self._ledger.age(self.retention, self.office.zone, now)  # last: a full disk costs nobody the rosters
            self.guests = guests.guests(self._store.connection, now)  # some may have gone
        except sqlite3.Error as exc:
            log.error("facts could not grow old today: %s", exc)  # noqa: TRY400  # all is said
        return True

    def follow(self, now: Ms) -> None:
        """Let what staff have set since be in force, at the kiosks too."""
        if self._today and told(self._ledger.house) != self._told:
            self._take_over(self._today)
            self.read(now)

    def _take_over(self, today: date) -> None:
        self._told = told(self._ledger.house)
        self.office = in_force(with_holidays(self._settings, today), self._ledger.house)

    def read(self, now: Ms) -> None:
        """Read everyone anew; what cannot be read stays as it was."""
        today, connection = office_day(now, self.office.zone), self._store.connection
        try:
            chosen = choices.last(connection, self.office.zone, today)
            self.families = people.families(connection, today, chosen)
            self.guests = guests.guests(connection, now)
            self.habits = habits.habits(connection, self.office.zone, today)
            self.glances = minding.glances(connection)
            self.emergency_sets = people.emergency_sets(connection)
            self.due = counted(proofs_due(listing.carers(connection), self.office.rules.care.proofs, today))
            rosters = {node: people.roster(connection, self.office, node, today, chosen) for node in self.kiosks}
        except sqlite3.Error as exc:
            log.error("the register cannot be read, and stays as it was: %s", exc)  # noqa: TRY400  # all is said
            return
        self.groups = {child.id: child.group for family in self.families.values() for child in family.children}
        before, self.rosters = (
            self.rosters,
            {node: replace(roster, enrol_until=self.enrolling.get(node, 0)) for node, roster in rosters.items()},
        )
        self._news |= {node for node, roster in self.rosters.items() if roster != before.get(node)}

    def forget(self, now: Ms) -> None:
        """Know those no longer who have just been erased, and let kiosks forget them."""
        self.erased = forgetting.erased(self._store.connection)
        self.read(now)

    def day_end(self, now: Ms) -> Ms:
        """Give when this office day ends."""
        return bounds(office_day(now, self.office.zone), self.office.zone)[1]

    def token(self, node: str) -> str:
        """Give the secret by which a kiosk gets its roster.

        :raises DabeiError: it was not there when the hub started.
        """
        if node not in self.tokens:
            raise DabeiError(f"the hub does not know {node!r} yet; start it anew")
        return self.tokens[node]

    def renew_token(self, node: str, now: Ms) -> None:
        """Let a kiosk's secret, and the key of its copy, count no longer.

        :raises DabeiError: it was not there when the hub started.
        """
        self.token(node)
        people.forget_kiosk(self._store.connection, node)
        self.tokens[node] = people.token(self._store.connection, node)
        self._hand_out(node)
        self.read(now)

    def news(self) -> set[str]:
        """Give the kiosks whose roster has changed since this was asked last."""
        found, self._news = self._news, set()
        return found

    def _hand_out(self, node: str) -> None:
        folder = self._store.path.parent / TOKENS
        private.folder(folder)
        private.put(folder / node, self.tokens[node].encode())
