"""Own codes while the hub runs: new ones for letters, and taken away. Used by the aggregator's thread."""

import secrets
from collections.abc import Iterable

from broker.known import Entry
from broker.register import Register
from broker.store import accounts, codes
from broker.store.store import Store, writing


class Codes:
    """Used by the aggregator's thread."""

    def __init__(self, store: Store, register: Register) -> None:
        """Prepare; kiosks learn of every change through `register`."""
        self._store, self._register = store, register

    def renew(self, adults: Iterable[str], log: Entry) -> dict[str, str]:
        """Give these adults new codes, all or none, and give them by adult; the old ones count no longer.

        :param log: who does that; about whom, is filled in.
        :raises StoreError: it could not be written.
        """
        connection, found = self._store.connection, dict[str, str]()
        with writing(connection):
            for adult in adults:
                if code := codes.renew(connection, adult, secrets.randbelow):
                    found[adult] = code
                    accounts.note(connection, log.about(adult))
        self._register.read(log.at)
        return found

    def drop(self, adult: str, log: Entry) -> None:
        """Take the code of an adult away.

        :raises StoreError: it could not be written.
        """
        with writing(self._store.connection):
            if codes.drop(self._store.connection, adult):
                accounts.note(self._store.connection, log.about(adult))
        self._register.read(log.at)
