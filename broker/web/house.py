"""The house page: who is here, desks, rooms, nodes, live."""

from litestar import MediaType, get
from litestar.params import FromQuery
from litestar.response import Response, Stream

from broker.web.forms import signed
from broker.web.login import Asks
from broker.web.notices import notice
from broker.web.state import WebState
from broker.web.who import who


@get("/", media_type=MediaType.HTML, include_in_schema=False)
async def house(request: Asks, state: WebState, done: FromQuery[str] = "") -> Response[str]:
    """Show the house to staff, and send others to their own page.

    :param done: the visit that a form without JavaScript has just changed.
    """
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
