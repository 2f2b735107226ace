"""The live stream: each panel is drawn once per change, and the same bytes go to every browser."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from typing import Protocol

import msgspec
from msgspec import Struct

from broker.snapshot import Snapshot
from broker.web.hub import Hub
from broker.wire.message import Ms

PAUSE_S = 0.05
"""Between two drawings under a flood."""
TICK_S = 2
"""Between two signs of life; a browser that hears none for 5 s calls itself disconnected."""
_log = logging.getLogger(__name__)


class View(Protocol):
    """What a feed shows."""

    assets: str
    """Changes with script and style: then browsers load the page anew."""

    def panels(self, snapshot: Snapshot) -> dict[str, str]:
        """Draw every part that changes on its own, by name."""

    def clock(self, now: Ms) -> dict[str, str]:
        """Give what the head of the page says of the time."""


class Panel(Struct, frozen=True):
    """A panel as it was drawn last, and its event."""

    html: str
    version: int
    event: bytes


class Feed:
    """Draws what changes, for everyone who watches the same view, and nothing while nobody does."""

    def __init__(self, hub: Hub, view: View, now: Callable[[], Ms], *, kept: bool = False) -> None:
        """Draw everything once.

        :param kept: draw also while nobody watches.
        """
        self._hub, self._view, self._now, self._kept = hub, view, now, kept
        self._version, self._closed, self.alive = 0, False, True
        self.watchers = 0
        """Browsers that hold the stream open."""
        self._panels: dict[str, Panel] = {}
        self._bell = asyncio.Event()
        self.refresh()

    async def run(self) -> None:
        """Follow the hub until cancelled; while it cannot, no browser gets a sign of life."""
        seen = -1
        while True:
            try:
                seen = await self._hub.changed(seen)
                if self.watched or not self.alive:
                    self.refresh()
                    self.alive = True
            except Exception:  # noqa: BLE001  # whatever it is, it is tried again
                self.alive, seen = False, -1
                _log.exception("the house cannot be drawn; browsers show that they are disconnected")
            await asyncio.sleep(PAUSE_S if self.alive else 1)

    @property
    def watched(self) -> bool:
        """Whether changes have to be drawn."""
        return self._kept or self.watchers > 0

    def refresh(self) -> dict[str, str]:
        """Draw what the hub knows now, and tell everyone what differs. Gives all panels."""
        drawn = self._view.panels(self._hub.snapshot())
        changed = {panel: html for panel, html in drawn.items() if self._html(panel) != html}
        if changed:
            self._version += 1
            self._panels |= {panel: _panel(panel, html, self._version) for panel, html in changed.items()}
            self._ring()
        return drawn

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        self._ring()

    async def stream(self, may: Callable[[], bool] = lambda: True) -> AsyncIterator[bytes]:
        """Give one browser all panels, then each change; one that is slow gets only the newest.

        :param may: whether whoever watches still may; the stream ends when not.
        """
        seen = 0
        yield b"retry: 1000\n\n"
        with self._watching():
            while not self._closed and may():
                version, fresh = self._version, [panel for panel in self._panels.values() if panel.version > seen]
                for panel in fresh:
                    yield panel.event
                seen = version
                if self.alive:
                    yield self._tick()
                await self._moved(seen)

    @contextlib.contextmanager
    def _watching(self) -> Iterator[None]:
        if not self.watched:
            self.refresh()  # what has happened since the page was drawn
        self.watchers += 1
        try:
            yield
        finally:
            self.watchers -= 1

    async def _moved(self, seen: int) -> None:
        if self._version == seen and not self._closed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), TICK_S)

    def _ring(self) -> None:
        rung, self._bell = self._bell, asyncio.Event()
        rung.set()

    def _html(self, panel: str) -> str | None:
        return self._panels[panel].html if panel in self._panels else None

    def _tick(self) -> bytes:
        return _event("tick", self._view.clock(self._now()) | {"assets": self._view.assets})


def _panel(panel: str, html: str, version: int) -> Panel:
    return Panel(html, version, _event("panel", {"panel": panel, "version": version, "html": html}))


def _event(kind: str, data: Mapping[str, str | int]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (kind.encode(), msgspec.json.encode(data))


class Feeds:
    """All views that somebody watches, by name/language; each is drawn from when it is first asked for."""

    def __init__(self) -> None:
        """Begin with none."""
        self._feeds: dict[str, Feed] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def of(self, name: str, make: Callable[[], Feed]) -> Feed:
        """Give a view's feed; call it in the event loop."""
        if name not in self._feeds:
            self._feeds[name] = make()
            self._tasks[name] = asyncio.create_task(self._feeds[name].run())
        return self._feeds[name]

    def keep(self, prefix: str, wanted: Collection[str]) -> None:
        """End the views of `prefix` that show nothing `wanted` any more, in every language, and their streams."""
        shown = {name: name.removeprefix(prefix).partition("/")[0] for name in self._feeds if name.startswith(prefix)}
        for name in [name for name, what in shown.items() if what not in wanted]:
            self._feeds.pop(name).close()
            self._tasks.pop(name).cancel()

    def refresh(self) -> None:
        """Draw all anew that somebody watches: something was recorded."""
        for feed in self._feeds.values():
            if feed.watched:
                feed.refresh()

    @property
    def watching(self) -> int:
        """How many browsers watch."""
        return sum(feed.watchers for feed in self._feeds.values())

    @property
    def alive(self) -> bool:
        """Whether all can be drawn."""
        return all(feed.alive for feed in self._feeds.values())

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        for feed in self._feeds.values():
            feed.close()

    async def stop(self) -> None:
        """End, whatever goes on."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
