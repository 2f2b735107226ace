"""The simulated day: it is a day, families that come also go, and what happens at pins fits what they do."""

import random
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from broker.onemachine.day import MINUTES, plan
from broker.onemachine.demo import Demo
from broker.onemachine.pins import edges
from broker.onemachine.play import offices, play, text
from broker.wire.settings import load
from sensors.settings import SensorsSettings
from sensors.simulate.log import Log, read


@pytest.fixture(params=offices())
def office(request: pytest.FixtureRequest) -> str:
    """Give each demo office."""
    return str(request.param)


def played(folder: Path, office: str) -> Log:
    """Give the demo's day as the sensors program reads it."""
    Demo(folder, 1883, 8080, (800, 480), 3, office=office).write()
    settings = load(folder / "sensors.toml", SensorsSettings)
    return read(folder / "day.csv", [one.id for one in settings.inputs()])


def test_a_day_is_in_order_and_ends_with_an_empty_house(office: str) -> None:
    taps = plan(play(office))
    assert [tap.minute for tap in taps] == sorted(tap.minute for tap in taps)
    assert taps[0].minute > 0
    assert taps[-1].minute < MINUTES
    counted = Counter(tap.command for tap in taps)
    assert all(times % 2 == 0 for times in counted.values())
    cards = text(office, "families.toml")
    assert all(tap.removeprefix("card ") in cards for tap in counted)


def test_every_pin_moves_begins_and_ends_quiet_and_the_day_is_as_long_as_that_of_the_cards(
    office: str, tmp_path: Path
) -> None:
    found = played(tmp_path, office)
    assert not list(found.sentences())
    steps = found.timetable.steps
    names = {step.name for step in steps}
    assert len(names) == len({step.name for step in steps if step.active}) == play(office).count
    for ends in (steps, [step for step in steps if not step.at_s]):
        last = {step.name: step.active for step in ends}
        assert last == dict.fromkeys(names, False) | dict.fromkeys(names & {"paper"}, True)  # all of them inactive
    assert found.timetable.length_s == MINUTES * 60


def test_a_seat_is_taken_while_its_family_is_there_and_who_passes_the_beams_has_the_door_open(
    office: str, tmp_path: Path
) -> None:
    steps = played(tmp_path, office).timetable.steps
    for visit in play(office).visits:
        if visit.seat:
            begins, ends = visit.come * 60, visit.go * 60
            sits = [step.active for step in steps if step.name == visit.seat and begins < step.at_s < ends]
            assert sits == [True, False]
    doors, passed = False, 0
    for step in steps:
        doors = step.active if step.name == play(office).beams.door else doors
        if step.name.startswith("beams") and step.at_s:
            passed += 1
            assert doors
    assert passed == 2 * 4 * len(play(office).visits)


def test_the_same_day_comes_again_from_the_same_chance(office: str) -> None:
    assert edges(play(office), random.Random(3)) == edges(play(office), random.Random(3))
    assert edges(play(office), random.Random(3)) != edges(play(office), random.Random(4))


def test_the_office_of_the_demo_knows_every_place_of_its_sensors(office: str, tmp_path: Path) -> None:
    played(tmp_path, office)
    written = tomllib.loads((tmp_path / "office.toml").read_text("utf-8"))
    known = {entry["id"] for table in ("rooms", "desks", "devices") for entry in written.get(table, ())}
    settings = load(tmp_path / "sensors.toml", SensorsSettings)
    channels = settings.channels().values()
    assert {channel.room or channel.desk or channel.device for channel in channels} <= known
