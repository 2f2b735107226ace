"""A real kiosk without a window: `python tests/headless_kiosk.py kiosk.toml SHOWN`.

Everything but Kivy is the real thing. Each result that a person would see is appended to SHOWN as `arrived <visit>`,
`left <visit>`, `leave_asked <visit>` or `notice <kind>`. On SIGUSR1 the house as the kiosk sees it goes to
SHOWN.house; on SIGUSR2 an hour passes at once.
"""

import logging
import os
import queue
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from broker.house.pictures import families, family_picture
from broker.wire.errors import DabeiError
from broker.wire.pictures import FamilyPicture
from broker.wire.settings import load
from kiosk.controller import Controller
from kiosk.flow import Children, Guard, Notice, Result, State
from kiosk.settings import KioskSettings
from kiosk.station import Station
from kiosk.view import Look, View

TICK_S = 0.25


class Seen(Struct, frozen=True):
    """The house as this kiosk sees it, and what its screen promises."""

    families: dict[str, FamilyPicture] = field(default_factory=dict)
    connected: bool = False
    can_record: bool = True


class Headless:
    """A display that nobody looks at: `call` runs functions one after the other on the main thread."""

    def __init__(self, shown: Path) -> None:
        """Append what is shown to `shown`; what is written there survives a kill."""
        self._file = os.open(shown, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._calls: queue.SimpleQueue[tuple[Callable[..., object], tuple[object, ...]]] = queue.SimpleQueue()
        self._last, self.stopped = "", False
        self.state: Callable[[], State] = State

    def show(self, view: View, look: Look) -> None:  # noqa: ARG002 - the interface's signature
        """Write down a result or a notice, once."""
        line = _line(self.state())
        if line and line != self._last:
            os.write(self._file, line.encode())
        self._last = line

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Run on the main thread, from any thread."""
        self._calls.put((function, args))

    def run(self, tick: Callable[[], None]) -> None:
        """Run what is called, and `tick` now and then, until stopped."""
        due = time.monotonic() + TICK_S
        while not self.stopped:
            try:
                function, args = self._calls.get(timeout=max(0.0, due - time.monotonic()))
            except queue.Empty:
                due = time.monotonic() + TICK_S
                tick()
            else:
                function(*args)

    def stop(self) -> None:
        """End `run`."""
        self.stopped = True


class Skew:
    """The monotonic clock, set forward by `skip_s` at a time."""

    def __init__(self, skip_s: float) -> None:
        """Begin with the right time."""
        self._real, self._ahead_s, self._skip_s = time.monotonic, 0.0, skip_s

    def monotonic(self) -> float:
        """Give seconds that never run backwards."""
        return self._real() + self._ahead_s

    def skip(self) -> None:
        """Let that time pass at once."""
        self._ahead_s += self._skip_s


def _line(state: State) -> str:
    """Say what a person sees; views have no ids, so the flow tells which visit it is."""
    screen = state.screen.result if isinstance(state.screen, Children) else state.screen
    match screen:
        case Result(again=False):
            return f"{screen.what} {screen.who.visit}\n"
        case Guard():
            return f"leave_asked {screen.who.visit}\n"
        case Notice(kind, deadline):
            return f"notice {kind} {deadline}\n"
    return ""


def _tell(controller: Controller, target: Path) -> None:
    house = controller._local.house
    found = {name: replace(family_picture(house, name, {}), pos=0) for name in families(house)}
    seen = Seen(found, controller._connected, controller._can_record)
    fresh = target.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(seen))
    fresh.replace(target)


def main(kind: type[Headless] = Headless, skip_s: float = 3600) -> int:
    """Run until SIGTERM; 2 if it cannot start."""
    logging.basicConfig(level=logging.WARNING, format="kiosk: %(message)s")
    shown, skew = Path(sys.argv[2]), Skew(skip_s)
    time.monotonic = skew.monotonic
    try:
        settings = load(Path(sys.argv[1]), KioskSettings)
        display = kind(shown)
        station = Station(settings, display)
        controller = station._controller
        display.state = lambda: controller._state
        house = shown.with_name(shown.name + ".house")
        signal.signal(signal.SIGTERM, lambda *_: display.call(display.stop))
        signal.signal(signal.SIGUSR2, lambda *_: display.call(skew.skip))
        signal.signal(signal.SIGUSR1, lambda *_: display.call(_tell, controller, house))
        station.start()
    except DabeiError as exc:
        print(f"dabei-kiosk: {exc}", file=sys.stderr)
        return 2
    display.run(station.tick)
    station.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
