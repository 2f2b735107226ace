"""Whatever arrives, the hub counts it or keeps it unread, and takes the next good fact. So do kiosks."""

import contextlib
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from broker.store.facts import read as read_fact
from broker.web.api import HouseNumbers
from broker.wire.facts.house import FactsMissing
from broker.wire.messages import Ack
from offices import RealOffice, read, wait

PREFIX = "ekb/1/prohlis"
KIOSK, SENSORS = "kiosk-entrance", "sensors-hub"
GREATEST = 2**53


class Rogue:
    """A client that says anything in anyone's name, and hears every answer of the hub."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self.acks: dict[str, int] = {}
        self._heard = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, "rogue")
        self._client.on_message = self._ack
        self._client.on_subscribe = lambda *_: self._heard.set()
        self._client.connect("127.0.0.1", port)
        self._client.subscribe(f"{PREFIX}/+/$ack", 1)
        self._client.loop_start()
        assert self._heard.wait(10)

    def say(self, topic: str, payload: bytes | str | dict[str, Any], *, retain: bool = False) -> None:
        """Publish below the office's prefix and wait until the broker has it."""
        data = msgspec.json.encode(payload) if isinstance(payload, dict) else payload
        self._client.publish(f"{PREFIX}/{topic}", data, 1, retain).wait_for_publish(10)

    def close(self) -> None:
        """End."""
        self._client.disconnect()
        self._client.loop_stop()

    def _ack(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        with contextlib.suppress(msgspec.MsgspecError):  # garbage of our own
            ack = msgspec.json.decode(message.payload, type=Ack)
            self.acks[ack.stream] = ack.n


class Stream:
    """The facts of one outbox, one after the other."""

    def __init__(self, rogue: Rogue, node: str = KIOSK) -> None:
        """Begin a new one."""
        self.rogue, self.node, self.id, self.n = rogue, node, str(uuid.uuid4()), 0

    def fact(self, n: int = 0, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - garbage may be anything
        """Make an arrival as the next fact, or as number `n`."""
        return {
            "id": str(uuid.uuid4()), "stream": self.id, "n": n or self.n + 1, "lo": 1, "k": "arrived", "boot": 1,
            "ts": 1_791_967_320_000, "up_ms": 5, "sent_up_ms": 6, "sync": True, "visit": str(uuid.uuid4()),
            "adult": "a-test0001", "family": "f-test0001", **changes,
        }  # fmt: skip

    def say(self, fact: bytes | str | dict[str, Any], *, retain: bool = False) -> None:
        """Send it as this node's."""
        self.rogue.say(f"{self.node}/kiosk/ev", fact, retain=retain)

    def good(self, fact: dict[str, Any] | None = None) -> str:
        """Send the next fact, wait until it is confirmed, and give its id."""
        fact = fact or self.fact()
        self.say(fact)
        wait(lambda: self.rogue.acks.get(self.id) == fact["n"], 10, f"{fact['n']} is confirmed")
        self.n = fact["n"]
        return str(fact["id"])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    with RealOffice(tmp_path_factory.mktemp("office"), kind="mosquitto", kiosks=0) as running:
        yield running
        assert "Traceback" not in running.text("hub"), running.text("hub")


@pytest.fixture
def rogue(office: RealOffice) -> Iterator[Rogue]:
    found = Rogue(office.mqtt_port)
    yield found
    found.close()


@pytest.fixture
def stream(rogue: Rogue) -> Stream:
    found = Stream(rogue)
    found.good()
    return found


def counters(office: RealOffice) -> dict[str, int]:
    """Give what the hub refused so far, by reason."""
    found: dict[str, int] = msgspec.to_builtins(shown(office).counters)
    return found


def shown(office: RealOffice) -> HouseNumbers:
    """Give the house in numbers as of its newest fact: pages may lag behind a little."""
    ((newest,),) = read(office.store, "SELECT max(pos) FROM fact")
    wait(lambda: office.numbers().pos >= int(str(newest)), 10, f"fact {newest} is shown")
    return office.numbers()


def refused(office: RealOffice, before: dict[str, int]) -> dict[str, int]:
    """Give what was refused since."""
    return {name: number - before[name] for name, number in counters(office).items() if number != before[name]}


def stored(office: RealOffice, fact: str) -> list[tuple[object, ...]]:
    """Give (kind, unread) of a fact in the store."""
    return read(office.store, f"SELECT kind, unread FROM fact WHERE id = '{fact}'")  # noqa: S608 - our own id


NO_JSON = {
    "nothing": b"",
    "half an object": b'{"id":',
    "null": b"null",
    "a list": b"[]",
    "a text": b'"arrived"',
    "a number": b"77",
    "NaN": b"NaN",
    "two objects": b"{}{}",
    "bytes that are no UTF-8": b'{"id":"\xff\xfe\xc0"}',
    "UTF-16": '{"id":"x"}'.encode("utf-16"),
    "zero bytes": b"\x00" * 100,
    "deep lists": b"[" * 4000,
    "deep objects": b'{"a":' * 680,
    "deep and closed": b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}",
    "a megabyte": b"x" * 1_048_576,
}


@pytest.mark.parametrize("name", NO_JSON)
def test_what_is_no_fact_at_all_is_counted(office: RealOffice, stream: Stream, name: str) -> None:
    before = counters(office)
    stream.say(NO_JSON[name])
    stream.good()
    assert refused(office, before) == {"malformed": 1}


ENVELOPE = ("id", "stream", "n", "lo", "k", "ts", "boot", "up_ms")
WRONG: dict[str, dict[str, object]] = {
    **{f"{field} is null": {field: None} for field in ENVELOPE},
    "n is a text": {"n": "2"},
    "n is true": {"n": True},
    "n is a fraction": {"n": 2.5},
    "n is a list": {"n": [2]},
    "n is zero": {"n": 0},
    "n is negative": {"n": -1},
    "n is beyond": {"n": GREATEST + 1},
    "n is huge": {"n": 10**30},
    "lo is negative": {"lo": -5},
    "ts is huge": {"ts": 2**64},
    "ts is negative": {"ts": -1},
    "ts is infinite": {"ts": "Infinity"},
    "up_ms is a text": {"up_ms": "soon"},
    "sent_up_ms is an object": {"sent_up_ms": {}},
    "sync is a number": {"sync": 1},
    "id is no UUID": {"id": "1"},
    "id has capitals": {"id": "A0000000-0000-0000-0000-000000000000"},
    "stream is a path": {"stream": "../../etc/passwd"},
    "k has capitals": {"k": "Arrived"},
    "k is empty": {"k": ""},
    "k is long": {"k": "a" * 41},
    "k has a quote": {"k": "a';drop"},
    "five kilobytes": {"note": "x" * 5000},
}


@pytest.mark.parametrize("name", WRONG)
def test_an_envelope_with_a_wrong_field_is_counted(office: RealOffice, stream: Stream, name: str) -> None:
    before = counters(office)
    stream.say(stream.fact() | WRONG[name])
    stream.good()
    assert refused(office, before) == {"malformed": 1}


@pytest.mark.parametrize("field", ENVELOPE)
def test_an_envelope_without_a_field_is_counted(office: RealOffice, stream: Stream, field: str) -> None:
    before, fact = counters(office), stream.fact()
    stream.say({name: value for name, value in fact.items() if name != field})
    stream.good()
    assert refused(office, before) == {"malformed": 1}


def test_a_number_that_only_looks_like_a_fraction_does_no_harm(office: RealOffice, stream: Stream) -> None:
    text = msgspec.json.encode(stream.fact()).replace(b'"n":2,', b'"n":2.0,')
    stream.say(text)
    wait(lambda: stream.rogue.acks.get(stream.id) == 2 or counters(office)["malformed"], 5, "it is judged")
    stream.n = stream.rogue.acks[stream.id]
    stream.good()


KEPT: dict[str, dict[str, Any]] = {
    "a kind of a later version": {"k": "care_started", "room": "care"},
    "a later kind with a strange body": {"k": "sang", "visit": {"deep": [[[]]]}},
    "a body whose visit is null": {"visit": None},
    "a body with a wrong type": {"adult": 7},
    "a name where a pseudonym should be": {"family": "Müller"},
    "a child that is none": {"children": [{"child": "mia"}]},
    "children that are no list": {"children": "all"},
}


@pytest.mark.parametrize("name", KEPT)
def test_what_this_version_cannot_read_is_kept_confirmed_and_asked(
    office: RealOffice, stream: Stream, name: str
) -> None:
    before, asked = counters(office), {key for key in office.fold().questions if key[0] == "unread"}
    fact = stream.good(stream.fact(**KEPT[name]))
    stream.good()
    assert stored(office, fact) == [(KEPT[name].get("k", "arrived"), 1)]
    assert refused(office, before) == {}
    kind = KEPT[name].get("k", "arrived")
    assert ("unread", f"{KIOSK} {kind}") in {key for key in office.fold().questions if key[0] == "unread"} | asked
    assert shown(office).questions == len(office.fold().questions)


def test_fields_that_this_version_does_not_know_are_skipped(office: RealOffice, stream: Stream) -> None:
    fact = stream.good(stream.fact(mood="fine", weather={"rain": [1, 2.5, None]}, Ärger="ja"))
    assert stored(office, fact) == [("arrived", 0)]


def test_an_unknown_field_may_hold_anything(office: RealOffice, stream: Stream) -> None:
    """What JSON is skipped must not come up again when the fact is read from the store."""
    for junk in (b'"\xff\xfe"', b"1e999", b'"\\ud800"', b"[" * 300 + b"]" * 300):
        fact, other, before = stream.fact(), Stream(stream.rogue), counters(office)
        stream.say(msgspec.json.encode(fact)[:-1] + b',"x":' + junk + b"}")
        other.good()
        taken = len(stored(office, fact["id"]))
        assert refused(office, before) == ({} if taken else {"malformed": 1})
        stream.n += taken
        stream.good()


FORGED: dict[str, tuple[str, dict[str, Any]]] = {
    "another's stream": (SENSORS, {"k": "sang"}),
    "a node that this office has not": ("kiosk-cellar", {}),
    "the hub": ("hub", {}),
    "home assistant": ("homeassistant", {}),
    "a sensor node that lets someone arrive": (SENSORS, {"stream": str(uuid.uuid4())}),
    "a kind that only the hub may send": (KIOSK, {"k": "facts_missing", "node": KIOSK, "first": 1, "last": 2}),
}


@pytest.mark.parametrize("name", FORGED)
def test_who_may_not_say_it_is_counted_and_not_believed(office: RealOffice, stream: Stream, name: str) -> None:
    node, changes = FORGED[name]
    before, fact = counters(office), stream.fact(**changes)
    stream.rogue.say(f"{node}/kiosk/ev", fact)
    stream.good()
    assert refused(office, before) == {"forged": 1}
    assert stored(office, fact["id"]) == []


def test_what_comes_early_or_again_is_counted_and_answered(office: RealOffice, stream: Stream) -> None:
    before = counters(office)
    early, first = stream.fact(3), stream.fact(2)
    stream.say(early)
    stream.good(first)
    stream.say(first)
    stream.say(early)
    stream.n = 3
    stream.good()
    assert refused(office, before) == {"early": 1, "repeated": 1}
    assert stored(office, early["id"]) == [("arrived", 0)]


def test_the_same_id_under_a_later_number_is_stored_once(office: RealOffice, stream: Stream) -> None:
    fact = stream.good()
    stream.good(stream.fact(id=fact))
    assert len(stored(office, fact)) == 1


def test_facts_that_the_node_no_longer_holds_are_asked_for_once(office: RealOffice, stream: Stream) -> None:
    stream.good()
    stream.good(stream.fact(9, lo=9))
    stream.good(stream.fact(lo=9))
    found = [body for kept in office.stored() if isinstance(body := read_fact(kept.body), FactsMissing)]
    assert [(body.first, body.last) for body in found if body.stream == stream.id] == [(1, 0), (3, 8)]
    assert ("facts_missing", KIOSK) in office.fold().questions


def test_a_stream_at_the_end_of_all_numbers_harms_no_other(office: RealOffice, stream: Stream) -> None:
    other = Stream(stream.rogue)
    other.good(other.fact(GREATEST - 1, lo=GREATEST - 1))
    other.good(other.fact(GREATEST, lo=GREATEST))
    other.say(other.fact(GREATEST, lo=1))
    other.say(other.fact(3, lo=GREATEST))
    stream.good()
    assert stream.id in office.fold().basis


def test_a_family_too_large_for_a_message_stops_nothing(office: RealOffice, stream: Stream) -> None:
    """Pictures of it do not fit on the wire; the house goes on being told."""
    for group in range(3):
        children = [
            {"child": f"c-many{group:01}{child:03}", "stay": str(uuid.uuid4()), "to": "care"} for child in range(30)
        ]
        adult: dict[str, Any] = {"adult": f"a-many000{group}", "family": "f-many0000"}
        assert stored(office, stream.good(stream.fact(**adult, children=children))) == [("arrived", 0)]
    stream.good()
    assert shown(office).pos == max(kept.pos for kept in office.stored())
    assert shown(office).children >= 90


TOPICS = (
    "Kiosk-Entrance/kiosk/ev",
    "kiosk.entrance/kiosk/ev",
    "kiosk_entrance/kiosk/ev",
    "/kiosk/ev",
    f"{KIOSK}//ev",
    "$share/kiosk/ev",
    f"{KIOSK}/$sys/st",
    f"{KIOSK}/Motion/st",
    "käthe/kiosk/ev",
    f"{'x' * 300}-/kiosk/ev",
)
UNHEARD = (f"{KIOSK}/a/b/c/ev", f"{KIOSK}/ev", f"{KIOSK}/kiosk/ev/more", KIOSK, f"{KIOSK}/cmd/rebirth")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_that_is_none_of_ours_is_counted(office: RealOffice, stream: Stream, topic: str) -> None:
    before = counters(office)
    stream.rogue.say(topic, stream.fact())
    stream.good()
    assert refused(office, before) == {"malformed": 1}


def test_a_topic_that_nobody_reads_changes_nothing(office: RealOffice, stream: Stream) -> None:
    before = counters(office)
    for topic in UNHEARD:
        stream.rogue.say(topic, stream.fact())
    stream.good()
    assert refused(office, before) == {}


@pytest.mark.parametrize("tail", ["$state", "$desc", "$hb", "motion-group/st"])
@pytest.mark.parametrize(
    "payload", [b"", b"null", b"[[", b'{"s":7,"v":null,"role":"cook","waiting":-1}', b"\xff", b"9" * 5000]
)
def test_garbage_in_a_nodes_own_words_is_counted(office: RealOffice, stream: Stream, tail: str, payload: bytes) -> None:
    before = counters(office)
    stream.rogue.say(f"{SENSORS}/{tail}", payload)
    stream.good()
    assert refused(office, before) == {"malformed": 1}


@pytest.mark.parametrize("tail", ["$state", "$desc", "$hb", "motion-group/st"])
def test_words_of_a_node_that_this_office_has_not_are_counted(office: RealOffice, stream: Stream, tail: str) -> None:
    before = counters(office)
    stream.rogue.say(f"sensors-cellar/{tail}", {"s": "ready", "boot": 1, "role": "sensors", "software": ""})
    stream.good()
    assert refused(office, before) == {"forged": 1}


def test_a_level_counts_only_live_with_the_nodes_boot_and_for_its_time(office: RealOffice, rogue: Rogue) -> None:
    channel = {"measures": "motion", "room": "group", "ttl": 60}
    rogue.say(f"{SENSORS}/$state", {"s": "ready", "boot": 5}, retain=True)
    rogue.say(
        f"{SENSORS}/$desc", {"role": "sensors", "software": "x", "channels": {"motion-group": channel}}, retain=True
    )

    def level(**changes: object) -> dict[str, object]:
        return {"v": True, "boot": 5, "seq": 1, "ts": 0, "ttl": 60} | changes

    def room() -> tuple[str, str]:
        picture = office.numbers().rooms["group"]
        return picture.state, picture.why

    rogue.say(f"{SENSORS}/motion-group/st", level(boot=4, seq=900))
    stream = Stream(rogue)
    stream.good()
    assert room()[0] == "unknown"
    rogue.say(f"{SENSORS}/motion-group/st", level())
    wait(lambda: room() == ("occupied", "motion"), 5, "a live level counts")
    rogue.say(f"{SENSORS}/motion-group/st", level(v=False))
    stream.good()
    assert room() == ("occupied", "motion"), "a level that comes again is no news"
    rogue.say(f"{SENSORS}/motion-group/st", level(seq=2, ttl=1), retain=True)
    wait(lambda: room() == ("unknown", "silent"), 5, "a level grows stale")
    rogue.say(f"{SENSORS}/motion-group/st", level(seq=3), retain=True)
    wait(lambda: room()[0] == "occupied", 5, "the next level counts")
    office.hub.kill()
    office.hub.start()
    office.wait_for_hub()
    wait(lambda: room() == ("unknown", "retained"), 5, "a retained level is only the last that was known")
    rogue.say(f"{SENSORS}/$state", {"s": "lost", "boot": 4}, retain=True)
    rogue.say(f"{SENSORS}/motion-group/st", level(seq=4), retain=True)
    wait(lambda: room()[0] == "occupied", 5, "the will of an earlier boot is no news")
    rogue.say(f"{SENSORS}/$state", {"s": "lost", "boot": 5}, retain=True)
    wait(lambda: room() == ("unknown", "lost"), 5, "a node that is lost contributes nothing")


def test_a_retained_fact_is_not_taken_again(office: RealOffice, rogue: Rogue) -> None:
    stream = Stream(rogue)
    fact = stream.fact()
    stream.say(fact, retain=True)
    wait(lambda: rogue.acks.get(stream.id) == 1, 5, "it is confirmed when it comes live")
    stream.n = 1
    office.hub.kill()
    office.hub.start()
    office.wait_for_hub()
    wait(lambda: counters(office)["retained"] == 1, 10, "the broker says it again, and the hub counts it")
    assert len(stored(office, fact["id"])) == 1
    stream.good()


@pytest.mark.parametrize("state", [{"s": "lost"}, {"s": "ready", "store": "forged", "last": {}}])
def test_the_hub_takes_back_what_others_say_in_its_name(
    office: RealOffice, rogue: Rogue, state: dict[str, Any]
) -> None:
    rogue.say("hub/$state", state, retain=True)
    listener = mqtt.Client(CallbackAPIVersion.VERSION2, "listener")
    said = list[bytes | bytearray]()
    listener.on_message = lambda _client, _data, message: said.append(message.payload)
    listener.connect("127.0.0.1", office.mqtt_port)
    listener.subscribe(f"{PREFIX}/hub/$state", 1)
    listener.loop_start()
    own = read(office.store, "SELECT id FROM store")[0][0]
    rogue.say(f"{SENSORS}/$state", {"s": "ready", "boot": 9})  # a node that comes hears the hub's heart at once
    wait(lambda: said and msgspec.json.decode(said[-1]).get("store") == own, 5, "the hub says that it is ready")
    listener.disconnect()
    listener.loop_stop()


HUB_TOPICS = ("family/f-test0001/st", "house/st", "room/work/st", "desk/pc-1/st", "device/printer/st", "$state", "$hb")
KIOSK_GARBAGE: tuple[tuple[str, bytes | dict[str, Any]], ...] = (
    *((f"hub/{tail}", junk)
      for tail in HUB_TOPICS
      for junk in (b"", b"{", b"null", b"\xff\xff", b"[" * 4000, b'{"s":1,"pos":-1,"state":"purple"}', b"x" * 100_000)),
    ("hub/family/f-test0002/st", {"pos": GREATEST, "basis": {}, "visits": [{"visit": 7}]}),
    ("hub/family/FAMILY/st", {"pos": 1, "basis": {}}),
    ("hub/room/nowhere/st", {"state": "vacant"}),
    ("hub/desk/nowhere/st", {"state": "free"}),
    (f"{KIOSK}/$ack", b"{"),
    (f"{KIOSK}/$ack", {"stream": "x", "n": 1}),
    (f"{KIOSK}/$ack", {"stream": str(uuid.uuid4()), "n": 1}),
    (f"{KIOSK}/$ack", {"stream": str(uuid.uuid4()), "n": -1}),
    (f"{KIOSK}/cmd/explode", {}),
    (f"{KIOSK}/cmd/rebirth", b"\xff"),
    (f"{KIOSK}/cmd/identify", b""),
    (f"{KIOSK}/cmd/roster", b"[]"),
    ("hub/$state", {"s": "lost"}),
    ("hub/$state", {"s": "ready", "store": "forged", "last": {"x": 3}}),
)  # fmt: skip


@pytest.mark.parametrize("retain", [False, True])
def test_a_kiosk_works_on_after_garbage_in_the_hubs_name(tmp_path: Path, retain: bool) -> None:
    with RealOffice(tmp_path, kind="mosquitto") as office:
        (kiosk,) = office.kiosks
        kiosk.taps([1, 2, 3])
        assert office.settle(10).lost == 0
        rogue, own = Rogue(office.mqtt_port), read(kiosk.outbox, "SELECT id FROM stream")[0][0]
        for topic, payload in KIOSK_GARBAGE:
            rogue.say(topic, payload, retain=retain)
        for n in (0, 2, GREATEST):
            rogue.say(f"{KIOSK}/$ack", {"stream": own, "n": n}, retain=retain)
        kiosk.taps([4, 5])
        assert office.settle(20).sound
        if retain:
            kiosk.kill()
            kiosk.start()
        kiosk.taps([6])
        assert office.settle(20).sound
        assert kiosk.alive
        rogue.close()
