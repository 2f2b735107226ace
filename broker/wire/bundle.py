"""What makes a machine a node of an office: one sealed file, or fetched from the hub with a code that counts once.

The code is all that has to be believed: what was changed on the way, or comes from another hub, does not open with it.
So it is fetched over a connection that nobody has verified.
"""

import ssl
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from broker.wire import private
from broker.wire.errors import DabeiError
from broker.wire.message import Message, Name
from broker.wire.sealed import place, seal, unseal
from broker.wire.settings import Port

WAITS = "/einrichten"
"""Path of the hub's pages below which bundles wait."""
LASTS_S = 900
"""For so long one waits."""
LONGEST, PATIENCE_S = 64 * 1024, 20.0


class Bundle(Message, frozen=True, kw_only=True):
    """Everything that a node needs; certificates and keys as PEM."""

    site: Name
    node: Name
    role: Literal["kiosk", "sensors"]
    host: str
    """The hub's name in the network."""
    mqtt_port: Port
    pages: str
    """Address of the hub's pages."""
    nodes_ca: str
    pages_ca: str
    certificate: str
    key: str
    token: str = ""
    """Of a kiosk: the secret by which it gets its roster."""


def pack(bundle: Bundle, code: str) -> bytes:
    """Seal a bundle."""
    return seal(msgspec.json.encode(bundle), code)


def get(source: str, code: str) -> Bundle:
    """Read a bundle from a file, or fetch it from the address of a hub.

    :raises DabeiError: there is none, or the code is not its.
    """
    sealed = _fetch(source, code) if source.startswith(("http://", "https://")) else _read(source)
    try:
        return msgspec.json.decode(unseal(sealed, code), type=Bundle)
    except msgspec.MsgspecError as exc:
        raise DabeiError(f"{source} was made by another version of Dabei: {exc}. Bring both to the same") from exc


def unpack(bundle: Bundle, folder: Path) -> None:
    """Put certificates, key and token into a folder, each for its owner alone.

    :raises DabeiError: it cannot be written.
    """
    files = {
        "nodes-ca.crt": bundle.nodes_ca, "pages-ca.crt": bundle.pages_ca, "node.crt": bundle.certificate,
        "node.key": bundle.key, **({"token": bundle.token} if bundle.token else {}),
    }  # fmt: skip
    try:
        private.folder(folder)
        for name, text in files.items():
            private.put(folder / name, text.encode())
    except OSError as exc:
        raise DabeiError(f"cannot write to {folder}: {exc.strerror}. Run this as root, or as its user") from exc


def _read(source: str) -> bytes:
    try:
        return Path(source).expanduser().read_bytes()
    except OSError as exc:
        raise DabeiError(f"cannot read {source}: {exc.strerror}. Name the file that the hub has written") from exc


def _fetch(source: str, code: str) -> bytes:
    url = urlsplit(source)
    try:
        if url.scheme == "https":
            unverified = ssl._create_unverified_context()  # noqa: S323, SLF001  # the seal is what counts, as told above
            connection: HTTPConnection = HTTPSConnection(url.netloc, timeout=PATIENCE_S, context=unverified)
        else:
            connection = HTTPConnection(url.netloc, timeout=PATIENCE_S)
        connection.request("GET", f"{WAITS}/{place(code)}")
        answer = connection.getresponse()
        found = answer.read(LONGEST)
    except (OSError, HTTPException, ValueError) as exc:
        raise DabeiError(f"the hub cannot be reached at {source}: {exc}") from exc
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise DabeiError(
            f"nothing waits at {source} under this code. It counts once, for a quarter of an hour: type it again, or "
            "let the hub make another"
        )
    return found
