"""A broker that passes on nothing is told of; one that is only a moment behind is not."""

from broker.pulse import Pulse
from broker.wire.clock import SystemClock
from broker.wire.link import Link
from broker.wire.messages import HEARTBEAT_S


class Taking(Link):
    """A broker's side that takes everything, and passes on nothing."""

    def __init__(self) -> None:
        """There is no connection to make."""

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:  # noqa: ARG002
        """Take it."""
        return True

    def revive(self) -> bool:
        """Find nothing to revive."""
        return True


def test_nodes_that_come_at_once_ask_for_beats_and_the_broker_is_not_called_deaf_for_them() -> None:
    pulse = Pulse("prohlis", "store", SystemClock(), Taking(), lambda: None)
    for at in (0.0, 0.1, 0.2):
        pulse.soon()
        pulse.beat(at)
        assert pulse.distrust(at) == ""
    assert pulse.distrust(HEARTBEAT_S) == "deaf"
