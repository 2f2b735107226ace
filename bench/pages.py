"""The pages in real browsers: what each weighs, how soon it is seen, and how soon a change is on the screen.

Everything is real and has its own process: Mosquitto, the hub with its store, Chromium. A change begins when the hub's
`$ack` is heard, which it sends right after COMMIT, and ends when a MutationObserver in the page sees the row; 29 more
browsers hold the same stream open, as clients that read and do not draw: 30 Chromiums would measure this machine.
"""

import argparse
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, sync_playwright

from broker.onemachine.demo import Demo
from broker.wire.facts.presence import Arrived, Left
from broker.wire.link import Link
from broker.wire.messages import ROOT, Channel, Description
from broker.wire.node import Node, new_boot
from broker.wire.outbox import Outbox
from broker.wire.settings import MqttSettings
from figures import load_told, times
from office import SITE, log_in, office, pair
from tap import CHROMIUM, FLAGS, MOVED, OBSERVE
from visits import visits

NODE = "bench"
OTHERS = 29
PATIENCE_MS = 5000
PAGES = (
    ("", "/healthz"), ("", "/anmelden"), ("staff", "/"), ("staff", "/geraete"), ("carer", "/betreuung"),
    ("carer", "/betreuung/familien"), ("pc-1", "/platz/pc-1"), ("staff", "/notfall"), ("staff", "/papier/codes"),
)  # fmt: skip
"""As whom each page is opened, and which; the first is one line of text, to see what the browser itself takes."""
HEAVIEST_KB, SEEN_MS, SLOWER, LIVE_MS = 150, 1000, 6, 200
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") done(entry.startTime);
}).observe({ type: "paint", buffered: true }))"""


def main() -> None:
    """Measure, and print rows for the tables in README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--views", type=int, default=20)
    options = parser.parse_args()
    with load_told(), office((NODE,)) as demo, sync_playwright() as playwright:
        staff = log_in(demo)
        asks = {"": {}, "staff": staff} | {who: pair(demo, staff, who) for who in ("carer", "pc-1")}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for role, path in PAGES:
            weight, seen = view(browser, demo, asks[role], path, options.views)
            if path != PAGES[0][1]:
                print(f"| weight of {path} without fonts, kB | {weight / 1000:.0f} | ≤ {HEAVIEST_KB} |")
            print(times(f"first view of {path}, processor {SLOWER}x slower, ms", seen, SEEN_MS))
        for others, letter in ((0, "b"), (OTHERS, "c")):
            with watchers(demo, staff, others):
                found = changes(browser, demo, staff, options.changes, letter)
            print(times(f"COMMIT to row on the screen, {others + 1} browsers, ms", found, LIVE_MS))
        browser.close()


@contextmanager
def _window(browser: Browser, demo: Demo, cookies: dict[str, str]) -> Iterator[BrowserContext]:
    address = f"http://127.0.0.1:{demo.web_port}"
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
        yield context


def view(
    browser: Browser, demo: Demo, cookies: dict[str, str], path: str, views: int
) -> tuple[float, list[float]]:  # fmt: skip
    """Open a page again and again with nothing in the cache; give its bytes, and when something was seen, ms."""
    weights, seen = list[float](), list[float]()
    for _ in range(views):
        with _window(browser, demo, cookies) as context:
            page = context.new_page()
            devtools = context.new_cdp_session(page)
            weigh = _weigh(devtools)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(f"http://127.0.0.1:{demo.web_port}{path}")
            seen.append(page.evaluate(PAINTED))
            page.wait_for_timeout(300)
            weights.append(sum(weigh.values()))
    return max(weights), seen


def _weigh(devtools: CDPSession) -> dict[str, float]:
    """Count what comes over the wire, by request; fonts and the stream, which never ends, are left out."""
    found, kinds = dict[str, float](), dict[str, str]()
    devtools.send("Network.enable")
    devtools.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))

    def loaded(event: dict[str, object]) -> None:
        name = str(event["requestId"])
        if kinds.get(name) not in {"Font", "EventSource"}:
            found[name] = float(str(event["encodedDataLength"]))

    devtools.on("Network.loadingFinished", loaded)
    return found


@contextmanager
def watchers(demo: Demo, cookies: dict[str, str], number: int) -> Iterator[None]:
    """Hold so many streams open, each read by a thread that waits in the kernel."""
    request = (
        f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{demo.web_port}\r\n"
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n\r\n"
    )
    with ExitStack() as stack:
        for _ in range(number):
            stream = stack.enter_context(socket.create_connection(("127.0.0.1", demo.web_port)))
            stream.sendall(request.encode())
            assert b" 200 " in stream.recv(4096)
            threading.Thread(target=_read, args=(stream,), daemon=True).start()
            stack.callback(stream.shutdown, socket.SHUT_RDWR)
        yield


def _read(stream: socket.socket) -> None:
    while stream.recv(65_536):
        pass


def changes(browser: Browser, demo: Demo, cookies: dict[str, str], number: int, letter: str) -> list[float]:
    """Let families of this letter come and go, and give for each how long its row took after COMMIT, ms."""
    heard, bell = list[float](), threading.Event()

    def hear(_topic: str, _payload: bytes, _retained: bool) -> None:  # the link's signature
        heard.append(time.time() * 1000)
        bell.set()

    ear = Link("bench-ear", demo.mqtt_port, topics=[f"{ROOT}/{SITE}/{NODE}/$ack"], on_message=hear)
    found, chance = list[float](), random.Random(1)
    with _window(browser, demo, cookies) as context, _node(demo) as node:
        ear.start()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{demo.web_port}/")
        page.wait_for_selector("html[data-link=live]")
        page.evaluate(OBSERVE)
        time.sleep(2)
        for body in visits(number, letter):
            assert isinstance(body, Arrived | Left)
            time.sleep(chance.uniform(0.05, 0.4))
            bell.clear()
            heard.clear()
            node.record(body)
            assert bell.wait(PATIENCE_MS / 1000)
            row = page.evaluate(MOVED, [body.adult, isinstance(body, Arrived), PATIENCE_MS])
            assert row, f"{body}: nothing in the browser"
            found.append(row - heard[0])
    ear.stop()
    return found


@contextmanager
def _node(demo: Demo) -> Iterator[Node]:
    boot = new_boot()
    outbox = Outbox(Path(demo.folder) / f"outbox-{boot}.db", boot=boot)
    description = Description(role="kiosk", software="", channels={"card": Channel(measures="card")})
    node = Node(MqttSettings(site=SITE, port=demo.mqtt_port), NODE, description, boot=boot, outbox=outbox)
    node.start()
    try:
        yield node
    finally:
        node.stop()
        outbox.close()


if __name__ == "__main__":
    main()
