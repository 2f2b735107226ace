"""What Mosquitto has to know, in one folder: its configuration, who may what, passwords, and its certificates.

Denials are silent in MQTT 3.1.1, so every rule here has a test against a real
Mosquitto: `tests/test_attacks_on_the_wire.py`.
"""

import hashlib
import os
import pwd
import signal
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from broker.house.office import Office
from broker.settings import HOME_ASSISTANT, DeviceUser, HubSettings
from broker.trust.trust import Trust
from broker.wire import private
from broker.wire.messages import HUB, ROOT

CONFIGURATION = """\
# Written by `dabei-broker SETTINGS trust`, `enrol` and `revoke`: what is changed here by hand does not last.
user {user}
pid_file {folder}/mosquitto.pid
persistence false
log_dest stderr
log_timestamp false
log_type error
log_type warning
log_type notice
allow_anonymous false
acl_file {folder}/acl
password_file {folder}/passwords
set_tcp_nodelay true
# The hub may be behind for a moment, never without end.
max_queued_messages 1000000
max_queued_bytes 67108864
queue_qos0_messages true
max_inflight_messages 100
max_packet_size 1048576
memory_limit 268435456

# Our own nodes: each is what its certificate says, and nothing else.
listener {port}
cafile {folder}/ca.crt
crlfile {folder}/ca.crl
certfile {folder}/server.crt
keyfile {folder}/server.key
tls_version tlsv1.2
require_certificate true
use_identity_as_username true
use_username_as_clientid true
"""
DEVICES = """
# What others have made: a password and topics for each. Ids are known across listeners, so nobody may choose one.
listener {port}
max_connections 200
use_username_as_clientid true
"""
NODE_WRITES = ("$state", "$desc", "$hb", "+/st", "+/ev")
NODE_READS = ("$ack", "cmd/+")
EVERYBODY = ("$state", "$hb")
"""Of the hub, for every node."""
ROLE_READS = {
    "kiosk": ("family/+/st", "house/st", "room/+/st", "desk/+/st", "device/+/st"),
    "sensors": ("room/+/call/st", "desk/+/call/st"),
}
"""Of the hub, by a node's role; a kiosk needs families, a sensor node only whom its lamps call."""
HUB_WRITES = (f"{HUB}/#", "+/$ack", "+/cmd/+", "+/$state")
"""A node's state, for one that is trusted no longer cannot take it back itself."""
HOME_ASSISTANT_READS = ("$state", "house/st", "room/+/st", "desk/+/st", "device/+/st")
ROUNDS = 1000
"""Of PBKDF2; passwords here are random, nobody tries words."""


def write(settings: HubSettings, office: Office, trust: Trust, now: datetime) -> bool:
    """Bring the folder up to date, and tell whether anything has changed.

    :raises OSError: it cannot be written.
    """
    folder = settings.mosquitto_folder
    private.folder(folder)
    kept = dict(_passwords(folder))
    passwords = "".join(f"{user.name}:{kept[user.name]}\n" for user in settings.device_users if user.name in kept)
    files = {
        "mosquitto.conf": _configuration(settings).encode(),
        "acl": "\n".join(rules(settings, office, trust.nodes(now))).encode(),
        "passwords": passwords.encode(),
        "ca.crt": trust.read("nodes-ca"),
        "ca.crl": trust.path("nodes", "crl").read_bytes(),
        "server.crt": trust.read("mqtt"),
        "server.key": trust.path("mqtt", "key").read_bytes(),
    }
    return sum(_put(folder / name, content) for name, content in files.items()) > 0


def set_password(settings: HubSettings, user: str, password: str) -> None:
    """Give a device another password, as Mosquitto keeps it: PBKDF2 with SHA-512."""
    private.folder(settings.mosquitto_folder)
    salt = os.urandom(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS)
    _keep(settings, {user: f"$7${ROUNDS}${b64encode(salt).decode()}${b64encode(digest).decode()}"})


def drop_password(settings: HubSettings, user: str) -> bool:
    """Take a device's password away; false if it had none."""
    had = user in dict(_passwords(settings.mosquitto_folder))
    if had:
        _keep(settings, {user: ""})
    return had


def reload(settings: HubSettings) -> bool:
    """Let a running Mosquitto take in what has changed, and tell whether one was told."""
    with suppress(OSError, ValueError):
        number = int((settings.mosquitto_folder / "mosquitto.pid").read_text())
        if Path(f"/proc/{number}/comm").read_text().strip() == "mosquitto":
            os.kill(number, signal.SIGHUP)
            return True
    return False


def rules(settings: HubSettings, office: Office, trusted: Iterable[str]) -> Iterator[str]:
    """Give who may what, as lines of Mosquitto's `acl_file`. Who is not named may nothing."""
    site, devices = f"{ROOT}/{office.site}", settings.device_users
    yield from _user(HUB, [f"{site}/#", f"{HOME_ASSISTANT}/#"], [*_below(site, HUB_WRITES), f"{HOME_ASSISTANT}/#"])
    for node in office.nodes:
        if node.id in trusted:
            reads = [*_below(f"{site}/{node.id}", NODE_READS), *_below(f"{site}/{HUB}", EVERYBODY)]
            reads += _below(f"{site}/{HUB}", ROLE_READS[node.role])
            if node.role == "sensors":
                reads += dict.fromkeys(topic for user in devices for topic in user.topics)
            yield from _user(node.id, reads, list(_below(f"{site}/{node.id}", NODE_WRITES)))
    for user in devices:
        yield from _device(user, site)


def _device(user: DeviceUser, site: str) -> Iterator[str]:
    reads, writes = list(user.topics), list(user.topics)
    if user.name == HOME_ASSISTANT:
        reads += [*_below(f"{site}/{HUB}", HOME_ASSISTANT_READS), f"{HOME_ASSISTANT}/#"]
        writes += [f"{HOME_ASSISTANT}/status"]
    yield from _user(user.name, reads, writes)


def _user(name: str, reads: Iterable[str], writes: Iterable[str]) -> Iterator[str]:
    yield f"user {name}"
    yield from (f"topic read {topic}" for topic in reads)
    yield from (f"topic write {topic}" for topic in writes)
    yield ""


def _below(root: str, tails: Iterable[str]) -> Iterator[str]:
    return (f"{root}/{tail}" for tail in tails)


def _configuration(settings: HubSettings) -> str:
    user, folder = pwd.getpwuid(os.geteuid()).pw_name, settings.mosquitto_folder.absolute()
    found = CONFIGURATION.format(user=user, folder=folder, port=settings.mqtt.port)
    return found + (DEVICES.format(port=settings.devices.port) if settings.device_users else "")


def _passwords(folder: Path) -> Iterator[tuple[str, str]]:
    path = folder / "passwords"
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        user, _, secret = line.partition(":")
        yield user, secret


def _keep(settings: HubSettings, news: dict[str, str]) -> None:
    kept = dict(_passwords(settings.mosquitto_folder)) | news
    text = "".join(f"{user}:{secret}\n" for user, secret in kept.items() if secret)
    private.put(settings.mosquitto_folder / "passwords", text.encode())


def _put(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    private.put(path, content)
    return True
