"""A sensor node as the hub sees it: the real program, a real broker, gpiozero's mock pins."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from broker.wire.control import Remote
from brokers import Mosquitto
from sensors.simulate.lines import USAGE

WITHIN_S = 10
BASE = "ekb/1/prohlis"
SETTINGS = """
node = "sensors-test"
pins = "{pins}"
{control}
[mqtt]
site = "prohlis"
port = {port}
[[sensors]]
id = "motion"
kind = "motion"
pin = 4
room = "work"
hold_s = 0
[[sensors]]
id = "door"
kind = "door"
pin = 5
room = "work"
[[sensors]]
id = "seat"
kind = "seat"
pin = 6
desk = "pc-1"
settle_on_s = 0.3
settle_off_s = 0.3
[[sensors]]
id = "paper"
kind = "input"
pin = 7
device = "printer"
ttl_s = 1
"""
START = {"motion": False, "door": True, "seat": False, "paper": False}
"""With nothing attached: no motion, every contact open."""


class Heard(NamedTuple):
    """A message of the node's."""

    topic: str
    payload: dict[str, Any]
    retained: bool


class Ear:
    """Hears everything of the office, and speaks for the hub."""

    def __init__(self, port: int) -> None:
        """Connect and subscribe."""
        self.heard: list[Heard] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe(f"{BASE}/#", 1)
        self._client.on_message = self._hear
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def say(self, topic: str, payload: Mapping[str, object], *, retain: bool = False) -> None:
        """Publish below the office."""
        self._client.publish(f"{BASE}/{topic}", json.dumps(payload), 1, retain).wait_for_publish(WITHIN_S)

    def of(self, tail: str, since: int = 0) -> list[dict[str, Any]]:
        """Give what was heard on a topic of the node's, in order."""
        return [heard.payload for heard in self.heard[since:] if heard.topic == f"{BASE}/sensors-test/{tail}"]

    def values(self, sensor: str, since: int = 0) -> list[object]:
        """Give the values of a sensor, in order."""
        return [level["v"] for level in self.of(f"{sensor}/st", since)]

    def changes(self, sensor: str) -> list[object]:
        """Give the values of a sensor without its repetitions."""
        return [value for value, _ in itertools.groupby(self.values(sensor))]

    def last(self) -> dict[str, object]:
        """Give the last value of each sensor that was heard of."""
        return {name: values[-1] for name in START if (values := self.values(name))}

    def _hear(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        self.heard.append(Heard(message.topic, json.loads(message.payload), message.retain))


class Program:
    """The program under test."""

    def __init__(self, folder: Path, port: int, *options: str, simulated: bool = True, **environment: str) -> None:
        """Start, and wait until it says that it is ready."""
        control = folder / "control"
        text = SETTINGS.format(
            port=port,
            pins="simulated" if simulated else "gpio",
            control=f'control = "{control}"' if simulated else "",
        )
        path = folder / "sensors.toml"
        path.write_text(text)
        self.remote = Remote(control)
        self.child = subprocess.Popen(
            [*command(path), *options], stdout=subprocess.PIPE, text=True, env=os.environ | environment
        )
        assert self.child.stdout
        self.first_line = self.child.stdout.readline()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and give its exit code."""
        self.remote.close()
        self.child.send_signal(how)
        self.child.communicate(timeout=WITHIN_S)
        return self.child.returncode


def command(settings: Path) -> list[str | Path]:
    """Give the command line that starts the program."""
    return [sys.executable, "-m", "sensors", settings]


def until(what: Callable[[], object], within_s: float = WITHIN_S) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < deadline, "did not become so in time"
        time.sleep(0.01)


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    """Give a broker."""
    with Mosquitto() as running:
        yield running


@pytest.fixture
def ear(broker: Mosquitto) -> Iterator[Ear]:
    """Give an ear at the broker."""
    found = Ear(broker.port)
    yield found
    found.close()


@pytest.fixture
def program(broker: Mosquitto, ear: Ear, tmp_path: Path) -> Iterator[Program]:
    """Give the running program, after its first levels."""
    found = Program(tmp_path, broker.port)
    until(lambda: len(ear.last()) == len(START))
    yield found
    if found.child.poll() is None:
        assert found.end() == 0


@pytest.mark.usefixtures("program")
def test_the_first_state_is_published_at_the_start(ear: Ear) -> None:
    assert ear.last() == START
    (state,), (description,) = ear.of("$state"), ear.of("$desc")
    assert state["s"] == "ready"
    assert description["role"] == "sensors"
    assert description["channels"]["seat"] == {"measures": "seat", "desk": "pc-1"}
    assert description["channels"]["paper"] == {"measures": "input", "device": "printer", "ttl": 1}
    assert {level["boot"] for name in START for level in ear.of(f"{name}/st")} == {state["boot"]}


def test_it_says_on_its_first_line_that_it_is_ready(program: Program) -> None:
    assert program.first_line == "ready: sensors-test with 4 channels, pins: simulated\n"


def test_a_change_is_published_at_once(program: Program, ear: Ear) -> None:
    began = time.monotonic()
    assert program.remote.send("pin motion on") == "ok"
    until(lambda: ear.last()["motion"] is True)
    assert time.monotonic() - began < 60  # the repeating alone would take so long
    program.remote.send("pin motion off")
    program.remote.send("pin door off")
    until(lambda: ear.last() == START | {"door": False})


def test_a_seat_that_chatters_is_told_once(program: Program, ear: Ear) -> None:
    for _ in range(20):
        program.remote.send("pin seat on")
        program.remote.send("pin seat off")
    program.remote.send("pin seat on")
    until(lambda: ear.last()["seat"] is True)
    assert ear.changes("seat") == [False, True]


def test_a_touch_of_the_seat_is_not_told(program: Program, ear: Ear) -> None:
    program.remote.send("pin seat on")
    program.remote.send("pin seat off")
    time.sleep(0.6)
    program.remote.send("pin motion on")
    until(lambda: ear.last()["motion"] is True)
    assert ear.changes("seat") == [False]


@pytest.mark.usefixtures("program")
def test_levels_are_repeated_when_the_hub_changes(ear: Ear) -> None:
    for state in ({"s": "ready", "store": "one"}, {"s": "ready", "store": "two"}, {"s": "lost"}):
        mark = len(ear.heard)
        ear.say("hub/$state", state, retain=True)
        ear.say("hub/$hb", {"up_ms": 1})
        until(lambda: all(ear.values(name, mark) for name in START))  # noqa: B023  # waited for here
    counted = [level["seq"] for level in ear.of("seat/st")]
    assert counted == sorted(set(counted))


@pytest.mark.usefixtures("program")
def test_a_level_is_repeated_before_it_grows_stale(ear: Ear) -> None:
    until(lambda: len(ear.of("paper/st")) > 2)  # levels may go out twice while connecting
    mark = len(ear.heard)
    until(lambda: len(ear.of("paper/st", mark)) > 2)
    assert ear.values("seat", mark) == []


def test_an_unplugged_sensor_falls_silent_until_it_is_plugged_in(program: Program, ear: Ear) -> None:
    assert program.remote.send("unplug paper") == "ok"
    time.sleep(0.5)  # what was under way
    mark = len(ear.heard)
    program.remote.send("pin paper on")
    time.sleep(1.5)  # five repetitions
    assert ear.values("paper", mark) == []
    assert program.remote.send("plug paper") == "ok"
    until(lambda: ear.values("paper", mark))
    assert set(ear.values("paper", mark)) == {True}


def test_a_plugged_in_sensor_counts_on_so_that_the_hub_believes_it(program: Program, ear: Ear) -> None:
    last = ear.of("seat/st")[-1]["seq"]
    program.remote.send("unplug seat")
    mark = len(ear.heard)
    program.remote.send("plug seat")
    until(lambda: ear.of("seat/st", mark))
    assert ear.of("seat/st", mark)[0]["seq"] > last


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("pin saet on", "there is no sensor 'saet'; did you mean 'seat'?"),
        ("unplug 7", "there is no sensor '7'; known here: motion, door, seat, paper"),
        ("pin seat high", f"'pin seat high' is no command; {USAGE}"),
        ("pin", f"'pin' is no command; {USAGE}"),
        ("", f"'' is no command; {USAGE}"),
    ],
)
def test_a_wrong_command_says_what_is_right(program: Program, line: str, answer: str) -> None:
    assert program.remote.send(line) == f"error: {answer}"


def test_a_node_that_is_killed_is_lost(program: Program, ear: Ear, broker: Mosquitto) -> None:
    assert program.end(signal.SIGKILL) == -signal.SIGKILL
    until(lambda: ear.of("$state")[-1]["s"] == "lost")
    late = Ear(broker.port)
    until(lambda: late.of("$state"))
    (state,) = (heard for heard in late.heard if heard.topic.endswith("sensors-test/$state"))
    late.close()
    assert (state.retained, state.payload) == (True, {"s": "lost", "boot": ear.of("$state")[0]["boot"]})


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_node_that_is_ended_says_so(program: Program, ear: Ear, tmp_path: Path, how: signal.Signals) -> None:
    assert program.end(how) == 0
    until(lambda: ear.of("$state")[-1]["s"] == "lost")
    assert not (tmp_path / "control").exists()


def test_everything_is_said_anew_to_a_broker_that_lost_it(program: Program, ear: Ear, broker: Mosquitto) -> None:
    broker.kill()
    program.remote.send("pin motion on")
    mark = len(ear.heard)
    broker.start()
    until(lambda: all(ear.of(tail, mark) for tail in ("$state", "$desc", *(f"{name}/st" for name in START))), 20)
    assert ear.last() == START | {"motion": True}


def test_it_starts_without_a_broker(tmp_path: Path) -> None:
    broker = Mosquitto()
    program = Program(tmp_path, broker.port)
    with broker:
        ear = Ear(broker.port)
        until(lambda: ear.last() == START, 20)
        ear.close()
        assert program.end() == 0


def test_gpiozeros_own_choice_of_pins_serves_as_well(broker: Mosquitto, ear: Ear, tmp_path: Path) -> None:
    program = Program(tmp_path, broker.port, simulated=False, GPIOZERO_PIN_FACTORY="mock")
    until(lambda: ear.last() == START)
    assert program.end() == 0


def refusal(folder: Path, text: str, **environment: str) -> str:
    """Start with settings that cannot be used, and give what is said."""
    path = folder / "wrong.toml"
    path.write_text(text)
    done = subprocess.run(  # our own words
        command(path), capture_output=True, text=True, timeout=WITHIN_S, check=False, env=os.environ | environment
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_wrong_settings_are_refused_with_every_fault(tmp_path: Path) -> None:
    text = SETTINGS.format(port=1883, pins="gpio", control='control = "/run/x"').replace("pin = 5", "pin = 4")
    said = refusal(tmp_path, text.replace('desk = "pc-1"', ""))
    assert said.splitlines()[1:] == [
        "  - control: only simulated pins can be driven; remove it or set pins = 'simulated'",
        "  - sensors: the pin 4 is given 2 times",
        "  - sensor 'seat': a seat needs `desk`",
    ]


def test_a_machine_without_pins_is_refused_in_a_sentence(tmp_path: Path) -> None:
    text = SETTINGS.format(port=1883, pins="gpio", control="")
    said = refusal(tmp_path, text, GPIOZERO_PIN_FACTORY="nonesuch")
    assert said.startswith(
        "dabei-sensors: this machine's pins cannot be reached (Unable to find pin factory 'nonesuch'): run on"
    )


def test_a_control_socket_that_cannot_be_opened_is_refused_in_a_sentence(tmp_path: Path) -> None:
    text = SETTINGS.format(port=1883, pins="simulated", control=f'control = "{tmp_path}/no/such"')
    assert f"the control socket {tmp_path}/no/such cannot be opened" in refusal(tmp_path, text)


def test_missing_settings_are_refused_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path / "none.toml"), capture_output=True, text=True, check=False)  # our own words
    assert done.returncode == 2
    assert done.stderr.startswith("dabei-sensors: cannot read the settings")


def test_settings_for_real_pins_are_played_at_simulated_ones(broker: Mosquitto, ear: Ear, tmp_path: Path) -> None:
    day = tmp_path / "day.csv"
    day.write_text("time,channel,value\n08:00,motion,1\n08:00,door,0\n08:20,motion,0\n08:30,co2,400\n08:40,motion,0\n")
    program = Program(tmp_path, broker.port, "--simulate", str(day), "--speed", "1200", simulated=False)
    until(lambda: ear.changes("motion")[:4] == [True, False, True, False])
    assert (ear.changes("door"), program.first_line.split()[-1]) == ([False], "simulated")
    assert program.end() == 0
