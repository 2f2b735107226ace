"""Pictures out: what nodes and other readers may know, retained, and only when it has changed."""

import logging
from collections.abc import Callable, Iterable
from itertools import islice

import msgspec

from broker.house.pictures import desk_calls, family_picture, house_picture, room_call
from broker.house.rooms import Pictures
from broker.house.state import House
from broker.store.facts import Stream
from broker.wire.errors import WireError
from broker.wire.message import Message
from broker.wire.messages import HUB, Ack, Command, HubState, Kind, Topic, encode
from broker.wire.pictures import CallLevel

log = logging.getLogger(__name__)
STREAMS = 20
"""Streams named in pictures and in the hub's state: those used last. With more, a payload would outgrow the wire."""

NO_CALL = CallLevel(state="none")

Send = Callable[[str, bytes], bool]


class Publisher:
    """Remembers what it said last. Used by one thread; `send` publishes retained."""

    def __init__(self, site: str, store: str, send: Send, tell: Send) -> None:
        """Prepare; `send` publishes retained, `tell` not."""
        self._site, self._store, self._send, self._tell = site, store, send, tell
        self._said: dict[str, bytes] = {}

    def forget(self) -> None:
        """Say everything anew next time: the broker may have lost it."""
        self._said.clear()

    @property
    def silent(self) -> bool:
        """Whether nothing was said yet, or all of it was forgotten."""
        return not self._said

    def clear(self, pseudonyms: Iterable[str]) -> None:
        """Take the retained pictures of families back who were erased."""
        for name in pseudonyms:
            if name.startswith("f-"):
                self._said.pop(f"family/{name}", None)
                self._send(self._topic("st", f"family/{name}"), b"")

    def ack(self, stream_id: str, stream: Stream) -> None:
        """Answer a node: everything up to here is committed."""
        self._tell(str(Topic(self._site, stream.node, "", "$ack")), encode(Ack(stream=stream_id, n=stream.last)))

    def rosters(self, kiosks: Iterable[str]) -> None:
        """Tell kiosks that each has a new roster."""
        for node in kiosks:
            self._tell(str(Topic(self._site, node, "roster", "cmd")), encode(Command()))

    def identify(self, node: str) -> None:
        """Let a node show itself."""
        self._tell(str(Topic(self._site, node, "identify", "cmd")), encode(Command()))

    def ready(self, streams: dict[str, Stream]) -> None:
        """Say that facts may be sent, and from where on."""
        last = {name: stream.last for name, stream in _recent(streams)}
        state = HubState(s="ready", store=self._store, last=last)
        self._send(self._topic("$state"), encode(state))

    def pictures(self, house: House, pictures: Pictures, streams: dict[str, Stream], families: Iterable[str]) -> None:
        """Send what has changed; `families` are those worth a look."""
        basis = {name: stream.last for name, stream in _recent(streams)}
        for family in families:
            whole = family_picture(house, family, basis)
            present = tuple(visit for visit in whole.visits if visit.until is None)
            self._say(f"family/{family}", whole, msgspec.structs.replace(whole, visits=present))
        numbers = house_picture(house, basis)
        self._say("house", numbers, msgspec.structs.replace(numbers, inside=()))
        self._calls(house, pictures)
        for kind, found in (("room", pictures.rooms), ("desk", pictures.desks), ("device", pictures.devices)):
            for name, picture in found.items():
                self._say(f"{kind}/{name}", picture)

    def _calls(self, house: House, pictures: Pictures) -> None:
        """Tell lamps and screens where somebody is called."""
        called, everywhere = dict(desk_calls(house)), room_call(house)
        for desk in pictures.desks:
            self._say(f"desk/{desk}/call", called.get(desk, NO_CALL))
        for room in pictures.rooms:
            self._say(f"room/{room}/call", everywhere)

    def _say(self, channel: str, *messages: Message) -> None:
        """Send the first that is not too large; a picture that cannot be sent must not stop the others."""
        payload = next(filter(None, map(_fitting, messages)), None)
        if payload is None:
            log.error("the picture of %s is too large to be sent; kiosks keep the one before", channel)
        elif self._said.get(channel) != payload and self._send(self._topic("st", channel), payload):
            self._said[channel] = payload

    def _topic(self, kind: Kind, channel: str = "") -> str:
        return str(Topic(self._site, HUB, channel, kind))


def _fitting(message: Message) -> bytes | None:
    try:
        return encode(message)
    except WireError:
        return None


def _recent(streams: dict[str, Stream]) -> Iterable[tuple[str, Stream]]:
    return ((name, streams[name]) for name in islice(reversed(streams), STREAMS))
