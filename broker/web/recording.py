"""How every page records: facts in one commit, and success only after it."""

import asyncio

from litestar.exceptions import ServiceUnavailableException

from broker.web.pages import Pages
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.language import mark
from broker.wire.wanted import Wanted

COMMIT_S = 5
"""How long a page waits for the COMMIT before it says that it does not know."""


class NotRecordedError(ServiceUnavailableException):
    """Nothing was recorded, or nobody knows yet; pressing again is safe."""

    def __init__(self, words: str, why: str = "") -> None:
        """Say it in words of the catalogue; `why` is what the hub says."""
        super().__init__(words)
        self.why = why

    def said(self, pages: Pages) -> str:
        """Say it as these pages speak."""
        return f"{pages.say(self.detail)} {self.why}".strip()


async def record(state: WebState, *facts: Wanted) -> None:
    """Record facts in this order, all or none; after that every page shows them.

    :raises NotRecordedError: they were not recorded, or nobody knows yet.
    """
    try:
        # Shielded: whoever gives up waiting must not take the facts back out of the hub's hands.
        await asyncio.wait_for(asyncio.shield(state.hub.record(*facts)), COMMIT_S)
    except TimeoutError as exc:
        raise NotRecordedError(
            mark("The hub does not answer. Perhaps it was saved: please look, then press again.")
        ) from exc
    except DabeiError as exc:
        raise NotRecordedError(mark("Not saved:"), str(exc)) from exc
    state.feeds.refresh()
