"""Devices: what a printer says of itself, or at least a switch below its tray; what of the network can be reached."""

from collections.abc import Iterable, Mapping
from typing import Any

from broker.house.levels import Reading
from broker.wire.message import Ms
from broker.wire.messages import Channel
from broker.wire.pictures import DevicePicture, SupplyPicture

LOW_PERCENT = 10
"""A supply with so much left or less is low, where the printer itself does not say so."""
STATES = {"idle": "ready", "processing": "busy", "stopped": "stopped", "unreachable": "unreachable"}
LOW = ("toner-low", "marker-supply-low")

WAITS_MS = 15 * 60_000
"""For so long a device that somebody says to have put right may take to say so itself."""


def awaited(fixed: Mapping[str, Ms], now: Ms) -> dict[str, Ms]:
    """Give what was put right so short a while ago that it may not have noticed yet, and when; `now` in ms."""
    return {device: at for device, at in fixed.items() if now - at < WAITS_MS}


def picture(readings: Iterable[tuple[Channel, Reading]], device: str) -> DevicePicture:
    """Tell a device's state: the printer's own word first, else that of a switch, else nothing is known."""
    found = {channel.measures: reading for channel, reading in readings if channel.device == device}
    if "printer" in found:
        return _printer(found["printer"], found)
    if "reach" in found:
        return _network(found["reach"])
    switch = found.get("input", Reading(None, "never"))
    if switch.value is None:
        return DevicePicture(state="unknown", why=switch.why, since=switch.since)
    return DevicePicture(state="ready" if switch.value else "no_paper", since=switch.since)


def is_low(device: DevicePicture) -> bool:
    """Tell whether toner or ink will be empty soon."""
    return any(reason in LOW for reason in device.reasons) or any(
        supply.percent <= LOW_PERCENT for supply in device.supplies
    )


def _printer(own: Reading, parts: Mapping[Any, Reading]) -> DevicePicture:
    if own.value is None or own.value not in STATES:
        return DevicePicture(state="unknown", why=own.why, since=own.since)
    state, since = STATES[str(own.value)], own.since
    if state == "unreachable":  # what it said before holds no longer
        return DevicePicture(state="unreachable", since=since)
    paper = parts.get("paper", Reading(None, "never"))
    if paper.value is False:
        state, since = "no_paper", paper.since
    return DevicePicture(
        state=state,  # type: ignore[arg-type]
        since=since,
        reasons=tuple(filter(None, _text(parts.get("reasons")).split(","))),
        supplies=tuple(_supplies(_text(parts.get("supplies")))),
    )


def _network(reading: Reading) -> DevicePicture:
    if reading.value is None:
        return DevicePicture(state="unknown", why=reading.why, since=reading.since)
    if reading.value == "ok":
        return DevicePicture(state="ready", since=reading.since)
    return DevicePicture(state="unreachable", since=reading.since, reasons=(str(reading.value),))


def _text(reading: Reading | None) -> str:
    return reading.value if reading and isinstance(reading.value, str) else ""


def _supplies(text: str) -> Iterable[SupplyPicture]:
    """Read `black:75,cyan:4:3`; what cannot be read is left out."""
    for part in text.split(","):
        match part.split(":"):
            case [str(name), str(percent), *days] if name and percent.isdecimal():
                lasts = int(days[0]) if days and days[0].isdecimal() else None
                yield SupplyPicture(name, min(100, int(percent)), lasts)
