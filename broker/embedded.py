"""An MQTT broker for one machine: a `mosquitto` child on loopback if there is one, else one out of a wheel."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from broker.together import together
from broker.wire.errors import BrokerUnreachableError

START_S = 10.0
MOSQUITTO = """\
listener {port} 127.0.0.1
allow_anonymous true
persistence false
set_tcp_nodelay true
max_queued_messages 1000000
queue_qos0_messages true
message_size_limit 1048576
log_dest stderr
log_type error
log_type warning
{user}
"""
RUMQTTD = """\
id = 0
[router]
id = 0
max_connections = 1000
max_outgoing_packet_count = 200
max_segment_size = 1048576
max_segment_count = 8
[v4.1]
name = "v4"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
[v4.1.connections]
connection_timeout_ms = 60000
max_payload_size = 1048576
max_inflight_count = 200
dynamic_filters = true
"""
Kind = Literal["mosquitto", "iotcore"]


def find_mosquitto() -> str | None:
    """Find the binary; Debian puts it where a user's PATH does not look."""
    return shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


class EmbeddedBroker:
    """A broker in a child process that keeps nothing: the truth is in outboxes and in the store."""

    def __init__(self, port: int, folder: Path, kind: Kind | None = None, keep: Sequence[int] = ()) -> None:
        """Prepare; its settings and its log go to `folder`. Without `kind` the better one that is here.

        The child inherits the descriptors `keep`.
        """
        self.port, self._folder, self._keep = port, folder, keep
        self.kind: Kind = kind or ("mosquitto" if find_mosquitto() else "iotcore")
        self.log = folder / "broker.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens.

        :raises BrokerUnreachableError: the port is taken, or it does not come up.
        """
        if listens(self.port):
            raise BrokerUnreachableError(
                f"port {self.port} on this machine is in use by another program; stop it or choose another port."
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*together(), *self._command()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=self._keep, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + START_S
        while not listens(self.port):
            if self._child.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise BrokerUnreachableError(f"the MQTT broker did not start; its log is {self.log}")
            time.sleep(0.01)

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._child:
            self._child.wait()

    def stop(self) -> None:
        """End it."""
        if self._child and self._child.poll() is None:
            self._child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(5)
            if self._child.poll() is None:
                self._child.kill()
                self._child.wait()

    def _command(self) -> list[str]:
        if self.kind == "mosquitto":
            settings = self._folder / "mosquitto.conf"
            user = "user root" if os.geteuid() == 0 else ""
            settings.write_text(MOSQUITTO.format(port=self.port, user=user))
            return [find_mosquitto() or "mosquitto", "-c", str(settings)]
        settings = self._folder / "rumqttd.toml"
        settings.write_text(RUMQTTD.format(port=self.port))
        return [sys.executable, "-m", "iotcore", "--config", str(settings), "--log-level", "ERROR"]


def listens(port: int) -> bool:
    """Tell whether something on this machine accepts connections on a TCP port."""
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Find a TCP port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
