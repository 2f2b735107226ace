"""A busy office whose plugs are pulled: what it has promised, and whether every disk that is left holds it."""

import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from broker.ledger import Ledger
from broker.store.store import Store
from broker.wire.errors import DabeiError
from broker.wire.link import Link
from broker.wire.messages import Ack, decode
from broker.wire.outbox import Outbox
from offices import Kept, Kiosk, RealOffice, read_outbox
from plugs import Recorder
from test_nothing_is_lost import visit_of


class Promise(Struct, frozen=True):
    """Something that must be on the disk of a cut from `size` on."""

    size: int
    what: tuple[str, int] | str
    """(stream, n) that the hub has acknowledged; or the visit that a kiosk has shown."""


class Ear:
    """Hears what the hub acknowledges and sees what kiosks show, and how far each log was by then."""

    def __init__(self, office: RealOffice, hub: Recorder, kiosks: Mapping[str, Recorder]) -> None:
        """Listen."""
        self.acknowledged = list[Promise]()
        self.shown: dict[str, list[Promise]] = {name: [] for name in kiosks}
        self._office, self._hub, self._kiosks = office, hub, kiosks
        self._link = Link("ear", office.mqtt_port, topics=["ekb/1/prohlis/+/$ack"], on_message=self._hear)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._link.start()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        """End."""
        self._ending.set()
        self._thread.join(10)
        self._link.stop()

    def _hear(self, _topic: str, payload: bytes, _retained: bool) -> None:
        ack = decode(payload, Ack)
        self.acknowledged.append(Promise(self._hub.size, (ack.stream, ack.n)))

    def _look(self) -> None:
        seen = dict.fromkeys(self._kiosks, 0)
        while not self._ending.wait(0.005):
            for kiosk in self._office.kiosks:
                size, lines = self._kiosks[kiosk.name].size, kiosk.screens()
                for kind, what, *_ in (line.split() for line in lines[seen[kiosk.name] :]):
                    if kind != "notice":
                        self.shown[kiosk.name].append(Promise(size, what))
                seen[kiosk.name] = len(lines)


class Found(Struct):
    """What became of the disks."""

    cuts: int = 0
    broken: int = 0
    """Those that could not be opened, or did not pass the check."""
    lost: int = 0
    """Those that lack something that was promised."""
    promises: int = 0
    """Those that were looked for, all cuts together."""

    @property
    def sound(self) -> bool:
        """Whether nothing is lost or broken."""
        return not self.broken and not self.lost

    def judge(self, folder: Path, holds: Callable[[Path], set[object]], promised: set[object]) -> None:
        """Open what is left as the program would at its next start."""
        self.cuts, self.promises = self.cuts + 1, self.promises + len(promised)
        try:
            there = holds(folder)
        except (sqlite3.Error, DabeiError):
            self.broken += 1
        else:
            self.lost += not promised <= there
        shutil.rmtree(folder)


def promised(promises: list[Promise], size: int) -> set[object]:
    """Give what must be on a disk by then."""
    return {promise.what for promise in promises if promise.size <= size}


def in_store(folder: Path) -> set[object]:
    """Start a hub's store on what is left: give all of each stream up to where it has come."""
    with closing(Store(folder / "hub.db", 0)) as store:
        assert_whole(store.connection)
        streams = Ledger(store).streams
        rows = set(store.connection.execute("SELECT stream, n FROM fact"))
        return {(name, n) for name, stream in streams.items() for n in range(1, stream.last + 1) if (name, n) in rows}


def in_outbox(folder: Path) -> set[object]:
    """Start a kiosk's outbox on what is left: give the visits of its facts."""
    with closing(Outbox(folder / "outbox.db", boot=1, room=0)) as outbox:
        assert_whole(outbox._db)
        facts = [Kept(outbox.stream, own.n, own.id, own.body) for own in outbox.after(0)]
    return {body.visit for fact in facts if (body := visit_of(fact))}


def assert_whole(connection: sqlite3.Connection) -> None:
    """Check a database from end to end.

    :raises sqlite3.DatabaseError: it is damaged.
    """
    if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise sqlite3.DatabaseError("damaged")


def copy_all(office: RealOffice, ear: Ear, folder: Path) -> tuple[set[object], dict[str, set[object]]]:
    """Stop everything at once, copy what is on the disks, go on; give what was promised until then."""
    programs = [*office.kiosks, office.hub]
    for program in programs:
        program.signal(signal.SIGSTOP)
    time.sleep(0.02)
    acks = promised(ear.acknowledged, 2**62)
    acks |= {(kept.stream, n) for kiosk in office.kiosks for kept, n in confirmed(kiosk)}
    shown = {kiosk.name: promised(ear.shown[kiosk.name], 2**62) for kiosk in office.kiosks}
    for kiosk in office.kiosks:
        _copy(kiosk.outbox, folder / kiosk.name)
    _copy(office.store, folder / "hub")
    for program in reversed(programs):
        program.signal(signal.SIGCONT)
    return acks, shown


def confirmed(kiosk: Kiosk) -> list[tuple[Kept, int]]:
    """Give the facts of an outbox that the hub is known to hold, read from a copy: its program stands still."""
    folder = kiosk.data.with_name(f"{kiosk.name}-read")
    _copy(kiosk.outbox, folder)
    with closing(sqlite3.connect(folder / "outbox.db")) as copy:
        known = {n for (n,) in copy.execute("SELECT n FROM fact WHERE acked_at IS NOT NULL")}
    found = [(kept, kept.n) for kept in read_outbox(folder / "outbox.db") if kept.n in known]
    shutil.rmtree(folder)
    return found


def _copy(database: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for tail in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copy(database.with_name(database.name + tail), folder)
