"""The historian: looks on as the hub does, and writes each quarter of an hour once it is over."""

import logging
import sqlite3

from broker.house.history import Point, Quarter, Quarters, look
from broker.house.time import bounds, office_day
from broker.house.week import Slot, Usual
from broker.snapshot import Snapshot
from broker.store import history
from broker.store.store import Store, transaction
from broker.wire.message import Ms

log = logging.getLogger(__name__)
EARLIEST = 1_767_225_600_000
"""1 January 2026, ms: a clock that says less has not been set yet."""
WAITING = 96
"""Quarters that wait while the disk is full: those of a day."""
AGAIN_S = 60.0
"""From one try to the next."""


class Historian:
    """Used by the aggregator's thread."""

    def __init__(self, store: Store) -> None:
        """Have seen nothing."""
        self._store, self._quarters = store, Quarters()
        self._waiting: list[Quarter] = []
        self._next = 0.0
        self._day: tuple[Ms, Ms] = (0, 0)
        self._points: dict[Ms, Point] = {}
        self._drawn: tuple[Point, ...] = ()
        self.week = dict[Slot, Usual]()
        """The usual week as it was when this office day began."""

    def see(self, snapshot: Snapshot, mono: float, *, sure: bool) -> tuple[Point, ...]:
        """Take what is known now, and give the curve of this office day; never fails.

        :param sure: the clock can be believed. If not, nothing is noted.
        """
        try:
            self._see(snapshot, mono, sure=sure and snapshot.at >= EARLIEST)
        except Exception:  # pictures must be shown whatever is wrong with the past
            log.exception("the history cannot be kept")
        return self._drawn

    def close(self, now: Ms, mono: float) -> None:
        """Write what was seen of the quarter that goes on: after a restart it is taken up again."""
        self._take(self._quarters.stop(now, mono), mono + AGAIN_S)

    def _see(self, snapshot: Snapshot, mono: float, *, sure: bool) -> None:
        seen = look(snapshot.pictures, snapshot.house, heard=_hears(snapshot)) if sure else None
        self._take(self._quarters.see(seen, snapshot.at, mono), mono)
        if not self._day[0] <= snapshot.at < self._day[1]:
            self._read(snapshot)
        self._note(self._quarters.running())

    def _take(self, done: list[Quarter], mono: float) -> None:
        for quarter in done:
            self._note(Point(quarter.at, quarter.count.most) if quarter.count else None)
        self._waiting = (self._waiting + done)[-WAITING:]
        if not self._waiting or (not done and mono < self._next):
            return
        self._next = mono + AGAIN_S
        try:
            with transaction(self._store.connection):
                history.append(self._store.connection, self._waiting)
        except sqlite3.Error as exc:
            log.error("the history cannot be written, and will be tried again: %s", exc)  # noqa: TRY400  # all is said
        else:
            self._waiting = []

    def _read(self, snapshot: Snapshot) -> None:
        """Begin a day with what the database has of it, as after a restart, and with the usual week."""
        zone, before = snapshot.office.zone, self._day
        self._day = bounds(office_day(snapshot.at, zone), zone)
        try:
            self._points = {point.at: point for point in history.curve(self._store.connection, *self._day)}
            self._read_week(snapshot, turned=before[1] == self._day[0])
        except sqlite3.Error as exc:
            self._points, self.week = {}, {}
            log.error("today's history cannot be read: %s", exc)  # noqa: TRY400  # all is said
        self._drawn = tuple(self._points.values())

    def _read_week(self, snapshot: Snapshot, *, turned: bool) -> None:
        """Read of the week what has changed: when one day has turned into the next, the weekday that is over."""
        zone = snapshot.office.zone
        changed = {(office_day(snapshot.at, zone).weekday() - 1) % 7} if turned and self.week else set(range(7))
        kept = {slot: usual for slot, usual in self.week.items() if slot[0] not in changed}
        self.week = kept | history.usual(self._store.connection, zone, snapshot.at, changed)

    def _note(self, point: Point | None) -> None:
        if point is None or not self._day[0] <= point.at < self._day[1]:
            return
        known = self._points.get(point.at)
        both = Point(point.at, point.most.most(known.most if known else None))
        if both != known:
            self._points[point.at] = both
            self._drawn = tuple(self._points[at] for at in sorted(self._points))


def _hears(snapshot: Snapshot) -> bool:
    """Tell whether somebody who checks in would be known: a kiosk can be heard, or there is none in this office."""
    kiosks = [node.ready for node in snapshot.nodes if node.role == "kiosk"]
    return snapshot.broker and (any(kiosks) or not kiosks)
