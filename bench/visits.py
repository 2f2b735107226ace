"""Made-up facts and levels as nodes would send them."""

import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from broker.wire.facts import FactBody
from broker.wire.facts.presence import Arrived, ChildHere, Left
from broker.wire.message import Message
from broker.wire.messages import Channel, Description, Envelope, Level, State, Topic, encode, encode_fact
from flood import Message as Packet

FAMILIES = 30
"""Families that come and go, beside those of the demo."""
PRESENT = 3
"""Families in the house at a time: with five kiosks, fifteen."""
DESKS = ("laptop-1", "laptop-2", "laptop-3", "laptop-4")
"""Desks that the families of the first kiosk choose; the others sit nowhere, which is a choice."""
PLACES: tuple[Literal["adult", "care"], ...] = ("adult", "care")
"""Where the two children of each family go."""
CHANGE = 20
"""Every so many levels say something new; the others repeat."""
BOOT = 7
NODE = "sensors-hub"
MARK = "entrance"
"""The room in which the last level says that somebody moves."""
CHANNELS = {f"motion-{room}": room for room in ("work", "care", "group", "kitchen")}


def visits(number: int, letter: str = "b", desks: Sequence[str | None] = (None,)) -> Iterator[FactBody]:
    """Give facts of families that come with two children and go: `PRESENT` of them are in the house at a time."""
    here, come = list[Arrived](), 0
    for _ in range(number):
        if len(here) < PRESENT:
            family = come % FAMILIES
            here.append(_arrived(f"{letter}{family:07d}", desks[family % len(desks)]))
            come += 1
            yield here[-1]
        else:
            gone = here.pop(0)
            along = tuple(come.child for come in gone.children)
            yield Left(visit=gone.visit, adult=gone.adult, family=gone.family, takes=along)


def _arrived(name: str, desk: str | None) -> Arrived:
    children = tuple(
        ChildHere(child=f"c-{name[0]}{place}{name[2:]}", stay=str(uuid.uuid4()), to=to)
        for place, to in enumerate(PLACES)
    )
    return Arrived(visit=str(uuid.uuid4()), adult=f"a-{name}", family=f"f-{name}", desk=desk, children=children)


def facts(site: str, nodes: list[str], number: int) -> tuple[list[Packet], dict[str, int]]:
    """Give `number` facts of as many streams as nodes, taken in turns, and the last `n` of each stream."""
    streams = {node: str(uuid.uuid4()) for node in nodes}
    each = -(-number // len(nodes))
    bodies = {node: visits(each, letter) for node, letter in zip(nodes, "qrstuvwxyz", strict=False)}
    bodies[nodes[0]] = visits(each, "p", DESKS)
    packets, now = list[Packet](), time.time_ns() // 1_000_000
    for count in range(number):
        node, n = nodes[count % len(nodes)], count // len(nodes) + 1
        body = msgspec.json.encode(next(bodies[node]))
        envelope = Envelope(
            id=str(uuid.uuid4()), stream=streams[node], n=n, lo=1, k=msgspec.json.decode(body)["k"], ts=now + count,
            boot=BOOT, up_ms=1_000 + count, sent_up_ms=1_000 + count, sync=True,
        )  # fmt: skip
        packets.append(Packet(str(Topic(site, node, "kiosk", "ev")), encode_fact(envelope, body)))
    return packets, {streams[node]: -(-(number - place) // len(nodes)) for place, node in enumerate(nodes)}


def introduction(site: str) -> list[tuple[str, Message]]:
    """Give what a sensor node says of itself before its first level."""
    channels = {name: Channel(measures="motion", room=room) for name, room in {**CHANNELS, "mark": MARK}.items()}
    description = Description(role="sensors", software="bench", channels=channels)
    return [
        (str(Topic(site, NODE, "", "$state")), State(s="ready", boot=BOOT)),
        (str(Topic(site, NODE, "", "$desc")), description),
    ]


def levels(site: str, number: int) -> list[Packet]:
    """Give `number` levels of four rooms; the last one is of another room, where somebody moves at last."""
    names, now = list(CHANNELS), time.time_ns() // 1_000_000
    packets = []
    for count in range(number - 1):
        level = Level(v=count // CHANGE % 2 == 0, boot=BOOT, seq=count, ts=now)
        packets.append(Packet(str(Topic(site, NODE, names[count % len(names)], "st")), encode(level)))
    last = Level(v=True, boot=BOOT, seq=number, ts=now)
    return [*packets, Packet(str(Topic(site, NODE, "mark", "st")), encode(last))]
