"""Full disks and folders that cannot be written: nothing half done, one clear sentence, and on it goes afterwards."""

import os
import random
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from broker.wire.courier import MARK_S, Courier
from broker.wire.errors import OutboxError
from broker.wire.messages import Ack, HubState
from broker.wire.outbox import Outbox
from houses import arrived
from offices import Program, RealOffice, read, read_outbox, wait
from paper_offices import PaperClock, PaperOffice, close

READ_ONLY, WRITABLE = 0o555, 0o755
MANY = 5000
SLACK = 100
"""Facts that still fit on a full disk: SQLite has some room in files that it has already."""


class Disk:
    """A disk of eight megabytes: a real one if we may mount it, else one that SQLite pretends."""

    def __init__(self, folder: Path) -> None:
        """Make it at `folder`."""
        self.folder, self._filler = folder, folder / "filler"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)]
        self.real = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0

    def fill(self, connection: sqlite3.Connection) -> None:
        """Leave no space."""
        if not self.real:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")
            return
        with self._filler.open("wb", buffering=0) as filler, suppress(OSError):
            while filler.write(bytes(4096)):
                pass

    def free(self, connection: sqlite3.Connection) -> None:
        """Give the space back."""
        connection.execute("PRAGMA max_page_count = 1000000")
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        """Take it away."""
        if self.real:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    found = Disk(tmp_path / "disk")
    yield found
    found.close()


def until_it_fails(append: Callable[[], object]) -> tuple[int, OutboxError]:
    """Append until there is no space, and give how often that worked."""
    for times in range(MANY):
        try:
            append()
        except OutboxError as exc:
            return times, exc
    raise AssertionError("the disk does not get full")


def test_an_outbox_on_a_full_disk_says_so_keeps_what_it_has_and_works_again(disk: Disk) -> None:
    outbox = Outbox(disk.folder / "outbox.db", boot=1)
    accepted = [own.id for _ in range(20) for own in outbox.append(arrived())]
    disk.fill(outbox._db)
    more, fault = until_it_fails(lambda: accepted.extend(own.id for own in outbox.append(arrived(), arrived())))
    assert str(fault).startswith(f"cannot write the outbox {disk.folder}")
    assert "Free some space" in str(fault)
    assert more < SLACK
    for _ in range(3):
        with pytest.raises(OutboxError):
            outbox.append(*(arrived() for _ in range(50)))
    assert [own.id for own in outbox.after(0)] == accepted
    disk.free(outbox._db)
    accepted += [own.id for own in outbox.append(arrived())]
    outbox.close()
    again = Outbox(disk.folder / "outbox.db", boot=2)
    assert [own.id for own in again.after(0)] == accepted
    assert [own.n for own in again.after(0)] == list(range(1, len(accepted) + 1))
    again.close()


def test_a_kiosk_with_a_full_disk_still_delivers_what_it_has(disk: Disk) -> None:
    outbox, sent = Outbox(disk.folder / "outbox.db", boot=1, clock=PaperClock()), list[bytes]()

    def send(payload: bytes) -> bool:
        sent.append(payload)
        return True

    for _ in range(300):
        outbox.append(arrived())
    courier = Courier(outbox, send)
    disk.fill(outbox._db)
    with suppress(OutboxError):
        until_it_fails(lambda: outbox.append(arrived()))
    if not disk.real:
        outbox._db.execute("PRAGMA query_only = 1")  # what a disk without space does to an UPDATE
    courier.hub_state(HubState(s="ready", store="one"), 0, retained=False)
    for second in range(10):
        courier.step(float(second))
        courier.hub_ack(Ack(stream=outbox.stream, n=min(300, len(sent))), float(second))
    assert len(sent) >= 300
    outbox._db.execute("PRAGMA query_only = 0")
    disk.free(outbox._db)
    courier.step(120)
    assert outbox.confirmed() == 300
    outbox.close()


def test_an_outbox_that_cannot_begin_for_lack_of_space_begins_later(disk: Disk) -> None:
    with closing(sqlite3.connect(":memory:")) as nothing:
        if not disk.real:
            disk.folder.chmod(READ_ONLY)
        disk.fill(nothing)
        if disk.real:
            with pytest.raises(OutboxError, match="cannot write the outbox"):
                Outbox(disk.folder / "outbox.db", boot=1)
        disk.folder.chmod(WRITABLE)
        disk.free(nothing)
    outbox = Outbox(disk.folder / "outbox.db", boot=1)
    assert outbox.append(arrived())[0].n == 1
    outbox.close()


def test_a_store_on_a_full_disk_takes_a_batch_whole_or_not_at_all(disk: Disk, tmp_path: Path) -> None:
    office = PaperOffice(disk.folder, random.Random(1), kiosks=1, outboxes=tmp_path)
    (kiosk,) = office.kiosks.values()
    kiosk.accept(10)
    office.calm()
    connection = office._store.connection
    disk.fill(connection)
    full = False
    for _ in range(MANY):
        kiosk.accept(3)
        before = len(office.stored())
        try:
            office.step(0.1)
        except sqlite3.Error:
            full = True
            assert len(office.stored()) == before
            assert kiosk.courier.waiting > 0
            assert office.house.pos == before == len(office.order())
            break
    assert full
    disk.free(connection)
    office.calm()
    assert office.stored() == office.accepted
    close(office)


def test_a_hub_with_a_full_disk_confirms_nothing_and_goes_on_when_there_is_space(tmp_path: Path) -> None:
    with RealOffice(tmp_path) as office:
        (kiosk,) = office.kiosks
        kiosk.taps(range(1, 6))
        assert office.settle(10).sound
        office.hub.limit(office.store.with_name("hub.db-wal").stat().st_size)
        kiosk.taps(range(10, 40))
        wait(lambda: "nothing was recorded" in office.hub.text(), 10, "the hub says that its disk is full")
        end = time.monotonic() + 2.5 * MARK_S
        while time.monotonic() < end:
            confirmed = read(kiosk.outbox, "SELECT id FROM fact WHERE acked_at IS NOT NULL")
            assert {name for (name,) in confirmed} <= {kept.id for kept in office.stored()}
            time.sleep(0.1)
        assert office.tally().lost > 0
        assert office.house() is not None
        office.hub.limit(-1)
        assert office.settle(30).sound
        assert "Traceback" not in office.hub.text()
        wait(lambda: office.numbers().pos == len(office.stored()), 10, "the newest fact is shown")


def test_a_kiosk_with_a_full_disk_calls_a_carer_and_greets_again_when_there_is_space(tmp_path: Path) -> None:
    with RealOffice(tmp_path) as office:
        (kiosk,) = office.kiosks
        kiosk.taps(range(1, 4))
        kiosk.limit(kiosk.outbox.with_name("outbox.db-wal").stat().st_size)
        kiosk.taps([10, 11])
        assert [line.split()[:2] for line in kiosk.screens()[-2:]] == [["notice", "call_carer"]] * 2
        assert not kiosk.seen().can_record
        kept = len(kiosk.kept())
        kiosk.limit(-1)
        kiosk.taps([12])
        assert kiosk.screens()[-1].startswith("arrived ")
        assert len(kiosk.kept()) == kept + 1
        assert office.settle(20).sound
        assert kiosk.seen().can_record
        assert "Traceback" not in kiosk.text()
        assert "Free some space" in kiosk.text()


def test_a_kiosk_whose_folder_cannot_be_written_calls_a_carer_until_it_can(tmp_path: Path) -> None:
    with RealOffice(tmp_path) as office:
        (kiosk,) = office.kiosks
        kiosk.kill()
        for path in kiosk.data.iterdir():
            path.unlink()
        kiosk.data.chmod(READ_ONLY)
        kiosk.plain = True
        kiosk.start()
        wait(kiosk.listens, 20, "the kiosk runs")
        wait(lambda: roster_is_there(kiosk.tap, kiosk.screens), 20, "the kiosk has a roster")
        kiosk.taps([1])
        assert kiosk.screens()[-1].split()[:2] == ["notice", "call_carer"]
        assert not kiosk.seen().can_record
        assert kiosk.alive
        assert "make the folder writable" in kiosk.text()
        kiosk.data.chmod(WRITABLE)
        wait(lambda: kiosk.seen().can_record, 15, "the kiosk can record again")
        kiosk.taps([2])
        assert kiosk.screens()[-1].startswith("arrived ")
        assert len(read_outbox(kiosk.outbox)) == 1
        assert "Traceback" not in kiosk.text()


def roster_is_there(tap: Callable[[int], bool], screens: Callable[[], list[str]]) -> bool:
    """Tell whether the kiosk knows its families."""
    tap(60)
    return bool(screens()) and "no_roster" not in screens()[-1]


COMMANDS = (
    ["broker", "hub.toml"],
    ["broker", "hub.toml", "load", "families.toml"],
    ["broker", "hub.toml", "rebuild"],
    ["broker", "hub.toml", "backup", "closed/copy.db"],
    ["broker", "hub.toml", "restore", "copy.db"],
    ["broker", "closed/secret.toml"],
    ["sensors", "sensors.toml"],
    ["sensors", "closed/secret.toml"],
    ["kiosk", "closed/secret.toml"],
)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give an office whose hub and sensors want to write to a folder that nobody may write."""
    folder = tmp_path_factory.mktemp("closed-office")
    office = RealOffice(folder, kiosks=1)
    assert office.command("load", str(folder / "families.toml")) == 0
    assert office.command("backup", str(folder / "copy.db")) == 0
    office.store.unlink()
    shut = folder / "closed"
    shut.mkdir()
    (shut / "secret.toml").write_text("")
    (shut / "secret.toml").chmod(0)
    for name, old in (("hub.toml", "hub.db"), ("sensors.toml", "sensors.sock")):
        path = folder / name
        path.write_text(path.read_text().replace(f"{folder}/{old}", f"{shut}/{old}"))
    shut.chmod(READ_ONLY)
    yield folder
    shut.chmod(WRITABLE)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_program_that_cannot_write_says_so_in_one_sentence(closed: Path, command: list[str]) -> None:
    module, *arguments = command
    name = "-".join(command).replace("/", "-")
    words = [str(closed / word) if "." in word else word for word in arguments]
    program = Program(name, ["-m", module, *words], closed)
    program.plain = True
    program.start()
    code, text = program.wait(20), program.text().strip()
    assert code == 2, text
    assert "Traceback" not in text
    assert len(text.splitlines()) == 1, text
    assert str(closed) in text
