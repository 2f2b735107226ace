"""The hub's pulse: it tells nodes that it is there, and hears itself to know that the broker is.

A broker that refuses a message says nothing of it in MQTT 3.1.1. So the pulse is a test, too, of what it passes on.
"""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType

from broker.intake import Arrival
from broker.snapshot import Distrust
from broker.wire.clock import Clock
from broker.wire.link import Link
from broker.wire.messages import (
    HEARTBEAT_S,
    HUB,
    HUB_SILENT_S,
    PROBE,
    Heartbeat,
    HubState,
    Topic,
    decode,
    encode,
)

log = logging.getLogger(__name__)
FAULTS: Mapping[Distrust, str] = MappingProxyType({
    "deaf": "the MQTT broker takes what the hub says, and passes it on to nobody: its rules are not those of this "
    "office. `dabei-broker SETTINGS trust` writes them",
    "open": "the MQTT broker passes on what nobody may say: its rules are not in force. `dabei-broker SETTINGS trust` "
    "writes them; start Mosquitto with its configuration",
})  # fmt: skip
UNHEARD = 2
"""So many beats that the broker took and did not pass on are no delay, if one is as old as is usual between two."""


class Pulse:
    """Used by the aggregator's thread; `mono` is seconds that never run backwards."""

    def __init__(  # each is a part of it
        self, site: str, store: str, clock: Clock, link: Link, ready: Callable[[], None], *, guarded: bool = False
    ) -> None:
        """Prepare; `ready` says on the wire that the hub is there, with the id of its store.

        :param guarded: whether the broker has rules that can be tested.
        """
        self._probe = str(Topic(site, PROBE, "probe", "st")) if guarded else ""
        self._unheard, self._leaked, self._told = 0, float("-inf"), ""
        self._waiting = 0.0
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

    def distrust(self, mono: float) -> Distrust:
        """Tell what the broker does that it must not."""
        found: Distrust = ""
        if mono - self._leaked < HUB_SILENT_S:
            found = "open"
        elif self._unheard >= UNHEARD and mono - self._waiting >= HEARTBEAT_S:
            found = "deaf"
        if found != self._told:
            self._told = found
            if found:
                log.error("%s", FAULTS[found])
        return found

    def beat(self, mono: float) -> None:
        """Say that the hub is there, if that is due, and take back what another has said in its name."""
        if mono < self.due:
            return
        self.due = mono + HEARTBEAT_S
        if self._contradicted:
            self._ready()
        beat = Heartbeat(sync=self._clock.synchronised(), up_ms=self._clock.up_ms(), ts=self._clock.now_ms())
        if not self._unheard:
            self._waiting = mono
        self._unheard += self._link.publish(self._topic, encode(beat), qos=0)
        if self._probe:
            self._link.publish(self._probe, encode(beat), qos=0)
        self._link.revive()

    def hear(self, arrival: Arrival, mono: float) -> None:
        """Hear oneself, or a late will, or another that speaks in the hub's name.

        :raises WireError: it cannot be read.
        """
        if arrival.topic.node == PROBE:
            self._leaked = mono
        elif arrival.retained:
            return
        elif arrival.topic.kind == "$hb":
            self._heard, self._unheard = mono, 0
        elif arrival.topic.kind == "$state":
            self._contradicted = True
            state = decode(arrival.payload, HubState)
            self._contradicted = (state.s, state.store) != ("ready", self._store)
