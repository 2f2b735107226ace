"""What can be told of a room, by what, and how good each kind of evidence is. `occupancy.py` follows it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

EVIDENCE = frozenset({"motion", "presence", "door", "seat", "light", "input"})
"""What is measured that tells something of people in a room."""
State = Literal["occupied", "vacant", "unknown"]
Why = Literal[
    "radar", "seat", "motion", "after_door", "held", "door", "lights_out", "radar_clear", "quiet", "no_evidence",
    "door_open", "blind",
]  # fmt: skip
SEAT_S = 120.0
"""For so long after somebody got up from it a seat is taken."""
JAMMED_S = {"motion": 1800.0, "seat": 12 * 3600.0, "presence": 16 * 3600.0}
"""An input that has been active for so long without a break is broken, and counts no longer."""
WATCHES = frozenset({"motion", "presence"})
"""What would see whoever moves: only where all of these are heard does a room in which nothing moves tell anything."""


class Estimate(Struct, frozen=True):
    """What sensors say of a room."""

    state: State
    why: Why
    chance: float
    """That it is occupied, 0 to 1: a judgement of how good each kind of evidence is, not a measured frequency."""


CHANCE: Mapping[Why, float] = MappingProxyType({
    "radar": 0.99, "seat": 0.98, "motion": 0.97, "after_door": 0.97, "held": 0.8,
    "door": 0.03, "lights_out": 0.05, "radar_clear": 0.02, "quiet": 0.4, "door_open": 0.5, "blind": 0.5,
    "no_evidence": 0.5,
})  # fmt: skip
