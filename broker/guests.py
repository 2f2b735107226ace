"""Guests while the hub runs: signed in with or without a badge, which is free again when the office day ends."""

from msgspec.structs import replace

from broker.holding import GuestEntry
from broker.known import Entry
from broker.register import Register
from broker.store import accounts, guests
from broker.store.store import Store, writing


class Guests:
    """Used by the aggregator's thread."""

    def __init__(self, store: Store, register: Register) -> None:
        """Prepare; kiosks learn of every badge through `register`."""
        self._store, self._register = store, register

    def put(self, guest: GuestEntry, log: Entry) -> str:
        """Add or change a guest, lend or take back the badge, and give the pseudonym.

        :param log: who does that; about whom, is filled in.
        :raises TakenError: the badge is not free.
        :raises StoreError: it could not be written.
        """
        connection = self._store.connection
        with writing(connection):
            name = guests.put(connection, replace(guest, seen=log.at))
            if guest.badge:
                guests.lend(connection, guest.badge, name, log.at, self._register.day_end(log.at))
            else:
                guests.take_back(connection, name)
            accounts.note(connection, log.about(name))
        self._register.read(log.at)
        return name
