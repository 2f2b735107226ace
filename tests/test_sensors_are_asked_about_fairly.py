"""Questions about sensors that nobody should be asked: after a restart, twice for one device, again and again."""

import pytest

from broker.house.health import STUCK_S
from broker.house.patience import AGAIN_S, HOUR
from broker.wire.facts.house import QuestionRaised
from broker.wire.messages import Channel, Description, State
from judged import CHANNELS, KIOSK, MINUTE, NODE, Hub

SOURCE = "zigbee2mqtt/tuer"
DOOR, BATTERY = (Channel(measures=what, room="group", source=SOURCE) for what in ("door", "battery"))


@pytest.fixture
def hub() -> Hub:
    """Give a hub after a quiet quarter of an hour."""
    return Hub().run(15 * MINUTE)


def describe(hub: Hub, node: str, channels: dict[str, Channel]) -> None:
    """Let a node say what it measures, and be there."""
    hub.levels.described(node, Description(role="sensors", software="1", channels=channels))
    hub.levels.state(node, State(s="ready", boot=7), 0, hub.now)


def test_a_radar_that_died_while_on_stays_a_question_though_the_hub_starts_again(hub: Hub) -> None:
    hub.say("radar", value=True)
    hub.run(STUCK_S["presence"], step=60)
    hub.restart()
    hub.run(STUCK_S["presence"] + HOUR, step=60)
    assert (hub.asked(), len(hub.facts)) == ({("sensor_stuck", f"{NODE}/radar")}, 1)
    hub.say("radar", value=False)
    hub.look()
    assert not hub.asked()


def test_a_radar_that_saw_somebody_last_evening_and_this_morning_is_not_stuck(hub: Hub) -> None:
    hub.say("radar", value=True)
    hub.run(10 * HOUR, step=60)
    hub.is_open = False
    hub.lost()
    values, hub.values = hub.values, {}
    hub.run(5 * HOUR, step=60)
    hub.boot, hub.seq = 2, 0
    hub.begin(NODE, CHANNELS)
    hub.values, hub.is_open = values, True
    hub.run(8 * HOUR, step=60)
    assert not hub.facts


def test_a_hub_that_cannot_hear_asks_about_no_sensor(hub: Hub) -> None:
    hub.hears = False
    hub.silent |= CHANNELS.keys()
    hub.run(5 * HOUR)
    assert not hub.facts
    hub.hears = True
    hub.run(9 * MINUTE)
    assert not hub.facts, "after that each gets its ten minutes"


def test_a_device_in_two_nodes_is_found_though_only_one_of_them_tells_of_its_battery(hub: Hub) -> None:
    hub.nodes.append(KIOSK)
    hub.begin(NODE, CHANNELS | {"tuer": DOOR, "tuer-battery": BATTERY})
    describe(hub, KIOSK, {"tuer": DOOR})
    hub.run(3 * MINUTE)
    assert hub.asked() == {("source_twice", SOURCE)}


def test_a_device_in_two_nodes_is_one_question_though_one_of_them_comes_and_goes(hub: Hub) -> None:
    hub.nodes.append(KIOSK)
    hub.begin(NODE, CHANNELS | {"tuer": DOOR})
    for _ in range(20):
        describe(hub, KIOSK, {"tuer": DOOR})
        hub.run(3 * MINUTE)
        hub.levels.state(KIOSK, State(s="lost", boot=7), 0, hub.now)
        hub.run(3 * MINUTE)
    assert [body for body in hub.facts if body.question == "source_twice"] == [  # type: ignore[union-attr]
        QuestionRaised(question="source_twice", subject=SOURCE)
    ]  # fmt: skip


def test_a_device_in_two_nodes_stays_a_question_while_the_hub_does_not_know_both_again(hub: Hub) -> None:
    both = CHANNELS | {"tuer": DOOR}
    hub.nodes.append(KIOSK)
    hub.begin(NODE, both)
    describe(hub, KIOSK, {"tuer": DOOR})
    hub.run(3 * MINUTE)
    hub.restart(knows=False)
    hub.run(3 * MINUTE)
    hub.begin(NODE, both)
    hub.run(3 * MINUTE)
    assert (("source_twice", SOURCE) in hub.asked(), len(hub.facts)) == (True, 1)
    describe(hub, KIOSK, {})
    hub.run(12 * MINUTE)
    assert ("source_twice", SOURCE) not in hub.asked()


def test_an_air_sensor_that_is_silent_is_one_question_and_not_three(hub: Hub) -> None:
    air = {f"air-{what}": Channel(measures=what, room="care") for what in ("co2", "temperature", "humidity")}  # type: ignore[arg-type]
    hub.begin(NODE, CHANNELS | air)
    hub.run(15 * MINUTE)
    assert hub.asked() == {("sensor_silent", f"{NODE}/air-co2")}


@pytest.mark.parametrize("what", ["temperature", "humidity"])
def test_a_thermometer_alone_is_asked_about(hub: Hub, what: str) -> None:
    alone = Channel(measures=what, room="bath", source="zigbee2mqtt/bad")  # type: ignore[arg-type]
    light = Channel(measures="light", room="bath")
    hub.begin(NODE, CHANNELS | {f"bath-{what}": alone, "bath-light": light})
    hub.say("bath-light", value=True)
    hub.run(15 * MINUTE)
    assert hub.asked() == {("sensor_silent", f"{NODE}/bath-{what}")}


@pytest.mark.parametrize(
    ("wrong_s", "well_s"), [(20 * MINUTE, 13 * MINUTE), (61 * MINUTE, 61 * MINUTE), (4.1 * HOUR, MINUTE)]
)
def test_a_house_whose_sensors_come_and_go_all_week_makes_few_facts_a_day(wrong_s: float, well_s: float) -> None:
    hub, days = Hub(), 7
    while hub.now < days * 24 * HOUR:
        hub.values |= {"motion": True, "door-battery": 5}
        hub.run(wrong_s, step=170)
        hub.values |= {"motion": False, "door-battery": 99}
        hub.run(well_s, step=170)
        hub.lost()
        hub.run(wrong_s, step=170)
        hub.begin(NODE, CHANNELS)
        hub.run(well_s, step=170)
    assert hub.facts
    each = [(body.question, body.subject) for body in hub.facts if isinstance(body, QuestionRaised)]
    assert max(each.count(key) for key in each) <= days * 24 * HOUR / AGAIN_S + 1
    assert len(hub.facts) <= 2 * len(each)
