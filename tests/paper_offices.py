"""An office without wires: real outboxes, couriers, intake, ledger and store; broker, network and time are on paper.

Everything that can go wrong is a method, and time is a number, so that a test plays a bad year in a second.
"""

import random
import shutil
from collections import Counter, deque
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

from broker.house.state import House
from broker.intake import Arrival, Batch, Intake
from broker.ledger import Ledger
from broker.store.backup import restore
from broker.store.store import Store
from broker.wire.courier import Courier
from broker.wire.facts.presence import Arrived
from broker.wire.messages import HEARTBEAT_S, HUB, Ack, HubState, Topic
from broker.wire.outbox import Outbox, Own

SITE = "prohlis"
CALM_S = 300.0
"""Longest time that calm weather needs to bring everything in: some back-offs of a minute."""


class PaperClock:
    """Wall and machine clock of everyone, in seconds since the office opened."""

    machine = "paper"

    def __init__(self) -> None:
        """Begin on some day."""
        self.s = 0.0

    def now_ms(self) -> int:
        """Give wall time."""
        return 1_791_967_320_000 + int(self.s * 1000)

    def up_ms(self) -> int:
        """Give the time since the machine started."""
        return int(self.s * 1000)

    def synchronised(self) -> bool:
        """Trust it."""
        return True


class PaperKiosk:
    """An outbox and its courier."""

    def __init__(self, folder: Path, name: str, office: "PaperOffice") -> None:
        """Start for the first time."""
        self.name, self.path, self._office = name, folder / name / "outbox.db", office
        self.inbox = deque[Callable[[Courier], None]]()
        self.online, self.sent = False, deque[bytes](maxlen=20)
        self._backup: Path | None = None
        self.start()

    def start(self) -> None:
        """Open the outbox, as after a power cut."""
        self.outbox = Outbox(self.path, boot=random.getrandbits(31), clock=self._office.clock)
        self.courier = Courier(self.outbox, self._send)

    def accept(self, number: int) -> None:
        """Let so many families come."""
        for _ in range(number):
            (own,) = self.outbox.append(self._office.visit())
            self._office.accepted.add(own.id)
            self.courier.appended(own.n)

    def kill(self) -> None:
        """Lose everything but the file."""
        self.offline()
        self.sent.clear()
        self.outbox.close()
        self.start()

    def offline(self) -> None:
        """Lose the connection, and what was on its way here."""
        self.online = False
        self.inbox.clear()

    def connect(self) -> None:
        """Come back: subscribe, get what is retained; the client sends again what the broker did not confirm."""
        self.online = True
        self.courier.offline()
        state = self._office.retained
        if state:
            self.inbox.append(lambda courier: courier.hub_state(state, self._office.clock.s, retained=True))
        for payload in list(self.sent)[-self._office.chance.randrange(4) :]:
            self._office.to_hub.append((self.name, payload))

    def copy(self) -> None:
        """Take an image of the file."""
        self.outbox.close()
        self._backup = self.path.with_suffix(".copy")
        shutil.copy(self.path, self._backup)
        self.start()

    def set_back(self) -> None:
        """Put the image in the file's place: what came after it is known to the hub alone, if at all."""
        if self._backup is None:
            return
        self.offline()
        self.sent.clear()
        gone = {own.id for own in self.outbox.after(0)}
        self.outbox.close()
        shutil.copy(self._backup, self.path)
        self.start()
        self._office.accepted -= gone - {own.id for own in self.outbox.after(0)} - self._office.stored()

    def step(self) -> None:
        """Take what has come and send what is due."""
        while self.online and self.inbox:
            self.inbox.popleft()(self.courier)
        if self.online:
            self.courier.step(self._office.clock.s)

    def held(self) -> list[Own]:
        """Give the facts in the file."""
        return self.outbox.after(0)

    def _send(self, payload: bytes) -> bool:
        if self.online:
            self._office.to_hub.append((self.name, payload))
            self.sent.append(payload)
        return self.online


class PaperOffice:
    """Some kiosks and a hub. `accepted` holds the id of each fact that is not lost with its disk."""

    def __init__(self, folder: Path, chance: random.Random, kiosks: int = 2, outboxes: Path | None = None) -> None:
        """Open; nobody is connected yet. The outboxes are on the same disk unless another is named."""
        self.folder, self.chance, self.clock = folder, chance, PaperClock()
        self.accepted = set[str]()
        self.to_hub: deque[tuple[str, bytes]] = deque()
        self.retained: HubState | None = None
        self.hub_online, self._beat_due, self._copy = False, 0.0, folder / "copy.db"
        self.said = deque[tuple[PaperKiosk, Ack]](maxlen=20)
        names = [f"kiosk-{place}" for place in range(kiosks)]
        self.counts, self._roles = Counter[str](), dict.fromkeys(names, "kiosk")
        self._open()
        self.kiosks = {name: PaperKiosk(outboxes or folder, name, self) for name in names}

    def visit(self) -> Arrived:
        """Make an arrival of a random family."""
        family = self.chance.randrange(10)
        return Arrived(
            visit=str(UUID(int=self.chance.getrandbits(128))), adult=f"a-{family:08}", family=f"f-{family:08}"
        )

    def stored(self) -> set[str]:
        """Give the ids in the store."""
        return {name for (name,) in self._store.connection.execute("SELECT id FROM fact WHERE node != 'hub'")}

    def order(self) -> list[tuple[str, int]]:
        """Give (stream, n) of each fact in the hub's order."""
        query = "SELECT stream, n FROM fact ORDER BY pos"
        return self._store.connection.execute(query).fetchall()

    @property
    def house(self) -> House:
        """The house as the hub sees it."""
        return self._ledger.house

    def step(self, seconds: float) -> None:
        """Let time pass, and everyone do what is due."""
        self.clock.s += seconds
        for kiosk in self.kiosks.values():
            kiosk.step()
        if self.hub_online:
            self._beat()
            self._take()

    def calm(self) -> None:
        """Let everyone be there, and everything come in."""
        self.connect_hub()
        for kiosk in self.kiosks.values():
            kiosk.connect()
        began = self.clock.s
        while self.clock.s < began + 10 or (self.clock.s < began + CALM_S and self._waiting()):
            self.step(0.5)

    def _waiting(self) -> int:
        return sum(kiosk.courier.waiting for kiosk in self.kiosks.values()) + len(self.to_hub)

    def kill_broker(self) -> None:
        """Forget everything that was on its way or retained; all are offline."""
        self.to_hub.clear()
        self.retained, self.hub_online = None, False
        for kiosk in self.kiosks.values():
            kiosk.offline()

    def kill_hub(self) -> None:
        """Lose what was not committed; the broker says the last will."""
        self._store.close()
        self._open()
        self.said.clear()
        if self.hub_online:
            self.hub_online = False
            self._say(HubState(s="lost"))

    def connect_hub(self) -> None:
        """Come back: say ready; the client sends again what the broker did not confirm, however old."""
        self.hub_online, self._beat_due = True, 0.0
        recent = list(self._ledger.streams.items())
        self._say(HubState(s="ready", store=self._store.id, last={name: stream.last for name, stream in recent}))
        for kiosk, ack in list(self.said)[-self.chance.randrange(4) :]:
            self._answer(kiosk, ack)

    def backup(self) -> None:
        """Copy the store while it is in use."""
        self._copy.unlink(missing_ok=True)
        Store.copy(self.folder / "hub.db", self._copy)

    def restore(self) -> None:
        """Put the backup in the store's place and start the hub again."""
        if self._copy.exists():
            self.kill_hub()
            self._store.close()
            restore(self._copy, self.folder / "hub.db")
            self._open()

    def _open(self) -> None:
        self._store = Store(self.folder / "hub.db")
        self._ledger, self._intake = Ledger(self._store), Intake(self._roles, self.counts)

    def _say(self, state: HubState) -> None:
        self.retained = state
        for kiosk in self.kiosks.values():
            if kiosk.online:
                kiosk.inbox.append(lambda courier: courier.hub_state(state, self.clock.s, retained=False))

    def _beat(self) -> None:
        if self.clock.s >= self._beat_due:
            self._beat_due = self.clock.s + HEARTBEAT_S
            for kiosk in self.kiosks.values():
                if kiosk.online:
                    kiosk.inbox.append(lambda courier: courier.hub_beat(self.clock.s))

    def _take(self) -> None:
        batch, own = Batch([], {}, set()), self._ledger.own_stream()
        for _ in range(min(len(self.to_hub), self.chance.randrange(1, 60))):
            name, payload = self.to_hub.popleft()
            arrival = Arrival(Topic(SITE, name, "kiosk", "ev"), payload, False, self.clock.now_ms())  # noqa: FBT003 - not retained
            self._intake.take(arrival, batch, self._ledger.streams, own)
        self._ledger.commit(batch.rows, batch.streams)
        for name in batch.answer & self._ledger.streams.keys():
            stream = self._ledger.streams[name]
            if stream.node != HUB:
                self._answer(self.kiosks[stream.node], Ack(stream=name, n=stream.last))

    def _answer(self, kiosk: PaperKiosk, ack: Ack) -> None:
        self.said.append((kiosk, ack))
        if kiosk.online:
            kiosk.inbox.append(lambda courier: courier.hub_ack(ack, self.clock.s))


def play(office: PaperOffice, steps: int, disasters: list[str]) -> Counter[str]:
    """Let families come while disasters happen at random, and tell how often each did."""
    happened, chance = Counter[str](), office.chance
    for _ in range(steps):
        kiosk = chance.choice(list(office.kiosks.values()))
        what = chance.choice(["come", "come", "come", "come", "connect", "connect hub", *disasters])
        happened[what] += 1
        match what:
            case "come":
                kiosk.accept(chance.randrange(1, chance.choice((2, 8, 130))))
            case "connect":
                kiosk.connect()
            case "connect hub":
                office.connect_hub()
            case "kiosk dies":
                kiosk.kill()
            case "cable":
                kiosk.offline()
            case "copy":
                kiosk.copy()
            case "set back":
                kiosk.set_back()
            case _:
                {"hub dies": office.kill_hub, "broker dies": office.kill_broker, "backup": office.backup,
                 "restore": office.restore}[what]()  # fmt: skip
        for _ in range(chance.randrange(4)):
            office.step(chance.choice((0.0, 0.1, 1.0, 3.0, 45.0)))
    office.calm()
    return happened


def close(office: PaperOffice) -> None:
    """Close every file."""
    with closing(office._store):
        for kiosk in office.kiosks.values():
            kiosk.outbox.close()
