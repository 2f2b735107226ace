"""The access log of pages that are drawn again and again: a line for each child or person looked at, once."""

from collections.abc import Iterable

from broker.web.desk_family import ChildFace
from broker.web.hub import Hub
from broker.web.who import Who

KEPT = 4000
"""Lines remembered; beyond that all are forgotten, and at worst one is noted twice."""


class Looked:
    """Remembers what was noted since the start, so that a page drawn again notes nothing. For one event loop."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._noted = set[tuple[str, ...]]()

    async def at(self, children: Iterable[ChildFace], who: Who, hub: Hub, visits: Iterable[str]) -> None:
        """Note that somebody looks at how these children are.

        :param visits: those during which it is looked at; the next ones are noted anew.
        :raises DabeiError: it could not be written; then nothing is shown.
        """
        during = " ".join(sorted(visits))
        for child in children:
            await self.once(who, hub, "how_the_child_is", child.id, during)

    async def once(self, who: Who, hub: Hub, what: str, subject: str, during: str) -> None:
        """Note that somebody looks, once for as long as `during` is the same.

        :raises DabeiError: it could not be written; then nothing is shown.
        """
        if len(self._noted) > KEPT:
            self._noted.clear()
        look = (who.role, who.adult or who.name, who.device, what, subject, during)
        if look not in self._noted:
            await hub.note(who.role, who.adult or who.name, who.device, what, subject)
            self._noted.add(look)
