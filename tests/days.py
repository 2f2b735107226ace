"""A whole day of a real office: broker, hub, a kiosk in its window, and people; on a clock that the test moves on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from broker.onemachine.play import text
from browsers import window
from display import display
from offices import ROOT, Program, RealOffice, number
from people import WindowedKiosk
from skewed import Wall

DAY = datetime(2026, 10, 14, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Wednesday."""
SLOW_MS = 15_000
"""Within which a kiosk that has just started hears the hub, and the hub sees what a jump of its clock has made due:
each looks every ten seconds."""
STILL_MS = 450
"""For so long a list on the board that has just moved takes no touch."""
SKEWED = str(ROOT / "tests" / "skewed.py")


class DayOffice(RealOffice):
    """An office as its settings describe it, opening hours too; `at` moves the day on."""

    def __init__(self, folder: Path, name: str) -> None:
        """Write every settings file; nothing runs yet."""
        super().__init__(folder, office=name)
        self._wall = Wall(folder / "skew")
        for file in ("office.toml", "families.toml"):
            (folder / file).write_text(text(name, file), "utf-8")
        self.hub = Program("hub", self._skewed("-m", "broker", str(folder / "hub.toml")), folder)
        self.kiosk = WindowedKiosk(folder, self.kiosks[0].name, self.kiosks[0].settings)
        self.kiosk._command = self._skewed(*self.kiosk._command)
        self.kiosks = [self.kiosk]

    def at(self, clock: str, days: int = 0) -> None:
        """Let it be this time of the day, or of a later one."""
        hour, minute = map(int, clock.split(":"))
        self._wall.set(DAY.replace(hour=hour, minute=minute) + timedelta(days=days))

    def _skewed(self, *command: str) -> list[str]:
        return [SKEWED, str(self._wall.path), *command]


@contextmanager
def day(folder: Path, name: str, opens: str) -> Iterator[DayOffice]:
    """Run an office from this time of the day on."""
    with display() as screen, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", screen)
        office = DayOffice(folder, name)
        office.at(opens)
        with office:
            office.kiosk.sees("IdleScreen", "Karte auflegen")
            yield office


@dataclass
class People:
    """Who comes and goes in an office, and the staff who look at it."""

    office: DayOffice
    house: Page
    """Staff's, always open."""
    desk: Page
    """Another of theirs, on which they look after something."""

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.office.web_port}"

    def log_in(self, name: str, password: str) -> None:
        """Let staff in."""
        self.house.goto(self.address)
        self.house.locator("#name").fill(name)
        self.house.locator("#password").fill(password)
        self.house.locator("main button").click()
        expect(self.house.locator("#clock")).to_be_visible()

    def sees(self, adult: str) -> None:
        """Wait until staff see an adult in the house."""
        expect(self.house.locator(f"[data-adult='{adult}']")).to_be_visible(timeout=SLOW_MS)

    def goes_to(self, path: str) -> Page:
        """Let staff open a page."""
        self.desk.goto(f"{self.address}{path}")
        return self.desk

    def signs_in(self, name: str, heads: int) -> None:
        """Let staff sign guests in."""
        page = self.goes_to("/gaeste/neu")
        page.locator("#name").fill(name)
        page.locator("#heads").fill(str(heads))
        page.get_by_role("button", name="Anmelden", exact=True).click()
        expect(page.get_by_text(name).first).to_be_visible()

    def sets(self, limit: str, value: int) -> None:
        """Let staff set a limit."""
        page = self.goes_to(f"/einstellungen/grenze-{limit}")
        page.locator("#value").fill(str(value))
        page.locator("#source").fill("Beschluss des Tages (erfunden)")
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_role("status")).to_be_visible()

    def gives_a_card(self, family: str, adult: str, card: int) -> None:
        """Let staff give an adult a new card, which is held to the terminal."""
        page = self.goes_to(f"/familien/{family}/karten")
        page.get_by_role("button", name=f"Neue Karte am Terminal : {adult}").click()
        self.office.kiosk.sees("IdleScreen")
        self.office.kiosk.put_on(card)
        expect(page.get_by_text(number(card)[-4:])).to_be_visible(timeout=SLOW_MS)

    def comes(self, card: int, **children: str) -> None:
        """Let an adult come for the first time, say where some children are, and be done."""
        self.office.kiosk.put_on(card)
        self.office.kiosk.sees("ChildrenScreen")
        for child, where in children.items():
            self.office.kiosk.press("child", f"{child}:{where}")
        self.office.kiosk.press("ready")
        self.office.kiosk.sees("WelcomeScreen")
        self.office.kiosk.press("done")
        self.office.kiosk.sees("IdleScreen")

    def leaves(self, card: int, *children: str) -> None:
        """Let an adult go, and take the children along who are in care."""
        self.office.kiosk.put_on(card)
        self.office.kiosk.sees("WelcomeScreen")
        self.office.kiosk.press("go")
        for child in children:
            self.office.kiosk.sees("GuardScreen", child)
            self.office.kiosk.press("take")
        self.office.kiosk.sees("GoodbyeScreen", *children)
        self.office.kiosk.press("done")


@dataclass
class Carers:
    """Those who have a tablet in the care room."""

    tablet: Page

    def tile(self, child: str) -> Locator:
        """Find the tile of a child."""
        return self.tablet.locator(f"[data-visit='{child}']")

    def take(self, child: str) -> None:
        """Take a child over."""
        self.tablet.wait_for_timeout(STILL_MS)
        self.tile(child).get_by_role("button", name="übernommen").click()
        expect(self.tile(child)).to_have_attribute("data-kind", "care")

    def press(self, sheet: Locator, button: str) -> None:
        """Open a sheet on the board, and press a button in it."""
        self.tablet.wait_for_timeout(STILL_MS)
        sheet.click()
        self.tablet.wait_for_timeout(STILL_MS)
        self.tablet.get_by_role("dialog").get_by_role("button", name=button).click()
        self.tablet.locator("#sheet").wait_for(state="hidden")

    def duty(self, button: str) -> None:
        """Press a button on the sheet of duty."""
        self.press(self.tablet.get_by_role("link", name="Dienst", exact=True), button)


@contextmanager
def watched(folder: Path, browser: Browser, name: str, opens: str) -> Iterator[tuple[People, tuple[str, str]]]:
    """Run an office from this time of the day on, with staff who have logged in; gives their name and password, too."""
    size = {"width": 1440, "height": 900}
    with day(folder, name, opens) as office, window(browser, viewport=size) as (context, house):
        account, password = office.text("hub").split("Name: ")[1].split("\n")[0].split("  password: ")
        people = People(office, house, context.new_page())
        people.log_in(account, password)
        expect(house.get_by_text("Niemand ist angemeldet.")).to_be_visible()
        yield people, (account, password)
        assert office.settle().sound
        assert not any("Traceback" in office.text(program) for program in ("hub", office.kiosk.name))
