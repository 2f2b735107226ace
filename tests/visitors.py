"""Who opens pages in tests: staff who have logged in already, and whoever has not."""

import asyncio
import atexit
import shutil
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace
from uuid import uuid4

import httpx
import uvicorn.server
from litestar import Litestar
from litestar.middleware.csrf import generate_csrf_token
from litestar.serialization import encode_json
from litestar.stores.base import Store
from litestar.stores.memory import MemoryStore
from playwright.sync_api import BrowserContext

from broker.passwords import hashed
from broker.trust.authority import authority, now_utc
from broker.web.app import create_app
from broker.web.net import Net
from broker.web.server import PATIENCE_S, Server
from broker.web.state import begin
from broker.web.who import DEVICE, Role
from hubs import FORMS, MORNING, NAME, OLENA, SINCE, TOKEN, FakeHub

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""No page is asked over TLS here: whoever loads no certificates is there at once."""
SESSIONS = MemoryStore()
"""Sessions of all servers: a log-in holds whichever of them is asked, as through a restart."""
SESSION = "5e" * 32
FORM = generate_csrf_token(FORMS)
STAFF = {"dabei-session": SESSION, "dabei-form": FORM}
UNTIL = MORNING * 2
PIN = "4711"
PIN_HASH = hashed(PIN)
asyncio.run(SESSIONS.set(SESSION, encode_json({"account": NAME, "since": SINCE, "until": UNTIL})))


def role_cookies(hub: FakeHub, role: Role) -> tuple[dict[str, str], dict[str, str]]:
    """Give (cookies, headers) of one who asks in this role; tablets and desks are paired with the hub for it."""
    with ThreadPoolExecutor(1) as pool:  # where a browser is driven, a loop runs already
        return pool.submit(asyncio.run, _role_cookies(hub, role)).result()


async def _role_cookies(hub: FakeHub, role: Role) -> tuple[dict[str, str], dict[str, str]]:
    match role:
        case "staff":
            session = uuid4().hex
            await SESSIONS.set(session, encode_json({"account": NAME, "since": SINCE, "until": UNTIL}))
            return {"dabei-form": FORM, "dabei-session": session}, {}
        case "kiosk":
            return {"dabei-form": FORM}, {"authorization": f"Bearer {TOKEN}"}
        case "phone":
            visit = hub.arrive(OLENA)
            session = uuid4().hex
            await SESSIONS.set(session, encode_json({"phone": visit.visit, "until": UNTIL}))
            return {"dabei-form": FORM, "dabei-session": session}, {}
        case "none":
            return {"dabei-form": FORM}, {}
        case "desk":
            _, cookie = await hub.pair("PC 1", "desk", "pc-1", "")
            return {"dabei-form": FORM, DEVICE: cookie}, {}
        case "carer" | "locked":
            device, cookie = await hub.pair("Tablet", "carer", "", PIN_HASH)
            session = uuid4().hex
            if role == "carer":
                await SESSIONS.set(session, encode_json({"opened": device.id, "until": UNTIL}))
            return {"dabei-form": FORM, DEVICE: cookie, "dabei-session": session}, {}


class Hasty(SimpleNamespace):
    """What uvicorn knows of asyncio, but that it looks a hundred times a second whether it is to end, not ten."""

    def __init__(self) -> None:
        """Take all else as it is."""
        super().__init__(**vars(asyncio))
        self.sleep = lambda seconds: asyncio.sleep(seconds / 10)


uvicorn.server.asyncio = Hasty()  # type: ignore[attr-defined]  # nobody hands it out


@cache
def net() -> Net:
    """Give how an office is found in its network, with an authority that has signed nothing."""
    file = Path(mkdtemp(prefix="dabei-")) / "pages-ca.crt"
    atexit.register(shutil.rmtree, file.parent)
    file.write_bytes(authority("Dabei prohlis: Seiten", "pages", ["dabei.local"], now_utc()).certificate)
    return Net(("dabei.local",), 8443, 8080, file)


IDLE = list[Litestar]()
"""Applications that serve no hub now. To register all routes takes longer than most tests, so they are used again."""


@contextmanager
def serving(
    hub: FakeHub, port: int = 0, *, kept: Store = SESSIONS, tries: Store | None = None, patience_s: float = PATIENCE_S
) -> Iterator[str]:
    """Serve a hub's pages for a while; gives their address. `kept` and `tries` as `create_app` has them."""
    usual = kept is SESSIONS and hub.forms() == FORMS
    app = IDLE.pop() if usual and IDLE else create_app(hub, lambda: hub.now, kept, tries, net())
    app.state = begin(hub, lambda: hub.now, tries or MemoryStore(), net())
    app.stores.register("rate_limit", MemoryStore(), allow_override=True)
    with serving_app(app, port, patience_s) as address:
        yield address
    if usual:
        IDLE.append(app)


@contextmanager
def serving_app(
    app: Litestar, port: int = 0, patience_s: float = PATIENCE_S, *, access_log: bool = False
) -> Iterator[str]:
    """Serve pages that a test has made; gives their address."""
    server = Server(app, port, patience_s, access_log=access_log)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.should_exit = True
        thread.join(5)
        assert not thread.is_alive()


def staff(address: str) -> httpx.Client:
    """Give a program that has logged in as staff, and whose forms are signed."""
    headers = {"x-dabei-form": FORM, "origin": address}
    return httpx.Client(base_url=address, cookies=STAFF, headers=headers, timeout=10, verify=PLAIN)


def visitor(address: str, **cookies: str) -> httpx.Client:
    """Give a browser without script that has opened the log-in, and whose forms are signed; it holds these cookies."""
    form = httpx.get(f"{address}/anmelden", verify=PLAIN).cookies["dabei-form"]
    headers = {"origin": address, "x-dabei-form": form}
    return httpx.Client(
        base_url=address, headers=headers, cookies={"dabei-form": form, **cookies}, timeout=10, verify=PLAIN
    )


def at_desk(hub: FakeHub, desk: str) -> dict[str, str]:
    """Pair a desk's PC, and give the cookies that it holds."""
    return {DEVICE: hub.seat(desk), "dabei-form": FORM}


def let_in(context: BrowserContext) -> BrowserContext:
    """Log staff in, in a browser."""
    context.add_cookies([{"name": name, "value": value, "url": "http://127.0.0.1"} for name, value in STAFF.items()])
    return context


def enter(hub: FakeHub, context: BrowserContext, role: Role) -> None:
    """Let a browser be somebody."""
    cookies, _ = role_cookies(hub, role)
    context.add_cookies([{"name": name, "value": value, "url": "http://127.0.0.1"} for name, value in cookies.items()])
