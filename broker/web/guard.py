"""What protects every page, whoever asks: names of this house only, own forms only, own content only."""

import re
from collections.abc import Callable, Iterable

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import ClientException, NotFoundException, PermissionDeniedException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from broker.wire.language import mark

HERE = ("127.0.0.1", "localhost", "::1")
"""Names under which pages are served on this machine."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # Not `no-referrer`: with it a browser sends `Origin: null` with our own forms.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def guard(hosts: Iterable[str]) -> Callable[[ASGIApp], ASGIApp]:
    """Make what refuses whatever does not come from a page of this machine, or of these hosts.

    Any other name was pointed here by somebody else (DNS rebinding).
    """
    names = "|".join(re.escape(f"[{host}]" if ":" in host else host) for host in (*HERE, *hosts))
    host = re.compile(f"({names})(:[0-9]{{1,5}})?")

    def guard(app: ASGIApp) -> ASGIApp:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                check(scope["method"], scope["scheme"], Headers.from_scope(scope), host)
                if not scope["path"].isprintable():  # no file of ours, and an error of the system to look for
                    raise NotFoundException
            await app(scope, receive, send)

        return guarded

    return guard


def check(method: str, scheme: str, headers: Headers, known: re.Pattern[str]) -> None:
    """Look at who asks.

    :param known: the hosts under which pages are served.
    :raises ClientException: the host is none of them.
    :raises PermissionDeniedException: something is to change, and a page of another origin asks for it.
    """
    host = headers.get("host", "")
    if not known.fullmatch(host.lower()):
        raise ClientException(mark("These pages are not served under this name. Open them under that of the house."))
    # No page of another origin can make a browser send such a header: then it is a program that asks.
    program = headers.get("authorization", "").startswith("Bearer ")
    if method not in SAFE and not program and headers.get("origin") != f"{scheme}://{host}":
        raise PermissionDeniedException(mark("Only a page of this house may change something. Open the page again."))


async def secure(message: Message, _scope: Scope) -> None:
    """Add the headers that keep a page to itself; nothing is kept by a browser unless its route says so."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders(message)
        for name, value in HEADERS.items():
            headers[name] = value
        headers.setdefault("cache-control", "no-store")
