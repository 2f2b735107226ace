"""The pages on the wire: uvicorn, on this machine only."""

import socket

import uvicorn
from litestar import Litestar

from broker.wire.errors import DabeiError

HOST = "127.0.0.1"


class PortTakenError(DabeiError):
    """Something else already listens where the pages should be."""


class Server(uvicorn.Server):
    """Pages at `port`. `run` serves in the calling thread; `should_exit = True` ends it, streams included."""

    def __init__(self, app: Litestar, port: int) -> None:
        """Take the port; 0 is any free one.

        :raises PortTakenError: it is in use.
        """
        super().__init__(
            uvicorn.Config(app, access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=1)
        )
        self._app, self._socket = app, _listen(port)
        self.port: int = self._socket.getsockname()[1]

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop."""
        super().run(sockets or [self._socket])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: uvicorn waits for every open answer, and a stream is one that never ends."""
        self._app.state.feeds.close()
        await super().shutdown(sockets)


def serve(app: Litestar, port: int) -> None:
    """Serve until the process is told to stop.

    :raises PortTakenError: the port is in use.
    """
    Server(app, port).run()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as exc:
        raise PortTakenError(f"the pages cannot use port {port}: {exc.strerror}. Set another `web.port`.") from exc
