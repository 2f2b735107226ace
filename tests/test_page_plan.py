"""The plan on the house page: large enough to read, never cut, live; where it has no room its list stands instead."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from broker.house.office import Office
from broker.wire.facts.care import Called
from browsers import window
from housedays import FULL, MEASURED, full_house
from hubs import OFFICE, FakeHub
from looks import Look
from narrow import squeezed
from test_page_axe import problems
from visitors import let_in, serving

LARGE_PX = 14
CUT = """() => {
  const wrong = [];
  for (const words of document.querySelectorAll(".plan .words")) {
    const box = words.getBoundingClientRect();
    for (const line of words.children) {
      const at = line.getBoundingClientRect();
      const out = at.left > box.right - 2; // a line without room goes where nobody sees it, and not in part
      if (!out && (at.bottom > box.bottom + 1 || line.scrollWidth > line.clientWidth + 1)) wrong.push(line.textContent);
    }
    if (words.children[0].getBoundingClientRect().left > box.right - 2) wrong.push("a room without its name");
  }
  for (const seat of document.querySelectorAll(".plan .seat")) {
    const [box, text] = ["rect", "text"].map((part) => seat.querySelector(part).getBoundingClientRect());
    if (text.left < box.left || text.right > box.right || text.bottom > box.bottom) wrong.push(seat.textContent.trim());
  }
  return wrong;
}"""
"""Lines of the plan that are shown in part."""


@pytest.fixture
def hub() -> FakeHub:
    """Give a full house."""
    return full_house()


@pytest.fixture
def page(browser: Browser, hub: FakeHub) -> Iterator[Page]:
    """Open its page."""
    size = {"width": 1440, "height": 900}
    with serving(hub) as address, window(browser, viewport=size, reduced_motion="reduce") as (context, page):
        let_in(context)
        page.goto(address)
        expect(page.locator("#link")).to_have_text("Live")
        yield page


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("office", [MEASURED, OFFICE], ids=["measured", "unmeasured"])
def test_a_full_house_can_be_read_by_everybody(browser: Browser, language: str, office: Office) -> None:
    """Folded and unfolded, light and dark, from a phone to a desk."""
    hub = full_house(language, office)
    size = {"width": 1440, "height": 900}
    with serving(hub) as address, window(browser, viewport=size, reduced_motion="reduce") as (context, page):
        let_in(context)
        page.goto(address)
        page.locator(".plan .words").first.wait_for()
        page.evaluate("document.fonts.ready")
        found = problems(page, Look("staff", "/"))
        for width in (1440, 1180, 1024):
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"at {width} px {what} is cut on the plan" for what in page.evaluate(CUT)]
        page.locator("#desks > summary").click()
        found += problems(page, Look("staff", "/")) + squeezed(page, (320, 360, 512, 720, 1024, 1280, 1440))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [900, 1024, 1280, 1440, 1920])
def test_letters_on_the_plan_are_never_small(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    scale = page.locator("svg.plan").evaluate("plan => plan.getScreenCTM().a")
    assert scale * 15 >= LARGE_PX


@pytest.mark.parametrize("width", [320, 512, 720])
def test_where_the_plan_has_no_room_its_list_stands_open(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    expect(page.locator("svg.plan")).to_be_hidden()
    expect(page.locator("[data-desk='laptop-4']")).to_be_visible()
    expect(page.locator("#d-laptop-4")).to_be_visible()


def test_the_plan_shows_what_changes_and_what_nobody_knows(hub: FakeHub, page: Page) -> None:
    page.evaluate("window.same = true")
    seat = page.locator(".plan .seat", has_text="L 2")
    expect(seat).to_have_class("seat free")
    hub.arrive(FULL[2], desk="laptop-2", children=False)
    expect(seat).to_have_class("seat in_use")
    quiet = page.locator(".plan .room.quiet")
    expect(quiet).to_contain_text("unklar")
    expect(quiet).to_contain_text("Sensor still seit 8:52")
    expect(quiet.locator(".unsure")).to_be_visible()
    expect(page.locator(".plan .room.kitchen .unsure")).to_be_hidden()
    assert page.evaluate("window.same")


def test_a_room_says_what_it_is_now(page: Page) -> None:
    """Its state, what takes place, who is there, and what stands in it."""
    for room, *words in (
        ("care", "belegt · 9 Personen", "Tobias, Piet", "gut besetzt", "bitte lüften"),
        ("group", "belegt · 3 Personen", "Themenfrühstück seit 9:30"),
        ("kitchen", "leer", "ab 11:00 Sprachtandem Ukrainisch"),
        ("entrance", "kein Sensor", "Terminal Eingang: da", "Internet: erreichbar"),
        ("work", "belegt · 5 Personen", "Drucker: Toner knapp"),
    ):
        for word in words:
            expect(page.locator(f".plan .room.{room}")).to_contain_text(word)
    expect(page.locator(".plan .care .arch.announced")).to_have_count(1)
    expect(page.locator(".plan .care .arch.vacant")).to_have_count(1)


def test_a_desk_whose_lamp_calls_says_so(hub: FakeHub, page: Page) -> None:
    adult, child = FULL[0].adults[0].id, FULL[0].children[0].id
    hub.fold(Called(call=str(uuid4()), child=child, family=FULL[0].id, adult=adult, why="come"))
    expect(page.locator(".plan .called")).to_have_count(1)
    expect(page.locator("[data-desk='laptop-1']")).to_contain_text("wird gerufen")


def test_a_plan_that_hears_nothing_shows_no_desk_as_free(page: Page) -> None:
    page.evaluate("stale(true)")
    expect(page.locator(".plan .seat .is-live").first).to_be_hidden()
    expect(page.locator(".plan .seat .is-lost").first).to_be_visible()
    expect(page.locator(".plan .kitchen .words")).to_contain_text("zuletzt leer")
    expect(page.locator(".plan .kitchen .unsure")).to_be_visible()


def test_all_that_is_on_the_plan_stands_in_the_list(page: Page) -> None:
    """For whoever cannot see it: rooms with state and reason, desks with who sits there, kiosks and devices below."""
    page.locator("#desks > summary").click()
    for place, *words in (
        ("[data-room='quiet']", "Wickeln", "unklar", "Sensor still seit 8:52"),
        ("[data-room='kitchen']", "leer", "durch die Tür gegangen", "ab 15:00 Kochnachmittag: Börek"),
        ("[data-room='play']", "Mia", "8 in Betreuung", "1 angemeldet", "bitte lüften", "1.240 ppm"),
        ("[data-desk='laptop-1']", "besetzt", "Olena"),
        ("[data-desk='laptop-4']", "unklar", "Sensor still seit 8:52"),
        ("[data-desk='pc-4']", "reserviert", "kurz weg"),
        ("[data-node='door']", "Terminal Eingang", "da"),
        ("[data-device='net']", "Internet", "erreichbar"),
    ):
        for word in words:
            expect(page.locator(place)).to_contain_text(word)
    assert page.locator(".plan [tabindex], .plan a, .plan button").count() == 0


def test_versions_and_certificates_are_told_as_they_are(page: Page) -> None:
    expect(page.locator("[data-node='pi-work']")).to_contain_text("Version 0.0.9, die Zentrale hat")
    expect(page.locator("[data-node='pi-work'] .tag")).to_contain_text("da")
    expect(page.locator("[data-node='door']")).not_to_contain_text("Version")
    expect(page.locator("#panel-devices")).to_contain_text("Zertifikate gibt es noch nicht")


def test_what_is_booked_today_is_told_and_what_is_over_is_grey(page: Page) -> None:
    panel = page.locator("#panel-booked")
    for line, when in (("Morgenkreis", "vorbei"), ("Themenfrühstück", "jetzt"), ("gebucht", "6 Personen")):
        expect(panel.locator(".line", has_text=line)).to_contain_text(when)
