"""What the keeper says of cards: to the running hub through its socket, or to the database of one that does not run."""

import argparse
import shlex
import signal
import time
from contextlib import closing

from broker.cards import which
from broker.settings import HubSettings
from broker.store import cards
from broker.store.store import Store
from broker.wire.control import Remote
from broker.wire.errors import DabeiError

LOOK_S = 0.3
REFUSED = {
    "random": "a telephone or an identity card has another number each time. Hold a card or a key fob there",
    "taken": "somebody has this card, or has lost it. Hold another there",
    "unreadable": "this card has no number that can be used. Hold another there",
}


def card(settings: HubSettings, options: argparse.Namespace) -> None:
    """Say that a card was lost, or found again."""
    number = ask(settings, "card", options.card, options.family, options.state)
    if number is None:
        with closing(Store(settings.store_path)) as store:
            number = which(store.connection, options.card, options.family, options.state)
            cards.mark(store.connection, number, options.state)
    print(f"the card {number} is {options.state}; each kiosk learns it with its next roster")


def enrol(settings: HubSettings, options: argparse.Namespace) -> None:
    """Wait until somebody's new card is held to a kiosk."""
    answer = ask(settings, "enrol", options.adult, options.family, options.kiosk)
    if answer is None:
        raise DabeiError("the hub does not run, so no kiosk can take the card; start it, and try again")
    adult, name, kiosk = shlex.split(answer)
    print(f"Hold the new card of {name} ({adult}) to {kiosk} now, within two minutes.", flush=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        new = _wait(settings, adult)
    except KeyboardInterrupt:
        ask(settings, "stop", adult)
        raise DabeiError("given up: no new card is waited for any longer") from None
    print(f"{name} ({adult}) has the card {new}. Put it on once more: the kiosk greets.")


def ask(settings: HubSettings, *words: str) -> str | None:
    """Ask the running hub; None if none runs.

    :raises DabeiError: it cannot do it; the text says why.
    """
    remote = Remote(settings.control_path)
    try:
        answer = remote.send(shlex.join(words))
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except OSError as exc:
        raise DabeiError(f"the hub cannot be asked at {settings.control_path}: {exc.strerror or exc}") from exc
    finally:
        remote.close()
    done, _, text = answer.partition(" ")
    if done != "ok":
        raise DabeiError(text)
    return text


def _wait(settings: HubSettings, adult: str) -> str:
    before = ""
    while True:
        time.sleep(LOOK_S)
        told, _, number = (ask(settings, "enrolment", adult) or "over").partition(" ")
        if told == "enrolled":
            return number
        if told == "over":
            raise DabeiError("no new card was held there, or another is waited for; start again")
        if told in REFUSED and before != f"{told} {number}":
            print(f"{number}: {REFUSED[told]}.", flush=True)
        before = f"{told} {number}"
