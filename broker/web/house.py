"""The house page: who is here, desks, rooms, nodes, live."""

from collections.abc import Mapping

from litestar import MediaType, get
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Response, Stream

from broker.web import house_acts as acts
from broker.web.feed import Feed, Feeds
from broker.web.forms import signed
from broker.web.languages import pages
from broker.web.login import Asks, go
from broker.web.notices import notice
from broker.web.pages import Pages
from broker.web.state import WebState
from broker.web.who import who

HOMES: Mapping[str, str] = {"carer": "/betreuung", "desk": "/platz/{desk}", "phone": "/rufe"}
"""Role → its own page, where it is not the house."""


@get("/", media_type=MediaType.HTML, include_in_schema=False)
async def house(
    request: Asks, state: WebState, done: FromQuery[str] = "", getan: FromQuery[str] = "", platz: FromQuery[str] = ""
) -> Response[str]:
    """Show the house to staff, and send others to their own page.

    :param done: the visit that a form without JavaScript has just changed.
    :param getan: what such a form has done, as in `house_acts.TOLD`; `platz` is the desk that it has marked.
    """
    if (page := HOMES.get(request.user.role)) is not None:
        return go(page.format(desk=request.user.desk))
    snapshot, speaking = state.hub.snapshot(), pages(request)
    html = speaking.page(
        "house.html",
        request,
        drawn=house_feed(state, speaking).refresh(),
        head=speaking.clock(snapshot.at),
        broker=snapshot.broker,
        notice=notice(state, speaking, done) if done else acts.done(snapshot, speaking, getan, platz),
    )
    return Response(signed(html, request), media_type=MediaType.HTML)


@get("/events", media_type="text/event-stream", include_in_schema=False)
async def events(request: Asks, state: WebState) -> Stream:
    """Send each panel that changes, as server-sent events, as long as it is staff who watch."""
    feed = house_feed(state, pages(request))
    return Stream(feed.stream(lambda: who(request) == request.user), media_type="text/event-stream")


def house_feed(state: State, pages: Pages, *, kept: bool = False) -> Feed:
    """Give the stream of the house as staff see it."""
    feeds: Feeds = state.feeds
    return feeds.of(f"house/{pages.language}", lambda: Feed(state.hub, pages, state.now, kept=kept))
