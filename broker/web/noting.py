"""Lines of the access log for which nothing waits: what they tell of goes on, also where the log cannot be written."""

import logging

from litestar.background_tasks import BackgroundTask

from broker.web.hub import Hub
from broker.web.who import Who
from broker.wire.errors import DabeiError

_log = logging.getLogger(__name__)


def noting(hub: Hub, who: Who, what: str, detail: str = "") -> BackgroundTask:
    """Write down, once the answer is out, what somebody does: a full disk shuts nobody out, and hides no list."""
    return BackgroundTask(_note, hub, who, what, detail)


async def _note(hub: Hub, who: Who, what: str, detail: str) -> None:
    try:
        await hub.note(who.role, who.adult or who.name, who.device, what, "", detail)
    except DabeiError:
        _log.exception("the access log lacks a line: %s", what)
