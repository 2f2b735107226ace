"""The house page: who is here, desks, rooms, nodes, live."""

from collections.abc import Mapping

from litestar import MediaType, get
from litestar.params import FromQuery
from litestar.response import Response, Stream

from broker.web.forms import signed
from broker.web.login import Asks, go
from broker.web.notices import notice
from broker.web.state import WebState
from broker.web.who import who

HOMES: Mapping[str, str] = {"carer": "/betreuung", "desk": "/platz/{desk}", "phone": "/rufe"}
"""Role → its own page, where it is not the house."""


@get("/", media_type=MediaType.HTML, include_in_schema=False)
async def house(request: Asks, state: WebState, done: FromQuery[str] = "") -> Response[str]:
    """Show the house to staff, and send others to their own page.

    :param done: the visit that a form without JavaScript has just changed.
    """
    if (page := HOMES.get(request.user.role)) is not None:
        return go(page.format(desk=request.user.desk))
    snapshot, pages = state.hub.snapshot(), state.pages
    html = pages.page(
        "house.html",
        request,
        drawn=state.feed.refresh(),
        head=pages.clock(snapshot.at),
        broker=snapshot.broker,
        notice=notice(state, done) if done else "",
    )
    return Response(signed(html, request), media_type=MediaType.HTML)


@get("/events", media_type="text/event-stream", include_in_schema=False)
async def events(request: Asks, state: WebState) -> Stream:
    """Send each panel that changes, as server-sent events, as long as it is staff who watch."""
    return Stream(state.feed.stream(lambda: who(request) == request.user), media_type="text/event-stream")
