"""What the keeper says of cards: to the running hub through its socket, or to the database of one that does not run."""

import argparse
import shlex
import signal
import time
from contextlib import closing

import msgspec

from broker.cards import mark
from broker.holding import Enrolment
from broker.settings import HubSettings
from broker.store.store import Store, writing
from broker.wire.control import PATIENCE_S, Remote
from broker.wire.errors import DabeiError

LOOK_S = 0.3
REFUSED = {
    "random": "a telephone or an identity card has another number each time. Hold a card or a key fob there",
    "taken": "somebody has this card, or has lost it. Hold another there",
    "unreadable": "this card has no number that can be used. Hold another there",
}
STATES = {
    "lost": "is lost; each kiosk learns it at once, or when it has the hub again",
    "ok": "counts again",
    "gone": "is nobody's any more",
}


def card(settings: HubSettings, options: argparse.Namespace) -> None:
    """Say that a card was lost, or found again, or is nobody's."""
    number = ask(settings, "card", options.card, options.family, options.state)
    if number is None:
        with closing(Store(settings.store_path)) as store, writing(store.connection):
            number = mark(store.connection, options.card, options.family, options.state, time.time_ns() // 1_000_000)
    print(f"the card {number} {STATES[options.state]}")


def new_card(settings: HubSettings, options: argparse.Namespace) -> None:
    """Wait until somebody's new card is held to a kiosk."""
    found = _told(ask(settings, "new-card", options.adult, options.family, options.kiosk))
    who = f"{found.holder.name} ({found.holder.adult})"
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        print(f"Hold the new card of {who} to {found.kiosk} now, within two minutes.", flush=True)
        new = _wait(settings, found)
    except KeyboardInterrupt:
        ask(settings, "stop", found.id)
        raise DabeiError("given up: no new card is waited for any longer") from None
    print(f"{who} has the card {new} from now on. If it was another person's: dabei-broker SETTINGS card {new} gone")


def ask(settings: HubSettings, *words: str, patience_s: float = PATIENCE_S) -> str | None:
    """Ask the running hub; None if none runs.

    :param patience_s: for how long the answer is waited for.
    :raises DabeiError: it cannot do it; the text says why.
    """
    remote = Remote(settings.control_path, patience_s)
    try:
        answer = remote.send(shlex.join(" ".join(word.split()) for word in words))
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except OSError as exc:
        raise DabeiError(f"the hub does not answer at {settings.control_path}: {exc.strerror or exc}") from exc
    finally:
        remote.close()
    done, _, text = answer.partition(" ")
    if done != "ok":
        raise DabeiError(text)
    return text


def _told(answer: str | None) -> Enrolment:
    if answer is None:
        raise DabeiError("no hub answers, so no kiosk can take the card; start it, and if it runs look at its log")
    if not answer:
        raise DabeiError("no new card was held there within two minutes; start again")
    return msgspec.json.decode(answer, type=Enrolment)


def _wait(settings: HubSettings, found: Enrolment) -> str:
    while found.told != "enrolled":
        time.sleep(LOOK_S)
        before, found = found, _told(ask(settings, "enrolment", found.id))
        if found.told in REFUSED and (found.told, found.number) != (before.told, before.number):
            print(f"{found.number}: {REFUSED[found.told]}.", flush=True)
    return found.number
