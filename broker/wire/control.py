"""A socket on this machine that takes commands of its user alone, for as long as a program runs.

One line is one command, one line is the answer: `ok`, `ok …` or `error: …`. The hub's keeper asks it; and it stands in
for the outermost edge, the card in the air and the voltage at a pin, in programs whose settings ask for simulation.
"""

import contextlib
import socket
import socketserver
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from broker.wire.errors import DabeiError

PATIENCE_S = 15.0
"""For so long an answer is waited for, if nothing else is said."""
ERASE_S = 240.0
"""The same when somebody is to be forgotten: everything is derived anew, and the whole file written."""


class Control:
    """Listens on a unix socket and hands each line to `handle`, which may answer, in the socket's thread."""

    def __init__(self, path: Path, handle: Callable[[str], str | None]) -> None:
        """Listen at `path`; only this user may connect."""

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # whoever asked has gone
                    for raw in self.rfile:
                        self.wfile.write(_answer(handle, raw.decode(errors="replace").strip()))

        path.unlink(missing_ok=True)
        self._path = path
        self._server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
        self._server.daemon_threads = True
        path.chmod(0o600)
        threading.Thread(target=self._server.serve_forever, name="control", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)


class Remote:
    """The other end: sends commands to a running program."""

    def __init__(self, path: Path, patience_s: float = PATIENCE_S) -> None:
        """Remember the socket; it is opened with the first command and again after a restart."""
        self._path, self._patience_s = path, patience_s
        self._socket: socket.socket | None = None

    def send(self, command: str) -> str:
        """Send a line and give the answer.

        :raises OSError: nobody listens.
        """
        try:
            if self._socket is None:
                self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self._socket.settimeout(self._patience_s)
                self._socket.connect(str(self._path))
            self._socket.sendall(command.encode() + b"\n")
            answer = self._socket.makefile("r").readline().strip()
        except OSError:
            self.close()
            raise
        if not answer:
            self.close()
            raise ConnectionResetError(f"{self._path} was closed")
        return answer

    def close(self) -> None:
        """Close the connection."""
        if self._socket:
            self._socket.close()
            self._socket = None


def _answer(handle: Callable[[str], str | None], line: str) -> bytes:
    try:
        text = handle(line)
    except (DabeiError, ValueError, LookupError) as exc:
        return f"error: {' '.join(str(exc).split())}\n".encode()
    return f"ok {text}\n".encode() if text else b"ok\n"


def main() -> None:
    """Send the lines of standard input to the socket that is named, and print the answers."""
    remote = Remote(Path(sys.argv[1]))
    try:
        for line in sys.stdin:
            print(remote.send(line.strip()))
    except OSError as exc:
        sys.exit(f"nobody listens at {sys.argv[1]}: {exc.strerror or exc}. Is the program running?")


if __name__ == "__main__":
    main()
