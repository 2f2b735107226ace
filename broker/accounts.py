"""Who may open pages, while the hub runs: log-ins and paired devices. Used by the aggregator's thread."""

import secrets
from collections.abc import Iterable

from broker.known import Account, Entry, Known, Paired, PairedRole, digest
from broker.minding import Details
from broker.passwords import hashed, made_up
from broker.store import accounts, minding, people
from broker.store.store import Store, writing
from broker.wire.errors import DabeiError
from broker.wire.message import Ms

FIRST = "leitung"
"""Name of the log-in that the first start makes."""


class Accounts:
    """`known` may be read by any thread: it is replaced as a whole."""

    def __init__(self, store: Store) -> None:
        """Read who is known."""
        self._store = store
        self.known: Known = accounts.known(store.connection)
        self.forms = accounts.secret_of_forms(store.connection)
        """Signs what forms carry."""

    def first(self, now: Ms) -> str | None:
        """Make the first log-in, and give its password; None if there is one already."""
        if self.known.accounts:
            return None
        password = made_up()
        self.set_password(FIRST, hashed(password), now)
        return password

    def set_password(self, name: str, secret: str, now: Ms) -> None:
        """Add a log-in, or give it another password, by its hash; its sessions end."""
        with writing(self._store.connection):
            accounts.put_account(self._store.connection, Account(name, secret, now))
        self._read()

    def remove(self, name: str) -> None:
        """Take a log-in away; its sessions end.

        :raises DabeiError: there is no such log-in, or nobody could log in without it.
        """
        if name not in self.known.accounts:
            raise DabeiError(f"there is no log-in {name!r}; there are: {', '.join(self.known.accounts)}")
        if len(self.known.accounts) == 1:
            raise DabeiError(f"{name!r} is the only log-in; make another one first")
        with writing(self._store.connection):
            accounts.drop_account(self._store.connection, name)
        self._read()

    def pair(self, name: str, role: PairedRole, desk: str, pin: str, now: Ms) -> tuple[Paired, str]:
        """Let a device in, and give the secret that it is to hold; `pin` is a hash."""
        secret = secrets.token_urlsafe(32)
        device = Paired(secrets.token_hex(4), name, role, desk, digest(secret), pin, now)
        with writing(self._store.connection):
            accounts.put_paired(self._store.connection, device)
        self._read()
        return device, f"{device.id}.{secret}"

    def revoke(self, device: str) -> None:
        """Let a device in no longer."""
        with writing(self._store.connection):
            accounts.drop_paired(self._store.connection, device)
        self._read()

    def make_codes(self, desks: Iterable[str]) -> None:
        """Give these desks new secrets for their printed codes."""
        with writing(self._store.connection):
            for desk in desks:
                accounts.put_code(self._store.connection, desk, secrets.token_urlsafe(18))
        self._read()

    def find_code(self, code: str) -> str | None:
        """Give the adult whose own code this is."""
        return people.adult_of_pin(self._store.connection, code)

    def note(self, entry: Entry) -> None:
        """Write a line of the access log."""
        with writing(self._store.connection):
            accounts.note(self._store.connection, entry)

    def details(self, entry: Entry) -> Details | None:
        """Give what only carers may know of a child, once the look is written down."""
        self.note(entry)
        return minding.details(self._store.connection, entry.subject)

    def _read(self) -> None:
        self.known = accounts.known(self._store.connection)
