"""After a power cut: all programs of the demo office start at once. How long until a family is in; what each costs.

Real parts in processes of their own: Mosquitto, the hub, a sensor node with simulated pins, the kiosk in its window
under Xvfb. With `--drop-caches` nothing of them is in the system's memory before, as after a power cut;
that needs root. Processor time tells more than seconds on a machine that others use, too.
"""

import argparse
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from msgspec import Struct, field

from broker.embedded import EmbeddedBroker, free_port, listens
from broker.onemachine.children import Child, program, wait_for
from broker.onemachine.demo import Demo
from broker.onemachine.display import VirtualDisplay
from broker.wire.control import Remote
from figures import load_told
from kiosk_alone import LINE_Y, memory, used
from office import SIZE
from screen import Screen

CARD = "04DE0000000001"
PATIENCE_S, SOON_S = 60.0, 0.005
REST_S = 75.0
"""Until the first family's screen has gone (30 s), and all is built then that the next family may need."""
AIMS = {"hub_s": 2.0, "hub_mb": 90.0, "kiosk_s": 1.5, "kiosk_mb": 150.0, "kiosk_percent": 0.2}


class Found(Struct):
    """Seconds from the power."""

    hub: list[float] = field(default_factory=list)
    """Until its pages can be opened."""
    hub_processor: list[float] = field(default_factory=list)
    kiosk_processor: list[float] = field(default_factory=list)
    frame: list[float] = field(default_factory=list)
    """Until the kiosk's first frame."""
    card: list[float] = field(default_factory=list)
    """Until a card that lies on the reader is accepted: on the kiosk's disk."""
    stored: list[float] = field(default_factory=list)
    """Until the hub has stored it."""


def main() -> None:
    """Measure, and print rows for the table in README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--idle", type=float, default=60, help="seconds over which the idle processor is measured")
    parser.add_argument("--drop-caches", action="store_true")
    options = parser.parse_args()
    found, alone = Found(), Found()
    with load_told(), tempfile.TemporaryDirectory(prefix="dabei-cold-") as folder, ExitStack() as stack:
        demo = Demo(Path(folder), free_port(), free_port(), SIZE, 0)
        demo.write()
        display = VirtualDisplay(*SIZE, demo.folder / "display.log")
        stack.callback(display.stop)
        prepare(demo, display.name)
        for _ in range(options.starts):
            if options.drop_caches:
                drop_caches()
            with ExitStack() as running:
                start(demo, display.name, running, alone, together=False)
            if options.drop_caches:
                drop_caches()
            with ExitStack() as running:
                start(demo, display.name, running, found, together=True)
        programs = start(demo, display.name, stack, Found(), together=True)
        time.sleep(REST_S)
        shares = idle(programs, options.idle)
        row("hub alone: start to pages, s", alone.hub, AIMS["hub_s"])
        row("- its processor time, s", alone.hub_processor)
        row("kiosk alone: start to first frame, s", alone.frame, AIMS["kiosk_s"])
        row("- its processor time, s", alone.kiosk_processor)
        row("all at once: hub, s", found.hub)
        row("all at once: kiosk's first frame, s", found.frame)
        row("all at once: first card accepted, s", found.card)
        row("all at once: first card stored at the hub, s", found.stored)
        for name, pid in programs.items():
            row(f"memory of {name} (PSS), MB", [memory(pid)], AIMS.get(f"{name}_mb"))
        for name, share in shares.items():
            row(f"idle processor of {name}, % of a core", [share], AIMS.get(f"{name}_percent"))


def prepare(demo: Demo, display: str) -> None:
    """Take families in and let hub and kiosk meet once, as they have on any day before a power cut."""
    settings = str(demo.folder / "hub.toml")
    loading = Child("load", program("broker", settings, "load", str(demo.folder / "families.toml")), demo.folder, {})
    until(lambda: loading.ended() is not None)
    with ExitStack() as stack:
        broker = EmbeddedBroker(demo.mqtt_port, demo.folder, "mosquitto")
        broker.start()
        stack.callback(broker.stop)
        wait_for(lambda: listens(demo.web_port), child(demo, "hub", "broker", stack), PATIENCE_S)
        kiosk = child(demo, "kiosk", "kiosk", stack, display)
        wait_for((demo.folder / "kiosk" / "copy.json").exists, kiosk, PATIENCE_S)


def start(demo: Demo, display: str, stack: ExitStack, found: Found, *, together: bool) -> Mapping[str, int]:
    """Start all at once, or one after the other when the one before is ready; give name and process id of each."""
    screen = Screen(display, SIZE[0])
    before = screen.line(LINE_Y)
    (demo.folder / "kiosk.sock").unlink(missing_ok=True)
    broker = EmbeddedBroker(demo.mqtt_port, demo.folder, "mosquitto")
    facts = stored(demo)
    began = time.time()
    broker.start()
    stack.callback(broker.stop)
    hub = child(demo, "hub", "broker", stack)
    if not together:
        found.hub.append(until(lambda: listens(demo.web_port)) - began)
        found.hub_processor.append(used(hub.pid))
        time.sleep(1)
        began = time.time()
    kiosk = child(demo, "kiosk", "kiosk", stack, display)
    if not together:
        shown = screen.changed(LINE_Y, before, PATIENCE_S)
        assert shown, "no frame"
        found.frame.append(shown - began)
        found.kiosk_processor.append(used(kiosk.pid))
        return {}
    sensors = child(demo, "sensors", "sensors", stack)
    with ThreadPoolExecutor(1) as beside:
        pages = beside.submit(until, lambda: listens(demo.web_port))
        shown = screen.changed(LINE_Y, before, PATIENCE_S)
        assert shown, "no frame"
        found.frame.append(shown - began)
        found.hub.append(pages.result() - began)
    reader, kept = Remote(demo.folder / "kiosk.sock"), accepted(demo)
    until(lambda: _put_on(reader))
    found.card.append(until(lambda: accepted(demo) > kept) - began)
    found.stored.append(until(lambda: stored(demo) > facts) - began)
    assert broker.pid
    return {"mosquitto": broker.pid, "hub": hub.pid, "kiosk": kiosk.pid, "sensors": sensors.pid}


def child(demo: Demo, name: str, module: str, stack: ExitStack, display: str = "") -> Child:
    """Start a program."""
    environment = {"DISPLAY": display} if display else {}
    made = Child(name, program(module, str(demo.folder / f"{name}.toml")), demo.folder, environment)
    stack.callback(made.stop)
    return made


def until(ready: Callable[[], object]) -> float:
    """Wait until something is so, and give when it was."""
    deadline = time.time() + PATIENCE_S
    while not ready():
        assert time.time() < deadline, "it takes too long"
        time.sleep(SOON_S)
    return time.time()


def accepted(demo: Demo) -> int:
    """Give the highest number that the kiosk's outbox has given."""
    return _number(demo.folder / "kiosk" / "outbox.db", "SELECT coalesce(max(n), 0) FROM fact")


def stored(demo: Demo) -> int:
    """Give how many facts of the kiosk the hub has."""
    return _number(demo.folder / "hub.db", "SELECT count(*) FROM fact WHERE node = 'kiosk-entrance'")


def _number(path: Path, query: str) -> int:
    if not path.exists():
        return 0
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])
    return 0


def _put_on(reader: Remote) -> bool:
    with suppress(OSError):
        return reader.send(f"card {CARD}") == "ok"
    return False


def idle(programs: Mapping[str, int], seconds: float) -> dict[str, float]:
    """Give the share of a core that each uses, in per cent."""
    before = {name: ran(pid) for name, pid in programs.items()}
    time.sleep(seconds)
    return {name: (ran(pid) - before[name]) / seconds * 100 for name, pid in programs.items()}


def ran(pid: int) -> float:
    """Give the seconds for which the threads of a process have run; finer than what the kernel counts in ticks."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e9


def drop_caches() -> None:
    """Let the system forget what it has read from the disk."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3", "ascii")


def row(name: str, values: list[float], aim: float | None = None) -> None:
    """Print a row."""
    verdict = f"≤ {aim:g} | {'yes' if max(values) <= aim else '**no**'}" if aim else "|"
    print(f"| {name} | {len(values)} | {statistics.median(values):.2f} | {max(values):.2f} | {verdict} |")


if __name__ == "__main__":
    main()
