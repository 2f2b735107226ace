"""The ledger: facts into the database and the house, one transaction at a time."""

import logging
from collections.abc import Iterable

import msgspec

from broker.house.presence import Fact, House, apply
from broker.store import facts
from broker.store.facts import Row, Stream
from broker.store.store import Store, transaction
from broker.wire.messages import HUB, Undone, VisitFact, VisitPicture

log = logging.getLogger(__name__)
Visits = dict[str, tuple[str, VisitPicture] | None]
"""By id, the visits whose rows a transaction changes, each with its family; None is one that was taken back."""


class Ledger:
    """Holds the house as of the last commit. One thread writes."""

    def __init__(self, store: Store) -> None:
        """Fold everything that the store has."""
        self._store = store
        self.streams = facts.load_streams(store.connection)
        self.house = fold(facts.load(store.connection))

    def commit(self, rows: Iterable[Row], used: dict[str, Stream]) -> set[str]:
        """Append facts and give the families they changed. All or nothing; only then is anything true.

        :param used: streams that have moved, as they are after these rows.
        :raises sqlite3.Error: nothing was recorded.
        """
        house, touched, visits = self.house, set[str](), Visits()
        with transaction(self._store.connection):
            for row in rows:
                pos = facts.append(self._store.connection, row)
                if pos is None:
                    if isinstance(row.body, VisitFact):
                        touched.add(row.body.family)  # its picture shall name the stream by which it came again
                    continue
                fact = Fact(
                    pos=pos, stream=row.stream, n=row.n, at=row.at, quality=row.quality,
                    node=row.node, kind=row.kind, body=row.body,
                )  # fmt: skip
                house = safely(house, fact)
                if isinstance(row.body, VisitFact):
                    touched.add(row.body.family)
                    _derive(house, row.body, visits)
            facts.save_visits(self._store.connection, visits)
            facts.save_streams(self._store.connection, used.items())
        for name in used:
            self.streams.pop(name, None)  # to the end: the longest unused stands first
        self.streams.update(used)
        self.house = house
        return touched

    def rebuild(self) -> int:
        """Derive every table anew from the facts, and give the number of visits."""
        house, visits = House(), Visits()
        with transaction(self._store.connection):
            self._store.connection.execute("DELETE FROM visit")
            for fact in facts.load(self._store.connection):
                house = safely(house, fact)
                if isinstance(fact.body, VisitFact):
                    _derive(house, fact.body, visits)
            facts.save_visits(self._store.connection, visits)
        self.house = house
        (number,) = self._store.connection.execute("SELECT count(*) FROM visit").fetchone()
        return int(number)

    def own_stream(self) -> tuple[str, Stream]:
        """Give a copy of the stream that the hub's own facts stand in."""
        name = self._store.stream
        return name, msgspec.structs.replace(self.streams.get(name, Stream(HUB)))


def _derive(house: House, body: VisitFact, visits: Visits) -> None:
    visit = house.visit(body.family, body.adult)
    if visit and visit.visit == body.visit:
        visits[visit.visit] = body.family, visit
    elif isinstance(body, Undone):
        visits[body.visit] = None


def fold(found: Iterable[Fact]) -> House:
    """Fold facts from nothing, strictly in their order."""
    house = House()
    for fact in found:
        house = safely(house, fact)
    return house


def safely(house: House, fact: Fact) -> House:
    """Fold one fact; if a rule fails unexpectedly the fact stands, and a question is raised."""
    try:
        return apply(house, fact)
    except Exception:
        log.exception("fact %d of kind %s could not be folded", fact.pos, fact.kind)
        return apply(house, msgspec.structs.replace(fact, body=None))
