"""The lights of a room: whether one was switched on, or the last one out. Pure. Light is in lux."""

from typing import Literal

from broker.house.levels import Value

FALL, RISE, LEAST = 0.5, 2.0, 15.0
"""Light that falls to this share of what it was, or rises so many times, by at least so many lux, was switched."""
DARK = 50.0
"""Nobody stays to work at less; light that falls to more than this everywhere may be a cloud before the sun."""
BRIGHT = 100.0
"""Light that is brighter when it is first heard may be switched on."""
SWITCH = 1e3
"""What the word of a switch or a lamp counts as when it is on; 0 when it is off."""
Event = Literal["", "on", "last_out"]


class Lights:
    """Remembers what each said last."""

    def __init__(self) -> None:
        """Know nothing."""
        self._lit: dict[str, bool] = {}
        self._lux: dict[str, float] = {}
        self._lost = set[str]()

    def hear(self, channel: str, value: Value) -> Event:
        """Take a switch's or a lamp's word, or a light level, and tell what somebody did; other words tell nothing."""
        if isinstance(value, str):
            return ""
        before, now = self._lux.get(channel), SWITCH * value if isinstance(value, bool) else float(value)
        self._lux[channel] = now
        self._lost.discard(channel)
        if before is None:
            self._lit[channel] = now > BRIGHT
        elif abs(now - before) >= LEAST and now >= before * RISE:
            self._lit[channel] = True
            return "on"
        elif abs(now - before) >= LEAST and now <= before * FALL:
            self._lit[channel] = False
            return "last_out" if self._is_dark() else ""
        return ""

    def lose(self, channel: str) -> None:
        """Note a light of which nothing is known: it may shine."""
        self.forget(channel)
        self._lost.add(channel)

    def forget(self, channel: str) -> bool:
        """Forget a light that is there no more, and tell whether it was known."""
        self._lost.discard(channel)
        self._lit.pop(channel, None)
        return self._lux.pop(channel, None) is not None

    def _is_dark(self) -> bool:
        return not self._lost and not any(self._lit.values()) and min(self._lux.values()) <= DARK
