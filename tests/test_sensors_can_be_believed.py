"""Sensors that cannot be believed: what staff are asked, when, how often, and when it is over."""

from collections.abc import Iterator

import pytest

from broker.house.health import HOUR, MOST_AN_HOUR, PATIENCE, STUCK_S
from broker.wire.facts.house import QuestionAnswered, QuestionRaised
from broker.wire.messages import Channel, Description, State
from judged import CHANNELS, KIOSK, MINUTE, NODE, Hub


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Give a hub after a quiet quarter of an hour."""
    found = Hub()
    found.run(15 * MINUTE)
    assert not found.facts
    yield found
    subjects = [body.subject for body in found.facts if isinstance(body, QuestionRaised)]
    assert len(subjects) < 6, "no flood of facts, whatever a sensor does"


def test_a_sensor_that_says_nothing_is_asked_about_after_ten_minutes_and_once(hub: Hub) -> None:
    hub.silent.add("motion")
    hub.run(180 + 9 * MINUTE)
    assert not hub.asked()
    hub.run(2 * MINUTE)
    assert hub.asked() == {("sensor_silent", f"{NODE}/motion")}
    hub.run(2 * HOUR)
    assert len(hub.facts) == 1


def test_what_speaks_again_for_an_hour_is_asked_no_longer(hub: Hub) -> None:
    hub.silent.add("motion")
    hub.run(20 * MINUTE)
    hub.silent.clear()
    hub.run(HOUR - MINUTE)
    assert hub.asked()
    hub.run(2 * MINUTE)
    assert (hub.asked(), hub.facts[-1]) == (
        set(), QuestionAnswered(question="sensor_silent", subject=f"{NODE}/motion", answer="over"),
    )  # fmt: skip


def test_what_somebody_has_seen_stays_quiet_until_it_was_well_in_between(hub: Hub) -> None:
    hub.silent.add("motion")
    hub.run(20 * MINUTE)
    hub.record(QuestionAnswered(question="sensor_silent", subject=f"{NODE}/motion", answer="seen"))
    hub.run(5 * HOUR)
    assert (hub.asked(), len(hub.facts)) == (set(), 2)
    hub.silent.clear()
    hub.run(HOUR + MINUTE)
    hub.silent.add("motion")
    hub.run(20 * MINUTE)
    assert hub.asked() == {("sensor_silent", f"{NODE}/motion")}


def test_a_node_that_is_gone_is_one_question_and_not_one_for_each_sensor(hub: Hub) -> None:
    hub.lost()
    hub.values.clear()
    hub.run(16 * MINUTE)
    assert hub.asked() == {("node_gone", NODE)}
    hub.begin(NODE, CHANNELS)
    hub.values = {name: False for name in CHANNELS if name != "door-battery"} | {"printer": "idle"}
    hub.run(11 * MINUTE)
    assert not hub.asked()


def test_at_night_nobody_misses_what_is_switched_off(hub: Hub) -> None:
    hub.is_open = False
    hub.lost()
    hub.run(10 * HOUR)
    assert not hub.asked()


def test_a_printer_that_is_switched_off_is_no_silent_sensor(hub: Hub) -> None:
    hub.say("printer", "unreachable")
    hub.silent.add("printer-paper")
    hub.run(HOUR)
    assert not hub.asked()


@pytest.mark.parametrize(("channel", "measures"), [("motion", "motion"), ("radar", "presence"), ("door", "door")])
def test_what_has_been_on_longer_than_people_can_be_is_stuck(hub: Hub, channel: str, measures: str) -> None:
    hub.say(channel, value=True)
    hub.run(STUCK_S[measures] - MINUTE, step=60)
    assert not hub.asked()
    hub.run(2 * MINUTE)
    assert hub.asked() == {("sensor_stuck", f"{NODE}/{channel}")}
    hub.say(channel, value=False)
    hub.look()
    assert not hub.asked()


def test_a_contact_that_chatters_is_asked_about_until_it_was_quiet_for_long(hub: Hub) -> None:
    for turn in range(MOST_AN_HOUR["door"] + 10):
        hub.say("door", value=turn % 2 == 0)
        hub.run(5, step=5)
    assert hub.asked() == {("sensor_flapping", f"{NODE}/door")}
    hub.run(4 * HOUR)
    assert not hub.asked()


def test_a_busy_door_is_none_that_chatters(hub: Hub) -> None:
    for turn in range(1000):
        hub.say("door", value=turn % 2 == 0)
        hub.run(30)
    assert not hub.asked()


def test_a_light_level_that_changes_every_few_seconds_is_no_contact_that_chatters(hub: Hub) -> None:
    hub.begin(NODE, CHANNELS | {"lux": Channel(measures="light", room="work")})
    for turn in range(1500):
        hub.say("lux", 100.0 + turn)
        hub.run(5, step=5)
    assert not hub.asked()


def test_a_day_that_is_played_in_minutes_chatters_not(hub: Hub) -> None:
    hub.levels.described(NODE, Description(role="sensors", software="1", channels=CHANNELS, simulated=True))
    for turn in range(MOST_AN_HOUR["door"] + 10):
        hub.say("door", value=turn % 2 == 0)
        hub.run(5, step=5)
    assert not hub.asked()


def test_a_battery_is_asked_about_before_it_is_empty_and_no_more_when_it_is_new(hub: Hub) -> None:
    hub.say("door-battery", 15)
    hub.run(HOUR + MINUTE)
    assert hub.asked() == {("battery_low", f"{NODE}/door-battery")}
    hub.say("door-battery", 20)
    hub.run(3 * HOUR)
    assert hub.asked(), "a battery that recovers a little is no new one"
    hub.say("door-battery", 100)
    hub.run(HOUR + MINUTE)
    assert not hub.asked()


def test_one_device_in_two_nodes_is_asked_about(hub: Hub) -> None:
    shared = {"door": Channel(measures="door", room="group", source="zigbee2mqtt/tuer")}
    hub.begin(NODE, CHANNELS | shared)
    hub.levels.described(KIOSK, Description(role="sensors", software="1", channels=shared))
    hub.levels.state(KIOSK, State(s="ready", boot=7), 0, hub.now)
    for _ in range(5):
        hub.now += MINUTE
        for body in list(hub.health.news(hub.house, hub.levels, [NODE, KIOSK], hub.now, is_open=False)):
            hub.record(body)
    assert hub.asked() == {("source_twice", "zigbee2mqtt/tuer")}


def test_two_devices_with_one_id_are_asked_about_with_where_they_are(hub: Hub) -> None:
    for turn in range(6):
        at, boot = (("pi-a 10.0.0.2", 5), ("pi-b 10.0.0.3", 6))[turn % 2]
        hub.levels.state(NODE, State(s="ready", boot=boot, at=at), 0, hub.now)
        hub.boot = boot
        hub.run(3, step=3)
    assert hub.asked() == {("node_twice", NODE)}
    assert hub.levels.rivals(NODE).places == ("pi-a 10.0.0.2", "pi-b 10.0.0.3")
    hub.run(2 * HOUR)
    assert not hub.asked()


def test_a_node_that_starts_again_and_again_is_alone(hub: Hub) -> None:
    for boot in range(100, 130):
        hub.boot = boot
        hub.begin(NODE, CHANNELS)
        hub.run(3, step=3)
    assert not hub.asked()


def test_a_restart_of_the_hub_neither_asks_again_nor_takes_anything_back(hub: Hub) -> None:
    hub.silent.add("motion")
    hub.say("door-battery", 9)
    hub.run(2 * HOUR)
    before = hub.asked()
    assert len(before) == 2
    hub.restart()
    hub.run(3 * HOUR)
    assert (hub.asked(), len(hub.facts)) == (before, 2)


def test_a_sensor_that_is_taken_out_of_the_settings_is_asked_about_no_longer(hub: Hub) -> None:
    hub.silent.add("motion")
    hub.run(20 * MINUTE)
    del hub.values["motion"]
    hub.begin(NODE, {name: channel for name, channel in CHANNELS.items() if name != "motion"})
    hub.run(HOUR + MINUTE)
    assert not hub.asked()


def test_a_sensor_that_comes_and_goes_for_a_week_makes_few_facts() -> None:
    hub = Hub()
    for _ in range(7 * 24 * 2):
        hub.silent ^= {"motion"}
        hub.run(30 * MINUTE, step=170)
    assert len(hub.facts) <= 2


def test_every_question_about_sensors_has_its_patience_in_words_and_answers() -> None:
    from broker.house.questions import TABLE  # noqa: PLC0415
    from broker.web.questions import TEXTS  # noqa: PLC0415

    assert PATIENCE.keys() <= TABLE.keys() & TEXTS.keys()
