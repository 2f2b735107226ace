"""What the keeper asks of a running hub: `card`, `enrol`, `enrolment`, `stop`; a line each, quoted as in a shell."""

import shlex
from collections.abc import Callable
from typing import TypeVar

from broker.aggregator import Aggregator
from broker.wire.message import Ms

PATIENCE_S = 10.0
_T = TypeVar("_T")


class Asked:
    """Called in the socket's threads."""

    def __init__(self, hub: Aggregator) -> None:
        """Answer for this hub."""
        self._hub, self._cards = hub, hub.cards

    def handle(self, line: str) -> str:
        """Answer a line.

        :raises DabeiError: it cannot be done.
        :raises ValueError: there is no such command.
        """
        match shlex.split(line):
            case ["card", what, family, state]:
                return self._call(lambda now: self._cards.mark(what, family, state, now))
            case ["enrol", who, family, kiosk]:
                found = self._call(lambda now: self._cards.expect(who, family, kiosk, now))
                return shlex.join((found.holder.adult, found.holder.name, found.kiosk))
            case ["enrolment", adult]:
                enrolment = self._call(lambda now: self._cards.enrolment(adult, now))
                return f"{enrolment.told} {enrolment.number}" if enrolment else "over"
            case ["stop", adult]:
                self._call(lambda now: self._cards.stop(adult, now))
                return ""
        raise ValueError(f"the hub does not know {line!r}")

    def _call(self, do: Callable[[Ms], _T]) -> _T:
        return self._hub.call(do).result(PATIENCE_S)
