"""The access log of pages that show how children are: a line for each child that somebody looks at, once."""

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
        self._noted = set[tuple[str, str]]()

    async def at(self, children: Iterable[ChildFace], who: Who, hub: Hub, visits: Iterable[str]) -> None:
        """Note that somebody looks at how these children are.

        :param visits: those during which it is looked at; the next ones are noted anew.
        :raises DabeiError: it could not be written; then nothing is shown.
        """
        if len(self._noted) > KEPT:
            self._noted.clear()
        reader = " ".join((who.role, who.adult or who.name, who.device, *sorted(visits)))
        for child in children:
            if (reader, child.id) not in self._noted:
                await hub.note(who.role, who.adult or who.name, who.device, "how_the_child_is", child.id)
                self._noted.add((reader, child.id))
