"""What a program tells systemd, in the language of sd_notify(3). Where no systemd listens, nothing is told."""

import contextlib
import os
import socket
import threading
import time

LEAST_S = 1.0
"""Nobody needs to hear more often that all is well."""


class Watchdog:
    """Says that the program is alive only when each of its loops has come round; `beat` may be called by any thread.

    systemd ends and starts anew whoever has not said so for the `WatchdogSec` of its unit.
    """

    def __init__(self, *loops: str) -> None:
        """Name the loops that do the work."""
        self._loops, self._missing = frozenset(loops), set(loops)
        self._lock, self._next = threading.Lock(), float("-inf")

    def beat(self, loop: str) -> None:
        """Say that a loop has done its round."""
        with self._lock:
            self._missing.discard(loop)
            if self._missing or time.monotonic() < self._next:
                return
            self._missing, self._next = set(self._loops), time.monotonic() + LEAST_S
        tell("WATCHDOG=1")


def ready(status: str) -> None:
    """Say that the program has started, and in a few words what it does."""
    tell(f"READY=1\nSTATUS={status}")


def tell(message: str) -> None:
    """Send systemd a message, if it listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told, contextlib.suppress(OSError):
            told.settimeout(0)  # a manager that is busy must not hold up the work
            told.sendto(message.encode(), "\0" + address[1:] if address.startswith("@") else address)
