"""The contract: topics, payloads, and that readers skip what they do not know."""

import msgspec
import pytest

from broker.wire import messages, pictures
from broker.wire.errors import WireError
from broker.wire.facts import KINDS, FactBody, decode_body
from broker.wire.facts.presence import Arrived
from broker.wire.message import Message
from broker.wire.messages import Ack, Envelope, HubState, Level, State, Topic, parse_topic
from houses import ADULT, FAMILY, arrived, child, left, new_id, undone

MESSAGES = [
    State(s="ready", boot=7, ts=1),
    HubState(s="ready", store="x", last={"s": 3}),
    Level(v=1.5, boot=1, seq=2, ts=3, ttl=9),
    Level(v=True, boot=1, seq=2, ts=3),
    Ack(stream=new_id(), n=4),
    messages.Heartbeat(waiting=1, sync=True, up_ms=5),
    messages.Description(role="kiosk", software="1", channels={"card": messages.Channel(measures="card")}),
    pictures.FamilyPicture(pos=1, basis={"s": 2}, visits=(pictures.VisitPicture(new_id(), ADULT, FAMILY, 5),)),
    pictures.HousePicture(pos=1, adults=2, children=3, announced=1, questions=0),
    pictures.RoomPicture(state="unknown", why="silent", since=4),
    pictures.DeskPicture(state="in_use", why="seat"),
    pictures.DevicePicture(state="no_paper"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    assert messages.decode(messages.encode(message), type(message)) == message


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_unknown_keys_are_skipped(message: Message) -> None:
    more = msgspec.to_builtins(message) | {"later": {"field": [1]}}
    assert messages.decode(msgspec.json.encode(more), type(message)) == message


def test_a_fact_goes_on_the_wire_as_one_object_and_comes_back() -> None:
    come = arrived(children=(child(to="care"),))
    for body in (come, left(come), undone(come, "left")):
        envelope = Envelope(
            id=new_id(), stream=new_id(), n=3, lo=1, k=msgspec.json.decode(msgspec.json.encode(body))["k"],
            ts=5, boot=1, up_ms=2, sent_up_ms=3,
        )  # fmt: skip
        payload = messages.encode_fact(envelope, msgspec.json.encode(body))
        assert decode_body(payload) == body
        assert messages.decode(payload, Envelope) == envelope


def test_the_bytes_of_a_fact() -> None:
    visit = "00000000-0000-4000-8000-000000000001"
    body = Arrived(visit=visit, adult=ADULT, family=FAMILY, desk="pc-1")
    assert msgspec.json.encode(body) == (
        b'{"k":"arrived","visit":"00000000-0000-4000-8000-000000000001","adult":"a-olena001",'
        b'"family":"f-olena001","desk":"pc-1"}'
    )


def test_every_kind_stands_in_the_table_under_its_own_tag() -> None:
    assert {kind: shape.__struct_config__.tag for kind, (shape, _) in KINDS.items()} == {kind: kind for kind in KINDS}
    assert {shape for shape, _ in KINDS.values()} == set(FactBody.__args__)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ekb/1/prohlis/kiosk-entrance/$state", Topic("prohlis", "kiosk-entrance", "", "$state")),
        ("ekb/1/prohlis/sensors/motion-work/st", Topic("prohlis", "sensors", "motion-work", "st")),
        ("ekb/1/prohlis/hub/room/care/st", Topic("prohlis", "hub", "room/care", "st")),
        ("ekb/1/prohlis/kiosk-entrance/cmd/roster", Topic("prohlis", "kiosk-entrance", "roster", "cmd")),
    ],
)
def test_topics_are_read_and_written(text: str, topic: Topic) -> None:
    assert parse_topic(text) == topic
    assert str(topic) == text


@pytest.mark.parametrize(
    "text",
    ["", "ekb/1", "ekb/2/prohlis/hub/$state", "ekb/1/Prohlis/hub/$state", "ekb/1/p.q/hub/$state", "ekb/1/p//$state",
     "ekb/1/prohlis/hub/st", "ekb/1/prohlis/hub/x/y", "ekb/1/prohlis/hub/a b/st", "ekb/1/prohlis/hub/-a/st",
     "zigbee2mqtt/bridge/state", "ekb/1/prohlis/hub/$state/x", "ekb/1/prohlis/hub/\n/st"],
)  # fmt: skip
def test_other_topics_are_refused(text: str) -> None:
    with pytest.raises(WireError):
        parse_topic(text)


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"s":"ready","boot":-1}', b'{"s":"asleep","boot":1}',
     b'{"s":"ready","boot":1e999}', b"[" * 4000, b'{"s":"ready","boot":1,"x":"' + b"x" * 5000 + b'"}'],
    ids=range(10),
)  # fmt: skip
def test_garbage_is_a_wire_error(payload: bytes) -> None:
    with pytest.raises(WireError):
        messages.decode(payload, State)


def test_what_is_too_large_is_never_sent() -> None:
    with pytest.raises(WireError, match="4096"):
        messages.encode(HubState(s="ready", last={new_id(): 1 for _ in range(100)}))
