"""`dabei`: a whole demo office on one machine. Broker, hub, kiosk and sensors, in this order; stopped in reverse."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from broker.embedded import EmbeddedBroker, free_port, listens
from broker.onemachine.children import Child, program, wait_for
from broker.onemachine.claim import claim
from broker.onemachine.day import Day
from broker.onemachine.demo import Demo
from broker.onemachine.display import VirtualDisplay
from broker.onemachine.play import CARD, DEFAULT, office_in, offices, play
from broker.wire.errors import DabeiError

RETAP_S, LEAST_RETAP_S = 600, 3
FASTEST = 3600.0
STAFF = "leitung"
"""Name of the demo's log-in."""
HELLO = """
Dabei runs. Everything is invented, everything stays on this machine.

  broker    {broker} on 127.0.0.1:{mqtt}
  hub       http://127.0.0.1:{web}/   <- open this page: who is here, live
  log-in    name {name}, password {password}
  sensors   {pins} simulated pins
  kiosk     {kiosk}
  files     {folder}

{hello}
Without keyboard: echo 'card {card}' | {python} -m broker.wire.control {folder}/kiosk.sock
{day}
Ctrl-C stops everything.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo until Ctrl-C; 2 if it cannot start."""
    options = _parser().parse_args(argv)
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell may have told us to ignore them
        signal.signal(number, _interrupt)
    try:
        with ExitStack() as stack:
            run(options, stack)
    except DabeiError as exc:
        print(f"dabei: {exc}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nstopped")
    return 0


def run(options: argparse.Namespace, stack: ExitStack) -> None:
    """Start in order, wait, and leave stopping to `stack`.

    :raises DabeiError: something cannot start, or has ended.
    """
    folder = (options.data or _scratch(stack)).resolve()
    lock = claim(folder, _say)
    stack.callback(os.close, lock)
    if (kept := office_in(folder)) not in (None, options.office):
        raise DabeiError(f"{folder} holds the office {kept}: choose another folder with --data, or --office {kept}")
    if listens(options.port):
        raise DabeiError(f"port {options.port} is in use by another program; choose another with --port")
    retap_s = max(LEAST_RETAP_S, round(RETAP_S / max(1.0, options.speed)))
    demo = Demo(folder, free_port(), options.port, options.size, retap_s, (lock,), options.office)
    _write(demo)
    environment, where = _display(demo, stack)  # first: it may not be there, and all else takes its time
    broker = EmbeddedBroker(demo.mqtt_port, demo.folder, options.broker, demo.keep)
    children = [_broker(broker, stack)]
    password = _prepare(demo)
    children += [_hub(demo, stack)]
    kiosk = _kiosk(demo, environment, stack)
    children += [kiosk.check, _sensors(demo, options.speed, stack)]  # its day begins with it, so ours has to be ready
    _say(_hello(demo, broker, where, password, options.speed))
    if options.speed:
        day = Day(folder / "kiosk.sock", play(options.office), options.speed, _say)
        stack.callback(day.stop)
        day.start()
    while True:
        time.sleep(0.5)
        if kiosk.ended() == 0:
            return _say("the kiosk's window was closed")
        for check in children:
            check()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _scratch(stack: ExitStack) -> Path:
    """Make a folder that goes with the demo; after a fault it stays, with the logs that were named."""
    folder = Path(tempfile.mkdtemp(prefix="dabei-"))

    def clean(kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or not issubclass(kind, DabeiError):
            shutil.rmtree(folder, ignore_errors=True)

    stack.push(clean)
    return folder


def _hello(demo: Demo, broker: EmbeddedBroker, where: str, password: str, speed: float) -> str:
    plays = f"The simulated day runs at {speed:g}x: families come and go by themselves."
    return HELLO.format(
        broker=broker.kind,
        mqtt=demo.mqtt_port,
        web=demo.web_port,
        name=STAFF,
        password=password,
        pins=play(demo.office).count,
        hello=play(demo.office).hello,
        card=CARD.format(1),
        kiosk=where,
        folder=demo.folder,
        python=sys.executable,
        day=plays if speed else "No simulated day (--speed 0).",
    )


def _write(demo: Demo) -> None:
    try:
        demo.write()
    except OSError as exc:
        raise DabeiError(f"cannot write to {demo.folder}: {exc.strerror}; choose a folder with --data") from exc


def _broker(broker: EmbeddedBroker, stack: ExitStack) -> Callable[[], None]:
    broker.start()
    stack.callback(broker.stop)

    def check() -> None:
        if broker.pid is None:
            raise DabeiError(f"the MQTT broker has ended; its log is {broker.log}")

    return check


def _prepare(demo: Demo) -> str:
    """Take the families in, make a log-in, and give its password; another one at each start."""
    for name, words in (("load", (str(demo.folder / "families.toml"),)), ("password", (STAFF,))):
        command = program("broker", str(demo.folder / "hub.toml"), name, *words)
        child = Child(name, command, demo.folder, {}, demo.keep)
        while child.ended() is None:
            time.sleep(0.02)
        if child.ended():
            child.check()
    told = demo.folder / "password.log"
    password = told.read_text("utf-8").split()[-1]
    told.unlink()
    return password


def _hub(demo: Demo, stack: ExitStack) -> Callable[[], None]:
    command = program("broker", str(demo.folder / "hub.toml"))
    return _start("hub", command, demo, stack, lambda: listens(demo.web_port))


def _sensors(demo: Demo, speed: float, stack: ExitStack) -> Callable[[], None]:
    day = ["--simulate", str(demo.folder / "day.csv"), "--speed", f"{speed:g}"] if speed else []
    command, socket = program("sensors", str(demo.folder / "sensors.toml"), *day), demo.folder / "sensors.sock"
    socket.unlink(missing_ok=True)
    return _start("sensors", command, demo, stack, socket.exists)


def _start(
    name: str, command: list[str], demo: Demo, stack: ExitStack, ready: Callable[[], bool]
) -> Callable[[], None]:
    child = Child(name, command, demo.folder, {}, demo.keep)
    stack.callback(child.stop)
    wait_for(ready, child, 20)
    return child.check


def _display(demo: Demo, stack: ExitStack) -> tuple[dict[str, str], str]:
    """Give what the kiosk's environment lacks, and where its window will be."""
    if name := os.environ.get("DISPLAY"):
        return {}, f"a window of {demo.size[0]}x{demo.size[1]} on display {name}"
    virtual = VirtualDisplay(*demo.size, demo.folder / "display.log", demo.keep)
    stack.callback(virtual.stop)
    return {"DISPLAY": virtual.name}, f"on a virtual display {virtual.name}: there is no real one here"


def _kiosk(demo: Demo, environment: dict[str, str], stack: ExitStack) -> Child:
    ready = demo.folder / "kiosk.sock"
    ready.unlink(missing_ok=True)
    command = program("kiosk", str(demo.folder / "kiosk.toml"))
    child = Child("kiosk", command, demo.folder, environment, demo.keep)
    stack.callback(child.stop)
    roster = demo.folder / "kiosk" / "copy.json"
    wait_for(lambda: ready.exists() and roster.exists(), child, 30)
    return child


def _say(text: str) -> None:
    print(text, flush=True)


def _size(text: str) -> tuple[int, int]:
    width, height = (int(number) for number in text.split("x"))
    if not (320 <= width <= 7680 and 320 <= height <= 7680):  # noqa: PLR2004  # as the kiosk's settings say
        raise ValueError(text)
    return width, height


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 <= speed <= FASTEST:
        raise ValueError(text)
    return speed


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:  # noqa: PLR2004  # all that there are
        raise ValueError(text)
    return port


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dabei", description=__doc__)
    parser.add_argument(
        "--speed", type=_speed, default=60.0, help="of the simulated day, up to 3600: 1 is real time, 0 is none"
    )
    parser.add_argument("--office", choices=offices(), default=DEFAULT, help=f"which one; default: {DEFAULT}")
    parser.add_argument("--port", type=_port, default=8080, help="of the page")
    parser.add_argument("--size", type=_size, default=(1280, 800), help="of the kiosk's window, such as 800x480")
    parser.add_argument("--broker", choices=["mosquitto", "iotcore"], help="default: mosquitto if it is installed")
    parser.add_argument("--data", type=Path, help="folder that is kept; without it each start is a fresh office")
    return parser


if __name__ == "__main__":
    sys.exit(main())
