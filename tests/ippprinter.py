"""A real IPP Everywhere printer, `ippeveprinter`, with D-Bus and Avahi of its own that talk to nobody but loopback."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from offices import port

HOST = "127.0.0.1"
AVAHI = "[server]\nuse-ipv6=no\nallow-interfaces=lo\n[publish]\npublish-workstation=no\npublish-addresses=no\n"
START = """
mkdir -p /run/dbus /run/avahi-daemon
mount -t tmpfs tmpfs /run/dbus
mount -t tmpfs tmpfs /run/avahi-daemon
dbus-daemon --system --nofork --nopidfile & echo $! > "$0/pids"
until [ -S /run/dbus/system_bus_socket ]; do sleep 0.02; done
avahi-daemon -f "$0/avahi.conf" --no-drop-root --no-chroot --no-rlimits --no-proc-title -s & echo $! >> "$0/pids"
state='dbus-send --system --print-reply --dest=org.freedesktop.Avahi / org.freedesktop.Avahi.Server.GetState'
until $state 2>/dev/null | grep -q 'int32 2'; do sleep 0.02; done
exec ippeveprinter "$@"
"""
PRINT = '#!/bin/sh\ncat "$(dirname "$0")/lines" >&2\nwhile [ -f "$(dirname "$0")/hold" ]; do sleep 0.05; done\n'
"""The print command: what stands in `lines` goes to the printer as its own words on state and supplies."""


class IppPrinter:
    """One printer; `start` and `kill` it as often as you like."""

    def __init__(self, folder: Path) -> None:
        """Prepare."""
        self.port, self._folder = port(), folder
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "avahi.conf").write_text(AVAHI)
        (folder / "lines").write_text("")
        command = folder / "print"
        command.write_text(PRINT)
        command.chmod(0o755)

    @property
    def uri(self) -> str:
        """Its address."""
        return f"ipp://{HOST}:{self.port}/ipp/print"

    def start(self) -> None:
        """Switch it on."""
        alone = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        options = ["-n", "localhost", "-p", str(self.port), "-c", str(self._folder / "print"), "-d", str(self._folder)]
        with (self._folder / "printer.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*alone, "sh", "-c", START, str(self._folder), *options, "-f", "text/plain", "Drucker"],
                stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + 15
        while not self._answers():
            assert time.monotonic() < deadline, (self._folder / "printer.log").read_text(errors="replace")[-2000:]
            time.sleep(0.05)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(self._get(""))
        return False

    def signal(self, number: int) -> None:
        """Send it a signal."""
        assert self._process
        self._process.send_signal(number)

    def kill(self) -> None:
        """Switch it off."""
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None
        pids = self._folder / "pids"
        for pid in pids.read_text().split() if pids.exists() else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def tell(self, *lines: str) -> None:
        """Print a page, during which the printer learns this of itself."""
        self.page(*lines).wait(20)

    def page(self, *lines: str) -> subprocess.Popen[bytes]:
        """Begin to print a page."""
        (self._folder / "lines").write_text("".join(f"{line}\n" for line in lines))
        page = self._folder / "page.txt"
        page.write_text("page\n")
        return subprocess.Popen(
            ["ipptool", "-t", "-f", str(page), self.uri, "print-job.test"], stdout=subprocess.DEVNULL
        )

    def hold(self, *, on: bool) -> None:
        """Let pages take for ever, or end."""
        hold = self._folder / "hold"
        hold.touch() if on else hold.unlink(missing_ok=True)

    def tray(self, sheets: int) -> None:
        """Put so many sheets in."""
        self._get(f"/media?size1=iso_a4_210x297mm&type1=stationery&level1={sheets}&size3=iso_dl_110x220mm&level3=25")

    def supply(self, black: int) -> None:
        """Put in toner of so many percent."""
        self._get(f"/supplies?supply0=25&supply1={black}")

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://{HOST}:{self.port}{path}", timeout=5) as answer:
            return bytes(answer.read())


@contextlib.contextmanager
def ipp_printer() -> Iterator[IppPrinter]:
    """Give a printer that is on."""
    folder = Path(tempfile.mkdtemp(prefix="dabei-ipp-"))
    printer = IppPrinter(folder)
    try:
        printer.start()
        yield printer
    finally:
        printer.kill()
        shutil.rmtree(folder, ignore_errors=True)
