"""What systemd is told: started, and alive only while every loop that does the work comes round."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.wire.watchdog import Watchdog, ready, tell
from brokers import free_port

WITHIN_S = 20


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Give what systemd listens at."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as found:
        found.bind(str(tmp_path / "notify"))
        found.settimeout(WITHIN_S)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield found


def heard(manager: socket.socket) -> list[str]:
    """Give what was told so far."""
    found = []
    manager.settimeout(0)
    try:
        while True:
            found.append(manager.recv(4096).decode())
    except BlockingIOError:
        return found


def test_it_is_alive_when_each_loop_has_come_round(manager: socket.socket) -> None:
    watchdog = Watchdog("node", "pins")
    watchdog.beat("node")
    watchdog.beat("node")
    assert heard(manager) == []
    watchdog.beat("pins")
    assert heard(manager) == ["WATCHDOG=1"]


def test_a_busy_loop_says_so_once_in_a_while(manager: socket.socket) -> None:
    watchdog = Watchdog("aggregator")
    for _ in range(100):
        watchdog.beat("aggregator")
    assert heard(manager) == ["WATCHDOG=1"]


def test_an_abstract_address_is_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"dabei-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as found:
        found.bind("\0" + name)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + name)
        ready("pages at port 8080")
        assert found.recv(4096) == b"READY=1\nSTATUS=pages at port 8080"


def test_whoever_listens_no_longer_stops_nobody(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for _ in range(10_000):  # nobody reads: the socket is full long before
        tell("WATCHDOG=1")
    assert heard(manager)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    tell("WATCHDOG=1")
    monkeypatch.delenv("NOTIFY_SOCKET")
    tell("WATCHDOG=1")


def test_a_sensor_node_is_started_then_alive(manager: socket.socket, tmp_path: Path) -> None:
    settings = tmp_path / "sensors.toml"
    settings.write_text(
        f'node = "sensors-test"\npins = "simulated"\n[mqtt]\nsite = "prohlis"\nport = {free_port()}\n'
        '[[sensors]]\nid = "door"\nkind = "door"\npin = 5\nroom = "work"\n'
    )
    with subprocess.Popen([sys.executable, "-m", "sensors", settings], stdout=subprocess.DEVNULL) as program:
        try:
            said = [manager.recv(4096).decode() for _ in range(2)]
        finally:
            program.send_signal(signal.SIGTERM)
    assert "READY=1\nSTATUS=sensors-test with 1 channels" in said
    assert "WATCHDOG=1" in said
