"""The clocks of a node: wall time, time since the machine started, and whether the wall can be trusted."""

import ctypes
import time
from pathlib import Path
from typing import Protocol

TIME_ERROR = 5
"""What `ntp_adjtime` returns for a clock that nothing synchronises (adjtimex(2))."""


class Clock(Protocol):
    """Where a node gets its times from."""

    machine: str

    def now_ms(self) -> int:
        """Give wall time in milliseconds since the epoch, UTC."""

    def up_ms(self) -> int:
        """Give milliseconds since this machine started; never runs backwards."""

    def synchronised(self) -> bool:
        """Tell whether something keeps the wall clock right."""


class SystemClock:
    """The clocks of this machine."""

    def __init__(self) -> None:
        """Read which start of the machine this is: `up_ms` of two starts cannot be compared."""
        self.machine = Path("/proc/sys/kernel/random/boot_id").read_text().strip()

    def now_ms(self) -> int:
        """Give wall time in milliseconds since the epoch, UTC."""
        return time.time_ns() // 1_000_000

    def up_ms(self) -> int:
        """Give milliseconds since this machine started."""
        return time.monotonic_ns() // 1_000_000

    def synchronised(self) -> bool:
        """Ask the kernel whether NTP or a reference clock disciplines the wall clock."""
        timex = ctypes.create_string_buffer(512)  # struct timex, modes = 0: read only
        return int(ctypes.CDLL(None).ntp_adjtime(timex)) not in (TIME_ERROR, -1)
