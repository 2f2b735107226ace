"""The log of a day at the demo office's pins, as the sensors program plays it: it fits the cards of `day.py`."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from broker.onemachine.day import MINUTES
from broker.onemachine.play import Beams, Play

EIGHT = datetime(2026, 1, 12, 8, tzinfo=UTC)
"""Of any day: only the time of day is written."""
BEAM_MIN = 0.3 / 60
"""From one beam to the next at a walk."""
Edge = tuple[float, str, int]
"""Minute, pin, and 1 if it becomes active."""


def edges(playing: Play, chance: random.Random) -> list[Edge]:
    """Make a day: people pass the door, sit down and move, and what else the office's sensors see."""
    found: list[Edge] = []
    for pin in playing.pins:
        for spell in pin.spells:
            found += _moving(pin.id, *spell, pin.every, chance) if pin.every else _spell(pin.id, *spell)
    for visit in playing.visits:
        found += [
            *_door(playing.beams, visit.come, "outer", "inner"),
            *_door(playing.beams, visit.go, "inner", "outer"),
        ]
        if visit.seat:
            found += _spell(visit.seat, visit.come + 2.0, visit.go - 1.0)
    begin = {name for minute, name, _ in found if not minute}
    found += [(0.0, name, 0) for name in sorted({name for _, name, _ in found} - begin)]
    return [*sorted(found), (float(MINUTES), playing.beams.door, 0)]


def log(playing: Play) -> str:
    """Write the day as a CSV; it ends when the next day begins."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("time", "channel", "value"))
    day = edges(playing, random.Random(1))  # noqa: S311  # a demo, the same each time
    lines.writerows((_clock(minute), name, value) for minute, name, value in day)
    return text.getvalue()


def _clock(minute: float) -> str:
    return (EIGHT + timedelta(minutes=minute)).time().isoformat("milliseconds")


def _spell(name: str, begins: float, ends: float) -> Iterator[Edge]:
    yield begins, name, 1
    if ends < MINUTES:
        yield ends, name, 0


def _door(beams: Beams, minute: float, first: str, last: str) -> Iterator[Edge]:
    yield from _spell(beams.door, minute - 0.5, minute + 0.4)
    for number, (beam, value) in enumerate(((first, 1), (last, 1), (first, 0), (last, 0))):
        yield minute + number * BEAM_MIN, f"{beams.id}-{beam}", value


def _moving(name: str, first: float, last: float, every: int, chance: random.Random) -> Iterator[Edge]:
    at = first
    while at < last:
        yield from _spell(name, at, at + 0.7)
        at += chance.uniform(1, 2 * every - 1)
