"""Rooms, desks and devices: what check-ins say, then what sensors say, and unknown where neither can tell."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from broker.house import devices
from broker.house.air import with_air
from broker.house.desks import Desks
from broker.house.evidence import EVIDENCE, Estimate, State
from broker.house.levels import Levels, Reading
from broker.house.occupancy import Trace
from broker.house.office import Office, Room
from broker.house.state import House
from broker.wire.message import Ms
from broker.wire.messages import Channel
from broker.wire.pictures import DeskPicture, DevicePicture, RoomPicture

CHECKED_IN = 0.99
"""That somebody is in a room who is checked in at a desk there, or a child that a carer took there."""
NAPS = ("care", "quiet")
"""Rooms in which somebody may sleep in the dark."""
Said = tuple[Channel, Reading]


class Pictures(Struct, frozen=True):
    """What is known of every room, desk and device, by id."""

    rooms: dict[str, RoomPicture]
    desks: dict[str, DeskPicture]
    devices: dict[str, DevicePicture]


class Rooms:
    """Remembers what was heard of each room. Used by one thread; `mono` is seconds that never run backwards."""

    def __init__(self, office: Office) -> None:
        """Know nothing of any room."""
        self._office, self._desks = office, Desks(office.desks)
        self.seen: dict[str, Estimate] = {}
        """What sensors alone said of each room when they were last asked; of others they say nothing."""
        self.latest: Pictures | None = None
        self._traces = {room.id: Trace(naps=room.kind in NAPS) for room in office.rooms}
        self._of_desk = {desk.id: desk.room for desk in office.desks}
        self._heard: dict[tuple[str, str], tuple[str, Channel, object]] = {}
        """By node and channel: the room that it tells of, what it measures, and its value; None: that is not known."""
        self._since: dict[str, tuple[State, Ms]] = {}

    def pictures(self, house: House, levels: Levels, mono: float, now: Ms) -> Pictures:
        """Tell the state of everything in the office; `now` is wall time in ms, for show."""
        people = len(house.visits) + len(house.children()) + sum(guest.heads for guest in house.guests.values())
        for trace in self._traces.values():
            trace.count(people)
        said = list(self._listen(levels, mono))
        heads, own = self._heads(house), self._by_room(said)
        seats = {channel.desk: reading for channel, reading in said if channel.measures == "seat"}
        self.seen = {
            room: trace.estimate(mono)
            for room, trace in self._traces.items()
            if any(reading.value is not None for _, reading in own[room])
        }
        self.latest = Pictures(
            rooms={
                room.id: with_air(self._room(room, own[room.id], heads[room.id], now), said, room.id)
                for room in self._office.rooms
            },
            desks=self._desks.pictures(house, seats, mono, now),
            devices={device.id: devices.picture(said, device.id) for device in self._office.devices},
        )
        return self.latest

    def _listen(self, levels: Levels, mono: float) -> Iterable[Said]:
        """Give every channel's reading; each room's trace hears what has changed, and what is not known."""
        found = {(node, name): channel for node, name, channel in levels.channels()}
        for key, (place, channel, _) in list(self._heard.items()):
            if found.get(key) != channel:
                self._traces[place].forget("/".join(key))
                del self._heard[key]
        for key, channel in found.items():
            reading = levels.reading(*key, mono)
            yield channel, reading
            if channel.measures in EVIDENCE and (place := self._place(channel)) in self._traces:
                self._hear(key, place, channel, reading, mono)

    def _hear(self, key: tuple[str, str], place: str, channel: Channel, reading: Reading, mono: float) -> None:
        """Let a room's trace hear a value; one that comes back counts from now on."""
        before = self._heard.get(key)
        if before and before[2] == reading.value:
            return
        self._heard[key] = (place, channel, reading.value)
        if reading.value is None:
            self._traces[place].lose("/".join(key), channel.measures)
        else:
            back = before is not None and before[2] is None
            self._traces[place].hear("/".join(key), channel.measures, reading.value, mono if back else reading.mono)

    def _place(self, channel: Channel) -> str:
        return channel.room or self._of_desk.get(channel.desk, "")

    def _by_room(self, said: Iterable[Said]) -> dict[str, list[Said]]:
        """Sort what tells of people by the room that it tells of."""
        found = defaultdict[str, list[Said]](list)
        for channel, reading in said:
            if channel.measures in EVIDENCE:
                found[self._place(channel)].append((channel, reading))
        return found

    def _heads(self, house: House) -> dict[str, list[Ms]]:
        """Give since when each is in a room whom check-ins and carers place there, parties too."""
        found = defaultdict[str, list[Ms]](list)
        for desk, visit in house.desks().items():
            if desk in self._of_desk and visit.away is None:
                found[self._of_desk[desk]].append(visit.since)
        for guest in house.guests.values():
            found[guest.arrived.room or ""].extend([guest.since] * guest.heads)
        if care := self._office.care_room:
            found[care].extend(stay.since for stay in house.in_care())
        return found

    def _room(self, room: Room, own: list[Said], heads: list[Ms], now: Ms) -> RoomPicture:
        by = tuple(sorted({channel.measures for channel, reading in own if reading.value is not None}))
        if heads:
            since = self._begun(room, "occupied", min(heads) if room.id not in self._since else now)
            return RoomPicture(
                state="occupied", why="check_in", since=since, chance=CHECKED_IN, heads=len(heads), by=by
            )  # fmt: skip
        if not by:
            why, since = (own[0][1].why, own[0][1].since) if own else ("no_sensor", 0)
            self._begun(room, "unknown", now)
            return RoomPicture(state="unknown", why=why, since=since)
        found = self.seen[room.id]
        since = self._begun(room, found.state, now)
        why = "seat_room" if found.why == "seat" else found.why
        return RoomPicture(state=found.state, why=why, since=since, chance=found.chance, by=by)

    def _begun(self, room: Room, state: State, now: Ms) -> Ms:
        """Give since when a room is so."""
        known = self._since.get(room.id)
        if known is None or known[0] != state:
            known = self._since[room.id] = (state, now)
        return known[1]
