"""Calls on one's own phone: no app and no log-in, let in by the code at the desk, for this visit alone."""

from typing import Annotated

from litestar import MediaType, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response, Stream

from broker.house.state import House
from broker.web.desk import CLOSED, CallForm, answered
from broker.web.forms import FORM, signed
from broker.web.language_choice import of_family
from broker.web.languages import pages
from broker.web.login import Asks, go, page
from broker.web.phone_view import phone_face, phone_feed
from broker.web.recording import record
from broker.web.sessions import begin
from broker.web.state import WebState
from broker.web.who import who
from broker.wire.facts.care import CallAnswered
from broker.wire.wanted import Wanted


@get("/telefon/{secret:str}", media_type=MediaType.HTML, include_in_schema=False)
async def invited(request: Asks, state: WebState, secret: FromPath[str]) -> Response[str]:
    """Ask whether this phone is to show calls: whoever only looks at a link lets nothing in."""
    if state.phones.find(secret, state.hub.snapshot().house) is None:
        return page(request, "phone_over.html", 404, why="code")
    return page(request, "phone_invited.html", secret=secret)


@post("/telefon/{secret:str}", media_type=MediaType.HTML, include_in_schema=False)
async def enter(request: Asks, state: WebState, secret: FromPath[str]) -> Response[str]:
    """Let this phone in, once, for the visit that the code was made for."""
    visit = state.phones.find(secret, state.hub.snapshot().house)
    if visit is None:
        return page(request, "phone_over.html", 404, why="code")
    state.phones.use(visit)
    await begin(request, phone=visit)
    state.feeds.refresh()
    return of_family(request, state, go("/rufe"), visit)


@get("/rufe", media_type=MediaType.HTML, include_in_schema=False)
async def calls(request: Asks, state: WebState) -> Response[str]:
    """Show who is called, and how the children are."""
    await _note(request, state)
    speaking = pages(request)
    html = speaking.page(
        "phone.html",
        request,
        drawn=phone_feed(state, speaking, request.user.visit).refresh(),
        head=speaking.clock(state.hub.snapshot().at),
    )
    return Response(signed(html, request), media_type=MediaType.HTML)


@get("/rufe/events", media_type="text/event-stream", include_in_schema=False)
async def events(request: Asks, state: WebState) -> Stream:
    """Send what changes, until the visit ends."""
    await _note(request, state)
    feed = phone_feed(state, pages(request), request.user.visit)
    return Stream(feed.stream(lambda: who(request) == request.user), media_type="text/event-stream")


@post("/rufe/{call:str}", media_type=MediaType.HTML, include_in_schema=False)
async def answer_call(
    request: Asks, state: WebState, call: FromPath[str], data: Annotated[CallForm, FORM]
) -> Response[str]:
    """Record that this adult comes."""
    face = phone_face(state.hub.snapshot(), request.user.visit)
    if face is None or call not in {found.call for found in face.calls}:
        raise NotFoundException(CLOSED)
    await record(state, Wanted(data.key, CallAnswered(call=call, answer=data.answer, adult=request.user.adult)))
    return answered(request, "/rufe")


@get("/rufe/ende", media_type=MediaType.HTML, include_in_schema=False)
async def over(request: Asks, state: WebState) -> Response[str]:
    """Say goodbye to a phone whose visit has ended; names nobody."""
    if request.user.role == "phone" and _is_open(state.hub.snapshot().house, request.user.visit):
        return go("/rufe")
    return page(request, "phone_over.html", why="visit")


def _is_open(house: House, visit: str) -> bool:
    return any(found.visit == visit for found in house.visits.values())


async def _note(request: Asks, state: WebState) -> None:
    face = phone_face(state.hub.snapshot(), request.user.visit)
    await state.looked.at(face.children if face else (), request.user, state.hub, (request.user.visit,))
