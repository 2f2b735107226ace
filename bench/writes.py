"""What a busy day writes to the hub's and the kiosk's SD cards, and for how long a card bears that.

Real parts in processes of their own; the kernel counts what each has the disk write (`/proc/PID/io`), in whole pages.
Families come and go faster than in an office, but one by one, so that each fact is a commit of its own as there. What
time alone writes is measured over a minute of rest, a quarter of an hour's history and a backup by themselves.
"""

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from broker import nightly
from broker.embedded import EmbeddedBroker, free_port, listens
from broker.house.history import QUARTER_MS, Count, Heads, Quarter, Share
from broker.house.office import Office
from broker.onemachine.children import Child, program, wait_for
from broker.onemachine.demo import OFFICE, Demo
from broker.onemachine.display import VirtualDisplay
from broker.settings import HubSettings
from broker.store import facts, history
from broker.store.store import Store, transaction
from broker.wire.control import Remote
from broker.wire.settings import load
from figures import load_told
from office import SIZE
from rebuild import rows

FACTS_A_DAY, QUARTERS_A_DAY, MINUTES_A_DAY = 130, 96, 1440
"""A busy day: 18 families with a child in care, duty, calls, headcounts; a year of `rebuild.py` has 114 a day."""
CARDS = [f"04DE{number:010d}" for number in range(1, 9)]
JOURNAL_KB = 12
"""What ext4 writes of its own for each sync that makes a file longer: descriptor, inode and commit, 4 kB each."""
CARD_BYTES = 32e9 * 1_000
"""What a plain card of 32 GB bears, if each of its blocks can be erased 1,000 times."""
BLOCKS_BYTES = 2 * 4e6
"""At worst a card erases a whole block of 4 MB for each sync, and one more for the journal's."""


def main() -> None:
    """Measure, and print rows for the table in README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taps", type=int, default=400)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds from tap to tap")
    options = parser.parse_args()
    with load_told(), tempfile.TemporaryDirectory(prefix="dabei-writes-") as folder, ExitStack() as stack:
        demo = Demo(Path(folder), free_port(), free_port(), SIZE, 0)
        demo.write()
        hub, kiosk = start(demo, stack)
        rest = measure([hub, kiosk], lambda: time.sleep(60))
        before = stored(demo)
        busy = measure([hub, kiosk], lambda: come_and_go(demo, options.taps, options.pause))
        number = stored(demo) - before
    quarter, night = quarters(), backup()
    a_fact = [(busy[each] - rest[each] * options.taps * options.pause / 60) / number for each in range(2)]
    syncs = FACTS_A_DAY + QUARTERS_A_DAY, 2 * FACTS_A_DAY  # a kiosk notes what the hub has confirmed, too
    days = [
        {"facts": a_fact[0] * FACTS_A_DAY, "rest": rest[0] * MINUTES_A_DAY, "history": quarter * QUARTERS_A_DAY,
         "backup": night},
        {"facts": a_fact[1] * FACTS_A_DAY, "rest": rest[1] * MINUTES_A_DAY},
    ]  # fmt: skip
    print(f"{number} facts; per fact {a_fact[0] / 1000:.1f} kB at the hub, {a_fact[1] / 1000:.1f} kB at the kiosk")
    for name, day, many in zip(("hub", "kiosk"), days, syncs, strict=True):
        day["ext4's journal"] = JOURNAL_KB * 1000 * many
        parts = ", ".join(f"{what} {size / 1e6:.1f}" for what, size in day.items())
        years = CARD_BYTES / (many * BLOCKS_BYTES + day.get("backup", 0)) / 365
        print(f"| {name} | {sum(day.values()) / 1e6:.1f} | {parts} | {many} | {years:,.0f} |")


def start(demo: Demo, stack: ExitStack) -> tuple[int, int]:
    """Start an office, and give the process ids of hub and kiosk once all is quiet."""
    display = VirtualDisplay(*SIZE, demo.folder / "display.log")
    stack.callback(display.stop)
    broker = EmbeddedBroker(demo.mqtt_port, demo.folder, "mosquitto")
    broker.start()
    stack.callback(broker.stop)
    settings = str(demo.folder / "hub.toml")
    loading = Child("load", program("broker", settings, "load", str(demo.folder / "families.toml")), demo.folder, {})
    while loading.ended() is None:
        time.sleep(0.02)
    hub = Child("hub", program("broker", settings), demo.folder, {})
    stack.callback(hub.stop)
    wait_for(lambda: listens(demo.web_port), hub, 20)
    kiosk = Child("kiosk", program("kiosk", str(demo.folder / "kiosk.toml")), demo.folder, {"DISPLAY": display.name})
    stack.callback(kiosk.stop)
    wait_for((demo.folder / "kiosk.sock").exists, kiosk, 30)
    time.sleep(10)
    return hub.pid, kiosk.pid


def come_and_go(demo: Demo, taps: int, pause: float) -> None:
    """Let families come and go, and wait until the hub has it all."""
    reader = Remote(demo.folder / "kiosk.sock")
    for number in range(taps):
        assert reader.send(f"card {CARDS[number % len(CARDS)]}") == "ok"
        time.sleep(pause)
    time.sleep(3)


def stored(demo: Demo) -> int:
    """Count what the hub has stored."""
    with closing(sqlite3.connect(f"file:{demo.folder}/hub.db?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM fact").fetchone()[0])


def measure(programs: list[int], do: Callable[[], object]) -> list[float]:
    """Give the bytes that each has the disk write meanwhile."""
    before = [written(pid) for pid in programs]
    do()
    return [float(written(pid) - start) for pid, start in zip(programs, before, strict=True)]


def written(pid: int) -> int:
    """Give the bytes that a process has had the disk write."""
    lines = Path(f"/proc/{pid}/io").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


def quarters() -> float:
    """Give the bytes of a quarter of an hour's history of the demo's rooms and desks."""
    office = load(Path(str(OFFICE / "office.toml")), Office)
    places = [("room", room.id) for room in office.rooms] + [("desk", desk.id) for desk in office.desks]
    with tempfile.TemporaryDirectory(dir=".") as folder, closing(Store(Path(folder) / "hub.db")) as store:
        before = written(os.getpid())
        for number in range(QUARTERS_A_DAY * 4):
            shares = {place: Share(QUARTER_MS, 0, 0) for place in places}
            with transaction(store.connection):
                quarter = Quarter(number * QUARTER_MS, shares, Count(QUARTER_MS, Heads(9, 9, 9, 9)))
                history.append(store.connection, [quarter])
        return (written(os.getpid()) - before) / QUARTERS_A_DAY / 4


def backup() -> float:
    """Give the bytes of the backup of a database with a year in it, as `rebuild.py` makes one."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        demo = Demo(Path(folder), 1883, 8080, SIZE, 0)
        demo.write()
        with closing(Store(Path(folder) / "hub.db")) as store, transaction(store.connection):
            for row, _ in rows():
                facts.append(store.connection, row)
        settings = Path(folder) / "hub.toml"
        before = written(os.getpid())
        done = nightly.run(load(settings, HubSettings), settings, None, 1_791_967_320_000)
        assert done.at, done
        return float(written(os.getpid()) - before)


if __name__ == "__main__":
    main()
