"""Choosing the language in which this browser is spoken to."""

from typing import Annotated

from litestar import post
from litestar.datastructures import Cookie
from litestar.response import Response
from msgspec import Meta, Struct

from broker.web.access import inside
from broker.web.devices import KEPT_S
from broker.web.forms import FORM
from broker.web.languages import COOKIE
from broker.web.login import Asks, Typed, go
from broker.web.people import find_visit
from broker.web.state import WebState


class Chosen(Struct, frozen=True):
    """What the form sends: a language, and where to go on."""

    language: Annotated[str, Meta(max_length=10)]
    weiter: Typed = "/"


@post("/sprache", include_in_schema=False)
async def choose_language(state: WebState, data: Annotated[Chosen, FORM]) -> Response[str]:
    """Speak to this browser in another language; one that is not offered changes nothing."""
    return keep(state, go(inside(data.weiter)), data.language)


def keep(state: WebState, answer: Response[str], language: str) -> Response[str]:
    """Let a browser be spoken to in this language from now on, if it is offered."""
    if language in state.languages.offered:
        answer.set_cookie(Cookie(COOKIE, "/", language, KEPT_S, httponly=True, samesite="strict"))
    return answer


def of_family(request: Asks, state: WebState, answer: Response[str], visit: str) -> Response[str]:
    """Let a phone begin in the language of the family whose visit it shows, unless it has chosen another."""
    snapshot = state.hub.snapshot()
    found = None if COOKIE in request.cookies else find_visit(snapshot, visit)
    family = snapshot.families.get(found.family) if found else None
    return keep(state, answer, family.language) if family else answer
