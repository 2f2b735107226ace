"""What may stand in a sensor node's settings file, and what is said about what may not."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

import sensors
from broker.wire.errors import SettingsError
from broker.wire.messages import Channel
from broker.wire.settings import check, load
from sensors import devices
from sensors.node import describe
from sensors.settings import SensorsSettings
from sensors.wired import KINDS, Measure, Sensor, Wiring

EXAMPLE = Path(sensors.__path__[0], "example.toml")
PLACES = {
    "motion": {"room": "work"},
    "presence": {"room": "work"},
    "light": {"room": "work"},
    "door": {"room": "work"},
    "seat": {"desk": "pc-1"},
    "input": {"device": "printer"},
}
DOOR = {"id": "door", "kind": "door", "pin": 5, "room": "work"}


def settings(*entries: dict[str, Any], **changes: object) -> SensorsSettings:
    """Check settings with these sensors."""
    data = {"node": "sensors-hub", "mqtt": {"site": "prohlis"}, "sensors": list(entries), **changes}
    return check(data, SensorsSettings, "test.toml")


def faults(*entries: dict[str, Any], **changes: object) -> list[str]:
    """Give what is said about settings that cannot be used, without the head line."""
    with pytest.raises(SettingsError) as caught:
        settings(*entries, **changes)
    return [line.removeprefix("  - ") for line in str(caught.value).splitlines()[1:]]


def test_the_example_is_one_that_can_be_used() -> None:
    found = load(EXAMPLE, SensorsSettings)
    assert {sensor.kind for sensor in found.sensors} == set(KINDS)
    assert found.pins == "gpio"


def test_the_example_says_what_a_kind_of_sensor_does_unless_told_otherwise() -> None:
    (motion, *_, paper) = load(EXAMPLE, SensorsSettings).sensors
    assert motion.wiring == KINDS["motion"].wiring
    assert paper.wiring == KINDS["input"].wiring


def test_a_setting_of_zero_is_no_missing_setting() -> None:
    (motion,) = settings({"id": "pir", "kind": "motion", "pin": 4, "room": "work", "hold_s": 0}).sensors
    assert motion.wiring == Wiring("none", "high", 0.0, 0.0, 0.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sensor_has_to_say_what_it_stands_for(kind: Measure) -> None:
    (fault,) = faults({"id": "one", "kind": kind, "pin": 4})
    assert fault == f"sensor 'one': a {kind} needs `{KINDS[kind].place}`"
    settings({"id": "one", "kind": kind, "pin": 4, **PLACES[kind]})


def test_ids_and_pins_given_twice_are_said_at_once_with_all_else() -> None:
    assert faults(DOOR, DOOR | {"kind": "seat"}, DOOR | {"id": "cmd"}, node="hub", control="/run/s") == [
        "node: 'hub' is reserved",
        "control: only simulated pins can be driven; remove it or set pins = 'simulated'",
        "the id 'cmd' is reserved; choose another",
        "sensors: the id 'door' is given 2 times",
        "sensors: the pin 5 is given 3 times",
        "sensor 'door': a seat needs `desk`",
    ]


def test_misspelt_words_and_impossible_pins_are_said_at_once() -> None:
    found = faults(DOOR | {"pin": 28, "aktive": "low"}, DOOR | {"kind": "dor"}, pins="mock")
    assert len(found) == 4
    assert any(fault.startswith("sensors, number 1.pin: ") for fault in found)
    assert "sensors, number 1.aktive: unknown key; did you mean 'active'?" in found
    assert any(fault.startswith("sensors, number 2.kind: ") for fault in found)


def test_a_node_without_sensors_is_a_mistake() -> None:
    (fault,) = faults()
    assert fault.startswith("sensors: there is none; add a [[sensors]], [[beams]], ")


def test_the_pins_with_a_resistor_on_the_board_are_known() -> None:
    pir = {"id": "pir", "kind": "motion", "pin": 2, "room": "work"}
    assert faults(pir) == ["sensor 'pir': pin 2 has a fixed pull-up; set pull = 'up' or take another pin"]
    settings(pir | {"pull": "up"})


def test_the_node_describes_what_the_settings_say() -> None:
    channels = describe(load(EXAMPLE, SensorsSettings)).channels
    assert channels["seat-pc-1"] == Channel(measures="seat", desk="pc-1", ttl=180)
    assert channels["door-group"] == Channel(measures="door", room="group", ttl=180)


@pytest.mark.parametrize("pull", ["up", "down", "none"])
@pytest.mark.parametrize("active", ["high", "low"])
def test_active_means_what_the_settings_call_so_whatever_the_pull(pull: str, active: str) -> None:
    found = tuple(settings(DOOR | {"pull": pull, "active": active}).inputs())
    simulated, edges = devices.SimulatedPins(found), list[bool]()
    pins = devices.Pins(found, simulated.factory, lambda _sensor, value: edges.append(value))
    read = pins.reads["door"]
    simulated.drive("door", active=False)
    edges.clear()
    simulated.drive("door", active=True)
    assert (read(), edges) == (True, [True])
    simulated.drive("door", active=False)
    assert (read(), edges) == (False, [True, False])
    assert simulated.factory.pin(5).state == (active == "low")
    pins.close()


def test_a_pin_that_is_taken_says_whose_and_stops_no_other() -> None:
    found = tuple(settings(DOOR, DOOR | {"id": "second", "pin": 6}).inputs())
    simulated = devices.SimulatedPins(found)
    taken = devices.Pins(found[1:], simulated.factory, lambda *_: None)
    pins = devices.Pins(found, simulated.factory, lambda *_: None)
    (fault,) = pins.faults
    assert re.match("pin 6 of 'second' cannot be used: .+ Take another pin", fault)
    assert pins.reads.keys() == {"door"}
    pins.close()
    taken.close()
    again = devices.Pins(found, simulated.factory, lambda *_: None)
    assert (again.faults, again.reads.keys()) == ([], {"door", "second"})
    again.close()


def test_lgpio_gets_a_folder_it_can_write_to_unless_told_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    monkeypatch.setenv("LG_WD", "")
    monkeypatch.delenv("LG_WD")
    devices.gpio()
    assert os.access(os.environ["LG_WD"], os.W_OK)
    monkeypatch.setenv("LG_WD", "/var/lib/dabei")
    devices.gpio()
    assert os.environ["LG_WD"] == "/var/lib/dabei"


def test_a_kind_has_one_place_that_a_sensor_can_name() -> None:
    assert {kind.place for kind in KINDS.values()} <= set(Sensor.__struct_fields__)
