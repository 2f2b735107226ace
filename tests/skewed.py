"""One of our programs at a time of the test's choosing: `python tests/skewed.py SKEW -m broker hub.toml`.

SKEW holds how far its wall clock is ahead of ours, ns; the test may change it while the program runs. Only the wall
moves: what a program does every so many seconds, it goes on doing.
"""

import mmap
import runpy
import struct
import sys
import time
from datetime import datetime
from pathlib import Path


class Wall:
    """The wall clock of several programs at once, as the test sets it."""

    def __init__(self, path: Path) -> None:
        """Begin with the right time."""
        self.path = path
        path.write_bytes(struct.pack("q", 0))

    def set(self, moment: datetime) -> None:
        """Let it be this moment now, and go on from there."""
        ahead = int(moment.timestamp() * 1e9) - time.time_ns()
        with self.path.open("r+b") as file:
            file.write(struct.pack("q", ahead))


def main() -> None:
    """Run a program with another clock."""
    _, path, *program = sys.argv
    with Path(path).open("rb") as file:
        ahead = mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ)
    real = time.time_ns
    time.time_ns = lambda: real() + struct.unpack("q", ahead)[0]
    time.time = lambda: time.time_ns() / 1e9
    if program[0] == "-m":
        sys.argv = program[1:]
        runpy.run_module(program[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = program
        runpy.run_path(program[0], run_name="__main__")


if __name__ == "__main__":
    main()
