"""Each browser is spoken to in the language that it chose, and hears what changes in it."""

import asyncio
import re
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest
from babel.messages.pofile import read_po
from msgspec.structs import replace
from playwright.sync_api import Browser

from broker.web.app import create_app
from broker.web.pages import LOCALE
from broker.web.recording import not_saved
from broker.web.who import Role
from broker.wire import language
from broker.wire.errors import DabeiError
from browsers import window
from hubs import FAMILIES, LINH, OLENA, FakeHub, lived_in
from visitors import SESSIONS, enter, role_cookies, serving, serving_app, staff, visitor

ENGLISH = "dabei-language"
PAGES: tuple[tuple[Role, str], ...] = (
    ("staff", "/"), ("staff", "/geraete"), ("staff", "/notfall"), ("staff", "/papier"), ("staff", "/papier/eintragen"),
    ("staff", "/nirgends"), ("carer", "/betreuung"), ("carer", "/betreuung/dienst"), ("carer", "/betreuung/fragen"),
    ("desk", "/platz/pc-1"), ("phone", "/rufe"), ("none", "/anmelden"), ("none", "/koppeln"), ("locked", "/entsperren"),
)  # fmt: skip


@pytest.fixture(scope="module")
def hub() -> FakeHub:
    return lived_in()


@pytest.fixture(scope="module")
def address(hub: FakeHub) -> Iterator[str]:
    with serving(hub) as found:
        yield found


def german() -> list[re.Pattern[str]]:
    """Give every German text that is no English one too, without what is filled in."""
    with language.catalogue(LOCALE, "de").open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id]
    texts = {text for entry in entries for text in ([entry.string] if isinstance(entry.string, str) else entry.string)}
    english = {text for entry in entries for text in ([entry.id] if isinstance(entry.id, str) else entry.id)}
    return [re.compile(rf">\s*{re.escape(text)}\s*<") for text in texts - english if "%" not in text]


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_every_page_speaks_only_the_language_that_was_chosen(
    hub: FakeHub, address: str, role: Role, path: str
) -> None:  # fmt: skip
    cookies, headers = role_cookies(hub, role)
    asks = httpx.Client(base_url=address, cookies={**cookies, ENGLISH: "en"}, headers=headers, verify=False)  # noqa: S501  # loopback, no TLS
    page = asks.get(path).text
    assert '<html lang="en" dir="ltr"' in page
    page = page.replace("Gruppenraum", "").replace("Küche", "")  # names that the office gave its rooms
    assert [text.pattern for text in german() if text.search(page)] == []
    asks.cookies.delete(ENGLISH)
    own = asks.get(path).text
    assert '<html lang="de"' in own
    assert any(text.search(own) for text in german())


def test_a_choice_is_kept_for_this_browser_alone(address: str) -> None:
    with visitor(address) as chooser, visitor(address) as other:
        answer = chooser.post("/sprache", data={"language": "en", "weiter": "/koppeln"})
        assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, "/koppeln")
        assert '<html lang="en"' in chooser.get("/koppeln").text
        assert '<html lang="de"' in other.get("/koppeln").text


@pytest.mark.parametrize("chosen", ["uk", "../en", ""])
def test_a_language_that_is_not_offered_changes_nothing(address: str, chosen: str) -> None:
    with visitor(address, **{ENGLISH: chosen}) as asks:
        assert '<html lang="de"' in asks.get("/anmelden").text
        assert "set-cookie" not in asks.post("/sprache", data={"language": chosen}).headers


def test_a_choice_leads_to_no_other_house(address: str) -> None:
    with visitor(address) as asks:
        answer = asks.post("/sprache", data={"language": "en", "weiter": "//elsewhere.example/"})
        assert answer.headers["location"] == "/"


def test_a_fault_is_told_in_the_language_of_the_browser_and_its_cause_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub = lived_in()
    with serving(hub) as address, staff(address) as asks:
        visit = next(iter(hub.snapshot().house.visits.values())).visit
        hub.refuse = "the disk is full"
        form = {"key": "11111111-1111-4111-8111-111111111111"}
        assert (
            "Nicht gespeichert: Die Zentrale kann es nicht aufschreiben"
            in asks.post(f"/visits/{visit}/leave", data=form).text
        )
        asks.cookies.set(ENGLISH, "en")
        assert "Not saved: the hub cannot write it down" in asks.post(f"/visits/{visit}/leave", data=form).text
    assert "a page could not save: the disk is full" in caplog.text


def test_what_a_page_could_not_save_names_nobody_and_no_card(caplog: pytest.LogCaptureFixture) -> None:
    why = not_saved(DabeiError("nobody has the card '04DE77', nor is so called"))
    assert language.load(LOCALE, "de").gettext(why).startswith("Nicht gespeichert: Inzwischen hat sich etwas geändert.")
    assert "04DE77" not in why + caplog.text


@pytest.mark.parametrize(("before", "spoken"), [({}, "en"), ({ENGLISH: "de"}, "de")])
def test_a_phone_speaks_the_language_of_its_family_unless_it_chose_another(
    before: dict[str, str], spoken: str
) -> None:  # fmt: skip
    hub = FakeHub()
    for entry in FAMILIES:
        hub.add(replace(entry, language="en") if entry is LINH else entry)
    linh, olena = hub.arrive(LINH, desk="pc-2"), hub.arrive(OLENA, desk="pc-1")
    app = create_app(hub, lambda: hub.now, SESSIONS)
    with serving_app(app) as address, visitor(address, **before) as phone:
        phone.post(f"/telefon/{app.state.phones.secret(linh.visit)}")
        assert f'<html lang="{spoken}"' in phone.get("/rufe").text
        with visitor(address) as other:
            other.post(f"/telefon/{app.state.phones.secret(olena.visit)}")
            assert '<html lang="de"' in other.get("/rufe").text


def test_a_phone_that_scanned_the_printed_code_speaks_as_its_family_does_too() -> None:
    hub = FakeHub()
    hub.add(replace(LINH, language="en"))
    hub.arrive(LINH, desk="pc-2")
    hub.codes = {"471108": LINH.adults[0].id}
    asyncio.run(hub.make_codes(["pc-2"]))
    with serving(hub) as address, visitor(address) as phone:
        phone.post(f"/telefon/platz/{hub.known().codes['pc-2']}", data={"code": "471108"})
        assert '<html lang="en"' in phone.get("/rufe").text


def test_two_tablets_hear_the_same_news_each_in_its_own_language(browser: Browser) -> None:
    hub = lived_in()
    with (
        serving(hub) as address,
        window(browser, viewport={"width": 1024, "height": 768}) as (context, first),
        window(browser, viewport={"width": 1024, "height": 768}) as (other, second),
    ):
        enter(hub, context, "carer")
        enter(hub, other, "carer")
        first.goto(f"{address}/betreuung")
        second.goto(f"{address}/betreuung")
        first.locator(".tongue summary").click()
        first.get_by_role("button", name="English").click()
        first.get_by_role("status").filter(has_text="Live").wait_for()
        assert first.locator("html").get_attribute("lang") == "en"
        hub.arrive(LINH, desk="pc-2", care=("Bao",))
        first.get_by_role("button", name="Take over : Bao").wait_for()
        second.get_by_role("button", name="übernommen : Bao").wait_for()
