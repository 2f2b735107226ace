"""Printers over SNMP, where IPP does not answer or tells no toner. The only file that imports pysnmp.

Host Resources MIB (RFC 2790) for the state, Printer MIB (RFC 3805) for what is used up.
"""

import asyncio
from collections.abc import Iterator, Mapping

from pysnmp.hlapi.v3arch.asyncio import (
    CommunityData,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    bulk_walk_cmd,
)

from sensors.report import Report, State
from sensors.settings import Printer

PORT = 161
PATIENCE_S, RETRIES = 2.0, 1
PRINTER = "1.3.6.1.2.1.25.3.5.1"
"""hrPrinterTable: below it .1 is hrPrinterStatus, .2 hrPrinterDetectedErrorState (RFC 2790, 4.3)."""
DEVICES = "1.3.6.1.2.1.25.3.2.1.5"
"""hrDeviceStatus, with the same index as the printer (RFC 2790, 4.3)."""
SUPPLIES = "1.3.6.1.2.1.43.11.1.1"
"""prtMarkerSuppliesTable: .4 class, .5 type, .6 description, .8 most, .9 level (RFC 3805, 6)."""
COLUMNS = {"4": "class", "5": "type", "6": "name", "8": "most", "9": "level"}
CONSUMED = "3"
"""PrtMarkerSuppliesClassTC supplyThatIsConsumed; the other is a bin that fills."""
COLOURED = frozenset({"3", "5", "6", "10", "12", "21"})
"""PrtMarkerSuppliesTypeTC toner, ink, inkCartridge, solidWax, inkRibbon, tonerCartridge (RFC 3805, 6); drums last."""
STATUS: dict[int, State] = {3: "idle", 4: "processing", 5: "processing"}
"""hrPrinterStatus idle, printing, warmup."""
OTHERWISE: dict[int, State] = {2: "idle", 3: "idle", 5: "stopped"}
"""hrDeviceStatus running, warning, down, where that says no more: standby, or unavailable (RFC 3805, 2.2.13.2.1)."""
ERRORS: tuple[tuple[str, bool], ...] = (
    # hrPrinterDetectedErrorState, from its highest bit: the word of IPP, and whether it stops the printer
    ("media-low", False), ("media-empty", True), ("toner-low", False), ("toner-empty", True), ("door-open", True),
    ("media-jam", True), ("offline", True), ("service-requested", False), ("input-tray-missing", True),
    ("output-tray-missing", True), ("marker-supply-missing", True), ("output-area-almost-full", False),
    ("output-area-full", True), ("input-tray-empty", False), ("overdue-maintenance", False),
)  # fmt: skip


def ask(printer: Printer) -> Report:
    """Ask a printer.

    :raises OSError: it does not answer, or not to this community.
    :raises LookupError: it tells no state.
    """
    return read(asyncio.run(_walk(printer.snmp, printer.community)))


async def _walk(where: str, community: str) -> dict[str, bytes | str]:
    host, _, port = where.partition(":")
    engine, found = SnmpEngine(), dict[str, bytes | str]()
    try:
        target = await UdpTransportTarget.create((host, int(port or PORT)), timeout=PATIENCE_S, retries=RETRIES)
        who = CommunityData(community, mpModel=1)  # noqa: S508  # printers are delivered with it, and we only read
        for root in (PRINTER, DEVICES, SUPPLIES):
            branch = ObjectType(ObjectIdentity(root))
            async for fault, status, _, lines in bulk_walk_cmd(
                engine, who, target, ContextData(), 0, 25, branch, lookupMib=False, lexicographicMode=False
            ):
                if fault or status:
                    raise OSError(f"{where} does not answer over SNMP: {fault or status}")
                found |= {str(name): _plain(value) for name, value in lines}
    finally:
        engine.close_dispatcher()
    return found


def _plain(value: object) -> bytes | str:
    return bytes(value) if hasattr(value, "asOctets") else str(value)  # type: ignore[call-overload]  # pysnmp's own


def read(found: Mapping[str, bytes | str]) -> Report:
    """Understand what a printer's tables hold, by object identifier.

    :raises LookupError: it tells no state.
    """
    row, status = next(
        ((oid.rpartition(".")[2], int(value)) for oid, value in found.items() if oid.startswith(f"{PRINTER}.1.")),
        ("", 0),
    )
    if not row:
        raise LookupError("it is no printer: hrPrinterStatus is missing")
    bits = found.get(f"{PRINTER}.2.{row}", b"")
    errors = list(_errors(bits if isinstance(bits, bytes) else b""))
    state = STATUS.get(status) or OTHERWISE.get(int(found.get(f"{DEVICES}.{row}", 0)))
    if any(stops for _, stops in errors):
        state = "stopped"
    if state is None:
        raise LookupError("it does not tell its state: neither hrPrinterStatus nor hrDeviceStatus says one")
    reasons = tuple(word for word, _ in errors)
    return Report(state, reasons, "media-empty" not in reasons, tuple(_supplies(found)))


def _errors(bits: bytes) -> Iterator[tuple[str, bool]]:
    for number, error in enumerate(ERRORS):
        if number // 8 < len(bits) and bits[number // 8] & (0x80 >> number % 8):
            yield error


def _supplies(found: Mapping[str, bytes | str]) -> Iterator[tuple[str, int]]:
    """Give (name, percent left) of each toner or ink; levels below zero say that they are unknown (RFC 3805, 6)."""
    rows: dict[str, dict[str, bytes | str]] = {}
    for oid, value in found.items():
        column, _, row = oid.removeprefix(f"{SUPPLIES}.").partition(".")
        if oid.startswith(f"{SUPPLIES}.") and column in COLUMNS:
            rows.setdefault(row, {})[COLUMNS[column]] = value
    for supply in rows.values():
        level, most = int(supply.get("level", -2)), int(supply.get("most", -2))
        if supply.get("class") == CONSUMED and supply.get("type") in COLOURED and level >= 0 and most > 0:
            yield _name(supply.get("name", b"toner")), min(100, round(level * 100 / most))


def _name(said: bytes | str) -> str:
    name = (said.decode("utf-8", "replace") if isinstance(said, bytes) else said).strip("\0 ").lower()
    return next((colour for colour in ("black", "cyan", "magenta", "yellow") if colour in name), name or "toner")
