"""ESPHome: plain texts, all of them retained by the broker, momentary ones too (esphome.io, "MQTT Client Component").

A retained state may be of a device that burnt down since. It is believed once any live word of the device has shown
that it is there, for it sends each state when it changes; an uptime sensor in its settings is such a word every minute.
Whenever it connects it says all its last words again, events too, some of them just before it says that it is online:
an event waits a moment for that, and counts if it does not come.
"""

from math import inf

from broker.wire.node import Value
from sensors.adapters.adapter import Said, availability, text, value_of
from sensors.foreign import EspHome

AGAIN_S, BEFORE_S = 10.0, 2.0
"""What arrives so long after it came online, or so long before, may be its last words, said again."""


class EspHomeAdapter:
    """One entity of a node."""

    _last: Value | None
    _online: bool | None

    def __init__(self, device: EspHome) -> None:
        """Know nothing of it, and begin to count."""
        self._device, self._status = device, f"{device.prefix}/status"
        self.topics: tuple[str, ...] = (f"{device.prefix}/#",)
        self._counts = {"entry": 0, "exit": 0}
        self._waiting = list[tuple[float, str]]()
        self._last, self._last_retained = None, False
        self._alive, self._online, self._again_until = False, None, -inf

    def anew(self) -> Said:
        """Believe nothing until the device has been heard again."""
        self._online = None
        return self._gone()

    def hear(self, topic: str, payload: bytes, now: float, *, retained: bool) -> Said:
        """Take a message.

        :raises ValueError: it cannot be understood.
        """
        if not payload or "command" in topic.split("/"):  # said by others: a topic is wiped, a device is told something
            return
        if topic == self._status:
            yield from self._said_status(now, online=availability(payload), retained=retained)
        self._alive = self._alive or not (retained or self._online is False)
        if topic == self._device.source:
            self._take(text(payload), now, retained=retained)
        yield from self._tell()

    def step(self, now: float) -> Said:
        """Count the events that have waited."""
        ripe = [event for at, event in self._waiting if now - at >= BEFORE_S]
        self._waiting = self._waiting[len(ripe) :]
        for event in ripe:
            self._counts[event] += 1
        if ripe:
            yield from self._tell()

    def _said_status(self, now: float, *, online: bool, retained: bool) -> Said:
        self._online = online
        if not online:
            yield from self._gone()
            return
        self._again_until = now + AGAIN_S
        self._waiting.clear()
        if not retained and self._last_retained:
            self._last = None  # of an earlier life of the device: it says its states anew

    def _take(self, said: str, now: float, *, retained: bool) -> None:
        if self._device.measures != "passages":
            value = value_of(said, self._device.measures)
            self._last = not value if isinstance(value, bool) and self._device.inverted else value
            self._last_retained = retained
        elif not retained and now >= self._again_until and said.lower() in self._counts:
            self._waiting.append((now, said.lower()))

    def _tell(self) -> Said:
        if not self._alive:
            return
        if self._device.measures == "passages":
            came, went = self._counts["entry"], self._counts["exit"]
            yield from zip(self._device.counts(), (went, came) if self._device.inverted else (came, went), strict=True)
        else:
            yield self._device.id, self._last

    def _gone(self) -> Said:
        self._alive, self._last = False, None
        self._waiting.clear()
        for channel, _ in self._device.channels():
            yield channel, None
