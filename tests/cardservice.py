"""The real pcscd with readers that exist only in folders, and cards that are put on them."""

import contextlib
import functools
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent / "pcsc" / "ifd_folder.c"
NTAG = bytes.fromhex("3B8F8001804F0CA0000003060300030000000068")
"""ATR of an NFC tag as readers make it up (PC/SC part 3, section 3.1.3.2.3)."""
ON, ASK_ATR = b"\x01", b"\x04"


@functools.cache
def driver() -> Path:
    """Compile the reader that exists only in a folder."""
    built = Path(tempfile.mkdtemp(prefix="dabei-ifd-")) / "libifd_folder.so"
    flags = subprocess.run(["pkg-config", "--cflags", "libpcsclite"], capture_output=True, text=True, check=True).stdout
    options = ["-O2", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-shared", "-fPIC", *flags.split()]
    subprocess.run(["gcc", *options, "-o", str(built), str(SOURCE), "-lpthread"], check=True)
    return built


@functools.cache
def run_folder() -> Path:
    """Give where this process looks for pcscd; its library reads that once, so one runs at a time."""
    folder = Path(tempfile.mkdtemp(prefix="dabei-pcscd-run-"))
    os.environ["PCSCLITE_CSOCK_NAME"] = str(folder / "pcscd.comm")
    return folder


class Card:
    """A card; `number` is what it answers when it is asked for its number, in hex."""

    def __init__(self, number: str, *, dumb: bool = False) -> None:
        """Make one; a dumb one does not tell its number."""
        self.number, self._dumb = number, dumb
        self.powered = threading.Event()
        """The service has found it, and given it power."""
        self._socket: socket.socket | None = None

    def put_on(self, reader: Path) -> None:
        """Lay it on a reader."""
        found = socket.socket(socket.AF_UNIX)
        found.connect(str(reader / "card.sock"))
        self._socket = found
        threading.Thread(target=self._answer, args=(self._socket,), daemon=True).start()

    def lie_on(self, reader: Path) -> None:
        """Lie on a reader from the moment that the service finds it, which is not running yet."""

        def lie() -> None:
            deadline = time.monotonic() + 10
            while not self._socket and time.monotonic() < deadline:
                with contextlib.suppress(OSError):
                    self.put_on(reader)
                time.sleep(0.001)

        threading.Thread(target=lie, daemon=True).start()

    def take_away(self) -> None:
        """Take it away."""
        if self._socket:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None

    def _answer(self, reader: socket.socket) -> None:
        with contextlib.suppress(OSError, struct.error):
            while True:
                (length,) = struct.unpack(">H", reader.recv(2, socket.MSG_WAITALL))
                body = reader.recv(length, socket.MSG_WAITALL)
                answer = self._to(body)
                if answer is not None:
                    reader.sendall(struct.pack(">H", len(answer)) + answer)
                if body == ON:
                    self.powered.set()

    def _to(self, body: bytes) -> bytes | None:
        if len(body) == 1:
            return NTAG if body == ASK_ATR else None
        if body[:2] == b"\xff\xca" and not self._dumb:
            return bytes.fromhex(self.number) + b"\x90\x00"
        return b"\x6a\x81"


class Mute(Card):
    """A card, or a reader, that does not answer at all when it is asked for the number."""

    def _to(self, body: bytes) -> bytes | None:
        return super()._to(body) if len(body) == 1 else None


class CardService:
    """pcscd with its socket, settings and readers in a folder of its own."""

    def __init__(self, *readers: str) -> None:
        """Prepare, with all readers plugged in."""
        self.folder = Path(tempfile.mkdtemp(prefix="dabei-pcsc-"))
        (self.folder / "conf").mkdir()
        self.readers = {name: self.folder / f"reader{number}" for number, name in enumerate(readers)}
        for number, (name, folder) in enumerate(self.readers.items()):
            folder.mkdir()
            text = f'FRIENDLYNAME "{name}"\nDEVICENAME {folder}\nLIBPATH {driver()}\nCHANNELID {number}\n'
            (self.folder / "conf" / f"reader{number}").write_text(text)
        self.run = run_folder()
        self.socket = self.run / "pcscd.comm"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a mount namespace of its own, where /run/pcscd is ours."""
        usage = subprocess.run(["pcscd", "--help"], capture_output=True, text=True, check=False).stdout
        options = ["--disable-polkit"] if "disable-polkit" in usage else []
        alone = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        script = 'mkdir -p /run/pcscd; mount --bind "$0" /run/pcscd; exec pcscd -f -i -c "$@"'
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*alone, "sh", "-c", script, str(self.run), str(self.folder / "conf"), *options], stdout=log, stderr=log
            )
        plugged = [folder for folder in self.readers.values() if not (folder / "unplugged").exists()]
        self.wait(lambda: self.socket.exists() and all((folder / "card.sock").exists() for folder in plugged))

    def wait(self, there: object) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + 10
        while not there():  # type: ignore[operator]
            assert time.monotonic() < deadline, (self.folder / "log").read_text(errors="replace")[-2000:]
            time.sleep(0.005)

    def kill(self, how: int = signal.SIGKILL) -> None:
        """End it."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(10)
            self._process = None
        self.socket.unlink(missing_ok=True)
        (self.run / "pcscd.pid").unlink(missing_ok=True)

    def signal(self, number: int) -> None:
        """Send it a signal; after SIGSTOP it hangs in truth, with all its threads."""
        assert self._process
        self._process.send_signal(number)
        while number == signal.SIGSTOP and set(self._states()) != {"T"}:
            time.sleep(0.001)

    def _states(self) -> Iterator[str]:
        """Give the state of each of its threads, as proc(5) has it."""
        assert self._process
        for thread in Path(f"/proc/{self._process.pid}/task").iterdir():
            yield (thread / "stat").read_text().rpartition(") ")[2][0]

    def rename(self, name: str, new: str) -> None:
        """Let a reader have another name from the next start on."""
        self.readers = {new if each == name else each: folder for each, folder in self.readers.items()}
        settings = self.folder / "conf" / self.readers[new].name
        settings.write_text(settings.read_text().replace(f'"{name}"', f'"{new}"'))

    def unplug(self, name: str) -> None:
        """Pull a reader out; the service still lists one of this kind, as not available."""
        (self.readers[name] / "unplugged").touch()

    def plug_in(self, name: str) -> None:
        """Plug a reader in that was there when the service started."""
        (self.readers[name] / "unplugged").unlink(missing_ok=True)

    def close(self) -> None:
        """End it and leave nothing."""
        self.kill(signal.SIGTERM)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def card_service(*readers: str) -> Iterator[CardService]:
    """Run pcscd with these readers, all plugged in, and let this process use it."""
    service = CardService(*readers)
    try:
        service.start()
        yield service
    finally:
        service.close()
