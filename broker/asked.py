"""What the keeper asks of a running hub: `card`, `erase` and others; a line each, quoted as in a shell."""

import logging
import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from broker.aggregator import Aggregator
from broker.known import KEEPER, Entry
from broker.wire.control import ERASE_S, PATIENCE_S, Control
from broker.wire.errors import StoreError
from broker.wire.message import Ms

log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Asked:
    """Called in the socket's threads."""

    def __init__(self, hub: Aggregator) -> None:
        """Answer for this hub."""
        self._hub, self._cards = hub, hub.cards

    def handle(self, line: str) -> str:
        """Answer a line: a card's number, or an enrolment as JSON; nothing when it is over.

        :raises DabeiError: it cannot be done.
        :raises ValueError: there is no such command.
        """
        match shlex.split(line):
            case ["card", what, family, state]:
                return self._call(lambda now: self._cards.mark(what, family, state, now))
            case ["new-card", who, family, kiosk]:
                return _json(self._call(lambda now: self._cards.expect(who, family, kiosk, now)))
            case ["enrolment", name]:
                return _json(self._call(lambda now: self._cards.enrolment(name, now)))
            case ["identify", node]:
                self._call(lambda _now: self._hub.identify(node))
            case ["password", name, secret]:
                self._call(lambda now: self._hub.accounts.set_password(name, secret, now))
            case ["no password", name]:
                self._call(lambda _now: self._hub.accounts.remove(name))
            case ["erase", who]:
                log = Entry(0, KEEPER, "", "", "erase", "")
                return str(self._call(lambda now: self._hub.erase(who, replace(log, at=now)), ERASE_S))
            case [("token" | "revoked") as what, node]:
                return self._trust(what, node)
            case ["stop", name]:
                self._call(lambda now: self._cards.stop(name, now))
            case _:
                raise ValueError(f"the hub does not know {line!r}")
        return ""

    def _trust(self, what: str, node: str) -> str:
        if what == "token":
            return self._hub.register.token(node)
        self._call(lambda now: self._hub.put_out(node, now))
        return ""

    def _call(self, do: Callable[[Ms], _T], patience_s: float = PATIENCE_S) -> _T:
        try:
            return self._hub.call(do).result(patience_s / 2)
        except TimeoutError as exc:
            raise StoreError("the hub is busy; try again in a moment") from exc


def listen(path: Path, hub: Aggregator) -> AbstractContextManager[object]:
    """Let the keeper ask; where that cannot be had, the hub runs without."""
    try:
        return closing(Control(path, Asked(hub).handle))
    except OSError as exc:
        log.error("nobody can ask this hub at %s: %s. New and lost cards have to wait", path, exc)  # noqa: TRY400  # all is said
        return nullcontext()


def _json(found: object) -> str:
    return msgspec.json.encode(found).decode() if found else ""
