"""Simulation: made-up days and recorded logs at simulated pins."""

import subprocess
import sys
from pathlib import Path

import pytest

import sensors
from broker.wire.settings import load
from sensors.__main__ import main
from sensors.devices import SimulatedPins
from sensors.errors import LogError
from sensors.passages import Passages
from sensors.settings import SensorsSettings
from sensors.simulate.day import DAY_MIN, MINUTE_S, day, days
from sensors.simulate.log import read
from sensors.simulate.timetable import Player, Step, Timetable

EXAMPLE = load(Path(sensors.__path__[0], "example.toml"), SensorsSettings)
PINS = [one.id for one in EXAMPLE.inputs()]
HEAD = "time,channel,value\n"
Driven = list[tuple[str, bool]]


def log(folder: Path, rows: str, head: str = HEAD) -> Path:
    path = folder / "events.csv"
    path.write_text(head + rows)
    return path


def player(driven: Driven, *timetables: Timetable, speed: float = 1.0) -> Player:
    return Player(iter(timetables), lambda name, active: driven.append((name, active)), speed)


def test_the_same_settings_have_the_same_days_and_no_two_alike() -> None:
    one, again = days(EXAMPLE), days(EXAMPLE)
    first, second = next(one), next(one)
    assert (first, second) == (next(again), next(again))
    assert first != second


@pytest.mark.parametrize("number", range(1, 30))
def test_a_day_is_in_order_moves_every_pin_and_ends_with_nobody_there(number: int) -> None:
    found = day(EXAMPLE, number)
    times = [step.at_s for step in found.steps]
    assert times == sorted(times)
    assert times[0] == 0
    assert times[-1] < found.length_s == DAY_MIN * MINUTE_S
    assert {step.name for step in found.steps if step.active} == set(PINS)
    assert {step.name for step in found.steps if step.at_s == 0} == set(PINS)
    last = {step.name: step.active for step in found.steps}
    assert {name for name, active in last.items() if active} == {"paper"}


def test_as_many_go_through_the_beams_as_come() -> None:
    told: list[tuple[int | None, int | None]] = []
    passages = Passages(lambda came, went: told.append((came, went)))
    for step in day(EXAMPLE, 1).steps:
        if step.name.startswith("beams"):
            passages.hear("outer" if step.name.endswith("outer") else "inner", step.at_s, broken=step.active)
    came, went = told[-1]
    assert came == went
    assert came


def test_a_step_is_played_at_its_moment_whatever_was_late_before() -> None:
    driven: Driven = []
    found = player(
        driven, *[Timetable((Step(0.0, "a", active=True), Step(30.0, "a", active=False)), 60.0)] * 3, speed=10
    )
    found.begin(100.0)
    assert driven == [("a", True)]
    assert found.step(102.9) == pytest.approx(0.1)
    assert found.step(105.5) == pytest.approx(0.5)  # late by 2.5 s: the next one is not
    assert driven == [("a", True), ("a", False)]
    assert found.step(106.0) == pytest.approx(3.0)
    assert found.step(112.0) == pytest.approx(3.0)  # all that was missed, and the third one has begun
    assert driven == [("a", True), ("a", False)] * 2 + [("a", True)]


def test_ten_thousand_days_do_not_drift() -> None:
    driven: Driven = []
    found = player(driven, *[Timetable((Step(0.0, "a", active=True),), 32_400.0)] * 10_001, speed=3600)
    found.begin(0.0)
    found.step(9.0 * 10_000 - 0.001)
    assert len(driven) == 10_000
    found.step(9.0 * 10_000 + 0.001)
    assert len(driven) == 10_001


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("08:00", "08:01:30.5"),
        ("2026-03-02T08:00:00", "2026-03-02T08:01:30.500"),
        ("2026-03-02T08:00:00+01:00", "2026-03-02T07:01:30.500Z"),
        ("2026-03-01 23:59:30", "2026-03-02 00:01:00.5"),
    ],
)
def test_a_log_is_played_from_its_first_row_to_its_last(tmp_path: Path, first: str, second: str) -> None:
    found = read(log(tmp_path, f"{second},door-group,off\n{first},seat-pc-1,1\n"), PINS)
    assert found.timetable == Timetable(
        (Step(0.0, "seat-pc-1", active=True), Step(90.5, "door-group", active=False)), 90.5
    )
    assert not list(found.sentences())


def test_a_folder_with_events_is_a_log_and_what_no_pin_can_show_is_named_once(tmp_path: Path) -> None:
    log(
        tmp_path,
        "08:00,co2,390.0\n08:01,paper,1\n08:02,co2,1\n08:02,light-group,121\n08:03,lamp,0\n08:04,light-group,0\n",
    )
    found = read(tmp_path, PINS)
    assert list(found.sentences()) == ["left out, for no pin of these settings can show it: co2, lamp, light-group"]
    assert found.timetable == Timetable((Step(60.0, "paper", active=True),), 240.0)


def test_a_bad_row_is_named_by_its_line_and_the_others_are_played(tmp_path: Path) -> None:
    rows = "08:00,paper,1\n25:99,paper,0\n08:01,paper,often\n2026-03-02T08:02,paper,0\n08:03,,1\n08:04\n08:05,paper,0\n"
    unlike = "is a date with a time, but the first one is a time of day; write all alike"
    found = read(log(tmp_path, rows), PINS)
    assert [step.at_s for step in found.timetable.steps] == [0.0, 300.0]
    assert list(found.sentences()) == [
        "line 3 is left out: '25:99' is no time; write 08:30:00 or 2026-03-02T08:30:00",
        "line 4 is left out: the value 'often' is none of 0, 1 or another number",
        f"line 5 is left out: the time '2026-03-02T08:02' {unlike}",
        "line 6 is left out: it names no channel",
        "line 7 is left out: it names no channel",
    ]


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    found = read(log(tmp_path, "08:00,paper,1\n" + "x,paper,1\n" * 5000), PINS)
    assert len(list(found.sentences())) == 11
    assert list(found.sentences())[-1] == "4990 more rows cannot be read"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("time,channel\n", "has no column value; its first line is to be time,channel,value"),
        ("", "has no column time, channel, value"),
        (HEAD, "fits these settings: it has no row that can be read; pins here are "),
        (HEAD + "08:00,pir-6,1\n08:01,co2,390\n", "fits these settings: its channels are co2, pir-6; pins here are "),
        (HEAD + "often,paper,1\n", "\n  - line 2 is left out: 'often' is no time"),
    ],
)
def test_a_log_in_which_nothing_fits_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LogError) as caught:
        read(log(tmp_path, text, ""), PINS)
    assert words in str(caught.value)


def test_what_is_no_text_or_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff")
    for name in ("picture", "none", "."):
        with pytest.raises(LogError, match="cannot read the log"):
            read(tmp_path / name, PINS)


def test_a_log_that_does_not_fit_is_one_sentence_of_the_program(tmp_path: Path) -> None:
    settings = Path(sensors.__path__[0], "example.toml")
    path = log(tmp_path, "08:00,pir-6,1\n")
    done = subprocess.run(  # our own words
        [sys.executable, "-m", "sensors", settings, "--simulate", path],
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"dabei-sensors: nothing in the log {path} fits these settings: its channels are pir-6"
    )


@pytest.mark.parametrize("speed", ["0", "-1", "3601", "nan", "fast"])
def test_a_speed_that_cannot_be_is_refused_in_a_sentence(speed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sensors.toml", "--simulate", "--speed", speed])
    assert f"'{speed}' is no speed; choose a number above 0, up to 3600" in capsys.readouterr().err


def test_a_simulated_pin_keeps_no_history() -> None:
    pins = SimulatedPins(EXAMPLE.inputs())
    for number in range(1000):
        pins.drive("paper", active=number % 2 == 0)
    pin = pins.factory.pin(pins.inputs["paper"].pin)
    assert len(pin.states) == 1
    assert pin.state == 1  # the paper is out: the switch is open, and the pull-up wins
