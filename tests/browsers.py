"""Debian's Chromium for tests of pages: a window of its own for each, in which a script error fails the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from broker.web.who import Role
from hubs import FakeHub
from visitors import role_cookies

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)


def enter(hub: FakeHub, context: BrowserContext, role: Role) -> None:
    """Let a browser be somebody."""
    cookies, _ = role_cookies(hub, role)
    context.add_cookies([{"name": name, "value": value, "url": "http://127.0.0.1"} for name, value in cookies.items()])


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[tuple[BrowserContext, Page]]:  # noqa: ANN401  # the browser's own
    """Open a window that knows nobody."""
    with browser.new_context(**options) as context:
        page, errors = context.new_page(), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield context, page
        assert not errors
