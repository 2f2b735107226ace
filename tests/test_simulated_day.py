"""The simulated day: it is a day, families that come also go, and what happens at pins fits what they do."""

import random
import tomllib
from collections import Counter
from pathlib import Path

from broker.onemachine.day import MINUTES, VISITS, plan
from broker.onemachine.demo import OFFICE, PINS, Demo
from broker.onemachine.pins import edges
from broker.wire.settings import load
from sensors.settings import SensorsSettings
from sensors.simulate.log import Log, read


def played(folder: Path) -> Log:
    """Give the demo's day as the sensors program reads it."""
    Demo(folder, 1883, 8080, (800, 480), 3).write()
    settings = load(folder / "sensors.toml", SensorsSettings)
    return read(folder / "day.csv", [one.id for one in settings.inputs()])


def test_a_day_is_in_order_and_ends_with_an_empty_house() -> None:
    taps = plan()
    assert [tap.minute for tap in taps] == sorted(tap.minute for tap in taps)
    assert taps[0].minute > 0
    assert taps[-1].minute < MINUTES
    counted = Counter(tap.command for tap in taps)
    assert all(times % 2 == 0 for times in counted.values())
    cards = (OFFICE / "families.toml").read_text("utf-8")
    assert all(tap.removeprefix("card ") in cards for tap in counted)


def test_every_pin_moves_begins_and_ends_quiet_and_the_day_is_as_long_as_that_of_the_cards(tmp_path: Path) -> None:
    found = played(tmp_path)
    assert not list(found.sentences())
    steps = found.timetable.steps
    names = {step.name for step in steps}
    assert len(names) == len({step.name for step in steps if step.active}) == PINS
    for ends in (steps, [step for step in steps if not step.at_s]):
        last = {step.name: step.active for step in ends}
        assert last == dict.fromkeys(names, False) | {"paper": True}  # all of them inactive
    assert found.timetable.length_s == MINUTES * 60


def test_a_seat_is_taken_while_its_family_is_there_and_who_passes_the_beams_has_the_door_open(tmp_path: Path) -> None:
    steps = played(tmp_path).timetable.steps
    for _, come, go, seat in VISITS:
        if seat:
            sits = [step.active for step in steps if step.name == seat and come * 60 < step.at_s < go * 60]
            assert sits == [True, False]
    doors, passed = False, 0
    for step in steps:
        doors = step.active if step.name == "door-entrance" else doors
        if step.name.startswith("beams") and step.at_s:
            passed += 1
            assert doors
    assert passed == 2 * 4 * len(VISITS)


def test_the_same_day_comes_again_from_the_same_chance() -> None:
    assert edges(random.Random(3)) == edges(random.Random(3))
    assert edges(random.Random(3)) != edges(random.Random(4))


def test_the_office_of_the_demo_knows_every_place_of_its_sensors(tmp_path: Path) -> None:
    played(tmp_path)
    office = tomllib.loads((tmp_path / "office.toml").read_text("utf-8"))
    known = {entry["id"] for table in ("rooms", "desks", "devices") for entry in office[table]}
    settings = load(tmp_path / "sensors.toml", SensorsSettings)
    channels = settings.channels().values()
    assert {channel.room or channel.desk or channel.device for channel in channels} <= known
