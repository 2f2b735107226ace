"""The door of the hub: which fact is taken, answered, or dropped. What the wire says, and nothing else."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import chain

import msgspec
from msgspec import Struct

from broker.store.facts import Row, Stream, own_row, read
from broker.timing import fact_time
from broker.wire.errors import WireError
from broker.wire.facts import KINDS
from broker.wire.facts.house import FactsMissing
from broker.wire.forget import GONE, without
from broker.wire.message import Ms
from broker.wire.messages import Envelope, Topic, decode

ENDED = 2**53
"""`last` of a stream that is never taken from again: to the node the hub knows more of it than its outbox has."""
NAMESPACE = uuid.UUID("6d2f5c3a-6f0e-4a53-9a53-1f0c2f3a7b10")
"""For ids of the hub's own facts, which follow from what they say."""


class Arrival(Struct, frozen=True):
    """A message as it came."""

    topic: Topic
    payload: bytes
    retained: bool
    received: Ms


class Batch(Struct):
    """What one batch comes to: rows to store, streams that move, and streams to answer."""

    rows: list[Row]
    streams: dict[str, Stream]
    answer: set[str]


class Intake:
    """Judges facts by the state of their streams as of the last commit plus this batch."""

    def __init__(
        self, roles: Mapping[str, str], counts: Counter[str], erased: Callable[[], frozenset[str]] = frozenset
    ) -> None:
        """Know which nodes may speak, and as what; `counts` is where refusals are counted.

        :param erased: gives pseudonyms of which nothing is stored, though a kiosk may send it again.
        """
        self._roles, self._counts, self._erased = roles, counts, erased

    def take(self, arrival: Arrival, batch: Batch, known: Mapping[str, Stream], own: tuple[str, Stream]) -> None:
        """Judge one fact and add it to the batch, or count why not."""
        if arrival.retained:
            self._counts["retained"] += 1
            return
        try:
            fact = decode(arrival.payload, Envelope)
        except WireError:
            self._counts["malformed"] += 1
            return
        node = arrival.topic.node
        found = batch.streams.get(fact.stream) or known.get(fact.stream)
        stream = msgspec.structs.replace(found) if found else Stream(node)
        if stream.node != node or not self._may(node, fact.k):
            self._counts["forged"] += 1
            return
        others = chain(known.values(), batch.streams.values())
        if not found and fact.n == 1 and any(other.node == node for other in others):
            batch.rows.append(_missing(fact, arrival, stream, batch.streams, own))
        self._in_order(fact, arrival, batch, stream, own)

    def _may(self, node: str, kind: str) -> bool:
        role = self._roles.get(node)
        return role is not None and (kind not in KINDS or role in KINDS[kind][1])

    def _in_order(
        self, fact: Envelope, arrival: Arrival, batch: Batch, stream: Stream, own: tuple[str, Stream]
    ) -> None:
        batch.answer.add(fact.stream)
        if fact.lo > stream.last + 1 and fact.lo <= fact.n:
            batch.rows.append(_missing(fact, arrival, stream, batch.streams, own))
            stream.last, stream.newest = fact.lo - 1, ""
            batch.streams[fact.stream] = stream
        if fact.n == stream.last and stream.newest not in ("", fact.id):
            batch.streams[fact.stream] = msgspec.structs.replace(stream, last=ENDED, newest="")
        if fact.n != stream.last + 1:
            self._counts["repeated" if fact.n <= stream.last else "early"] += 1
            return
        at, quality = fact_time(fact, arrival.received, stream.at)
        stream.last, stream.newest, stream.at, stream.used = fact.n, fact.id, at, arrival.received
        batch.streams[fact.stream] = stream
        payload = without(arrival.payload, erased) if (erased := self._erased()) else arrival.payload
        kind = "erased" if payload == GONE else fact.k
        batch.rows.append(
            Row(fact.id, stream.node, fact.stream, fact.n, kind, at, quality, payload, read(payload))
        )  # fmt: skip


def _missing(
    fact: Envelope, arrival: Arrival, stream: Stream, moved: dict[str, Stream], own: tuple[str, Stream]
) -> Row:
    """Say what is missing; `1 to 0` when a node begins anew with another outbox: nobody knows what the old one held."""
    body = FactsMissing(node=stream.node, stream=fact.stream, first=stream.last + 1, last=fact.lo - 1)
    name = str(uuid.uuid5(NAMESPACE, f"facts_missing {fact.stream} {body.first}"))
    return own_row(body, name, arrival.received, moved, own)
