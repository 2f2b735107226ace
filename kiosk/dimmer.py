"""A screen that nobody looks at is dimmed: its light, where the display lets us, or else what is drawn."""

import logging
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)
LIGHTS = Path("/sys/class/backlight")


class Dimmer:
    """Every method is called on the main thread.

    `veil` gets how much of the picture, 0 to 1, is to be hidden behind black; `mono` gives seconds that never run
    backwards.
    """

    def __init__(
        self,
        after_s: int,
        share: float,
        mono: Callable[[], float],
        veil: Callable[[float], None],
        lights: Path = LIGHTS,
    ) -> None:
        """Prepare to leave `share` of the light, 0 to 1, after so many seconds; 0: never."""
        self._after_s, self._share, self._mono, self._veil = after_s, share, mono, veil
        self._lights = {light: _number(light / "max_brightness") for light in sorted(lights.glob("*"))}
        self._since, self._dim = mono(), True  # the program before may have ended in the dark
        self.somebody()

    def somebody(self) -> None:
        """Learn that somebody is there: all light at once."""
        self._since = self._mono()
        if self._dim:
            self._set(1.0)
            self._dim = False

    def tick(self) -> None:
        """Dim, if that is due."""
        if self._after_s and not self._dim and self._mono() - self._since >= self._after_s:
            self._dim = True
            self._set(self._share)

    def _set(self, share: float) -> None:
        done = [self._shine(light, most, share) for light, most in self._lights.items()]
        self._veil(0.0 if any(done) else 1.0 - share)

    def _shine(self, light: Path, most: int, share: float) -> bool:
        try:
            (light / "brightness").write_text(str(max(1, round(most * share)) if share else 0))
        except OSError as exc:
            log.warning("the light of the display cannot be changed: %s", exc)
            return False
        return True


def _number(path: Path) -> int:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0
