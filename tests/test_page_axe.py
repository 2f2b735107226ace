"""axe-core looks at every page, in every language and light, and finds nothing; nor does a narrow one cut anything."""

from typing import get_args

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from broker.house.upkeep import Upkeep, Worry
from browsers import window
from looks import LOOKS, Look, full_day
from narrow import squeezed
from visitors import enter, role_cookies, serving

ALL = {"resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **ALL}
"""All that differs in the dark."""
NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}, **ALL}
"""What differs between languages."""
SHARE = 12
"""Pages that are looked at in one test: they share a house, and several tests run at a time."""


@pytest.mark.parametrize("first", range(0, len(LOOKS), SHARE))
@pytest.mark.parametrize("language", ["de", "en"])
def test_axe_finds_nothing_on_any_page_light_or_dark_and_nothing_is_cut(
    browser: Browser, language: str, first: int
) -> None:
    hub, found = full_day(), list[str]()
    role_cookies(hub, "locked")  # then a tablet is listed
    looks = [look for look in LOOKS[first : first + SHARE] if language == "de" or not look.once]
    with serving(hub) as address:
        for role in dict.fromkeys(look.role for look in looks):
            with window(browser, viewport={"width": 1024, "height": 768}, reduced_motion="reduce") as (context, page):
                enter(hub, context, role)
                context.add_cookies([{"name": "dabei-language", "value": language, "url": address}])
                for look in (look for look in looks if look.role == role):
                    context.set_offline(False)
                    with look.so(hub):
                        page.goto(address + look.path.format(code=hub.known().codes["pc-1"]))
                        look.then(page)
                        found += problems(page, look, colours=language == "de")
                        found += [f"{look}: {what}" for what in squeezed(page)]
    assert not found, "\n".join(found)


def test_everything_that_the_hubs_machine_may_need_is_looked_at() -> None:
    """Each worry stands on one of the pages above."""
    hub = full_day()
    needs = [need for look in LOOKS if isinstance(need := look.given.get("upkeep"), Upkeep)]
    assert {worry for need in needs for worry in need.worries(hub.now)} == set(get_args(Worry))


def problems(page: Page, look: Look, *, colours: bool = True) -> list[str]:
    """Let axe look at a page, and at its colours in the light and in the dark, which are the same in every language."""
    reports = [Axe().run(page, options=ALL if colours else NO_COLOURS)]
    if colours:
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
