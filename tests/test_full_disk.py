"""When the disk is full, the newest facts still find room that was kept for them; and it is said long before."""

import os
import sqlite3
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from broker.ledger import Ledger
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.wire.errors import OutboxError, StoreError
from broker.wire.outbox import Outbox
from broker.wire.reserve import SLICES, Reserve
from houses import arrived

ROOM = 6_000_000
NOW = 1_791_967_320_000


class Card:
    """A card of 32 MB: a real one if we may mount it; else each test still holds, with a disk that never is full."""

    def __init__(self, folder: Path) -> None:
        """Put it in."""
        self.folder, self._filler = folder, folder / "filler"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "none", str(folder)]
        self.real = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0

    def fill(self) -> None:
        """Let somebody else take all there is."""
        if self.real:
            with self._filler.open("ab", buffering=0) as filler, suppress(OSError):
                while filler.write(bytes(4096)):
                    pass

    def free(self) -> None:
        """Give it back."""
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        """Take it out."""
        if self.real:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Card]:
    found = Card(tmp_path / "card")
    yield found
    found.close()


def until_nothing_fits(card: Card, append: Callable[[], object]) -> None:
    """Append, while somebody else takes each piece of room that is given up."""
    for _ in range(20_000):
        card.fill()
        append()


def record(ledger: Ledger) -> str:
    moved, own, name = dict[str, Stream](), ledger.own_stream(), str(uuid.uuid4())
    ledger.commit([own_row(arrived(), name, NOW, moved, own)], moved)
    return name


def stored(store: Store) -> list[str]:
    return [name for (name,) in store.connection.execute("SELECT id FROM fact ORDER BY pos")]


def test_a_kiosk_takes_families_in_though_the_disk_is_full_until_its_room_is_used_up(card: Card) -> None:
    path = card.folder / "outbox.db"
    outbox = Outbox(path, boot=1, room=ROOM)
    accepted = [own.id for _ in range(20) for own in outbox.append(arrived())]
    reserve = Reserve(path.with_name("outbox.db.reserve"), ROOM)
    assert (reserve.held, reserve.touched) == (ROOM, False)
    card.fill()
    for _ in range(300):
        accepted += [own.id for own in outbox.append(arrived())]
    outbox.probe()
    if card.real:
        assert reserve.touched
        with pytest.raises(OutboxError, match="Free some space"):
            until_nothing_fits(card, lambda: accepted.extend(own.id for own in outbox.append(arrived())))
        assert reserve.held == 0
    assert [own.id for own in outbox.after(0)] == accepted
    card.free()
    outbox.confirm(len(accepted))
    assert (reserve.held, reserve.touched) == (ROOM, False)
    outbox.close()


def test_a_kiosk_that_starts_on_a_full_disk_still_has_its_room(card: Card) -> None:
    path = card.folder / "outbox.db"
    outbox = Outbox(path, boot=1, room=ROOM)
    (first,) = outbox.append(arrived())
    outbox.close()
    card.fill()
    again = Outbox(path, boot=2, room=ROOM)
    (second,) = again.append(arrived())
    assert [own.id for own in again.after(0)] == [first.id, second.id]
    again.close()


def test_a_hub_stores_what_comes_though_the_disk_is_full_and_says_when_nothing_more_fits(card: Card) -> None:
    store = Store(card.folder / "hub.db", ROOM)
    ledger = Ledger(store)
    there = [record(ledger) for _ in range(20)]
    card.fill()
    there += [record(ledger) for _ in range(300)]
    if card.real:
        assert store.reserve.touched
        with pytest.raises(sqlite3.OperationalError, match="full"):
            until_nothing_fits(card, lambda: there.append(record(ledger)))
    assert stored(store) == there
    assert ledger.house.pos == len(there)
    card.free()
    store.reserve.keep()
    assert store.reserve.held == ROOM
    there.append(record(ledger))
    store.close()
    with closing(Store(card.folder / "hub.db", ROOM)) as again:
        assert stored(again) == there
        assert again.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_hub_that_starts_on_a_full_disk_still_has_its_room(card: Card) -> None:
    with closing(Store(card.folder / "hub.db", ROOM)) as store:
        before = record(Ledger(store))
    card.fill()
    with closing(Store(card.folder / "hub.db", ROOM)) as store:
        after = record(Ledger(store))
        assert stored(store) == [before, after]


def test_a_disk_with_little_room_gives_none_away_beforehand(card: Card) -> None:
    with closing(Store(card.folder / "hub.db", 10_000_000)) as store:
        assert store.reserve.held == (0 if card.real else 10_000_000)
        assert not store.reserve.touched


def test_room_is_given_up_for_want_of_space_alone_and_slice_by_slice(tmp_path: Path) -> None:
    reserve, tries = Reserve(tmp_path / "room", ROOM), list[int]()
    reserve.keep()
    with closing(sqlite3.connect(tmp_path / "full.db", isolation_level=None)) as full:
        full.execute("CREATE TABLE t (x BLOB)")
        full.execute("PRAGMA max_page_count = 10")

        def write() -> None:
            tries.append(reserve.held)
            full.execute("INSERT INTO t VALUES (zeroblob(100000))")

        with pytest.raises(sqlite3.OperationalError, match="full"):
            reserve.spend(write)
        assert tries == [ROOM - ROOM * given // SLICES for given in range(SLICES + 1)]
        reserve.keep()
        for wrong in (lambda: full.execute("SELECT * FROM absent"), _fail):
            with pytest.raises((sqlite3.Error, StoreError)):
                reserve.spend(wrong)
    assert reserve.held == ROOM


def _fail() -> None:
    raise StoreError("something else is wrong")
