"""The attack table of the wire, against a real Mosquitto under the configuration that is made for an office.

Each attack is refused or contained, and meanwhile the kiosk at the entrance and the hub go on talking.
"""

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broker.trust.authority import Pair, now_utc
from broker.wire.link import Will
from broker.wire.messages import PROBE
from offices import wait
from trusts import Peer, TrustedOffice

SITE = "ekb/1/prohlis"
FAMILY = f"{SITE}/hub/family/f-1234/st"
MINE, THEIRS = f"{SITE}/kiosk-garden", f"{SITE}/kiosk-entrance"
CALL = f"{SITE}/hub/desk/pc-1/call/st"
MIB = 1024 * 1024


class Wire:
    """The office, with its hub and a kiosk on the wire."""

    def __init__(self, office: TrustedOffice) -> None:
        """Connect both."""
        self.office, self._count = office, 0
        self.hub = office.node("hub", topics=["#"])
        self.kiosk = office.node("kiosk-entrance", topics=["#"])
        self.hub.say(FAMILY, b"a family", retain=True)

    def goes_on(self) -> None:
        """Make sure that a fact reaches the hub and its answer the kiosk, on connections that never broke."""
        self._count += 1
        mark = f"fact {self._count}".encode()
        assert self.kiosk.say(f"{THEIRS}/kiosk/ev", mark)
        wait(lambda: (f"{THEIRS}/kiosk/ev", mark) in self.hub.heard, 30, "the hub hears the kiosk")
        assert self.hub.say(f"{THEIRS}/$ack", mark)
        wait(lambda: (f"{THEIRS}/$ack", mark) in self.kiosk.heard, 30, "the kiosk hears the hub")
        assert not self.hub.ended.is_set()
        assert not self.kiosk.ended.is_set()

    def hears_nothing_of(self, *forged: str) -> None:
        """Make sure that the hub has not been told anything on these topics."""
        self.goes_on()
        assert not {topic for topic, payload in self.hub.heard if payload == b"forged"} & set(forged)

    def refused(self, peer: Peer) -> None:
        """Make sure that somebody is not let in."""
        wait(lambda: peer.ended.is_set() or not peer.accepted, 10, "it is put out")
        with peer:
            assert not (peer.accepted and peer.say(f"{MINE}/x/st", b"forged"))
        self.hears_nothing_of(f"{MINE}/x/st")

    def comes_as(self, name: str, pair: Pair) -> Peer:
        """Connect with a certificate that is not one of ours."""
        return Peer(self.office.settings.mqtt.port, self.office.tls(name, pair))


@contextlib.contextmanager
def wired(folder: Path) -> Iterator[Wire]:
    """Give an office in which the hub and a kiosk talk."""
    with TrustedOffice(folder) as office:
        found = Wire(office)
        with found.hub, found.kiosk:
            yield found


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wired(tmp_path_factory.mktemp("office")) as found:
        yield found


def no_certificate(wire: Wire) -> None:
    tls = wire.office.tls("kiosk-garden")
    wire.refused(Peer(wire.office.settings.mqtt.port, type(tls)(tls.ca, "", "")))


def in_the_clear(wire: Wire) -> None:
    wire.refused(Peer(wire.office.settings.mqtt.port))


def a_foreign_authority_of_the_same_name(wire: Wire) -> None:
    wire.refused(wire.comes_as("foreign", wire.office.foreign("kiosk-garden")))


def a_certificate_of_the_pages(wire: Wire) -> None:
    trust = wire.office.trust
    wire.refused(wire.comes_as("pages", Pair(trust.read("pages"), trust.path("pages", "key").read_bytes())))


def the_brokers_own_certificate(wire: Wire) -> None:
    trust = wire.office.trust
    wire.refused(wire.comes_as("broker", Pair(trust.read("mqtt"), trust.path("mqtt", "key").read_bytes())))


def an_expired_certificate(wire: Wire) -> None:
    wire.refused(wire.comes_as("expired", wire.office.expired("kiosk-garden")))


def a_revoked_certificate(wire: Wire) -> None:
    """Whoever is on the wire already is mute from then on, and hears nothing; nobody comes again."""
    office = wire.office
    with office.trust.held():
        stolen = office.trust.enrol("kiosk-garden", now_utc())
    with wire.comes_as("stolen", stolen) as thief:
        assert thief.say(f"{MINE}/x/st", b"before")
        wait(lambda: (f"{MINE}/x/st", b"before") in wire.hub.heard, 10, "it was trusted")
        with office.trust.held():
            assert office.trust.revoke("kiosk-garden", now_utc()) == 2
        assert office.write()
        wire.goes_on()
        thief.say(f"{MINE}/x/st", b"forged")
        wire.hub.say(f"{MINE}/$ack", b"not for thieves")
        wire.hears_nothing_of(f"{MINE}/x/st")
        assert f"{MINE}/$ack" not in thief.topics()
    wire.refused(wire.comes_as("stolen", stolen))
    with office.trust.held():
        office.pairs["kiosk-garden"] = office.trust.enrol("kiosk-garden", now_utc())
    office.write()
    with office.node("kiosk-garden") as garden:
        garden.say(f"{MINE}/x/st", b"after")
        wait(lambda: (f"{MINE}/x/st", b"after") in wire.hub.heard, 10, "it is trusted again with another")


def passwords(wire: Wire) -> None:
    """None, a wrong one, and right ones of names that have none: the hub's and a node's."""
    port = wire.office.settings.devices.port
    wire.refused(Peer(port))
    for user in (("zigbee2mqtt", "falsch"), ("zigbee2mqtt", ""), ("hub", ""), ("kiosk-garden", "geheim-zigbee2mqtt")):
        wire.refused(Peer(port, user=user))


def another_nodes_id(wire: Wire) -> None:
    """Choose another's client id: it takes nobody's place, for it is what the certificate says."""
    with wire.office.node("kiosk-garden", client_id="kiosk-entrance", topics=["#"]) as peer:
        assert peer.accepted
        wire.goes_on()
        assert peer.topics() <= {FAMILY}
    with wire.office.device("zigbee2mqtt", client_id="kiosk-entrance"):
        wire.goes_on()


FORGED = [
    f"{THEIRS}/$state", f"{THEIRS}/card/st", f"{THEIRS}/kiosk/ev", f"{SITE}/hub/$state", f"{SITE}/hub/$hb", FAMILY,
    f"{SITE}/sensors-hub/door/st", f"{THEIRS}/cmd/roster", f"{THEIRS}/$ack", f"{MINE}/$ack", f"{MINE}/a/b/st",
    "ekb/1/elsewhere/kiosk-garden/$state", "homeassistant/status", "homeassistant/device/x/config", "zigbee2mqtt/door",
    f"{SITE}/{PROBE}/probe/st", "anything",
]  # fmt: skip


def forged_topics(wire: Wire) -> None:
    """Retained, too. The broker says that it has taken them: in MQTT 3.1.1 a denial is silent."""
    with wire.office.node("kiosk-garden") as garden:
        for topic in FORGED:
            assert garden.say(topic, b"forged", retain=True)
        wire.hears_nothing_of(*FORGED)
    with wire.office.device("zigbee2mqtt") as device:
        for topic in (topic for topic in FORGED if not topic.startswith("zigbee2mqtt/")):
            device.say(topic, b"forged", retain=True)
        wire.hears_nothing_of(*FORGED)
    wire.hub.say(f"{SITE}/{PROBE}/probe/st", b"forged")  # by this the hub knows that the rules are in force
    wire.hub.subscribe("#")  # what is retained comes once more
    wire.hears_nothing_of(*FORGED)


def a_forged_last_will(wire: Wire) -> None:
    for topic, payload in ((f"{THEIRS}/$state", b"forged"), (f"{MINE}/$state", b"lost")):
        wire.office.node("kiosk-garden", will=Will(topic, payload)).vanish()
    wait(lambda: (f"{MINE}/$state", b"lost") in wire.hub.heard, 10, "its own will comes")
    wire.hears_nothing_of(f"{THEIRS}/$state")


def reading_everything(wire: Wire) -> None:
    """Subscribe to all: it is granted, and nothing comes that is not one's own."""
    allowed = {
        "kiosk-garden": {FAMILY, f"{MINE}/$ack"},
        "sensors-hub": {"zigbee2mqtt/door", CALL},
        "zigbee2mqtt": {"zigbee2mqtt/door"},
        "homeassistant": {f"{SITE}/hub/house/st"},
    }
    office = wire.office
    with contextlib.ExitStack() as stack:
        peers = {
            name: stack.enter_context((office.node if "-" in name else office.device)(name, topics=["#", "ekb/#"]))
            for name in allowed
        }
        said = (f"{MINE}/$ack", f"{SITE}/hub/house/st", f"{THEIRS}/cmd/roster", f"{THEIRS}/$ack", FAMILY, CALL)
        for topic in said:
            wire.hub.say(topic)
        peers["zigbee2mqtt"].say("zigbee2mqtt/door")
        wait(lambda: peers["sensors-hub"].heard and peers["homeassistant"].heard, 10, "what is theirs comes")
        wire.goes_on()
        found = {name: peer.topics() for name, peer in peers.items()}
    house = {f"{SITE}/hub/house/st"}
    assert found == allowed | {"kiosk-garden": allowed["kiosk-garden"] | house}


def an_oversized_message(wire: Wire) -> None:
    """Send more than a MiB: it is not passed on, and whoever sent it is put out."""
    with wire.office.node("kiosk-garden") as garden:
        garden.say(f"{MINE}/x/st", b"x" * (MIB + 1))
        assert garden.ended.wait(10)
    wire.goes_on()
    assert max(len(payload) for _, payload in wire.hub.heard) < MIB


def a_length_that_is_never_sent(wire: Wire) -> None:
    """Announcing 256 MiB reserves nothing."""
    with raw(wire, "kiosk-garden") as connection:
        before = resident(wire.office.broker)
        connection.sendall(b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04evil")
        connection.sendall(b"\x30\xff\xff\xff\x7f")
        wire.goes_on()
        assert resident(wire.office.broker) - before < 16 * MIB


def a_flood(wire: Wire) -> None:
    """Say what one may, as fast as one can: it slows others down, and stops nobody."""
    with wire.office.node("kiosk-garden") as garden:
        for number in range(6_000):
            garden.pour(f"{MINE}/x/st", b"x" * 1000, number % 2)
        wire.goes_on()
    wire.goes_on()


def a_cloned_card(wire: Wire) -> None:
    """Throw each other out, being two with one certificate; and nobody else."""
    for _ in range(3):
        first, second = (wire.office.node("kiosk-garden") for _ in range(2))
        assert first.ended.wait(10)
        wire.goes_on()
        with first, second:
            pass


def those_who_say_nothing(wire: Wire) -> None:
    """Connect and say nothing, or rubbish instead of a handshake."""
    with contextlib.ExitStack() as stack:
        for number in range(100):
            at = ("127.0.0.1", wire.office.settings.mqtt.port)
            connection = stack.enter_context(socket.create_connection(at, 10))
            if number % 2:
                connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        wire.goes_on()
        with wire.office.node("kiosk-garden") as garden:
            assert garden.accepted


ATTACKS: list[Callable[[Wire], None]] = [
    no_certificate, in_the_clear, a_foreign_authority_of_the_same_name, a_certificate_of_the_pages,
    the_brokers_own_certificate, an_expired_certificate, a_revoked_certificate, passwords, another_nodes_id,
    a_forged_last_will, reading_everything, an_oversized_message, a_length_that_is_never_sent, a_flood, a_cloned_card,
    those_who_say_nothing, forged_topics,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_is_refused_or_contained_and_others_go_on(wire: Wire, attack: Callable[[Wire], None]) -> None:
    wire.goes_on()
    attack(wire)
    wire.goes_on()


@contextlib.contextmanager
def raw(wire: Wire, name: str) -> Iterator[ssl.SSLSocket]:
    """Open a connection over TLS that speaks no MQTT yet."""
    tls = wire.office.tls(name)
    context = ssl.create_default_context(cafile=tls.ca)
    context.load_cert_chain(tls.cert, tls.key)
    with socket.create_connection(("127.0.0.1", wire.office.settings.mqtt.port), 10) as connection:
        yield context.wrap_socket(connection, server_hostname="localhost")


def resident(pid: int) -> int:
    """Give the memory of a process, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024
