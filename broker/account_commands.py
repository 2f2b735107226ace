"""What the keeper says of log-ins, to the running hub or to the database of one that does not run."""

import argparse
import time
from contextlib import closing

from broker.accounts import Accounts
from broker.card_commands import ask
from broker.passwords import hashed, made_up
from broker.settings import HubSettings
from broker.store.store import Store
from broker.wire.errors import DabeiError


def password(settings: HubSettings, options: argparse.Namespace) -> None:
    """Make a log-in of staff, give it another password, or take it away; its sessions end.

    :raises DabeiError: nobody could type that name, or it is not there to be taken away, or the only one.
    """
    if options.remove:
        _remove(settings, options.name)
        return
    if not options.name.isprintable() or options.name != options.name.strip() or not options.name:
        raise DabeiError("a log-in needs a name that can be typed, such as leitung")
    new = made_up()
    secret = hashed(new)
    if ask(settings, "password", options.name, secret) is None:
        with closing(Store(settings.store_path)) as store:
            Accounts(store).set_password(options.name, secret, time.time_ns() // 1_000_000)
    print(f"told once: log in as {options.name} with the password {new}")


def _remove(settings: HubSettings, name: str) -> None:
    if ask(settings, "no password", name) is None:
        with closing(Store(settings.store_path)) as store:
            Accounts(store).remove(name)
    print(f"{name} can log in no longer")
