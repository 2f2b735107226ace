"""Whether the hub does what it is for: for a watchdog and whoever monitors it. No names."""

from http import HTTPStatus

from litestar import route
from litestar.response import Response
from msgspec import Struct
from msgspec.structs import astuple

from broker.web.state import WebState


class Health(Struct, frozen=True):
    """What works, each on its own."""

    loop: bool
    """The hub takes what comes in."""
    store: bool
    """It can write that down."""
    broker: bool
    """It hears its MQTT broker."""
    pages: bool
    """What it knows can be drawn."""


@route("/healthz", http_method=["GET", "HEAD"])
async def health(state: WebState) -> Response[Health]:
    """Tell what works; 503 if anything does not."""
    watched = state.hub.watched()
    # What a hanging loop heard last of its broker is old news.
    broker = watched.loop and state.hub.snapshot().broker
    found = Health(watched.loop, watched.store, broker, state.feeds.alive)
    status = HTTPStatus.OK if all(astuple(found)) else HTTPStatus.SERVICE_UNAVAILABLE
    return Response(found, status_code=status)
