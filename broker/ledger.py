"""The ledger: facts into the database and the house, one transaction at a time."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from uuid import uuid4

import msgspec

from broker.house.apply import apply
from broker.house.pictures import touched
from broker.house.state import Fact, House
from broker.known import Entry
from broker.retention import Retention
from broker.store import accounts, ageing, derived, facts, forgetting, guests, people
from broker.store.derived import Derived
from broker.store.facts import Row, Stream
from broker.store.store import Store, transaction, writing
from broker.watch import Watch
from broker.wire.errors import StoreError
from broker.wire.facts.custody import ChildGone
from broker.wire.message import Ms
from broker.wire.messages import HUB
from broker.wire.pictures import StayPicture

log = logging.getLogger(__name__)
JUMP_DAYS = 60
"""Days from one ageing to the next beyond which the clock is doubted."""
UNREAD = "unread"
"""As what facts are counted that this version does not know: what a node calls them is nobody's label."""
DERIVED = 3
"""Version of the derived tables: a database that another version derived is derived anew at the start."""


class Ledger:
    """Holds the house as of the last commit. One thread writes."""

    def __init__(self, store: Store, watch: Watch | None = None) -> None:
        """Fold everything that the store has; `watch` counts what is stored from now on."""
        self._store, self._watch = store, watch or Watch(store.path)
        self.streams = facts.load_streams(store.connection)
        (version,) = store.connection.execute("SELECT derived FROM store").fetchone()
        if version == DERIVED:
            self.house = fold(facts.load(store.connection))
        else:
            self.rebuild()

    def commit(self, rows: Iterable[Row], used: dict[str, Stream]) -> set[str]:
        """Append facts and give the families whose pictures changed. All or nothing; only then is anything true.

        :param used: streams that have moved, as they are after these rows.
        :raises sqlite3.Error: nothing was recorded.
        """
        found = list(rows)
        with self._noting_refusals():
            return self._store.reserve.spend(lambda: self._commit(found, used))

    def _commit(self, rows: Sequence[Row], used: dict[str, Stream]) -> set[str]:
        house, again, changes, new = self.house, set[str](), Derived(), list[str]()
        with self._watch.commits, transaction(self._store.connection):
            for row in rows:
                pos = facts.append(self._store.connection, row)
                if pos is None:
                    again |= _families(row)  # their pictures shall name the stream by which the fact came again
                    continue
                fact = Fact(
                    pos=pos, stream=row.stream, n=row.n, at=row.at, quality=row.quality,
                    node=row.node, kind=row.kind, body=row.body,
                )  # fmt: skip
                before, house = house, safely(house, fact)
                changes.add(before, house, fact)
                again |= _families(row)
                new.append(row.kind if row.body else UNREAD)
            changes.save(self._store.connection)
            facts.save_streams(self._store.connection, used.items())
        self._watch.stored(new)
        for name in used:
            self.streams.pop(name, None)  # to the end: the longest unused stands first
        self.streams.update(used)
        before, self.house = self.house, house
        return again | touched(before, house)

    @contextmanager
    def _noting_refusals(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error:
            self._watch.refused()
            raise

    def rebuild(self) -> int:
        """Derive every table anew from the facts, and give the number of visits."""
        house, changes = House(), Derived()
        with transaction(self._store.connection):
            derived.clear(self._store.connection)
            for fact in facts.load(self._store.connection):
                before, house = house, safely(house, fact)
                changes.add(before, house, fact)
            changes.save(self._store.connection)
            self._store.connection.execute("UPDATE store SET derived = ?", (DERIVED,))
        self.house = house
        (number,) = self._store.connection.execute("SELECT count(*) FROM visit").fetchone()
        return int(number)

    def erase(self, who: str, log: Entry) -> int:
        """Remove every trace of a family or a guest, and give how many facts of their own went.

        :param log: who lets them be forgotten, and when; of whom, it does not say.
        :raises StoreError: they are in the house, or the list of the erased cannot be written.
        """
        here = {visit.family for visit in self.house.visits.values()} | {s.family for s in self.house.stays.values()}
        here |= self._guests()
        if who in here:
            raise StoreError(f"{who} is in the house; erase when everyone has left.")
        connection = self._store.connection
        try:
            with writing(connection):
                visits = derived.visits_of(connection, who)
                names = people.forget(connection, who, log.at) | forgetting.once_of(connection, who)
                rows = [(name, log.at) for name in names]
                connection.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?)", rows)
                gone = forgetting.erase(connection, names)
                accounts.forget(connection, names)
                accounts.note(connection, log)
                forgetting.clear(connection)  # a crash before the rebuild leaves nothing of the family either
                forgetting.note(self._store.path, names)
        except OSError as exc:
            raise StoreError(f"nothing was erased, because the list of the erased cannot be written: {exc}") from exc
        accounts.end_sessions_of(self._store.path, names | visits)
        before = self.house.stays
        self.rebuild()
        self._let_nobody_back(before, log.at)
        self._store.wipe()
        return gone

    def _let_nobody_back(self, before: Mapping[str, StayPicture], now: Ms) -> None:
        """Let children go again who had left with the erased, or by their word, which is gone now."""
        moved, own = dict[str, Stream](), self.own_stream()
        back = [stay for stay in self.house.stays.values() if stay.child not in before]
        gone = [ChildGone(child=stay.child, family=stay.family, follows=stay.stay) for stay in back]
        rows = [facts.own_row(body, str(uuid4()), now, moved, own) for body in gone]
        if rows:
            self.commit(rows, moved)

    def age(self, retention: Retention, zone: tzinfo, now: Ms) -> int:
        """Count months that are over, drop raw facts whose time is over, and give how many went.

        A clock that has jumped by more than `JUMP_DAYS` since the last time ages nothing until `trust` is called: a
        wrong year must not cost an office its facts.
        """
        connection = self._store.connection
        (aged,) = connection.execute("SELECT aged FROM store").fetchone()
        if not aged:
            self.trust(now)
            return 0
        if not aged <= now <= aged + JUMP_DAYS * ageing.DAY_MS:
            log.error(
                "the clock has jumped since facts last grew old: none are dropped. If it is right, stop the hub and "
                "run `dabei-broker SETTINGS age`"
            )
            return 0
        with transaction(connection):
            connection.execute("UPDATE store SET aged = ?", (now,))
            ageing.count_months(connection, zone, now)
            guests.drop(connection, now - retention.guests_days * ageing.DAY_MS, self._guests())
            quiet = ageing.last_quiet(connection, now - retention.presence_days * ageing.DAY_MS, safely)
            dropped = ageing.drop_old(connection, retention, zone, now, quiet)
            if dropped:
                connection.execute("UPDATE store SET derived = 0")
        if dropped:
            self.rebuild()
        return dropped

    def trust(self, now: Ms) -> None:
        """Take this clock as right: facts age from here on."""
        self._store.connection.execute("UPDATE store SET aged = ?", (now,))

    def _guests(self) -> set[str]:
        return {guest.arrived.guest for guest in self.house.guests.values()}

    def own_stream(self) -> tuple[str, Stream]:
        """Give a copy of the stream that the hub's own facts stand in."""
        name = self._store.stream
        return name, msgspec.structs.replace(self.streams.get(name, Stream(HUB)))


def _families(row: Row) -> set[str]:
    family = getattr(row.body, "family", None)
    return {family} if family else set()


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
