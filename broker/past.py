"""What happened and what is kept, for pages: read by a connection of its own, while the hub's thread goes on."""

from contextlib import closing

from broker.house.state import Fact
from broker.known import Line, Search
from broker.store import audit, export, facts
from broker.store.export import Rows
from broker.store.store import Store, look
from broker.wire.facts import SETTINGS
from broker.wire.message import Ms


class Past:
    """Used by any thread that may wait for the disk."""

    def __init__(self, store: Store) -> None:
        """Read this store."""
        self._path = store.path

    def facts(self, since: Ms, until: Ms) -> list[Fact]:
        """Give the facts that happened within [since, until), in the hub's order.

        :raises StoreError: the database cannot be read.
        """
        with closing(look(self._path)) as connection:
            return list(facts.within(connection, since, until))

    def settings(self) -> list[Fact]:
        """Give every fact by which staff set something for the house, in the hub's order.

        :raises DabeiError: the database cannot be read.
        """
        with closing(look(self._path)) as connection:
            return list(facts.of_kinds(connection, SETTINGS))

    def export(self, who: str) -> Rows:
        """Give everything that is known of a family or a guest, as of one moment.

        :raises DabeiError: there is no such family or guest, or the database cannot be read.
        """
        with closing(look(self._path)) as connection:
            connection.execute("BEGIN")
            return export.export(connection, who)

    def lines(self, search: Search, most: int) -> list[Line]:
        """Give up to so many lines of the access log, the newest first.

        :raises StoreError: the database cannot be read.
        """
        with closing(look(self._path)) as connection:
            return audit.lines(connection, search, most)
