"""Staff set hours, days, limits, nap time and languages in pages; each change is a fact, and nobody is overwritten."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from http import HTTPStatus

import httpx
import pytest
from litestar.stores.memory import MemoryStore
from msgspec.structs import replace
from playwright.sync_api import Browser

from broker.holidays import with_holidays
from broker.house.office import Holidays, Nap
from broker.house.rules import CareRules, Hours, HouseRules, Limit, Ratio, opening
from broker.web.access import ROUTES
from broker.web.settings_forms import FORMS
from broker.wire.facts import SETTINGS
from broker.wire.facts.settings import DaySet, HoursSet, LanguagesSet, LimitSet, NapSet, RatioSet, SettingFact
from browsers import window
from hubs import MORNING, NAME, OFFICE, FakeHub
from visitors import let_in, serving, staff

HOME = "/einstellungen"
LIMIT = f"{HOME}/grenze-places_firm"
DAY_MS = 24 * 3_600_000
RULES = HouseRules(
    care=CareRules(
        limits=(
            Limit(limit="places_soft", value=8, source="Beschluss", date="2026-01-12"),
            Limit(limit="places_firm", value=10, source="Beschluss", date="2026-01-12"),
        ),
        ratios=(Ratio(group="under3", children=4.5, source="Gesetz", date="2026-01-12"),),
    ),
    hours=(Hours(weekdays=("mo", "tu", "we", "th", "fr"), opens="08:00", closes="17:00"),),
)
SAXON = with_holidays(
    replace(
        OFFICE,
        rules=RULES,
        naps=(Nap(weekdays=("mo",), begins="12:30", ends="14:00"),),
        holidays=Holidays(country="DE", state="SN"),
    ),
    date(2026, 10, 14),
)


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub(SAXON)


@pytest.fixture
def client(hub: FakeHub) -> Iterator[httpx.Client]:
    with serving(hub) as address, staff(address) as client:
        yield client


def form(client: httpx.Client, path: str) -> dict[str, str]:
    """Open a form, and give what stands in its fields."""
    html = client.get(path).text
    shown = html[html.index('<form class="fields"') :].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", shown):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select id="([^"]*)".*?>(.*?)</select>', shown, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def send(client: httpx.Client, path: str, typed: dict[str, str], **changed: str) -> httpx.Response:
    return client.post(path, data=typed | {name.replace("_", "-"): said for name, said in changed.items()})


def faults(answer: httpx.Response) -> dict[str, str]:
    """Give what is wrong, by field, as it stands at the field."""
    found = re.findall(r'id="([^"]*)-hint"><b class="fault">.*?</svg>(.*?)</b>', answer.text, re.DOTALL)
    return {name: unescape(words) for name, words in found}


def words(answer: httpx.Response) -> str:
    main = answer.text[answer.text.index("<main") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_overview_says_what_is_in_force_and_by_whose_word(hub: FakeHub, client: httpx.Client) -> None:
    hub.fold(HoursSet("fr", "08:00", "15:00"), MORNING - 3 * DAY_MS)
    hub.fold(LimitSet("places_firm", 9, "Vorstand", "2026-10-01"), MORNING - 2 * DAY_MS)
    text = words(client.get(HOME))
    assert "Montag 8:00 bis 17:00 Einstellungsdatei" in text
    assert "Freitag 8:00 bis 15:00 hier geändert: So 10:42" in text
    assert "Sonntag geschlossen Einstellungsdatei" in text
    assert "Plätze: ab hier warten 9 Vorstand, Donnerstag, 1. Oktober 2026 hier geändert: Mo 10:42" in text
    assert "Plätze: ab hier warnen 8 Beschluss, Montag, 12. Januar 2026 Einstellungsdatei" in text
    assert "ein und zwei Jahre 4,5 Kinder je Betreuungsperson, dann warnen" in text
    assert "Mittwoch, 18. November 2026 geschlossen · Buß- und Bettag Feiertag" in text
    assert "Spielzimmer 8 Plätze" in text
    assert "Laptop 1" in text
    assert "Terminal Eingang" in text


def test_a_limit_that_was_given_back_is_the_files_again(hub: FakeHub, client: httpx.Client) -> None:
    hub.fold(LimitSet("places_firm", 9, "Vorstand", "2026-10-01"))
    assert send(client, LIMIT, form(client, LIMIT), value="").status_code == HTTPStatus.SEE_OTHER
    assert "Plätze: ab hier warten 10 Beschluss, Montag, 12. Januar 2026 Einstellungsdatei" in words(client.get(HOME))
    assert "wieder wie in der Einstellungsdatei" in words(client.get(LIMIT))


def test_only_the_weekday_that_was_changed_becomes_a_fact_and_it_is_logged(hub: FakeHub, client: httpx.Client) -> None:
    answer = send(client, f"{HOME}/zeiten", form(client, f"{HOME}/zeiten"), begins_sa="10:00", ends_sa="13.30")
    assert answer.headers["location"] == f"{HOME}?getan=zeiten"
    assert list(hub.facts.values()) == [HoursSet("sa", "10:00", "13:30")]
    assert [(entry.role, entry.actor, entry.what, entry.detail) for entry in hub.log] == [
        ("staff", NAME, "settings", "zeiten")
    ]
    assert opening(hub.snapshot().office.rules, date(2026, 10, 17)) == ("10:00", "13:30")
    assert "Gespeichert: Öffnungszeiten." in words(client.get(answer.headers["location"]))


def test_a_form_sent_twice_is_one_fact_and_one_that_changes_nothing_is_none(hub: FakeHub, client: httpx.Client) -> None:
    opened = form(client, LIMIT)
    assert send(client, LIMIT, opened).status_code == HTTPStatus.SEE_OTHER
    assert hub.recorded == []
    assert hub.log == []
    for _ in range(2):
        assert send(client, LIMIT, opened, value="9").status_code == HTTPStatus.SEE_OTHER
    assert list(hub.facts.values()) == [LimitSet("places_firm", 9, "Beschluss", "2026-01-12")]


def test_whoever_changes_what_somebody_else_has_changed_is_told_what_it_is_now(
    hub: FakeHub, client: httpx.Client
) -> None:
    opened = form(client, LIMIT)
    hub.fold(LimitSet("places_firm", 11, "Jugendamt", "2026-10-02"))
    answer = send(client, LIMIT, opened, value="9")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Jetzt gilt 11 · Jugendamt · Freitag, 2. Oktober 2026." in faults(answer)["value"]
    assert 'value="9"' in answer.text
    assert hub.facts == {}
    again = {**opened, "was": unescape(re.findall(r'name="was" value="([^"]*)"', answer.text)[0])}
    assert send(client, LIMIT, again, value="9").status_code == HTTPStatus.SEE_OTHER
    assert hub.snapshot().house.limits["places_firm"].value == 9


@pytest.mark.parametrize(
    ("what", "theirs", "mine", "field", "said"),
    [
        ("sprachen", LanguagesSet(("de", "ar")), {"language-2": "tr"}, "language-1", "Jetzt gilt Deutsch · العربية."),
        (
            "schluessel-under3", RatioSet("under3", 4.0, firm=True, source="Jugendamt"), {"value": "3"}, "value",
            "Jetzt gilt 4 · fest · Jugendamt.",
        ),
    ],
)  # fmt: skip
def test_what_it_is_now_is_told_in_words(
    hub: FakeHub, client: httpx.Client, what: str, theirs: SettingFact, mine: dict[str, str], field: str, said: str
) -> None:
    opened = form(client, f"{HOME}/{what}")
    hub.fold(theirs)
    answer = client.post(f"{HOME}/{what}", data=opened | mine)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert said in faults(answer)[field]


def test_what_only_somebody_else_has_changed_stays_as_they_left_it(hub: FakeHub, client: httpx.Client) -> None:
    opened = form(client, f"{HOME}/zeiten")
    hub.fold(HoursSet("mo", "09:00", "16:00"))
    assert send(client, f"{HOME}/zeiten", opened, ends_fr="15:00").status_code == HTTPStatus.SEE_OTHER
    assert list(hub.facts.values()) == [HoursSet("fr", "08:00", "15:00")]
    assert hub.snapshot().house.hours["mo"].opens == "09:00"


def test_two_who_say_the_same_do_not_contradict(hub: FakeHub, client: httpx.Client) -> None:
    opened = form(client, LIMIT)
    hub.fold(LimitSet("places_firm", 9, "Beschluss", "2026-01-12"))
    assert send(client, LIMIT, opened, value="9").status_code == HTTPStatus.SEE_OTHER
    assert hub.facts == {}


@pytest.mark.parametrize(
    ("what", "typed", "where", "said"),
    [
        ("zeiten", {"begins-mo": "18:00"}, "ends-mo", "Das liegt vor dem Beginn."),
        ("zeiten", {"begins-sa": "10:00"}, "ends-sa", "Bitte gib beide Zeiten an, oder keine."),
        ("zeiten", {"ends-sa": "10:00"}, "begins-sa", "Bitte gib beide Zeiten an, oder keine."),
        ("zeiten", {"begins-mo": "acht"}, "begins-mo", "Bitte gib eine Uhrzeit an"),
        ("schlafenszeit", {"ends-mo": "12:30"}, "ends-mo", "Das liegt vor dem Beginn."),
        ("grenze-places_firm", {"value": "1001"}, "value", "ganze Zahl von 0 bis 1000"),
        ("grenze-places_firm", {"value": "7"}, "value", "weniger als 8"),
        ("grenze-places_soft", {"value": "11"}, "value", "mehr als 10"),
        ("grenze-places_firm", {"value": "9", "source": " "}, "source", "Bitte ausfüllen."),
        ("grenze-places_firm", {"source": "x" * 201}, "source", "200 Zeichen"),
        ("grenze-places_firm", {"date": "2026-02-30"}, "date", "Diesen Tag gibt es nicht."),
        ("grenze-places_firm", {"date": "2026-10-15"}, "date", "Dieser Tag kommt erst noch."),
        ("schluessel-under3", {"value": "0"}, "value", "ganze Zahl von 1 bis 50"),
        ("schluessel-school", {"value": "12"}, "source", "Bitte ausfüllen."),
        ("sprachen", {"language-1": ""}, "language-1", "Bitte wähle die Sprache des Hauses."),
        ("sprachen", {"language-2": "de"}, "language-2", "Diese Sprache ist schon gewählt."),
        ("sprachen", {"language-2": "xx"}, "language-2", "Bitte wähl etwas davon aus."),
        ("tage", {"day": ""}, "day", "Bitte gib einen Tag an"),
        ("tage", {"day": "30.2.2027"}, "day", "Diesen Tag gibt es nicht."),
        ("tage", {"day": "9999-12-31"}, "day", "Diesen Tag gibt es nicht."),
        ("tage", {"day": "2026-10-13"}, "day", "Dieser Tag ist vorbei."),
        ("tage", {"day": "2026-12-24", "until": "2026-12-23"}, "until", "Der letzte Tag liegt nach dem ersten"),
        ("tage", {"day": "2026-12-24", "until": "2028-12-23"}, "until", "höchstens ein Jahr"),
        ("tage", {"day": "2026-12-24", "begins": "10:00"}, "ends", "Bitte gib beide Zeiten an, oder keine."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    hub: FakeHub, client: httpx.Client, what: str, typed: dict[str, str], where: str, said: str
) -> None:
    answer = client.post(f"{HOME}/{what}", data=form(client, f"{HOME}/{what}") | typed)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert said in faults(answer)[where]
    assert list(faults(answer)) == [where]
    assert hub.recorded == []
    for name, value in typed.items():
        if value.strip() and not name.startswith("language"):
            assert f'name="{name}" type="' in answer.text or f'name="{name}" inputmode' in answer.text
            assert f'value="{value}"' in answer.text


def test_a_break_of_several_days_is_set_listed_and_taken_back(hub: FakeHub, client: httpx.Client) -> None:
    days = f"{HOME}/tage"
    send(client, days, form(client, days), day="2027-07-19", until="2027-07-30", why="Sommerpause")
    assert list(hub.facts.values()) == [DaySet("2027-07-19", "2027-07-30", why="Sommerpause")]
    text = words(client.get(days))
    assert "Montag, 19. Juli 2027 bis Freitag, 30. Juli 2027 geschlossen · Sommerpause Zurücknehmen" in text
    assert "Samstag, 25. Dezember 2027 geschlossen · Erster Weihnachtstag · Feiertag" in text
    inside = send(client, days, form(client, days), day="2027-07-20", begins="10:00", ends="12:00")
    assert faults(inside) == {"day": "Für den 20.7.2027 ist schon etwas eingetragen. Nimm das zuerst zurück."}
    same = send(client, days, form(client, days), day="2027-07-19", until="2027-07-30", why="Sommerpause")
    assert (same.status_code, len(hub.facts)) == (HTTPStatus.SEE_OTHER, 1)
    html = client.get(days).text
    taken = {name: re.findall(rf'name="{name}" value="([^"]*)"', html)[-1] for name in ("day", "until", "key", "said")}
    for _ in range(2):
        assert client.post(f"{days}/zurueck", data=taken).status_code == HTTPStatus.SEE_OTHER
    assert len(hub.facts) == 2
    assert opening(hub.snapshot().office.rules, date(2027, 7, 20)) == ("08:00", "17:00")
    assert "wieder wie sonst" in words(client.get(days))


@pytest.mark.parametrize("said", [{}, {"begins": "10:00", "ends": "12:00"}, {"why": "Umbau,  <laut> "}])
def test_what_was_set_can_be_taken_back_whatever_was_said(
    hub: FakeHub, client: httpx.Client, said: dict[str, str]
) -> None:
    client.post(f"{HOME}/tage", data=form(client, f"{HOME}/tage") | {"day": "2027-07-19"} | said)
    html = client.get(f"{HOME}/tage").text
    names = ("day", "until", "key", "said")
    taken = {name: unescape(re.findall(rf'name="{name}" value="([^"]*)"', html)[-1]) for name in names}
    assert client.post(f"{HOME}/tage/zurueck", data=taken).status_code == HTTPStatus.SEE_OTHER
    assert list(hub.facts.values())[-1] == DaySet("2027-07-19", usual=True)


def test_days_that_somebody_else_has_changed_are_not_taken_back_unseen(hub: FakeHub, client: httpx.Client) -> None:
    hub.fold(DaySet("2027-07-19", "2027-07-30", why="Sommerpause"))
    html = client.get(f"{HOME}/tage").text
    taken = {name: re.findall(rf'name="{name}" value="([^"]*)"', html)[-1] for name in ("day", "until", "key", "said")}
    hub.fold(DaySet("2027-07-19", "2027-07-30", usual=True))
    hub.fold(DaySet("2027-07-19", "2027-07-23", why="Umbau"))
    answer = client.post(f"{HOME}/tage/zurueck", data=taken)
    assert (answer.status_code, hub.facts) == (HTTPStatus.CONFLICT, {})
    assert faults(answer) == {"day": "Das hat inzwischen jemand anderes geändert."}
    assert "Montag, 19. Juli 2027 bis Freitag, 23. Juli 2027 geschlossen · Umbau" in words(answer)


def test_days_that_are_none_cannot_be_taken_back(hub: FakeHub, client: httpx.Client) -> None:
    for day, until in (
        ("2027-02-30", ""),
        ("2027-02-01", "2027-02-30"),
        ("morgen", ""),
        ("", ""),
        ("2027-02-02", "2027-02-01"),
    ):
        answer = client.post(f"{HOME}/tage/zurueck", data={"day": day, "until": until, "key": "k"})
        assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert hub.recorded == []


def test_an_office_without_holidays_is_not_said_to_close_on_them(hub: FakeHub, client: httpx.Client) -> None:
    assert "An Feiertagen ist das Haus geschlossen" in words(client.get(f"{HOME}/tage"))
    hub.set(office=replace(SAXON, holidays=None))
    text = words(client.get(f"{HOME}/tage"))
    assert "In der Einstellungsdatei stehen keine Feiertage" in text
    assert "An Feiertagen ist das Haus geschlossen" not in text


def test_where_no_hours_are_set_the_form_says_that_the_first_ones_close_the_other_days() -> None:
    hub = FakeHub(replace(SAXON, rules=replace(RULES, hours=())))
    with serving(hub) as address, staff(address) as client:
        assert "Das Haus gilt als offen." in words(client.get(f"{HOME}/zeiten"))
        assert send(client, f"{HOME}/zeiten", form(client, f"{HOME}/zeiten"), begins_sa="10:00", ends_sa="13:00")
        assert "Das Haus gilt als offen." not in words(client.get(f"{HOME}/zeiten"))
        text = words(client.get(HOME))
    assert "Samstag 10:00 bis 13:00 hier geändert" in text
    assert "Sonntag geschlossen Schließtage" in text  # not by the word of the settings file


def test_what_is_too_long_or_no_page_is_said_in_the_language_of_the_page(client: httpx.Client) -> None:
    opened = form(client, LIMIT)
    answer = send(client, LIMIT, opened, source="x" * 100_000)
    assert (answer.status_code, "Das ist zu lang." in words(answer)) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, True)
    answer = client.get(f"{HOME}/tage/zurueck")  # as after a reload
    assert (answer.status_code, "Diese Seite gibt es nicht." in words(answer)) == (HTTPStatus.METHOD_NOT_ALLOWED, True)


def test_a_ratio_says_what_it_is_a_ratio_of(hub: FakeHub, client: httpx.Client) -> None:
    assert "<h1>Kinder je Betreuungsperson: ein und zwei Jahre</h1>" in client.get(f"{HOME}/schluessel-under3").text
    hub.fold(RatioSet("under3", 4.0, source="Jugendamt"))
    assert "Kinder je Betreuungsperson: ein und zwei Jahre 4 Kinder" in words(client.get(f"{HOME}/verlauf"))


def test_hours_on_a_holiday_open_the_house(hub: FakeHub, client: httpx.Client) -> None:
    send(client, f"{HOME}/tage", form(client, f"{HOME}/tage"), day="18.11.2026", begins="10:00", ends="12:00")
    assert opening(hub.snapshot().office.rules, date(2026, 11, 18)) == ("10:00", "12:00")


def test_nap_time_ratios_and_languages_are_facts_with_what_was_typed(hub: FakeHub, client: httpx.Client) -> None:
    for what, changed in (
        ("schlafenszeit", {"begins_mo": "", "ends_mo": ""}),
        ("schluessel-under3", {"value": "4", "firm": "yes", "source": "Jugendamt"}),
        ("sprachen", {"language_1": "de", "language_2": "uk", **{f"language_{n}": "" for n in range(3, 8)}}),
    ):
        path = f"{HOME}/{what}"
        assert send(client, path, form(client, path), **changed).status_code == HTTPStatus.SEE_OTHER
    assert list(hub.facts.values()) == [
        NapSet("mo"),
        RatioSet("under3", 4.0, firm=True, source="Jugendamt", date="2026-01-12"),
        LanguagesSet(("de", "uk")),
    ]


def test_half_a_child_of_the_file_can_stay(hub: FakeHub, client: httpx.Client) -> None:
    path = f"{HOME}/schluessel-under3"
    assert send(client, path, form(client, path), source="Satzung").status_code == HTTPStatus.SEE_OTHER
    assert list(hub.facts.values()) == [RatioSet("under3", 4.5, source="Satzung", date="2026-01-12")]


def test_pages_offer_the_languages_that_are_set_in_their_order(hub: FakeHub) -> None:
    with serving(hub, kept=MemoryStore()) as address, httpx.Client(base_url=address) as client:
        offered = re.compile(r'lang="(\w\w)">(?:Deutsch|English)<')
        assert offered.findall(client.get("/anmelden").text) == ["de", "en"]
        hub.fold(LanguagesSet(("en", "uk", "de")))
        page = client.get("/anmelden").text
        assert '<html lang="en"' in page
        assert offered.findall(page) == ["en", "de"]
        hub.fold(LanguagesSet(("uk",)))
        page = client.get("/anmelden").text
        assert '<html lang="de"' in page
        assert offered.findall(page) == ["de"]


def test_the_history_is_told_newest_first_and_of_one_setting_alone(hub: FakeHub, client: httpx.Client) -> None:
    hub.fold(HoursSet("fr"), MORNING - 3 * DAY_MS)
    hub.fold(LimitSet("places_firm", 9, "Vorstand"), MORNING - 2 * DAY_MS)
    hub.fold(LimitSet("places_firm", 12, "Vorstand"), MORNING - DAY_MS)
    hub.fold(LimitSet("of_a_newer_hub", 1))
    text = words(client.get(f"{HOME}/verlauf"))
    told = [
        "of_a_newer_hub 1 10:42",
        "12 · Vorstand Di 10:42",
        "9 · Vorstand Mo 10:42",
        "Öffnungszeiten am Freitag geschlossen So 10:42",
    ]
    assert sorted(told, key=text.index) == told
    assert "Freitag" not in words(client.get(LIMIT)).split("Verlauf")[1]


def test_a_setting_that_is_none_is_not_found(client: httpx.Client) -> None:
    assert client.get(f"{HOME}/grenze-none").status_code == HTTPStatus.NOT_FOUND
    assert client.post(f"{HOME}/grenze-none", data={}).status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"{HOME}?getan=none").status_code == HTTPStatus.OK


def test_what_could_not_be_saved_is_said(hub: FakeHub, client: httpx.Client) -> None:
    opened = form(client, LIMIT)
    hub.refuse = "the disk is full"
    answer = send(client, LIMIT, opened, value="9")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Nicht gespeichert: Die Zentrale kann es nicht aufschreiben" in answer.text
    assert 'name="value" inputmode="numeric" autocomplete="off" value="9"' in answer.text
    hub.refuse, hub.lost = "", True
    assert client.get(HOME).status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_form_with_nothing_in_it_breaks_nothing(client: httpx.Client) -> None:
    for what in FORMS:
        answer = client.post(f"{HOME}/{what}", data={"was": "%ff=%00&&=", "key": "\x00"})
        assert answer.status_code in (HTTPStatus.SEE_OTHER, HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT), what
    assert all(path in {p for _, p in ROUTES} for path in (HOME, f"{HOME}/{{what}}"))


def test_each_kind_of_setting_can_be_changed_in_a_form() -> None:
    said = [HoursSet("mo"), DaySet("2026-12-24"), NapSet("mo"), LanguagesSet(("de",)), RatioSet("under3", 1)]
    said.append(LimitSet("places_soft", 1))
    assert {each.__struct_config__.tag for each in said} == SETTINGS
    for each in said:
        assert sum(form.tells(each) for form in FORMS.values()) == 1


def test_in_a_browser_by_keyboard_alone(hub: FakeHub, browser: Browser) -> None:
    with serving(hub) as address, window(browser, viewport={"width": 1024, "height": 768}, locale="de-DE") as opened:
        context, page = opened
        let_in(context)
        page.goto(address + HOME)
        page.get_by_role("link", name=re.compile("Ändern.*Plätze: ab hier warten")).focus()
        page.keyboard.press("Enter")
        page.locator("#value").focus()
        page.keyboard.press("Control+a")
        page.keyboard.type("viele")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert page.locator("#value").input_value() == "viele"
        page.get_by_role("alert").get_by_role("link").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Control+a")
        page.keyboard.type("9")
        page.keyboard.press("Enter")
        page.get_by_role("status").filter(has_text="Gespeichert").wait_for()
    assert hub.snapshot().house.limits["places_firm"].value == 9
