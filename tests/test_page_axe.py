"""axe-core looks at every page, in every language and light, and finds nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from broker.web.who import Role
from browsers import window
from hubs import lived_in
from visitors import enter, role_cookies, serving


@dataclass(frozen=True)
class Look:
    """A page as axe is to see it."""

    role: Role
    path: str
    then: Callable[[Page], None] = lambda _page: None
    """What is done before."""


def wrong_login(page: Page) -> None:
    """Type what is wrong."""
    page.locator("#password").fill("falsch")
    page.locator("main button").click()
    page.get_by_role("alert").wait_for()


def wrong_pin(page: Page) -> None:
    """Type what is wrong."""
    page.locator("#pin").fill("0000")
    page.locator("main button").click()
    page.get_by_role("alert").wait_for()


def show_code(page: Page) -> None:
    """Let a code be shown."""
    page.locator("select + button").click()
    page.locator(".code").wait_for()


LOOKS = (
    Look("none", "/anmelden"),
    Look("none", "/anmelden", wrong_login),
    Look("none", "/koppeln"),
    Look("locked", "/entsperren"),
    Look("locked", "/entsperren", wrong_pin),
    Look("staff", "/geraete"),
    Look("staff", "/geraete", show_code),
    Look("staff", "/"),
    Look("staff", "/papier/codes"),
    Look("staff", "/nothing"),
    Look("carer", "/betreuung"),
    Look("carer", "/betreuung/verlauf"),
)
"""Every page, as whom it is made for: a page that is added here is looked at in every language and light."""


COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
"""All that differs in the dark."""


@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing_on_any_page_light_or_dark(browser: Browser, language: str) -> None:
    hub, found = lived_in(language), list[str]()
    role_cookies(hub, "locked")  # then a tablet is listed
    with serving(hub) as address:
        for role in dict.fromkeys(look.role for look in LOOKS):
            with window(browser, viewport={"width": 1024, "height": 768}) as (context, page):
                enter(hub, context, role)
                for look in (look for look in LOOKS if look.role == role):
                    page.goto(address + look.path)
                    look.then(page)
                    found += problems(page, look)
    assert not found, "\n".join(found)


def problems(page: Page, look: Look) -> list[str]:
    """Let axe look at a page in the light, and at its colours in the dark."""
    reports = [Axe().run(page)]
    page.emulate_media(color_scheme="dark")
    reports.append(Axe().run(page, options=COLOURS))
    page.emulate_media(color_scheme="light")
    return [f"{look}: {report.generate_report()}" for report in reports if report.violations_count]


PALE = "color: #888; background: #999"


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    """Else its silence would say nothing."""
    with window(browser) as (_, page):
        page.set_content(f"<style>@media (prefers-color-scheme: dark) {{ p {{ {PALE} }} }}</style><p>some words</p>")
        found = problems(page, LOOKS[0])
    assert ["html-has-lang" in found[0], "color-contrast" in found[1]] == [True, True]
