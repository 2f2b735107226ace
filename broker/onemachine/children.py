"""The programs that `dabei` starts as its children: each with its own log, started in order, stopped in reverse."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from broker.together import together
from broker.wire.errors import DabeiError

STOP_S = 8.0


class Child:
    """A program that runs beside this one, and not longer."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        keep: Sequence[int] = (),
    ) -> None:
        """Start it; what it prints goes to `<name>.log` in `folder`. It inherits the descriptors `keep`."""
        self.name, self.log = name, folder / f"{name}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*together(), *command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=keep,
                env={**os.environ, **environment}, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def ended(self) -> int | None:
        """Give the exit code, or None while it runs."""
        return self._process.poll()

    def check(self) -> None:
        """Look whether it still runs.

        :raises DabeiError: it has ended; with the last line it wrote.
        """
        if self.ended() is None:
            return
        lines = self.log.read_text("utf-8", "replace").strip().splitlines() or ["it wrote nothing"]
        raise DabeiError(f"{self.name} has ended: {lines[-1]}. All it wrote is in {self.log}")

    def stop(self) -> None:
        """End it, gently first."""
        if self.ended() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_S)
        if self.ended() is None:
            self._process.kill()
            self._process.wait()


def program(module: str, *arguments: str) -> list[str]:
    """Give the command of one of our programs."""
    return [sys.executable, "-m", module, *arguments]


def wait_for(ready: Callable[[], bool], child: Child, seconds: float) -> None:
    """Wait until a child can be used.

    :raises DabeiError: the child ended, or it took too long.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        child.check()
        if time.monotonic() > deadline:
            raise DabeiError(f"{child.name} does not get ready; its log is {child.log}")
        time.sleep(0.02)
