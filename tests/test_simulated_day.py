"""The simulated day: it is a day, families that come also go, and everything it says is understood."""

import random
from collections import Counter

from broker.onemachine.day import MINUTES, plan
from broker.onemachine.demo import CHANNELS, OFFICE


def test_a_day_is_in_order_and_ends_with_an_empty_house() -> None:
    steps = plan(random.Random(1))
    assert [step.minute for step in steps] == sorted(step.minute for step in steps)
    assert steps[0].minute > -1
    assert steps[-1].minute < MINUTES
    taps = Counter(step.command for step in steps if step.who == "kiosk")
    assert all(times % 2 == 0 for times in taps.values())
    cards = (OFFICE / "families.toml").read_text("utf-8")
    assert all(tap.removeprefix("card ") in cards for tap in taps)


def test_every_sensor_that_moves_exists_and_ends_quiet() -> None:
    known = {name for name, _, _ in CHANNELS}
    last: dict[str, str] = {}
    for step in plan(random.Random(2)):
        if step.who == "sensors":
            _, name, state = step.command.split()
            last[name] = state
    assert last.keys() <= known
    assert {name: state for name, state in last.items() if state == "on"} == {"paper": "on"}


def test_the_same_day_comes_again_from_the_same_chance() -> None:
    assert plan(random.Random(3)) == plan(random.Random(3))
    assert plan(random.Random(3)) != plan(random.Random(4))
