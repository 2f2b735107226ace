"""The kiosk's one mind: inputs in, flow, facts to the disk, views out. Lives on the main thread."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from broker.house.roster import Roster
from broker.wire.errors import WireError
from broker.wire.language import spoken
from broker.wire.message import Ms
from broker.wire.messages import Topic
from broker.wire.outbox import Own
from kiosk import flow
from kiosk.flow import Card, Failed, Idle, Input, Recorded, Result, State, Tick, Touched, World
from kiosk.local import Local
from kiosk.presenter import Scene, present
from kiosk.recorder import Recorder
from kiosk.view import Touch, View

log = logging.getLogger(__name__)
LOCALE = Path(__file__).parent / "locale"
SAVE_S = 2.0
"""The throw-away copy is written at most this often."""


class Display(Protocol):
    """Where views go, and the one crossing from threads."""

    def show(self, view: View, language: str) -> None:
        """Draw a view."""

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Run on the main thread, from any thread."""


class Controller:
    """Every method is called on the main thread."""

    def __init__(
        self,
        display: Display,
        local: Local,
        recorder: Recorder,
        wall: Callable[[], Ms],
        mono: Callable[[], float],
        language: str,
    ) -> None:
        """Prepare with nobody at the screen."""
        self._display, self._local, self._recorder, self._wall, self._mono = display, local, recorder, wall, mono
        self._state, self._house_language = State(), language
        self._connected, self._can_record = False, True
        self._dirty_since: float | None = None
        self._early: list[str] | None = []
        """Cards that came before the outbox was open; None since then."""

    def card(self, number: str) -> None:
        """Take a card. Until the outbox is known it waits: what this kiosk recorded last decides what it means."""
        if self._early is None:
            self._feed(Card(number))
        else:
            self._early.append(number)

    def touch(self, meaning: Touch) -> None:
        """Take a touch."""
        self._feed(Touched(meaning))

    def tick(self) -> None:
        """Let time act."""
        if self._connected:
            self._local.copy.heard = self._wall()
        if self._dirty_since is not None and self._mono() - self._dirty_since > SAVE_S:
            self.save()
        self._feed(Tick())

    def save(self) -> None:
        """Write the throw-away copy."""
        self._dirty_since = None
        self._recorder.save(self._local.path, self._local.write())

    def opened(self, stream: str, facts: list[Own]) -> None:
        """Learn that the outbox is open, and what it holds."""
        self._local.recall(stream, facts)
        self._begin()
        self.draw()

    def picture(self, topic: Topic, payload: bytes) -> None:
        """Take a picture of the hub's."""
        try:
            self._local.picture(topic, payload)
        except WireError as exc:
            log.warning("a picture of the hub's was dropped: %s", exc)
            return
        self._changed()

    def roster(self, roster: Roster) -> None:
        """Take a new roster."""
        self._local.copy.roster = replace(roster, erased=())
        if roster.erased:
            self._local.forget(roster.erased)
            self._recorder.forget(roster.erased)
        self.save()
        self.draw()

    def connection(self, up: bool) -> None:  # noqa: FBT001  # the node's signature
        """Learn whether the hub is there."""
        self._connected = up
        if up:
            self._local.copy.heard = self._wall()
        self.draw()

    def recorded(self, own: Own | None, stream: str) -> None:
        """Learn what became of the fact that was to be recorded; None if it was not."""
        if own:
            self._local.recorded(stream, own, self._wall(), self._mono())
        self._feed(Recorded() if own else Failed())

    def writable(self, can_record: bool) -> None:  # noqa: FBT001  # the recorder's signature
        """Learn whether facts can be recorded."""
        self._can_record = can_record
        if not can_record:
            self._begin()
        self.draw()

    def _begin(self) -> None:
        early, self._early = self._early or (), None
        for number in early:
            self._feed(Card(number))

    @property
    def idle(self) -> bool:
        """Whether nobody is at the screen."""
        return isinstance(self._state.screen, Idle)

    def draw(self) -> None:
        """Show what there is to show."""
        screen = self._state.screen
        wanted = screen.family.language if isinstance(screen, Result) else self._language()
        language = spoken(LOCALE, wanted)
        scene = Scene(self._local, self._wall(), language, self._connected, self._can_record)
        self._display.show(present(screen, scene), language)

    def _language(self) -> str:
        roster = self._local.copy.roster
        return roster.office.language if roster else self._house_language

    def _feed(self, event: Input) -> None:
        local = self._local
        world = World(self._mono(), self._wall(), local.copy.roster, local.house, self._blocked(), local.recent)
        self._state, record = flow.step(self._state, event, world)
        if record:
            self._recorder.record(record.fact, lambda *answer: self._display.call(self.recorded, *answer))
        self.draw()

    def _blocked(self) -> frozenset[str]:
        return self._local.blocked() if self._connected else frozenset()

    def _changed(self) -> None:
        if self._dirty_since is None:
            self._dirty_since = self._mono()
        self.draw()
