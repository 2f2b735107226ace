"""The contract: every topic, and the payloads of nodes; facts and pictures stand beside.

Payloads are JSON objects of at most `LIMIT` bytes. Readers ignore keys they do not know; every
field added later has a default. Times are integer milliseconds since the epoch, UTC (`Ms`).
"""

import re
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import msgspec
from msgspec import Meta, field

from broker.wire.errors import WireError
from broker.wire.message import Count, Id, Message, Ms, Name

LIMIT = 4096
"""Bytes in the largest payload that anyone may send."""
ROOT = "ekb/1"
HUB = "hub"
"""The node id of the hub."""
PROBE = "trust-probe"
"""A node that nobody is: the broker must not pass on what is said in its name."""
RESERVED = frozenset({HUB, "homeassistant", PROBE})
"""Node ids that no device may have."""
TTL_S = 180
"""Seconds a level stays true without being repeated."""
HEARTBEAT_S = 10
HUB_SILENT_S = 30
"""Seconds after the hub's last heartbeat at which a node calls itself disconnected."""

Kind = Literal["$state", "$desc", "$hb", "st", "ev", "$ack", "cmd"]
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Topic(NamedTuple):
    """An address below `ekb/1`: `channel` is empty, one level, or `room/<id>` and the like for the hub."""

    site: str
    node: str
    channel: str
    kind: Kind

    def __str__(self) -> str:
        """Write the topic as it goes on the wire."""
        tail = ("cmd", self.channel) if self.kind == "cmd" else (self.channel, self.kind)
        return "/".join((ROOT, self.site, self.node, *filter(None, tail)))


@lru_cache(1024)
def parse_topic(text: str) -> Topic:
    """Read a topic.

    :raises WireError: it is none of ours, or a level has characters that not every broker carries.
    """
    parts = text.split("/")
    match parts[2:]:
        case [site, node, ("$state" | "$desc" | "$hb" | "$ack") as kind]:
            found = Topic(site, node, "", kind)
        case [site, node, "cmd", verb]:
            found = Topic(site, node, verb, "cmd")
        case [site, node, *channel, ("st" | "ev") as kind] if channel and all(channel):
            found = Topic(site, node, "/".join(channel), kind)
        case _:
            raise WireError(f"no topic of ours: {text[:80]!r}")
    levels = (found.site, found.node, *filter(None, found.channel.split("/")))
    if "/".join(parts[:2]) != ROOT or not all(_NAME.fullmatch(level) for level in levels):
        raise WireError(f"no topic of ours: {text[:80]!r}")
    return found


class State(Message, frozen=True):
    """`<node>/$state`, retained and the last will: whether this node is there."""

    s: Literal["ready", "lost"]
    boot: Count
    """Differs at each start of the program, so that a late will cannot end a newer session."""
    ts: Ms = 0
    at: str = ""
    """Name and address of the machine, so that two that have one id can be found."""


Measures = Literal[
    "motion", "presence", "door", "seat", "light", "input", "entries", "exits", "co2", "temperature", "humidity",
    "battery", "card", "printer", "paper", "reasons", "supplies", "reach",
]  # fmt: skip
"""True is motion, somebody there, open, sitting, light, or active. `entries` and `exits` count since the node's start.
`co2` is in ppm, `temperature` in °C, `humidity` and `battery` in percent. `printer` is `idle`, `processing`, `stopped`
or `unreachable`; `reasons` as IPP names them, parted by commas; `supplies` is `black:75,cyan:4:3`, in percent and days
that it will last; `reach` is `ok`, or why not."""


class Channel(Message, frozen=True):
    """One thing that a node measures."""

    measures: Measures
    room: str = ""
    desk: str = ""
    device: str = ""
    ttl: Count = TTL_S
    """Seconds for which a level of this channel holds."""
    source: str = ""
    """Of a device that speaks MQTT itself: its topic. What it says is brought in by one node alone."""


class Description(Message, frozen=True):
    """`<node>/$desc`, retained: what this node is and measures."""

    role: Literal["kiosk", "sensors"]
    software: str
    """Version of the program, as its distribution gives it."""
    channels: dict[Name, Channel] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    """Fact kinds that this node may send."""
    simulated: bool = False
    """What it measures is played, perhaps faster than life."""


class Heartbeat(Message, frozen=True):
    """`<node>/$hb`, QoS 0, every `HEARTBEAT_S` seconds."""

    waiting: Count = 0
    """Facts in the outbox that the hub has not confirmed."""
    sync: bool = False
    """Whether the node's wall clock is synchronised."""
    up_ms: Count = 0
    """Milliseconds since the node's machine started."""
    ts: Ms = 0
    """Wall time; the hub's is the time of the house."""


class Level(Message, frozen=True):
    """`<node>/<channel>/st`, retained: the value now. Replaced by the next; never stored."""

    v: bool | int | float | str
    boot: Count
    seq: Count
    """Grows by one with each level of this channel and boot."""
    ts: Ms
    ttl: Annotated[int, Meta(ge=1, le=86_400)] = TTL_S
    """Seconds for which the value holds, counted by the hub from receipt."""


class Ack(Message, frozen=True):
    """`<node>/$ack`: everything up to `n` of this stream is committed at the hub."""

    stream: Id
    n: Count


class HubState(Message, frozen=True):
    """`hub/$state`, retained and the last will: whether facts may be sent, and from where on."""

    s: Literal["ready", "lost"]
    store: str = ""
    """Id of the hub's database; another one after a restore."""
    last: dict[str, Count] = field(default_factory=dict)
    """Per stream the highest `n` that is committed."""


class Envelope(Message, omit_defaults=False, frozen=True):
    """What every fact on `<node>/<channel>/ev` carries beside its own fields; never retained."""

    id: Id
    stream: Id
    """Random id made with the outbox file."""
    n: Annotated[int, Meta(ge=1, le=2**53)]
    """Place in the stream; grows by one, never reused."""
    lo: Annotated[int, Meta(ge=1, le=2**53)]
    """Lowest `n` that the node still holds."""
    k: Annotated[str, Meta(pattern=r"^[a-z][a-z_]{0,39}$")]
    """Kind of the fact: a snake_case verb in the past tense, one of `KINDS`."""
    ts: Ms
    """The node's wall clock at the fact."""
    boot: Count
    up_ms: Count
    """Milliseconds since the node's machine started, at the fact."""
    sent_up_ms: Count | None = None
    """The same at sending; None when the machine has restarted in between."""
    sync: bool = False
    """Whether the wall clock was synchronised at the fact."""


class Command(Message, frozen=True):
    """`<node>/cmd/<verb>`: `rebirth` (send everything anew), `identify` (show yourself), `roster` (fetch it)."""

    ts: Ms = 0


VERBS = frozenset({"rebirth", "identify", "roster"})
_M = TypeVar("_M", bound=Message)
_decoders: dict[type[Message], msgspec.json.Decoder[Message]] = {}


def encode(message: Message) -> bytes:
    """Write a payload.

    :raises WireError: it is larger than `LIMIT`.
    """
    return _limited(msgspec.json.encode(message))


def encode_fact(envelope: Envelope, body: bytes) -> bytes:
    """Write a fact: the envelope and the encoded body in one JSON object.

    :raises WireError: it is larger than `LIMIT`.
    """
    own: dict[str, Any] = msgspec.json.decode(body)
    return _limited(msgspec.json.encode(own | msgspec.to_builtins(envelope)))


def decode(payload: bytes, kind: type[_M]) -> _M:
    """Read a payload.

    :raises WireError: it is too large, no JSON, or does not have the shape of `kind`.
    """
    decoder = _decoders.get(kind) or _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    try:
        return decoder.decode(_limited(payload))  # type: ignore[return-value]  # the decoder was made for this kind
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as exc:
        raise WireError(f"not a {kind.__name__}: {exc}") from exc


def _limited(payload: bytes) -> bytes:
    if len(payload) > LIMIT:
        raise WireError(f"{len(payload)} bytes; a message has at most {LIMIT}")
    return payload
