"""How fast the hub takes in, beside a bare paho consumer that stores nothing; and how a backlog disturbs nobody.

Every round measures all of it once, one after the other, each with a fresh broker: the machine's moods hit both.
"""

import argparse
import contextlib
import queue
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
from msgspec import Struct, field
from paho.mqtt.enums import CallbackAPIVersion

import bare
import flood
import visits
from broker.onemachine.demo import Demo
from broker.wire.control import Remote
from broker.wire.messages import ROOT, Ack, decode, encode
from broker.wire.pictures import RoomPicture
from broker.wire.settings import load
from figures import load_told, spread, times
from kiosk.settings import KioskSettings
from kiosk.station import Station
from kiosk.view import GoodbyeView, Look, View, WelcomeView
from office import SITE, office

HERE = Path(__file__).parent
PATIENCE_S = 120
FLOODING = ["kiosk-a", "kiosk-b", "kiosk-c", "kiosk-d", "kiosk-e"]
CUT_OFF = "kiosk-a"
BACKLOG = 10_000
CARDS = [f"04DE{number:010d}" for number in range(1, 9)]
TAP_EVERY_S = (0.05, 0.25)


class Rounds(Struct):
    """What all rounds gave: messages per second, seconds, milliseconds."""

    bare_levels: list[float] = field(default_factory=list)
    hub_levels: list[float] = field(default_factory=list)
    bare_facts: list[float] = field(default_factory=list)
    hub_facts: list[float] = field(default_factory=list)
    backlog: list[float] = field(default_factory=list)
    taps: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print rows for the table in README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--levels", type=int, default=60_000)
    parser.add_argument("--facts", type=int, default=20_000)
    parser.add_argument("--only", choices=("levels", "facts", "backlog"))
    options = parser.parse_args()
    found = Rounds()
    with load_told():
        for number in range(options.rounds):
            one_round(found, options)
            print(f"round {number + 1}: {_newest(found)}", file=sys.stderr, flush=True)
    print("\n".join(_rows(found)))


def one_round(found: Rounds, options: argparse.Namespace) -> None:
    """Measure everything once, or what was asked for."""
    if options.only in (None, "levels"):
        found.bare_levels.append(bare_levels(options.levels))
        found.hub_levels.append(hub_levels(options.levels))
    if options.only in (None, "facts"):
        found.bare_facts.append(bare_facts(options.facts))
        found.hub_facts.append(hub_facts(options.facts))
    if options.only in (None, "backlog"):
        seconds, taps = backlog()
        found.backlog.append(seconds)
        found.taps += taps


def _newest(found: Rounds) -> str:
    values = {name: getattr(found, name) for name in found.__struct_fields__}
    return "  ".join(f"{name} {value[-1]:,.1f}" for name, value in values.items() if value)


def _rows(found: Rounds) -> Iterator[str]:
    if found.hub_levels:
        ratios = [hub / peer for hub, peer in zip(found.hub_levels, found.bare_levels, strict=True)]
        yield spread("levels: bare paho, per second", found.bare_levels, 0)
        yield spread("levels: hub, per second", found.hub_levels, 0)
        yield spread("levels: hub / bare paho, of the same round", ratios, 0.8, digits=2)
    if found.hub_facts:
        ratios = [hub / peer for hub, peer in zip(found.hub_facts, found.bare_facts, strict=True)]
        yield spread("facts: bare paho that stores nothing, per second", found.bare_facts, 0)
        yield spread("facts: hub, stored durably, per second", found.hub_facts, 5_000)
        yield spread("facts: hub / bare paho, of the same round", ratios, 0, digits=2)
    if found.backlog:
        yield spread(f"backlog of {BACKLOG:,} facts, seconds", found.backlog, 5, most=True, digits=1)
        yield times("tap at another kiosk meanwhile, ms", found.taps, 50)


def bare_levels(number: int) -> float:
    """Give levels per second that the bare consumer takes."""
    return _bare(visits.levels(SITE, number), f"{ROOT}/{SITE}/+/+/st")


def bare_facts(number: int) -> float:
    """Give facts per second that the bare consumer takes, and forgets."""
    return _bare(visits.facts(SITE, FLOODING, number)[0], f"{ROOT}/{SITE}/+/+/ev")


def _bare(messages: list[flood.Message], topic: str) -> float:
    with office(hub=False) as demo, ExitStack() as stack:
        consumer = [str(HERE / "bare.py"), str(demo.mqtt_port), str(len(messages)), topic]
        stack.enter_context(_child(*consumer))
        return _flooded(demo, messages, bare.DONE, lambda _topic, _payload: True)


def hub_levels(number: int) -> float:
    """Give levels per second that the hub takes: until its picture shows what the last of them says."""

    def moves(_topic: str, payload: bytes) -> bool:
        return decode(payload, RoomPicture).state == "occupied"

    with office() as demo:
        with _client(demo) as client:
            for topic, message in visits.introduction(SITE):
                client.publish(topic, encode(message), 1).wait_for_publish(5)
        time.sleep(0.3)
        return _flooded(demo, visits.levels(SITE, number), f"{ROOT}/{SITE}/hub/room/{visits.MARK}/st", moves)


def hub_facts(number: int) -> float:
    """Give facts per second that the hub commits: until the last of every stream is confirmed."""
    messages, wanted = visits.facts(SITE, FLOODING, number)

    def last(_topic: str, payload: bytes) -> bool:
        ack = decode(payload, Ack)
        if wanted.get(ack.stream) == ack.n:
            del wanted[ack.stream]
        return not wanted

    with office(FLOODING) as demo:
        time.sleep(0.3)
        rate = _flooded(demo, messages, f"{ROOT}/{SITE}/+/$ack", last)
        _check(demo, number)
    return rate


def _check(demo: Demo, number: int) -> None:
    with contextlib.closing(sqlite3.connect(demo.folder / "hub.db")) as database:
        (stored,) = database.execute("SELECT count(*) FROM fact WHERE NOT unread").fetchone()
        (streams,) = database.execute("SELECT count(DISTINCT stream) FROM fact").fetchone()
    assert (stored, streams) == (number, len(FLOODING)), f"{stored} facts of {streams} streams"


def _flooded(demo: Demo, messages: list[flood.Message], topic: str, is_last: Callable[[str, bytes], bool]) -> float:
    done, ended = threading.Event(), [0.0]

    def on_message(_client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        if is_last(message.topic, bytes(message.payload)):
            ended[0] = time.perf_counter()
            done.set()

    path = demo.folder / "flood"
    flood.save(path, messages)
    with _client(demo) as client, _child(str(HERE / "flood.py"), str(demo.mqtt_port), str(path)) as child:
        client.on_message = on_message
        client.subscribe(topic, 1)
        time.sleep(0.5)
        began = time.perf_counter()
        _go(child)
        if not done.wait(PATIENCE_S):
            raise TimeoutError(f"the last of {len(messages)} messages did not come through")
    return len(messages) / (ended[0] - began)


@contextmanager
def _client(demo: Demo) -> Iterator[mqtt.Client]:
    client, connected = mqtt.Client(CallbackAPIVersion.VERSION2, ""), threading.Event()
    client.on_connect = lambda *_: connected.set()
    client.connect("127.0.0.1", demo.mqtt_port, 60)
    client.loop_start()
    connected.wait(5)
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


@contextmanager
def _child(*command: str) -> Iterator["subprocess.Popen[str]"]:
    child = subprocess.Popen([sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        yield child
    finally:
        child.kill()
        child.communicate()


def _go(child: "subprocess.Popen[str]") -> None:
    assert child.stdin
    child.stdin.write("go\n")
    child.stdin.flush()


def backlog() -> tuple[float, list[float]]:
    """Give the seconds in which a kiosk's backlog drains, and the milliseconds of taps at another one meanwhile."""
    with office(FLOODING) as demo, _station(demo) as tap:
        outbox = str(demo.folder / CUT_OFF / "outbox.db")
        command = [str(demo.mqtt_port), SITE, CUT_OFF, str(BACKLOG), outbox]
        with _child(str(HERE / "backlog.py"), *command) as child:
            for card in CARDS:
                tap(card)
            taps, answer = list[float](), queue.SimpleQueue[str]()
            threading.Thread(target=lambda: answer.put(child.stdout.readline()), daemon=True).start()  # type: ignore[union-attr]  # a pipe
            _go(child)
            chance = random.Random(1)
            while answer.empty():
                taps.append(tap(chance.choice(CARDS)))
                time.sleep(chance.uniform(*TAP_EVERY_S))
            return float(answer.get()), taps


class Blank:
    """Where a headless kiosk draws: nowhere. Its thread stands for the thread of the window."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._jobs: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._shown: View | None = None
        self.results: queue.SimpleQueue[float] = queue.SimpleQueue()
        """When a new result was shown, in seconds of `time.perf_counter`."""

    def show(self, view: View, _look: Look) -> None:
        """Note a result that stands where another view stood."""
        key = (type(view), getattr(view, "name", ""))
        if isinstance(view, WelcomeView | GoodbyeView) and key != (type(self._shown), getattr(self._shown, "name", "")):
            self.results.put(time.perf_counter())
        self._shown = view

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Hand a call to the thread of the screen."""
        self._jobs.put(lambda: function(*args))

    def run(self) -> None:
        """Be the thread of the screen."""
        while True:
            self._jobs.get()()


@contextmanager
def _station(demo: Demo) -> Iterator[Callable[[str], float]]:
    screen = Blank()
    station = Station(load(demo.folder / "kiosk.toml", KioskSettings), screen)
    threading.Thread(target=screen.run, daemon=True).start()
    screen.call(station.start)
    remote = Remote(demo.folder / "kiosk.sock")

    def tap(card: str) -> float:
        began = time.perf_counter()
        assert remote.send(f"card {card}") == "ok"
        return (screen.results.get(timeout=PATIENCE_S) - began) * 1000

    time.sleep(2)
    try:
        yield tap
    finally:
        station.stop()


if __name__ == "__main__":
    main()
