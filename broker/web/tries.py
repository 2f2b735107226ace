"""How often somebody may try a short PIN: as at the kiosk, five wrong ones are two minutes, then twice as long."""

from collections.abc import Callable

from msgspec import Struct

FREE = 5
FIRST_S, LONGEST_S = 120.0, 1800.0


class _Tried(Struct):
    wrong: int = 0
    pause_s: float = 0.0
    until: float = 0.0


class Tries:
    """Counts by device. `mono` gives seconds that never run backwards."""

    def __init__(self, mono: Callable[[], float]) -> None:
        """Count from nothing."""
        self._mono = mono
        self._tried: dict[str, _Tried] = {}

    def pause_s(self, device: str) -> float:
        """Give for how long no PIN counts; 0 when one does."""
        tried = self._tried.get(device)
        return max(0.0, tried.until - self._mono()) if tried else 0.0

    def wrong(self, device: str) -> None:
        """Count a wrong one."""
        tried = self._tried.setdefault(device, _Tried())
        tried.wrong += 1
        if tried.wrong >= FREE:
            tried.wrong, tried.pause_s = 0, min(LONGEST_S, 2 * tried.pause_s or FIRST_S)
            tried.until = self._mono() + tried.pause_s

    def right(self, device: str) -> None:
        """Forget the wrong ones."""
        self._tried.pop(device, None)
