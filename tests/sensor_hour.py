"""An hour of sensor life in minutes: 50 channels that change while broker, hub, cables and nodes fail."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from broker.wire.control import Remote
from offices import Program, RealOffice, wait

NODES = ("sensors-a", "sensors-b")
PINS = (0, 1, *range(4, 27))
"""25 of each node; 2 and 3 are pulled up on every board."""
EVERY_S = 6.0
"""Seconds of life from one change of a channel to the next: more than an office ever has."""
SILENT_S = 20.0
"""After so long without a sign the broker gives a node up (MQTT 3.1.1, 3.1.2.10: one and a half times 12 s)."""
Action = tuple[float, Callable[[], None]]
"""When, in seconds of real time since the start, and what."""


class Sample(Struct, frozen=True):
    """What a process has at a moment, in seconds of real time since the start."""

    at_s: float
    rss_mb: float
    threads: int


class SensorHour:
    """Two nodes of an office that runs, and what happens to them."""

    def __init__(self, office: RealOffice, chance: random.Random, speed: float) -> None:
        """Start the nodes; `speed` seconds of life are one of real time."""
        self._office, self._chance, self._pause_s = office, chance, EVERY_S / (speed * len(NODES) * len(PINS))
        self._nodes = {
            name: Program(name, ["-m", "sensors", str(_settings(office, name))], office.folder) for name in NODES
        }
        self._remotes = {name: Remote(office.folder / f"{name}.sock") for name in NODES}
        self._stopped, self._unplugged = set[str](), set[str]()
        self.values = dict.fromkeys((one for name in NODES for one in switches(name)), False)
        self.happened, self.changes, self._turns, self.hub_since_s = Counter[str](), 0, 0, 0.0
        self.samples: dict[str, list[Sample]] = {name: [] for name in ("hub", *NODES)}
        for node in self._nodes.values():
            node.start()
        for name in NODES:
            wait((office.folder / f"{name}.sock").exists, 20, f"{name} runs")
            self._send(name, f"pin {switches(name)[0]} off")  # our connection is a thread there, and not to be counted
        self._right(60)

    def live(self, seconds: float, faults: int, sample_s: float = 5.0) -> None:
        """Change channels for so many seconds of real time, with about as many faults of each kind."""
        began = time.monotonic()
        due = sorted([*self._faults(seconds, faults), *self._looks(seconds, sample_s)], key=lambda action: action[0])
        while (passed := time.monotonic() - began) < seconds or due:
            while due and due[0][0] <= passed:
                due.pop(0)[1]()
            self._change()
            time.sleep(max(0.0, began + self._turns * self._pause_s - time.monotonic()))

    def end(self, within_s: float = 60.0) -> None:
        """Look whether every channel is right at the hub, and nothing ended by itself."""
        for one in sorted(self._unplugged):
            self._plug(one, "plug")
        self._right(within_s)
        for program in (self._office.hub, *self._nodes.values()):
            program.check()
            assert not program.deaths, f"{program.name} ended by itself: {program.text()[-500:]}"

    def close(self) -> None:
        """End the nodes."""
        for node in self._nodes.values():
            node.signal(signal.SIGCONT)
            node.kill()

    def look(self, at_s: float) -> None:
        """Note what every process has, but not while the hub is away."""
        for program in (self._office.hub, *self._nodes.values()):
            if program.alive:
                self.samples[program.name].append(_sample(program, at_s))

    def _change(self) -> None:
        one = self._chance.choice(list(self.values))
        self._turns += 1
        if (node := _node_of(one)) not in self._stopped:
            self.changes += 1
            self.values[one] = not self.values[one]
            self._send(node, f"pin {one} {'on' if self.values[one] else 'off'}")

    def _right(self, within_s: float) -> None:
        wait(lambda: not self._wrong(), within_s, f"every channel is right; {self._wrong()} are not")

    def _wrong(self) -> dict[str, str]:
        house = self._office.house()
        if house is None:
            return {"hub": "silent"}
        want = {one: "ready" if value else "no_paper" for one, value in self.values.items()}
        return {one: house.devices[one].state for one in want if house.devices[one].state != want[one]}

    def _faults(self, seconds: float, faults: int) -> Iterator[Action]:
        """Spread faults over the first nine tenths; the hub fails in the first third alone, so that it can grow old."""
        for kind, share in ((self._broker, 0.9), (self._hub, 0.33), (self._unplug, 0.9), (self._freeze, 0.9)):
            for number in range(faults):
                at = seconds * share * (number + self._chance.uniform(0.2, 0.8)) / faults
                yield from kind(at, number)

    def _looks(self, seconds: float, every_s: float) -> Iterator[Action]:
        for number in range(int(seconds / every_s) + 1):
            yield number * every_s, lambda at_s=number * every_s: self.look(at_s)  # type: ignore[misc]

    def _broker(self, at_s: float, _number: int) -> Iterator[Action]:
        yield at_s, lambda: self._note("broker", self._office.kill_broker)
        yield at_s + self._chance.uniform(0.1, 2), self._start_broker

    def _hub(self, at_s: float, _number: int) -> Iterator[Action]:
        self.hub_since_s = max(self.hub_since_s, at_s + 2)
        yield at_s, lambda: self._note("hub", self._office.hub.kill)
        yield at_s + self._chance.uniform(0.1, 2), self._start_hub

    def _unplug(self, at_s: float, _number: int) -> Iterator[Action]:
        one = self._chance.choice(list(self.values))
        yield at_s, lambda: self._note("unplug", lambda: self._plug(one, "unplug"))
        yield at_s + self._chance.uniform(0.5, 5), lambda: self._plug(one, "plug")

    def _freeze(self, at_s: float, number: int) -> Iterator[Action]:
        """Let a node hang: each fourth time for so long that the broker gives it up."""
        node = NODES[number % len(NODES)]
        yield at_s, lambda: self._note("freeze", lambda: self._hang(node, signal.SIGSTOP))
        frozen_s = SILENT_S if number % 4 == 3 else self._chance.uniform(0.5, 3)
        yield at_s + frozen_s, lambda: self._hang(node, signal.SIGCONT)

    def _note(self, what: str, act: Callable[[], None]) -> None:
        self.happened[what] += 1
        act()

    def _start_broker(self) -> None:
        if self._office.broker.pid is None:
            self._office.broker.start()

    def _start_hub(self) -> None:
        if not self._office.hub.alive:
            self._office.hub.start()

    def _plug(self, one: str, how: str) -> None:
        if (node := _node_of(one)) not in self._stopped:  # what is frozen answers nobody
            self._send(node, f"{how} {one}")
            (self._unplugged.add if how == "unplug" else self._unplugged.discard)(one)

    def _hang(self, node: str, number: signal.Signals) -> None:
        self._nodes[node].signal(number)
        (self._stopped.add if number == signal.SIGSTOP else self._stopped.discard)(node)

    def _send(self, node: str, line: str) -> None:
        answer = self._remotes[node].send(line)
        assert answer == "ok", f"{node} answers {answer!r} to {line!r}"


def switches(node: str) -> list[str]:
    """Give a node's sensors: switches below paper trays, each called like its printer."""
    return [f"tray-{node[-1]}-{number}" for number in range(len(PINS))]


def prepare(office: RealOffice) -> None:
    """Give an office that does not run yet a node and a printer for each of 25 switches, twice."""
    with (office.folder / "office.toml").open("a", encoding="utf-8") as text:
        for node in NODES:
            text.write(f'\n[[nodes]]\nid = "{node}"\nrole = "sensors"\nname = "{node}"\n')
            text.writelines(
                f'\n[[devices]]\nid = "{one}"\nkind = "printer"\nname = "{one}"\nroom = "work"\n'
                for one in switches(node)
            )


def _settings(office: RealOffice, node: str) -> Path:
    path = office.folder / f"{node}.toml"
    sensors = (
        f'[[sensors]]\nid = "{one}"\nkind = "input"\npin = {pin}\ndevice = "{one}"\nsettle_on_s = 0\nsettle_off_s = 0\n'
        for pin, one in zip(PINS, switches(node), strict=True)
    )
    head = f'node = "{node}"\npins = "simulated"\ncontrol = "{office.folder}/{node}.sock"\n'
    path.write_text(f'{head}[mqtt]\nsite = "prohlis"\nport = {office.mqtt_port}\n{"".join(sensors)}', "utf-8")
    return path


def _node_of(one: str) -> str:
    return f"sensors-{one.split('-')[1]}"


def _sample(program: Program, at_s: float) -> Sample:
    assert program._process
    status = Path(f"/proc/{program._process.pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return Sample(at_s, int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"]))
