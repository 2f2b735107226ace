"""The kiosk put together: reader, flow, disk, wire and roster around one window."""

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from broker.wire.clock import SystemClock
from broker.wire.errors import SettingsError
from broker.wire.facts import KINDS, FactBody
from broker.wire.message import Ms
from broker.wire.messages import TTL_S, Channel, Description
from broker.wire.node import Node, new_boot
from broker.wire.outbox import Outbox, Own
from kiosk.controller import Clocks, Controller, Display, Outputs
from kiosk.errors import ButtonError
from kiosk.hub import HubClient
from kiosk.local import Local
from kiosk.readers import Listener, Reader, Trouble
from kiosk.readers.simulated import SimulatedReader
from kiosk.readers.wedge import WedgeReader
from kiosk.recorder import Recorder, Writer
from kiosk.settings import KioskSettings, ReaderSettings
from kiosk.sound import Player
from kiosk.view import Touch
from kiosk.voice import Voice

log = logging.getLogger(__name__)
if TYPE_CHECKING:
    from kiosk.buttons import Buttons, Motion

CARDS = "card"
"""Channel of the readers: `ready`, or why no card can be read."""
PICTURES = ("family/+/st", "house/st", "room/+/st", "desk/+/st", "device/+/st")


class Station:
    """Everything but the window. `start` when the window is there, `stop` when it has gone."""

    def __init__(self, settings: KioskSettings, display: Display, somebody: Callable[[], None] = lambda: None) -> None:
        """Build; nothing runs yet. `somebody` learns, on the thread of the screen, that motion was seen before it."""
        self._settings, self._display, self._somebody = settings, display, somebody
        self._node: Node | None = None
        self._clock = SystemClock()
        self._player = Player(settings.sound.command)
        self._voice = Voice(settings.voice.command, settings.sound.command)
        local = Local(settings.folder / "copy.json")
        self._recorder = Recorder(self._open, lambda on: display.call(self._controller.writable, on))
        self._hub = HubClient(
            settings.hub,
            settings.node,
            settings.token_path,
            lambda roster: display.call(self._controller.roster, roster),
            settings.ca,
        )
        self._controller = Controller(
            display, local, self._recorder, Clocks(self._wall, time.monotonic), settings.language, settings.node,
            Outputs(
                voices=settings.voice.languages if self._voice.is_there else (), aloud=settings.voice.always,
                speaks=lambda: self._voice.speaks,
                play=self._player.play, enrol=self._hub.enrol,
            ),
        )  # fmt: skip
        self._buttons: Buttons | None = None
        self._motion: Motion | None = None
        self._readers = readers(settings.readers, self._push)
        self._troubles: dict[int, Trouble] = {}
        """How each reader is that says so."""

    def start(self) -> None:
        """Start in order.

        :raises SettingsError: a reader cannot be opened.
        :raises ReaderError: a reader needs what is not installed.
        :raises ButtonError: a hardware button cannot be used.
        """
        self._controller.draw()
        if self._settings.voice.command and not self._voice.is_there:
            log.warning("nothing can be read aloud: %s is not installed", self._settings.voice.command[0])
        self._hardware()
        self._recorder.start()
        self._hub.start()
        for number, reader in enumerate(self._readers):
            try:
                reader.start(
                    Listener(
                        self._crossed(self._controller.card),
                        self._crossed(self._controller.unread),
                        self._crossed(partial(self._trouble, number)),
                    )
                )
            except OSError as exc:
                raise SettingsError(
                    f"a card reader cannot be opened: {exc}. Look at [readers] in the settings."
                ) from exc

    def stop(self) -> None:
        """Stop in reverse."""
        for reader in self._readers:
            reader.stop()
        for hardware in (self._buttons, self._motion):
            if hardware:
                hardware.close()
        self._hub.stop()
        self._controller.save()
        self._recorder.stop()
        self._voice.stop()
        self._player.stop()
        if self._node:
            self._node.stop()

    def fault(self) -> None:
        """Learn that the screen could not be drawn."""
        self._controller.fault()

    def touch(self, meaning: Touch, what: str = "") -> None:
        """Take a touch."""
        self._controller.touch(meaning, what)

    def typed(self, text: str) -> None:
        """Take text that the window received."""
        for reader in self._readers:
            reader.typed(text, time.monotonic())

    def say(self, text: str, language: str) -> None:
        """Read aloud."""
        self._voice.say(text, language, soft=self._controller.naps)

    def tick(self) -> None:
        """Let time act."""
        self._controller.tick()

    def _hardware(self) -> None:
        settings, motion = self._settings.buttons, self._settings.screen.motion
        if not settings.wired and motion is None:
            return
        try:
            from kiosk.buttons import Buttons, Motion, factory  # noqa: PLC0415  # most kiosks have none
        except ImportError as exc:
            raise ButtonError("pins need gpiozero: install python3-gpiozero and python3-lgpio.") from exc
        pins = factory(settings.pins)
        if settings.wired:
            press, aloud = self._crossed(self._controller.press), self._crossed(self._controller.touch)
            held = partial(aloud, "look", "aloud") if self._voice.is_there else None
            self._buttons = Buttons(settings.wired, pins, press, held)
        if motion is not None:
            self._motion = Motion(motion, pins, self._crossed(self._somebody))

    def _push(self, way: str) -> None:
        if self._buttons is None:
            raise ValueError("there are no buttons; set [buttons]")
        self._buttons.push(way)  # type: ignore[arg-type]

    def _trouble(self, reader: int, trouble: Trouble) -> None:
        """Learn how one reader is; as long as another works there is no trouble for those who come."""
        self._troubles[reader] = trouble
        said = "" if "" in self._troubles.values() else trouble
        self._controller.reader(said)
        self._tell_staff()

    def _tell_staff(self) -> None:
        """Say of the readers on the wire how the worst is."""
        if self._node and self._troubles:
            self._node.level(CARDS, max(self._troubles.values()) or "ready", TTL_S)

    def _open(self) -> Writer:
        boot = new_boot()
        outbox = Outbox(self._settings.folder / "outbox.db", boot=boot)
        node = Node(
            self._settings.mqtt,
            self._settings.node,
            Description(role="kiosk", software="", channels={CARDS: Channel(measures="card")}, kinds=_kinds()),
            boot=boot,
            outbox=outbox,
            pictures=PICTURES,
            on_picture=self._crossed(self._controller.picture),
            on_command=self._command,
            on_connection=self._connection,
        )
        self._display.call(self._controller.opened, outbox.stream, outbox.after(0))
        node.start()
        self._node = node
        self._display.call(self._tell_staff)
        return _Writer(node, outbox)

    def _wall(self) -> Ms:
        ahead = self._node.hub_ahead_ms if self._node else 0
        return self._clock.now_ms() + ahead

    def _connection(self, up: bool) -> None:  # noqa: FBT001  # the node's signature
        self._display.call(self._controller.connection, up)
        if up:
            self._hub.soon()

    def _command(self, verb: str) -> None:
        if verb == "roster":
            self._hub.soon()
        elif verb == "identify":
            self._display.call(self._controller.identify)

    def _crossed(self, function: Callable[..., object]) -> Callable[..., None]:
        return lambda *args: self._display.call(function, *args)


class _Writer(Struct, frozen=True):
    node: Node
    outbox: Outbox

    def append(self, *facts: FactBody) -> tuple[list[Own], str]:
        return self.node.record(*facts), self.outbox.stream

    def probe(self) -> None:
        self.outbox.probe()

    def forget(self, pseudonyms: Iterable[str]) -> int:
        return self.outbox.forget(pseudonyms)


def readers(settings: ReaderSettings, push: Callable[[str], None]) -> list[Reader]:
    """Make the readers that the settings ask for; a simulated one may also `push` a hardware button."""
    found: list[Reader] = []
    # Each takes a library of its own, and a kiosk has one of them.
    if settings.pcsc:
        from kiosk.readers.pcsc import PcscReader  # noqa: PLC0415

        found.append(PcscReader(settings.pcsc_name))
    if settings.keyboard:
        from kiosk.readers.keyboard import KeyboardReader  # noqa: PLC0415

        found.append(KeyboardReader(settings.keyboard))
    if settings.wedge:
        found.append(WedgeReader())
    if settings.control or settings.keys:
        control = Path(settings.control).expanduser() if settings.control else None
        found.append(SimulatedReader(control, settings.keys, push))
    return found


def _kinds() -> tuple[str, ...]:
    return tuple(kind for kind, (_, roles) in KINDS.items() if "kiosk" in roles)
