"""Devices that speak MQTT themselves: what each says, what it means, and what is never believed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broker.wire.errors import SettingsError
from broker.wire.messages import Description
from broker.wire.node import Node, Value
from broker.wire.settings import MqttSettings, check
from brokers import Mosquitto
from offices import Program, RealOffice, wait
from sensors.adapters.hearing import LONGEST, Hearing
from sensors.settings import SensorsSettings
from test_sensors_node import Ear

DEVICES = Path(__file__).with_name("devices")
PIR = {"id": "pir", "measures": "motion", "room": "work", "name": "pir-work"}
DOOR = {"id": "door", "measures": "door", "room": "group", "name": "tuer-gruppe"}
FP1 = {"id": "fp1", "measures": "presence", "room": "care", "name": "fp1-care", "battery": False}
RADAR = {
    "id": "radar", "measures": "presence", "room": "group", "prefix": "radar-gruppe",
    "entity": "binary_sensor/presence",
}  # fmt: skip
ROODE = {
    "id": "roode", "measures": "passages", "room": "entrance", "prefix": "roode-eingang",
    "entity": "text_sensor/last_direction",
}  # fmt: skip
SR501 = {"id": "sr501", "measures": "motion", "room": "kitchen", "topic": "pir-kueche", "key": "PIR1"}
LD2410 = {"id": "ld2410", "measures": "presence", "room": "kitchen", "topic": "radar-kueche", "key": "LD2410"}


def settings(**tables: list[dict[str, Any]]) -> SensorsSettings:
    """Check settings with these devices."""
    return check({"node": "sensors-hub", "mqtt": {"site": "prohlis"}, **tables}, SensorsSettings, "test.toml")


class House:
    """What is heard and told, on a clock that the test moves."""

    def __init__(self, **tables: list[dict[str, Any]]) -> None:
        """Begin at 1,000 s with a new connection."""
        self.now, self.last, self.told = 1000.0, dict[str, Value | None](), list[tuple[str, Value | None]]()
        self.hearing = Hearing(settings(**tables).foreign(), self._say, lambda: self.now)
        self.hearing.anew()
        self.told.clear()

    def says(self, topic: str, payload: str | bytes, *, retained: bool = False, after: float = 0.0) -> "House":
        """Let time pass, second by second, and a message come."""
        self.wait(after)
        self.hearing.hear(topic, payload if isinstance(payload, bytes) else payload.encode(), retained)
        return self

    def wait(self, seconds: float) -> "House":
        """Let time pass."""
        for _ in range(int(seconds)):
            self.now += 1
            self.hearing.step()
        return self

    def replay(self, name: str) -> Iterator[dict[str, Value | None]]:
        """Let a device say all that is in its file, and give what is known after each message."""
        for line in (DEVICES / f"{name}.jsonl").read_text("utf-8").splitlines():
            topic, payload, retained, after = json.loads(line)
            self.says(topic, payload, retained=retained, after=after)
            yield dict(self.last)

    def _say(self, channel: str, value: Value | None) -> None:
        self.told.append((channel, value))
        self.last[channel] = value


def values(house: House, device: str, channel: str) -> list[Value | None]:
    """Give what is known of a channel after each message of a device."""
    return [known.get(channel) for known in house.replay(device)]


def test_a_pir_behind_zigbee2mqtt_tells_motion_once_and_its_battery() -> None:
    house = House(zigbee2mqtt=[PIR])
    assert values(house, "aqara-rtcgq11lm", "pir") == [None, True, True, False, False]
    assert house.told == [("pir", True), ("pir-battery", 97), ("pir", False), ("pir-battery", 14)]


def test_a_contact_that_touches_is_a_door_that_is_closed_and_a_retained_one_is_not_believed() -> None:
    assert values(House(zigbee2mqtt=[DOOR]), "aqara-mccgq11lm", "door") == [None, None, True, False]


def test_a_radar_behind_zigbee2mqtt_is_believed_while_it_is_available() -> None:
    assert values(House(zigbee2mqtt=[FP1]), "aqara-fp1", "fp1") == [None, True, True, False, None]


def test_one_device_may_measure_several_things() -> None:
    climate = [
        {"id": f"k-{what}", "measures": what, "room": "care", "name": "klima", "battery": what == "humidity"}
        for what in ("temperature", "humidity")
    ]
    house = House(zigbee2mqtt=climate)
    *_, known = house.replay("aqara-wsdcgq11lm")
    assert known == {"k-temperature": 21.47, "k-humidity": 43.2, "k-humidity-battery": 91}


def test_what_zigbee2mqtt_says_again_at_its_start_is_not_believed() -> None:
    house = House(zigbee2mqtt=[DOOR]).says("zigbee2mqtt/tuer-gruppe", '{"contact":false}')
    assert house.last["door"] is True
    house.says("zigbee2mqtt/bridge/state", '{"state":"offline"}', after=60)
    assert house.last["door"] is None
    house.says("zigbee2mqtt/bridge/state", "online", after=20)
    house.says("zigbee2mqtt/tuer-gruppe", '{"contact":false}', after=2)
    assert house.last["door"] is None
    house.says("zigbee2mqtt/tuer-gruppe", '{"contact":true}', after=60)
    assert house.last["door"] is False


def test_a_bridge_that_came_with_the_broker_is_not_believed_at_once_either() -> None:
    house = House(zigbee2mqtt=[DOOR]).says("zigbee2mqtt/bridge/state", '{"state":"online"}', retained=True)
    house.says("zigbee2mqtt/tuer-gruppe", '{"contact":false}', after=3)
    assert house.last.get("door") is None
    assert house.says("zigbee2mqtt/tuer-gruppe", '{"contact":false}', after=60).last["door"] is True


def test_a_bridge_that_says_once_more_that_it_is_online_has_not_restarted() -> None:
    house = House(zigbee2mqtt=[DOOR]).says("zigbee2mqtt/bridge/state", '{"state":"online"}')
    house.says("zigbee2mqtt/tuer-gruppe", '{"contact":true}', after=60)
    assert house.says("zigbee2mqtt/bridge/state", '{"state":"online"}', after=60).last["door"] is False
    assert house.says("zigbee2mqtt/tuer-gruppe", '{"contact":false}', after=1).last["door"] is True


def test_what_zigbee2mqtt_says_again_for_home_assistant_wakes_no_dead_device() -> None:
    house = House(zigbee2mqtt=[DOOR, PIR]).says("zigbee2mqtt/pir-work", '{"occupancy":false}')
    house.says("homeassistant/status", "online", after=600)
    house.says("zigbee2mqtt/tuer-gruppe", '{"contact":true}', after=30)
    assert house.last.get("door") is None
    house.says("zigbee2mqtt/pir-work", '{"occupancy":true}')
    assert house.last["pir"] is True, "who has spoken since the bridge's start goes on"
    assert house.says("zigbee2mqtt/tuer-gruppe", '{"contact":true}', after=60).last["door"] is False


def test_a_device_that_is_said_again_each_day_and_is_silent_otherwise_is_unknown() -> None:
    house = House(zigbee2mqtt=[DOOR | {"silent_s": 3600}]).says("zigbee2mqtt/tuer-gruppe", '{"contact":true}')
    house.says("homeassistant/status", "online", after=3000).says(
        "zigbee2mqtt/tuer-gruppe", '{"contact":true}', after=30
    )
    assert house.wait(600).last["door"] is None


def test_a_device_that_was_taken_out_of_zigbee2mqtt_is_unknown() -> None:
    house = House(zigbee2mqtt=[DOOR]).says("zigbee2mqtt/tuer-gruppe", '{"contact":true}')
    assert house.says("zigbee2mqtt/tuer-gruppe", "").last["door"] is None


def test_a_battery_device_that_says_nothing_for_a_day_is_unknown() -> None:
    house = House(zigbee2mqtt=[DOOR | {"silent_s": 3600}]).says("zigbee2mqtt/tuer-gruppe", '{"contact":true}')
    assert house.wait(3600).last["door"] is False
    assert house.wait(1).last["door"] is None


def test_a_report_without_what_is_measured_changes_nothing() -> None:
    house = House(zigbee2mqtt=[DOOR]).says("zigbee2mqtt/tuer-gruppe", '{"contact":true}')
    house.says("zigbee2mqtt/tuer-gruppe", '{"linkquality":3,"contact":null}')
    assert house.last["door"] is False


def test_an_esphome_radar_is_believed_once_any_live_word_has_come_and_while_it_is_online() -> None:
    known = values(House(esphome=[RADAR]), "esphome-ld2410", "radar")
    assert known == [None, None, None, True, False, None, None, True]


def test_what_was_retained_of_an_esphome_device_that_was_off_is_not_believed_when_it_comes() -> None:
    state = "radar-gruppe/binary_sensor/presence/state"
    house = House(esphome=[RADAR]).says("radar-gruppe/status", "offline", retained=True)
    house.says(state, "ON", retained=True).says("radar-gruppe/debug", "[I][mqtt]: connected", after=60)
    house.says("radar-gruppe/status", "online")
    assert house.last.get("radar") is None
    assert house.says(state, "OFF").last["radar"] is False


def test_a_state_that_comes_just_before_the_device_says_that_it_is_online_counts() -> None:
    house = House(esphome=[RADAR]).says("radar-gruppe/status", "offline")
    house.says("radar-gruppe/binary_sensor/presence/state", "ON", after=60)
    assert house.last.get("radar") is None
    assert house.says("radar-gruppe/status", "online").last["radar"] is True


@pytest.mark.parametrize(("topic", "payload"), [("switch/led/command", "ON"), ("sensor/uptime/state", "")])
def test_what_others_say_below_a_devices_prefix_does_not_show_that_it_is_there(topic: str, payload: str) -> None:
    house = House(esphome=[RADAR]).says("radar-gruppe/binary_sensor/presence/state", "ON", retained=True)
    assert house.says(f"radar-gruppe/{topic}", payload).last.get("radar") is None
    assert house.says("radar-gruppe/sensor/uptime/state", "60").last["radar"] is True


def test_people_are_counted_by_entry_and_exit_and_no_event_twice() -> None:
    house = House(esphome=[ROODE])
    known = [(told.get("roode-in"), told.get("roode-out")) for told in house.replay("esphome-roode")]
    assert known[2] == (None, None), "all retained"
    assert known[5] == (1, 0)
    assert known[8] == (2, 0)
    assert known[9] == (None, None), "it is gone"
    assert known[12] == (2, 1), "its last word, said again, is no passage, and its own count is not believed"
    assert known[-1] == (2, 1), "nor is it when it comes a moment before the device says that it is online"
    assert house.says("roode-eingang/sensor/last_direction/state", "Exit", after=60).wait(2).last["roode-out"] == 2


def test_a_tasmota_pir_is_understood_in_each_way_and_its_clock_is_not_used() -> None:
    known = values(House(tasmota=[SR501]), "tasmota-hc-sr501", "sr501")
    assert known == [None, None, False, True, False, True, True, None]


def test_a_tasmota_radar_goes_on_seeing_somebody_who_sits_still() -> None:
    house = House(tasmota=[LD2410])
    known = values(house, "tasmota-ld2410", "ld2410")
    assert known == [None, True, True, True, False, True, None]


def test_a_tasmota_radar_that_lost_its_power_is_unknown_and_not_nobody() -> None:
    house = House(tasmota=[LD2410])
    list(house.replay("tasmota-ld2410"))
    assert house.told[-2:] == [("ld2410", True), ("ld2410", None)]


def test_a_tasmota_device_that_says_nothing_for_long_is_unknown() -> None:
    house = House(tasmota=[SR501]).says("stat/pir-kueche/PIR1", "ON")
    assert house.wait(900).last["sr501"] is True
    assert house.wait(1).last["sr501"] is None


def test_after_a_new_connection_only_live_words_count() -> None:
    house = House(zigbee2mqtt=[DOOR], esphome=[RADAR], tasmota=[SR501])
    house.says("zigbee2mqtt/tuer-gruppe", '{"contact":true}').says("stat/pir-kueche/PIR1", "ON")
    house.says("radar-gruppe/binary_sensor/presence/state", "ON")
    assert (house.last["door"], house.last["sr501"], house.last["radar"]) == (False, True, True)
    house.hearing.anew()
    assert {house.last[name] for name in ("door", "sr501", "radar")} == {None}
    house.says("radar-gruppe/binary_sensor/presence/state", "ON", retained=True)
    assert house.last["radar"] is None


@pytest.mark.parametrize("rubbish", [
    b"", b"{", b"\xff\xfe\x00", b"[1,2]", b'"ON"', b"nan", b'{"contact":"ajar"}', b'{"contact":{"a":1}}',
    b'{"contact":[true]}', b"{" * 5000, b"x" * (LONGEST + 1), b'{"contact":true,"battery":"full"}',
    b'{"LD2410":{"Distance":"far"}}',
])  # fmt: skip
def test_whatever_a_device_says_the_others_go_on(rubbish: bytes, caplog: pytest.LogCaptureFixture) -> None:
    house = House(zigbee2mqtt=[DOOR, PIR], esphome=[RADAR], tasmota=[SR501, LD2410])
    for _ in range(3):
        for topic in (
            "zigbee2mqtt/tuer-gruppe", "zigbee2mqtt/bridge/state", "radar-gruppe/status", "stat/pir-kueche/PIR1",
            "radar-gruppe/binary_sensor/presence/state", "tele/pir-kueche/SENSOR", "tele/radar-kueche/SENSOR",
        ):  # fmt: skip
            house.says(topic, rubbish)
    assert house.hearing.dropped["door"] >= 3
    assert sum("door says what cannot be understood" in line for line in caplog.messages) == 1
    house.says("zigbee2mqtt/pir-work", '{"occupancy":true}', after=20)
    assert house.last["pir"] is True


def faults(**tables: list[dict[str, Any]]) -> list[str]:
    """Give what is said of settings that cannot be used."""
    with pytest.raises(SettingsError) as caught:
        settings(**tables)
    return [line.removeprefix("  - ") for line in str(caught.value).splitlines()[1:]]


def test_what_stands_twice_or_nowhere_is_said_at_the_start() -> None:
    no_room = {key: value for key, value in SR501.items() if key != "room"}
    assert faults(zigbee2mqtt=[DOOR, DOOR | {"id": "again"}], tasmota=[no_room]) == [
        "sensors: the source 'zigbee2mqtt/tuer-gruppe' of door is given 2 times",
        "tasmota 'sr501': what measures motion needs `room`",
    ]
    assert faults(zigbee2mqtt=[DOOR | {"name": "#"}])
    assert faults(tasmota=[SR501 | {"measures": "passages"}]) == [
        "tasmota 'sr501': only ESPHome counts passages; name what else it measures"
    ]


TABLES = """
[[zigbee2mqtt]]
id = "door-group"
measures = "door"
room = "group"
ttl_s = 3
name = "tuer-gruppe"
[[zigbee2mqtt]]
id = "pir-kitchen"
measures = "motion"
room = "kitchen"
ttl_s = 3
name = "pir-kueche"
[[esphome]]
id = "radar-care"
measures = "presence"
room = "care"
ttl_s = 3
prefix = "radar-spielzimmer"
entity = "binary_sensor/presence"
"""


class Device(Ear):
    """Says what devices say."""

    def device(self, topic: str, payload: str, *, retain: bool = False) -> None:
        """Publish on a topic of its own."""
        self._client.publish(topic, payload, 1, retain).wait_for_publish(10)

    def last_of(self, channel: str) -> object:
        """Give the last value of a channel on our own wire."""
        values = [one.payload["v"] for one in self.heard if one.topic.endswith(f"/{channel}/st")]
        return values[-1] if values else None


def test_while_no_device_can_be_heard_nothing_is_believed() -> None:
    house, payload = House(zigbee2mqtt=[DOOR]), '{"contact":true}'
    with Mosquitto() as broker:
        mqtt, description = MqttSettings(site="prohlis", port=broker.port), Description(role="sensors", software="")
        node, device = Node(mqtt, "node", description, boot=1, ears=house.hearing), Device(broker.port)

        def heard() -> bool:
            device.device("zigbee2mqtt/tuer-gruppe", payload)
            return house.last.get("door") is False

        node.start()
        wait(heard, 10, "the door is closed")
        house.hearing.start(node.health)
        broker.kill()
        wait(lambda: house.last["door"] is None, 10, "nobody can tell any more")
        house.hearing.stop()
        node.stop()
        device.close()


def test_from_the_device_to_the_hubs_picture_and_away_again(tmp_path: Path) -> None:
    office = RealOffice(tmp_path, kiosks=0)
    settings_file = tmp_path / "devices.toml"
    settings_file.write_text(
        f'node = "sensors-hub"\n[mqtt]\nsite = "prohlis"\nport = {office.mqtt_port}\n{TABLES}', "utf-8"
    )
    node = Program("sensors", ["-m", "sensors", str(settings_file)], tmp_path)

    def state(room: str) -> str:
        return office.numbers().rooms[room].state

    def occupied(room: str, topic: str, payload: str) -> bool:
        device.device(topic, payload)
        return state(room) == "occupied"

    with office:
        device = Device(office.mqtt_port)
        device.device("radar-spielzimmer/status", "online", retain=True)
        device.device("radar-spielzimmer/binary_sensor/presence/state", "ON", retain=True)
        node.start()
        wait(lambda: "ready:" in node.text(), 20, "the node is there")
        wait(lambda: occupied("kitchen", "zigbee2mqtt/pir-kueche", '{"occupancy":true}'), 20, "motion in the kitchen")
        assert state("care") == "unknown", "what was only retained is not believed"
        device.device("zigbee2mqtt/tuer-gruppe", '{"contact":false,"battery":100}')
        wait(
            lambda: (device.last_of("door-group"), device.last_of("door-group-battery")) == (True, 100),
            20,
            "it is open",
        )
        wait(lambda: occupied("care", "radar-spielzimmer/sensor/uptime/state", "60"), 20, "the radar sees somebody")
        device.device("zigbee2mqtt/bridge/state", '{"state":"offline"}', retain=True)
        wait(lambda: state("kitchen") == "unknown", 20, "behind a bridge that is gone nobody can tell")
        device.device("zigbee2mqtt/bridge/state", '{"state":"online"}', retain=True)
        device.device("zigbee2mqtt/pir-kueche", '{"occupancy":true}')
        device.device("zigbee2mqtt/pir-kueche", "rubbish")
        device.device("radar-spielzimmer/status", "offline", retain=True)
        wait(lambda: state("care") == "unknown", 20, "the radar is gone")
        assert state("kitchen") == "unknown", "what the bridge says again is not believed"
        device.close()
        node.stop()
