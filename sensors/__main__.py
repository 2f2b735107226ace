"""`dabei-sensors SETTINGS.toml`: build, start, wait, stop in reverse."""

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from broker.wire.errors import DabeiError
from broker.wire.messages import TTL_S
from broker.wire.node import Node, new_boot
from broker.wire.settings import load
from sensors import devices
from sensors.node import Channels, PrinterChannels, describe
from sensors.poll import Poll
from sensors.reach import reach, why
from sensors.settings import SensorsSettings
from sensors.simulate import Simulation, listen
from sensors.watch import Watch

ENDS = {signal.SIGTERM, signal.SIGINT}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a sensor node until SIGTERM or SIGINT; gives 2 if it cannot start."""
    parser = argparse.ArgumentParser(prog="dabei-sensors", description="Bring in pins and printers.")
    parser.add_argument("settings", type=Path, help="the node's TOML file")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)  # before any thread: only `sigwait` below shall see them
    try:
        run(load(parser.parse_args(argv).settings, SensorsSettings))
    except DabeiError as exc:
        print(f"dabei-sensors: {exc}", file=sys.stderr)  # for the person who started us
        return 2
    return 0


def run(settings: SensorsSettings) -> None:
    """Bring the sensors in until told to end.

    :raises DabeiError: a pin, the control socket or the description cannot be used.
    """
    sensors = settings.sensors
    with ExitStack() as parts:
        node = Node(settings.mqtt, settings.node, describe(settings), boot=new_boot())
        channels = Channels(node, sensors)
        watch = Watch({sensor.id: sensor.wiring for sensor in sensors}, channels.value)
        simulated = devices.SimulatedPins(sensors) if settings.pins == "simulated" else None
        if sensors:
            pins = devices.Pins(sensors, simulated.factory if simulated else devices.gpio(), watch.edge)
            parts.callback(pins.close)
            watch.attach(pins.reads)
        watch.start()
        parts.callback(watch.stop)
        node.start()
        parts.callback(node.stop)
        for poll in polls(settings, node):
            poll.start()
            parts.callback(poll.stop)
        if simulated and settings.control:
            parts.callback(listen(settings.control_path, Simulation(simulated, channels)).close)
        count = f"{len(sensors)} sensors, {len(settings.printers)} printers, {len(settings.targets)} targets"
        print(f"ready: {settings.node} with {count}, pins: {settings.pins}", flush=True)
        signal.sigwait(ENDS)


def polls(settings: SensorsSettings, node: Node) -> tuple[Poll[Any, Any], ...]:
    """Give what is asked over the network."""
    targets = Poll(settings.targets, reach, why, lambda target, found: node.level(target.id, found, TTL_S))
    if not settings.printers:
        return (targets,)
    from sensors import printers  # noqa: PLC0415  # its library is large, and most nodes need none of it

    lost = printers.Report("unreachable")
    return targets, Poll(settings.printers, printers.ask, lambda _exc: lost, PrinterChannels(node).tell)


if __name__ == "__main__":
    sys.exit(main())
