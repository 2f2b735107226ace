"""Debian's Chromium for tests of pages: a window of its own for each, in which a script error fails the test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
"""The same engine without a window around it opens a page in a third of the time, where it is installed."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # without a window letters would be a whole number of px wide, and words wider
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[tuple[BrowserContext, Page]]:  # noqa: ANN401  # the browser's own
    """Open a window that knows nobody."""
    with browser.new_context(**options) as context:
        page, errors = context.new_page(), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield context, page
        assert not errors, errors
