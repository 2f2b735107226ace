"""History: what was known of rooms, desks and heads in each quarter of an hour. It holds no person.

Pure: pictures and times in, finished quarters out. Only time in which somebody looked is counted. What is left of a
quarter is a gap and stays one: a hub that did not run, a clock that jumped, a computer that slept.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct, field

from broker.house.pictures import house_picture
from broker.house.rooms import Pictures
from broker.house.state import House
from broker.wire.message import Ms

QUARTER_MS = 15 * 60_000
"""Every time zone of today is a whole number of quarters away from UTC, so that quarters begin with those of UTC."""
PATIENCE_S = 30.0
"""A hub looks every ten seconds; after so long without a look nobody knows what was in between."""
JUMP_MS = 1000
"""A wall clock that moves by so much against the monotonic one was set; one that is slewed moves by a few ms."""
Place = tuple[Literal["room", "desk"], str]
"""A room or a desk, by its id."""
Was = Literal["occupied", "vacant", "unknown"]
DESKS: Mapping[str, Was] = MappingProxyType({"in_use": "occupied", "free": "vacant", "reserved": "vacant"})
"""State of a desk → what it was; of one that is defect or unknown nobody knows."""


class Heads(Struct, frozen=True):
    """How many were in the house."""

    adults: int = 0
    children: int = 0
    in_care: int = 0
    guests: int = 0
    """Without a family here: a course, a renter's party."""

    def most(self, other: "Heads | None") -> "Heads":
        """Give the larger of each."""
        if other is None:
            return self
        return Heads(*(max(getattr(self, name), getattr(other, name)) for name in self.__struct_fields__))


class Seen(Struct, frozen=True):
    """What is known at one moment. Of heads None: nobody can tell."""

    places: Mapping[Place, Was] = {}
    heads: Heads | None = None


class Share(Struct, frozen=True):
    """For how long of a quarter a place was what, ms; what is missing to a whole quarter is a gap."""

    occupied: Ms = 0
    vacant: Ms = 0
    unknown: Ms = 0

    @property
    def seen(self) -> Ms:
        """For how long somebody looked."""
        return self.occupied + self.vacant + self.unknown

    def and_then(self, later: "Share") -> "Share":
        """Give both together. More than a quarter cannot be: the clock was set, and the fuller or later one is true."""
        if self.seen + later.seen <= QUARTER_MS:
            return Share(self.occupied + later.occupied, self.vacant + later.vacant, self.unknown + later.unknown)
        return later if later.seen >= self.seen else self


class Count(Struct, frozen=True):
    """The most that were in the house in a quarter, and for how long of it that was known, ms."""

    known: Ms
    most: Heads

    def and_then(self, later: "Count") -> "Count":
        """Give both together, as with `Share`."""
        if self.known + later.known <= QUARTER_MS:
            return Count(self.known + later.known, self.most.most(later.most))
        return later if later.known >= self.known else self


class Quarter(Struct, frozen=True):
    """A quarter of an hour that is over, or the part of it that was seen. `count` is None if heads were not known."""

    at: Ms
    shares: dict[Place, Share]
    count: Count | None


class Point(Struct, frozen=True):
    """One quarter of the day's curve; a quarter without one is a gap."""

    at: Ms
    most: Heads


def look(pictures: Pictures, house: House, *, heard: bool) -> Seen:
    """Take from what is known what history keeps: no person.

    :param heard: check-ins can be heard. If not, nothing that rests on them is known.
    """
    rooms: dict[Place, Was] = {
        ("room", name): room.state if heard or room.why != "check_in" else "unknown"
        for name, room in pictures.rooms.items()
    }
    desks: dict[Place, Was] = {
        ("desk", name): DESKS.get(desk.state, "unknown") if heard else "unknown"
        for name, desk in pictures.desks.items()
    }
    counted = house_picture(house)
    return Seen(
        rooms | desks, Heads(counted.adults, counted.children, counted.in_care, counted.guests) if heard else None
    )


def begin(at: Ms) -> Ms:
    """Give the first moment of the quarter that a moment belongs to."""
    return at - at % QUARTER_MS


class _Tally(Struct):
    """The quarter that goes on."""

    at: Ms
    upto: Ms = 0
    """Time before this is counted; a clock that is set back counts none of it again."""
    shares: dict[Place, dict[Was, Ms]] = field(default_factory=dict)
    known: Ms = 0
    most: Heads | None = None

    def add(self, seen: Seen, passed: Ms) -> None:
        for place, was in seen.places.items():
            share = self.shares.setdefault(place, {})
            share[was] = share.get(was, 0) + passed
        if seen.heads:
            self.known += passed
            self.most = seen.heads.most(self.most)

    def close(self) -> Quarter:
        count = Count(self.known, self.most) if self.known and self.most else None
        return Quarter(self.at, {place: Share(**share) for place, share in self.shares.items()}, count)


class Quarters:
    """Counts how long everything was so. `now` is wall time in ms; `mono` seconds that never run backwards."""

    def __init__(self) -> None:
        """Nothing has been seen."""
        self._tally = _Tally(0)
        self._last: tuple[Seen, Ms, float] | None = None

    def see(self, seen: Seen | None, now: Ms, mono: float) -> list[Quarter]:
        """Take what is so from now on, and give the quarters that are over. None: nobody can tell what time it is."""
        done = list(self._count(now, mono))
        self._last = None if seen is None else (seen, now, mono)
        if seen and seen.heads:
            self._tally.most = seen.heads.most(self._tally.most)
        return done

    def stop(self, now: Ms, mono: float) -> list[Quarter]:
        """End, and give what is finished and the part of a quarter that was seen."""
        done = [*self.see(None, now, mono), *self._turn(0)]
        self._tally = _Tally(0)
        return done

    def running(self) -> Point | None:
        """Give the quarter that goes on; None if nothing is known of it."""
        return Point(self._tally.at, self._tally.most) if self._tally.most else None

    def _count(self, now: Ms, mono: float) -> Iterable[Quarter]:
        seen, since = self._steady(now, mono)
        while seen and since < now:
            yield from self._turn(begin(since))
            until = min(now, begin(since) + QUARTER_MS)
            if until > self._tally.upto:
                self._tally.add(seen, until - max(since, self._tally.upto))
                self._tally.upto = until
            since = until
        yield from self._turn(begin(now))

    def _steady(self, now: Ms, mono: float) -> tuple[Seen | None, Ms]:
        """Give what was so since when; nothing if there was no look, or time did not pass as it should."""
        if self._last is None:
            return None, now
        seen, since, then = self._last
        passed = mono - then
        if passed > PATIENCE_S or abs(now - since - passed * 1000) > JUMP_MS:
            return None, now
        return seen, since

    def _turn(self, at: Ms) -> Iterable[Quarter]:
        """Go on to another quarter; the one before is over if anything of it was seen."""
        if at == self._tally.at:
            return
        before, self._tally = self._tally, _Tally(at)
        if before.shares or before.known:
            yield before.close()
