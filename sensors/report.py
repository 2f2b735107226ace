"""What a printer says of itself, however it was asked, and how it goes out as channels of the node."""

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from broker.wire.node import Value
from sensors.settings import PARTS, Printer
from sensors.trend import Trend

APART = str.maketrans(":,", "  ")
"""What parts supplies on the wire stands in no name."""
State = Literal["idle", "processing", "stopped", "unreachable"]
Say = Callable[[str, Value | None], None]


class Report(Struct, frozen=True):
    """What a printer says of itself."""

    state: State
    reasons: tuple[str, ...] = ()
    """Such as `media-jam` or `toner-low`, without their severity."""
    paper: bool = True
    supplies: tuple[tuple[str, int], ...] = ()
    """(name, percent left) of each toner or ink that tells."""


class Reports:
    """What printers say of themselves, with how long their toner will last."""

    def __init__(self, say: Say, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing known; `clock` gives monotonic seconds."""
        self._say, self._clock = say, clock
        self._trends = defaultdict[tuple[str, str], Trend](Trend)

    def tell(self, printer: Printer, report: Report) -> None:
        """Say what a printer says of itself; of one that does not answer nothing but that."""
        self._say(printer.id, report.state)
        parts: dict[str, Value] = {
            "paper": report.paper,
            "reasons": ",".join(report.reasons),
            "supplies": ",".join(self._supply(printer.id, *supply) for supply in report.supplies),
        }
        for part in PARTS:
            self._say(f"{printer.id}-{part}", None if report.state == "unreachable" else parts[part])

    def _supply(self, printer: str, name: str, percent: int) -> str:
        days = self._trends[printer, name].days(self._clock(), percent)
        plain = name.translate(APART)
        return f"{plain}:{percent}" if days is None else f"{plain}:{percent}:{days}"
