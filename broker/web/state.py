"""What every handler finds in the application's state."""

from collections.abc import Callable

from litestar.datastructures import State
from litestar.stores.base import Store

from broker.web.desk_log import Looked
from broker.web.feed import Feeds
from broker.web.hub import Hub
from broker.web.languages import Languages
from broker.web.net import Net
from broker.web.once import Once
from broker.web.pairing import Pairing
from broker.web.phone_asks import PhoneAsks
from broker.web.phone_codes import PhoneCodes
from broker.web.tries import Tries
from broker.wire.message import Ms


class WebState(State):
    """The hub, the pages and stream that show it, and what is remembered of those who want in."""

    hub: Hub
    languages: Languages
    feeds: Feeds
    now: Callable[[], Ms]
    pairing: Pairing
    tries: Tries
    ended: set[str]
    """Ids of sessions that were ended while this hub runs: their streams end with them."""
    phones: PhoneCodes
    asks: PhoneAsks
    looked: Looked
    letters: Once
    """Forms that make codes, and show each in a letter."""
    net: Net


def begin(hub: Hub, now: Callable[[], Ms], tries: Store, net: Net) -> WebState:
    """Begin to serve a hub: nobody wants in yet, and nothing was drawn."""
    return WebState({
        "hub": hub, "languages": Languages(lambda: hub.snapshot().office), "feeds": Feeds(), "now": now,
        "pairing": Pairing(now), "tries": Tries(tries, now), "ended": set[str](),
        "phones": PhoneCodes(), "asks": PhoneAsks(now), "looked": Looked(), "letters": Once(), "net": net,
    })  # fmt: skip
