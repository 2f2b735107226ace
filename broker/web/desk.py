"""The page of a desk: for its own PC, and for staff who look at it."""

from typing import Annotated, Literal

from litestar import MediaType, get, post
from litestar.exceptions import ClientException, NotFoundException, PermissionDeniedException, TooManyRequestsException
from litestar.params import FromPath
from litestar.response import Response, Stream
from msgspec import Meta, Struct
from msgspec.structs import replace

from broker.house.office import Desk
from broker.house.questions import answer
from broker.house.state import House, Question
from broker.web.desk_face import QUESTIONS, desk_face, desk_of, sitting
from broker.web.desk_view import desk_feed
from broker.web.forms import FORM, key, signed
from broker.web.languages import pages
from broker.web.login import Asks, go
from broker.web.phone_qr import svg
from broker.web.recording import record
from broker.web.state import WebState
from broker.web.who import who
from broker.wire.facts.care import CallAnswered
from broker.wire.facts.house import QuestionAnswered
from broker.wire.language import mark
from broker.wire.message import Id
from broker.wire.wanted import Wanted

OTHER = mark("This is another desk's page.")
NO_DESK = mark("There is no such desk.")
CLOSED = mark("That has been settled already. Please look again.")
Said = Literal["mine", "seen", "free", "coming"]
Code = Annotated[str, Meta(max_length=40)]


class CallForm(Struct, frozen=True):
    """What the answer to a call sends."""

    key: Id
    answer: Literal["coming", "soon"]


class QuestionForm(Struct, frozen=True):
    """What the answer to a question sends; `mine` needs the own code of whoever sits there."""

    key: Id
    answer: Said
    code: Code = ""


@get("/platz/{desk:str}", media_type=MediaType.HTML, include_in_schema=False)
async def desk(request: Asks, state: WebState, desk: FromPath[str]) -> Response[str]:
    """Show a desk."""
    found = await _open(request, state, desk)
    own = request.user.role == "desk"
    speaking = pages(request)
    html = speaking.page(
        "desk.html",
        request,
        desk=found,
        drawn=desk_feed(state, speaking, found, own=own).refresh(),
        head=speaking.clock(state.hub.snapshot().at),
    )
    return Response(signed(html, request), media_type=MediaType.HTML)


@get("/platz/{desk:str}/events", media_type="text/event-stream", include_in_schema=False)
async def events(request: Asks, state: WebState, desk: FromPath[str]) -> Stream:
    """Send what changes at a desk; to staff only until somebody else sits there: they look anew, and it is noted."""
    found = await _open(request, state, desk)
    own = request.user.role == "desk"
    there = _visits(state, desk)
    feed = desk_feed(state, pages(request), found, own=own)
    return Stream(
        feed.stream(lambda: who(request) == request.user and (own or _visits(state, desk) == there)),
        media_type="text/event-stream",
    )


@post("/platz/{desk:str}/rufe/{call:str}", media_type=MediaType.HTML, include_in_schema=False)
async def answer_call(
    request: Asks, state: WebState, desk: FromPath[str], call: FromPath[str], data: Annotated[CallForm, FORM]
) -> Response[str]:
    """Record the answer to a call. Who has pressed nobody knows, as with the button at the desk."""
    face = desk_face(state.hub.snapshot(), _own(request, state, desk))
    if call not in {found.call for found in face.calls}:
        raise NotFoundException(CLOSED)
    await record(state, Wanted(data.key, CallAnswered(call=call, answer=data.answer)))
    return answered(request, f"/platz/{desk}")


@post("/platz/{desk:str}/fragen/{kind:str}", media_type=MediaType.HTML, include_in_schema=False)
async def answer_question(
    request: Asks, state: WebState, desk: FromPath[str], kind: FromPath[str], data: Annotated[QuestionForm, FORM]
) -> Response[str]:
    """Record who sits here, or that the desk is free."""
    _own(request, state, desk)
    house = state.hub.snapshot().house
    question = house.questions.get((kind, desk)) if kind in QUESTIONS else None
    if question is None or question.answered:
        raise NotFoundException(CLOSED)
    by = await _by_code(request, state, house, data.code) if data.answer == "mine" else ""
    await _settle(state, house, question, data, by)
    return answered(request, f"/platz/{desk}")


@get("/platz/{desk:str}/telefon.svg", media_type="image/svg+xml", include_in_schema=False)
async def code(request: Asks, state: WebState, desk: FromPath[str]) -> Response[str]:
    """Draw the code by which whoever sits here lets their own phone in."""
    face = desk_face(state.hub.snapshot(), _own(request, state, desk))
    if len(face.sitters) != 1:
        raise NotFoundException(CLOSED)
    secret = state.phones.secret(face.sitters[0].visit)
    return Response(svg(f"{request.base_url}telefon/{secret}"), media_type="image/svg+xml")


def answered(request: Asks, back: str) -> Response[str]:
    """Say that it is done: the page shows what is true now."""
    return Response("", status_code=200) if "x-dabei-live" in request.headers else go(back)


async def _open(request: Asks, state: WebState, desk: str) -> Desk:
    """Let somebody look, and note at whom."""
    found, snapshot = _allowed(request, state, desk), state.hub.snapshot()
    await state.looked.at(desk_face(snapshot, found).children, request.user, state.hub, _visits(state, desk))
    return found


def _allowed(request: Asks, state: WebState, desk: str) -> Desk:
    if request.user.role == "desk" and request.user.desk != desk:
        raise PermissionDeniedException(OTHER)
    if found := desk_of(state.hub.snapshot().office, desk):
        return found
    raise NotFoundException(NO_DESK)


_own = _allowed  # the table of routes lets nobody but desks do these


def _visits(state: WebState, desk: str) -> list[str]:
    return [visit.visit for visit in sitting(state.hub.snapshot(), desk)]


async def _by_code(request: Asks, state: WebState, house: House, typed: str) -> str:
    """Give the adult whose own code was typed.

    :raises ClientException: it is nobody's who is in the house; never whose it is.
    """
    if not await state.tries.take(request.user.device):
        raise TooManyRequestsException(mark("Too many wrong codes. Please wait, or choose the desk at the kiosk."))
    adult = await state.hub.find_code("".join(typed.split()))
    if adult is None or adult not in house.visits:
        raise ClientException(mark("That is the code of nobody who is checked in. Please check in at the entrance."))
    await state.tries.right(request.user.device)
    return adult


async def _settle(state: WebState, house: House, question: Question, data: QuestionForm, by: str) -> None:
    """Record what the answer means and that it was answered; once, however often it is pressed."""
    bodies = [
        replace(fact, by=by or None) if isinstance(fact, QuestionAnswered) else fact
        for fact in answer(house, question, data.answer, by)
    ]
    await record(state, *(Wanted(key(data.key, place), body) for place, body in enumerate(bodies)))
