"""Asks a printer in whatever way it answers: IPP first, and SNMP where that says nothing, or nothing of toner."""

import logging

from msgspec.structs import replace

from sensors.report import Report
from sensors.settings import Printer

log = logging.getLogger(__name__)


def ask(printer: Printer) -> Report:
    """Ask a printer.

    :raises Exception: it answers in no way; each library has errors of its own.
    """
    if not printer.snmp:
        return _over_ipp(printer)
    if not printer.uri:
        return _over_snmp(printer)
    try:
        report = _over_ipp(printer)
    except Exception:  # noqa: BLE001  # each library has errors of its own
        return _over_snmp(printer)
    if report.supplies:
        return report
    try:
        return replace(report, supplies=_over_snmp(printer).supplies)
    except Exception as exc:  # noqa: BLE001  # as above; the printer's own word is enough
        log.debug("%s tells no toner over SNMP either: %s", printer.id, exc)
        return report


def _over_ipp(printer: Printer) -> Report:
    from sensors import printers  # noqa: PLC0415  # each library is large, and most printers need one of them

    return printers.ask(printer)


def _over_snmp(printer: Printer) -> Report:
    from sensors import snmp  # noqa: PLC0415

    return snmp.ask(printer)
