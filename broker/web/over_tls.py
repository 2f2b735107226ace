"""Around the application, where pages go over TLS: cookies that travel in no other way, and what is open without it."""

from collections.abc import Iterable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from broker.web.trusting import FILE, TRUST

OURS, SAFE = b"dabei-", b"__Host-"
"""How our cookies begin; and what a browser takes from this host alone, over TLS alone."""
OPEN, STATIC = frozenset({TRUST, FILE}), "/static/"


def over_tls(app: ASGIApp) -> ASGIApp:
    """Let an application speak over TLS; in the clear it tells how to trust it, and nothing else."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
        elif scope["scheme"] == "https" or scope["path"] in OPEN or scope["path"].startswith(STATIC):
            scope["headers"] = list(_known(scope))

            async def say(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [_safe(name, value) for name, value in message["headers"]]
                await send(message)

            await app(scope, receive, say)
        else:
            place = [(b"location", TRUST.encode()), (b"content-length", b"0"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 303, "headers": place})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return guarded


def _known(scope: HTTPScope) -> Iterable[tuple[bytes, bytes]]:
    """Give the headers as the application knows them; a cookie of ours that is not safe is not ours."""
    for name, value in scope["headers"]:
        if name != b"cookie":
            yield name, value
            continue
        cookies = [cookie.strip() for cookie in value.split(b";")]
        kept = [cookie.removeprefix(SAFE) for cookie in cookies if not cookie.startswith(OURS)]
        yield name, b"; ".join(kept)


def _safe(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    ours = name.lower() == b"set-cookie" and value.startswith(OURS)
    return (name, SAFE + value + b"; Secure") if ours else (name, value)
