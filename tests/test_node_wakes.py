"""A node that is on its round when a level comes goes on another one at once."""

import threading

from broker.wire.messages import Description
from broker.wire.node import Node
from broker.wire.settings import MqttSettings
from brokers import free_port


class Busy(Node):
    """Hears of a level at the end of its first round, and would rest for an hour after each."""

    def __init__(self) -> None:
        settings = MqttSettings(site="prohlis", port=free_port())
        super().__init__(settings, "sensors-test", Description(role="sensors", software="", channels={}), boot=1)
        self.rounds, self.second = 0, threading.Event()

    def _turn(self, now: float) -> float:
        super()._turn(now)
        self.rounds += 1
        if self.rounds == 1:
            self.level("door", value=True, ttl=180)
        else:
            self.second.set()
        return 3600.0


def test_a_level_that_comes_at_the_end_of_a_round_needs_not_wait() -> None:
    node = Busy()
    node.start()
    try:
        assert node.second.wait(10)
    finally:
        node.stop()
