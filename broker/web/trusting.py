"""What leads to trust, and is open before there is any: the authority's certificate for tablets, bundles for nodes."""

import asyncio

from litestar import MediaType, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response

from broker.trust import waiting
from broker.trust.authority import fingerprint, on_windows
from broker.web.login import Asks, page
from broker.web.state import WebState
from broker.wire.bundle import WAITS

TRUST = "/vertrauen"
FILE = f"{TRUST}/dabei.crt"


@get(TRUST, include_in_schema=False)
async def trust_page(request: Asks, state: WebState) -> Response[str]:
    """Explain how a tablet comes to trust the office."""
    shown = await _authority(state)
    prints = {"SHA-256": fingerprint(shown).split(), "SHA-1": on_windows(shown).split()}
    clear = request.url.scheme == "http"  # there no cookie is kept, so no choice of a language either
    where = state.net.address
    return page(request, "trust.html", address=where, file=FILE, prints=prints, clear=clear)


@get(FILE, include_in_schema=False)
async def authority(state: WebState) -> Response[bytes]:
    """Give the authority's certificate, as browsers and systems take it in."""
    return Response(await _authority(state), media_type="application/x-x509-ca-cert")


@get(f"{WAITS}/{{place:str}}", include_in_schema=False)
async def bundle(state: WebState, place: FromPath[str]) -> Response[bytes]:
    """Hand a sealed bundle out, once, to whoever knows where it waits."""
    folder = state.net.waiting
    found = await asyncio.to_thread(waiting.take, folder, place) if folder else None
    if found is None:
        raise NotFoundException
    return Response(found, media_type=MediaType.TEXT, headers={"content-type": "application/octet-stream"})


async def _authority(state: WebState) -> bytes:
    net = state.net
    if net.ca is None or not net.hosts:
        raise NotFoundException
    try:
        return await asyncio.to_thread(net.ca.read_bytes)
    except FileNotFoundError:
        raise NotFoundException from None
