"""The printed codes of desks: one card each, to be cut out, for offices whose desks have no PC."""

from typing import Annotated

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.response import Response
from msgspec import Meta, Struct

from broker.web.desk import NO_DESK
from broker.web.desk_face import desk_of
from broker.web.forms import FORM
from broker.web.login import Asks, go, page
from broker.web.phone_qr import svg
from broker.web.state import WebState
from broker.wire.language import mark

PAGE = "/papier/codes"
LINES = (
    mark("Your phone shows when the carers call you."),
    mark("Scan it, then type your own code or ask the carers."),
    mark("It ends by itself when you check out."),
)
"""What stands on each card."""
BESIDE = "en"
"""The language that stands on a card beside the office's own."""
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names by which a machine means itself."""


class Renewed(Struct, frozen=True):
    """Which desk is to have another code."""

    desk: Annotated[str, Meta(max_length=60)]


@get(PAGE, include_in_schema=False)
async def codes(request: Asks, state: WebState) -> Response[str]:
    """Show the cards; a desk that has no secret yet gets one."""
    desks = state.hub.snapshot().office.desks
    missing = [desk.id for desk in desks if desk.id not in state.hub.known().codes]
    if missing:
        await state.hub.make_codes(missing)
    known, base = state.hub.known().codes, request.base_url
    own, beside = state.languages.own, state.languages.of(BESIDE)
    speaking = [own] if own.language == beside.language else [own, beside]
    return page(
        request,
        "desk_codes.html",
        cards=[(desk, svg(f"{base}telefon/platz/{known[desk.id]}")) for desk in desks],
        lines=[(each.language, [each.say(line) for line in LINES]) for each in speaking],
        base=str(base),
        only_here=base.hostname in HERE,
    )


@post(PAGE, include_in_schema=False)
async def renew(state: WebState, data: Annotated[Renewed, FORM]) -> Response[str]:
    """Give a desk another code: the printed one counts no longer. Phones that are in stay until their visit ends."""
    if desk_of(state.hub.snapshot().office, data.desk) is None:
        raise NotFoundException(NO_DESK)
    await state.hub.make_codes([data.desk])
    return go(PAGE)
