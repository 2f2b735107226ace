"""What happened on a day, for pages: read by a connection of its own, so that the hub's thread goes on meanwhile."""

from contextlib import closing

from broker.house.state import Fact
from broker.store import facts
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

        :raises StoreError: the database cannot be read.
        """
        with closing(look(self._path)) as connection:
            return list(facts.of_kinds(connection, SETTINGS))
