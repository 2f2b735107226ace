"""What others want of the aggregator's thread, and how they are answered."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any

from msgspec import Struct

from broker.wire.errors import StoreError
from broker.wire.wanted import Wanted


class Request(Struct, frozen=True):
    """Facts that a page wants recorded, all or none, and nothing between them."""

    facts: tuple[Wanted, ...]
    done: Future[None]


class Job(Struct, frozen=True):
    """Something else that only this thread may do."""

    do: Callable[[], Any]
    done: Future[Any]

    def run(self) -> None:
        """Do it, and hand on what comes of it, an exception too."""
        if not self.done.set_running_or_notify_cancel():
            return
        try:
            self.done.set_result(self.do())
        except Exception as exc:  # noqa: BLE001  # whoever asked deals with it
            self.done.set_exception(exc)


class Born(Struct, frozen=True):
    """Home Assistant has started."""


class Connected(Struct, frozen=True):
    """The link has a new connection: the broker may have forgotten everything."""


class Stop(Struct, frozen=True):
    """End after what is queued before this."""


def refuse(requests: Iterable[Request], cause: Exception) -> StoreError:
    """Say of every request that is still open that nothing was recorded, and why."""
    failure = StoreError(f"nothing was recorded: {cause}. Look after the space on the hub, then try again.")
    for request in requests:
        if not request.done.done():
            request.done.set_exception(failure)
    return failure
