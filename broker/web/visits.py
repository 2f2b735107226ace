"""Signing someone out from the page, and taking that back."""

import asyncio
from typing import Annotated

from litestar import MediaType, Request, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException, ServiceUnavailableException
from litestar.params import Body, FromPath
from litestar.response import Response
from msgspec import Struct

from broker.house.presence import is_with
from broker.web.notices import notice
from broker.web.people import find_visit
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.facts import FactBody
from broker.wire.facts.presence import Left, Undone
from broker.wire.message import Id
from broker.wire.pictures import VisitPicture

COMMIT_S = 5
"""How long a page waits for the COMMIT before it says that it does not know."""


class VisitForm(Struct, frozen=True):
    """What a form sends: its key becomes the fact's id, so that pressing twice records once."""

    key: Id


Form = Annotated[VisitForm, Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/visits/{visit:str}/leave", media_type=MediaType.HTML, include_in_schema=False)
async def leave(
    request: Request[None, None, WebState], state: WebState, visit: FromPath[str], data: Form
) -> Response[str]:
    """Record that an adult left."""
    found = _find(state, visit)
    stays = state.hub.snapshot().house.stays.values()
    takes = tuple(stay.child for stay in stays if is_with(stay, found))  # whom the button names, announced ones too
    await record(state, Left(visit=visit, adult=found.adult, family=found.family, takes=takes), data.key)
    return _answer(request, state, visit)


@post("/visits/{visit:str}/undo", media_type=MediaType.HTML, include_in_schema=False)
async def undo(
    request: Request[None, None, WebState], state: WebState, visit: FromPath[str], data: Form
) -> Response[str]:
    """Record that the leaving of an adult is taken back."""
    found = _find(state, visit)
    await record(state, Undone(visit=visit, adult=found.adult, family=found.family, what="left"), data.key)
    return _answer(request, state, visit)


def _find(state: WebState, visit: str) -> VisitPicture:
    if found := find_visit(state.hub.snapshot(), visit):
        return found
    raise NotFoundException(state.pages.say("The house does not know this visit any more. Please look again."))


async def record(state: WebState, body: FactBody, key: Id) -> None:
    """Record one fact.

    :raises ServiceUnavailableException: it was not recorded, or nobody knows yet; pressing again is safe.
    """
    try:
        # Shielded: whoever gives up waiting must not take the fact back out of the hub's hands.
        await asyncio.wait_for(asyncio.shield(state.hub.record(body, fact_id=key)), COMMIT_S)
    except TimeoutError as exc:
        raise ServiceUnavailableException(
            state.pages.say("The hub does not answer. Perhaps it was saved: please look, then press again.")
        ) from exc
    except DabeiError as exc:
        not_saved = state.pages.say("Not saved:")
        raise ServiceUnavailableException(f"{not_saved} {exc}") from exc


def _answer(request: Request[None, None, WebState], state: WebState, visit: str) -> Response[str]:
    state.feeds.refresh()
    if "x-dabei-live" in request.headers:
        return Response(notice(state, visit), status_code=200)
    return Response("", status_code=303, headers={"location": f"/?done={visit}"})
