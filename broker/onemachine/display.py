"""A screen for the kiosk: the one that is there, or a virtual one."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from broker.together import together
from broker.wire.errors import DabeiError

OPTIONS = ("-nolisten", "tcp", "-noreset")


class VirtualDisplay:
    """An Xvfb of its own; it picks a free number by itself."""

    def __init__(self, width: int, height: int, log: Path, keep: Sequence[int] = ()) -> None:
        """Start it and wait until it is there. It inherits the descriptors `keep`.

        :raises DabeiError: Xvfb is not installed, or does not start.
        """
        binary = shutil.which("Xvfb")
        if binary is None:
            raise DabeiError("there is no display, and no virtual one: install it with `sudo apt-get install xvfb`")
        read, write = os.pipe()
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [*together(), binary, "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", *OPTIONS],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, pass_fds=[write, *keep], start_new_session=True,
            )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            raise DabeiError(f"the virtual display did not start; its log is {log}")
        self.name = f":{number}"

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
