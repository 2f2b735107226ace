"""What every adapter is. Pure: every time is an argument, in seconds of a clock that never runs backwards."""

from collections.abc import Iterator
from typing import Any, Protocol

import msgspec

from broker.wire.node import Value

Said = Iterator[tuple[str, Value | None]]
"""(channel, value); None while nobody can tell, and the level shall grow stale."""
ON, OFF = frozenset({"on", "true", "open", "1"}), frozenset({"off", "false", "closed", "0"})
PERCENT = 100


class Adapter(Protocol):
    """Understands one device."""

    topics: tuple[str, ...]
    """What it has to hear; one may end in `/#`."""

    def anew(self) -> Said:
        """Forget all but what it counted: the connection is new, and what was said meanwhile is not known."""

    def hear(self, topic: str, payload: bytes, now: float, *, retained: bool) -> Said:
        """Take a message on one of its topics.

        :raises ValueError: it cannot be understood.
        """

    def step(self, now: float) -> Said:
        """Let time act."""


def table(payload: bytes) -> dict[str, Any]:
    """Read a JSON object.

    :raises ValueError: it is none.
    """
    try:
        found = msgspec.json.decode(payload)
    except (msgspec.DecodeError, RecursionError) as exc:
        raise ValueError(f"no JSON: {exc}") from exc
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004  # to the caller it is one more text that cannot be read
    return found


def text(payload: bytes) -> str:
    """Read a short text.

    :raises ValueError: it is none.
    """
    return payload.decode().strip()


def availability(payload: bytes) -> bool:
    """Tell whether `online` or `offline` was said, plainly or as `{"state": …}`, in whatever case.

    :raises ValueError: it is neither.
    """
    said = text(payload).lower()
    if said.startswith("{"):
        said = str(table(payload).get("state", "")).lower()
    if said not in ("online", "offline"):
        raise ValueError(f"neither online nor offline: {said[:40]!r}")
    return said == "online"


def value_of(said: object, measures: str) -> Value | None:
    """Turn what a device said into a value of what it measures; None if it does not know itself, as with `nan`.

    :raises ValueError: it fits no such value.
    """
    if measures in ("temperature", "humidity", "co2"):
        return _number(said)
    if isinstance(said, bool):
        return said
    if measures == "light" and isinstance(said, int | float):
        return float(said)  # a light level in lux
    word = str(said).lower()
    if word in ON or word in OFF:
        return word in ON
    if measures == "light":
        return _number(said)
    raise ValueError(f"{said!r} is neither on nor off")


def percent(said: object) -> int | None:
    """Read how full a battery is.

    :raises ValueError: it is no number.
    """
    found = _number(said)
    return None if found is None else max(0, min(PERCENT, round(found)))


def _number(said: object) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        raise ValueError(f"{said!r} is no number")  # noqa: TRY004  # see `table`
    found = float(said)
    return found if abs(found) < float("inf") else None
