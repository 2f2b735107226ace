"""The hub's pulse: it tells nodes that it is there, and hears itself to know that the broker is."""

from collections.abc import Callable

from broker.intake import Arrival
from broker.wire.clock import Clock
from broker.wire.link import Link
from broker.wire.messages import (
    HEARTBEAT_S,
    HUB,
    HUB_SILENT_S,
    Heartbeat,
    HubState,
    Topic,
    decode,
    encode,
)


class Pulse:
    """Used by the aggregator's thread; `mono` is seconds that never run backwards."""

    def __init__(self, site: str, store: str, clock: Clock, link: Link, ready: Callable[[], None]) -> None:
        """Prepare; `ready` says on the wire that the hub is there, with the id of its store."""
        self._topic, self._store = str(Topic(site, HUB, "", "$hb")), store
        self._clock, self._link, self._ready = clock, link, ready
        self._heard = float("-inf")
        self._contradicted = False
        self.due = 0.0
        """When the next beat is due."""

    def soon(self) -> None:
        """Beat at once: a node that has just come need not wait to learn that the hub is there."""
        self.due = 0.0

    def hears(self, mono: float) -> bool:
        """Tell whether the broker is there: what is said comes back."""
        return mono - self._heard < HUB_SILENT_S

    def beat(self, mono: float) -> None:
        """Say that the hub is there, if that is due, and take back what another has said in its name."""
        if mono < self.due:
            return
        self.due = mono + HEARTBEAT_S
        if self._contradicted:
            self._ready()
        beat = Heartbeat(sync=self._clock.synchronised(), up_ms=self._clock.up_ms(), ts=self._clock.now_ms())
        self._link.publish(self._topic, encode(beat), qos=0)
        self._link.revive()

    def hear(self, arrival: Arrival, mono: float) -> None:
        """Hear oneself, or a late will, or another that speaks in the hub's name.

        :raises WireError: it cannot be read.
        """
        if arrival.retained:
            return
        if arrival.topic.kind == "$hb":
            self._heard = mono
        elif arrival.topic.kind == "$state":
            self._contradicted = True
            state = decode(arrival.payload, HubState)
            self._contradicted = (state.s, state.store) != ("ready", self._store)
