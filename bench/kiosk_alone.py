"""What the kiosk itself costs: start, touch, idle processor, memory, and thousands of taps.

Real parts in processes of their own: Mosquitto, the hub, the kiosk in its window under Xvfb. Touches are made with the
XTEST extension and seen from outside, by the pixels that the X server draws.
"""

import argparse
import ctypes
import os
import statistics
import time
from contextlib import ExitStack
from ctypes import c_char_p, c_int, c_uint, c_ulong, c_void_p
from pathlib import Path

from broker.onemachine.children import Child, program, wait_for
from broker.onemachine.demo import Demo
from broker.onemachine.display import VirtualDisplay
from broker.wire.control import Remote
from figures import load_told, times
from office import SIZE, office
from screen import Screen

CODE, CANCEL = (200, 422), (614, 620)
"""Middle of "enter code" on the public screen, and of "cancel" on the pad, in px."""
LINE_Y = 90
"""A line of the screen that the public screen and the pad do not share."""
REST_S = 3.0
"""Until the kiosk sleeps between two touches."""
QUIET_S, IDLE_S = 12.0, 60.0
PATIENCE_S = 10.0
LEFT = 1
CARDS = [f"04DE{number:010d}" for number in range(1, 9)]
AIMS = {"start_s": 1.0, "idle_percent": 0.2, "memory_mb": 150.0, "touch_ms": 30.0}


class Finger:
    """Touches the screen as a pointer device would."""

    def __init__(self, display: str) -> None:
        """Connect to the display."""
        self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype, self._x.XOpenDisplay.argtypes = c_void_p, [c_char_p]
        self._x.XFlush.argtypes = [c_void_p]
        self._test.XTestFakeMotionEvent.argtypes = [c_void_p, c_int, c_int, c_int, c_ulong]
        self._test.XTestFakeButtonEvent.argtypes = [c_void_p, c_uint, c_int, c_ulong]
        self._display = self._x.XOpenDisplay(display.encode())

    def touch(self, x: int, y: int) -> None:
        """Press and lift at once."""
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, 0)
        for down in (1, 0):
            self._test.XTestFakeButtonEvent(self._display, LEFT, down, 0)
        self._x.XFlush(self._display)


def main() -> None:
    """Measure, and print rows for the table in README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--touches", type=int, default=100)
    parser.add_argument("--taps", type=int, default=5000)
    options = parser.parse_args()
    with load_told(), office() as demo, ExitStack() as stack:
        display = VirtualDisplay(*SIZE, demo.folder / "display.log")
        stack.callback(display.stop)
        starts = [start(demo, display.name) for _ in range(options.starts)]
        row("start to first frame, s", starts, AIMS["start_s"])
        kiosk = Child(
            "kiosk", program("kiosk", str(demo.folder / "kiosk.toml")), demo.folder, {"DISPLAY": display.name}
        )
        stack.callback(kiosk.stop)
        wait_for((demo.folder / "kiosk.sock").exists, kiosk, 30)
        time.sleep(QUIET_S)
        row("processor at the idle screen, % of a core", [idle(kiosk.pid)], AIMS["idle_percent"])
        row("memory at the idle screen (PSS), MB", [memory(kiosk.pid)], AIMS["memory_mb"])
        print(times("touch to the pad on the screen, from the sleeping idle screen, ms",
                    touches(display.name, options.touches), AIMS["touch_ms"]))  # fmt: skip
        grown(demo, kiosk.pid, options.taps)


def start(demo: Demo, display: str) -> float:
    """Start the kiosk and give the seconds until its first frame; then end it."""
    screen = Screen(display, SIZE[0])
    before = screen.line(LINE_Y)
    began = time.time()
    kiosk = Child("kiosk", program("kiosk", str(demo.folder / "kiosk.toml")), demo.folder, {"DISPLAY": display})
    shown = screen.changed(LINE_Y, before, PATIENCE_S)
    kiosk.stop()
    time.sleep(1)
    assert shown, "no frame"
    return shown - began


def touches(display: str, count: int) -> list[float]:
    """Touch "enter code" again and again, from a screen that sleeps, and give the ms until the pad is drawn."""
    finger, screen, found = Finger(display), Screen(display, SIZE[0]), list[float]()
    for _ in range(count):
        time.sleep(REST_S)
        before = screen.line(LINE_Y)
        screen.forget()
        began = time.time()
        finger.touch(*CODE)
        shown = screen.changed(LINE_Y, before, PATIENCE_S)
        assert shown, "the touch changed nothing"
        found.append((shown - began) * 1000)
        time.sleep(0.5)
        finger.touch(*CANCEL)
    return found


def idle(pid: int) -> float:
    """Give the share of a core that a process uses, in per cent."""
    before = used(pid)
    time.sleep(IDLE_S)
    return (used(pid) - before) / IDLE_S * 100


def used(pid: int) -> float:
    """Give the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Give the memory of a process in MB, shared pages in part (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def grown(demo: Demo, pid: int, taps: int) -> None:
    """Let families come and go, and tell how memory has grown from the second half on."""
    reader, sizes = Remote(demo.folder / "kiosk.sock"), list[float]()
    outbox = demo.folder / "kiosk" / "outbox.db"
    for number in range(taps):
        assert reader.send(f"card {CARDS[number % len(CARDS)]}") == "ok"
        time.sleep(0.03)
        if number % max(1, taps // 20) == 0:
            sizes.append(memory(pid))
    half = sizes[len(sizes) // 2 :]
    time.sleep(QUIET_S)
    for name, value in (
        (f"memory after {taps} taps without a pause (PSS), MB", half[-1]),
        ("- of it grown in the second half", half[-1] - half[0]),
        ("- after a rest", memory(pid)),
        ("outbox after that, MB", outbox.stat().st_size / 1e6),
    ):
        print(f"| {name} | 1 | {value:.1f} | | | |")


def row(name: str, values: list[float], aim: float) -> None:
    """Print a row."""
    met = "yes" if max(values) <= aim else "**no**"
    print(f"| {name} | {len(values)} | {statistics.median(values):.2f} | {max(values):.2f} | ≤ {aim:g} | {met} |")


if __name__ == "__main__":
    main()
