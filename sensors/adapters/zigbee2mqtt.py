"""Zigbee2MQTT: one JSON object for each report of a device (zigbee2mqtt.io, "MQTT Topics and Messages").

What it says is believed, but for three traps. At its start it says once more what it knew when it ended, as if that
were news. When it is gone, no device can be heard. A device on a battery that is empty says nothing, and so does one
whose door nobody opens: only after a day is that told apart. When a device measured something is never said.
"""

from collections.abc import Mapping

from broker.wire.node import Value
from sensors.adapters.adapter import Said, availability, percent, table, value_of
from sensors.foreign import Zigbee2Mqtt

CACHE_S = 15.0
"""After its start, what arrives within this time is what it knew before."""
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
        self.topics: tuple[str, ...] = (device.source, self._availability, self._bridge)
        self._cached_until, self._heard = 0.0, float("inf")

    def anew(self) -> Said:
        """Forget what was said; a bridge that restarted meanwhile is told by its next words."""
        return self._silence()

    def hear(self, topic: str, payload: bytes, now: float, *, retained: bool) -> Said:
        """Take a message.

        :raises ValueError: it cannot be understood.
        """
        if topic == self._bridge:
            online = availability(payload)
            if not retained or not online:
                self._cached_until = now + CACHE_S if online else 0.0
                yield from self._silence()
        elif topic == self._availability:
            if not availability(payload):
                yield from self._silence()
        elif not retained and now >= self._cached_until:
            self._heard = now
            yield from self._report(table(payload))

    def step(self, now: float) -> Said:
        """Fall silent after a long silence."""
        if now - self._heard > self._device.silent_s:
            yield from self._silence()

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
        self._heard = float("inf")
        for channel, _ in self._device.channels():
            yield channel, None
