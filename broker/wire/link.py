"""The link to the MQTT broker: the only file that knows paho.

Reconnects for ever, subscribes anew on each connection, and lets no exception reach paho's thread:
one that did would end it while `is_connected()` stays true.
"""

import contextlib
import logging
import socket
import ssl
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import paho.mqtt.client as mqtt
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from broker.wire.errors import DabeiError
from broker.wire.settings import MqttTls

log = logging.getLogger(__name__)
KEEPALIVE_S = 12
RIVAL_CONNECTS, RIVAL_S = 6, 15.0
"""So many connections in so many seconds: a second client has our id, each throws the other out."""

OnMessage = Callable[[str, bytes, bool], None]


class Will(Struct, frozen=True):
    """What the broker says, retained, when this client is lost."""

    topic: str
    payload: bytes


class Health(Struct, frozen=True):
    """How the link is. `loop` is the one to act on: a dead loop looks connected for ever."""

    loop: bool
    connected: bool
    faults: int
    """Exceptions caught in callbacks since the start."""
    rival: bool
    """Another client seems to use the same id."""


class Link:
    """One MQTT connection; threads may publish as they like."""

    def __init__(  # noqa: PLR0913  # what a link is told is named one by one
        self,
        client_id: str,
        port: int,
        *,
        host: str = "127.0.0.1",
        tls: MqttTls | None = None,
        will: Will | None = None,
        topics: Sequence[str] = (),
        on_message: OnMessage,
        on_connect: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; `on_message(topic, payload, retained)` and `on_connect` run in the link's thread.

        What `tls` names is read for each connection anew: a certificate that was renewed needs no restart.
        """
        self._address, self._topics = (host, port), topics
        self._tls, self._context, self._told = tls, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ""
        self._on_message, self._on_connect = on_message, on_connect
        self._greeted = False
        """Whether the broker has answered on this connection."""
        self._faults, self._connects = 0, deque[float](maxlen=RIVAL_CONNECTS)
        self._thread: threading.Thread | None = None
        self._client = client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id, clean_session=True)
        client.reconnect_delay_set(1, 5)
        client.max_inflight_messages_set(100)
        if will:
            client.will_set(will.topic, will.payload, 1, retain=True)
        if tls:
            client.tls_set_context(self._context)
        client.on_socket_open = self._guarded(_no_delay)
        client.on_pre_connect = self._guarded(self._looping)
        client.on_connect = self._guarded(self._connected)
        client.on_connect_fail = self._guarded(self._failed)
        client.on_disconnect = self._guarded(self._ended)
        client.on_message = self._guarded(self._received)

    def start(self) -> None:
        """Start connecting, and go on until `stop`; a broker that is down is no error."""
        self._client.connect_async(*self._address, KEEPALIVE_S)
        self._client.loop_start()

    def stop(self, farewell: Will | None = None) -> None:
        """Say a last retained word, as the will would, and end."""
        if farewell and self._client.is_connected():
            info = self._client.publish(farewell.topic, farewell.payload, 1, retain=True)
            with contextlib.suppress(ValueError, RuntimeError):
                info.wait_for_publish(1)
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Send if connected. Nothing is kept for later: what must not be lost waits in an outbox."""
        if not self._client.is_connected():
            return False
        return self._client.publish(topic, payload, qos, retain).rc == mqtt.MQTT_ERR_SUCCESS

    def revive(self) -> bool:
        """Start the loop anew if it has died; true if it had."""
        if self._thread is None or self._thread.is_alive():
            return False
        log.error("the MQTT loop had ended; starting it again")
        self._client.loop_stop()
        self.start()
        return True

    def health(self) -> Health:
        """Look at the loop itself, not at paho's flag alone."""
        alive = self._thread is not None and self._thread.is_alive()
        many = len(self._connects) == RIVAL_CONNECTS
        rival = many and time.monotonic() - self._connects[0] < RIVAL_S
        return Health(alive, alive and self._client.is_connected(), self._faults, rival)

    def address(self) -> str:
        """Give this end's address on the connection, such as `192.168.178.31`; empty without one."""
        sock = self._client.socket()
        try:
            return str(sock.getsockname()[0]) if isinstance(sock, socket.socket) else ""
        except OSError:
            return ""

    def _looping(self, client: mqtt.Client, *_: object) -> None:
        self._thread = threading.current_thread()
        with client._out_message_mutex:  # noqa: SLF001  # paho has no other way to forget
            client._out_messages.clear()  # noqa: SLF001  # else old words would follow, and replace, our first new ones
        self._greeted = False
        if self._tls:
            self._identify(self._tls)

    def _identify(self, tls: MqttTls) -> None:
        paths = [str(Path(path).expanduser()) for path in (tls.ca, tls.cert, tls.key)]
        try:
            self._context.load_verify_locations(paths[0])
            self._context.load_cert_chain(*paths[1:])
        except OSError as exc:
            self._tell(f"one of {', '.join(paths)} cannot be used: {exc}. Enrol this machine anew")

    def _failed(self, *_: object) -> None:
        exc = sys.exc_info()[1]  # paho calls this where it has caught it
        if isinstance(exc, ssl.SSLError):
            self._tell(f"the broker at {self._address[0]} cannot be trusted: {exc}")

    def _ended(self, _client: mqtt.Client, _data: object, _flags: object, reason: ReasonCode, *_: object) -> None:
        if self._tls and reason.is_failure and not self._greeted:
            self._tell("the broker takes no connection from here: this certificate was revoked, or has ended")

    def _tell(self, fault: str) -> None:
        """Say a fault once, not with every try."""
        if fault != self._told:
            self._told = fault
            log.error("%s", fault)

    def _connected(self, client: mqtt.Client, _data: object, _flags: object, reason: ReasonCode, *_: object) -> None:
        if reason.is_failure:
            log.warning("the broker refused the connection: %s", reason)
            return
        self._greeted, self._told = True, ""
        self._connects.append(time.monotonic())
        if self._topics:
            client.subscribe([(topic, 1) for topic in self._topics])
        self._on_connect()

    def _received(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        self._on_message(message.topic, bytes(message.payload), message.retain)

    def _guarded(self, callback: Callable[..., None]) -> Callable[..., None]:
        def call(*args: object) -> None:
            try:
                callback(*args)
            except DabeiError as exc:
                self._faults += 1
                log.warning("a message was dropped: %s", exc)
            except Exception:
                self._faults += 1
                log.exception("a message could not be handled")

        return call


def _no_delay(_client: mqtt.Client, _data: object, sock: socket.socket) -> None:
    """Send small messages at once: Nagle's algorithm and delayed acknowledgements cost 40 ms a round trip."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
