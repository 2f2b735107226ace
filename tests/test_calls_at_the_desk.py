"""Calls at the desk: lamp and buzzer draw the hub's word, the button answers, and no answer is lost."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory
from msgspec.structs import replace

from broker.house.pictures import desk_calls
from broker.house.state import House
from broker.ledger import Ledger
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.wire.control import Remote
from broker.wire.errors import SettingsError, WireError
from broker.wire.facts.care import Called, CallEscalated
from broker.wire.facts.presence import Arrived, ChildHere
from broker.wire.messages import encode, parse_topic
from broker.wire.pictures import CallLevel
from broker.wire.settings import check
from offices import Program, RealOffice, wait
from sensors.calls import Calls, Sign
from sensors.devices import SignalLamp
from sensors.errors import PinError
from sensors.inputs import _pressed
from sensors.settings import SensorsSettings
from sensors.signals import Signal

DESK = Signal(id="signal", desk="pc-1", lamp=12, buzzer=13, button=16)
COME = CallLevel(state="come", why="hungry", call=str(uuid.uuid4()))
URGENT = replace(COME, state="urgent", why="urgent")
TOPIC = parse_topic("ekb/1/prohlis/hub/desk/pc-1/call/st")


class Shown:
    """A lamp that remembers what it was told."""

    def __init__(self) -> None:
        """Begin dark."""
        self.sign: Sign = "off"
        self.sound, self.identified = False, 0.0

    def show(self, sign: Sign, *, sound: bool) -> None:
        """Remember."""
        self.sign, self.sound = sign, sound

    def identify(self, seconds: float) -> None:
        """Remember."""
        self.identified = seconds


class Desk:
    """A desk with a signal, the hub being there."""

    def __init__(self) -> None:
        """Begin without a call."""
        self.lamp, self.answers, self.full = Shown(), list[str](), False
        self.calls = Calls([DESK])
        self.calls.attach({"signal": self.lamp}, self._answer)
        self.calls.connection(up=True)

    def hub_says(self, level: CallLevel | None) -> "Desk":
        """Take the hub's picture; None is one that was taken back."""
        self.calls.picture(TOPIC, encode(level) if level else b"")
        return self

    def press(self) -> "Desk":
        """Press the button."""
        self.calls.press("signal")
        return self

    def _answer(self, call: str) -> bool:
        if not self.full:
            self.answers.append(call)
        return not self.full


@pytest.mark.parametrize(
    ("level", "sign"),
    [
        (COME, "come"), (URGENT, "urgent"), (replace(COME, state="well", why="well"), "off"),
        (replace(COME, answer="coming"), "off"), (replace(URGENT, answer="soon"), "off"), (None, "off"),
    ],
)  # fmt: skip
def test_the_lamp_knows_come_and_urgent_and_nothing_else(level: CallLevel | None, sign: str) -> None:
    assert Desk().hub_says(level).lamp.sign == sign


def test_the_button_answers_once_and_the_lamp_is_off_at_once() -> None:
    desk = Desk().hub_says(COME).press().press()
    assert (desk.answers, desk.lamp.sign) == ([COME.call], "off")
    desk.hub_says(COME)
    assert desk.lamp.sign == "off", "the hub has not heard yet"
    desk.hub_says(replace(COME, answer="coming"))
    desk.hub_says(COME)
    assert desk.lamp.sign == "come", "the call goes further"
    assert desk.press().answers == [COME.call, COME.call]


def test_without_a_call_the_button_says_nothing() -> None:
    assert Desk().press().answers == []
    assert Desk().hub_says(COME).hub_says(CallLevel(state="none")).press().answers == []


def test_a_new_call_after_an_answer_is_shown() -> None:
    desk = Desk().hub_says(COME).press()
    desk.hub_says(replace(COME, call=str(uuid.uuid4())))
    assert desk.lamp.sign == "come"


def test_an_answer_that_cannot_be_kept_leaves_the_lamp_on() -> None:
    desk = Desk().hub_says(COME)
    desk.full = True
    assert desk.press().lamp.sign == "come"


def test_while_the_hub_is_gone_a_call_stays_silently_and_nothing_new_is_shown() -> None:
    desk = Desk().hub_says(COME)
    desk.calls.connection(up=False)
    assert (desk.lamp.sign, desk.lamp.sound) == ("come", False)
    desk.hub_says(URGENT)
    assert desk.lamp.sign == "come", "a retained word counts when the hub is there"
    desk.press()
    assert (desk.answers, desk.lamp.sign) == ([COME.call], "off")
    desk.calls.connection(up=True)
    assert desk.lamp.sign == "off", "the answer is for this call"


def test_what_cannot_be_read_is_dropped_and_other_desks_are_not_meant() -> None:
    desk = Desk().hub_says(COME)
    with pytest.raises(WireError):
        desk.calls.picture(TOPIC, b'{"state":"dance"}')
    desk.calls.picture(parse_topic("ekb/1/prohlis/hub/desk/pc-2/call/st"), encode(URGENT))
    assert desk.lamp.sign == "come"


def test_identify_reaches_every_lamp() -> None:
    desk = Desk()
    desk.calls.identify(10)
    assert desk.lamp.identified == 10


def test_a_button_that_is_jammed_from_the_start_answers_nothing_until_it_was_let_go() -> None:
    pressed = list[str]()
    take = _pressed("signal", pressed.append)
    for value in (True, True, None, True):
        take(value, 0.0)
    assert pressed == []
    for value in (False, True, True, False, True):
        take(value, 0.0)
    assert pressed == ["signal", "signal"]


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    """Give pins."""
    found = MockFactory()
    yield found
    found.reset()


def until(what: Callable[[], object]) -> None:
    """Wait a little."""
    deadline = time.monotonic() + 5
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_lamp_at_real_pins_of_gpiozero_blinks_and_ends(factory: MockFactory) -> None:
    lamp = SignalLamp(DESK, factory)
    led, buzzer = factory.pin(12), factory.pin(13)
    lamp.show("urgent", sound=True)
    until(lambda: led.state and buzzer.state)
    until(lambda: not led.state)
    lamp.show("off", sound=True)
    assert (led.state, buzzer.state) == (0, 0)
    lamp.show("come", sound=False)
    until(lambda: led.state)
    assert buzzer.state == 0
    lamp.close()


def test_a_relay_that_is_on_at_low_is_off_at_high(factory: MockFactory) -> None:
    lamp = SignalLamp(replace(DESK, lit="low", buzzer=None), factory)
    assert factory.pin(12).state == 1
    lamp.show("come", sound=True)
    until(lambda: factory.pin(12).state == 0)
    lamp.close()


def test_two_hundred_changes_leave_no_thread_behind(factory: MockFactory) -> None:
    before = threading.active_count()
    lamp = SignalLamp(DESK, factory)
    for _ in range(100):
        lamp.show("urgent", sound=True)
        lamp.identify(10)
        lamp.show("off", sound=True)
    lamp.close()
    until(lambda: threading.active_count() <= before)


def test_identify_ends_and_the_call_goes_on(factory: MockFactory) -> None:
    lamp = SignalLamp(DESK, factory)
    lamp.identify(0.05)
    until(lambda: factory.pin(12).state)
    until(lambda: not factory.pin(12).state)
    assert lamp.sign == "off"
    lamp.close()


def test_a_pin_that_is_taken_is_a_sentence_and_the_lamp_gives_its_own_back(factory: MockFactory) -> None:
    other = SignalLamp(replace(DESK, lamp=13, buzzer=None), factory)
    with pytest.raises(PinError, match="pin 13 of 'signal' cannot be used"):
        SignalLamp(DESK, factory)
    other.close()
    SignalLamp(DESK, factory).close()


def faults(**signal: Any) -> list[str]:  # noqa: ANN401  # anything may stand in a settings file
    """Give what is said of settings that cannot be used."""
    data = {
        "node": "n", "mqtt": {"site": "p"},
        "sensors": [{"id": "pir", "kind": "motion", "pin": 12, "room": "work"}], "signals": [signal],
    }  # fmt: skip
    with pytest.raises(SettingsError) as caught:
        check(data, SensorsSettings, "test.toml")
    return [line.removeprefix("  - ") for line in str(caught.value).splitlines()[1:]]


def test_what_is_wrong_with_a_signal_is_said_at_the_start() -> None:
    assert faults(id="s", lamp=12, button=16) == [
        "sensors: the pin 12 is given 2 times",
        "data: is missing; a button's answers are kept there until the hub has them",
        "signal 's': give it a `desk` or a `room`",
    ]
    assert faults(id="pir", desk="pc-1", lamp=5) == ["sensors: the id 'pir' is given 2 times"]


def record(office: RealOffice, *bodies: Any) -> None:  # noqa: ANN401  # facts of any kind
    """Let the hub record what a carer did, until there is a board to do it on."""
    office.hub.stop()
    with closing(Store(office.store)) as store:
        ledger, moved = Ledger(store), dict[str, Stream]()
        own = ledger.own_stream()
        now = time.time_ns() // 1_000_000
        ledger.commit([own_row(body, str(uuid.uuid4()), now, moved, own) for body in bodies], moved)
    office.hub.start()
    office.wait_for_hub()


def test_from_the_carers_call_to_the_lamp_and_the_answer_back_though_hub_and_power_go(tmp_path: Path) -> None:
    office, control = RealOffice(tmp_path, kiosks=0), tmp_path / "control"
    settings = tmp_path / "signals.toml"
    settings.write_text(
        f'node = "sensors-hub"\npins = "simulated"\ncontrol = "{control}"\ndata = "{tmp_path / "signals"}"\n'
        f'[mqtt]\nsite = "prohlis"\nport = {office.mqtt_port}\n'
        '[[signals]]\nid = "signal"\ndesk = "pc-1"\nlamp = 12\nbuzzer = 13\nbutton = 16\n'
    )
    node = Program("sensors", ["-m", "sensors", str(settings)], tmp_path)

    def lamp() -> str:
        remote = Remote(control)
        try:
            return remote.send("lamp signal").removeprefix("ok ")
        finally:
            remote.close()

    def press() -> None:
        remote = Remote(control)
        remote.send("pin signal-button off")
        time.sleep(0.1)  # a person's finger
        remote.send("pin signal-button on")
        time.sleep(0.1)
        remote.send("pin signal-button off")
        remote.close()

    def call() -> CallLevel:
        return dict(desk_calls(house()))["pc-1"]

    def house() -> House:
        return office.fold()

    adult, child, family = "a-test0001", "c-test0001", "f-test0001"
    calls = [str(uuid.uuid4()) for _ in range(2)]
    arrived = Arrived(
        visit=str(uuid.uuid4()), adult=adult, family=family, desk="pc-1",
        children=(ChildHere(child=child, stay=str(uuid.uuid4()), to="adult"),),
    )  # fmt: skip
    with office:
        node.start()
        wait(control.exists, 20, "the node is there")
        assert office.command("identify", "sensors-hub") == 0
        wait(
            lambda: "identify: this is the node that was asked for; it has 1 lamps" in node.text(),
            20,
            "it shows itself",
        )
        assert office.command("identify", "sensor-hub") == 2
        assert "there is no node 'sensor-hub'; did you mean 'sensors-hub'?" in office.text("identify")
        record(office, arrived, Called(call=calls[0], child=child, family=family, adult=adult, why="come"))
        wait(lambda: lamp() == "come", 20, "the lamp at the desk pulses")
        record(office, Called(call=calls[1], child=child, family=family, adult=adult, why="urgent"))
        wait(lambda: lamp() == "urgent", 20, "the urgent one first")
        office.hub.kill()
        press()
        wait(lambda: lamp() == "off", 20, "answered at once, hub or not")
        node.kill()
        node.start()
        office.hub.start()
        office.wait_for_hub()
        wait(lambda: house().calls[calls[1]].answer == "coming", 20, "the answer survived both")
        wait(lambda: lamp() == "off", 20, "and the lamp knows")
        assert house().calls[calls[0]].answer == ""
        record(office, CallEscalated(call=calls[1], step="rooms"))
        wait(lambda: lamp() == "urgent", 20, "a call that goes further is shown again")
        node.stop()
    assert not node.deaths, node.text()
