"""What a family, or a guest, may ask for: to have what is kept of them (GDPR, article 15), and to be forgotten (17)."""

import json
import logging
from http import HTTPStatus
from typing import Any

from litestar import MediaType, get, post
from litestar.exceptions import NotFoundException, ServiceUnavailableException
from litestar.params import FromPath
from litestar.response import Response

from broker.known import Entry
from broker.web.fields import Fields, sent
from broker.web.languages import pages
from broker.web.login import Asks, page
from broker.web.recording import NotRecordedError
from broker.web.rights_view import Export
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.language import mark

_log = logging.getLogger(__name__)
HERE = mark("They are in the house. Erase when everybody has left.")
BOTH = ("/familien/{who:str}", "/gaeste/{who:str}")


@get([f"{path}/auskunft" for path in BOTH], include_in_schema=False)
async def export(request: Asks, state: WebState, who: FromPath[str]) -> Response[str]:
    """Show what is kept of them, to be read and printed."""
    found, speaking = await _export(request, state, who), pages(request)
    return page(
        request,
        "rights_export.html",
        found=found,
        people=list(found.people(speaking)),
        stays=found.stays(speaking),
        log=found.log(state.hub.known(), speaking),
        kept=state.hub.retention(),
        now=state.now(),
    )


@get([f"{path}/auskunft.json" for path in BOTH], include_in_schema=False)
async def file(request: Asks, state: WebState, who: FromPath[str]) -> Response[bytes]:
    """Give what is kept of them, as it is kept."""
    found = await _export(request, state, who)
    text = json.dumps(found.rows, ensure_ascii=False, indent=2).encode()
    named = {"content-disposition": f'attachment; filename="auskunft-{found.id}.json"'}
    return Response(text, media_type=MediaType.JSON, headers=named)


@get([f"{path}/loeschen" for path in BOTH], include_in_schema=False)
async def leave(request: Asks, state: WebState, who: FromPath[str]) -> Response[str]:
    """Tell what goes and what stays, and ask."""
    return await _ask(request, state, who)


@post([f"{path}/loeschen" for path in BOTH], include_in_schema=False)
async def erase(request: Asks, state: WebState, who: FromPath[str]) -> Response[str]:
    """Erase them, if their own word was typed."""
    fields, found, asks = await sent(request), await _found(state, who), request.user
    if found.is_here(state.hub.snapshot().house):
        fields.wrong("word", HERE)
    elif not found.is_meant(fields["word"]):
        fields.wrong("word", mark("That is another word. Please type it as it stands here."))
    if fields.faults:
        return await _ask(request, state, who, fields)
    log = Entry(0, asks.role, asks.name, asks.device, "erase", "")
    try:
        gone = await state.hub.erase(found.id, log)
    except DabeiError as exc:
        if found.is_here(state.hub.snapshot().house):  # they have come meanwhile
            fields.wrong("word", HERE)
            return await _ask(request, state, who, fields)
        _log.warning("nobody was erased: %s", exc)
        raise NotRecordedError(mark("Nothing was erased. The hub's log says why. Please try again.")) from exc
    state.feeds.refresh()
    return page(request, "rights_gone.html", gone=gone, path="/")


async def _ask(request: Asks, state: WebState, who: str, fields: Fields | None = None) -> Response[str]:
    found, house = await _found(state, who), state.hub.snapshot().house
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fields else HTTPStatus.OK
    return page(request, "rights_erase.html", status, found=found, fields=fields or Fields(), here=found.is_here(house))


async def _export(request: Asks, state: WebState, who: str) -> Export:
    """Give what is kept, once it is written down who asked for it."""
    found, asks = await _found(state, who), request.user
    try:
        await state.hub.note(asks.role, asks.name, asks.device, "export", found.id)
    except DabeiError as exc:
        raise ServiceUnavailableException(mark("The look cannot be written down, so nothing is shown.")) from exc
    return found


async def _found(state: WebState, who: str) -> Export:
    try:
        rows: dict[str, list[dict[str, Any]]] = await state.hub.export(who)
    except DabeiError as exc:
        raise NotFoundException(mark("Nobody is known by that. Perhaps they were erased meanwhile.")) from exc
    return Export(rows, state.hub.snapshot())
