"""The log of a day at the demo office's pins, as the sensors program plays it: it fits the visits of `day.py`."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from broker.onemachine.day import MINUTES, VISITS

EIGHT = datetime(2026, 1, 12, 8, tzinfo=UTC)
"""Of any day: only the time of day is written."""
BEAM_MIN = 0.3 / 60
"""From one beam to the next at a walk."""
SPELLS = {
    "paper": ((0.0, 205.0), (236.0, float(MINUTES))),
    "radar-care": ((6.0, 262.0), (272.0, 438.0)),
    "light-group": ((87.0, 171.0),),
    "door-group": ((86.5, 87.4), (89.0, 89.3), (170.0, 171.2)),
    "radar-kitchen": ((20.0, 24.0), (172.0, 263.0), (330.0, 344.0)),
}
"""Minutes after eight when there is paper, somebody in care room or kitchen, light in the group room, its door open."""
MOVING = (("work", 5, 515, 4), ("care", 12, 500, 3), ("kitchen", 175, 260, 5), ("group", 88, 170, 6))
"""Room, first and last minute, and about how many minutes from one movement to the next."""
Edge = tuple[float, str, int]
"""Minute, pin, and 1 if it becomes active."""


def edges(chance: random.Random) -> list[Edge]:
    """Make a day: people pass the door, sit down and move, the printer runs out of paper once."""
    found = [edge for name, spells in SPELLS.items() for spell in spells for edge in _spell(name, *spell)]
    for _, come, go, seat in VISITS:
        found += [*_door(come, "outer", "inner"), *_door(go, "inner", "outer")]
        if seat:
            found += _spell(seat, come + 2.0, go - 1.0)
    for room, first, last, every in MOVING:
        found += _moving(f"motion-{room}", first, last, every, chance)
    begin = {name for minute, name, _ in found if not minute}
    found += [(0.0, name, 0) for name in sorted({name for _, name, _ in found} - begin)]
    return [*sorted(found), (float(MINUTES), "door-entrance", 0)]


def log() -> str:
    """Write the day as a CSV; it ends when the next day begins."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("time", "channel", "value"))
    lines.writerows((_clock(minute), name, value) for minute, name, value in edges(random.Random(1)))  # noqa: S311  # a demo, the same each time
    return text.getvalue()


def _clock(minute: float) -> str:
    return (EIGHT + timedelta(minutes=minute)).time().isoformat("milliseconds")


def _spell(name: str, begins: float, ends: float) -> Iterator[Edge]:
    yield begins, name, 1
    if ends < MINUTES:
        yield ends, name, 0


def _door(minute: float, first: str, last: str) -> Iterator[Edge]:
    yield from _spell("door-entrance", minute - 0.5, minute + 0.4)
    for number, (beam, value) in enumerate(((first, 1), (last, 1), (first, 0), (last, 0))):
        yield minute + number * BEAM_MIN, f"beams-entrance-{beam}", value


def _moving(name: str, first: int, last: int, every: int, chance: random.Random) -> Iterator[Edge]:
    at = float(first)
    while at < last:
        yield from _spell(name, at, at + 0.7)
        at += chance.uniform(1, 2 * every - 1)
