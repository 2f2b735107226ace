"""A backup every night: whole, sealed when it leaves the house, kept by age, and put back without losing a tap."""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from broker import key_paper, nightly
from broker.accounts import Accounts
from broker.embedded import free_port
from broker.holding import GuestEntry
from broker.known import Entry
from broker.ledger import Ledger
from broker.onemachine.demo import Demo
from broker.settings import HubSettings
from broker.store import archive, cards, guests, nights, people, sealing, sticks, taking_in
from broker.store.backup import read, restore
from broker.store.nights import BackupSettings, Done
from broker.store.store import Store
from broker.wire.errors import SettingsError, StoreError
from broker.wire.settings import check, load
from offices import Crowd, Program, RealOffice, wait
from test_nothing_is_lost import check_facts, check_house, check_rebuild
from test_store import keeper

NOW = int(datetime(2026, 10, 14, 2, 30).timestamp() * 1000)  # noqa: DTZ001  # on the machine's own calendar
DAY_MS = 86_400_000
FAMILY = "f-demo0001"


class Hub:
    """A hub that does not run: its folder, settings and database, and a stick."""

    def __init__(self, folder: Path, stick: Path) -> None:
        """Set it up, with the demo's families."""
        self.folder, self.stick, self.file = folder / "hub", stick, folder / "hub" / "hub.toml"
        Demo(self.folder, free_port(), free_port(), (800, 480), 600).write()
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f'\n[backup]\nfolder = "{folder}/local"\nstick = "{stick}"\n')
        self.local, self.store = folder / "local", self.folder / "hub.db"
        with closing(Store(self.store)) as store:
            taking_in.take_in(store.connection, self.folder / "families.toml")

    def make_key(self) -> sealing.Key:
        """Make the key, as the command does."""
        key = sealing.make()
        nights.seal_of(self.store).write_text(key.seals, "ascii")
        return key

    def night(self, now: int = NOW) -> Done:
        """Make the backup of a night."""
        return nightly.run(load(self.file, HubSettings), self.file, None, now)


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """Give something that is mounted: a disk of its own if we may, else one that every Linux has."""
    folder = tmp_path / "stick"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)]
    if os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0:
        yield folder
        subprocess.run(["umount", "-l", str(folder)], check=True)
    else:
        shared = Path("/dev/shm")  # noqa: S108  # a mount, which is all that counts here
        yield shared
        for found in shared.glob("prohlis*"):
            found.unlink()


@pytest.fixture
def hub(tmp_path: Path, stick: Path) -> Hub:
    return Hub(tmp_path, stick)


def names(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir())


def families(path: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return {name for (name,) in connection.execute("SELECT id FROM family")}


def test_a_night_leaves_a_backup_here_and_a_sealed_one_on_the_stick(hub: Hub) -> None:
    key = hub.make_key()
    assert hub.night() == Done(NOW, NOW) == nights.last(hub.store)
    assert names(hub.local) == ["prohlis-2026-10-14.tar.gz", "prohlis.erased"]
    assert names(hub.stick) == ["prohlis-2026-10-14.tar.gz.age", "prohlis.erased"]
    here = archive.read((hub.local / "prohlis-2026-10-14.tar.gz").read_bytes())
    assert sorted(here.files) == ["hub.db", "hub.db.erased", "hub.toml", "office.toml"]
    away = (hub.stick / "prohlis-2026-10-14.tar.gz.age").read_bytes()
    assert b"Olena" in here.database
    assert b"Olena" not in away
    assert archive.read(sealing.unseal(away, key.opens)).files == here.files


def test_nobody_else_on_the_machine_can_read_a_backup(hub: Hub) -> None:
    hub.make_key()
    hub.night()
    assert {found.stat().st_mode & 0o077 for found in hub.local.iterdir()} == {0}
    assert hub.local.stat().st_mode & 0o077 == 0


def test_a_backup_is_made_while_the_hub_runs_and_holds_nothing_that_was_deleted(hub: Hub) -> None:
    with closing(Store(hub.store)) as store:
        people.forget(store.connection, FAMILY, NOW)
        assert hub.night().fault == "no_key"  # the stick waits for one; here all is well
    data = archive.read((hub.local / "prohlis-2026-10-14.tar.gz").read_bytes()).database
    assert b"Olena" not in data
    assert b"Linh" in data


def test_without_a_stick_the_backup_here_is_made_all_the_same_and_it_is_said(hub: Hub) -> None:
    hub.make_key()
    hub.night()
    text = hub.file.read_text("utf-8").replace(f'stick = "{hub.stick}"', 'stick = "/nothing/is/here"')
    hub.file.write_text(text, "utf-8")
    done = hub.night(NOW + DAY_MS)
    assert done == Done(NOW + DAY_MS, NOW, "no_stick", "no stick is at /nothing/is/here: plug it in")
    assert "prohlis-2026-10-15.tar.gz" in names(hub.local)


def test_nothing_leaves_the_house_unsealed(hub: Hub) -> None:
    done = hub.night()
    assert (done.at, done.away, done.fault) == (NOW, 0, "no_key")
    assert names(hub.stick) == []


def fill(path: Path) -> None:
    """Leave no space on a disk."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass


def test_a_stick_that_is_full_costs_no_backup_here(hub: Hub) -> None:
    hub.make_key()
    blocked = hub.stick / "prohlis-2026-10-14.tar.gz.age.new"
    if hub.stick.name == "stick":
        fill(hub.stick / "prohlis-filler")
    else:
        blocked.mkdir(exist_ok=True)
    done = hub.night()
    shutil.rmtree(blocked, ignore_errors=True)
    assert (done.at, done.away, done.fault) == (NOW, 0, "stick_failed")
    assert f"cannot write {hub.stick}/prohlis-2026-10-14.tar.gz.age" in done.text
    assert "prohlis-2026-10-14.tar.gz.age" not in names(hub.stick)


def test_a_damaged_database_is_found_out_and_the_backup_before_stays_the_last_good_one(hub: Hub) -> None:
    hub.make_key()
    hub.night()
    data = bytearray(hub.store.read_bytes())
    for at in range(8192, len(data), 4096):
        data[at : at + 512] = os.urandom(512)
    hub.store.write_bytes(data)
    done = hub.night(NOW + DAY_MS)
    assert (done.at, done.away, done.fault) == (NOW, NOW, "failed")
    assert "cannot copy the database" in done.text
    assert names(hub.local) == ["prohlis-2026-10-14.tar.gz", "prohlis.erased"]


def test_backups_are_kept_by_age(hub: Hub) -> None:
    first, settings, there = date(2026, 1, 1), BackupSettings(), set[date]()
    for number in range(800):
        there.add(first + timedelta(number))
        there = nights.kept(there, settings)
    newest = first + timedelta(799)
    assert {newest - timedelta(days) for days in range(7)} <= there
    assert len(there) <= 7 + 4 + 12
    assert (newest - min(there)).days in range(304, 366)  # this month and eleven before it
    weeks = sorted({day.isocalendar()[:2] for day in there}, reverse=True)
    assert len([week for week in weeks if week >= (newest - timedelta(21)).isocalendar()[:2]]) == 4
    hub.make_key()
    hub.local.mkdir()
    hub.local.joinpath("of-somebody-else.tar.gz").touch()
    for number in range(12):
        hub.night(NOW + number * DAY_MS)
    october = [f"prohlis-2026-10-{day}.tar.gz" for day in (18, *range(19, 26))]  # a Sunday, and the last seven days
    assert names(hub.local) == ["of-somebody-else.tar.gz", *october, "prohlis.erased"]
    assert names(hub.stick) == [*(f"{name}.age" for name in october), "prohlis.erased"]


def test_a_sealed_backup_is_put_back_with_the_key_as_somebody_types_it(hub: Hub, tmp_path: Path) -> None:
    key = hub.make_key()
    hub.night()
    sealed = hub.stick / "prohlis-2026-10-14.tar.gz.age"
    typed = " ".join(key_paper.groups(key)).lower() + "\n"
    before = Store(hub.store)
    before.close()
    wrong = typed[:-3] + ("q" if typed[-3] != "q" else "p") + typed[-2:]
    for said, fault in ((wrong, "mistyped"), (sealing.make().opens, "does not open"), ("", "mistyped")):
        with pytest.raises(StoreError, match=fault):
            restore(sealed, hub.store, lambda said=said: said)  # type: ignore[misc]
    with closing(Store(hub.store)) as same:
        assert same.id == before.id
    restore(sealed, tmp_path / "new-pi" / "hub.db", lambda: typed)
    assert families(tmp_path / "new-pi" / "hub.db") == families(hub.store)


@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied", "of somebody else"])
def test_a_damaged_backup_is_refused_and_the_database_stays(hub: Hub, harm: str) -> None:
    hub.night()
    file = hub.local / "prohlis-2026-10-14.tar.gz"
    data = bytearray(file.read_bytes())
    if harm == "of somebody else":
        packed = BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as tar:
            tar.addfile(tarfile.TarInfo("holiday.jpg"), BytesIO())
        data = bytearray(packed.getvalue())
    elif harm == "flipped":
        data[len(data) // 2] ^= 0xFF
    else:
        del data[0 if harm == "emptied" else len(data) // 2 :]
    file.write_bytes(data)
    before = hub.store.read_bytes()
    with pytest.raises(StoreError, match="cannot be restored"):
        restore(file, hub.store)
    assert hub.store.read_bytes() == before


def test_who_was_erased_after_a_backup_stays_so_though_only_stick_and_key_are_left(hub: Hub, tmp_path: Path) -> None:
    key = hub.make_key()
    hub.night()
    with closing(Store(hub.store)) as store:
        Ledger(store).erase(FAMILY, Entry(NOW, "staff", "leitung", "", "erase", ""))
    hub.night(NOW + DAY_MS)
    shutil.rmtree(hub.folder)
    fresh = tmp_path / "new-pi" / "hub.db"
    restore(hub.stick / "prohlis-2026-10-14.tar.gz.age", fresh, lambda: key.opens)
    assert FAMILY not in families(fresh)
    assert FAMILY in fresh.with_name("hub.db.erased").read_text("ascii").split()
    assert b"Olena" not in fresh.read_bytes()


def test_whom_the_hub_trusts_comes_back_with_it_and_nothing_that_is_there_is_touched(hub: Hub, tmp_path: Path) -> None:
    for name in ("trust/nodes/ca.key", "trust/pages/ca.key"):
        (hub.folder / name).parent.mkdir(parents=True)
        (hub.folder / name).write_text(name, "ascii")
    hub.night()
    fresh = tmp_path / "new-pi" / "hub.db"
    (fresh.parent / "trust/pages").mkdir(parents=True)
    (fresh.parent / "trust/pages/ca.key").write_text("newer", "ascii")
    done = restore(hub.local / "prohlis-2026-10-14.tar.gz", fresh)
    assert done.kept == (fresh.parent / "trust/nodes/ca.key",)
    assert (fresh.parent / "trust/nodes/ca.key").read_text() == "trust/nodes/ca.key"
    assert (fresh.parent / "trust/nodes/ca.key").stat().st_mode & 0o777 == 0o600
    assert (fresh.parent / "trust/pages/ca.key").read_text() == "newer"


def authority_of(folder: Path, text: str) -> None:
    """Let an installation have made authorities, nodes and passwords."""
    for name in ("trust/nodes-ca.crt", f"trust/nodes/{text}.crt", "mosquitto/passwords"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "ascii")


def test_a_new_pi_that_has_made_authorities_of_its_own_trusts_again_whom_the_old_one_did(
    hub: Hub, tmp_path: Path
) -> None:
    """Never half of each: a node of then that the authority of now has not signed."""
    authority_of(hub.folder, "old")
    hub.night()
    fresh = tmp_path / "new-pi" / "hub.db"
    authority_of(fresh.parent, "new")
    here = fresh.parent / "trust"
    file = hub.local / "prohlis-2026-10-14.tar.gz"
    done = restore(file, fresh)
    assert (done.strangers, done.kept) == (True, ())
    assert [found.read_text() for found in sorted(here.rglob("*.crt"))] == ["new", "new"]
    done = restore(file, fresh, whole=True)
    assert (done.strangers, len(done.kept)) == (False, 3)
    assert {found.read_text() for found in (*here.rglob("*.crt"), fresh.parent / "mosquitto/passwords")} == {"old"}
    assert (fresh.parent / "trust.before/nodes/new.crt").read_text() == "new"
    assert (fresh.parent / "trust.before").stat().st_mode & 0o777 == 0o700
    assert restore(file, fresh, whole=True).kept == ()


def test_settings_are_put_back_where_there_are_none(hub: Hub, tmp_path: Path) -> None:
    hub.night()
    new = tmp_path / "new"
    Demo(new, free_port(), free_port(), (800, 480), 600).write()
    (new / "office.toml").unlink()
    text = (new / "hub.toml").read_text("utf-8")
    (new / "hub.toml").chmod(0o640)
    done = keeper(new, "restore", str(hub.local / "prohlis-2026-10-14.tar.gz"), "--with-settings")
    assert (done.returncode, done.stderr) == (0, "")
    assert (new / "office.toml").exists()
    assert (new / "hub.toml.before").read_text("utf-8") == text
    assert {(new / name).stat().st_mode & 0o777 for name in ("hub.toml", "hub.toml.before")} == {0o640}


def test_a_bundle_that_waits_and_a_file_half_written_are_in_no_backup(hub: Hub) -> None:
    """A bundle counts once: it must not wait again after a restore."""
    for name in ("trust/nodes-ca.key", "trust/waiting/" + 32 * "0", "trust/mqtt.key.new"):
        (hub.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (hub.folder / name).write_text(name, "ascii")
    hub.night()
    found = archive.read((hub.local / "prohlis-2026-10-14.tar.gz").read_bytes()).files
    assert {name for name in found if name.startswith("trust/")} == {"trust/nodes-ca.key"}


def test_what_root_restores_belongs_to_the_user_that_the_hub_runs_as(hub: Hub, tmp_path: Path) -> None:
    (hub.folder / "trust").mkdir()
    (hub.folder / "trust/ca.key").write_text("a key", "ascii")
    fresh = tmp_path / "new-pi" / "hub.db"
    fresh.parent.mkdir()
    if os.geteuid() == 0:
        os.chown(fresh.parent, 65534, 65534)
    restore(_night_of(hub), fresh)
    made = set(fresh.parent.rglob("*"))
    assert {fresh, fresh.parent / "trust/ca.key"} < made
    assert {path.stat().st_uid for path in made} == {fresh.parent.stat().st_uid}


def test_a_name_in_a_backup_leads_nowhere_else(hub: Hub, tmp_path: Path) -> None:
    found = read(_night_of(hub), lambda: "")
    files = {**found.files, "trust/../../outside": b"x", "/absolute": b"x"}
    (tmp_path / "made.tar.gz").write_bytes(archive.pack(files, NOW))
    restore(tmp_path / "made.tar.gz", tmp_path / "deep" / "new" / "hub.db")
    assert not (tmp_path / "deep" / "outside").exists()
    assert not (tmp_path / "outside").exists()


def _night_of(hub: Hub) -> Path:
    hub.night()
    return hub.local / "prohlis-2026-10-14.tar.gz"


def test_a_restore_says_what_no_kiosk_sends_again(hub: Hub) -> None:
    file = _night_of(hub)
    with closing(Store(hub.store)) as store:
        Accounts(store).set_password("vertretung", "a hash", NOW)
        cards.mark(store.connection, "04DE0000000001", "lost", NOW)
        store.connection.execute("DELETE FROM guest")
        guests.put(store.connection, GuestEntry("Herr Blau"))
    assert restore(file, hub.store).lost == ("1 log-in", "1 card", "1 family", "1 guest")  # whose card it was
    hub.store.write_bytes(b"broken")
    assert restore(file, hub.store).lost is None


def test_the_keepers_commands_make_a_key_a_night_and_a_new_hub(hub: Hub, tmp_path: Path) -> None:
    assert "make a key" in keeper(hub.folder, "backup", "--nightly").stderr
    paper = tmp_path / "paper.html"
    made = keeper(hub.folder, "backup-key", "--paper", str(paper))
    assert (made.returncode, "office's safe" in made.stdout) == (0, True), made.stderr
    assert "there is a key already" in keeper(hub.folder, "backup-key").stderr
    (shown,) = re.findall(r"<pre>([^<]+)</pre>", paper.read_text("utf-8"))
    assert "AGE-SECRET-KEY" not in "".join(found.read_text("utf-8", "replace") for found in hub.folder.glob("hub.*"))
    night = keeper(hub.folder, "backup", "--nightly")
    assert (night.returncode, night.stderr) == (0, ""), night.stderr
    assert "made and looked over, a sealed one on the stick" in night.stdout
    (sealed,) = hub.stick.glob("*.age")
    (tmp_path / "key").write_text(shown, "ascii")
    words = [str(sealed), "--key", str(tmp_path / "key")]
    assert "is whole" in keeper(hub.folder, "restore", *words, "--check").stdout
    lost = keeper(hub.folder, "restore", str(sealed), "--key", str(tmp_path / "nothing"), "--check")
    assert (lost.returncode, "cannot read the key" in lost.stderr, "Traceback" in lost.stderr) == (2, True, False)
    new = tmp_path / "new"
    Demo(new, free_port(), free_port(), (800, 480), 600).write()
    back = keeper(new, "restore", *words, "--with-settings")
    assert back.returncode == 0, back.stderr
    assert "14 days back" in back.stdout
    assert families(new / "hub.db") == families(hub.store)
    assert (new / "hub.toml").read_text("utf-8") == hub.file.read_text("utf-8")
    assert f'"{new}/hub.db"' in (new / "hub.toml.before").read_text("utf-8")


def test_a_key_is_shown_as_text_and_as_a_code() -> None:
    key = sealing.make()
    assert "".join("".join(line.split()) for line in key_paper.groups(key)) == key.opens
    page = key_paper.page(key, "prohlis")
    assert "<svg" in page
    assert key.seals in page


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("/dev/sda1 /media/usb vfat rw 0 0\n", "/media/usb"),
        ("/dev/sda2 /boot ext4 rw 0 0\n/dev/sda1 /media/my\\040stick vfat rw 0 0\n", "/media/my stick"),
    ],
)
def test_a_stick_is_found_by_its_label(tmp_path: Path, lines: str, found: str) -> None:
    (tmp_path / "mounts").write_text(lines, "utf-8")
    (tmp_path / "DABEI").symlink_to("/dev/sda1")
    assert _find(tmp_path, "DABEI", exists=True) == Path(found)


def test_a_stick_that_is_not_there_or_not_mounted_is_named(tmp_path: Path) -> None:
    (tmp_path / "mounts").write_text("/dev/sda2 / ext4 rw 0 0\n", "utf-8")
    with pytest.raises(StoreError, match="'DABEI' is not plugged in"):
        _find(tmp_path, "DABEI", exists=False)
    with pytest.raises(StoreError, match="plugged in, but not mounted"):
        _find(tmp_path, "DABEI", exists=True)


def _find(folder: Path, stick: str, *, exists: bool) -> Path:
    """Let the label lead to a device that is a plain file here."""
    device, label = folder / "sda1", folder / stick
    label.unlink(missing_ok=True)
    if exists:
        device.touch()
        label.symlink_to(device)
        mounts = folder / "mounts"
        mounts.write_text(mounts.read_text("utf-8").replace("/dev/sda1", str(device)), "utf-8")
    return sticks.find(stick, folder, folder / "mounts")


def test_settings_that_would_keep_nothing_are_refused() -> None:
    made = {"office": "o", "store": "s", "mqtt": {"site": "x"}, "backup": {"daily": 0}}
    with pytest.raises(SettingsError, match="at least the newest backup has to be kept"):
        check(made, HubSettings, "hub.toml")


@pytest.mark.timeout(180)
def test_a_hub_whose_card_has_died_lives_on_elsewhere_and_no_tap_is_lost(tmp_path: Path, stick: Path) -> None:
    """Only the stick and the paper are left; kiosks send what the last night did not have."""
    with RealOffice(tmp_path / "old", kiosks=2) as office:
        with (office.folder / "hub.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[backup]\nstick = "{stick}"\n')
        assert office.command("backup-key", "--paper", str(tmp_path / "paper.html")) == 0
        (key,) = re.findall(r"<pre>([^<]+)</pre>", (tmp_path / "paper.html").read_text("utf-8"))
        (tmp_path / "key").write_text(key, "ascii")
        with Crowd(office.kiosks, 1):
            wait(lambda: len(office.accepted()) > 100, 20, "the first facts")
            assert office.command("backup", "--nightly") == 0, office.text("backup")
            saved = len(office.accepted())
            wait(lambda: len(office.accepted()) > saved + 100, 20, "more facts")
            office.hub.kill()
        (sealed,) = stick.glob("*.age")
        new = tmp_path / "new"
        new.mkdir()
        settings = archive.read(sealing.unseal(sealed.read_bytes(), key)).files
        for name in ("hub.toml", "office.toml"):
            text = settings[name].decode().replace(str(office.folder), str(new))
            (new / name).write_text(text.replace("port =", 'host = "localhost"\nport =', 1), "utf-8")
        for found in filter(Path.is_file, office.folder.glob("hub.db*")):
            found.unlink()
        office.folder = new
        office.hub = Program("hub", ["-m", "broker", str(new / "hub.toml")], new)
        assert office.command("restore", str(sealed), "--key", str(tmp_path / "key")) == 0, office.text("restore")
        assert "up to 14 days back" in office.text("restore")
        assert office.tally().lost > 0, "the backup should be older than the outboxes"
        office.hub.start()
        office.wait_for_hub()
        office.settle()
        check_facts(office)
        check_house(office)
        check_rebuild(office)


def test_what_is_noted_of_a_night_is_read_as_it_was_written(tmp_path: Path) -> None:
    done = Done(NOW, NOW - DAY_MS, "no_stick", "the stick is not there")
    nights.note(tmp_path / "hub.db", done)
    assert nights.last(tmp_path / "hub.db") == done
    (tmp_path / "hub.db.backup.json").write_bytes(msgspec.json.encode(done)[:-4])
    assert nights.last(tmp_path / "hub.db") == Done()
