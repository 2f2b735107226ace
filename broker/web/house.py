"""The house page: who is here, desks, rooms, nodes, live."""

from litestar import MediaType, get
from litestar.params import FromQuery
from litestar.response import Stream

from broker.web.notices import notice
from broker.web.state import WebState


@get("/", media_type=MediaType.HTML, include_in_schema=False)
async def house(state: WebState, done: FromQuery[str] = "") -> str:
    """Show the house; `done` is the visit that a form without JavaScript just changed."""
    snapshot, pages = state.hub.snapshot(), state.pages
    return pages.draw(
        "house.html",
        drawn=state.feed.refresh(),
        head=pages.clock(snapshot.at),
        broker=snapshot.broker,
        notice=notice(state, done) if done else "",
    )


@get("/events", media_type="text/event-stream", include_in_schema=False)
async def events(state: WebState) -> Stream:
    """Send each panel that changes, as server-sent events."""
    return Stream(state.feed.stream(), media_type="text/event-stream")
