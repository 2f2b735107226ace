"""The emergency list in real browsers, while the hub is gone: ticks of two tablets add up, and slips are taken back."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from broker.house.office import EmergencyPlan
from broker.wire.facts.house import EmergencyBegan, EmergencyEnded, EmergencyTicked
from broker.wire.facts.presence import GuestArrived, WentOut
from broker.wire.pictures import DeskPicture
from hubs import FAMILIES, LINH, MINUTE, OFFICE, OLENA, TOBIAS, FakeHub, family
from visitors import let_in, serving

MIA, LEO = (child.id for child in OLENA.children)
LATER = 15_000
"""Milliseconds: a slip's time, a round of asking, and a busy machine."""


PLAN = EmergencyPlan(
    meeting_place="Wiese vor Haus 12",
    notes=("Niemand geht zurück ins Haus.", "Notruf 112.", "Der Schlüssel für das Tor hängt am Eingang."),
)
ADULTS = ("Olena", "Linh", "Tobias", "Zeynep", "Marta", "Halyna", "Andrij", "Jana")
FULL = [
    family(adult[0].lower(), adult, (f"{adult[:3]}a", "fox"), (f"{adult[:3]}o", "owl")) for adult in ADULTS
]  # fmt: skip
"""Six families of three who stay, two who go out for lunch."""


@pytest.fixture
def hub() -> FakeHub:
    """Give a house with Olena, her two children, and Linh with Bao."""
    hub = FakeHub(replace(OFFICE, emergency=EmergencyPlan(meeting_place="Wiese vor Haus 12")))
    for entry in FAMILIES:
        hub.add(entry)
    hub.arrive(OLENA, desk="laptop-3")
    hub.arrive(LINH, desk="pc-1")
    return hub


def tablet(browser: Browser, address: str, **options: object) -> Page:
    """Open the list on a tablet of its own."""
    page = let_in(browser.new_context(viewport={"width": 1024, "height": 768}, **options)).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{address}/notfall")
    expect(page.locator("#e-link")).to_have_text(re.compile("Live"))
    return page


def row(page: Page, who: str) -> str:
    """Say whether somebody is ticked."""
    return "outside" if page.locator(f"[data-tick='{who}']").is_checked() else "missing"


def test_two_tablets_that_both_lose_the_hub_tick_on_and_see_the_union_when_it_is_back(
    hub: FakeHub, browser: Browser
) -> None:
    with serving(hub) as address:
        port = urlsplit(address).port or 0
        one, other = tablet(browser, address), tablet(browser, address)
    for page, who, drill in ((one, MIA, "alarm"), (other, LEO, "drill")):
        expect(page.locator("#e-link")).to_contain_text("Ohne Verbindung", timeout=LATER)
        page.click(f"[data-begin='{drill}']")
        page.click(f"label:has([data-tick='{who}'])")
        expect(page.locator("#e-missing")).to_have_text("4")
    assert not hub.recorded
    with serving(hub, port):
        for page in (one, other):
            expect(page.locator("#e-missing")).to_have_text("3", timeout=2 * LATER)
            assert (row(page, MIA), row(page, LEO), row(page, LINH.adults[0].id)) == ("outside", "outside", "missing")
            expect(page.locator(".is-alarm")).to_be_visible()  # a real one is no drill
            expect(page.locator("#e-waiting")).to_be_empty()
        emergency = hub.snapshot().house.emergency
        assert emergency is not None
        assert emergency.outside == {MIA, LEO}
        one.reload()
        expect(one.locator("#e-missing")).to_have_text("3")
        other.click("#e-end summary")
        other.click("[data-end]")
        for page in (one, other):
            expect(page.locator("#e-begin")).to_be_visible(timeout=LATER)
            assert page.locator("[data-tick]:checked").count() == 0
    assert hub.snapshot().house.emergency is None
    for page in (one, other):
        page.context.close()


def test_nothing_is_recorded_until_somebody_chooses_and_a_slip_is_taken_back(hub: FakeHub, browser: Browser) -> None:
    with serving(hub) as address:
        page = tablet(browser, address)
        mia = page.locator(f"[data-tick='{MIA}']")
        expect(mia).to_be_disabled()
        page.click("[data-begin='drill']")
        page.keyboard.press("Tab")
        page.click("#e-back")
        expect(page.locator("#e-now")).to_be_hidden()
        page.focus("[data-begin='drill']")
        page.keyboard.press("Enter")
        mia.focus()
        page.keyboard.press("Space")
        expect(page.locator("#e-missing")).to_have_text("4")
        page.keyboard.press("Space")
        expect(page.locator("#e-missing")).to_have_text("5")
        page.keyboard.press("Space")
        expect(mia).to_be_disabled(timeout=LATER)  # it is told
        expect(mia).to_be_checked()
        hub.arrive(TOBIAS)  # whoever comes in late is to be found as well
        expect(page.locator("#e-missing")).to_have_text("6", timeout=LATER)
        size = page.evaluate("parseFloat(getComputedStyle(document.getElementById('e-missing')).fontSize)")
        others = page.evaluate(
            "[...document.querySelectorAll('main :not(#e-missing)')].map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert size > 2 * max(others)
        page.context.close()
    assert [type(body) for _key, body in hub.recorded] == [EmergencyBegan, EmergencyTicked]
    hub.fold(EmergencyEnded(emergency=hub.recorded[0][1].emergency))  # type: ignore[union-attr]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_everybody_can_use_it(hub: FakeHub, browser: Browser, scheme: str, language: str) -> None:
    hub = FakeHub(replace(hub.snapshot().office, language=language))
    hub.add(OLENA)
    hub.arrive(OLENA, care=("Mia",))
    with serving(hub) as address:
        page = tablet(browser, address, color_scheme=scheme)
        page.click("[data-begin='alarm']")
        assert Axe().run(page).response["violations"] == []
        page.set_viewport_size({"width": 512, "height": 384})  # as at 200 %
        assert page.evaluate("document.documentElement.scrollWidth") <= 512
        page.context.close()


def test_twenty_four_people_go_on_one_page_in_black_on_white(browser: Browser) -> None:
    hub = FakeHub(OFFICE)
    for letter in "abcdefgh":
        entry = family(letter, f"Name{letter}", (f"Kind{letter}", "fox"))
        hub.add(entry)
        hub.arrive(
            entry, desk=f"laptop-{ord(letter) - 96}" if letter < "g" else None, care=(f"Kind{letter}",), minutes_ago=20
        )
    hub.add(OLENA)
    hub.arrive(OLENA, desk="pc-1", minutes_ago=30)
    for n in range(5):
        hub.fold(GuestArrived(visit=f"00000000-0000-4000-8000-00000000000{n}", guest=f"g-aaaaaaa{n}", role="guest"))
    with serving(hub) as address:
        page = tablet(browser, address, color_scheme="dark")
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
        page.emulate_media(media="print")
        sizes = page.evaluate(
            "[...document.querySelectorAll('.e-row span')].map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(sizes) >= 14  # px of 10.5 pt
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.querySelector('.e-who')).color") == "rgb(0, 0, 0)"
        expect(page.locator(".e-do")).to_be_hidden()
        page.context.close()


@pytest.mark.parametrize("language", ["de", "en"])
def test_twenty_four_people_and_whoever_is_out_and_what_is_unclear_go_on_one_page(
    browser: Browser, language: str
) -> None:
    hub = FakeHub(replace(OFFICE, emergency=PLAN, language=language))
    for place, entry in enumerate(FULL):
        hub.add(entry)
        came = hub.arrive(
            entry, desk=f"laptop-{place + 1}" if place < 6 else None, care=(entry.children[0].name,), minutes_ago=40
        )
        if place >= 6:
            takes = tuple(child.id for child in entry.children)
            hub.fold(WentOut(visit=came.visit, adult=came.adult, family=came.family, why="lunch",
                             until=hub.now + 15 * MINUTE, takes=takes))  # fmt: skip
    for n in range(3):
        hub.fold(GuestArrived(visit=str(uuid4()), guest=f"g-aaaaaaa{n}", role="guest", heads=2))
    silent = DeskPicture(state="unknown", why="silent", since=hub.now - 60 * MINUTE)
    hub.picture(desks={"pc-2": silent, "pc-3": silent, "pc-4": silent})
    with serving(hub) as address:
        page = tablet(browser, address)
        expect(page.locator(".e-numbers .all")).to_contain_text("24")
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
        page.context.close()
