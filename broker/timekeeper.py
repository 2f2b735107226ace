"""Where time acts in the hub: what is due is recorded as the hub's own facts, through the same ledger as all others."""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from broker.house.contradictions import Contradictions
from broker.house.due import Due, due, is_open, next_deadline
from broker.house.health import Health
from broker.house.levels import Levels
from broker.house.office import Office
from broker.house.rooms import Rooms
from broker.house.rules import Group
from broker.ledger import Ledger
from broker.store.facts import Stream, own_row
from broker.timing import AHEAD_MS
from broker.wire.message import Ms

log = logging.getLogger(__name__)
ROUNDS = 20
"""What is due may make something else due, as a call that goes further; more rounds than any chain of ours has."""
OFTEN_S, SELDOM_S = 1.0, 10.0
"""Seconds from one look to the next: at least, and at most."""


class Timekeeper:
    """Used by the aggregator's thread."""

    def __init__(
        self,
        ledger: Ledger,
        office: Callable[[], Office],
        groups: Callable[[], dict[str, Group]],
        levels: Levels,
        rooms: Rooms,
    ) -> None:
        """Prepare; `office` gives the one in force, `groups` each child's age group."""
        self._ledger, self._office, self._groups = ledger, office, groups
        self._levels, self._rooms = levels, rooms
        self._health, self._contradictions = Health(), Contradictions(office())
        self._at = 0.0
        self.behind = False
        """The hub's clock is behind its newest fact: nothing is due until it is right again."""

    def soon(self, mono: float) -> None:
        """Look again soon: facts have come."""
        self._at = min(self._at, mono + OFTEN_S)

    def pause(self, mono: float) -> float:
        """Give the seconds until the next look."""
        return max(0.0, self._at - mono)

    def act(self, now: Ms, mono: float, *, hears: bool = True) -> set[str]:
        """Record what is due at `now`, and give the families whose pictures changed; an error is tried again.

        :param hears: whether the broker is there; without it no sensor is to blame for its silence.
        """
        if mono < self._at:
            return set()
        self._at = mono + OFTEN_S
        touched = set[str]()
        with self._whatever_is_wrong():
            touched |= self._record(now)
            following = next_deadline(self._ledger.house, self._office(), self._groups(), now)
            wait = SELDOM_S if following is None else (following - now) / 1000
            self._at = mono + min(SELDOM_S, max(OFTEN_S, wait))
        with self._whatever_is_wrong():
            self._look_after_sensors(now, mono, hears=hears)
        with self._whatever_is_wrong():
            self._ask_about_contradictions(now, mono, hears=hears)
        return touched

    @contextmanager
    def _whatever_is_wrong(self) -> Iterator[None]:
        """Go on: facts must be taken whatever is wrong with a deadline or a sensor."""
        try:
            yield
        except sqlite3.Error as exc:
            log.error("what is due cannot be recorded, and will be tried again: %s", exc)  # noqa: TRY400  # all is said
        except Exception:
            log.exception("what is due cannot be found out, and will be tried again")

    def _look_after_sensors(self, now: Ms, mono: float, *, hears: bool) -> None:
        """Ask about sensors that cannot be believed, and no longer about those that can."""
        if not hears:
            self._health.cannot_tell()
        if self.behind or not hears:
            return
        house, nodes = self._ledger.house, [node.id for node in self._office().nodes]
        open_now = is_open(self._office(), now)
        found = [Due(now, body) for body in self._health.news(house, self._levels, nodes, mono, is_open=open_now)]
        if found:
            self._commit(found)

    def _ask_about_contradictions(self, now: Ms, mono: float, *, hears: bool) -> None:
        """Ask where sensors and check-ins disagree, and no longer where they agree again."""
        pictures = self._rooms.latest
        if not hears:
            self._contradictions.cannot_tell()
        if self.behind or not hears or pictures is None:
            return
        news = self._contradictions.news(self._ledger.house, pictures, self._rooms.seen, now, mono)
        if found := [Due(now, body) for body in news]:
            self._commit(found)

    def _record(self, now: Ms) -> set[str]:
        newest = max((stream.at for stream in self._ledger.streams.values()), default=0)
        behind = now < newest - AHEAD_MS
        if behind and not self.behind:
            log.error("this clock is behind the newest fact: closing, reminders and calls wait until it is right")
        self.behind = behind
        touched = set[str]()
        for _ in range(0 if behind else ROUNDS):
            found = due(self._ledger.house, self._office(), self._groups(), now)
            if not found:
                break
            touched |= self._commit(found)
        return touched

    def _commit(self, found: Iterable[Due]) -> set[str]:
        own, moved = self._ledger.own_stream(), dict[str, Stream]()
        pos = self._ledger.house.pos
        rows = [own_row(one.body, one.id(pos), one.at, moved, own, one.quality) for one in found]
        return self._ledger.commit(rows, moved)
