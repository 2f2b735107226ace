"""Tasmota: texts and JSON on three prefixes (tasmota.github.io, "MQTT"). Its times are local, without a zone: not used.

It says a state when it changes and again in its telemetry, every `TelePeriod`. Whatever is retained is not believed.

An LD2410 is heard every second only while something moves, and else with the telemetry: whoever sits still is told of
every few minutes (Tasmota's xsns_102_ld2410). So silence is never "nobody", but a report without a target is, and one
that lost its power becomes unknown.
"""

from collections.abc import Mapping
from math import inf
from typing import Any

from broker.wire.node import Value
from sensors.adapters.adapter import Said, availability, table, text, value_of
from sensors.foreign import Tasmota


class TasmotaAdapter:
    """One input or sensor of a device."""

    def __init__(self, device: Tasmota) -> None:
        """Know nothing of it."""
        self._device, self._path = device, device.key.split(".")
        self._lwt = f"tele/{device.topic}/LWT"
        self._plain = f"stat/{device.topic}/{device.key.upper()}"
        json = (f"stat/{device.topic}/RESULT", f"tele/{device.topic}/SENSOR", f"tele/{device.topic}/STATE")
        self.topics: tuple[str, ...] = (self._lwt, self._plain, *json)
        self._heard = inf

    def anew(self) -> Said:
        """Believe nothing until the device has been heard again."""
        return self._silence()

    def hear(self, topic: str, payload: bytes, now: float, *, retained: bool) -> Said:
        """Take a message.

        :raises ValueError: it cannot be understood.
        """
        if topic == self._lwt:
            if not availability(payload):
                yield from self.anew()
        elif not retained:
            self._heard = now
            found = self._find(payload, plain=topic == self._plain)
            if found is not None:
                yield self._device.id, self._value(found)

    def step(self, now: float) -> Said:
        """Fall silent after a long silence."""
        if now - self._heard > self._device.silent_s:
            yield from self._silence()

    def _find(self, payload: bytes, *, plain: bool) -> object:
        """Find what the key names; an input is `"ON"` or `{"Action": "ON"}`, with SetOption4 on its own topic."""
        if plain and not payload.startswith(b"{"):
            return text(payload)
        found: Any = table(payload)
        for key in self._path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found.get("Action", found) if isinstance(found, dict) else found

    def _value(self, said: object) -> Value | None:
        target = said.get("Distance") if isinstance(said, dict) else None
        value = value_of(said if target is None else any(cm > 0 for cm in target), self._device.measures)
        return not value if isinstance(value, bool) and self._device.inverted else value

    def _silence(self) -> Said:
        self._heard = inf
        for channel, _ in self._device.channels():
            yield channel, None
