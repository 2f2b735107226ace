"""The contract: every topic, every payload and what it means.

Payloads are JSON objects of at most `LIMIT` bytes. Readers ignore keys they do not know; every
field added later has a default. Times are integer milliseconds since the epoch, UTC (`Ms`).
"""

import re
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from broker.wire.errors import WireError

LIMIT = 4096
"""Bytes in the largest payload that anyone may send."""
ROOT = "ekb/1"
HUB = "hub"
"""The node id of the hub."""
RESERVED = frozenset({HUB, "homeassistant"})
"""Node ids that no device may have."""
TTL_S = 180
"""Seconds a level stays true without being repeated."""
HEARTBEAT_S = 10
HUB_SILENT_S = 30
"""Seconds after the hub's last heartbeat at which a node calls itself disconnected."""

Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
FamilyId = Annotated[str, Meta(pattern=r"^f-[a-z0-9]{8}$")]
AdultId = Annotated[str, Meta(pattern=r"^a-[a-z0-9]{8}$")]
ChildId = Annotated[str, Meta(pattern=r"^c-[a-z0-9]{8}$")]
Ms = Annotated[int, Meta(ge=0, le=2**53)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Quality = Literal["confirmed", "measured", "inferred", "default"]
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


class Message(Struct, frozen=True, omit_defaults=True):
    """A payload. Values are frozen; unknown keys are skipped when reading."""


class State(Message, frozen=True):
    """`<node>/$state`, retained and the last will: whether this node is there."""

    s: Literal["ready", "lost"]
    boot: Count
    """Differs at each start of the program, so that a late will cannot end a newer session."""
    ts: Ms = 0


class Channel(Message, frozen=True):
    """One thing that a node measures."""

    measures: Literal["motion", "door", "seat", "input", "card"]
    room: str = ""
    desk: str = ""
    device: str = ""
    ttl: Count = TTL_S
    """Seconds for which a level of this channel holds."""


class Description(Message, frozen=True):
    """`<node>/$desc`, retained: what this node is and measures."""

    role: Literal["kiosk", "sensors"]
    software: str
    """Version of the program, as its distribution gives it."""
    channels: dict[Name, Channel] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    """Fact kinds that this node may send."""


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


class ChildHere(Message, frozen=True):
    """A child who came along, and where to."""

    child: ChildId
    stay: Id
    """Id of the stay that begins, made at the node."""
    to: Literal["adult", "care"] = "adult"
    """`care` only announces: the stay in care begins when a carer takes the child."""


class Body(Message, tag_field="k", frozen=True):
    """The own fields of a fact; the kind is the tag `k`."""


class Arrived(Body, tag="arrived", frozen=True):
    """An adult came in, with these children, and sits at this desk."""

    visit: Id
    adult: AdultId
    family: FamilyId
    desk: Name | None = None
    """None: no desk, which is a choice too."""
    children: tuple[ChildHere, ...] = ()


class Left(Body, tag="left", frozen=True):
    """An adult ended this visit, and only this one."""

    visit: Id
    adult: AdultId
    family: FamilyId


class Undone(Body, tag="undone", frozen=True):
    """The adult took back what was recorded last for this visit."""

    visit: Id
    adult: AdultId
    family: FamilyId
    what: Literal["arrived", "left"]


class FactsMissing(Body, tag="facts_missing", frozen=True):
    """The hub's own: a node no longer held facts that the hub never got."""

    node: Name
    stream: Id
    first: Count
    last: Count


FactBody = Arrived | Left | Undone | FactsMissing
VisitFact = Arrived | Left | Undone
KINDS: dict[str, tuple[type[Body], frozenset[str]]] = {
    "arrived": (Arrived, frozenset({"kiosk", HUB})),
    "left": (Left, frozenset({"kiosk", HUB})),
    "undone": (Undone, frozenset({"kiosk", HUB})),
    "facts_missing": (FactsMissing, frozenset({HUB})),
}
"""Every fact kind: its shape, and the roles that may send it. New kinds only by adding."""


class Place(Message, frozen=True):
    """A child of the family in the house."""

    child: ChildId
    stay: Id
    at: Literal["adult", "announced"]


class VisitPicture(Message, frozen=True):
    """One adult's presence."""

    visit: Id
    adult: AdultId
    since: Ms
    quality: Quality = "measured"
    desk: Name | None = None
    children: tuple[Place, ...] = ()
    until: Ms | None = None
    """When the visit ended; None while the adult is in the house."""


class FamilyPicture(Message, frozen=True):
    """`hub/family/<id>/st`, retained: who of the family is in, and each adult's last visit."""

    pos: Count
    """Place in the hub's order up to which facts are in this picture."""
    basis: dict[str, Count]
    """Per stream the highest `n` that is in this picture."""
    visits: tuple[VisitPicture, ...] = ()


class HousePicture(Message, frozen=True):
    """`hub/house/st`, retained: numbers, no names."""

    pos: Count
    adults: Count
    children: Count
    announced: Count
    """Children whom a tap has announced to care and no carer has taken yet."""
    questions: Count


class RoomPicture(Message, frozen=True):
    """`hub/room/<id>/st`, retained."""

    state: Literal["occupied", "vacant", "unknown"]
    why: str = ""
    """Reason of an `unknown`, as a short key such as `silent`, `lost`, `no_sensor`."""
    since: Ms = 0


class DeskPicture(Message, frozen=True):
    """`hub/desk/<id>/st`, retained."""

    state: Literal["free", "reserved", "in_use", "defect", "unknown"]
    why: str = ""
    since: Ms = 0


class DevicePicture(Message, frozen=True):
    """`hub/device/<id>/st`, retained: a printer or the like, as far as it is known."""

    state: Literal["ready", "no_paper", "unknown"]
    why: str = ""
    since: Ms = 0


class Command(Message, frozen=True):
    """`<node>/cmd/<verb>`: `rebirth` (send everything anew), `identify` (show yourself), `roster` (fetch it)."""

    ts: Ms = 0


VERBS = frozenset({"rebirth", "identify", "roster"})
_M = TypeVar("_M", bound=Message)
_bodies: msgspec.json.Decoder[FactBody] = msgspec.json.Decoder(FactBody)
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


def decode_body(payload: bytes) -> FactBody:
    """Read a fact's own fields out of its payload.

    :raises WireError: its kind is not known here, or its fields do not fit.
    """
    try:
        return _bodies.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as exc:
        raise WireError(f"unread: {exc}") from exc


def _limited(payload: bytes) -> bytes:
    if len(payload) > LIMIT:
        raise WireError(f"{len(payload)} bytes; a message has at most {LIMIT}")
    return payload
