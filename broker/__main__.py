"""`dabei-broker`: the hub of an office, and what its keeper does with the database."""

import argparse
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from broker.aggregator import Aggregator
from broker.house.office import Office
from broker.ledger import Ledger
from broker.settings import HubSettings
from broker.store import people
from broker.store.store import Store, restore
from broker.web.app import create_app
from broker.web.server import serve
from broker.wire.errors import DabeiError
from broker.wire.settings import load


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 2 if it cannot be done, with one sentence why."""
    logging.basicConfig(level=logging.WARNING, format="hub: %(message)s")
    arguments = _parser().parse_args(argv)
    try:
        settings = load(arguments.settings, HubSettings)
        COMMANDS[arguments.command](settings, arguments.file)
    except DabeiError as exc:
        print(f"dabei-broker: {exc}", file=sys.stderr)
        return 2
    return 0


def run(settings: HubSettings, _file: Path | None) -> None:
    """Start the hub, serve pages until a signal comes, stop in reverse."""
    office = load(Path(settings.office).expanduser(), Office)
    store = Store(settings.store_path)
    aggregator = Aggregator(office, settings.mqtt, store)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # uvicorn raises it again when it has shut down
    aggregator.start()
    try:
        serve(create_app(aggregator), settings.web.port)
    finally:
        aggregator.stop()
        store.close()


def _load(settings: HubSettings, file: Path | None) -> None:
    store = Store(settings.store_path)
    print(f"{people.take_in(store.connection, _needed(file))} families taken in")
    store.close()


def _list(settings: HubSettings, _file: Path | None) -> None:
    store = Store(settings.store_path)
    for family in people.families(store.connection).values():
        persons = [(adult.name, adult.id) for adult in family.adults]
        persons += [(child.name, child.id) for child in family.children]
        print(family.id, family.language, *(f"{name} ({person})" for name, person in persons), sep="  ")
    store.close()


def _backup(settings: HubSettings, file: Path | None) -> None:
    Store.copy(settings.store_path, _needed(file))
    print(f"backup written: {file}")


def _restore(settings: HubSettings, file: Path | None) -> None:
    restore(_needed(file), settings.store_path)
    print("restored under a new store id; nodes will send again what the backup does not hold")


def _rebuild(settings: HubSettings, _file: Path | None) -> None:
    store = Store(settings.store_path)
    print(f"{Ledger(store).rebuild()} visits derived anew")
    store.close()


def _needed(file: Path | None) -> Path:
    if file is None:
        raise DabeiError("name a file, such as: dabei-broker hub.toml backup monday.db")
    return file


COMMANDS: dict[str, Callable[[HubSettings, Path | None], None]] = {
    "run": run,
    "load": _load,
    "list": _list,
    "backup": _backup,
    "restore": _restore,
    "rebuild": _rebuild,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dabei-broker", description=__doc__)
    parser.add_argument("settings", type=Path, help="the hub's settings file, such as broker/example.toml")
    parser.add_argument("command", nargs="?", default="run", choices=COMMANDS, help="run (default) starts the hub")
    parser.add_argument("file", nargs="?", type=Path, help="families to load, or the backup to write or restore")
    return parser


if __name__ == "__main__":
    sys.exit(main())
