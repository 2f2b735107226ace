"""The link to the broker: bad callbacks, restarts, a dead loop and a second client with the same id."""

import time
from collections.abc import Callable, Iterator

import pytest

from broker.wire.link import Link, Will
from brokers import Mosquitto


def until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with Mosquitto() as running:
        yield running


@pytest.fixture
def links(broker: Mosquitto) -> Iterator[Callable[..., tuple[Link, list[bytes]]]]:
    made: list[Link] = []

    def make(name: str, **more: object) -> tuple[Link, list[bytes]]:
        got: list[bytes] = []

        def take(_topic: str, payload: bytes, _retained: bool) -> None:  # the link's signature
            if payload == b"bad":
                raise ZeroDivisionError
            got.append(payload)

        made.append(Link(name, broker.port, topics=["t/#"], on_message=take, **more))
        made[-1].start()
        until(lambda: made[-1].health().connected)
        return made[-1], got

    yield make
    for link in made:
        link.stop()


def test_an_exception_in_a_callback_is_counted_and_the_next_message_comes(links: Callable[..., tuple]) -> None:
    link, got = links("one")
    until(lambda: link.publish("t/x", b"first") and got)
    link.publish("t/x", b"bad")
    link.publish("t/x", b"good")
    until(lambda: b"good" in got)
    assert link.health().faults == 1
    assert link.health().loop


def test_after_a_restart_of_the_broker_it_listens_again(links: Callable[..., tuple], broker: Mosquitto) -> None:
    link, got = links("one")
    broker.kill()
    until(lambda: not link.health().connected)
    assert not link.publish("t/x", b"nowhere")
    broker.start()
    until(lambda: link.health().connected)
    until(lambda: link.publish("t/x", b"again") and b"again" in got)
    assert b"nowhere" not in got


def test_a_loop_that_ended_is_seen_and_started_again(links: Callable[..., tuple]) -> None:
    link, got = links("one")
    assert not link.revive()
    link._client._thread_terminate = True
    link._client._sockpairW.send(b"0")
    until(lambda: not link.health().loop)
    assert not link.health().connected
    assert link.revive()
    until(lambda: link.health().connected)
    until(lambda: link.publish("t/x", b"alive") and b"alive" in got)


def test_two_clients_with_one_id_are_noticed(links: Callable[..., tuple]) -> None:
    first, _ = links("same")
    second, _ = links("same")
    until(lambda: first.health().rival or second.health().rival, 40)


def test_the_will_comes_when_a_link_dies_and_the_farewell_when_it_stops(
    links: Callable[..., tuple], broker: Mosquitto
) -> None:
    _, got = links("watcher")
    link = Link("leaver", broker.port, will=Will("t/state", b"lost"), on_message=lambda *_: None)
    link.start()
    until(lambda: link.health().connected)
    link.stop(Will("t/state", b"bye"))
    until(lambda: b"bye" in got)
    assert b"lost" not in got


def test_a_broker_that_is_down_at_the_start_is_no_error(broker: Mosquitto) -> None:
    broker.kill()
    link = Link("early", broker.port, on_message=lambda *_: None)
    link.start()
    broker.start()
    until(lambda: link.health().connected)
    link.stop()
