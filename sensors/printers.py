"""Printers over IPP: what they say of themselves. The only file that imports pyipp."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from pyipp import IPP
from pyipp.enums import IppOperation

from sensors.report import Report, State
from sensors.settings import Printer

PATIENCE_S = 8
"""Seconds for which an answer is waited for, but no longer than until the next question."""
WANTED = (
    "printer-state", "printer-state-reasons", "printer-supply", "printer-supply-description", "marker-names",
    "marker-levels", "marker-types",
)  # fmt: skip
STATES: dict[int, State] = {3: "idle", 4: "processing", 5: "stopped"}
"""`printer-state` (RFC 8011, 5.4.11)."""
SEVERITIES = ("-report", "-warning", "-error")
"""What a reason may end with (RFC 8011, 5.4.12)."""
NO_PAPER = frozenset({"media-empty", "media-needed"})
CONSUMED = frozenset({"toner", "ink", "ink-cartridge", "toner-cartridge", "solid-wax", "ribbon"})


def ask(printer: Printer) -> Report:
    """Ask a printer.

    :raises IPPError: it does not answer, or not in IPP.
    """
    return read(asyncio.run(_attributes(printer.uri, min(PATIENCE_S, printer.poll_s + 1))))


async def _attributes(uri: str, patience_s: int) -> Mapping[str, Any]:
    async with IPP(uri, request_timeout=patience_s) as ipp:
        message = {"operation-attributes-tag": {"requested-attributes": list(WANTED)}}
        answer = await ipp.execute(IppOperation.GET_PRINTER_ATTRIBUTES, message)
    found: Mapping[str, Any] = answer["printers"][0]
    return found


def read(attributes: Mapping[str, Any]) -> Report:
    """Understand a printer's attributes; one value and a list of one are the same.

    :raises LookupError: it does not tell its state.
    """
    found = (str(reason) for reason in _list(attributes.get("printer-state-reasons")))
    reasons = tuple(_plain(reason) for reason in found if reason != "none")
    supplies = dict(_markers(attributes)) | dict(_supplies(attributes))
    return Report(
        STATES[int(attributes["printer-state"])], reasons, NO_PAPER.isdisjoint(reasons), tuple(supplies.items())
    )


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
