"""What nodes say of themselves: whether they are there, what they measure, and how much they still have to send."""

import time
from collections import Counter
from collections.abc import Callable, Sequence

from broker.house.levels import Levels
from broker.house.office import NodeEntry
from broker.intake import Arrival
from broker.snapshot import NodeStatus
from broker.wire.errors import DabeiError, WireError
from broker.wire.messages import Description, Heartbeat, Level, State, decode
from broker.wire.settings import guess


class Nodes:
    """Used by the aggregator's thread; `levels` holds what they measure."""

    def __init__(
        self, entries: Sequence[NodeEntry], counts: Counter[str], mono: Callable[[], float] = time.monotonic
    ) -> None:
        """Know which nodes may speak; `counts` is where refusals are counted, `mono` never runs backwards."""
        self._entries, self._counts, self.levels, self._mono = entries, counts, Levels(), mono
        self.roles = {node.id: node.role for node in entries}
        self._beats: dict[str, Heartbeat] = {}
        self._software: dict[str, str] = {}

    def take(self, arrival: Arrival) -> bool:
        """Take anything but a fact, and tell whether the node waits to learn that the hub is there."""
        try:
            if arrival.topic.node not in self.roles:
                self._counts["forged"] += 1
                return False
            return self._take(arrival.topic.node, arrival)
        except WireError:
            self._counts["malformed"] += 1
            return False

    def there(self, node: str) -> None:
        """Make sure that a node can be told something.

        :raises DabeiError: there is no such node, or it is not there.
        """
        if node not in self.roles:
            raise DabeiError(f"there is no node {node!r}; {guess(node, self.roles)}")
        if not self.levels.node(node)[0]:
            raise DabeiError(f"{node} is not there: is it switched on, and its cable in?")

    def status(self) -> tuple[NodeStatus, ...]:
        """Give how every node is."""
        return tuple(self._status(node) for node in self._entries)

    def _take(self, node: str, arrival: Arrival) -> bool:
        now, payload = arrival.received, arrival.payload
        match arrival.topic.kind:
            case "$state":
                self.levels.state(node, decode(payload, State), now, self._mono())
                return True
            case "$desc":
                description = decode(payload, Description)
                self._software[node] = description.software
                self.levels.described(node, description)
            case "$hb":
                self._beats[node] = decode(payload, Heartbeat)
            case "st":
                level = decode(payload, Level)
                self.levels.level(
                    node, arrival.topic.channel, level, retained=arrival.retained, mono=self._mono(), now=now
                )  # fmt: skip
        return False

    def _status(self, node: NodeEntry) -> NodeStatus:
        ready, since = self.levels.node(node.id)
        waiting = self._beats[node.id].waiting if node.id in self._beats else 0
        software = self._software.get(node.id, "")
        cards = self.levels.reading(node.id, "card", self._mono()).value if node.role == "kiosk" else None
        places = self.levels.rivals(node.id).places
        return NodeStatus(node.id, node.name, node.role, ready, since, waiting, software, str(cards or ""), places)
