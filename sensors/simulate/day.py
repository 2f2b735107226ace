"""A plausible day for whatever the settings name, from 8:00 to 17:00; the same days for the same settings."""

import itertools
import random
from collections.abc import Callable, Iterator

from sensors.settings import SensorsSettings
from sensors.simulate.timetable import Step, Timetable
from sensors.wired import BeamPair, Measure, Sensor

MINUTE_S = 60.0
DAY_MIN = 540
LAST_MIN = 530
"""By then everybody has gone."""
VISITS = 5
"""So often a place may be used in a day."""
BEAM_S = 0.3
"""From one beam to the next at a walk."""
DOOR_MIN, MOTION_MIN = 0.4, 0.3
Spell = tuple[float, float]
"""From when to when, in minutes after eight."""


def days(settings: SensorsSettings) -> Iterator[Timetable]:
    """Give one day after the other, without end."""
    for number in itertools.count(1):
        yield day(settings, number)


def day(settings: SensorsSettings, number: int) -> Timetable:
    """Make a day: people come to rooms and desks and leave them, and what is measured there follows."""
    seed = f"{number} {' '.join(sorted(one.id for one in settings.inputs()))}"
    chance = random.Random(seed)  # noqa: S311  # a play, the same each time
    things: tuple[Sensor | BeamPair, ...] = (*settings.sensors, *settings.beams)
    places = sorted({_place(thing) for thing in things})
    visits = {place: _visits(chance) for place in places}
    steps = list[Step]()
    for pair in settings.beams:
        steps += _passing(pair, visits[_place(pair)])
    for sensor in settings.sensors:
        script = SCRIPTS[sensor.kind]
        spells = list(script(visits[_place(sensor)], chance))
        steps += _spelled(sensor.id, spells)
    moved = {step.name for step in steps if step.at_s <= 0}
    steps += [Step(0.0, one.id, active=False) for one in settings.inputs() if one.id not in moved]
    return Timetable(tuple(sorted(steps, key=lambda step: step.at_s)), DAY_MIN * MINUTE_S)


def _place(thing: Sensor | BeamPair) -> str:
    if isinstance(thing, BeamPair):
        return f"room {thing.room}"
    return f"room {thing.room}" if thing.room else f"desk {thing.desk}" if thing.desk else f"device {thing.device}"


def _visits(chance: random.Random) -> list[Spell]:
    """Make when a place is used; no two things happen at the same moment."""
    moments = sorted(chance.sample(range(5, LAST_MIN, 3), 2 * chance.randint(2, VISITS)))
    return [(float(come), float(go)) for come, go in zip(moments[::2], moments[1::2], strict=True)]


def _stays(visits: list[Spell], _chance: random.Random) -> Iterator[Spell]:
    """Give when somebody is there, as a seat and a radar tell it, and when the light is on."""
    yield from visits


def _moves(visits: list[Spell], chance: random.Random) -> Iterator[Spell]:
    """Give when somebody moves, which they do all the time, but not without a pause."""
    for come, go in visits:
        at = come
        while at < go:
            yield at, min(at + MOTION_MIN, go)
            at += chance.uniform(1, 6)


def _opens(visits: list[Spell], _chance: random.Random) -> Iterator[Spell]:
    """Give when the door is open: a little before somebody passes, and a little after."""
    for moment in itertools.chain.from_iterable(visits):
        yield moment - DOOR_MIN, moment + DOOR_MIN


def _runs_out(_visits: list[Spell], chance: random.Random) -> Iterator[Spell]:
    """Give when there is paper: always but for half an hour or so."""
    out = chance.uniform(60, 400)
    yield 0.0, out
    yield out + chance.uniform(10, 40), float(DAY_MIN)


SCRIPTS: dict[Measure, Callable[[list[Spell], random.Random], Iterator[Spell]]] = {
    "motion": _moves,
    "presence": _stays,
    "door": _opens,
    "seat": _stays,
    "light": _stays,
    "input": _runs_out,
}


def _spelled(name: str, spells: list[Spell]) -> Iterator[Step]:
    for begins, ends in spells:
        yield Step(begins * MINUTE_S, name, active=True)
        if ends < DAY_MIN:
            yield Step(ends * MINUTE_S, name, active=False)


def _passing(pair: BeamPair, visits: list[Spell]) -> Iterator[Step]:
    outer, inner = (one.id for one in pair.inputs())
    for come, go in visits:
        yield from passage(come * MINUTE_S, outer, inner)
        yield from passage(go * MINUTE_S, inner, outer)


def passage(at_s: float, first: str, last: str) -> Iterator[Step]:
    """Give what two beams see of somebody who breaks `first` before `last`."""
    edges = ((first, True), (last, True), (first, False), (last, False))
    for number, (beam, active) in enumerate(edges):
        yield Step(at_s + number * BEAM_S, beam, active)
