"""What every handler finds in the application's state."""

from litestar.datastructures import State

from broker.web.feed import Feed
from broker.web.hub import Hub
from broker.web.pages import Pages


class WebState(State):
    """The hub, and the pages and stream that show it."""

    hub: Hub
    pages: Pages
    feed: Feed
