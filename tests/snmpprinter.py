"""A real SNMP agent, snmpsim, that answers as a laser printer with two toners does."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offices import port
from sensors.settings import Printer

HOST = "127.0.0.1"
OTHER, IDLE, PRINTING = 1, 3, 4
"""hrPrinterStatus."""
UNKNOWN, RUNNING, DOWN = 1, 2, 5
"""hrDeviceStatus; the printer's network card, device 2, is down."""
LASER = """\
1.3.6.1.2.1.1.1.0|4|Laser of nobody, invented
1.3.6.1.2.1.25.3.2.1.5.1|2|{device}
1.3.6.1.2.1.25.3.2.1.5.2|2|5
1.3.6.1.2.1.25.3.5.1.1.1|2|{status}
1.3.6.1.2.1.25.3.5.1.2.1|4x|{errors}
1.3.6.1.2.1.43.11.1.1.4.1.1|2|3
1.3.6.1.2.1.43.11.1.1.4.1.2|2|3
1.3.6.1.2.1.43.11.1.1.4.1.3|2|4
1.3.6.1.2.1.43.11.1.1.4.1.4|2|3
1.3.6.1.2.1.43.11.1.1.4.1.5|2|3
1.3.6.1.2.1.43.11.1.1.5.1.1|2|21
1.3.6.1.2.1.43.11.1.1.5.1.2|2|21
1.3.6.1.2.1.43.11.1.1.5.1.3|2|4
1.3.6.1.2.1.43.11.1.1.5.1.4|2|9
1.3.6.1.2.1.43.11.1.1.5.1.5|2|21
1.3.6.1.2.1.43.11.1.1.6.1.1|4|Black Toner Cartridge
1.3.6.1.2.1.43.11.1.1.6.1.2|4|Cyan Toner Cartridge
1.3.6.1.2.1.43.11.1.1.6.1.3|4|Waste Toner Box
1.3.6.1.2.1.43.11.1.1.6.1.4|4|Drum Unit
1.3.6.1.2.1.43.11.1.1.6.1.5|4|Magenta Toner Cartridge
1.3.6.1.2.1.43.11.1.1.8.1.1|2|2600
1.3.6.1.2.1.43.11.1.1.8.1.2|2|100
1.3.6.1.2.1.43.11.1.1.8.1.3|2|-2
1.3.6.1.2.1.43.11.1.1.8.1.4|2|12000
1.3.6.1.2.1.43.11.1.1.8.1.5|2|100
1.3.6.1.2.1.43.11.1.1.9.1.1|2|{black}
1.3.6.1.2.1.43.11.1.1.9.1.2|2|4
1.3.6.1.2.1.43.11.1.1.9.1.3|2|-3
1.3.6.1.2.1.43.11.1.1.9.1.4|2|9000
1.3.6.1.2.1.43.11.1.1.9.1.5|2|-2
"""
"""snmpsim's own format: object, type, value (2 integer, 4 octets, 4x octets in hex)."""


class SnmpPrinter:
    """One printer; what it says can change while it runs."""

    def __init__(self, folder: Path) -> None:
        """Prepare."""
        self.port, self._folder = port(), folder
        (folder / "data").mkdir()
        self._changed = 0
        self.say()
        self._process: subprocess.Popen[bytes] | None = None

    def settings(self, **more: str) -> Printer:
        """Give it as a sensor node's settings name it."""
        return Printer(id="printer", device="printer", snmp=f"{HOST}:{self.port}", **more)

    def say(self, *, status: int = IDLE, device: int = RUNNING, errors: str = "00", black: int = 1950) -> None:
        """Let it be so from now on; the agent reads its file again when that is newer."""
        path = self._folder / "data" / "public.snmprec"
        path.write_text(LASER.format(status=status, device=device, errors=errors, black=black), "utf-8")
        self._changed += 2
        os.utime(path, (time.time() + self._changed,) * 2)

    def start(self) -> None:
        """Switch it on."""
        command = Path(sys.executable).with_name("snmpsim-command-responder")
        own = ["--process-user=root", "--process-group=root"] if os.geteuid() == 0 else []
        with (self._folder / "agent.log").open("ab") as log:
            self._process = subprocess.Popen(
                [command, f"--data-dir={self._folder / 'data'}", f"--cache-dir={self._folder / 'cache'}",
                 f"--agent-udpv4-endpoint={HOST}:{self.port}", *own],
                stdout=log, stderr=log,
            )  # fmt: skip

    def stop(self) -> None:
        """Switch it off."""
        if self._process:
            self._process.kill()
            self._process.wait()


@contextmanager
def snmp_printer() -> Iterator[SnmpPrinter]:
    """Have a printer that is switched on."""
    with tempfile.TemporaryDirectory(prefix="snmp-") as folder:
        printer = SnmpPrinter(Path(folder))
        printer.start()
        try:
            yield printer
        finally:
            printer.stop()
