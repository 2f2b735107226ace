"""A day of each invented office, opening to closing: kiosk, staff's page and carers' tablet at once, all of it real."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from browsers import window
from days import SLOW_MS, Carers, People, watched
from test_page_login import code_of, log_in
from test_page_restart import pair
from visitors import visitor

OLENA, LINH, ZEYNEP, JANA, NEW = 1, 2, 5, 7, 55
MIA, AN, DENIZ, VIT = "c-demo0001", "c-demo0003", "c-demo0007", "c-demo0010"
NADJA, GRACE, MANDY, JURI = 1, 3, 4, "c-gorb0001"


def adult(card: int) -> str:
    """Give the pseudonym of the adult in Prohlis who has this card."""
    return f"a-demo{card:04}"


def test_a_day_in_prohlis(tmp_path: Path, browser: Browser) -> None:
    with (
        watched(tmp_path, browser, "prohlis", "07:50") as (people, account),
        window(browser, viewport={"width": 1024, "height": 768}) as (tablets, tablet),
    ):
        office, carers = people.office, Carers(tablet)
        with visitor(people.address) as staff:
            log_in(staff, *account)
            pair(tablets, people.address, code_of(staff))
        expect(people.house.locator("#clock")).to_have_text("7:50")
        morning(people, carers)
        noon(people, carers)
        evening(people, carers)
        ended = {adult: quality for _, _, adult, *_, quality in office.visits()}
        assert ended[adult(ZEYNEP)] == "inferred"
        assert {ended[adult(card)] for card in (OLENA, LINH, JANA)} == {"measured"}

        office.kiosk.kill()  # whoever cleans pulls the plug
        office.at("08:10", days=1)
        office.kiosk.start()
        office.kiosk.sees("IdleScreen", "8:10")
        office.kiosk.put_on(NEW)
        office.kiosk.sees("WelcomeScreen", "Hallo Zeynep!", "Am Mittwoch fehlt die Abmeldung.")
        people.log_in(*account)
        people.sees(adult(ZEYNEP))


def morning(people: People, carers: Carers) -> None:
    """Let the carer come first, then families; their children are taken one by one."""
    people.office.at("08:05")
    people.comes(JANA)
    people.sees(adult(JANA))
    carers.duty("Jana")
    carers.take(VIT)
    people.office.at("08:30")
    people.comes(OLENA)
    people.comes(LINH)
    carers.take(MIA)
    carers.take(AN)
    expect(people.house.locator("[data-desk='laptop-3']").first).to_have_attribute("data-state", "in_use")


def noon(people: People, carers: Carers) -> None:
    """Count, call and be answered at the kiosk; one comes late with a new card, guests come, one goes."""
    kiosk = people.office.kiosk
    people.office.at("10:00")
    count = carers.tablet.get_by_role("link", name="3 Kinder hier? Bitte zählen.")
    expect(count).to_be_visible(timeout=SLOW_MS)
    carers.press(carers.tile(AN).get_by_role("link").first, "Hunger")
    expect(carers.tile(AN)).to_contain_text("gerufen")
    carers.press(count, "Gezählt: 3")
    kiosk.put_on(LINH)
    kiosk.sees("WelcomeScreen", "An hat Hunger.")
    kiosk.press("strip", "coming")
    expect(carers.tile(AN)).to_contain_text("komme")
    kiosk.press("done")
    people.gives_a_card("f-demo0005", "Zeynep", NEW)
    people.comes(NEW, **{DENIZ: "absent"})
    people.sees(adult(ZEYNEP))
    people.signs_in("Chor Blau", 4)
    expect(people.house.get_by_text("4 Gäste")).to_be_visible()
    people.sets("places_firm", 9)
    kiosk.sees("IdleScreen", "von 9")
    people.office.at("12:00")
    people.leaves(OLENA, "Mia")
    expect(carers.tile(MIA)).to_have_count(0)
    expect(people.house.locator(f"[data-adult='{adult(OLENA)}']")).to_have_count(0)


def evening(people: People, carers: Carers) -> None:
    """Let all go, the carer last; one has forgotten the card, and the house closes."""
    people.office.at("16:50")
    people.leaves(LINH, "An")
    people.goes_to("/gaeste").get_by_role("button", name="Ist gegangen").click()
    carers.press(carers.tile(VIT).get_by_role("link").first, "Ist kurz bei Jana")
    carers.duty("Dienst beenden")
    people.leaves(JANA)
    people.office.at("17:35")
    expect(people.house.get_by_text("Niemand ist angemeldet.")).to_be_visible(timeout=SLOW_MS)
    people.office.kiosk.sees("IdleScreen", "frei von 4")


def test_a_day_in_gorbitz(tmp_path: Path, browser: Browser) -> None:
    """No tablet: a tap lets a child into care, once somebody is on duty."""
    with watched(tmp_path, browser, "gorbitz", "08:50") as (people, _):
        office, kiosk, house = people.office, people.office.kiosk, people.house
        office.at("09:05")
        people.comes(NADJA)
        expect(house.locator(f"[data-child='{JURI}']")).to_contain_text("angemeldet")
        kiosk.put_on(MANDY)
        kiosk.sees("ChildrenScreen")
        kiosk.press("ready")
        kiosk.sees("WelcomeScreen", "Ich übernehme Betreuung")
        kiosk.press("strip", "yes")
        kiosk.press("done")
        kiosk.put_on(NADJA)
        kiosk.sees("WelcomeScreen", "Juri")
        kiosk.press("children")
        kiosk.sees("ChildrenScreen", "Juri")
        kiosk.press("child", f"{JURI}:care")
        expect(house.locator(f"[data-child='{JURI}']")).not_to_contain_text("angemeldet")
        kiosk.press("ready")
        kiosk.press("done")
        people.comes(GRACE)
        expect(house.get_by_text("2 von 4")).to_be_visible()
        office.at("11:00")
        people.signs_in("Tischlerei Rot", 1)
        people.leaves(GRACE, "Noah")
        people.leaves(NADJA, "Juri")
        office.at("14:50")
        people.leaves(MANDY)
        office.at("15:35")
        forgotten = house.locator("[data-question='guest_forgotten']")
        expect(forgotten).to_be_visible(timeout=SLOW_MS)
        forgotten.get_by_role("button", name="Ist gegangen").click()
        expect(house.get_by_text("Keine offene Frage.")).to_be_visible()
        kiosk.sees("IdleScreen", "frei von 3")
