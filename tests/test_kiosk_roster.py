"""A kiosk asks its hub for the roster, and takes nothing but one."""

import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from broker.house.roster import Roster
from houses import ROSTER
from kiosk.hub import HubClient

SECRET, ETAG = "s3cret", '"1"'
PATH = "/kiosks/kiosk-entrance/roster"
GOOD = msgspec.json.encode(ROSTER)
PATIENCE_S = 10


class Hub(ThreadingHTTPServer):
    """Answers each request with what is next in line, and remembers what was asked."""

    def __init__(self) -> None:
        """Open a port."""
        self.answers, self.asked = queue.Queue[tuple[int, bytes]](), queue.Queue[dict[str, str]]()
        super().__init__(("127.0.0.1", 0), Door)
        self.address = f"http://127.0.0.1:{self.server_port}"


class Door(BaseHTTPRequestHandler):
    """One request."""

    server: Hub

    def do_GET(self) -> None:
        """Answer."""
        self.server.asked.put({"path": self.path} | {name.lower(): value for name, value in self.headers.items()})
        status, body = self.server.answers.get()
        self.send_response(status)
        self.send_header("ETag", ETAG)
        self.send_header("Location", f"{self.server.address}/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Kiosk:
    """A kiosk's fetcher, and what came of it."""

    def __init__(self, hub: Hub, token: Path) -> None:
        """Begin to fetch."""
        self.hub, self.came = hub, queue.Queue[Roster]()
        self.fetcher = HubClient(hub.address, "kiosk-entrance", token, self.came.put)
        self.fetcher.start()

    def asks(self, status: int, body: bytes = b"") -> dict[str, str]:
        """Answer its next request like this, and give what it asked."""
        self.hub.answers.put((status, body))
        self.fetcher.soon()
        return self.hub.asked.get(timeout=PATIENCE_S)

    def takes(self) -> Roster:
        """Wait for a roster."""
        return self.came.get(timeout=PATIENCE_S)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    (tmp_path / "token").write_text(f"{SECRET}\n")
    with Hub() as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        kiosk = Kiosk(hub, tmp_path / "token")
        yield kiosk
        kiosk.fetcher.stop()
        hub.shutdown()


def test_a_roster_is_handed_on_once(kiosk: Kiosk) -> None:
    first = kiosk.asks(200, GOOD)
    assert kiosk.takes() == ROSTER
    assert (first["path"], first["authorization"]) == (PATH, f"Bearer {SECRET}")
    assert "if-none-match" not in first
    assert kiosk.asks(304)["if-none-match"] == ETAG
    kiosk.asks(304)  # so that the one before is done
    assert kiosk.came.empty()


@pytest.mark.parametrize("status", [302, 401, 404, 500, 503])
def test_after_anything_else_it_asks_again_at_the_same_place(kiosk: Kiosk, status: int) -> None:
    kiosk.asks(status, GOOD)
    again = kiosk.asks(200, GOOD)
    assert again["path"] == PATH
    assert "if-none-match" not in again
    assert kiosk.takes() == ROSTER
    assert kiosk.came.empty()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"office": 3}'])
def test_what_is_no_roster_is_dropped(kiosk: Kiosk, body: bytes) -> None:
    kiosk.asks(200, body)
    kiosk.asks(200, GOOD)
    assert kiosk.takes() == ROSTER


def test_a_roster_of_a_newer_hub_is_read_and_what_is_new_in_it_skipped(kiosk: Kiosk) -> None:
    """The hub is upgraded first."""
    newer = msgspec.json.decode(GOOD)
    newer["office"]["tea_at"] = "16:00"
    newer["office"]["rooms"][0]["colour"] = {"wall": "green"}
    newer["new_here"] = True
    kiosk.asks(200, msgspec.json.encode(newer))
    assert kiosk.takes() == ROSTER
