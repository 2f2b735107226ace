"""Levels: what sensors say now, and how it becomes unknown. Nothing starts as free; silence is not "no"."""

from collections.abc import Iterator
from math import inf
from typing import Literal

from msgspec import Struct, field

from broker.wire.message import Ms
from broker.wire.messages import Channel, Description, Level, State

Why = Literal["", "never", "retained", "silent", "lost"]
Value = bool | int | float | str
BOOTS = 20
"""Boots of a node that are remembered."""


class Reading(Struct, frozen=True):
    """The value of one channel; None is unknown, with the reason."""

    value: Value | None
    why: Why = ""
    last: Value | None = None
    """The value before it became unknown."""
    since: Ms = 0
    """Wall time since when it is so; of one that fell silent, when it was heard last."""
    mono: float = 0.0
    """Where there is a value: since when it was heard without a gap, in seconds that never run backwards."""
    changes: int = 0
    """How often the value has changed since the hub's start."""


class Rivals(Struct, frozen=True):
    """Two devices that have one id throw each other out, again and again."""

    seen: float = -inf
    """When that was noticed last, in seconds that never run backwards."""
    places: tuple[str, ...] = ()
    """Where they are, as each says itself: name and address."""


class _Node(Struct):
    boot: int | None = None
    ready: bool = False
    since: Ms = 0
    past: dict[int, str] = field(default_factory=dict)
    """Boots that another one has followed, and where they are: one of them that comes back is a second device."""
    rivals: Rivals = Rivals()


class _Held(Struct):
    level: Level
    live: bool
    until: float
    since: Ms
    heard: Ms
    mono: float
    changes: int


class Levels:
    """All levels of an office. `now` is wall time in ms; `mono` seconds that never run backwards."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._nodes: dict[str, _Node] = {}
        self._channels: dict[str, dict[str, Channel]] = {}
        self._held: dict[tuple[str, str], _Held] = {}
        self.simulated = set[str]()
        """Nodes whose sensors are played."""

    def described(self, node: str, description: Description) -> None:
        """Take a node's word on its channels; what it no longer has contributes nothing."""
        self._channels[node] = description.channels
        (self.simulated.add if description.simulated else self.simulated.discard)(node)
        for key in [key for key in self._held if key[0] == node and key[1] not in description.channels]:
            del self._held[key]

    def state(self, node: str, state: State, now: Ms, mono: float = 0.0) -> None:
        """Take a node's state; the late will of an earlier boot is no news."""
        known = self._nodes.setdefault(node, _Node())
        if state.s == "lost" and known.ready and state.boot != known.boot:
            return
        if state.s == "ready" and state.boot != known.boot:
            if state.boot in known.past:
                other = known.past.get(known.boot or 0, "")
                known.rivals = Rivals(mono, tuple(sorted({state.at, other} - {""})))
            known.past = dict([*known.past.items(), (state.boot, state.at)][-BOOTS:])
        if (state.s == "ready", state.boot) != (known.ready, known.boot):
            known.boot, known.ready, known.since = state.boot, state.s == "ready", now

    def level(self, node: str, channel: str, level: Level, *, retained: bool, mono: float, now: Ms) -> None:
        """Take a level; a retained one counts only as the last that was known."""
        if node in self._channels and channel not in self._channels[node]:
            return
        before = self._held.get((node, channel))
        if before and before.live and level.boot == before.level.boot and level.seq <= before.level.seq:
            return
        if retained and before and before.live:
            return
        same = before is not None and before.live and before.level.v == level.v
        heard_on = before is not None and same and level.boot == before.level.boot and mono < before.until
        changes = before.changes if before else 0
        self._held[node, channel] = _Held(
            level,
            not retained,
            mono + level.ttl,
            since=before.since if before and same else now,
            heard=now,
            mono=before.mono if before and heard_on else mono,
            changes=changes + (before is not None and before.live and not same),
        )

    def reading(self, node: str, channel: str, mono: float) -> Reading:
        """Tell what a channel says now."""
        held, at = self._held.get((node, channel)), self._nodes.get(node, _Node())
        if held is None:
            return Reading(None, "never", since=at.since)
        last = held.level.v
        if not at.ready:
            return Reading(None, "lost", last, at.since or held.since)
        if not held.live or held.level.boot != at.boot:
            return Reading(None, "retained", last, held.since)
        if mono >= held.until:
            return Reading(None, "silent", last, held.heard)
        return Reading(last, since=held.since, mono=held.mono, changes=held.changes)

    def channels(self) -> Iterator[tuple[str, str, Channel]]:
        """Give (node, channel id, channel) of everything that was described."""
        for node, channels in self._channels.items():
            for name, channel in channels.items():
                yield node, name, channel

    def node(self, node: str) -> tuple[bool, Ms]:
        """Tell whether a node is there, and since when it is or is not; 0 if it never spoke."""
        known = self._nodes.get(node, _Node())
        return known.ready, known.since

    def boot(self, node: str) -> int | None:
        """Give the boot of a node that is there."""
        known = self._nodes.get(node, _Node())
        return known.boot if known.ready else None

    def rivals(self, node: str) -> Rivals:
        """Tell whether two devices call themselves so."""
        return self._nodes.get(node, _Node()).rivals

    def expiry(self, mono: float) -> float:
        """Give the seconds until the next live level grows stale; infinite if none will."""
        return min(
            (held.until - mono for held in self._held.values() if held.live and held.until > mono), default=float("inf")
        )
