"""How long toner will last, by how it went down so far. Pure: every time is an argument."""

from collections import deque

DAY_S = 86_400.0
EVERY_S, KEPT = DAY_S / 4, 120
"""A level is remembered every six hours, for thirty days."""
LEAST_DAYS, LEAST_PERCENT = 2, 2
"""Nothing is foretold from less than that."""
REFILLED = 5
"""Percent by which a level has to rise to be a new cartridge; a printer's own guess goes up and down a little."""
LONGEST_DAYS = 99


class Trend:
    """One supply. Times are seconds of a clock that never runs backwards."""

    def __init__(self) -> None:
        """Know nothing."""
        self._past = deque[tuple[float, int]](maxlen=KEPT)

    def days(self, now: float, percent: int) -> int | None:
        """Take a level, and give for about how many days it will last; None while nobody can tell."""
        if self._past and percent >= min(level for _, level in self._past) + REFILLED:
            self._past.clear()
        if not self._past or now - self._past[-1][0] >= EVERY_S:
            self._past.append((now, percent))
        began, full = self._past[0]
        used, passed = full - percent, (now - began) / DAY_S
        if used < LEAST_PERCENT or passed < LEAST_DAYS:
            return None
        return min(LONGEST_DAYS, round(percent / (used / passed)))
