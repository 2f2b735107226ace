"""A publisher that knows no manners but MQTT's own: as many PUBLISH as the window allows, as fast as TCP takes them.

Reads the messages from a file, says `ready`, starts with a line on standard input, and ends when all are confirmed.
"""

import socket
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

WINDOW = 1000
"""Messages under way at once."""
CHUNK = 200
"""Messages in one write."""


class Message(Struct, frozen=True, array_like=True):
    """What is published, QoS 1."""

    topic: str
    payload: bytes


def save(path: Path, messages: list[Message]) -> None:
    """Write messages for `main` to read."""
    path.write_bytes(msgspec.msgpack.encode(messages))


def packets(messages: list[Message]) -> list[bytes]:
    """Encode PUBLISH packets (MQTT 3.1.1, 3.3), packet identifiers counted round."""
    return [_publish(message, number % 65_535 + 1) for number, message in enumerate(messages)]


def _publish(message: Message, number: int) -> bytes:
    topic = message.topic.encode()
    body = len(topic).to_bytes(2, "big") + topic + number.to_bytes(2, "big") + message.payload
    length = bytearray()
    rest = len(body)
    while rest > 127:
        length.append(rest % 128 | 128)
        rest //= 128
    length.append(rest)
    return b"\x32" + length + body


def connect(port: int) -> socket.socket:
    """Open a clean session without keepalive (3.1)."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    variable = b"\x00\x04MQTT\x04\x02\x00\x00" + b"\x00\x05flood"
    sock.sendall(bytes([0x10, len(variable)]) + variable)
    _receive(sock, 4)  # CONNACK
    return sock


def send(sock: socket.socket, ready: list[bytes]) -> None:
    """Publish everything and wait for the last PUBACK; each is 4 bytes (3.4)."""
    sent = answered = 0
    while answered < 4 * len(ready):
        until = min(len(ready), sent + CHUNK, answered // 4 + WINDOW)
        sock.sendall(b"".join(ready[sent:until]))
        sent = until
        answered += _answers(sock, wait=sent in (len(ready), answered // 4 + WINDOW))


def _answers(sock: socket.socket, *, wait: bool) -> int:
    try:
        return len(sock.recv(65_536, 0 if wait else socket.MSG_DONTWAIT))
    except BlockingIOError:
        return 0


def _receive(sock: socket.socket, size: int) -> None:
    while size:
        size -= len(sock.recv(size))


def main() -> None:
    """Publish the file's messages."""
    ready = packets(msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=list[Message]))
    with connect(int(sys.argv[1])) as sock:
        print("ready", flush=True)
        sys.stdin.readline()
        send(sock, ready)
    print("sent", flush=True)


if __name__ == "__main__":
    main()
