"""An office with authorities of its own, and a real Mosquitto under the configuration that is made for it."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import paho.mqtt.client as mqtt
from litestar.stores.memory import MemoryStore
from paho.mqtt.enums import CallbackAPIVersion

from broker.embedded import find_mosquitto, listens
from broker.house.office import Office
from broker.settings import HubSettings
from broker.trust import authority, mosquitto
from broker.trust.authority import Pair, now_utc
from broker.trust.trust import Trust
from broker.web.app import create_app
from broker.web.net import Net
from broker.web.server import PATIENCE_S, Server, Tls
from broker.wire.link import Will
from broker.wire.settings import MqttTls, load
from hubs import FakeHub
from offices import port, wait

HOST = "dabei.local"
OFFICE = """
site = "prohlis"
name = "Prohlis"
[[rooms]]
id = "work"
kind = "work"
name = "Arbeitsraum"
[[nodes]]
id = "kiosk-entrance"
role = "kiosk"
name = "Eingang"
[[nodes]]
id = "kiosk-garden"
role = "kiosk"
name = "Garten"
[[nodes]]
id = "sensors-hub"
role = "sensors"
name = "Sensoren"
"""
HUB = """
office = "{folder}/office.toml"
store = "{folder}/hub.db"
[mqtt]
site = "prohlis"
host = "localhost"
port = {mqtt}
[mqtt.tls]
ca = "{folder}/trust/nodes-ca.crt"
cert = "{folder}/trust/hub.crt"
key = "{folder}/trust/hub.key"
[web]
port = {web}
hosts = ["{host}"]
plain_port = {plain}
[web.tls]
cert = "{folder}/trust/pages.crt"
key = "{folder}/trust/pages.key"
[devices]
port = {devices}
[[devices.users]]
name = "zigbee2mqtt"
topics = ["zigbee2mqtt/#"]
[homeassistant]
discovery = true
"""


class TrustedOffice:
    """`with TrustedOffice(folder) as office:` gives an office whose broker knows whom to trust."""

    def __init__(self, folder: Path, then: datetime | None = None) -> None:
        """Write the settings, make the authorities, now or then, and enrol three nodes; nothing runs yet."""
        self.folder, now = folder, then or now_utc()
        (folder / "office.toml").write_text(OFFICE, "utf-8")
        text = HUB.format(folder=folder, mqtt=port(), web=port(), plain=port(), devices=port(), host=HOST)
        (folder / "hub.toml").write_text(text, "utf-8")
        self.settings = load(folder / "hub.toml", HubSettings)
        self.office = load(folder / "office.toml", Office)
        self.trust = Trust(self.settings.trust_folder)
        self._process: subprocess.Popen[bytes] | None = None
        self.log = folder / "mosquitto.log"
        with self.trust.held():
            assert list(self.trust.prepare("prohlis", [HOST], now))
            self.pairs = {node.id: self.trust.enrol(node.id, now) for node in self.office.nodes}
            for user in self.settings.device_users:
                mosquitto.set_password(self.settings, user.name, f"geheim-{user.name}")
        self.pairs["hub"] = Pair(self.trust.read("hub"), self.trust.path("hub", "key").read_bytes())
        self.write()

    def write(self) -> bool:
        """Bring Mosquitto's configuration up to date, and tell it."""
        with self.trust.held():
            changed = mosquitto.write(self.settings, self.office, self.trust, now_utc())
        self.reload()
        return changed

    def reload(self) -> None:
        """Let Mosquitto read all anew."""
        assert mosquitto.reload(self.settings) or not self._process

    def __enter__(self) -> Self:
        """Start Mosquitto."""
        command = [find_mosquitto() or "mosquitto", "-c", str(self.settings.mosquitto_folder / "mosquitto.conf")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *command], stderr=log, stdout=log)
        wait(lambda: listens(self.settings.mqtt.port), 10, "Mosquitto listens")
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            self._process.wait(10)

    @property
    def broker(self) -> int:
        """Process id of Mosquitto."""
        assert self._process
        return self._process.pid

    def tls(self, name: str, pair: Pair | None = None) -> MqttTls:
        """Write a certificate as a node has it, and give where."""
        pair = pair or self.pairs[name]
        for kind, text in (("crt", pair.certificate), ("key", pair.key)):
            (self.folder / f"{name}.{kind}").write_bytes(text)
        return MqttTls(
            ca=str(self.settings.trust_folder / "nodes-ca.crt"),
            cert=str(self.folder / f"{name}.crt"),
            key=str(self.folder / f"{name}.key"),
        )

    def node(self, name: str, **more: object) -> "Peer":
        """Connect with the certificate of this name."""
        return Peer(self.settings.mqtt.port, self.tls(name), **more)  # type: ignore[arg-type]

    def device(self, name: str, password: str = "", **more: object) -> "Peer":
        """Connect as a device of others."""
        return Peer(self.settings.devices.port, user=(name, password or f"geheim-{name}"), **more)  # type: ignore[arg-type]

    def foreign(self, name: str, **differs: datetime) -> Pair:
        """Make a certificate of this name that somebody else has signed."""
        other = authority.authority("Dabei prohlis: Geräte", "nodes", (), now_utc())
        return authority.certificate(other, name, "client", (), timedelta(days=9), differs.get("now", now_utc()))

    def expired(self, name: str) -> Pair:
        """Make a certificate of this name that ended yesterday."""
        ca = Pair(self.trust.read("nodes-ca"), self.trust.path("nodes-ca", "key").read_bytes())
        then = datetime.now(UTC).replace(microsecond=0) - timedelta(days=30)
        return authority.certificate(ca, name, "client", (), timedelta(days=29), then)


class Peer:
    """A plain MQTT client, as friend or foe may have one; notes all that comes."""

    def __init__(
        self,
        at: int,
        tls: MqttTls | None = None,
        *,
        user: tuple[str, str] | None = None,
        client_id: str = "anybody",
        topics: Sequence[str] = (),
        will: Will | None = None,
    ) -> None:
        """Connect, and wait until it is known whether that went well."""
        self.heard: list[tuple[str, bytes]] = []
        self.ended, self._known, self._ready = threading.Event(), threading.Event(), threading.Event()
        self.accepted = False
        self._client = client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id, reconnect_on_failure=False)
        client.max_inflight_messages_set(100)
        client.on_connect, client.on_disconnect = self._connected, self._disconnected
        client.on_message = lambda _c, _u, message: self.heard.append((message.topic, message.payload))
        client.on_subscribe = lambda *_: self._ready.set()
        if will:
            client.will_set(will.topic, will.payload, 1, retain=True)
        if user:
            client.username_pw_set(*user)
        if tls:
            client.tls_set(tls.ca, tls.cert or None, tls.key or None)
        try:
            client.connect("localhost", at, 30)
        except OSError:
            self.ended.set()
            return
        client.loop_start()
        assert self._known.wait(10)
        if topics and self.accepted:
            self.subscribe(*topics)

    def _connected(self, _client: object, _data: object, _flags: object, reason: mqtt.ReasonCode, *_: object) -> None:
        self.accepted = not reason.is_failure
        self._known.set()

    def _disconnected(self, *_: object) -> None:
        self.ended.set()
        self._known.set()

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()

    def say(self, topic: str, payload: bytes = b"1", *, qos: int = 1, retain: bool = False) -> bool:
        """Publish, and wait until the broker has taken it; it takes what it denies, too."""
        info = self._client.publish(topic, payload, qos, retain)
        deadline = time.monotonic() + 10
        while not _taken(info) and not self.ended.is_set() and time.monotonic() < deadline:
            time.sleep(0.005)
        return _taken(info)

    def pour(self, topic: str, payload: bytes, qos: int = 0) -> None:
        """Publish without waiting."""
        self._client.publish(topic, payload, qos)

    def subscribe(self, *topics: str) -> None:
        """Ask for topics, and wait until that is granted."""
        self._ready.clear()
        self._client.subscribe([(topic, 1) for topic in topics])
        assert self._ready.wait(10)

    def vanish(self) -> None:
        """Be gone as in a power cut: the last will follows."""
        if found := self._client.socket():
            found.close()
        self._client.loop_stop()

    def topics(self) -> set[str]:
        """Give the topics on which something came."""
        return {topic for topic, _ in self.heard}


@contextmanager
def serving_over_tls(hub: FakeHub, folder: Path, patience_s: float = PATIENCE_S) -> Iterator["House"]:
    """Serve a hub's pages as in a network: over TLS, with a door in the clear."""
    trust = Trust(folder / "trust")
    with trust.held():
        assert list(trust.prepare("prohlis", [HOST], now_utc()))
    net = Net((HOST,), 0, 1, trust.path("pages-ca"), folder / "waiting")
    app = create_app(hub, lambda: hub.now, MemoryStore(), MemoryStore(), net)
    tls = Tls(str(trust.path("pages")), str(trust.path("pages", "key")), 0)
    server = Server(app, 0, patience_s, tls)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield House(hub, folder, server, trust)
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


class House:
    """Pages that are served over TLS, and browsers without script that trust them."""

    def __init__(self, hub: FakeHub, folder: Path, server: Server, trust: Trust) -> None:
        """Remember where they are."""
        self.hub, self.folder, self.server, self.trust = hub, folder, server, trust
        self.at, self.plain_at = server.port, server.plain_port
        self.address, self.plain = f"https://127.0.0.1:{self.at}", f"http://127.0.0.1:{self.plain_at}"
        self.context = ssl.create_default_context(cafile=trust.path("pages-ca"))

    def browser(self, cookies: Mapping[str, str] | None = None) -> httpx.Client:
        """Give a browser that has opened the log-in, and holds these cookies beside."""
        form = httpx.get(f"{self.address}/anmelden", verify=self.context).cookies["__Host-dabei-form"]
        headers = {"origin": self.address, "x-dabei-form": form}
        held = {"__Host-dabei-form": form, **(cookies or {})}
        return httpx.Client(base_url=self.address, headers=headers, cookies=held, timeout=10, verify=self.context)

    def raw(self, *parts: bytes, pause_s: float = 0.0) -> bytes:
        """Send bytes as they are, over TLS, and give everything that comes until the server closes."""
        plain = socket.create_connection(("127.0.0.1", self.at), 10)
        answer = b""
        with self.context.wrap_socket(plain, server_hostname=HOST) as connection:
            with suppress(OSError):
                for part in parts:
                    connection.sendall(part)
                    time.sleep(pause_s)
            with suppress(OSError):
                while got := connection.recv(65_536):
                    answer += got
        return answer


def served(at: int, context: ssl.SSLContext, host: str) -> bytes:
    """Give the certificate that is shown at a port to whoever asks for this host."""
    with (
        socket.create_connection(("127.0.0.1", at), 10) as plain,
        context.wrap_socket(plain, server_hostname=host) as connection,
    ):
        return connection.getpeercert(binary_form=True) or b""


def _taken(info: mqtt.MQTTMessageInfo) -> bool:
    """Tell whether the broker has taken a message; paho raises where the connection ended meanwhile."""
    try:
        return info.is_published()
    except RuntimeError:
        return False
