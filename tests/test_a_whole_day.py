"""A day of an invented office, opening to closing: kiosk, carers' tablet and staff's page at once, all of it real."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from browsers import window
from days import DayOffice, day
from test_page_login import code_of, log_in
from test_page_restart import pair
from visitors import visitor

SLOW_MS = 15_000
"""Within which a kiosk that has just started hears the hub, and the hub sees what a jump of its clock has made due:
each looks every ten seconds."""
OLENA, LINH, ZEYNEP, JANA = 1, 2, 5, 7
MIA, AN, DENIZ, VIT = "c-demo0001", "c-demo0003", "c-demo0007", "c-demo0010"
STILL_MS = 450
"""For so long a list on the board that has just moved takes no touch."""


@dataclass
class Watched:
    """An office, and who looks at it."""

    office: DayOffice
    house: Page
    """Staff's page."""
    tablet: Page
    """The carers'."""

    def log_in(self, name: str, password: str) -> None:
        """Let staff in."""
        self.house.goto(f"http://127.0.0.1:{self.office.web_port}/")
        self.house.locator("#name").fill(name)
        self.house.locator("#password").fill(password)
        self.house.locator("main button").click()

    def sees(self, card: int) -> None:
        """Wait until staff see the adult who has this card."""
        expect(self.house.locator(f"[data-adult='{adult(card)}']")).to_be_visible(timeout=SLOW_MS)

    def come(self, card: int, **children: str) -> None:
        """Come for the first time, say where some children are, and be done."""
        self.office.kiosk.put_on(card)
        self.office.kiosk.sees("ChildrenScreen")
        for child, where in children.items():
            self.office.kiosk.press("child", f"{child}:{where}")
        self.office.kiosk.press("ready")
        self.office.kiosk.sees("WelcomeScreen")
        self.office.kiosk.press("done")
        self.office.kiosk.sees("IdleScreen")

    def leave(self, card: int, *children: str) -> None:
        """Go, and take the children along who are in care."""
        self.office.kiosk.put_on(card)
        self.office.kiosk.sees("WelcomeScreen", "Du bist schon dabei")
        self.office.kiosk.press("go")
        for child in children:
            self.office.kiosk.sees("GuardScreen", child)
            self.office.kiosk.press("take")
        self.office.kiosk.sees("GoodbyeScreen", *children)
        self.office.kiosk.press("done")

    def tile(self, child: str) -> Locator:
        """Find the tile of a child."""
        return self.tablet.locator(f"[data-visit='{child}']")

    def take(self, child: str) -> None:
        """Take a child over."""
        self.tablet.wait_for_timeout(STILL_MS)
        self.tile(child).get_by_role("button", name="übernommen").click()
        expect(self.tile(child)).to_have_attribute("data-kind", "care")

    def press(self, sheet: Locator, *buttons: str) -> None:
        """Open a sheet on the board, and press these in it."""
        self.tablet.wait_for_timeout(STILL_MS)
        sheet.click()
        for button in buttons:
            self.tablet.wait_for_timeout(STILL_MS)
            self.tablet.get_by_role("dialog").get_by_role("button", name=button).click()
        self.tablet.locator("#sheet").wait_for(state="hidden")


def adult(card: int) -> str:
    """Give the pseudonym of the adult who has this card."""
    return f"a-demo{card:04}"


def test_a_day_in_prohlis(tmp_path: Path, browser: Browser) -> None:
    with (
        day(tmp_path, "prohlis", "07:50") as office,
        window(browser, viewport={"width": 1440, "height": 900}) as (_, house),
        window(browser, viewport={"width": 1024, "height": 768}) as (tablets, tablet),
    ):
        watched = Watched(office, house, tablet)
        name, password = office.text("hub").split("Name: ")[1].split("\n")[0].split("  password: ")
        with visitor(f"http://127.0.0.1:{office.web_port}") as staff:
            log_in(staff, name, password)
            pair(tablets, f"http://127.0.0.1:{office.web_port}", code_of(staff))
        watched.log_in(name, password)
        expect(house.get_by_text("Niemand ist angemeldet.")).to_be_visible()
        expect(house.locator("#clock")).to_have_text("7:50")
        morning(watched)
        noon(watched)
        evening(watched)
        assert office.settle().sound
        ended = {adult: quality for _, _, adult, *_, quality in office.visits()}
        assert ended[adult(ZEYNEP)] == "inferred"
        assert {ended[adult(card)] for card in (OLENA, LINH, JANA)} == {"measured"}
        assert not any("Traceback" in office.text(program) for program in ("hub", "kiosk-entrance"))

        office.kiosk.kill()  # whoever cleans pulls the plug
        office.at("08:10", days=1)
        office.kiosk.start()
        office.kiosk.sees("IdleScreen", "8:10")
        office.kiosk.put_on(ZEYNEP)
        office.kiosk.sees("WelcomeScreen", "Hallo Zeynep!", "Am Mittwoch fehlt die Abmeldung.")
        watched.log_in(name, password)
        watched.sees(ZEYNEP)


def morning(watched: Watched) -> None:
    """Let the carer come first, then families; their children are taken one by one."""
    watched.office.at("08:05")
    watched.come(JANA)
    watched.sees(JANA)
    watched.press(watched.tablet.get_by_role("link", name="Dienst", exact=True), "Jana")
    watched.take(VIT)
    watched.office.at("08:30")
    watched.come(OLENA)
    watched.come(LINH)
    watched.take(MIA)
    watched.take(AN)
    expect(watched.house.locator("[data-desk='laptop-3']")).to_have_attribute("data-state", "in_use")


def noon(watched: Watched) -> None:
    """Count, call and be answered at the kiosk; one comes late, one goes."""
    kiosk = watched.office.kiosk
    watched.office.at("10:00")
    count = watched.tablet.get_by_role("link", name="3 Kinder hier? Bitte zählen.")
    expect(count).to_be_visible()
    watched.press(watched.tile(AN).get_by_role("link").first, "Hunger")
    expect(watched.tile(AN)).to_contain_text("gerufen")
    watched.press(count, "Gezählt: 3")
    kiosk.put_on(LINH)
    kiosk.sees("WelcomeScreen", "An hat Hunger.")
    kiosk.press("strip", "coming")
    expect(watched.tile(AN)).to_contain_text("komme")
    kiosk.press("done")
    watched.come(ZEYNEP, **{DENIZ: "absent"})
    watched.office.at("12:00")
    watched.leave(OLENA, "Mia")
    expect(watched.tile(MIA)).to_have_count(0)
    expect(watched.house.locator(f"[data-adult='{adult(OLENA)}']")).to_have_count(0)


def evening(watched: Watched) -> None:
    """Let all go, the carer last; one has forgotten the card, and the house closes."""
    watched.office.at("16:50")
    watched.leave(LINH, "An")
    watched.press(watched.tile(VIT).get_by_role("link").first, "Ist kurz bei Jana")
    watched.press(watched.tablet.get_by_role("link", name="Dienst", exact=True), "Dienst beenden")
    watched.leave(JANA)
    watched.office.at("17:35")
    expect(watched.house.get_by_text("Niemand ist angemeldet.")).to_be_visible(timeout=SLOW_MS)
    expect(watched.house.get_by_text("Keine offene Frage.")).to_be_visible()
    watched.office.kiosk.sees("IdleScreen", "frei von 4")
