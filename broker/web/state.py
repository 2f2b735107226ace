"""What every handler finds in the application's state."""

from litestar.datastructures import State

from broker.web.feed import Feed
from broker.web.hub import Hub
from broker.web.pages import Pages
from broker.web.pairing import Pairing
from broker.web.tries import Tries


class WebState(State):
    """The hub, the pages and stream that show it, and what is remembered of those who want in."""

    hub: Hub
    pages: Pages
    feed: Feed
    pairing: Pairing
    tries: Tries
