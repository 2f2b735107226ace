"""How every page records: facts in one commit, and success only after it."""

import asyncio

from litestar.exceptions import ServiceUnavailableException

from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.wanted import Wanted

COMMIT_S = 5
"""How long a page waits for the COMMIT before it says that it does not know."""


async def record(state: WebState, *facts: Wanted) -> None:
    """Record facts in this order, all or none; after that every page shows them.

    :raises ServiceUnavailableException: they were not recorded, or nobody knows yet; pressing again is safe.
    """
    try:
        # Shielded: whoever gives up waiting must not take the facts back out of the hub's hands.
        await asyncio.wait_for(asyncio.shield(state.hub.record(*facts)), COMMIT_S)
    except TimeoutError as exc:
        raise ServiceUnavailableException(
            state.pages.say("The hub does not answer. Perhaps it was saved: please look, then press again.")
        ) from exc
    except DabeiError as exc:
        not_saved = state.pages.say("Not saved:")
        raise ServiceUnavailableException(f"{not_saved} {exc}") from exc
    state.feeds.refresh()
