"""Tasmota: texts and JSON on three prefixes (tasmota.github.io, "MQTT"). Its times are local, without a zone: not used.

It says a state when it changes and again in its telemetry, every `TelePeriod`. Whatever is retained is not believed.
"""

from collections.abc import Mapping
from math import inf
from typing import Any

from broker.wire.node import Value
from sensors.adapters.adapter import Said, availability, table, text, value_of
from sensors.foreign import Tasmota

TARGET_S = 60.0
"""An LD2410 is heard every second while it sees somebody (SetOption160), and for so long after that somebody is there:
longer than the broker takes to notice that the device lost its power (one and a half times its keepalive of 30 s), so
that such a one becomes unknown, and not "nobody"."""


class TasmotaAdapter:
    """One input or sensor of a device."""

    def __init__(self, device: Tasmota) -> None:
        """Know nothing of it."""
        self._device, self._path = device, device.key.split(".")
        self._radar = device.key == "LD2410"
        self._lwt = f"tele/{device.topic}/LWT"
        self._plain = f"stat/{device.topic}/{device.key.upper()}"
        json = (f"stat/{device.topic}/RESULT", f"tele/{device.topic}/SENSOR", f"tele/{device.topic}/STATE")
        self.topics: tuple[str, ...] = (self._lwt, self._plain, *json)
        self._heard, self._target = inf, -inf

    def anew(self) -> Said:
        """Believe nothing until the device has been heard again."""
        self._target = -inf
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
            found = text(payload) if topic == self._plain else self._find(table(payload))
            if self._radar:
                yield from self._seen(found, now)
            elif found is not None:
                yield self._device.id, self._value(found)

    def step(self, now: float) -> Said:
        """Let a target go, and fall silent after a long silence."""
        if self._radar and self._heard < inf and now - self._target > TARGET_S:
            yield self._device.id, False
        if now - self._heard > self._device.silent_s:
            yield from self._silence()

    def _seen(self, found: object, now: float) -> Said:
        distance = found.get("Distance") if isinstance(found, dict) else None
        if isinstance(distance, list) and any(isinstance(cm, int | float) and cm > 0 for cm in distance):
            self._target = now
            yield self._device.id, True

    def _find(self, report: Mapping[str, Any]) -> object:
        """Find what the key names; an input may be `"ON"` or `{"Action": "ON"}`."""
        found: Any = report
        for key in self._path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found.get("Action", found) if isinstance(found, dict) else found

    def _value(self, said: object) -> Value | None:
        value = value_of(said, self._device.measures)
        return not value if isinstance(value, bool) and self._device.inverted else value

    def _silence(self) -> Said:
        self._heard = inf
        for channel, _ in self._device.channels():
            yield channel, None
