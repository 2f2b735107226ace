"""A node on the wire: state with last will, description, heartbeat, levels, and the courier of its facts."""

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Protocol

import msgspec
from msgspec import Struct

from broker.wire import messages
from broker.wire.clock import Clock, SystemClock
from broker.wire.courier import Courier
from broker.wire.errors import WireError
from broker.wire.link import Health, Link, Will
from broker.wire.message import Body
from broker.wire.messages import HEARTBEAT_S, HUB, HUB_SILENT_S, VERBS, HubState, Level, State, Topic
from broker.wire.outbox import Outbox, Own
from broker.wire.settings import MqttSettings

log = logging.getLogger(__name__)
OURS = f"{messages.ROOT}/"
Value = bool | int | float | str
OnPicture = Callable[[Topic, bytes], None]
OnCommand = Callable[[str], None]


class Ears(Protocol):
    """Hears what is not on our own wire, over the node's connection: the broker knows a certificate only once."""

    @property
    def topics(self) -> Sequence[str]:
        """Give what is to be heard."""

    def hear(self, topic: str, payload: bytes, retained: bool) -> None:  # noqa: FBT001  # the link's signature
        """Take a message."""

    def anew(self) -> None:
        """Learn that the connection is new."""


class _Held(Struct):
    value: Value
    ttl: int
    seq: int = 0
    due: float = 0.0


def new_boot() -> int:
    """Make the number that tells this start of the program from all others."""
    return secrets.randbits(31)


class Node:
    """One program's presence on the wire. `start` and `stop` frame its life; threads may call the rest."""

    def __init__(  # noqa: PLR0913  # what a node is told is named one by one
        self,
        settings: MqttSettings,
        node: str,
        description: messages.Description,
        *,
        boot: int,
        outbox: Outbox | None = None,
        clock: Clock | None = None,
        pictures: tuple[str, ...] = (),
        ears: Ears | None = None,
        on_picture: OnPicture = lambda _topic, _payload: None,
        on_command: OnCommand = lambda _verb: None,
        on_connection: Callable[[bool], None] = lambda _up: None,
        on_round: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; `pictures` are topic filters below `hub/`. The callbacks run in threads of the node."""
        self._clock, self._boot, self._outbox = clock or SystemClock(), boot, outbox
        self._site, self._id = settings.site, node
        self._description = msgspec.structs.replace(description, software=version("dabei"))
        self._on_picture, self._on_command, self._on_connection = on_picture, on_command, on_connection
        self._ears = ears
        self._on_round = on_round
        self._wake, self._woken, self._stopping = threading.Condition(), False, False
        self._levels: dict[str, _Held] = {}
        self._silenced: dict[str, int] = {}
        self._beat_due, self._hub_heard, self._hub = 0.0, float("-inf"), HubState(s="lost")
        self._was_connected = self._was_rival = False
        self.hub_ahead_ms = 0
        """Milliseconds by which the hub's clock is ahead of this one; the hub is the time source of the house."""
        self._link = Link(
            node,
            settings.port,
            host=settings.host,
            tls=settings.tls,
            will=Will(self._topic("$state"), messages.encode(State(s="lost", boot=boot))),
            topics=[
                self._topic("$ack"),
                self._topic("cmd", "+"),
                *(f"{messages.ROOT}/{self._site}/{HUB}/{tail}" for tail in ("$state", "$hb", *pictures)),
                *(ears.topics if ears else ()),
            ],
            on_message=self._received,
            on_connect=self._greet,
        )
        self._courier = Courier(outbox, self._send_fact) if outbox else None
        self._worker = threading.Thread(target=self._work, name="node", daemon=True)

    def start(self) -> None:
        """Connect and begin to send; a broker or a hub that is down is no error."""
        self._link.start()
        self._worker.start()

    def stop(self) -> None:
        """Say goodbye and end."""
        self._stopping = True
        self._notify()
        self._worker.join(5)
        self._link.stop(Will(self._topic("$state"), messages.encode(State(s="lost", boot=self._boot))))

    def record(self, *bodies: Body) -> list[Own]:
        """Make facts durable, then see to it that the hub gets them.

        :raises OutboxError: nothing was recorded.
        """
        assert self._outbox is not None
        assert self._courier is not None
        facts = self._outbox.append(*bodies)
        self._courier.appended(facts[-1].n)
        self._notify()
        return facts

    def level(self, channel: str, value: Value, ttl: int) -> None:
        """Say what a channel measures now; it is repeated every third of `ttl` seconds."""
        with self._wake:
            held = self._levels.get(channel)
            seq = held.seq if held else self._silenced.pop(channel, 0)
            self._levels[channel] = _Held(value, ttl, seq)
            self._notify()

    def silence(self, channel: str) -> None:
        """Say nothing more of a channel: its device is gone, and the level shall grow stale."""
        with self._wake:
            if held := self._levels.pop(channel, None):
                self._silenced[channel] = held.seq  # a seq that began again would be old news to the hub

    @property
    def connected(self) -> bool:
        """Whether the hub is ready and its heart beats; the broker alone is not enough."""
        return self._hub.s == "ready" and time.monotonic() - self._hub_heard < HUB_SILENT_S

    @property
    def waiting(self) -> int:
        """Facts that the hub has not confirmed."""
        return self._courier.waiting if self._courier else 0

    def health(self) -> Health:
        """Tell how the link is."""
        return self._link.health()

    def _topic(self, kind: messages.Kind, channel: str = "") -> str:
        return str(Topic(self._site, self._id, channel, kind))

    def _notify(self) -> None:
        with self._wake:
            self._woken = True  # the worker may be on its round, where a notification alone would be lost
            self._wake.notify()

    def _greet(self) -> None:
        if self._courier:
            self._courier.offline()
        self._hub = HubState(s="lost")
        if self._ears:
            self._ears.anew()
        self._introduce()

    def _introduce(self) -> None:
        now = self._clock.now_ms()
        self._link.publish(self._topic("$desc"), messages.encode(self._description), retain=True)
        state = State(s="ready", boot=self._boot, ts=now, at=f"{socket.gethostname()} {self._link.address()}".strip())
        self._link.publish(self._topic("$state"), messages.encode(state), retain=True)
        self._all_levels_due()

    def _all_levels_due(self) -> None:
        with self._wake:
            for held in self._levels.values():
                held.due = 0.0
            self._notify()

    def _received(self, text: str, payload: bytes, retained: bool) -> None:  # noqa: FBT001  # the link's signature
        if self._ears and not text.startswith(OURS):
            self._ears.hear(text, payload, retained)
            return
        topic = messages.parse_topic(text)
        now = time.monotonic()
        match topic:
            case Topic(node=messages.HUB, kind="$hb"):
                if not retained:
                    self._hub_beat(messages.decode(payload, messages.Heartbeat), now)
            case Topic(node=messages.HUB, kind="$state"):
                self._hub_said(messages.decode(payload, HubState), now, retained=retained)
            case Topic(node=messages.HUB):
                self._on_picture(topic, payload)
            case Topic(kind="$ack") if self._courier and not retained:
                self._courier.hub_ack(messages.decode(payload, messages.Ack), now)
            case Topic(kind="cmd", channel=verb) if verb in VERBS and not retained:
                if verb == "rebirth":
                    self._introduce()
                else:
                    self._on_command(verb)
            case _:
                raise WireError(f"dropped: {text[:80]!r}")
        self._notify()

    def _hub_beat(self, beat: messages.Heartbeat, now: float) -> None:
        self._hub_heard = now
        if beat.ts:
            self.hub_ahead_ms = beat.ts - self._clock.now_ms()
        if self._courier:
            self._courier.hub_beat(now)

    def _hub_said(self, state: HubState, now: float, *, retained: bool) -> None:
        news = (state.s, state.store) != (self._hub.s, self._hub.store)
        self._hub = state
        if not retained:
            self._hub_heard = now
        if self._courier:
            self._courier.hub_state(state, now, retained=retained)
        if news:
            self._all_levels_due()

    def _send_fact(self, payload: bytes) -> bool:
        return self._link.publish(self._topic("ev", self._description.role), payload)

    def _work(self) -> None:
        while not self._stopping:
            try:
                pause = self._turn(time.monotonic())
                self._on_round()
            except Exception:
                log.exception("the node could not do its round; trying again")  # a full disk may empty again
                pause = 1.0
            with self._wake:
                if pause > 0 and not self._stopping and not self._woken:
                    self._wake.wait(pause)
                self._woken = False

    def _turn(self, now: float) -> float:
        self._link.revive()
        self._look_for_rival()
        if self.connected != self._was_connected:
            self._was_connected = not self._was_connected
            self._on_connection(self._was_connected)
        pause = self._courier.step(now) if self._courier else 1.0
        return min(self._beat(now), self._repeat(now), pause)

    def _look_for_rival(self) -> None:
        rival = self._link.health().rival
        if rival and not self._was_rival:
            log.error("another device calls itself %s, too: give one of them another `node` in its settings", self._id)
        self._was_rival = rival

    def _beat(self, now: float) -> float:
        if now >= self._beat_due:
            self._beat_due = now + HEARTBEAT_S
            beat = messages.Heartbeat(
                waiting=self.waiting, sync=self._clock.synchronised(), up_ms=self._clock.up_ms()
            )  # fmt: skip
            self._link.publish(self._topic("$hb"), messages.encode(beat), qos=0)
        return self._beat_due - now

    def _repeat(self, now: float) -> float:
        with self._wake:
            due = [(name, held) for name, held in self._levels.items() if held.due <= now]
            for name, held in due:
                level = Level(
                    v=held.value, boot=self._boot, seq=held.seq, ts=self._clock.now_ms(), ttl=held.ttl
                )  # fmt: skip
                if self._link.publish(self._topic("st", name), messages.encode(level), retain=True):
                    held.seq, held.due = held.seq + 1, now + held.ttl / 3
            return min((max(0.2, held.due - now) for held in self._levels.values()), default=1.0)
