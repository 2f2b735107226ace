"""A real Mosquitto for tests, as a child on a free port of the loopback interface."""

import os
import signal
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from broker.embedded import EmbeddedBroker, free_port

__all__ = ["Mosquitto", "free_port"]


class Mosquitto(EmbeddedBroker):
    """`with Mosquitto() as broker: broker.port`. Keeps nothing over a restart, as our wire allows."""

    def __init__(self, port: int = 0) -> None:
        """Prepare for this port, or for a free one."""
        self._scratch = tempfile.TemporaryDirectory(prefix="mosquitto-")
        super().__init__(port or free_port(), Path(self._scratch.name), "mosquitto")

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        """Stop and clean up."""
        self.stop()
        self._scratch.cleanup()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        self.wait()
