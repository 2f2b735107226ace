"""The carers' word about a phone that has scanned the printed code of a desk; letting one in is written down."""

from typing import Annotated

from litestar import post
from litestar.params import FromPath
from litestar.response import Response

from broker.web.board_actor import Act, actor, pick, remembered, say
from broker.web.board_handover import logged
from broker.web.forms import FORM
from broker.web.login import Asks
from broker.web.state import WebState

YES = "yes"


@post("/betreuung/telefon/{ask:str}", include_in_schema=False)
async def phone_asks(request: Asks, state: WebState, ask: FromPath[str], data: Annotated[Act, FORM]) -> Response[str]:
    """Let a phone in for the visit at its desk, or turn it away."""
    by = actor(request, state, data.by, sure=False)
    if not by:
        return pick(request, state, data)
    found = state.asks.find(ask, state.hub.snapshot().house)
    if found is None:
        return say(request, "phone_over", "/betreuung")
    if data.said == YES:
        await logged(state, request, by, "phone_let_in", found.adult)
        state.asks.allow(found)
    else:
        state.asks.end(found.visit)
    state.feeds.refresh()
    return remembered(say(request, "phone" if data.said == YES else "no_phone", "/betreuung"), data.by)
