"""Who waits for something new, in the loops of the pages: told from the aggregator's thread."""

import asyncio
import contextlib
import threading


class Watchers:
    """Counts versions, and wakes whoever waits for the next."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._version, self._lock = 0, threading.Lock()
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []

    async def changed(self, version: int) -> int:
        """Wait until there is a version above this one, and give it."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self._lock:
            if self._version > version:
                return self._version
            self._waiting.append((loop, future))
        await future
        return self._version

    def tell(self) -> None:
        """Say that there is a new version; from any thread."""
        with self._lock:
            self._version += 1
            waiting, self._waiting = self._waiting, []
        for loop, future in waiting:
            _wake(loop, future)


def _wake(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None]) -> None:
    def finish() -> None:
        if not future.done():
            future.set_result(None)

    with contextlib.suppress(RuntimeError):  # the page's loop has ended
        loop.call_soon_threadsafe(finish)
