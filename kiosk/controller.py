"""The kiosk's one mind: inputs in, flow, facts to the disk, views out. Lives on the main thread."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from broker.house.roster import Roster
from broker.wire.errors import WireError
from broker.wire.language import spoken
from broker.wire.message import Ms
from broker.wire.messages import Topic
from broker.wire.outbox import Own
from kiosk import flow
from kiosk.flow import (
    Card,
    Enrol,
    Enrolled,
    Failed,
    Fault,
    Idle,
    Input,
    Notice,
    OfFamily,
    Pressed,
    Record,
    Recorded,
    State,
    Tick,
    Touched,
    Unread,
    World,
)
from kiosk.flow.inputs import Identify, Told
from kiosk.flow.sounds import Sound, Sounds, is_nap
from kiosk.local import Local
from kiosk.presenter import Scene, present
from kiosk.readers import Trouble
from kiosk.recorder import Recorder
from kiosk.view import Look, Touch, View, Way

log = logging.getLogger(__name__)
LOCALE = Path(__file__).parent / "locale"
FAULT_S = 10.0
MINUTE_MS = 60_000
SAVE_S = 2.0
"""The throw-away copy is written at most this often."""


class Play(Protocol):
    """How a sound is made."""

    def __call__(self, sound: Sound, *, soft: bool) -> None:
        """Play it soon."""


def _silence(sound: Sound, *, soft: bool) -> None:
    """Play nothing."""
    del sound, soft


class Outputs(Struct, frozen=True):
    """What a kiosk does beside drawing and recording."""

    voices: tuple[str, ...] = ()
    """Codes of the languages that can be read aloud."""
    aloud: bool = False
    """Whether everything is, not only when somebody has chosen it."""
    speaks: Callable[[], bool] = lambda: False
    """Whether something is being read aloud now."""

    play: Play = _silence
    enrol: Callable[[str, Callable[[Told], None]], None] = lambda _number, answer: answer("failed")
    """Gives the hub the number of a new card; what the hub says comes in any thread."""


class Clocks(Struct, frozen=True):
    """The time of day in ms, as the hub has it, and seconds that never run backwards."""

    wall: Callable[[], Ms]
    mono: Callable[[], float]


class Display(Protocol):
    """Where views go, and the one crossing from threads."""

    def show(self, view: View, look: Look) -> None:
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
        clocks: Clocks,
        language: str,
        node: str = "",
        outputs: Outputs = Outputs(),  # noqa: B008  # it is frozen
    ) -> None:
        """Prepare with nobody at the screen."""
        self._display, self._local, self._recorder = display, local, recorder
        self._wall, self._mono = clocks.wall, clocks.mono
        self._state, self._house_language, self._node = State(tries=local.copy.tries), language, node
        self._connected, self._can_record = False, True
        self._reader: Trouble = ""
        self._sounds, self._outputs = Sounds(), outputs
        self._faulted = -FAULT_S
        self._minute = 0
        """The minute that the clock on the screen shows: until the next one an idle kiosk has nothing to do."""
        self._enrols = False
        """Whether the screen asks for a new card: only a new roster begins that, time alone ends it."""
        self._dirty_since: float | None = None
        self._early: list[str] | None = []
        """Cards that came before the outbox was open; None since then."""

    def card(self, number: str) -> None:
        """Take a card. Until the outbox is known it waits: what this kiosk recorded last decides what it means."""
        if self._early is None:
            self._feed(Card(number))
        else:
            self._early.append(number)

    def unread(self) -> None:
        """Learn that a card was there, but could not be read."""
        self._feed(Unread())

    def reader(self, trouble: Trouble) -> None:
        """Learn whether cards can be read."""
        self._reader = trouble
        self.draw()

    def identify(self) -> None:
        """Show which kiosk this is, unless somebody uses it."""
        self._feed(Identify())

    def touch(self, meaning: Touch, what: str = "") -> None:
        """Take a touch; `what` names which of several is meant."""
        self._feed(Touched(meaning, what))

    def press(self, way: Way) -> None:
        """Take a press of a hardware button."""
        self._feed(Pressed(way))

    def fault(self) -> None:
        """Say in words that the screen could not be drawn; once in a while, for saying it may fail too."""
        if self._mono() - self._faulted >= FAULT_S:
            self._faulted = self._mono()
            self._feed(Fault())

    def tick(self) -> None:
        """Let time act."""
        if self._connected:
            self._local.copy.heard = self._wall()
        if self._dirty_since is not None and self._mono() - self._dirty_since > SAVE_S:
            self.save()
        moves = self._local.house.calls or self._enrols or self._state.meant
        if self._state.screen != Idle() or moves or self._wall() // MINUTE_MS != self._minute:
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
        if late := self._local.renew(roster):
            self._recorder.record(late, lambda facts, _stream: self._display.call(self._told, bool(facts)))
        if roster.erased:
            screen = self._state.screen
            if isinstance(screen, OfFamily) and screen.who.family.id in roster.erased:
                self._state = State(tries=self._state.tries)
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

    def recorded(self, facts: list[Own], stream: str) -> None:
        """Learn what became of the facts that were to be recorded; none of them if they were not."""
        for own in facts:
            self._local.recorded(stream, own, self._wall(), self._mono())
        self._feed(Recorded() if facts else Failed())

    def writable(self, can_record: bool) -> None:  # noqa: FBT001  # the recorder's signature
        """Learn whether facts can be recorded."""
        self._can_record = can_record
        if not can_record:
            self._begin()
        self.draw()

    def _told(self, done: bool) -> None:  # noqa: FBT001  # the display's signature
        self._local.told(done=done)
        self.save()

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
        world = self._world()
        self._minute, self._enrols = world.wall // MINUTE_MS, world.enrols
        screen = self._state.screen
        usual = self._language()
        if isinstance(screen, OfFamily):
            usual = screen.who.family.language
        elif isinstance(screen, Notice):
            usual = screen.language or usual
        language = spoken(LOCALE, self._state.look.language or usual)
        look, always = self._state.look, self._outputs.aloud
        scene = Scene(
            world, self._local.copy, language, self._can_record, self._state.tries, self._reader,
            () if always else self._outputs.voices, look.aloud, self._state.meant.way if self._state.meant else "",
        )  # fmt: skip
        aloud = (look.aloud or always) and language in self._outputs.voices
        self._display.show(present(screen, scene), replace(look, language=language, aloud=aloud))

    def _language(self) -> str:
        roster = self._local.copy.roster
        return roster.office.language if roster else self._house_language

    def _feed(self, event: Input) -> None:
        before, world = self._state, self._world()
        if isinstance(event, Card) and self._local.use(event.number, world.wall):
            self._soon()
        self._state, effect = flow.step(before, event, world)
        match effect:
            case Record(facts):
                self._recorder.record(facts, lambda *answer: self._display.call(self.recorded, *answer))
            case Enrol(number):
                self._outputs.enrol(number, lambda told: self._display.call(self._feed, Enrolled(told)))
        if self._state.tries != self._local.copy.tries:
            self._local.copy.tries = self._state.tries
            self.save()
        self.draw()
        for sound in self._sounds.after(before, self._state, world):
            self._outputs.play(sound, soft=is_nap(world))

    def _world(self) -> World:
        found = self._local.world(self._mono(), self._wall(), fresh=self._connected, node=self._node)
        return replace(found, aloud=self._outputs.aloud, speaking=self._outputs.speaks())

    @property
    def naps(self) -> bool:
        """Whether children are asleep."""
        return is_nap(self._world())

    def _changed(self) -> None:
        self._soon()
        self.draw()

    def _soon(self) -> None:
        """Have the copy written."""
        if self._dirty_since is None:
            self._dirty_since = self._mono()
