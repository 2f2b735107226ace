"""Families as staff change them while the hub runs: whole, with a version, and each change in the access log."""

from msgspec.structs import replace

from broker.families import Families, FamilyEntry, Kept, Listed
from broker.known import CHANGED, Entry
from broker.register import Register
from broker.store import accounts, listing, people, taking_in
from broker.store.store import Store, reading, writing
from broker.wire.settings import unusable


class Keeping:
    """Used by the aggregator's thread."""

    def __init__(self, store: Store, register: Register) -> None:
        """Prepare; `register` learns of every change."""
        self._store, self._register = store, register

    def family(self, family: str) -> Kept | None:
        """Give a family by its id or label; None if there is none.

        :raises StoreError: it cannot be read.
        """
        connection = self._store.connection
        with reading():
            if (found := people.find(connection, family)) is None:
                return None
            at, by = accounts.newest(connection, found, CHANGED) or (0, "")
            return Kept(people.entry(connection, found), people.version_of(connection, found), at, by)

    def families(self) -> tuple[Listed, ...]:
        """List every family.

        :raises StoreError: they cannot be read.
        """
        with reading():
            return listing.listed(self._store.connection)

    def save(self, entry: FamilyEntry, version: int, log: Entry) -> str:
        """Put a family as somebody has changed it, and give its id.

        :param version: the one that was changed; 0 for a family that is new.
        :param log: who does what; about whom, is filled in where it is a new family.
        :raises ConflictError: it is another one by now.
        :raises TakenError: a label, a card or a code belongs to somebody else.
        :raises SettingsError: it cannot be so.
        :raises StoreError: it could not be written.
        """
        if faults := Families(families=(entry,)).problems():
            raise unusable("the family", faults)
        connection = self._store.connection
        with writing(connection):
            family = taking_in.save(connection, entry, version)
            accounts.note(connection, replace(log, subject=log.subject or family))
        self._register.read(log.at)
        return family
