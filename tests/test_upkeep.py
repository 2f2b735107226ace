"""What the hub's own machine needs of somebody is said on the house page, long before it is too late."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from broker.house.upkeep import DAY_MS, Upkeep, Worry
from broker.housekeeper import EVERY_S, Housekeeper, days_left
from broker.store import leftovers, nights
from broker.store.nights import BackupSettings, Done
from broker.store.store import Store
from broker.web.upkeep import WORDS
from hubs import MORNING, FakeHub
from offices import RealOffice, wait
from visitors import let_in, serving

NOW = MORNING
NIGHT = NOW - 8 * 3_600_000
WELL = Upkeep(expected=True, watched=NOW - 30 * DAY_MS, backup=NIGHT, stick=True, away=NIGHT)
HERE = Upkeep(expected=True, watched=NOW - 30 * DAY_MS, backup=NIGHT)


@pytest.mark.parametrize(
    ("upkeep", "worries"),
    [
        (Upkeep(), ()),
        (WELL, ()),
        (HERE, ()),
        (Upkeep(expected=True, watched=NOW - DAY_MS), ()),
        (Upkeep(expected=True, watched=NOW - 3 * DAY_MS), ("backup_old",)),
        (Upkeep(watched=NOW - 3 * DAY_MS), ()),
        (Upkeep(expected=True, watched=1, backup=NOW - 3 * DAY_MS, fault="failed"), ("backup_old",)),
        (Upkeep(expected=True, watched=1, backup=NOW - DAY_MS, fault="failed"), ("backup_failed",)),
        (Upkeep(expected=True, watched=1, backup=NIGHT, stick=True, away=1, fault="no_stick"), ("no_stick",)),
        (Upkeep(expected=True, watched=NOW, backup=NIGHT, stick=True, fault="no_key"), ("no_key",)),
        (Upkeep(expected=True, watched=1, backup=NIGHT, stick=True, away=1), ("away_old",)),
        (Upkeep(percent_left=4), ("disk_filling",)),
        (Upkeep(days_left=60), ("disk_filling",)),
        (Upkeep(days_left=61, percent_left=5), ()),
        (Upkeep(percent_left=0, days_left=0, spent=True), ("disk_full",)),
    ],
)
def test_what_is_wrong_is_said_and_nothing_else(upkeep: Upkeep, worries: tuple[Worry, ...]) -> None:
    assert upkeep.worries(NOW) == worries


def test_how_long_the_disk_lasts_follows_from_the_last_weeks() -> None:
    gb = 1_000_000_000
    assert days_left([(NOW - 20 * DAY_MS, 12 * gb)], (NOW, 10 * gb)) == 100
    assert days_left([(NOW - 20 * DAY_MS, 12 * gb), (NOW - DAY_MS, gb)], (NOW, 10 * gb)) == 100
    assert days_left([(NOW - 2 * DAY_MS, 12 * gb)], (NOW, 10 * gb)) is None
    assert days_left([(NOW - 20 * DAY_MS, 10 * gb)], (NOW, 10 * gb)) is None
    assert days_left([], (NOW, 10 * gb)) is None


def test_the_housekeeper_sees_backups_and_writes_down_once_a_day_how_much_is_free(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hub.db", 0)) as store:
        keeper = Housekeeper(store)
        keeper.expect(BackupSettings(stick="DABEI"))
        first = keeper.see(NOW, 0.0)
        assert (first.expected, first.watched, first.backup, first.stick, first.days_left) == (True, NOW, 0, True, None)
        noted = (tmp_path / "hub.db.room.json").read_bytes()
        nights.note(store.path, Done(NOW, NOW, "no_stick"))
        assert keeper.see(NOW, EVERY_S - 1) == first
        later = keeper.see(NOW + 60_000, EVERY_S)
        assert (later.backup, later.away, later.fault) == (NOW, NOW, "no_stick")
        assert (tmp_path / "hub.db.room.json").read_bytes() == noted
        assert Housekeeper(store).see(NOW + DAY_MS, 0.0).watched == NOW
        assert (tmp_path / "hub.db.room.json").read_bytes() != noted
        assert Housekeeper(store).see(NOW - DAY_MS, 0.0).watched == NOW - DAY_MS, "a clock that was ahead is forgotten"


def test_copies_of_the_database_that_hold_names_go_after_two_weeks(tmp_path: Path) -> None:
    """What an upgrade, the way back and a restore cut short leave; the database itself, and other files, stay."""
    copies = ("before-upgrade.db", "before-upgrade.db.older", "before-upgrade.db.new")
    names = (*copies, "hub.db.newer", "hub.db.restoring", "hub.db.restoring.new", "hub.toml.before")
    with closing(Store(tmp_path / "hub.db", 0)) as store:
        for name in (*names, "hub.db.erased"):
            (tmp_path / name).write_text("names")
            os.utime(tmp_path / name, (NOW / 1000, NOW / 1000))
        Housekeeper(store).see(NOW + 14 * DAY_MS, 0.0)
        assert all((tmp_path / name).exists() for name in names)
        Housekeeper(store).see(NOW + 14 * DAY_MS + 60_000, 0.0)
    assert {name for name in names if (tmp_path / name).exists()} == {"hub.toml.before"}
    assert {"hub.db", "hub.db.erased"} <= {found.name for found in tmp_path.iterdir()}


def test_a_copy_that_cannot_be_deleted_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def held(*_: object) -> Iterator[Path]:
        raise PermissionError("it is held")
        yield

    monkeypatch.setattr(leftovers, "drop_old", held)
    with closing(Store(tmp_path / "hub.db", 0)) as store:
        assert Housekeeper(store).see(NOW, 0.0).watched == NOW
    assert "too old cannot be deleted: it is held" in caplog.text


def test_a_hub_that_cannot_write_down_how_much_is_free_goes_on(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hub.db", 0)) as store:
        (tmp_path / "hub.db.room.json.new").mkdir()
        assert Housekeeper(store).see(NOW, 0.0) == Upkeep()


@pytest.mark.parametrize("worry", WORDS)
def test_the_house_page_says_what_to_do(browser: Browser, worry: Worry) -> None:
    hub = FakeHub()
    made: dict[Worry, Upkeep] = {
        "disk_full": Upkeep(spent=True),
        "disk_filling": Upkeep(days_left=20),
        "backup_old": Upkeep(expected=True, watched=1, backup=NOW - 3 * DAY_MS),
        "backup_failed": Upkeep(expected=True, watched=1, backup=NIGHT, fault="failed"),
        "no_stick": Upkeep(expected=True, watched=1, backup=NIGHT, stick=True, away=NIGHT - DAY_MS, fault="no_stick"),
        "no_key": Upkeep(expected=True, watched=1, backup=NIGHT, stick=True, fault="no_key"),
        "stick_failed": Upkeep(expected=True, watched=1, backup=NIGHT, stick=True, fault="stick_failed"),
        "away_old": Upkeep(expected=True, watched=1, backup=NIGHT, stick=True, away=1),
    }
    with serving(hub) as address:
        page = let_in(browser.new_context()).new_page()
        page.goto(address)
        page.wait_for_selector("html[data-link=live]")
        expect(page.locator("[data-worry]")).to_have_count(0)
        hub.set(upkeep=made[worry])
        expect(page.locator(f"[data-worry={worry}]")).to_be_visible()
        hub.set(upkeep=WELL)
        expect(page.locator("[data-worry]")).to_have_count(0)


def test_a_real_hub_says_that_the_stick_is_missing(tmp_path: Path) -> None:
    with RealOffice(tmp_path, kiosks=0) as office:
        office.hub.stop()
        with (tmp_path / "hub.toml").open("a", encoding="utf-8") as file:
            file.write('\n[backup]\nstick = "NOTHERE"\n')
        assert office.command("backup-key", "--paper", str(tmp_path / "paper.html")) == 0
        assert office.command("backup", "--nightly") == 2
        assert "the stick 'NOTHERE' is not plugged in" in office.text("backup")
        office.hub.start()
        office.wait_for_hub()
        wait(lambda: office.numbers().upkeep == ("no_stick",), 10, "the hub tells")
