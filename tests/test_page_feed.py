"""A view is drawn once for all who watch it, and not at all while nobody does."""

import asyncio
from collections.abc import AsyncIterator

from broker.snapshot import Snapshot
from broker.web.feed import Feed, Feeds
from broker.wire.message import Ms
from hubs import OLENA, FakeHub


class Counting:
    """Draws how many people are in the house, and counts how often."""

    assets = "1"

    def __init__(self) -> None:
        self.drawn = 0

    def panels(self, snapshot: Snapshot) -> dict[str, str]:
        self.drawn += 1
        return {"people": str(len(snapshot.house.visits))}

    def clock(self, _now: Ms) -> dict[str, str]:
        return {"clock": "9:00"}


async def until(stream: AsyncIterator[bytes], wanted: bytes) -> None:
    async with asyncio.timeout(5):
        async for event in stream:
            if wanted in event:
                return


def test_nothing_is_drawn_while_nobody_watches_and_whoever_comes_sees_what_is_true() -> None:
    async def watch() -> tuple[int, int]:
        hub, view, feeds = FakeHub(), Counting(), Feeds()
        feed = feeds.of("house/de", lambda: Feed(hub, view, lambda: hub.now))
        before = view.drawn
        arrived = hub.arrive(OLENA)
        await asyncio.sleep(0.2)
        feeds.refresh()
        unwatched = view.drawn - before
        first, second = feed.stream(), feed.stream()
        await until(first, b'"html":"1"')
        await until(second, b'"html":"1"')
        hub.leave(arrived)
        await until(first, b'"html":"0"')
        await until(second, b'"html":"0"')
        watched = view.drawn - before
        await first.aclose()  # type: ignore[attr-defined]  # what is given is a generator
        await second.aclose()  # type: ignore[attr-defined]  # the same
        hub.arrive(OLENA)
        await asyncio.sleep(0.2)
        await feeds.stop()
        assert view.drawn - before == watched
        return unwatched, watched

    unwatched, watched = asyncio.run(watch())
    assert unwatched == 0
    assert watched == 2


def test_what_is_kept_is_drawn_though_nobody_watches() -> None:
    async def run() -> int:
        hub, view, feeds = FakeHub(), Counting(), Feeds()
        feeds.of("house/de", lambda: Feed(hub, view, lambda: hub.now, kept=True))
        before = view.drawn
        hub.arrive(OLENA)
        await asyncio.sleep(0.2)
        await feeds.stop()
        return view.drawn - before

    assert asyncio.run(run()) >= 1
