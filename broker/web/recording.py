"""How every page records: facts in one commit, and success only after it."""

import asyncio
import logging

from litestar.exceptions import ServiceUnavailableException

from broker.web.state import WebState
from broker.wire.errors import DabeiError, StoreError
from broker.wire.language import mark
from broker.wire.wanted import Wanted

_log = logging.getLogger(__name__)
COMMIT_S = 5
"""How long a page waits for the COMMIT before it says that it does not know."""


class NotRecordedError(ServiceUnavailableException):
    """Nothing was recorded, or nobody knows yet; pressing again is safe. Its detail is a text of the catalogue."""


def not_saved(exc: DabeiError) -> str:
    """Say why nothing was saved, as a text of the catalogue; the hub's own English goes to its log."""
    if isinstance(exc, StoreError):
        _log.warning("a page could not save: %s", exc)
        return mark(
            "Not saved: the hub cannot write it down. Perhaps its memory card is full. "
            "Please tell whoever looks after the hub."
        )
    return mark("Not saved: something has changed meanwhile. Open the page again.")  # it may name a person or a card


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
        raise NotRecordedError(not_saved(exc)) from exc
    state.feeds.refresh()
