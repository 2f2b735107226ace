"""The aggregator: all that waits → one transaction → COMMIT → answers → pictures. One thread, one writer."""

import asyncio
import logging
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import msgspec

from broker.accounts import Accounts
from broker.cards import Cards
from broker.codes import Codes
from broker.discovery import PREFIX
from broker.guests import Guests
from broker.historian import Historian
from broker.homeassistant import HomeAssistant
from broker.house.devices import awaited
from broker.house.office import Office
from broker.house.pictures import families
from broker.house.rooms import Rooms
from broker.house.sensors import sensors
from broker.housekeeper import Housekeeper
from broker.inbox import Inbox
from broker.intake import Arrival, Batch, Intake
from broker.keeping import Keeping
from broker.known import Entry
from broker.ledger import Ledger
from broker.nodes import Nodes
from broker.past import Past
from broker.publisher import Publisher
from broker.pulse import Pulse
from broker.register import Register
from broker.requests import Born, Connected, Job, Request, Stop, refuse
from broker.retention import Retention
from broker.snapshot import Counters, Expiry, Snapshot
from broker.store import export
from broker.store.facts import own_row
from broker.store.store import Store
from broker.timekeeper import Timekeeper
from broker.watch import Watch, Watched
from broker.watchers import Watchers
from broker.wire.clock import Clock, SystemClock
from broker.wire.errors import WireError
from broker.wire.link import Link, Will
from broker.wire.message import Ms
from broker.wire.messages import (
    HUB,
    PROBE,
    ROOT,
    HubState,
    State,
    Topic,
    encode,
    parse_topic,
)
from broker.wire.settings import MqttSettings
from broker.wire.wanted import Wanted

log = logging.getLogger(__name__)
QUEUE = 10_000
"""Messages that may wait; when it is full, reading from the broker stops."""
BATCH = 2_000
GATHER_S = 0.005
"""From one batch to the next under a flood: what comes meanwhile shares a commit and a picture."""
PICTURES_S = 0.05
"""From one set of pictures to the next under a flood: each goes to every kiosk and is drawn for every browser."""
CALM_S, CALM = 0.02, 10
"""The same while a set shows no more messages than so many: a change is seen soon, though others come all the time."""
LOST = encode(HubState(s="lost"))


Item = Arrival | Request | Job | Born | Connected | Stop
_T = TypeVar("_T")


class Aggregator:
    """The hub's heart. `start` and `stop` frame its life; what pages ask of it goes through `Front`."""

    def __init__(
        self,
        office: Office,
        mqtt: MqttSettings,
        store: Store,
        clock: Clock | None = None,
        retention: Retention | None = None,
        *,
        discovery: bool = False,
        certificates: Callable[[], tuple[Expiry, ...]] = tuple,
    ) -> None:
        """Fold the store; nothing is sent yet.

        :param discovery: whether Home Assistant is told of the office.
        :param certificates: gives when those end that the office's authorities have signed; never waits.
        """
        self._certificates = certificates
        self._site, self._store, self._clock = office.site, store, clock or SystemClock()
        self._watch, self._counts = Watch(store.path), Counter[str]()
        self._ledger = Ledger(store, self._watch)
        self._nodes, self._rooms = Nodes(office.nodes, self._counts), Rooms(office)
        self._historian, self.housekeeper = Historian(store), Housekeeper(store)
        self.register = Register(self._ledger, store, office, retention or Retention())
        self.register.day(self._clock.now_ms())
        self.cards = Cards(store, self.register)
        self.codes = Codes(store, self.register)
        self.guests = Guests(store, self.register)
        self.keeping = Keeping(store, self.register)
        self.accounts = Accounts(store)
        self.past = Past(store)
        self._intake = Intake(self._nodes.roles, self._counts, lambda: self.register.erased)
        self._timekeeper = Timekeeper(
            self._ledger, lambda: self.register.office, lambda: self.register.groups, self._nodes.levels, self._rooms
        )
        self._queue = Inbox[Item](QUEUE)
        self._next_batch = self._next_pictures = 0.0
        self._unshown = 0
        self._touched, self._late = set[str](), False
        self._watchers = Watchers()
        self._homeassistant = HomeAssistant(office, self._retain, on=discovery)
        prefix = f"{ROOT}/{mqtt.site}"
        self._link = Link(
            f"{mqtt.site}-{HUB}",
            mqtt.port,
            host=mqtt.host,
            tls=mqtt.tls,
            will=Will(f"{prefix}/{HUB}/$state", LOST),
            topics=[
                *(f"{prefix}/+/{tail}" for tail in ("$state", "$desc", "$hb", "+/st", "+/ev")),
                *self._homeassistant.topics,
            ],
            on_message=self._received,
            on_connect=lambda: self._queue.put(Connected()),
        )
        self._publisher = Publisher(mqtt.site, store.id, self._retain, self._link.publish)
        self._pulse = Pulse(
            office.site,
            store.id,
            self._clock,
            self._link,
            lambda: self._publisher.ready(self._ledger.streams),
            guarded=mqtt.tls is not None,
        )
        self._thread = threading.Thread(target=self._run, name="aggregator", daemon=True)
        self._snapshot = self._look()

    def start(self) -> None:
        """Connect to the broker and begin to take facts."""
        self._thread.start()
        self._link.start()

    def stop(self) -> None:
        """Take what is queued, say goodbye, and end."""
        self._queue.put(Stop())
        self._thread.join(10)
        self._link.stop(Will(str(Topic(self._site, HUB, "", "$state")), LOST))

    def snapshot(self) -> Snapshot:
        """Give what is known now."""
        return self._snapshot

    def watched(self) -> Watched:
        """Give how the hub is, in numbers."""
        return self._watch.look(len(self._queue))

    async def record(self, *facts: Wanted) -> None:
        """Record facts of a page in this order and with nothing between them; returns after COMMIT.

        Facts whose id is there already change nothing.

        :raises StoreError: nothing was recorded.
        """
        done: Future[None] = Future()
        await asyncio.to_thread(self._queue.put, Request(facts, done))
        await asyncio.wrap_future(done)

    def identify(self, node: str) -> None:
        """Let a node show itself; called in the aggregator's thread.

        :raises DabeiError: there is no such node, or it is not there.
        """
        self._nodes.there(node)
        self._publisher.identify(node)

    def erase(self, who: str, log: Entry) -> int:
        """Remove every trace of a family or a guest, and give how many facts went; called in the aggregator's thread.

        :param who: a family by its id or label, or a guest by its id.
        :raises DabeiError: there is nobody of that name, or they are in the house, or it cannot be done.
        """
        name = export.subject(self._store.connection, who)
        gone = self._ledger.erase(name, log)
        self.register.forget(log.at)
        self.cards.forget(log.at)
        self._publisher.clear(self.register.erased)
        self._touched |= families(self._ledger.house)
        return gone

    def put_out(self, node: str, now: Ms) -> None:
        """Give a node that is trusted no longer no roster, and take back what it said of itself.

        The broker takes its last will from it no more. Called in the aggregator's thread.
        """
        if node in self.register.kiosks:
            self.register.renew_token(node, now)
        boot = self._nodes.levels.boot(node)
        if boot is not None:
            self._retain(str(Topic(self._site, node, "", "$state")), encode(State(s="lost", boot=boot)))

    def call(self, do: Callable[[Ms], _T]) -> Future[_T]:
        """Do something in the aggregator's thread, where `do` gets the time; from any thread."""
        done: Future[_T] = Future()
        self._queue.put(Job(lambda: do(self._clock.now_ms()), done))
        return done

    async def changed(self, version: int) -> int:
        """Wait until there is a version above this one, and give it."""
        return await self._watchers.changed(version)

    def _retain(self, topic: str, payload: bytes) -> bool:
        return self._link.publish(topic, payload, retain=True)

    def _received(self, text: str, payload: bytes, retained: bool) -> None:  # noqa: FBT001  # the link's signature
        if text.startswith(PREFIX):
            if self._homeassistant.hear(text, payload, retained=retained):
                self._queue.put(Born())
            return
        try:
            topic = parse_topic(text)
        except WireError:
            self._counts["malformed"] += 1
            return
        self._queue.put(Arrival(topic, payload, retained, self._clock.now_ms()))

    def _run(self) -> None:
        running = True
        while running:
            try:
                running = self._turn()
                self._watch.turned()
            except Exception:
                log.exception("a batch could not be taken; nodes will send it again")
                time.sleep(0.2)
        self._historian.close(self._clock.now_ms(), time.monotonic())

    def _turn(self) -> bool:
        found = self._wait()
        requests = [item for item in found if isinstance(item, Request)]
        for job in (item for item in found if isinstance(item, Job)):
            job.run()
        try:
            with self._watch.batches:
                self._take(found, requests)
        except Exception as exc:
            refuse(requests, exc)
            raise
        for request in requests:
            if not request.done.done():
                request.done.set_result(None)
        return not any(isinstance(item, Stop) for item in found)

    def _take(self, found: list[Item], requests: list[Request]) -> None:
        batch = Batch([], {}, set())
        self._unshown += len(found)
        own = self._ledger.own_stream()
        for item in found:
            if isinstance(item, Arrival) and item.topic.kind == "ev":
                self._intake.take(item, batch, self._ledger.streams, own)
            elif isinstance(item, Arrival):
                self._take_level(item)
        for wanted in (wanted for request in requests for wanted in request.facts):
            now = self._clock.now_ms()
            batch.rows.append(own_row(wanted.body, wanted.id, now, batch.streams, own, happened=wanted.at))
        touched = self._commit(batch, requests)
        if any(isinstance(item, Connected) for item in found) or self._homeassistant.is_born(time.monotonic()):
            touched = self._greet()
        now, mono = self._clock.now_ms(), time.monotonic()
        self._pulse.beat(mono)
        self.register.follow(now)
        touched |= self._timekeeper.act(now, mono, hears=self._pulse.hears(mono))
        if self.register.day(now):
            touched = self._greet()
        self._publisher.rosters(self.register.news())
        self._touched |= touched
        self._late = not requests and time.monotonic() < self._next_pictures
        if not self._late:  # a page shows what it has just recorded
            try:
                self._tell()
            except Exception:  # what is committed stays committed, and is answered so
                log.exception("the pictures could not be made")

    def _wait(self) -> list[Item]:
        now = time.monotonic()
        pictures = self._next_pictures if self._late else float("inf")
        pause = max(
            0.0, min(self._pulse.due - now, self._nodes.levels.expiry(now), pictures - now, self._timekeeper.pause(now))
        )
        if not self._queue.wait(pause):
            return []
        time.sleep(max(0.0, self._next_batch - time.monotonic()))
        self._next_batch = time.monotonic() + GATHER_S
        return self._queue.take(BATCH)

    def _commit(self, batch: Batch, requests: list[Request]) -> set[str]:
        touched = set[str]()
        if batch.rows or batch.streams:
            try:
                touched = self._ledger.commit(batch.rows, batch.streams)
            except sqlite3.Error as exc:
                log.error("%s", refuse(requests, exc))  # noqa: TRY400  # the sentence says it all
                return touched
            self._timekeeper.soon(time.monotonic())
        for stream in batch.answer & self._ledger.streams.keys():
            self._publisher.ack(stream, self._ledger.streams[stream])
        return touched

    def _take_level(self, arrival: Arrival) -> None:
        if arrival.topic.node in (HUB, PROBE):
            try:
                self._pulse.hear(arrival, time.monotonic())
            except WireError:
                self._counts["malformed"] += 1
        elif self._nodes.take(arrival):
            self._pulse.soon()

    def _greet(self) -> set[str]:
        self._publisher.forget()
        self._publisher.ready(self._ledger.streams)
        self._publisher.clear(self.register.erased)
        self._homeassistant.announce()
        self._pulse.soon()
        return families(self._ledger.house)

    def _tell(self) -> None:
        calm, self._unshown = self._unshown <= CALM, 0
        fresh = self._look()
        changed = self._touched or msgspec.structs.replace(fresh, at=self._snapshot.at) != self._snapshot
        if not changed and not self._publisher.silent:
            return
        self._homeassistant.measured(fresh.sensors)
        self._publisher.pictures(fresh.house, fresh.pictures, self._ledger.streams, self._touched)
        self._touched, self._snapshot = set(), fresh
        self._next_pictures = time.monotonic() + (CALM_S if calm else PICTURES_S)
        self._watchers.tell()

    def _look(self) -> Snapshot:
        mono, now = time.monotonic(), self._clock.now_ms()
        found = Snapshot(
            office=self.register.office,
            house=self._ledger.house,
            pictures=self._rooms.pictures(self._ledger.house, self._nodes.levels, mono, now),
            nodes=self._nodes.status(),
            sensors=tuple(sensors(self._nodes.levels, mono)),
            families=self.register.families,
            guests=self.register.guests,
            habits=self.register.habits,
            emergency_sets=self.register.emergency_sets,
            due=self.register.due,
            counters=Counters(**self._counts),
            at=now,
            broker=self._pulse.hears(mono),
            awaited=awaited(self._ledger.house.fixed, now),
            upkeep=self.housekeeper.see(now, mono),
            distrust=self._pulse.distrust(mono),
            certificates=self._certificates(),
        )
        today = self._historian.see(found, mono, sure=not self._timekeeper.behind)
        return msgspec.structs.replace(found, today=today, week=self._historian.week)
