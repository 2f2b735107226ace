"""Whether somebody is in a room, as far as sensors tell. Pure: every time is an argument.

A motion sensor sees who moves, and misses who sits still. So a room's door decides: who moved after its last change is
in there until it moves again. A radar and a seat see people who sit still; whoever puts the last light out has left.
Where neither door nor radar tells that a room was left, a room in which nothing moves is *unknown*, never vacant; so it
is where something that would see is not heard, where one of several went out, where nobody was seen to go to the door.

What is heard is remembered as a `Trace`; `Trace.estimate` tells what follows from it. Nothing starts as vacant.
"""

from collections import deque
from collections.abc import Collection, Iterator
from math import inf

from msgspec import Struct

from broker.house.evidence import CHANCE, JAMMED_S, SEAT_S, WATCHES, Estimate, State, Why
from broker.house.levels import Value
from broker.house.lights import Lights

ENTER_S, APART_S = 120.0, 5.0
"""Two hits within the first, at least the second apart, are somebody; one false pulse of a motion sensor is nobody."""
CAME_S = 300.0
"""For so long after the door's change a hit is whoever came through it."""
LEFT_S = 45.0
"""Nothing having moved for so long since the door's change, whoever was in there has left."""
HOLDS_S = 120.0
"""No motion sensor holds a pulse longer: one that has been active since before the door's change sees who stayed."""
BOUNCE_S = 1.5
"""Nobody goes through a door that is open for a shorter time: its contact chattered, or the wind rattled it."""
SETTLE_S = 3.0
"""What a motion sensor says so soon after the door's change is of whoever went through it."""
WEAK_S = 1800.0
"""For so long a lone hit, or motion in a room whose door tells nothing, keeps a room occupied."""
NEAR_S = 1200.0
"""Nobody having moved for so long before the door did, nobody has left: it chatters, or was opened from outside."""
WALK_S = 300.0
"""Nobody having moved for so long before the door did, nobody was seen to go to it; nothing tells who stayed."""
STILL_S = 4 * 3600.0
"""Nobody whom others have left, or who was not seen to go to the door, sits there for longer without moving once."""
NEAR_DOOR_S = 20.0
"""Whoever leaves moves so shortly before the door opens; who is seen only afterwards has come."""
STANDS_OPEN_S = 300.0
"""A door that stands open for so long tells no longer who leaves."""
FIRM_S = 12 * 3600.0
"""Longer than a long night nobody is believed to sit still behind a closed door."""


class _Latch(Struct):
    """What follows from the door's last change; without a door that works, from the start."""

    moved: float | None = None
    before: State = "unknown"
    """What was said right before the door moved."""
    entered: bool = False
    came: bool = False
    """Whoever is here came through the door, as far as can be told."""
    stayed: bool = False
    """The door moved, and whoever was here has not gone through it."""
    several: bool = False
    """More than one may have been in the room."""
    unseen: bool = False
    """Whoever was here was not seen to go to the door."""
    minutes: frozenset[int] = frozenset()
    """Minutes since the door's change in which somebody moved."""


class Trace:
    """What was heard of one room. Times are seconds of a clock that never runs backwards."""

    def __init__(self, *, naps: bool = False) -> None:
        """Know nothing; `naps`: people stay in this room in the dark."""
        self._naps = naps
        self._watches: dict[str, float] = {}
        self._blind: dict[str, str] = {}
        self._several = False
        self._active: dict[str, tuple[str, float]] = {}
        self._clear: dict[str, float] = {}
        self._open: dict[str, float | None] = {}
        self._lights = Lights()
        self._near, self._seen = False, -inf
        self._hits = deque[float]()
        self._last = self._seat_off = self._opened = -inf
        self._latch = self._shut = _Latch()
        self._dark = self._leaving = False

    def hear(self, channel: str, measure: str, value: Value, at: float) -> None:
        """Take a value that has changed, or the first that is known."""
        self._blind.pop(channel, None)
        if measure in WATCHES:
            self._watches.setdefault(channel, at)
        match measure:
            case "door":
                self._door(channel, at, is_open=bool(value))
            case "light":
                self._light(channel, value, at)
            case "motion" | "presence" | "seat":
                self._input(channel, measure, at, active=bool(value))
            case "input":
                self._hit(at)

    def lose(self, channel: str, measure: str) -> None:
        """Note a channel of which nothing is known, now or from the start: what it would have seen nobody knows."""
        told = measure in WATCHES or channel in self._active
        self.forget(channel)
        if measure == "light":
            self._lights.lose(channel)
        if told:
            self._blind[channel] = measure

    def forget(self, channel: str) -> None:
        """Forget a channel that is there no more: it contributes nothing."""
        self._blind.pop(channel, None)
        self._dark &= not self._lights.forget(channel)
        for known in (self._active, self._clear, self._watches):
            known.pop(channel, None)
        if self._open.pop(channel, inf) != inf and not self._open:
            self._latch.moved = None

    def count(self, people: int) -> None:
        """Take how many check-ins know in the house: where several may be, one who goes out leaves others sitting."""
        self._several = people > 1
        if not people:
            self._latch.several = self._shut.several = False

    def estimate(self, now: float) -> Estimate:
        """Tell what follows from all that was heard."""
        state, why = self._judge(now)
        return Estimate(state, why, CHANCE[why])

    def _judge(self, now: float) -> tuple[State, Why]:
        return next(self._verdicts(now))

    def _verdicts(self, now: float) -> Iterator[tuple[State, Why]]:
        """Give what each kind of evidence says, the best first; only the first counts."""
        quiet = now - self._last
        if self._is_active("presence", now):
            yield "occupied", "radar"
        if self._is_active("seat", now) or now - self._seat_off < SEAT_S:
            yield "occupied", "seat"
        if self._latch.entered and self._is_active("motion", now):
            yield "occupied", "motion"
        if self._radars_clear(now) and quiet >= LEFT_S:
            yield "vacant", "radar_clear"
        if self._latch.moved is not None and not self._stands_open(now):
            yield from self._by_door(now, self._latch.moved, quiet)
        if self._dark:
            yield ("unknown", "quiet") if self._naps else ("vacant", "lights_out")
        if self._latch.entered and quiet < WEAK_S:
            yield "occupied", "held"
        if self._stands_open(now):
            yield "unknown", "door_open"
        yield "unknown", "quiet" if self._latch.entered else "no_evidence"

    def _by_door(self, now: float, moved: float, quiet: float) -> Iterator[tuple[State, Why]]:
        latch, moving, ago = self._latch, self._is_active("motion", now), now - moved
        if latch.stayed or (latch.came and len(latch.minutes) > 1):
            yield ("occupied", "after_door") if quiet < FIRM_S else ("unknown", "quiet")
        if latch.minutes and quiet < WEAK_S:
            yield "occupied", "held"
        if not latch.minutes and latch.before == "occupied" and (ago < LEFT_S or (moving and ago < HOLDS_S)):
            yield "occupied", "door"
        if not latch.minutes and moving and ago >= HOLDS_S:
            yield "occupied", "motion"
        if not self._watched(moved, now):
            yield "unknown", "blind"
        if not latch.minutes and (ago < LEFT_S or moving):
            yield latch.before, "door"
        doubt = (latch.several or latch.unseen) and latch.before != "vacant" and ago < STILL_S
        none_left = not latch.minutes and not doubt
        yield ("vacant", "door") if none_left else ("unknown", "quiet")

    def _watched(self, since: float, now: float) -> bool:
        """Tell whether all that would have seen somebody move has been heard since then, and works."""
        heard = bool(self._watches) and not self._blind and max(self._watches.values()) <= since
        return heard and not self._is_jammed(WATCHES, now)

    def _radars_clear(self, now: float) -> bool:
        """Tell whether all radars see nobody, and saw everybody whom a motion sensor has seen."""
        blind = "presence" in self._blind.values() or self._is_jammed({"presence"}, now)
        clear = max(self._clear.values(), default=inf)
        missed = self._latch.entered and self._hits and self._hits[-1] > clear + SETTLE_S
        return now - clear >= LEFT_S and not blind and not missed

    def _is_jammed(self, measures: Collection[str], now: float) -> bool:
        return any(kind in measures and now - since >= JAMMED_S[kind] for kind, since in self._active.values())

    def _is_active(self, measure: str, now: float) -> bool:
        longest = JAMMED_S[measure]
        return any(kind == measure and now - since < longest for kind, since in self._active.values())

    def _stands_open(self, now: float) -> bool:
        return any(since is not None and now - since > STANDS_OPEN_S for since in self._open.values())

    def _input(self, channel: str, measure: str, at: float, *, active: bool) -> None:
        began = self._active.pop(channel, None)
        self._seen = at
        if active:
            self._active[channel] = (measure, at)
            self._clear.pop(channel, None)
            self._hit(at)
        else:
            if measure == "presence":
                self._clear[channel] = at
            if began:
                self._ended(measure, began[1], at)
        if self._leaving and not self._active:
            self._leave()

    def _ended(self, measure: str, began: float, at: float) -> None:
        if measure == "seat":
            self._seat_off = at
        moved = self._latch.moved if self._latch.moved is not None else -inf
        if at - max(began, moved) > HOLDS_S and (measure == "motion" or began < moved):
            self._hit(at, sure=True)  # longer than any pulse, and all the time since the door closed
        elif self._latch.entered:
            self._last = at

    def _hit(self, at: float, *, sure: bool = False) -> None:
        """Note that somebody moved; `sure` is no false pulse."""
        while self._hits and at - self._hits[0] > ENTER_S:
            self._hits.popleft()
        self._hits.append(at)
        moved = self._latch.moved
        recent = moved is not None and at - moved < CAME_S
        if not self._latch.entered:
            nothing_known = self._judge(at)[0] == "unknown"
            if not (sure or recent or nothing_known or at - self._hits[0] >= APART_S):
                return
            self._latch.entered, self._dark = True, False
            self._latch.came = recent or nothing_known
        self._last = at
        if moved is not None and at - moved >= SETTLE_S and len(self._latch.minutes) < 2:  # noqa: PLR2004  # two are enough
            self._latch.minutes |= {int((hit - moved) // 60) for hit in self._hits if hit - moved >= SETTLE_S}

    def _door(self, channel: str, at: float, *, is_open: bool) -> None:
        if channel in self._open and (self._open[channel] is not None) == is_open:
            return
        first = channel not in self._open
        self._open[channel] = at if is_open else None
        if first:
            return
        if is_open:
            self._near = bool(self._active) or at - self._seen < NEAR_DOOR_S
            self._opened, self._shut = at, self._latch
        elif at - self._opened < BOUNCE_S and self._last <= self._opened:
            self._latch = self._shut
            return
        self._latch = self._after_door(at)
        self._hits.clear()
        self._leaving = self._dark = False

    def _after_door(self, at: float) -> _Latch:
        """Begin anew; who was seen only from the door's opening on has come in."""
        before, latch = self._judge(at), self._latch
        nobody_near = before == ("occupied", "after_door") and at - self._last > NEAR_S
        unseen = (before[0] == "occupied" or latch.unseen) and at - self._last > WALK_S
        still_so = latch.stayed and latch.moved is not None and at - latch.moved < NEAR_S
        came = latch.moved == self._opened and (latch.before != "occupied" or not self._near) and bool(self._hits)
        return _Latch(
            moved=at, before=before[0], stayed=nobody_near or still_so, several=self._several, unseen=unseen,
            entered=came, came=came, minutes=frozenset({0} if came else ()),
        )  # fmt: skip

    def _light(self, channel: str, value: Value, at: float) -> None:
        match self._lights.hear(channel, value):
            case "on":
                self._hit(at, sure=True)
            case "last_out":
                self._leaving = bool(self._active)
                if not self._leaving:
                    self._leave()

    def _leave(self) -> None:
        self._dark, self._latch.entered, self._leaving = True, False, False
        self._hits.clear()
