"""`dabei-kiosk SETTINGS.toml`: the touchscreen at an entrance."""

import argparse
import logging
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from broker.wire import enrolling
from broker.wire.errors import DabeiError
from broker.wire.settings import load
from broker.wire.watchdog import Watchdog, ready
from kiosk import window
from kiosk.settings import KioskSettings

TICK_S = 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run until the window is closed or a signal comes; 2 if it cannot start."""
    parser = argparse.ArgumentParser(prog="dabei-kiosk", description=__doc__)
    parser.add_argument("settings", type=Path, help="the kiosk's settings file, such as kiosk/example.toml")
    enrolling.offer(parser, "kiosk")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="kiosk: %(message)s")
    try:
        if options.enrol:
            options.enrol(options)
        else:
            run(load(options.settings, KioskSettings))
    except DabeiError as exc:
        print(f"dabei-kiosk: {exc}", file=sys.stderr)
        return 2
    return 0


def run(settings: KioskSettings) -> None:
    """Open the window, start everything around it, and stop in reverse.

    :raises SettingsError: there is no display, or a reader cannot be opened.
    """
    window.prepare(settings.screen.width, settings.screen.height, fullscreen=settings.screen.fullscreen)
    from kivy.clock import Clock  # noqa: PLC0415  # Kivy reads its environment when it is imported

    from kiosk.app import KioskApp, go_on_after_faults  # noqa: PLC0415
    from kiosk.dimmer import Dimmer  # noqa: PLC0415
    from kiosk.station import Station  # noqa: PLC0415

    app = KioskApp(
        lambda *touch: station.touch(*touch),  # noqa: PLW0108  # the station is made below
        lambda text: station.typed(text),  # noqa: PLW0108  # the same
        lambda *text: station.say(*text),  # noqa: PLW0108  # the same
        lambda: dimmer.somebody(),  # noqa: PLW0108  # the same
    )
    dimmer = Dimmer(settings.screen.dim_after_s, settings.screen.dim_to / 100, time.monotonic, app.veil)
    station, watchdog = Station(settings, app, dimmer.somebody), Watchdog("screen")

    def start() -> None:
        station.start()
        ready(settings.node)

    def tick() -> None:
        station.tick()
        dimmer.tick()
        watchdog.beat("screen")

    signal.signal(signal.SIGTERM, lambda *_: app.call(app.stop))
    signal.signal(signal.SIGINT, lambda *_: app.call(app.stop))
    go_on_after_faults(lambda: app.call(station.fault))
    app.bind(on_start=lambda _app: start())
    Clock.schedule_interval(lambda _dt: tick(), TICK_S)
    app.run()
    station.stop()


if __name__ == "__main__":
    sys.exit(main())
