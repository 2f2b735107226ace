"""`dabei-broker`: the hub of an office, and what its keeper does with the database."""

import argparse
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from broker import keeper
from broker.accounts import FIRST
from broker.settings import HubSettings, load_office
from broker.store.store import Store
from broker.wire import private
from broker.wire.errors import DabeiError
from broker.wire.settings import load

FIRST_LOG_IN = """\
The pages have a log-in now. Name: {name}  password: {password}
This is told once. Another password: dabei-broker SETTINGS password {name}
(where Dabei was installed: sudo dabei-hub password {name})"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 2 if it cannot be done, with one sentence why."""
    os.umask(0o077)  # database, backups and exports hold names: nobody else on this machine reads them
    logging.basicConfig(level=logging.WARNING, format="hub: %(message)s")
    options = keeper.parser(run).parse_args(argv)
    try:
        options.command(load(options.settings, HubSettings), options)
    except DabeiError as exc:
        print(f"dabei-broker: {exc}", file=sys.stderr)
        return 2
    return 0


def run(settings: HubSettings, _options: argparse.Namespace) -> None:
    """Start the hub, serve pages until a signal comes, stop in reverse."""
    # A command of the keeper needs none of this, and loading it takes longer than most of them.
    from broker.aggregator import Aggregator  # noqa: PLC0415
    from broker.asked import listen  # noqa: PLC0415
    from broker.front import Front  # noqa: PLC0415
    from broker.trust.renewing import Renewing  # noqa: PLC0415
    from broker.web.app import create_app  # noqa: PLC0415
    from broker.web.net import Net  # noqa: PLC0415
    from broker.web.server import Server, Tls  # noqa: PLC0415
    from broker.web.sessions import kept  # noqa: PLC0415

    office = load_office(settings)
    store = Store(settings.store_path)
    renewing, web = Renewing(settings, office), settings.web
    renewing.step()
    aggregator = Aggregator(
        office, settings.mqtt, store, retention=settings.retention, discovery=settings.homeassistant.discovery,
        certificates=lambda: renewing.certificates,
    )  # fmt: skip
    aggregator.housekeeper.expect(settings.backup)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # uvicorn raises it again when it has shut down
    if password := aggregator.accounts.first(time.time_ns() // 1_000_000):
        tell(FIRST_LOG_IN.format(name=FIRST, password=password), settings.store_path.with_name("first-log-in"))
    aggregator.start()
    try:
        with listen(settings.control_path, aggregator):
            remembered = kept(settings.sessions_path)
            net = Net(
                web.hosts, web.port, web.plain_port, settings.trust_folder / "pages-ca.crt", settings.waiting_folder
            )
            tls = Tls(web.tls.cert, web.tls.key, web.plain_port) if web.tls else None
            app = create_app(Front(aggregator), sessions=remembered, tries=remembered, net=net)
            server = Server(app, web.port, tls=tls, access_log=web.access_log)
            renewing.start(server.renewed)
            server.run()
    finally:
        renewing.stop()
        aggregator.stop()
        store.close()


def tell(secret: str, path: Path) -> None:
    """Print what is told once; under systemd, where that would stay in the journal, put it into a file."""
    if "JOURNAL_STREAM" in os.environ:
        private.put(path, f"{secret}\n".encode())
        secret = f"The pages have a log-in now: {path} tells it. Delete that file when you have read it."
    print(secret, flush=True)


if __name__ == "__main__":
    sys.exit(main())
