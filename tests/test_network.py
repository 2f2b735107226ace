"""Whether the internet and the router can be reached, and why not: the first question of any office."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broker.wire.pictures import DevicePicture
from offices import Program, RealOffice, port, wait
from sensors.poll import Poll
from sensors.reach import reach, why
from sensors.settings import Target

LOOPBACK = "127.0.0.1"


@contextmanager
def listening(at: int) -> Iterator[socket.socket]:
    """Have a machine that answers."""
    with socket.create_server((LOOPBACK, at)) as found:
        yield found


def target(at: int, host: str = LOOPBACK) -> Target:
    """Give something that is to be reachable."""
    return Target(id="internet", device="internet", host=host, port=at, poll_s=1)


def outcome(wanted: Target) -> str:
    """Try it, and give what is told."""
    try:
        return reach(wanted)
    except (OSError, UnicodeError) as exc:
        return why(exc)


def test_what_answers_is_reachable_and_what_does_not_says_why() -> None:
    at = port()
    with listening(at):
        assert outcome(target(at)) == "ok"
    assert outcome(target(at)) == "refused"
    assert outcome(target(at, "a-name-with..nothing-in-it")) == "name"
    assert why(socket.gaierror(socket.EAI_NONAME, "unknown")) == "name"  # as the name service says it; none is asked
    assert outcome(target(at, "255.255.255.255")) == "no_route"


def test_a_machine_that_takes_nothing_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sensors.reach.PATIENCE_S", 0.2)
    at = port()
    with socket.socket() as deaf:
        deaf.bind((LOOPBACK, at))
        deaf.listen(0)
        with socket.create_connection((LOOPBACK, at)), socket.socket() as second:
            second.settimeout(0)
            second.connect_ex((LOOPBACK, at))
            assert outcome(target(at)) == "timeout"


class Clock:
    """Seconds that the test sets."""

    now = 0.0

    def __call__(self) -> float:
        """Give them."""
        return self.now


def test_after_three_misses_it_is_told_and_asked_less_and_less_often() -> None:
    clock, told = Clock(), list[str]()
    nobody = Target(id="t", device="t", host=LOOPBACK, port=9)
    poll = Poll([nobody], reach, why, lambda _target, found: told.append(found), clock)
    pauses = []
    for _ in range(8):
        pauses.append(round(poll.step()))
        clock.now += pauses[-1]
    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]
    assert told == ["refused"] * 6


def test_whatever_one_of_them_does_the_others_are_asked() -> None:
    at, told = port(), list[str]()
    odd, good = target(at), Target(id="router", device="router", host=LOOPBACK, port=at)

    def ask(wanted: Target) -> str:
        if wanted is odd:
            raise RuntimeError("a library with a fault")
        return "ok"

    poll = Poll([odd, good], ask, lambda _exc: "lost", lambda wanted, found: told.append(f"{wanted.id} {found}"))
    poll.step()
    assert told == ["router ok"]


def test_the_hub_shows_it_with_the_reason_and_sees_it_heal(tmp_path: Path) -> None:
    at = port()
    office = RealOffice(tmp_path, kiosks=0)
    with (tmp_path / "office.toml").open("a") as text:
        text.write('\n[[devices]]\nid = "internet"\nkind = "network"\nname = "Internet"\nroom = "work"\n')
    settings = tmp_path / "network.toml"
    settings.write_text(
        f'node = "sensors-hub"\n[mqtt]\nsite = "prohlis"\nport = {office.mqtt_port}\n'
        f'[[targets]]\nid = "internet"\ndevice = "internet"\nhost = "{LOOPBACK}"\nport = {at}\npoll_s = 1\n'
    )
    node = Program("sensors", ["-m", "sensors", str(settings)], tmp_path)

    def shown() -> DevicePicture:
        return office.numbers().devices["internet"]

    with office:
        assert shown().state == "unknown"
        node.start()
        with listening(at):
            wait(lambda: shown().state == "ready", 20, "the internet is there")
        wait(lambda: shown().state == "unreachable", 20, "the internet is gone")
        assert shown().reasons == ("refused",)
        with listening(at):
            wait(lambda: shown().state == "ready", 20, "the internet is back")
        node.kill()
        wait(lambda: shown().state == "unknown", 20, "nobody knows")
        assert shown().why == "lost"
