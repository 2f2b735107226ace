"""A phone at a desk without a PC: let in by the code that is printed there, for this visit alone.

What is printed stays for months and whoever passes can take a picture of it. So it names the desk and opens nothing.
Who has scanned it is let in for the visit of one adult who is checked in at this very desk, and only by what nobody
else can give: that adult's own code, of which five wrong ones are a pause for the desk, whichever phones have tried; or
a carer, who sees the question on the board with a number that the phone shows too, and says yes or no. No answer tells
whether a code is anybody's. The secret in it keeps addresses of other desks from being made up, and staff give a desk
another one when a card is lost.
"""

import hmac
from http import HTTPStatus
from typing import Annotated

from litestar import MediaType, get, post
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Meta, Struct

from broker.house.office import Desk
from broker.web.desk_face import desk_of, sitting
from broker.web.forms import FORM
from broker.web.language_choice import of_family
from broker.web.languages import pages
from broker.web.login import Asks, go, page
from broker.web.sessions import begin, session_of
from broker.web.state import WebState
from broker.wire.language import mark

TOO_MANY = mark("Too many wrong codes. Please wait a few minutes, or ask the carers.")
WRONG = mark("That is not the code of somebody who is checked in at this desk.")
NOBODY = mark("Nobody is checked in at this desk. Please choose it at the entrance first.")
GONE = mark("The carers have not let this phone in, or the time is over. You can ask again.")


class OwnCode(Struct, frozen=True):
    """The code of six digits that an adult types."""

    code: Annotated[str, Meta(max_length=40)] = ""


@get("/telefon/platz/{secret:str}", media_type=MediaType.HTML, include_in_schema=False)
async def scanned(request: Asks, state: WebState, secret: FromPath[str]) -> Response[str]:
    """Ask who it is; a phone that a carer has let in meanwhile goes on to its calls."""
    desk = _desk(state, secret)
    if desk is None:
        return page(request, "phone_over.html", HTTPStatus.NOT_FOUND, why="printed")
    if request.user.role == "phone":
        return go("/rufe")
    asked = session_of(request).get("asks")
    if asked is None:
        return _form(request, desk, secret)
    ask = state.asks.find(asked, state.hub.snapshot().house)
    if ask is None or ask.desk != desk.id:
        return _form(request, desk, secret, GONE)
    if not ask.allowed:
        return page(request, "phone_waits.html", desk=desk, number=ask.number)
    return await _let_in(request, state, ask.visit)


@post("/telefon/platz/{secret:str}", media_type=MediaType.HTML, include_in_schema=False)
async def own_code(
    request: Asks, state: WebState, secret: FromPath[str], data: Annotated[OwnCode, FORM]
) -> Response[str]:
    """Let this phone in by the own code of whoever is checked in at the desk."""
    desk = _desk(state, secret)
    if desk is None:
        return page(request, "phone_over.html", HTTPStatus.NOT_FOUND, why="printed")
    who = f"phone at {desk.id}"
    if not await state.tries.take(who):
        return _form(request, desk, secret, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
    adult = await state.hub.find_code("".join(data.code.split()))
    visit = state.hub.snapshot().house.visits.get(adult or "")
    if visit is None or visit.desk != desk.id:
        return _form(request, desk, secret, WRONG, HTTPStatus.FORBIDDEN)
    await state.tries.right(who)
    return await _let_in(request, state, visit.visit)


@post("/telefon/platz/{secret:str}/bitte", media_type=MediaType.HTML, include_in_schema=False)
async def ask_carers(request: Asks, state: WebState, secret: FromPath[str]) -> Response[str]:
    """Ask the carers to let this phone in."""
    desk = _desk(state, secret)
    if desk is None:
        return page(request, "phone_over.html", HTTPStatus.NOT_FOUND, why="printed")
    there = sitting(state.hub.snapshot(), desk.id)
    if len(there) != 1:
        return _form(request, desk, secret, NOBODY, HTTPStatus.CONFLICT)
    ask = state.asks.ask(there[0].visit, there[0].adult, desk.id)
    await begin(request, asks=ask.id)
    state.feeds.refresh()
    return go(f"/telefon/platz/{secret}")


async def _let_in(request: Asks, state: WebState, visit: str) -> Response[str]:
    state.asks.end(visit)
    state.phones.use(visit)
    await begin(request, phone=visit)
    state.feeds.refresh()
    return of_family(request, state, go("/rufe"), visit)


def _desk(state: WebState, secret: str) -> Desk | None:
    """Give the desk that a printed code names; None for one that was renewed."""
    typed, codes = secret.encode(), state.hub.known().codes
    found = (desk for desk, known in codes.items() if hmac.compare_digest(known.encode(), typed))
    return desk_of(state.hub.snapshot().office, next(found, ""))


def _form(request: Asks, desk: Desk, secret: str, wrong: str = "", status: int = HTTPStatus.OK) -> Response[str]:
    words = pages(request).say(wrong) if wrong else ""
    here = f"/telefon/platz/{secret}"
    return page(request, "phone_desk.html", status, desk=desk, secret=secret, wrong=words, path=here)
