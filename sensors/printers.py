"""Printers over IPP: what they say of themselves, asked once a minute. The only file that imports pyipp."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct
from pyipp import IPP, IPPError
from pyipp.enums import IppOperation

from sensors.settings import Printer

log = logging.getLogger(__name__)
PATIENCE_S = 8
RETRY_S, SELDOM_S = 10.0, 300.0
"""After a miss it is asked again soon, then twice as late each time, up to the longest."""
MISSES = 3
"""After so many a printer is unreachable."""
WANTED = (
    "printer-state", "printer-state-reasons", "printer-supply", "printer-supply-description", "marker-names",
    "marker-levels", "marker-types",
)  # fmt: skip
STATES: dict[int, "State"] = {3: "idle", 4: "processing", 5: "stopped"}
"""`printer-state` (RFC 8011, 5.4.11)."""
SEVERITIES = ("-report", "-warning", "-error")
"""What a reason may end with (RFC 8011, 5.4.12)."""
NO_PAPER = frozenset({"media-empty", "media-needed"})
CONSUMED = frozenset({"toner", "ink", "ink-cartridge", "toner-cartridge", "solid-wax", "ribbon"})
State = Literal["idle", "processing", "stopped", "unreachable"]


class Report(Struct, frozen=True):
    """What a printer says of itself."""

    state: State
    reasons: tuple[str, ...] = ()
    """Such as `media-jam` or `toner-low`, without their severity."""
    paper: bool = True
    supplies: tuple[tuple[str, int], ...] = ()
    """(name, percent left) of each toner or ink that tells."""


async def ask(uri: str) -> Report:
    """Ask a printer.

    :raises IPPError: it does not answer, or not in IPP.
    """
    async with IPP(uri, request_timeout=PATIENCE_S) as ipp:
        message = {"operation-attributes-tag": {"requested-attributes": list(WANTED)}}
        answer = await ipp.execute(IppOperation.GET_PRINTER_ATTRIBUTES, message)
    return read(answer["printers"][0])


def read(attributes: Mapping[str, Any]) -> Report:
    """Understand a printer's attributes; one value and a list of one are the same."""
    found = (str(reason) for reason in _list(attributes.get("printer-state-reasons")))
    reasons = tuple(_plain(reason) for reason in found if reason != "none")
    supplies = dict(_markers(attributes)) | dict(_supplies(attributes))
    state = STATES.get(int(attributes.get("printer-state", 0)), "stopped")
    return Report(state, reasons, NO_PAPER.isdisjoint(reasons), tuple(supplies.items()))


class PrinterWatch:
    """Asks each printer in turn, in a thread of its own; `tell` gets what it says, and at last that it does not."""

    def __init__(
        self,
        printers: Iterable[Printer],
        tell: Callable[[Printer, Report], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; `clock` gives monotonic seconds."""
        self._tell, self._clock = tell, clock
        self._turns = {printer: _Turn(clock()) for printer in printers}
        self._wake, self._stopping = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="printers", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """End; a question that is open may take its time."""
        self._stopping = True
        self._wake.set()
        self._thread.join(1)

    def soon(self) -> None:
        """Ask all of them now."""
        for turn in self._turns.values():
            turn.due = self._clock()
        self._wake.set()

    def step(self) -> float:
        """Ask whoever is due, and give the seconds until the next one is."""
        for printer, turn in self._turns.items():
            if self._clock() >= turn.due:
                report = self._ask(printer, turn)
                turn.due = self._clock() + turn.pause_s(printer.poll_s)
                if report:
                    self._tell(printer, report)
        return max(0.0, min((turn.due for turn in self._turns.values()), default=float("inf")) - self._clock())

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            self._wake.wait(min(SELDOM_S, self.step()))

    def _ask(self, printer: Printer, turn: "_Turn") -> Report | None:
        try:
            report = asyncio.run(ask(printer.uri))
        except (IPPError, OSError, ValueError, LookupError) as exc:
            turn.misses += 1
            if turn.misses == 1:
                log.warning("the printer %s does not answer at %s: %s", printer.id, printer.uri, exc)
            return Report("unreachable") if turn.misses >= MISSES else None
        turn.misses = 0
        return report


class _Turn(Struct):
    due: float
    misses: int = 0

    def pause_s(self, poll_s: float) -> float:
        if not self.misses:
            return poll_s
        return float(min(SELDOM_S, min(RETRY_S, poll_s) * 2 ** (self.misses - 1)))


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _plain(reason: str) -> str:
    return next((reason.removesuffix(end) for end in SEVERITIES if reason.endswith(end)), reason)


def _supplies(attributes: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Read `printer-supply` (PWG 5100.13, 5.6.29): `type=toner;maxcapacity=100;level=75;colorantname=black;`."""
    names = _list(attributes.get("printer-supply-description"))
    for number, entry in enumerate(_list(attributes.get("printer-supply"))):
        parts = dict(part.split("=", 1) for part in str(entry).split(";") if "=" in part)
        level, most = int(parts.get("level", -2)), int(parts.get("maxcapacity", -2))
        if parts.get("class") == "supplyThatIsConsumed" and level >= 0 and most > 0:
            colour = parts.get("colorantname", "unknown")
            described = str(names[number]) if number < len(names) else parts.get("type", "toner")
            yield (described if colour in ("unknown", "none") else colour).lower(), round(level * 100 / most)


def _markers(attributes: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Read `marker-*` of CUPS; levels below zero say that they are unknown."""
    names, kinds = _list(attributes.get("marker-names")), _list(attributes.get("marker-types"))
    for number, level in enumerate(_list(attributes.get("marker-levels"))):
        kind = kinds[number] if number < len(kinds) else "toner"
        if int(level) >= 0 and kind in CONSUMED and number < len(names):
            yield str(names[number]).lower(), int(level)
