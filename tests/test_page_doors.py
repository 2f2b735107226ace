"""The doors of the pages in a real browser: opened with the keyboard alone, and shut at once."""

from playwright.sync_api import Browser, Page, expect

from browsers import window
from hubs import NAME, PASSWORD, lived_in
from visitors import PIN, enter, serving


def tab_to(page: Page, name: str) -> None:
    """Press Tab until this is reached, as somebody would who cannot use a mouse."""
    target = page.get_by_label(name, exact=True).or_(page.get_by_role("button", name=name, exact=True)).first
    for _ in range(12):
        page.keyboard.press("Tab")
        if target.count() and target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"no way to {name!r} by keyboard")


def fill(page: Page, fields: dict[str, str]) -> None:
    """Type into fields that are reached by Tab, and send with Enter."""
    for name, text in fields.items():
        tab_to(page, name)
        page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_staff_log_in_and_out_by_keyboard_and_a_lost_session_leaves_no_name(browser: Browser) -> None:
    hub = lived_in()
    with serving(hub) as address, window(browser) as (_, page):
        page.goto(f"{address}/geraete")
        fill(page, {"Name": NAME, "Passwort": "falsch"})
        expect(page.get_by_role("alert")).to_contain_text("gehören nicht zusammen")
        fill(page, {"Name": NAME, "Passwort": PASSWORD})
        expect(page).to_have_url(f"{address}/geraete")
        page.goto(address)
        expect(page.locator("#panel-present").get_by_text("Olena", exact=True)).to_be_visible()
        expect(page.locator("#link")).to_contain_text("Live")
        hub.change_password()
        expect(page).to_have_url(f"{address}/anmelden", timeout=9000)
        expect(page.get_by_text("Olena")).to_have_count(0)
        fill(page, {"Name": NAME, "Passwort": PASSWORD})
        expect(page).to_have_url(f"{address}/")
        tab_to(page, "Sitzung beenden")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/anmelden")
        page.go_back()
        expect(page.get_by_text("Olena", exact=True)).to_have_count(0)


def test_a_tablet_is_paired_and_opened_again_by_keyboard(browser: Browser) -> None:
    hub = lived_in()
    with serving(hub) as address, window(browser) as (office, leitung), window(browser) as (_, tablet):
        enter(hub, office, "staff")
        leitung.goto(f"{address}/geraete")
        tab_to(leitung, "Code zeigen")
        leitung.keyboard.press("Enter")
        code = leitung.locator(".code").inner_text()
        tablet.goto(f"{address}/koppeln")
        fill(tablet, {"Code": code, "Name dieses Geräts": "Sofa", "Eine kurze PIN, die es wieder öffnet": PIN})
        expect(tablet).to_have_url(f"{address}/betreuung")
        leitung.goto(f"{address}/geraete")
        expect(leitung.get_by_text("Sofa")).to_have_count(2)  # its name, and what the button says aloud
        tab_to(tablet, "Sperren")
        tablet.keyboard.press("Enter")
        expect(tablet.get_by_label("PIN dieses Tablets")).to_be_focused()
        tablet.keyboard.type("0000\n")
        expect(tablet.get_by_role("alert")).to_be_visible()
        tablet.keyboard.type(f"{PIN}\n")
        expect(tablet).to_have_url(f"{address}/betreuung")
