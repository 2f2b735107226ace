"""Counts who passes two beams, one behind the other. An estimate, never a headcount. Pure: every time is an argument.

A passage is judged when both beams are clear again: whoever broke one beam first and the other last has passed, whoever
turned round has not. People side by side, or closer than the beams are apart, count as one.
"""

from collections.abc import Callable
from typing import Literal

LONGEST_S = 10.0
"""Who takes longer has stood in the door; what happened meanwhile cannot be told from two beams."""
BLOCKED_S = 60.0
"""A beam that is broken for so long is dirty, out of line, or behind a propped door: nothing is told of it."""
Beam = Literal["outer", "inner"]
OnCounts = Callable[[int | None, int | None], None]
"""Takes how many came in and went out since the start; None while nobody can tell."""


class Passages:
    """One pair of beams. Times are seconds of a clock that never runs backwards."""

    def __init__(self, tell: OnCounts) -> None:
        """Begin with nobody counted, and nothing known of either beam."""
        self._tell = tell
        self._broken: dict[Beam, bool | None] = {"outer": None, "inner": None}
        self._path: list[tuple[Beam, ...]] = []
        self._since = 0.0
        self._in = self._out = 0
        self._told: tuple[int | None, int | None] = (None, None)

    def hear(self, beam: Beam, at: float, *, broken: bool | None) -> None:
        """Take what one beam says; None while it cannot be read."""
        self._broken[beam] = broken
        cut = tuple(name for name, is_cut in self._broken.items() if is_cut)
        if None in self._broken.values():
            self._path = []
            self._say(None, None)
        elif cut:
            self._since = self._since if self._path else at
            self._path.append(cut)
        else:
            self._judge(at)
            self._say(self._in, self._out)

    def step(self, now: float) -> None:
        """Let time act: of a beam that stays broken nothing more is told."""
        if self._path and now - self._since > BLOCKED_S:
            self._say(None, None)

    def _judge(self, at: float) -> None:
        path, self._path = self._path, []
        if ("outer", "inner") not in path or at - self._since > LONGEST_S:
            return
        self._in += (path[0], path[-1]) == (("outer",), ("inner",))
        self._out += (path[0], path[-1]) == (("inner",), ("outer",))

    def _say(self, came: int | None, went: int | None) -> None:
        if (came, went) != self._told:
            self._told = came, went
            self._tell(came, went)
