"""Saying who one is: nobody gets in who may not, and whoever may no longer is out at once."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from litestar.stores.memory import MemoryStore

from broker.passwords import NOBODY, matches
from broker.web.pages import STATIC
from broker.web.server import CONNECTIONS
from broker.web.sessions import LASTS_S, kept
from broker.wire.facts.care import ShiftEnded, ShiftTaken
from hubs import HASH, MINUTE, NAME, OLENA, PASSWORD, TOBIAS, FakeHub
from offices import RealOffice
from visitors import FORM, serving, staff, visitor

CARER = TOBIAS.adults[0].id
CODE = "482913"
OK, SEE_OTHER, FORBIDDEN = HTTPStatus.OK, HTTPStatus.SEE_OTHER, HTTPStatus.FORBIDDEN
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
STREAM_S = 4
"""Within which a stream ends that its watcher may see no longer: seconds, as the page promises."""


@pytest.fixture
def hub() -> FakeHub:
    """Give a house in which Olena is."""
    hub = FakeHub()
    hub.add(OLENA)
    hub.add(TOBIAS)
    hub.arrive(OLENA)
    hub.codes = {CODE: CARER}
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it; sessions are its own."""
    with serving(hub, kept=MemoryStore()) as address:
        yield address


def log_in(client: httpx.Client, name: str = NAME, password: str = PASSWORD, weiter: str = "/") -> httpx.Response:
    """Send the log-in."""
    return client.post("/anmelden", data={"name": name, "password": password, "weiter": weiter})


def inside(client: httpx.Client) -> bool:
    """Tell whether it sees who is there; if not, it sees no name at all."""
    answer = client.get("/")
    if answer.headers.get("location") == "/betreuung":
        answer = client.get("/betreuung")
    assert (answer.status_code == OK) == ("Olena" in answer.text)
    return answer.status_code == OK


def code_of(client: httpx.Client, what: str = "carer") -> str:
    """Let staff show a code, and read it."""
    answer = client.post("/geraete/code", data={"what": what})
    return "".join(answer.text.split('<p class="code">')[1].split("<")[0].split())


def begin_duty(hub: FakeHub) -> ShiftTaken:
    """Put Tobias on duty."""
    shift = ShiftTaken(shift=str(uuid4()), adult=CARER, family=TOBIAS.id)
    hub.fold(shift)
    return shift


def end_duty(hub: FakeHub, shift: ShiftTaken) -> None:
    """End it."""
    hub.fold(ShiftEnded(shift=shift.shift, adult=CARER, family=TOBIAS.id))


class Watcher:
    """Holds a stream open in a thread of its own."""

    def __init__(self, client: httpx.Client) -> None:
        """Open it, and wait for the first panel."""
        self._client, self._begun, self.ended = client, threading.Event(), threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()
        assert self._begun.wait(5)

    def _watch(self) -> None:
        with contextlib.suppress(httpx.HTTPError), self._client.stream("GET", "/events") as stream:
            for _ in stream.iter_lines():
                self._begun.set()
            self.ended.set()


def test_the_right_password_opens_the_pages_and_leads_on(address: str) -> None:
    with visitor(address) as client:
        assert not inside(client)
        assert client.get("/geraete").headers["location"] == "/anmelden?weiter=/geraete"
        assert log_in(client, password="falsch").status_code == FORBIDDEN
        assert not inside(client)
        answer = log_in(client, weiter="/geraete")
        assert (answer.status_code, answer.headers["location"]) == (SEE_OTHER, "/geraete")
        assert inside(client)
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


def test_a_name_that_is_not_known_is_answered_the_same(address: str) -> None:
    """Else one could find out who has a log-in."""
    with visitor(address) as client:
        texts = [log_in(client, name, "falsch").text.replace(f'value="{name}"', "") for name in (NAME, "niemand")]
    assert texts[0] == texts[1]


def test_too_many_tries_wait_a_minute_whoever_one_says_one_is(address: str) -> None:
    """No header and no other way to write the path gives new tries; the right password waits too."""
    codes = list[int]()
    with visitor(address) as client:
        for number in range(12):
            client.headers["x-forwarded-for"] = client.headers["x-real-ip"] = f"10.0.0.{number}"
            path = "/anmelden" if number % 2 else "/anmelden/"
            codes.append(client.post(path, data={"name": NAME, "password": "falsch"}).status_code)
        answer = log_in(client)
    assert codes == [FORBIDDEN] * 10 + [TOO_MANY] * 2
    assert answer.status_code == TOO_MANY
    assert "warten" in answer.text


def test_no_session_is_taken_that_somebody_else_has_put_there(address: str) -> None:
    """Not one that was made up, and not one that was somebody's before."""
    planted = {"dabei-session": "planted"}
    with visitor(address, **planted) as client, visitor(address, **planted) as thief:
        new = {"dabei-session": log_in(client).cookies["dabei-session"]}
        assert new != planted
        assert not inside(thief)
    with visitor(address, **new) as client, visitor(address, **new) as thief:
        assert inside(thief)  # whoever holds it is in: that is why it is never one that was known before
        assert log_in(client).cookies["dabei-session"] != new["dabei-session"]
        assert not inside(thief)


def test_only_a_form_of_this_browser_and_this_house_changes_something(hub: FakeHub, address: str) -> None:
    with visitor(address) as client, visitor(address) as other:
        log_in(client)
        mine = client.headers.pop("x-dabei-form")
        theirs = other.headers["x-dabei-form"]
        for form in ({}, {"_csrf_token": "wrong"}, {"_csrf_token": theirs}, {"_csrf_token": mine[:-1] + "x"}):
            assert client.post("/geraete/code", data={"what": "carer", **form}).status_code == FORBIDDEN
        for origin in ("http://evil.example", "null", "", address + "0", address.replace("http", "https")):
            headers = {"origin": origin, "x-dabei-form": mine}
            assert client.post("/geraete/code", data={"what": "carer"}, headers=headers).status_code == FORBIDDEN
        del client.headers["origin"]
        headers = {"x-dabei-form": mine, "authorization": "Bearer x"}
        assert client.post("/geraete/code", data={"what": "carer"}, headers=headers).status_code == FORBIDDEN
        headers = {"origin": address}
        signed = {"what": "carer", "_csrf_token": mine}
        assert client.post("/geraete/code", data=signed, headers=headers).status_code == OK
    assert hub.recorded == []


def test_log_out_ends_the_session_and_every_stream_of_it(address: str) -> None:
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(visitor(address))
        session = log_in(client).cookies["dabei-session"]
        copy = stack.enter_context(visitor(address, **{"dabei-session": session}))
        watcher = Watcher(copy)
        assert client.post("/abmelden").headers["location"] == "/"
        assert not inside(client)
        assert not inside(copy)
        assert watcher.ended.wait(STREAM_S)


def test_staff_see_which_log_ins_there_are(address: str) -> None:
    with visitor(address) as leitung:
        log_in(leitung)
        text = leitung.get("/geraete").text
        assert f"<b>{NAME}</b>" in text.split('id="h-accounts"')[1].split("</section>")[0]


def test_another_password_ends_every_session_at_once(hub: FakeHub, address: str) -> None:
    with visitor(address) as client:
        log_in(client)
        watcher = Watcher(client)
        hub.change_password()
        assert not inside(client)
        assert client.get("/events").status_code == SEE_OTHER
        assert watcher.ended.wait(STREAM_S)
        log_in(client)
        assert inside(client)


def test_after_a_working_day_one_says_anew_who_one_is(hub: FakeHub, address: str) -> None:
    with visitor(address) as client:
        log_in(client)
        hub.now += (LASTS_S - 60) * 1000
        assert inside(client)
        watcher = Watcher(client)
        hub.now += 60_000
        assert not inside(client)
        assert watcher.ended.wait(STREAM_S)


def test_an_own_code_opens_the_pages_only_while_on_duty(hub: FakeHub, address: str) -> None:
    """And neither the next shift nor a session that somebody has left open brings it back."""
    with visitor(address) as client:
        assert log_in(client, "", CODE).status_code == FORBIDDEN
        shift = begin_duty(hub)
        assert log_in(client, "", f" {CODE[:3]} {CODE[3:]}").status_code == SEE_OTHER
        assert inside(client)
        assert client.get("/geraete").status_code == FORBIDDEN
        end_duty(hub, shift)
        assert not inside(client)
        begin_duty(hub)
        assert not inside(client)


def test_wrong_codes_tell_nothing_and_make_one_wait(hub: FakeHub, address: str) -> None:
    """A code that is somebody's, who is not on duty, is answered as one that is nobody's."""
    with visitor(address) as client:
        answers = [log_in(client, "", code).text for code in (CODE, "111111", CODE, "222222", "333333")]
        assert len(set(answers)) == 1
        begin_duty(hub)
        assert log_in(client, "", CODE).status_code == TOO_MANY
        hub.now += 2 * MINUTE
        assert log_in(client, "", CODE).status_code == SEE_OTHER


def test_a_code_pairs_one_device_within_two_minutes(hub: FakeHub) -> None:
    with serving(hub) as address, staff(address) as leitung, visitor(address) as late, visitor(address) as tablet:
        old = code_of(leitung)
        hub.now += 2 * MINUTE
        assert late.post("/koppeln", data={"code": old, "pin": "4711"}).status_code == FORBIDDEN
        code = code_of(leitung)
        for pin in ("", "123", "123456789", "abcd", "४७११४"[:3]):
            assert tablet.post("/koppeln", data={"code": code, "pin": pin}).status_code == FORBIDDEN
        answer = tablet.post("/koppeln", data={"code": f"{code[:3]} {code[3:]}", "pin": "4711", "name": "Sofa"})
        assert answer.status_code == SEE_OTHER
        assert all("samesite=strict" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))
        assert inside(tablet)
        assert tablet.get("/geraete").status_code == FORBIDDEN
        assert late.post("/koppeln", data={"code": code, "pin": "4711"}).status_code == FORBIDDEN
        assert "Sofa" in leitung.get("/geraete").text
        [device] = hub.known().paired.values()
        assert "4711" not in device.pin


def test_five_wrong_codes_end_those_that_count(hub: FakeHub) -> None:
    with serving(hub) as address, staff(address) as leitung, visitor(address) as tablet:
        code = code_of(leitung)
        for wrong in range(5):
            guess = f"{(int(code) + 1 + wrong) % 1_000_000:06}"
            assert tablet.post("/koppeln", data={"code": guess, "pin": "4711"}).status_code == FORBIDDEN
        assert tablet.post("/koppeln", data={"code": code, "pin": "4711"}).status_code == FORBIDDEN
        assert tablet.post("/koppeln", data={"code": code_of(leitung), "pin": "4711"}).status_code == SEE_OTHER


def test_a_desk_needs_no_pin_and_a_desk_that_is_gone_gets_no_code(hub: FakeHub) -> None:
    with serving(hub) as address, staff(address) as leitung, visitor(address) as desk:
        assert leitung.post("/geraete/code", data={"what": "pc-99"}).status_code == HTTPStatus.NOT_FOUND
        assert desk.post("/koppeln", data={"code": code_of(leitung, "pc-1")}).status_code == SEE_OTHER
        [device] = hub.known().paired.values()
        assert (device.role, device.desk, device.pin) == ("desk", "pc-1", "")
        assert desk.get("/geraete").status_code == FORBIDDEN


def test_a_device_is_not_paired_when_the_hub_cannot_write(hub: FakeHub) -> None:
    with serving(hub) as address, staff(address) as leitung, visitor(address) as tablet:
        code = code_of(leitung)
        hub.refuse = "the disk is full."
        answer = tablet.post("/koppeln", data={"code": code, "pin": "4711"})
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "Nicht gespeichert" in answer.text
        assert "dabei-device" not in tablet.cookies


@contextlib.contextmanager
def tablet_of(leitung: httpx.Client, address: str) -> Iterator[httpx.Client]:
    """Pair a tablet."""
    with visitor(address) as tablet:
        tablet.post("/koppeln", data={"code": code_of(leitung), "pin": "4711"})
        yield tablet


def test_a_tablet_opens_again_with_its_pin_and_goes_when_it_is_put_out(hub: FakeHub) -> None:
    with serving(hub) as address, staff(address) as leitung, tablet_of(leitung, address) as tablet:
        assert inside(tablet)
        tablet.post("/abmelden")
        assert not inside(tablet)
        assert tablet.get("/").headers["location"] == "/entsperren"
        assert tablet.post("/entsperren", data={"pin": "4712"}).status_code == FORBIDDEN
        assert not inside(tablet)
        assert tablet.post("/entsperren", data={"pin": "4711"}).status_code == SEE_OTHER
        assert inside(tablet)
        [device] = hub.known().paired
        assert leitung.post(f"/geraete/{device}/weg").status_code == SEE_OTHER
        assert not inside(tablet)
        assert tablet.get("/").headers["location"] == "/anmelden"
        assert tablet.post("/entsperren", data={"pin": "4711"}).headers["location"].startswith("/anmelden")


def test_wrong_pins_make_one_wait_over_a_restart_too(hub: FakeHub) -> None:
    """Pulling the hub's plug gives nobody new tries, and many at once are no way around."""
    tries = MemoryStore()
    with serving(hub, tries=tries) as address, staff(address) as leitung, tablet_of(leitung, address) as tablet:
        tablet.post("/abmelden")
        found = list[int]()
        threads = [
            threading.Thread(
                target=lambda: found.append(tablet.post("/entsperren", data={"pin": "0000"}).status_code), daemon=True
            )
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert found.count(TOO_MANY) >= 3
        device = {"dabei-device": tablet.cookies["dabei-device"]}
    with serving(hub, tries=tries) as address, visitor(address, **device) as tablet:
        answer = tablet.post("/entsperren", data={"pin": "4711"})
        assert answer.status_code == TOO_MANY
        assert "2 Minuten" in answer.text
        hub.now += 2 * MINUTE
        assert tablet.post("/entsperren", data={"pin": "4711"}).status_code == SEE_OTHER
        assert inside(tablet)


def test_a_name_that_nobody_has_costs_as_long_as_one_that_somebody_has() -> None:
    """Both are compared with a hash of one kind, which takes some 30 ms."""
    nobody, somebody = (known.split("$") for known in (NOBODY, HASH))
    assert nobody[:-2] == somebody[:-2]
    assert [len(part) for part in nobody] == [len(part) for part in somebody]
    assert not matches(PASSWORD, NOBODY)


OUT = (
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "evil.example", "javascript:1",
    "/\r\nset-cookie: a=b", "/\tevil", "/a\x00b", "///evil.example", "http:evil.example", " //evil.example",
)  # fmt: skip


def test_nobody_is_led_out_of_the_house(address: str) -> None:
    """Whatever a link to the log-in says."""
    with visitor(address) as client:
        for out in OUT:
            assert 'name="weiter" value="/"' in client.get("/anmelden", params={"weiter": out}).text, out
        for out in OUT[:8]:
            answer = log_in(client, weiter=out)
            assert (answer.status_code, answer.headers["location"]) == (SEE_OTHER, "/"), out
            assert "a" not in answer.cookies


def test_a_path_in_any_letters_is_led_to(address: str) -> None:
    with visitor(address) as client:
        assert log_in(client, weiter="/größe €?x=1&y=%2F#z").headers["location"] == (
            "/gr%C3%B6%C3%9Fe%20%E2%82%AC?x=1&y=%2F#z"
        )


def raw(address: str, *parts: bytes, pause_s: float = 0.0) -> bytes:
    """Send bytes as they are, and give everything that comes until the server closes."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 0), 10) as connection:
        answer = b""
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause_s)
            while got := connection.recv(65_536):
                answer += got
        except ConnectionError:
            pass
        return answer


def head(address: str, line: str, *more: str) -> bytes:
    """Write the head of a request."""
    lines = (line, f"Host: {urlsplit(address).netloc}", "Connection: close", *more)
    return "".join(f"{each}\r\n" for each in lines).encode()


PATHS = (
    "../app.py", "%2e%2e/app.py", "..%2fapp.py", "....//app.py", "..%5capp.py", "/etc/passwd", "%2fetc%2fpasswd", "%00",
    "live.js%00", "animals", "", "animals/../../access.py", "%252e%252e/app.py",
)  # fmt: skip


def test_no_path_leads_to_another_file(address: str) -> None:
    for path in PATHS:
        answer = raw(address, head(address, f"GET /static/{path} HTTP/1.1"), b"\r\n")
        assert answer.startswith(b"HTTP/1.1 404"), path
        assert b"import " not in answer
        assert b"root:" not in answer


def test_what_is_too_large_is_refused(address: str) -> None:
    with visitor(address) as client:
        for size, signed in ((70_000, True), (70_000, False), (5_000_000, True)):
            data = {"name": NAME, "password": "x" * size, "_csrf_token": client.headers["x-dabei-form"]}
            headers = {} if signed else {"x-dabei-form": ""}
            try:
                assert client.post("/anmelden", data=data, headers=headers).status_code in {400, 413}
            except httpx.WriteError:  # closed while we sent
                continue
        assert log_in(client, password="x" * 201).status_code == HTTPStatus.BAD_REQUEST
        assert log_in(client).status_code == SEE_OTHER
    headers = [f"x-{n}: {'y' * 1000}" for n in range(700)]  # more than is ever read at once
    for line, more in (("GET / HTTP/1.1", headers), (f"GET /{'x' * 700_000} HTTP/1.1", [])):
        answer = raw(address, head(address, line, *more), b"\r\n")
        assert not answer or answer.startswith(b"HTTP/1.1 4"), "refused, or closed while we sent"


def test_a_header_cannot_be_smuggled_in(address: str) -> None:
    for line in ("x: a\rb: c", "x: a\x00b", "x y: z", "Content-Length: 1\r\nContent-Length: 2"):
        answer = raw(address, head(address, "GET /healthz HTTP/1.1", line), b"\r\n")
        assert answer.startswith(b"HTTP/1.1 400"), line
    two = head(address, "POST /anmelden HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked")
    answer = raw(address, two, b"\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n")
    assert answer.count(b"HTTP/1.1 ") <= 1


def test_a_request_that_never_arrives_is_not_waited_for(hub: FakeHub) -> None:
    """Slow heads, slow bodies, and nothing at all; a stream lasts, and whoever comes again is served."""
    with serving(hub, patience_s=0.5) as address, staff(address) as client:
        watcher = Watcher(client)
        began = time.monotonic()
        slow = head(address, "POST /anmelden HTTP/1.1", f"Cookie: dabei-form={FORM}", "Content-Length: 50",
                    "Content-Type: application/x-www-form-urlencoded")  # fmt: skip
        for parts in ((), (b"GET / HT",), (head(address, "GET / HTTP/1.1"), b"x: y\r\n"), (slow, b"\r\n", b"name=")):
            raw(address, *parts, pause_s=0.2)
        dripping = [b"GET / HTTP/1.1\r\n", *(b"x: y\r\n" for _ in range(40))]
        raw(address, *dripping, pause_s=0.05)
        assert time.monotonic() - began < 6
        for _ in range(3):
            assert client.get("/healthz").status_code == OK
            time.sleep(0.3)
        assert not watcher.ended.is_set()


def test_many_who_drip_keep_nobody_out(hub: FakeHub) -> None:
    """Half as many as may come at once send heads and bodies byte by byte: others are served, and they are put out."""
    body = head("http://127.0.0.1", "POST /anmelden HTTP/1.1", "Content-Length: 50").replace(b"close", b"keep-alive")
    with serving(hub, patience_s=2) as address, contextlib.ExitStack() as stack:
        place = urlsplit(address)
        drips = [
            stack.enter_context(socket.create_connection((place.hostname or "", place.port or 0), 10))
            for _ in range(CONNECTIONS // 2)
        ]
        for number, drip in enumerate(drips):
            drip.sendall(body + b"\r\n" if number % 2 else b"GET / HTTP/1.1\r\n")
        began = time.monotonic()
        with visitor(address) as client:
            assert log_in(client).status_code == SEE_OTHER
        assert time.monotonic() - began < 2
        deadline = time.monotonic() + 10
        while drips and time.monotonic() < deadline:
            drips = [drip for drip in drips if still_open(drip)]
            time.sleep(0.2)
        assert not drips


def still_open(drip: socket.socket) -> bool:
    """Send one byte more, and tell whether anybody still wants it."""
    try:
        drip.sendall(b"x")
        drip.settimeout(0.001)
        return drip.recv(4096) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


FONT, TIMES = STATIC / "fonts" / "commissioner-latin.woff2", 120
"""A large file; so many of them are more than two kernels keep."""


def test_an_answer_that_is_never_read_is_not_kept(hub: FakeHub) -> None:
    """Somebody asks for large files and reads nothing: the connection ends, instead of taking a place for ever."""
    with serving(hub, patience_s=0.5) as address, socket.socket() as reader:
        place = urlsplit(address)
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect((place.hostname, place.port))
        asked = f"GET /static/fonts/{FONT.name} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
        reader.sendall(asked * TIMES)
        time.sleep(2.5)
        reader.settimeout(5)
        got = 0
        with contextlib.suppress(ConnectionError):
            while part := reader.recv(65_536):
                got += len(part)
        assert got < TIMES * FONT.stat().st_size


def test_a_session_that_a_power_cut_has_torn_is_none(hub: FakeHub, tmp_path: Path) -> None:
    """Its browser may log in anew; what is over is cleared away at the start."""
    with serving(hub, kept=kept(tmp_path)) as address, visitor(address) as client:
        log_in(client)
        [path] = tmp_path.iterdir()
        path.write_bytes(b"\x92\xc0")
        assert not inside(client)
        assert log_in(client).status_code == SEE_OTHER
        assert inside(client)
        path.write_bytes(b"")
    with serving(hub, kept=kept(tmp_path)):
        assert [found.stat().st_size > 0 for found in tmp_path.iterdir()] == [True]


def test_the_first_start_tells_a_password_once_and_a_restart_keeps_who_is_in(tmp_path: Path) -> None:
    """With the real hub: log-in, restart, and another password from its keeper."""
    with RealOffice(tmp_path, kiosks=0, families=2) as office:
        told = [line for line in office.text("hub").splitlines() if "Name:" in line]
        assert len(told) == 1
        name, password = told[0].split("Name: ")[1].split("  password: ")
        address = f"http://127.0.0.1:{office.web_port}"
        with visitor(address) as client:
            assert log_in(client, name, "falsch").status_code == FORBIDDEN
            assert log_in(client, name, password).status_code == SEE_OTHER
            assert client.get("/").status_code == OK
            office.hub.stop()
            office.hub.start()
            office.wait_for_hub()
            assert client.get("/").status_code == OK
            assert office.text("hub").count("Name: ") == 1
            assert office.command("password", name) == 0
            assert client.get("/").status_code == SEE_OTHER
            new = office.text("password").split()[-1]
            assert log_in(client, name, password).status_code == FORBIDDEN
            assert log_in(client, name, new).status_code == SEE_OTHER
            assert client.get("/").status_code == OK
            assert office.command("password", "vertretung") == 0
            assert office.command("password", name, "--remove") == 0
            assert client.get("/").status_code == SEE_OTHER
            assert log_in(client, name, new).status_code == FORBIDDEN
            assert {path.stat().st_mode & 0o077 for path in (tmp_path / "hub.db.sessions").rglob("*")} == {0}
