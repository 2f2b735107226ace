"""What a keeper sees of the past: a day beside the usual week, use by month, and all of it as a table."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from broker.history_commands import COLUMNS
from broker.house.history import QUARTER_MS, Heads
from broker.keeper import parser
from broker.settings import HubSettings
from broker.store.ageing import DAY_MS
from broker.store.store import Store
from broker.wire.errors import DabeiError
from broker.wire.settings import MqttSettings
from test_history import NINE
from test_history_is_kept import HOUR, fill, minutes, moment


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Hold a database open, as a running hub does."""
    found = Store(tmp_path / "hub.db")
    yield found
    found.close()


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> HubSettings:
    """Give a hub's settings with an office of one room."""
    (tmp_path / "office.toml").write_text(
        'site = "prohlis"\nname = "P"\n[[rooms]]\nid = "work"\nkind = "work"\nname = "Arbeit"\n', "utf-8"
    )
    mqtt = MqttSettings(site="prohlis")
    return HubSettings(office=str(tmp_path / "office.toml"), store=str(store.path), mqtt=mqtt)


def command(settings: HubSettings, *arguments: str) -> None:
    options = parser(lambda *_: None).parse_args(["hub.toml", "history", *arguments])
    options.command(settings, options)


def test_a_keeper_sees_a_day_with_its_gaps_beside_the_usual(
    store: Store, settings: HubSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """While the hub runs, too: it holds the database open here."""
    fill(store, NINE - 7 * DAY_MS, Heads(3, 2, 1))
    fill(store, NINE, Heads(2, 1, 0, guests=20), minutes(occupied=10, vacant=2))
    fill(store, NINE + HOUR, Heads(1, 1, 1))
    fill(store, NINE + DAY_MS, Heads(1, 1, 1), minutes(unknown=15))
    command(settings, "--day", "2026-10-14")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Wednesday, 14 October 2026")
    assert lines[3].split() == ["04:00-09:00", "nothing", "known"]
    assert lines[4].split() == ["09:00-09:15", "2", "1", "0", "20", "3,", "2,", "1", "(1)"]
    assert [line.split() for line in lines[5:8]] == [
        ["09:15-10:00", "nothing", "known"], ["10:00-10:15", "1", "1", "1", "0"], ["10:15-04:00", "nothing", "known"],
    ]  # fmt: skip
    assert "  room work: 0.42 of 0.45" in lines
    assert "2026-10: most 3 adults, 2 children, 1 in care, 20 guests; known for 1 hours" in lines
    command(settings, "--day", "2026-10-15")
    assert "  room work: nothing known" in capsys.readouterr().out


def test_a_keeper_exports_quarters_with_the_hour_that_comes_twice(
    store: Store, settings: HubSettings, tmp_path: Path
) -> None:
    twice = moment(2026, 10, 25, 2)
    for at in (NINE, twice, twice + HOUR):
        fill(store, at, Heads(2, 1, 0), minutes(occupied=10, vacant=2, unknown=1))
    command(settings, "--csv", str(tmp_path / "all.csv"))
    with (tmp_path / "all.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    times = [row["quarter"] for row in rows if row["kind"] == "house"]
    assert times == ["2026-10-14T09:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]
    assert list(rows[1].values())[1:] == ["room", "work", "720", "600", "120", "60", "", "", "", ""]
    assert list(rows[0].values())[1:] == ["house", "prohlis", "900", "", "", "", "2", "1", "0", "0"]
    command(settings, "--day", "2026-10-14", "--csv", str(tmp_path / "day.csv"))
    assert len((tmp_path / "day.csv").read_text("utf-8").splitlines()) == 3


def test_a_keeper_sees_the_usual_week_with_its_gaps(
    store: Store, settings: HubSettings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Printed: hours that are open or used. As a table: every hour, of the house and of each place."""
    for week, share in ((1, minutes(occupied=15)), (2, minutes(occupied=5, vacant=10)), (3, minutes(unknown=15))):
        for quarter in range(4):
            fill(store, NINE - week * 7 * DAY_MS + quarter * QUARTER_MS, Heads(4 * week, 2, 1), share)
    command(settings, "--week", "--day", "2026-10-14")
    lines = capsys.readouterr().out.splitlines()
    assert "before Wednesday, 14 October 2026" in lines[0]
    people = lines.index("people in the house")
    assert lines[people + 1].split() == [str(hour) for hour in range(8, 17)]
    assert lines[people + 2].split() == ["mo", *["?"] * 9]
    assert lines[people + 4].split() == ["we", "?", "10", "(3)", *["?"] * 7]
    room = lines.index("room work: occupied, of the time for which it is known")
    assert lines[room + 4].split() == ["we", "?", "67%", "(2)", *["?"] * 7]
    command(settings, "--week", "--day", "2026-10-14", "--csv", str(tmp_path / "week.csv"))
    with (tmp_path / "week.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7 * 24 * 2
    assert [list(row.values()) for row in rows if (row["weekday"], row["hour"]) == ("we", "09:00")] == [
        ["we", "09:00", "house", "prohlis", "3", "", "", "", "8.0", "2.0", "1.0"],
        ["we", "09:00", "room", "work", "2", "7200", "4800", "0.667", "", "", ""],
    ]
    assert {row["days"] for row in rows if row["hour"] != "09:00"} == {"0"}
    assert not any(row["adults"] or row["share"] for row in rows if row["days"] == "0")


def test_a_keeper_who_asks_amiss_is_told_what_to_do(
    store: Store, settings: HubSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        command(settings, "--day", "14.10.2026")
    assert "write it as 2026-10-14" in capsys.readouterr().err
    for year in ("9999", "0001"):
        with pytest.raises(SystemExit):
            command(settings, "--day", f"{year}-12-31")
        assert "name another day" in capsys.readouterr().err
    with pytest.raises(DabeiError, match="name another file"):
        command(settings, "--csv", "/nowhere/at/all.csv")
    with pytest.raises(DabeiError, match="name another file"):
        command(settings, "--week", "--csv", "/nowhere/at/all.csv")
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("DROP TABLE headcount")
    with pytest.raises(DabeiError, match="start the hub once"):
        command(settings)
