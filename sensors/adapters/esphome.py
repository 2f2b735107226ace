"""ESPHome: plain texts, all of them retained by the broker, momentary ones too (esphome.io, "MQTT Client Component").

A retained state may be of a device that burnt down since. It is believed once any live word below the device's prefix
has shown that it is there, for it sends each state when it changes; an uptime sensor in its settings is such a word
every minute. Events are believed only when live, and not right after the device came online, when it says its last ones
again.
"""

from math import inf

from broker.wire.node import Value
from sensors.adapters.adapter import Said, availability, text, value_of
from sensors.foreign import EspHome

AGAIN_S = 10.0
"""After it came online, what arrives within this time may be its last words, said again."""


class EspHomeAdapter:
    """One entity of a node."""

    _last: Value | None

    def __init__(self, device: EspHome) -> None:
        """Know nothing of it, and begin to count."""
        self._device, self._status = device, f"{device.prefix}/status"
        self.topics: tuple[str, ...] = (f"{device.prefix}/#",)
        self._counts = {"entry": 0, "exit": 0}
        self._last = None
        self._alive, self._online_at = False, -inf

    def anew(self) -> Said:
        """Believe nothing until the device has been heard again."""
        self._alive, self._last = False, None
        return self._silence()

    def hear(self, topic: str, payload: bytes, now: float, *, retained: bool) -> Said:
        """Take a message.

        :raises ValueError: it cannot be understood.
        """
        if topic == self._status:
            online = availability(payload)
            if not online:
                yield from self.anew()
                return
            self._online_at = self._online_at if retained else now
        self._alive = self._alive or not retained
        if topic == self._device.source:
            self._take(text(payload), now, retained=retained)
        if self._alive:
            yield from self._tell()

    def step(self, now: float) -> Said:
        """Nothing: the broker tells when the device is gone."""
        del now
        return iter(())

    def _take(self, said: str, now: float, *, retained: bool) -> None:
        if self._device.measures != "passages":
            value = value_of(said, self._device.measures)
            self._last = not value if isinstance(value, bool) and self._device.inverted else value
        elif not retained and now - self._online_at >= AGAIN_S and said.lower() in self._counts:
            self._counts[said.lower()] += 1

    def _tell(self) -> Said:
        if self._device.measures == "passages":
            came, went = self._counts["entry"], self._counts["exit"]
            yield from zip(self._device.counts(), (went, came) if self._device.inverted else (came, went), strict=True)
        else:
            yield self._device.id, self._last

    def _silence(self) -> Said:
        for channel, _ in self._device.channels():
            yield channel, None
