"""The attack table of the pages, against a real server over TLS, as an office has it in its network.

Each attack is refused or contained, and meanwhile staff go on. What belongs to one page is tried beside that page.
"""

import contextlib
import os
import re
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from broker.house.roster import Roster
from broker.trust import waiting
from broker.web.access import ROUTES
from broker.web.server import CONNECTIONS
from broker.wire.bundle import LASTS_S
from broker.wire.facts.care import ShiftTaken
from hubs import NAME, OLENA, PASSWORD, TOBIAS, TOKEN, FakeHub
from offices import wait
from trusts import HOST, House, serving_over_tls

CODE, CARER = "482913", TOBIAS.adults[0].id
OK, SEE_OTHER, BAD = HTTPStatus.OK, HTTPStatus.SEE_OTHER, HTTPStatus.BAD_REQUEST
FORBIDDEN, TOO_MANY, MISSING = HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_FOUND
PATIENCE_S = 0.6
SESSION, UNSAFE = "__Host-dabei-session", "dabei-session"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Give a house in which Olena is, and Tobias is on duty."""
    hub = FakeHub()
    for family in (OLENA, TOBIAS):
        hub.add(family)
    hub.arrive(OLENA)
    hub.codes = {CODE: CARER}
    hub.fold(ShiftTaken(shift="b7d7c4a2-5a1f-4b0e-9a43-0d3e6f1c2a10", adult=CARER, family=TOBIAS.id))
    hub.give_roster("door", Roster("00" * 32, hub.snapshot().office, (OLENA,)))
    with serving_over_tls(hub, tmp_path, PATIENCE_S) as found:
        yield found


def log_in(client: httpx.Client, password: str = PASSWORD, name: str = NAME, **headers: str) -> httpx.Response:
    return client.post("/anmelden", data={"name": name, "password": password}, headers=headers)


def inside(client: httpx.Client) -> bool:
    """Tell whether it sees who is there; if not, it sees no name at all."""
    answer = client.get("/")
    assert (answer.status_code == OK) == ("Olena" in answer.text)
    return answer.status_code == OK


def session_fixation(house: House) -> None:
    """Plant a session, as safe as ours or in the way of any host of that domain: the log-in gives another."""
    for planted in ({SESSION: "5e" * 32}, {UNSAFE: "5e" * 32}):
        with house.browser(planted) as victim, house.browser(planted) as thief:
            new = log_in(victim).cookies[SESSION]
            assert new != "5e" * 32
            assert inside(victim)
            assert not inside(thief)


def a_cookie_of_another_host(house: House) -> None:
    """Hand in what a host of the same domain, or the clear, could have set: without its prefix no cookie counts."""
    with house.browser() as client:
        session = log_in(client).cookies[SESSION]
        with house.browser({UNSAFE: session}) as thief:
            assert not inside(thief)
        with house.browser({SESSION: session}) as owner:
            assert inside(owner)


def reading_cookies(house: House) -> None:
    """Look for a cookie that a script, the clear, or another site would get."""
    with house.browser() as client:
        opened = log_in(client)
        for cookie in opened.headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-dabei-"), cookie
            assert {"secure", "path=/", "samesite=strict"} <= {part.strip().lower() for part in cookie.split(";")}
            assert "domain" not in cookie.lower()
            assert "httponly" in cookie.lower() or cookie.startswith("__Host-dabei-form="), cookie


def forged_forms(house: House) -> None:
    """Send a form without token, with another's, from another origin, or from the clear: nothing changes."""
    with house.browser() as client, house.browser() as other:
        log_in(client)
        mine, theirs = client.headers["x-dabei-form"], other.headers["x-dabei-form"]
        tries = [
            {"x-dabei-form": ""}, {"x-dabei-form": theirs}, {"x-dabei-form": mine[:-1] + "x"},
            {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": ""}, {"origin": house.plain},
            {"origin": house.address.replace("https", "http")}, {"origin": f"{house.address}0"},
            {"origin": "https://evil.example", "authorization": "Bearer x"},
        ]  # fmt: skip
        for headers in tries:
            answer = client.post("/geraete/code", data={"what": "carer"}, headers=headers)
            assert answer.status_code == FORBIDDEN, headers
        assert client.post("/geraete/code", data={"what": "carer"}).status_code == OK


def guessing_passwords(house: House) -> None:
    """Guess: ten tries a minute, whatever address one claims; the right one then waits, too."""
    with house.browser() as client:
        for number in range(9):  # and staff have logged in once
            assert log_in(client, f"falsch{number}", **{"x-forwarded-for": f"10.0.0.{number}"}).status_code == FORBIDDEN
        assert log_in(client).status_code == TOO_MANY


def guessing_codes_from_everywhere(house: House) -> None:
    """Guess own codes from many addresses: after thirty wrong ones none is tried, the right one neither."""
    found = set[int]()
    for last in range(2, 10):
        with from_address(house, f"127.0.0.{last}") as client:
            found |= {log_in(client, f"{last:03}{number:03}", name="").status_code for number in range(4)}
    assert found == {FORBIDDEN, TOO_MANY}
    with from_address(house, "127.0.0.99") as client:
        assert log_in(client, CODE, name="").status_code == TOO_MANY
        house.hub.now += 120_000
        assert log_in(client, CODE, name="").status_code == SEE_OTHER


PATHS = (
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/..%5capp.py", "/static//etc/passwd",
    "/static/%00", "/static/%252e%252e/app.py", "/einrichten/../../etc/passwd",
    "/einrichten/..%2f..%2ftrust%2fpages.key",
    "/vertrauen/../trust/pages.key", "/vertrauen/%2e%2e/trust/pages.key", "/kiosks/..%2f..%2fetc/roster",
)  # fmt: skip


def path_traversal(house: House) -> None:
    """Ask for files that are not for anybody: keys above all."""
    for path in PATHS:
        answer = house.raw(head(f"GET {path} HTTP/1.1"), b"\r\n")
        assert re.match(rb"HTTP/1.1 (404|401|303|400)", answer), (path, answer[:80])
        assert not re.search(rb"import |root:|PRIVATE KEY", answer), path


def oversized(house: House) -> None:
    """Send bodies and heads that are too large."""
    with house.browser() as client:
        for size in (70_000, 5_000_000):
            with contextlib.suppress(httpx.TransportError):  # closed while we sent
                assert client.post("/anmelden", data={"password": "x" * size}).status_code in {400, 413}
    for line, more in (("GET / HTTP/1.1", [f"x-{n}: {'y' * 1000}" for n in range(700)]), (f"GET /{'x' * 700_000}", [])):
        answer = house.raw(head(line, *more), b"\r\n")
        assert not answer or answer.startswith(b"HTTP/1.1 4")


def slow_requests(house: House) -> None:
    """Send a head byte by byte, half a body, or nothing: one is put out, in the clear, too."""
    body = head("POST /anmelden HTTP/1.1", "Content-Length: 50")
    for parts in ((), (b"GET / HT",), (head("GET / HTTP/1.1"), b"x: y\r\n"), (body, b"\r\n", b"name=")):
        house.raw(*parts, pause_s=0.1)  # comes to an end
    with socket.create_connection(("127.0.0.1", house.plain_at or 0), 10) as connection:
        connection.sendall(b"GET / HT")
        assert connection.recv(100) == b""


def slow_handshakes(house: House) -> None:
    """Open two hundred connections that never say who they are: others are served, and they are put out."""
    with contextlib.ExitStack() as stack:
        at = ("127.0.0.1", house.at)
        silent = [stack.enter_context(socket.create_connection(at, 10)) for _ in range(200)]
        with house.browser() as client:
            assert log_in(client).status_code == SEE_OTHER
        for connection in silent:
            with contextlib.suppress(ConnectionError):
                assert connection.recv(100) == b""


def crowding_in(house: House) -> None:
    """Take every connection that the house has, again and again, from one address: there one gets a few of them."""
    done, held = threading.Event(), deque[socket.socket](maxlen=CONNECTIONS)

    def crowd() -> None:
        while not done.is_set():
            with contextlib.suppress(OSError):
                held.append(socket.create_connection(("127.0.0.1", house.plain_at or 0), 10, ("127.0.0.8", 0)))

    crowding = threading.Thread(target=crowd)
    crowding.start()
    try:
        wait(lambda: len(held) == CONNECTIONS, 30, "they are many")
        with from_address(house, "127.0.0.7") as client:
            assert {client.get("/anmelden").status_code for _ in range(30)} == {OK}
    finally:
        done.set()
        crowding.join(10)
        for each in held:
            each.close()


def smuggled_headers(house: House) -> None:
    """Hide a header in another, or one request in another."""
    for line in ("x: a\rb: c", "x: a\x00b", "x y: z", "Content-Length: 1\r\nContent-Length: 2"):
        assert house.raw(head("GET /healthz HTTP/1.1", line), b"\r\n").startswith(b"HTTP/1.1 400"), line
    two = head("POST /anmelden HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked")
    assert house.raw(two, b"\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n").count(b"HTTP/1.1 ") <= 1


def another_name(house: House) -> None:
    """Point a name of one's own at the house (DNS rebinding): pages are served under the house's names alone."""
    for host in ("evil.example", f"evil.{HOST}", f"{HOST}.evil.example", "127.0.0.1.evil.example", "", f"x@{HOST}"):
        answer = httpx.get(house.address, headers={"host": host}, verify=house.context)
        assert answer.status_code == BAD, host
    for host in (HOST, f"{HOST}:8443", HOST.upper(), "localhost", "127.0.0.1:1"):
        answer = httpx.get(f"{house.address}/anmelden", headers={"host": host}, verify=house.context)
        assert answer.status_code == OK, host


def listening_in_the_clear(house: House) -> None:
    """Ask for anything in the clear: it leads to where one learns to trust, and no cookie of use is given."""
    for method, path in ROUTES:
        if path.startswith(("/vertrauen", "/static/")):
            continue
        path = path.replace("{", "").replace("}", "")  # noqa: PLW2901
        answer = httpx.request(method, house.plain + path, headers={"origin": house.plain}, verify=house.context)
        assert (answer.status_code, answer.headers["location"], answer.text) == (SEE_OTHER, "/vertrauen", ""), path
        assert "set-cookie" not in answer.headers
    answer = httpx.get(f"{house.plain}/vertrauen", verify=house.context)
    assert answer.status_code == OK
    assert not [name for name in ("Olena", "Tobias") if name in answer.text]
    assert all("secure" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))
    assert httpx.get(f"{house.plain}/vertrauen/dabei.crt", verify=house.context).content == house.trust.read("pages-ca")
    assert httpx.post(
        f"{house.plain}/vertrauen", headers={"origin": house.plain}, verify=house.context
    ).status_code in {403, 405}


def old_tls(house: House) -> None:
    """Come with TLS 1.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", house.at), 10) as connection,
        pytest.raises(OSError, match=r"SSL|reset"),
    ):
        context.wrap_socket(connection)


def leading_out(house: House) -> None:
    """Send a link to the log-in that leads out of the house afterwards."""
    with house.browser() as client:
        for out in (
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:1",
            "/\r\nx: y",
        ):
            assert 'name="weiter" value="/"' in client.get("/anmelden", params={"weiter": out}).text, out


def framing(house: House) -> None:
    """Put a page of ours into a page of one's own, or load a script from elsewhere: each answer forbids it."""
    for path in ("/", "/anmelden", "/nothing", "/vertrauen", "/static/live.js", "/api/house"):
        headers = httpx.get(house.address + path, verify=house.context).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"


def another_kiosks_roster(house: House) -> None:
    """Ask for a roster without a token, with a wrong one, and for a kiosk that is none."""
    for node, token in (("door", TOKEN[:-1]), ("door", f"{TOKEN}x"), ("pi-work", TOKEN), ("x", TOKEN)):
        headers = {"authorization": f"Bearer {token}"}
        answer = httpx.get(f"{house.address}/kiosks/{node}/roster", headers=headers, verify=house.context)
        assert answer.status_code == HTTPStatus.UNAUTHORIZED, (node, token)
        assert "Olena" not in answer.text
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert httpx.get(f"{house.address}/kiosks/door/roster", headers=headers, verify=house.context).status_code == OK


def stealing_bundles(house: House) -> None:
    """Guess where a bundle waits, fetch it twice, or too late."""
    folder, place = house.folder / "waiting", "0123456789abcdef" * 2

    def fetch(where: str) -> tuple[int, bytes]:
        answer = httpx.get(f"{house.address}/einrichten/{where}", verify=house.context)
        return answer.status_code, answer.content

    waiting.leave(folder, place, b"sealed")
    for where in ("", "0" * 32, place.upper(), place[:-1], f"{place}.taken", "..%2fwaiting%2f" + place):
        assert fetch(where)[0] == MISSING, where
    assert fetch(place) == (OK, b"sealed")
    assert fetch(place)[0] == MISSING
    waiting.leave(folder, place, b"sealed")
    old(folder / place)
    assert fetch(place)[0] == MISSING
    assert not list(folder.iterdir())


ATTACKS: list[Callable[[House], None]] = [
    session_fixation, a_cookie_of_another_host, reading_cookies, forged_forms, guessing_passwords,
    guessing_codes_from_everywhere, path_traversal, oversized, slow_requests, slow_handshakes, crowding_in,
    smuggled_headers, another_name, listening_in_the_clear, old_tls, leading_out, framing, another_kiosks_roster,
    stealing_bundles,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_is_refused_or_contained_and_staff_go_on(house: House, attack: Callable[[House], None]) -> None:
    with house.browser() as staff:
        assert log_in(staff).status_code == SEE_OTHER
        attack(house)
        assert inside(staff)


def head(line: str, *more: str) -> bytes:
    """Write the head of a request."""
    return "".join(f"{each}\r\n" for each in (line, f"Host: {HOST}", "Connection: close", *more)).encode()


def from_address(house: House, address: str) -> httpx.Client:
    """Give a browser that comes from another address of this machine."""
    with house.browser() as found:
        headers, cookies = found.headers, found.cookies
    transport = httpx.HTTPTransport(local_address=address, verify=house.context)
    return httpx.Client(base_url=house.address, headers=headers, cookies=cookies, transport=transport, timeout=10)


def old(path: Path) -> None:
    """Let a file have been written too long ago."""
    then = time.time() - LASTS_S - 1
    os.utime(path, (then, then))
