"""A line in the hub's log for each request: what kind of page, how it ended, how long it took, as whom. Nobody's name.

Neither address nor query stand there, and of a path only its route: paths hold ids, and those of phones are secrets.
"""

import logging
import time

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from broker.web.who import NOBODY, Who

_log = logging.getLogger(__name__)
NO_ROUTE = "(no such route)"


def logged(app: ASGIApp) -> ASGIApp:
    """Log each request of this application when its answer begins: a stream, too, when it is opened."""
    _log.setLevel(logging.INFO)

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _log.info(_line(scope, message["status"], time.perf_counter() - began))
            await send(message)

        await app(scope, receive, sending)

    return call


def _line(scope: Scope, status: int, took_s: float) -> str:
    who: Who = scope.get("user") or NOBODY
    route = scope.get("path_template") or NO_ROUTE
    return f"{scope.get('method')} {route} {status} {took_s * 1000:.0f} ms {who.role}"
