"""Families in real browsers: two who edit at once, by keyboard alone, without script, and while the hub restarts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from broker.families import FamilyEntry
from browsers import window
from hubs import FakeHub
from kept import FUCHS, kept_hub
from offices import RealOffice, wait
from test_page_keyboard import FOCUS
from test_page_login import log_in
from visitors import let_in, serving, visitor

HOME = f"/familien/{FUCHS.id}"
OLENA = f"{HOME}/erwachsene/{FUCHS.adults[0].id}"


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    hub = kept_hub()
    yield hub
    hub.store.close()


def kept(hub: FakeHub) -> FamilyEntry:
    """Give what is kept."""
    found = hub.keeping.family(str(FUCHS.id))
    assert found
    return found.entry


def save(page: Page) -> None:
    """Press Save."""
    page.locator("form.panel button.main").click()


def test_two_who_change_different_fields_are_asked_nothing(hub: FakeHub, browser: Browser) -> None:
    with serving(hub) as address, window(browser) as (one, first), window(browser) as (two, second):
        for context, page in ((one, first), (two, second)):
            let_in(context)
            page.goto(address + OLENA)
        first.locator("#phone").fill("0351 111")
        save(first)
        expect(first.get_by_role("status")).to_contain_text("Gespeichert.")
        second.locator("#name").fill("Olga")
        save(second)
        expect(second.get_by_role("status")).to_contain_text("Gespeichert.")
    assert (kept(hub).adults[0].name, kept(hub).adults[0].phone) == ("Olga", "0351 111")


def test_who_changes_the_same_field_second_sees_both_and_decides(hub: FakeHub, browser: Browser) -> None:
    with serving(hub) as address, window(browser) as (one, first), window(browser) as (two, second):
        for context, page in ((one, first), (two, second)):
            let_in(context)
            page.goto(address + OLENA)
        for page, phone in ((first, "0351 111"), (second, "0351 222")):
            page.locator("#phone").fill(phone)
        first.get_by_label("Betreuung", exact=True).check()
        save(first)
        second.locator("#name").fill("Olga")
        save(second)
        told = second.get_by_role("alert")
        expect(told).to_contain_text("inzwischen jemand anderes geändert")
        expect(told.get_by_role("listitem")).to_contain_text("0351 111")
        expect(told.get_by_role("listitem")).to_contain_text("0351 222")
        expect(told.get_by_role("listitem")).to_have_count(1)  # what merges is not asked about
        expect(second.locator("#phone")).to_have_value("0351 222")
        expect(second.locator("#name")).to_have_value("Olga")
        expect(second.get_by_label("Betreuung", exact=True)).to_be_checked()
        assert kept(hub).adults[0].phone == "0351 111"
        save(second)
        expect(second.get_by_role("status")).to_contain_text("Gespeichert.")
        adult = kept(hub).adults[0]
        assert (adult.name, adult.phone, adult.roles) == ("Olga", "0351 222", ("parent", "carer"))
        first.goto(address + OLENA)
        second.goto(address + OLENA)
        for page, phone in ((first, "0351 333"), (second, "0351 444")):
            page.locator("#phone").fill(phone)
            save(page)
        second.get_by_role("link", name="Das andere nehmen").click()
        expect(second.locator("#phone")).to_have_value("0351 333")
        assert kept(hub).adults[0].phone == "0351 333"


def test_who_was_taken_out_meanwhile_can_be_taken_in_again(hub: FakeHub, browser: Browser) -> None:
    with serving(hub) as address, window(browser) as (one, first), window(browser) as (two, second):
        for context, page in ((one, first), (two, second)):
            let_in(context)
            page.goto(address + OLENA)
        first.get_by_role("link", name="Aus der Familie nehmen").click()
        save(first)
        expect(first.get_by_role("status")).to_contain_text("Gehört nicht mehr zur Familie.")
        second.locator("#phone").fill("0351 222")
        save(second)
        expect(second.get_by_role("alert")).to_contain_text("gerade aus der Familie genommen")
        assert [adult.name for adult in kept(hub).adults] == ["Andrij"]
        save(second)
        expect(second.get_by_role("status")).to_contain_text("Gespeichert.")
    back = kept(hub).adults[1]
    assert (back.id, back.name, back.phone, back.cards) == (FUCHS.adults[0].id, "Olena", "0351 222", ())


def test_a_form_outlives_a_restart_of_the_hub(hub: FakeHub, browser: Browser) -> None:
    with window(browser) as (context, page):
        let_in(context)
        with serving(hub) as address:
            page.goto(address + OLENA)
            page.locator("#phone").fill("0351 111")
        with serving(hub, port=int(address.rpartition(":")[2])):
            save(page)
            expect(page.get_by_role("status")).to_contain_text("Gespeichert.")
    assert kept(hub).adults[0].phone == "0351 111"


def test_going_back_shows_what_is_kept_and_takes_nobody_in_twice(hub: FakeHub, browser: Browser) -> None:
    with serving(hub) as address, window(browser) as (context, page):
        let_in(context)
        page.goto(address + OLENA)
        page.locator("#phone").fill("0351 111")
        save(page)
        page.go_back()
        expect(page.locator("#phone")).to_have_value("0351 111")
        page.goto(f"{address}{HOME}/abholende/neu")
        page.locator("#name").fill("Herr Blau")
        page.locator("form.panel button.main").dblclick()
        expect(page.get_by_role("status")).to_contain_text("Gespeichert.")
        page.go_back()
        expect(page.locator("#name")).to_have_value("")
    assert [person.name for person in kept(hub).pickups] == ["Vera", "Herr Blau"]


def go(page: Page, target: str, key: str = "Enter") -> None:
    """Press Tab until this has the focus, see that it is shown, and press a key."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.locator(target).count() and page.locator(target).first.evaluate(
            "one => one === document.activeElement"
        ):
            assert page.locator(target).first.evaluate(FOCUS), f"nothing shows that {target} has the focus"
            page.keyboard.press(key)
            return
    raise AssertionError(f"no way to {target} by keyboard")


def test_a_family_with_a_child_is_taken_in_by_keyboard_alone(hub: FakeHub, browser: Browser) -> None:
    with serving(hub) as address, window(browser, reduced_motion="reduce") as (context, page):
        let_in(context)
        page.goto(f"{address}/familien")
        page.keyboard.type("mia")
        page.keyboard.press("Enter")
        expect(page.locator(".fam")).to_have_count(1)
        page.goto(f"{address}/familien")
        go(page, "a[href='/familien/neu']")
        go(page, "#label", "N")
        page.keyboard.type("eu")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Gespeichert.")
        go(page, "a[href$='/kinder/neu']")
        go(page, "#name", "I")
        page.keyboard.type("da")
        go(page, "input[name=animal]", "Space")
        page.keyboard.press("ArrowRight")
        expect(page.locator("input[name=animal][value=bear]")).to_be_checked()
        go(page, "form.panel button.main")
        expect(page.get_by_role("status")).to_contain_text("Gespeichert.")
    found = hub.keeping.family("Neu")
    assert found
    assert [(child.name, child.animal) for child in found.entry.children] == [("Ida", "bear")]


def test_everything_works_without_script_and_a_fault_takes_the_focus(hub: FakeHub, browser: Browser) -> None:
    with serving(hub) as address, window(browser, java_script_enabled=False) as (context, page):
        let_in(context)
        page.goto(f"{address}{HOME}/nie/neu")
        page.locator("#name").fill("ليلى")
        page.locator("#note").fill("Beschluss")
        page.locator("#cards").fill("12")
        save(page)
        expect(page.get_by_role("alert")).to_contain_text("4 bis 40 Buchstaben und Ziffern")
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.locator("#name")).to_have_value("ليلى")
        page.locator("#cards").fill("04DE99")
        save(page)
        expect(page.get_by_role("heading", name="ليلى")).to_be_visible()
    assert [person.name for person in kept(hub).never] == ["Ron", "ليلى"]


def test_a_real_hub_hands_a_change_on_to_its_kiosk(tmp_path: Path, browser: Browser) -> None:
    with RealOffice(tmp_path, families=2) as office, window(browser) as (context, page):
        address = f"http://127.0.0.1:{office.web_port}"
        name, password = office.text("hub").split("Name: ")[1].split("\n")[0].split("  password: ")
        with visitor(address) as staff:
            log_in(staff, name, password)
            context.add_cookies([{"name": n, "value": v, "url": address} for n, v in staff.cookies.items()])
        page.goto(f"{address}/familien")
        page.locator(".fam a").first.click()
        page.get_by_role("link", name="Ändern").first.click()
        page.locator("#name").fill("Nguyễn Thị Ánh")
        if page.locator("#label").count():
            page.locator("#label").fill("Neu")
        save(page)
        expect(page.get_by_role("status")).to_contain_text("Gespeichert.")
        copy = office.kiosks[0].data / "copy.json"
        wait(lambda: "Nguyễn Thị Ánh" in copy.read_text("utf-8"), 30, "the kiosk has the change")
