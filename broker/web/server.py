"""The pages on the wire: uvicorn, on this machine only until there is TLS, and patient with nobody for ever."""

import asyncio
import socket
import ssl
from asyncio import constants
from collections import Counter
from pathlib import Path
from typing import Any

import h11
import uvicorn
from litestar import Litestar
from litestar.types import ASGIApp
from msgspec import Struct
from uvicorn.protocols.http.h11_impl import H11Protocol

from broker.web.access_log import logged
from broker.web.over_tls import over_tls
from broker.wire.errors import DabeiError, SettingsError
from broker.wire.watchdog import ready

HOST, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  # with TLS. No IPv6: there one machine has addresses without end
PATIENCE_S = 15.0
"""Within which a request has to arrive, head and body, and an answer to be read: uvicorn itself would wait for ever."""
CONNECTIONS = 300
"""At once; whoever comes then is told that the house is busy. Each browser holds up to seven."""
EACH = 40
"""At once from one address, but for this machine's own: so nobody in the network takes all of them alone."""


class PortTakenError(DabeiError):
    """Something else already listens where the pages should be."""


class Tls(Struct, frozen=True):
    """Paths of certificate and key; and a port in the clear that tells how to trust them, if there is to be one."""

    cert: str
    key: str
    plain_port: int | None = None


class Config(uvicorn.Config):
    """uvicorn's settings, and how long it waits."""

    patience_s = PATIENCE_S
    context: ssl.SSLContext | None = None
    crowd: Counter[str]
    """Address → its connections."""

    def load(self) -> None:
        """Take our own context for TLS."""
        super().load()
        self.ssl = self.context


class Patient(H11Protocol):
    """Closes a connection on which a request is too slow to arrive, or an answer is not read."""

    _timer: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the class above
        """Begin to wait."""
        super().connection_made(transport)
        self._address = transport.get_extra_info("peername", ("",))[0]
        self._crowd[self._address] += 1
        if self._crowd[self._address] > EACH and self._address != HOST:
            transport.abort()
        else:
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
        """Wait no longer, and make room for another of that address."""
        self._calm()
        self._read()
        self._crowd[self._address] -= 1
        if not self._crowd[self._address]:
            del self._crowd[self._address]
        super().connection_lost(exc)

    @property
    def _crowd(self) -> Counter[str]:
        assert isinstance(self.config, Config)
        return self.config.crowd

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

    def __init__(
        self,
        app: Litestar,
        port: int,
        patience_s: float = PATIENCE_S,
        tls: Tls | None = None,
        *,
        access_log: bool = False,
    ) -> None:
        """Take the port; 0 is any free one.

        :raises PortTakenError: it is in use.
        :raises SettingsError: certificate or key cannot be used.
        """
        self._config = _config(logged(app) if access_log else app, patience_s, tls)
        super().__init__(self._config)
        self._app, self._tls, self._socket = app, tls, _listen(EVERYWHERE if tls else HOST, port)
        self._plain = _listen(EVERYWHERE, tls.plain_port) if tls and tls.plain_port is not None else None
        self.port: int = self._socket.getsockname()[1]
        self.plain_port: int | None = self._plain.getsockname()[1] if self._plain else None
        if tls:  # uvicorn hands no patience on to where a handshake is waited for
            constants.SSL_HANDSHAKE_TIMEOUT = constants.SSL_SHUTDOWN_TIMEOUT = patience_s
            self.renewed()

    def renewed(self) -> None:
        """Read certificate and key anew: who comes from now on gets them. Called from any thread.

        :raises SettingsError: they cannot be used.
        """
        if self._tls and self._config.context:
            try:
                self._config.context.load_cert_chain(_path(self._tls.cert), _path(self._tls.key))
            except OSError as exc:
                raise _untrusted(self._tls, exc) from exc

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop."""
        super().run(sockets or [self._socket])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen in the clear, too, if that was asked for, begin to serve, and say so."""
        await super().startup(sockets)
        if self._plain:
            loop = asyncio.get_running_loop()
            self.servers.append(await loop.create_server(self._protocol, sock=self._plain))
        ready(f"pages at port {self.port}")

    def _protocol(self) -> asyncio.Protocol:
        return Patient(self.config, self.server_state, self.lifespan.state)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: uvicorn waits for every open answer, and a stream is one that never ends."""
        self._app.state.feeds.close()
        await super().shutdown(sockets)


def _config(app: ASGIApp, patience_s: float, tls: Tls | None) -> Config:
    calm: dict[str, Any] = {"access_log": False, "log_config": None, "server_header": False}
    found = Config(
        over_tls(app) if tls else app,
        http=Patient,
        ws="none",
        proxy_headers=False,  # else whoever asks says from which address, and is never throttled
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=1,
        **calm,
    )
    found.patience_s, found.crowd = patience_s, Counter()
    found.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if tls else None
    return found


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _untrusted(tls: Tls, exc: OSError) -> SettingsError:
    return SettingsError(
        f"{tls.cert} and {tls.key} cannot be used: {exc.strerror or exc}. `dabei-broker SETTINGS trust` makes them"
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as exc:
        raise PortTakenError(f"the pages cannot use port {port}: {exc.strerror}. Set another `web.port`.") from exc
