"""`dabei-sensors SETTINGS.toml [--simulate [LOG]]`: build, start, wait, stop in reverse."""

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from broker.wire import enrolling
from broker.wire.errors import DabeiError, OutboxError
from broker.wire.facts.care import CallAnswered
from broker.wire.node import Node, new_boot
from broker.wire.outbox import Outbox
from broker.wire.settings import load
from broker.wire.watchdog import Watchdog, ready
from sensors import polls
from sensors.adapters.hearing import Hearing
from sensors.calls import Calls
from sensors.inputs import Inputs
from sensors.node import Channels, describe
from sensors.settings import SensorsSettings
from sensors.simulate.lines import Simulation, listen
from sensors.simulate.stage import FASTEST, stage

log = logging.getLogger(__name__)
IDENTIFY_S = 10.0
ENDS = {signal.SIGTERM, signal.SIGINT}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a sensor node until SIGTERM or SIGINT; gives 2 if it cannot start."""
    options = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        if options.enrol:
            options.enrol(options)
        else:
            signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)  # before any thread: only `sigwait` below shall see them
            run(load(options.settings, SensorsSettings), options)
    except DabeiError as exc:
        print(f"dabei-sensors: {exc}", file=sys.stderr)  # for the person who started us
        return 2
    return 0


def run(settings: SensorsSettings, options: argparse.Namespace) -> None:
    """Bring in what is measured until told to end.

    :raises DabeiError: none of it can be, or the control socket, the description or the log cannot be used.
    """
    if options.simulate is not None:
        settings = replace(settings, pins="simulated")
    with ExitStack() as parts:
        boot, calls = new_boot(), Calls(settings.signals)
        outbox = answers(settings, boot)
        hearing = Hearing(settings.foreign(), lambda *told: channels.value(*told))  # noqa: PLW0108  # made below
        node = Node(
            settings.mqtt,
            settings.node,
            describe(settings),
            boot=boot,
            outbox=outbox,
            pictures=tuple(sorted({f"{signal.place}/st" for signal in settings.signals})),
            ears=hearing if settings.foreign() else None,
            on_picture=calls.picture,
            on_command=lambda verb: calls.identify(IDENTIFY_S) if verb == "identify" else None,
            on_connection=calls.connection,
            on_round=lambda: watchdog.beat("node"),
        )
        channels = Channels(node, settings.channels())
        inputs = Inputs(settings, channels, calls.press, lambda: watchdog.beat("pins"))
        watchdog = Watchdog("node", *(["pins"] if inputs.watching else []))
        calls.attach(inputs.lamps, partial(answer, node if outbox else None))
        if inputs.simulated and options.simulate is not None:
            play = stage(settings, inputs.simulated, options.simulate or None, options.speed)
            play.begin()
            parts.callback(play.stop)
        inputs.start()
        parts.callback(inputs.stop)
        node.start()
        parts.callback(node.stop)
        if settings.foreign():
            hearing.start(node.health)
            parts.callback(hearing.stop)
        buses = polls.start(settings, channels, parts)
        if inputs.simulated and settings.control:
            parts.callback(
                listen(settings.control_path, Simulation(inputs.simulated, channels, buses, inputs.lamps)).close
            )
        print(f"ready: {settings.node} with {len(channels)} channels, pins: {settings.pins}", flush=True)
        ready(f"{settings.node} with {len(channels)} channels")
        signal.sigwait(ENDS)


def answers(settings: SensorsSettings, boot: int) -> Outbox | None:
    """Open what keeps the answers of buttons; where that cannot be, lamps go on without."""
    if not settings.data:
        return None
    try:
        return Outbox(Path(settings.data).expanduser() / "outbox.db", boot=boot)
    except OutboxError as exc:
        log.error("%s. No button can answer until then", exc)  # noqa: TRY400  # the sentence says it all
        return None


def answer(node: Node | None, call: str) -> bool:
    """Make it durable that somebody comes, and tell whether it is."""
    try:
        return bool(node and node.record(CallAnswered(call=call, answer="coming")))
    except OutboxError as exc:
        log.error("an answer was not kept: %s", exc)  # noqa: TRY400  # the sentence says it all
        return False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dabei-sensors", description="Bring in pins, printers and devices.")
    parser.add_argument("settings", type=Path, help="the node's TOML file")
    parser.add_argument(
        "--simulate", nargs="?", type=Path, const=False, metavar="LOG",
        help="use no pin of this machine, but play days that are made up, or over and over a recorded log: "
        "a CSV of time,channel,value, or a folder with events.csv",
    )  # fmt: skip
    parser.add_argument("--speed", type=_speed, default=1.0, help="of what is simulated, up to 3600; 1 is real time")
    enrolling.offer(parser, "sensors")
    return parser


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no speed; choose a number above 0, up to {FASTEST:.0f}")
    return speed


if __name__ == "__main__":
    sys.exit(main())
