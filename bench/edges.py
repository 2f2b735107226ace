"""From an edge at a pin to the hub's picture, beside a bare paho publisher and subscriber; and what 50 channels cost.

Everything is real and has its own process: Mosquitto, the hub, two sensor nodes with 25 pins each: a Pi has no 50. An
edge begins when its line is written to a node's control socket; it ends when the printer's retained picture comes back.
"""

import argparse
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion

from broker.onemachine.children import Child, program, wait_for
from broker.onemachine.demo import Demo
from broker.wire.control import Remote
from broker.wire.messages import ROOT, decode
from broker.wire.pictures import DevicePicture
from figures import load_told, spread, times
from office import SITE, office

NODES = ("sensors-a", "sensors-b")
PER_NODE = 25
PINS = (0, 1, *range(4, 28))
"""2 and 3 are pulled up on every board."""
PAUSE_S = (0.08, 0.3)
PATIENCE_S = 10.0
BARE = "bench/bare"
TICKS = os.sysconf("SC_CLK_TCK")


class Spot(Struct):
    """A pin, and the printer that shows it."""

    node: str
    one: str
    value: bool = False
    shown: bool = False
    began: float = 0.0
    """When the last edge was put on the pin, in seconds; 0 when its picture has come."""


class Bench:
    """Moves pins, and hears the pictures of their printers."""

    def __init__(self, demo: Demo) -> None:
        """Connect to an office that runs."""
        self.spots = {one: Spot(node, one) for node in NODES for one in switches(node)}
        self._remotes = {node: Remote(demo.folder / f"{node}.sock") for node in NODES}
        self.seen, self._known, self._news = list[float](), set[str](), threading.Condition()
        self._bare_at = 0.0
        self._client = client = mqtt.Client(CallbackAPIVersion.VERSION2, "ear")
        client.on_message = self._hear
        client.on_connect = lambda *_: client.subscribe([(f"{ROOT}/{SITE}/hub/device/+/st", 1), (BARE, 1)])
        client.connect("127.0.0.1", demo.mqtt_port, 60)
        client.loop_start()
        self._speaker = mqtt.Client(CallbackAPIVersion.VERSION2, "speaker")
        self._speaker.connect("127.0.0.1", demo.mqtt_port, 60)
        self._speaker.loop_start()

    def change(self, one: str) -> None:
        """Put the other voltage on a pin."""
        spot = self.spots[one]
        spot.value, spot.began = not spot.value, time.perf_counter()
        assert self._remotes[spot.node].send(f"pin {one} {'on' if spot.value else 'off'}") == "ok"

    def bare(self) -> float:
        """Give the milliseconds of a bare publish, beside this one's own subscriber."""
        began, self._bare_at = time.perf_counter(), 0.0
        self._speaker.publish(BARE, b'{"v":true,"boot":42,"seq":918,"ts":1770000000000,"ttl":180}', 1)
        self._until(lambda: self._bare_at > 0)
        return (self._bare_at - began) * 1000

    def edge(self, one: str) -> float:
        """Give the milliseconds from an edge to its picture."""
        self.seen.clear()
        self.change(one)
        self._until(lambda: bool(self.seen))
        return self.seen[0]

    def settle(self) -> float:
        """Wait until every printer shows its pin, and give the seconds that took."""
        began = time.perf_counter()
        self._until(lambda: len(self._known) == len(self.spots) and not self.wrong())
        return time.perf_counter() - began

    def wrong(self) -> list[str]:
        """Give the printers whose picture is not what their pin says."""
        return [one for one, spot in self.spots.items() if spot.shown != spot.value]

    def _until(self, so: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(so, PATIENCE_S), f"not shown: {self.wrong()}"

    def _hear(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        now = time.perf_counter()
        with self._news:
            if message.topic == BARE:
                self._bare_at = now
            elif spot := self.spots.get(message.topic.split("/")[-2]):
                self._picture(spot, decode(message.payload, DevicePicture), now)
            self._news.notify_all()

    def _picture(self, spot: Spot, picture: DevicePicture, now: float) -> None:
        if picture.state != "unknown":
            self._known.add(spot.one)
        spot.shown = picture.state == "ready"
        if spot.began and spot.shown == spot.value:
            self.seen.append((now - spot.began) * 1000)
            spot.began = 0.0


def switches(node: str) -> list[str]:
    """Give a node's sensors: switches below paper trays, each called like its printer."""
    return [f"tray-{node[-1]}-{number}" for number in range(PER_NODE)]


def main() -> None:
    """Measure, and print rows for the table in README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--bursts", type=int, default=5)
    options = parser.parse_args()
    with load_told(), running() as (bench, processes):
        chance = random.Random(1)
        single = one_by_one(bench, chance, options.edges)
        before = {name: cpu_s(pid) for name, pid in processes.items()}
        minute = steady(bench, options.seconds)
        shares = {name: 100 * (cpu_s(pid) - before[name]) / options.seconds for name, pid in processes.items()}
        bursts = [burst(bench, chance) for _ in range(options.bursts)]
        memory = {name: rss_mb(pid) for name, pid in processes.items()}
    print(times("bare paho publisher to bare subscriber, ms", single[0], 50))
    print(times("edge at a pin to the hub's picture, ms", single[1], 50))
    print(times("- while 50 channels change once a second, ms", minute, 50))
    print(spread("burst of 200 changes until all 50 pictures are right, s", bursts, 1, most=True, digits=2))
    for name, share in shares.items():
        print(spread(f"{name}: processor at 50 changes a second, % of a core", [share], 0, digits=1))
        print(spread(f"{name}: memory afterwards (RSS), MB", [memory[name]], 0, digits=1))


def one_by_one(bench: Bench, chance: random.Random, edges: int) -> tuple[list[float], list[float]]:
    """Give milliseconds of bare messages and of edges, in turns."""
    bare, seen, names = list[float](), list[float](), list(bench.spots)
    for _ in range(edges):
        time.sleep(chance.uniform(*PAUSE_S))
        bare.append(bench.bare())
        time.sleep(chance.uniform(*PAUSE_S))
        seen.append(bench.edge(chance.choice(names)))
    return bare, seen


def steady(bench: Bench, seconds: int) -> list[float]:
    """Change every channel once a second, one after the other, and give the milliseconds of each edge."""
    bench.seen.clear()
    names, began = list(bench.spots), time.perf_counter()
    for number in range(seconds * len(names)):
        time.sleep(max(0.0, began + number / len(names) - time.perf_counter()))
        bench.change(names[number % len(names)])
    bench.settle()
    assert len(bench.seen) == seconds * len(names), f"of {seconds * len(names)} changes {len(bench.seen)} were shown"
    return list(bench.seen)


def burst(bench: Bench, chance: random.Random) -> float:
    """Change 200 times at once, and give the seconds until the last value of every channel is right."""
    names = list(bench.spots)
    time.sleep(0.5)
    for one in [*chance.choices(names, k=150), *names]:
        bench.change(one)
    return bench.settle()


def cpu_s(pid: int) -> float:
    """Give the processor's seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss_mb(pid: int) -> float:
    """Give a process's resident memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def running() -> Iterator[tuple[Bench, dict[str, int]]]:
    """Start an office with two sensor nodes; give it and its processes."""
    text = "".join(f'\n[[nodes]]\nid = "{node}"\nrole = "sensors"\nname = "{node}"\n' for node in NODES)
    text += "".join(
        f'\n[[devices]]\nid = "{one}"\nkind = "printer"\nname = "{one}"\nroom = "work"\n'
        for node in NODES
        for one in switches(node)
    )
    with office(more=text) as demo, ExitStack() as stack:
        processes = {"hub": hub_pid(demo)}
        for node in NODES:
            child = start(demo, node)
            stack.callback(child.stop)
            processes[node] = child.pid
        bench = Bench(demo)
        bench.settle()
        yield bench, processes


def start(demo: Demo, node: str) -> Child:
    """Start a sensor node whose sensors neither settle nor hold."""
    settings, control = demo.folder / f"{node}.toml", demo.folder / f"{node}.sock"
    settings.write_text(
        f'node = "{node}"\npins = "simulated"\ncontrol = "{control}"\n'
        f'[mqtt]\nsite = "{SITE}"\nport = {demo.mqtt_port}\n'
        + "".join(
            f'[[sensors]]\nid = "{one}"\nkind = "input"\npin = {pin}\ndevice = "{one}"\n'
            "settle_on_s = 0\nsettle_off_s = 0\n"
            for pin, one in zip(PINS, switches(node), strict=False)
        )
    )
    child = Child(node, program("sensors", str(settings)), demo.folder, {})
    wait_for(control.exists, child, 20)
    return child


def hub_pid(demo: Demo) -> int:
    """Find the hub's process."""
    settings = str(demo.folder / "hub.toml").encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if settings in (folder / "cmdline").read_bytes():
                return int(folder.name)
        except OSError:
            continue
    sys.exit("the hub does not run")


if __name__ == "__main__":
    main()
