"""When a fact happened, as far as can be known without trusting its node's clock."""

from broker.wire.message import Ms, Quality
from broker.wire.messages import Envelope

AHEAD_MS = 300_000
"""A synchronised clock is believed up to five minutes ahead of the hub's."""


def fact_time(fact: Envelope, received: Ms, before: Ms) -> tuple[Ms, Quality]:
    """Give the time of a fact and how it is known.

    :param received: when the hub got it.
    :param before: time of the fact before it in its stream.
    """
    if fact.sync and fact.ts <= received + AHEAD_MS:
        return fact.ts, "measured"
    if fact.sent_up_ms is not None and fact.sent_up_ms >= fact.up_ms:
        return max(0, received - (fact.sent_up_ms - fact.up_ms)), "measured"
    return min(max(fact.ts, before), received), "inferred"
