"""A real Mosquitto for tests, as a child on a free port of the loopback interface."""

import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

PROGRAM = "/usr/sbin/mosquitto"
STARTS_WITHIN_S = 10


def free_port() -> int:
    """Give a TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mosquitto:
    """`with Mosquitto() as broker: broker.port`. Keeps nothing over a restart, as our wire allows."""

    def __init__(self, port: int = 0) -> None:
        """Prepare for this port, or for a free one."""
        self.port = port or free_port()
        self._child: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="mosquitto-")

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        """Stop and clean up."""
        self.stop()
        self._folder.cleanup()

    def start(self) -> None:
        """Start, also again after `stop` or `kill`, and wait until it takes connections."""
        config = Path(self._folder.name, "mosquitto.conf")
        user = "user root\n" if os.geteuid() == 0 else ""
        config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n{user}")
        self._child = subprocess.Popen([PROGRAM, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  # our own words
        self._wait()

    def stop(self) -> None:
        """End it as an administrator would."""
        if self._child:
            self._child.terminate()
            self._child.wait(10)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._child:
            self._child.kill()
            self._child.wait(10)

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_S
        while self._child and self._child.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"mosquitto did not start on port {self.port}")
