"""Signing someone out from the page, and taking that back."""

from typing import Annotated

from litestar import MediaType, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Response
from msgspec import Struct

from broker.house.presence import is_with
from broker.web.languages import pages
from broker.web.login import Asks
from broker.web.notices import notice
from broker.web.people import find_visit
from broker.web.recording import record
from broker.web.state import WebState
from broker.wire.facts.presence import Left, Undone
from broker.wire.language import mark
from broker.wire.message import Id
from broker.wire.pictures import VisitPicture
from broker.wire.wanted import Wanted


class VisitForm(Struct, frozen=True):
    """What a form sends: its key becomes the fact's id, so that pressing twice records once."""

    key: Id


Form = Annotated[VisitForm, Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/visits/{visit:str}/leave", media_type=MediaType.HTML, include_in_schema=False)
async def leave(request: Asks, state: WebState, visit: FromPath[str], data: Form) -> Response[str]:
    """Record that an adult left."""
    found = _find(state, visit)
    stays = state.hub.snapshot().house.stays.values()
    takes = tuple(stay.child for stay in stays if is_with(stay, found))  # whom the button names, announced ones too
    body = Left(visit=visit, adult=found.adult, family=found.family, takes=takes)
    await record(state, Wanted(data.key, body))
    return _answer(request, state, visit)


@post("/visits/{visit:str}/undo", media_type=MediaType.HTML, include_in_schema=False)
async def undo(request: Asks, state: WebState, visit: FromPath[str], data: Form) -> Response[str]:
    """Record that the leaving of an adult is taken back."""
    found = _find(state, visit)
    body = Undone(visit=visit, adult=found.adult, family=found.family, what="left")
    await record(state, Wanted(data.key, body))
    return _answer(request, state, visit)


def _find(state: WebState, visit: str) -> VisitPicture:
    if found := find_visit(state.hub.snapshot(), visit):
        return found
    raise NotFoundException(mark("The house does not know this visit any more. Please look again."))


def _answer(request: Asks, state: WebState, visit: str) -> Response[str]:
    if "x-dabei-live" in request.headers:
        return Response(notice(state, pages(request), visit), status_code=200)
    return Response("", status_code=303, headers={"location": f"/?done={visit}"})
