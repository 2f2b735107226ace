"""Zigbee2MQTT: one JSON object for each report of a device (zigbee2mqtt.io, "MQTT Topics and Messages").

What it says is believed, but for three traps. At its own start, and half a minute after Home Assistant's, it says once
more all that it knows, as if that were news. When it is gone, no device can be heard. A device on a battery that is
empty says nothing, and so does one whose door nobody opens: only after a day is that told apart. When a device measured
something is never said.
"""

from collections.abc import Mapping
from math import inf

from broker.wire.node import Value
from sensors.adapters.adapter import Said, availability, percent, table, value_of
from sensors.foreign import Zigbee2Mqtt

HOME_ASSISTANT = "homeassistant/status"
CACHE_S = 45.0
"""Within this time it may say again what it knew: at once after its start, 30 s after Home Assistant's."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "motion": ("occupancy", "motion"),
    "presence": ("presence", "occupancy"),
    "door": ("contact",),
    "seat": ("occupancy", "contact", "vibration"),
    "light": ("illuminance", "illuminance_lux", "state"),
    "input": ("contact", "state", "action"),
    "temperature": ("temperature",),
    "humidity": ("humidity",),
    "co2": ("co2",),
}
CLOSED_IS_TRUE = frozenset({"contact"})
"""`contact: true` is a magnet at its contact, a door that is closed."""


class Zigbee2MqttAdapter:
    """One device."""

    def __init__(self, device: Zigbee2Mqtt) -> None:
        """Know nothing of it."""
        self._device, self._keys = device, (device.key,) if device.key else KEYS[device.measures]
        self._bridge, self._availability = f"{device.base}/bridge/state", f"{device.source}/availability"
        self.topics: tuple[str, ...] = (device.source, self._availability, self._bridge, HOME_ASSISTANT)
        self._online, self._cached_until, self._heard = False, -inf, inf

    def anew(self) -> Said:
        """Forget what was said; whether the bridge restarted meanwhile is not known either."""
        self._online = False
        return self._silence()

    def hear(self, topic: str, payload: bytes, now: float, *, retained: bool) -> Said:
        """Take a message.

        :raises ValueError: it cannot be understood.
        """
        if topic == self._bridge:
            yield from self._bridge_said(now, online=availability(payload))
        elif topic == HOME_ASSISTANT:
            if payload.lower() == b"online":
                self._cached_until = now + CACHE_S
        elif topic == self._availability:
            if not availability(payload):
                yield from self._silence()
        elif not payload:  # what was retained of a device is wiped when it is taken out, or renamed
            yield from self._silence()
        elif not retained and self._is_news(now):
            yield from self._report(table(payload))

    def step(self, now: float) -> Said:
        """Fall silent after a long silence."""
        if now - self._heard > self._device.silent_s:
            yield from self._silence()

    def _bridge_said(self, now: float, *, online: bool) -> Said:
        if online and self._online:  # it says so more than once
            return
        if online:
            self._cached_until = now + CACHE_S
        self._online = online
        yield from self._silence()

    def _is_news(self, now: float) -> bool:
        """Tell whether it may be believed: what may be said again is no first word, but changes nothing later."""
        if now < self._cached_until:
            return self._heard < inf
        self._heard = now
        return True

    def _report(self, report: Mapping[str, object]) -> Said:
        key = next((key for key in self._keys if report.get(key) is not None), None)
        if key:
            yield self._device.id, self._value(report[key], opposite=key in CLOSED_IS_TRUE)
        if self._device.battery_channel and report.get("battery") is not None:
            yield self._device.battery_channel, percent(report["battery"])

    def _value(self, said: object, *, opposite: bool) -> Value | None:
        value = value_of(said, self._device.measures)
        swap = isinstance(value, bool) and opposite != self._device.inverted
        return not value if swap else value

    def _silence(self) -> Said:
        self._heard = inf
        for channel, _ in self._device.channels():
            yield channel, None
