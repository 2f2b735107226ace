"""Attacks of those who are trusted on the wire, or were: names that mean more, ways around, a certificate misused.

As in the attack table of the wire, the kiosk at the entrance and the hub go on talking meanwhile.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import pytest

from broker.trust.authority import now_utc
from broker.wire.link import Will
from offices import wait
from test_attacks_on_the_wire import FAMILY, MINE, SITE, THEIRS, Wire, wired
from trusts import Peer

CONNECT = b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04evil"
LONG = "x" * 60_000


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wired(tmp_path_factory.mktemp("office")) as found:
        yield found


def reading_by_other_ways(wire: Wire) -> None:
    """Ask for all as one of a group, or for what the broker tells of itself: nothing comes that is not one's own."""
    ways = ("$share/g/#", "$share/g/ekb/#", "$share/g/+/+/+/+/+/+", "$SYS/#", "+/+/+/+/#", "zigbee2mqtt/#")
    office = wire.office
    with office.node("sensors-hub", topics=ways) as node, office.device("zigbee2mqtt", topics=ways) as device:
        for topic in (FAMILY, f"{MINE}/$ack", f"{THEIRS}/cmd/roster", f"{SITE}/hub/house/st"):
            wire.hub.say(topic)
        wire.goes_on()
        device.say("zigbee2mqtt/door")
        wait(lambda: device.heard, 10, "what is its own comes")
        assert device.topics() == {"zigbee2mqtt/door"}
        assert node.topics() <= {"zigbee2mqtt/door"}


def taking_what_is_others_share(wire: Wire) -> None:
    """Share a kiosk's topics with nobody: the other kiosk goes on hearing each."""
    with wire.office.node("kiosk-garden", topics=[f"$share/g/{SITE}/hub/family/+/st"]):
        for number in range(5):
            wire.hub.say(FAMILY, str(number).encode(), retain=True)
            wait(lambda said=number: (FAMILY, str(said).encode()) in wire.kiosk.heard, 10, "it hears it")  # type: ignore[misc]


def ids_that_mean_more(wire: Wire) -> None:
    """Choose a client id that is a pattern, somebody's name, or endless: it is what the password says."""
    for chosen in (LONG, "+", "#", "a/b", "hub", "kiosk-entrance", "$SYS"):
        with wire.office.device("zigbee2mqtt", client_id=chosen, topics=["#"]) as device:
            assert device.accepted
            device.say(f"{SITE}/{chosen[:9]}/x/st".replace("#", "x").replace("+", "x"), b"forged")
            wire.goes_on()
            assert device.topics() <= {"zigbee2mqtt/door"}
    assert not [topic for topic, payload in wire.hub.heard if payload == b"forged"]


def names_that_have_no_password(wire: Wire) -> None:
    """Come with a name that is a pattern, a node's, the hub's, or that breaks a line."""
    at = wire.office.settings.devices.port
    names = ("+", "#", "hub", "kiosk-entrance", "sensors-hub", LONG, "zigbee2mqtt\n", "zigbee2mqtt:", "")
    for name in names:
        wire.refused(Peer(at, user=(name, "geheim-zigbee2mqtt")))
    wire.refused(Peer(at, user=("zigbee2mqtt", LONG)))


def the_will_of_one_who_was_revoked(wire: Wire) -> None:
    """Leave a will while one is trusted, and vanish when one is no longer."""
    office = wire.office
    with office.trust.held():
        stolen = office.trust.enrol("kiosk-garden", now_utc())
    thief = Peer(office.settings.mqtt.port, office.tls("stolen", stolen), will=Will(f"{MINE}/x/st", b"forged"))
    assert thief.accepted
    with office.trust.held():
        office.trust.revoke("kiosk-garden", now_utc())
    office.write()
    wire.goes_on()
    thief.vanish()
    wire.hears_nothing_of(f"{MINE}/x/st")


def taking_up_an_older_handshake(wire: Wire) -> None:
    """Skip the look at the certificate by a session of before: it is refused, though the name counts again."""
    office = wire.office
    with office.trust.held():
        office.pairs["kiosk-garden"] = office.trust.enrol("kiosk-garden", now_utc())
    office.write()
    tls = office.tls("kiosk-garden")
    context = ssl.create_default_context(cafile=tls.ca)
    context.load_cert_chain(tls.cert, tls.key)

    def comes(session: ssl.SSLSession | None = None) -> ssl.SSLSocket:
        plain = socket.create_connection(("localhost", office.settings.mqtt.port), 10)
        found = context.wrap_socket(plain, server_hostname="localhost", session=session)
        found.sendall(CONNECT)
        assert found.recv(4) == b" \x02\x00\x00"
        return found

    def reused() -> bool:
        with comes() as before, comes(before.session) as again:
            return again.session_reused is True

    wait(reused, 10, "sessions are taken up at all, else this would try nothing")
    with comes() as before:
        session = before.session
    with office.trust.held():
        office.trust.revoke("kiosk-garden", now_utc())
        office.pairs["kiosk-garden"] = office.trust.enrol("kiosk-garden", now_utc())
    office.write()
    wire.goes_on()
    with pytest.raises(OSError, match=r"REVOKED|reset|EOF|closed"):
        comes(session)


def a_node_that_plays_the_hub(wire: Wire) -> None:
    """Serve with a node's certificate where a kiosk looks for its broker or for its pages: it turns away."""
    tls = wire.office.tls("kiosk-garden")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tls.cert, tls.key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        for authority in ("nodes-ca", "pages-ca"):
            context = ssl.create_default_context(cafile=wire.office.settings.trust_folder / f"{authority}.crt")
            played = threading.Thread(target=play, args=(server, serving))
            played.start()
            with socket.create_connection(server.getsockname(), 10) as plain, pytest.raises(ssl.SSLError):
                context.wrap_socket(plain, server_hostname="localhost")
            played.join(10)


ATTACKS: list[Callable[[Wire], None]] = [
    reading_by_other_ways, taking_what_is_others_share, ids_that_mean_more, names_that_have_no_password,
    the_will_of_one_who_was_revoked, taking_up_an_older_handshake, a_node_that_plays_the_hub,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_is_refused_or_contained_and_others_go_on(wire: Wire, attack: Callable[[Wire], None]) -> None:
    wire.goes_on()
    attack(wire)
    wire.goes_on()


def play(server: socket.socket, context: ssl.SSLContext) -> None:
    """Be the hub for one who comes."""
    plain, _ = server.accept()
    try:
        context.wrap_socket(plain, server_side=True).close()
    except OSError:
        plain.close()
