"""The pages on the wire: uvicorn, on this machine only, and patient with nobody for ever."""

import asyncio
import socket
from typing import Any

import h11
import uvicorn
from litestar import Litestar
from litestar.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from broker.web.access_log import logged
from broker.wire.errors import DabeiError
from broker.wire.watchdog import ready

HOST = "127.0.0.1"
PATIENCE_S = 15.0
"""Within which a request has to arrive, head and body, and an answer to be read: uvicorn itself would wait for ever."""
CONNECTIONS = 300
"""At once; whoever comes then is told that the house is busy. Each browser holds up to seven."""


class PortTakenError(DabeiError):
    """Something else already listens where the pages should be."""


class Config(uvicorn.Config):
    """uvicorn's settings, and how long it waits."""

    patience_s = PATIENCE_S


class Patient(H11Protocol):
    """Closes a connection on which a request is too slow to arrive, or an answer is not read."""

    _timer: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the class above
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on waiting until the whole request is there."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait()
        else:
            self._calm()

    def pause_writing(self) -> None:
        """Begin to wait until what was sent is read; a tablet asleep comes back with a new connection."""
        super().pause_writing()
        self._unread = self.loop.call_later(self._patience_s, self.transport.abort)

    def resume_writing(self) -> None:
        """Wait no longer: it is read."""
        self._read()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._calm()
        self._read()
        super().connection_lost(exc)

    @property
    def _patience_s(self) -> float:
        return self.config.patience_s if isinstance(self.config, Config) else PATIENCE_S

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self._patience_s, self.transport.close)

    def _read(self) -> None:
        if self._unread:
            self._unread.cancel()
            self._unread = None

    def _calm(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


class Server(uvicorn.Server):
    """Pages at `port`. `run` serves in the calling thread; `should_exit = True` ends it, streams included."""

    def __init__(self, app: Litestar, port: int, patience_s: float = PATIENCE_S, *, access_log: bool = False) -> None:
        """Take the port; 0 is any free one.

        :raises PortTakenError: it is in use.
        """
        super().__init__(_config(logged(app) if access_log else app, patience_s))
        self._app, self._socket = app, _listen(port)
        self.port: int = self._socket.getsockname()[1]

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop."""
        super().run(sockets or [self._socket])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and say so."""
        await super().startup(sockets)
        ready(f"pages at port {self.port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: uvicorn waits for every open answer, and a stream is one that never ends."""
        self._app.state.feeds.close()
        await super().shutdown(sockets)


def serve(app: Litestar, port: int, *, access_log: bool = False) -> None:
    """Serve until the process is told to stop.

    :param access_log: whether each request is a line of the log.
    :raises PortTakenError: the port is in use.
    """
    Server(app, port, access_log=access_log).run()


def _config(app: ASGIApp, patience_s: float) -> Config:
    calm: dict[str, Any] = {"access_log": False, "log_config": None, "server_header": False}
    found = Config(
        app,
        http=Patient,
        ws="none",
        proxy_headers=False,  # else whoever asks says from which address, and is never throttled
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=1,
        **calm,
    )
    found.patience_s = patience_s
    return found


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as exc:
        raise PortTakenError(f"the pages cannot use port {port}: {exc.strerror}. Set another `web.port`.") from exc
