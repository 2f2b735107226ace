"""How often somebody may try a short PIN: as at the kiosk, five wrong ones are two minutes, then twice as long."""

import asyncio
from collections.abc import Callable

import msgspec
from litestar.stores.base import Store
from msgspec import Struct

from broker.wire.message import Ms

FREE = 5
FIRST_MS, LONGEST_MS = 120_000, 1_800_000
KEPT_S = 24 * 3600
"""After a day without a try all is forgotten."""


class _Tried(Struct):
    wrong: int = 0
    pause: Ms = 0
    until: Ms = 0


class Tries:
    """Counts by device or address. What is counted is kept where sessions are: a restart gives nobody new tries."""

    def __init__(self, store: Store, now: Callable[[], Ms]) -> None:
        """Count on from what is kept."""
        self._store, self._now, self._turn = store, now, asyncio.Lock()

    async def pause_s(self, who: str) -> float:
        """Give for how long no PIN counts; 0 when one does."""
        return self._pause(await self._tried(who)) / 1000

    async def take(self, who: str, free: int = FREE) -> bool:
        """Take a try, which counts as wrong until `right` is told: many at once are no way around. False in a pause.

        :param free: so many wrong ones make a pause.
        """
        async with self._turn:
            tried = await self._tried(who)
            if self._pause(tried):
                return False
            tried.wrong += 1
            if tried.wrong >= free:
                tried.wrong, tried.pause = 0, min(LONGEST_MS, 2 * tried.pause or FIRST_MS)
                tried.until = self._now() + tried.pause
            await self._store.set(_key(who), msgspec.json.encode(tried), KEPT_S)
            return True

    async def right(self, who: str) -> None:
        """Forget the wrong ones."""
        await self._store.delete(_key(who))

    async def _tried(self, who: str) -> _Tried:
        try:
            return msgspec.json.decode(await self._store.get(_key(who)) or b"{}", type=_Tried)
        except msgspec.MsgspecError:  # torn by a power cut
            return _Tried()

    def _pause(self, tried: _Tried) -> Ms:
        """Give what is left of a pause; a clock that was set back makes none longer."""
        return max(0, min(tried.pause, tried.until - self._now()))


def _key(who: str) -> str:
    return f"tries {who}"
