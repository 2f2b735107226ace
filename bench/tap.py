"""From a card to the picture: how long until the welcome stands on the kiosk's screen, and the row in a browser.

Everything is real and has its own process: Mosquitto, the hub, the kiosk with its window under Xvfb, Chromium with the
house page. A tap begins when the card's line is written to the kiosk's socket. Taps are made twice over: without a
browser, as at the entrance, and with one on the same processors.
"""

import argparse
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from msgspec import Struct, field
from playwright.sync_api import Page, sync_playwright

from broker.onemachine.children import Child, program, wait_for
from broker.onemachine.demo import Demo
from broker.onemachine.display import VirtualDisplay
from broker.wire.control import Remote
from figures import load_told, times
from office import SIZE, log_in, office
from screen import Screen

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADULTS = {f"04DE{number:010d}": f"a-demo{number:04d}" for number in range(1, 10)}
HEADING_Y = 57
"""A line of the screen through the large words `Willkommen, Olena!` and `Tschüss, Olena!`; nothing moves there."""
PAUSE_S = (0.3, 2.7)
"""Between two taps: in the first two seconds the kiosk still runs at full rate, then it sleeps."""
REST_S = 8.0
"""Until the result has gone and the kiosk shows nobody."""
REST_EVERY = 10
PATIENCE_S = 5.0
CLOCKS_MS = 2.0
"""The browser's clock and ours may differ by so much."""
OBSERVE = """() => {
  const here = () => new Set([...document.querySelectorAll("[data-adult]")].map((row) => row.dataset.adult));
  let before = here();
  window.rowStamps = new Map();
  new MutationObserver(() => {
    const at = performance.timeOrigin + performance.now(), after = here();
    for (const adult of after) if (!before.has(adult)) rowStamps.set(adult, [true, at]);
    for (const adult of before) if (!after.has(adult)) rowStamps.set(adult, [false, at]);
    before = after;
  }).observe(document.body, { subtree: true, childList: true });
}"""
MOVED = """async ([adult, there, patience]) => {
  const until = performance.now() + patience;
  while (rowStamps.get(adult)?.[0] !== there && performance.now() < until) {
    await new Promise((done) => setTimeout(done, 20));
  }
  const found = rowStamps.get(adult);
  rowStamps.delete(adult);
  return found && found[0] === there ? found[1] : null;
}"""
CLOCK = "() => performance.timeOrigin + performance.now()"


class Found(Struct):
    """Milliseconds from the tap."""

    screen: list[float] = field(default_factory=list)
    from_idle: list[float] = field(default_factory=list)
    row: list[float] = field(default_factory=list)


class Kiosk:
    """The kiosk's two edges: its card reader and its screen."""

    def __init__(self, demo: Demo, display: str) -> None:
        """Connect to a kiosk that runs."""
        self._reader, self._screen = Remote(demo.folder / "kiosk.sock"), Screen(display, SIZE[0])
        self.here = set[str]()
        """Cards of those who are in the house."""

    def put_on(self, card: str) -> None:
        """Put a card on the reader."""
        assert self._reader.send(f"card {card}") == "ok"
        self.here ^= {card}

    def tap(self, card: str) -> tuple[float, float]:
        """Tap and give when the tap began and when its result stood on the screen, in seconds."""
        before = self._screen.line(HEADING_Y)
        self._screen.forget()
        began = time.time()
        self.put_on(card)
        shown = self._screen.changed(HEADING_Y, before, PATIENCE_S)
        assert shown, f"card {card}: nothing on the screen"
        return began, shown


def main() -> None:
    """Tap, and print rows for the table in README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taps", type=int, default=100)
    options = parser.parse_args()
    with load_told(), office() as demo, _kiosk(demo) as display:
        kiosk = Kiosk(demo, display)
        for card in [*ADULTS, *ADULTS, *list(ADULTS)[:4]]:  # first visits show another screen, without a name
            kiosk.put_on(card)
            time.sleep(1.5)
        alone = measure(kiosk, None, options.taps)
        with _page(demo) as page:
            beside = measure(kiosk, page, options.taps)
    for found, where in ((alone, ""), (beside, ", a browser beside it")):
        print(times(f"tap to result on the kiosk's screen{where}, ms", found.screen, 50))
        print(times("- of these, taps at the sleeping idle screen", found.from_idle, 50))
    print(times("tap to row in the browser, ms", beside.row, 200))


def measure(kiosk: Kiosk, page: Page | None, taps: int) -> Found:
    """Let families come and go in turns, never one twice in a row: that might be one tap read twice."""
    chance, found, card = random.Random(1), Found(), ""
    if page:
        page.evaluate(OBSERVE)
    for number in range(taps):
        rested = number % REST_EVERY == 0
        time.sleep(REST_S if rested else chance.uniform(*PAUSE_S))
        coming = number % 2 == 1
        card = chance.choice(sorted((ADULTS.keys() - kiosk.here if coming else kiosk.here) - {card}))
        began, shown = kiosk.tap(card)
        found.screen.append((shown - began) * 1000)
        if rested:
            found.from_idle.append(found.screen[-1])
        if page:
            row = page.evaluate(MOVED, [ADULTS[card], coming, PATIENCE_S * 1000])
            assert row, f"card {card}: nothing in the browser"
            found.row.append(row - began * 1000)
            _check_clocks(page)
    return found


def _check_clocks(page: Page) -> None:
    before = time.time() * 1000
    theirs = page.evaluate(CLOCK)
    after = time.time() * 1000
    assert before - CLOCKS_MS <= theirs <= after + CLOCKS_MS, f"the browser's clock is off: {before} {theirs} {after}"


@contextmanager
def _kiosk(demo: Demo) -> Iterator[str]:
    with ExitStack() as stack:
        display = VirtualDisplay(*SIZE, demo.folder / "display.log")
        stack.callback(display.stop)
        kiosk = Child(
            "kiosk", program("kiosk", str(demo.folder / "kiosk.toml")), demo.folder, {"DISPLAY": display.name}
        )
        stack.callback(kiosk.stop)
        wait_for((demo.folder / "kiosk.sock").exists, kiosk, 30)
        time.sleep(3)
        yield display.name


@contextmanager
def _page(demo: Demo) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page, address = browser.new_page(), f"http://127.0.0.1:{demo.web_port}"
        page.context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in log_in(demo).items()]
        )
        page.goto(address)
        page.wait_for_selector("html[data-link=live]")
        yield page
        browser.close()


if __name__ == "__main__":
    main()
