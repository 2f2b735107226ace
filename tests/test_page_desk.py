"""The page of a desk and the one of an own phone, over real HTTP and in a real browser: calls, answers, who may."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import uuid4

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from litestar import Litestar
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page, expect

from broker.house.office import Help
from broker.web.app import create_app
from broker.web.desk_family import key
from broker.web.phone_qr import svg
from broker.wire.facts.care import CallAnswered, Called, CallReason, ShiftTaken
from broker.wire.facts.custody import ChildMarked, Taken
from broker.wire.facts.house import QuestionAnswered, QuestionRaised
from broker.wire.facts.presence import Arrived, DeskChosen
from broker.wire.pictures import DevicePicture
from hubs import AMIRA, FAMILIES, LINH, OLENA, TOBIAS, FakeHub
from visitors import FORM, PLAIN, SESSIONS, STAFF, at_desk, serving_app

MIA = OLENA.children[0].id
ME = OLENA.adults[0].id
CARER = LINH.adults[0].id
SEEN = HTTPStatus.SEE_OTHER


@pytest.fixture
def hub() -> FakeHub:
    """Give a hub that knows six families; nobody is there yet."""
    hub = FakeHub()
    for entry in FAMILIES:
        hub.add(entry)
    return hub


@pytest.fixture
def app(hub: FakeHub) -> Litestar:
    return create_app(hub, lambda: hub.now, SESSIONS)


@pytest.fixture
def address(app: Litestar) -> Iterator[str]:
    with serving_app(app) as address:
        yield address


def client(address: str, cookies: dict[str, str] | None = None) -> httpx.Client:
    """Give a browser without script; whoever it is, its forms are signed."""
    headers = {"x-dabei-form": FORM, "origin": address}
    return httpx.Client(
        base_url=address, cookies={"dabei-form": FORM} | (cookies or {}), headers=headers, timeout=10, verify=PLAIN
    )


def opened(browser: Browser, cookies: dict[str, str], errors: list[str], *, dark: bool = False) -> Page:
    context: BrowserContext = browser.new_context(
        viewport={"width": 1024, "height": 768}, color_scheme="dark" if dark else "light"
    )
    context.add_cookies([{"name": n, "value": v, "url": "http://127.0.0.1"} for n, v in cookies.items()])
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page


def call(hub: FakeHub, why: CallReason = "hungry", child: str = MIA) -> str:
    body = Called(call=str(uuid4()), child=child, family=OLENA.id, adult=ME, why=why)
    hub.fold(body)
    return body.call


def answer(asks: httpx.Client, path: str, said: str, form_key: str, **more: str) -> httpx.Response:
    return asks.post(path, data={"key": form_key, "answer": said, **more})


def lines(hub: FakeHub) -> list[tuple[str, str, str]]:
    return [(entry.role, entry.device or entry.actor, entry.subject) for entry in hub.log]


def test_a_desk_opens_its_own_page_and_no_other(hub: FakeHub, address: str) -> None:
    """Nor does anybody else, but for staff, who may look and not answer."""
    hub.arrive(OLENA, desk="pc-1")
    made = call(hub)
    desk, other = client(address, at_desk(hub, "pc-1")), client(address, at_desk(hub, "pc-2"))
    assert desk.get("/").headers["location"] == "/platz/pc-1"
    assert "Mia hat Hunger." in desk.get("/platz/pc-1").text
    for refused in (other, client(address)):
        for path in ("/platz/pc-1", "/platz/pc-1/events", "/platz/pc-1/telefon.svg"):
            found = refused.get(path)
            assert found.status_code in (HTTPStatus.FORBIDDEN, SEEN)
            assert "Mia" not in found.text
        answered = answer(refused, f"/platz/pc-1/rufe/{made}", "coming", str(uuid4()))
        assert answered.status_code in (HTTPStatus.FORBIDDEN, SEEN)
    staff = client(address, STAFF)
    assert "Mia hat Hunger." in staff.get("/platz/pc-1").text
    assert "data-live-form" not in staff.get("/platz/pc-1").text
    for path in (f"/platz/pc-1/rufe/{made}", "/platz/pc-1/fragen/no_show"):
        assert answer(staff, path, "coming", str(uuid4())).status_code == HTTPStatus.FORBIDDEN
    assert staff.get("/platz/pc-1/telefon.svg").status_code == HTTPStatus.FORBIDDEN
    assert staff.get("/platz/nowhere").status_code == HTTPStatus.NOT_FOUND
    assert hub.recorded == []


def test_an_answer_is_recorded_once_by_nobody_that_the_desk_knows(hub: FakeHub, address: str) -> None:
    """As with the button: who pressed, no desk can tell."""
    hub.arrive(OLENA, desk="pc-1")
    made, desk = call(hub), client(address, at_desk(hub, "pc-1"))
    form_key = key(made, "soon", 0)
    assert form_key in desk.get("/platz/pc-1").text
    for _ in range(2):
        assert answer(desk, f"/platz/pc-1/rufe/{made}", "soon", form_key).status_code == SEEN
    assert hub.facts == {form_key: CallAnswered(call=made, answer="soon")}
    assert "Gesagt: in 2 Minuten." in desk.get("/platz/pc-1").text
    hub.refuse = "the disk is full"
    failed = answer(desk, f"/platz/pc-1/rufe/{made}", "coming", key(made, "coming", hub.now))
    assert (failed.status_code, "Die Zentrale kann es nicht aufschreiben" in failed.text) == (
        HTTPStatus.SERVICE_UNAVAILABLE,
        True,
    )


def test_nobody_answers_a_call_for_another_desk(hub: FakeHub, address: str) -> None:
    hub.arrive(OLENA, desk="pc-1")
    made, other = call(hub), client(address, at_desk(hub, "pc-2"))
    assert answer(other, f"/platz/pc-2/rufe/{made}", "coming", str(uuid4())).status_code == HTTPStatus.NOT_FOUND
    assert hub.recorded == []


def test_a_desk_at_which_nobody_sits_down_can_be_given_free(hub: FakeHub, address: str) -> None:
    arrived = hub.arrive(TOBIAS, desk="pc-1")
    hub.fold(QuestionRaised(question="no_show", subject="pc-1"))
    desk, asked = client(address, at_desk(hub, "pc-1")), hub.snapshot().house.questions["no_show", "pc-1"]
    assert "Wird dieser Platz noch gebraucht?" in desk.get("/platz/pc-1").text
    free = key("no_show", "pc-1", asked.since, asked.times, "free")
    assert answer(desk, "/platz/pc-1/fragen/no_show", "free", free).status_code == SEEN
    assert list(hub.facts.values()) == [
        DeskChosen(visit=arrived.visit, adult=arrived.adult, family=TOBIAS.id),
        QuestionAnswered(question="no_show", subject="pc-1", answer="free"),
    ]
    assert "Wird dieser Platz noch gebraucht?" not in desk.get("/platz/pc-1").text
    assert answer(desk, "/platz/pc-1/fragen/no_show", "free", free).status_code == HTTPStatus.NOT_FOUND
    assert answer(desk, "/platz/pc-1/fragen/child_alone", "seen", free).status_code == HTTPStatus.NOT_FOUND


def test_who_sits_there_says_so_with_the_own_code_and_after_five_wrong_ones_waits(hub: FakeHub, address: str) -> None:
    """The page never says whose a code is."""
    arrived = hub.arrive(TOBIAS)
    hub.codes = {"123456": TOBIAS.adults[0].id, "654321": AMIRA.adults[0].id}
    hub.fold(QuestionRaised(question="seat_unclaimed", subject="pc-1"))
    desk, path = client(address, at_desk(hub, "pc-1")), "/platz/pc-1/fragen/seat_unclaimed"
    assert "Wer sitzt hier?" in desk.get("/platz/pc-1").text
    assert "Tobias" not in desk.get("/platz/pc-1").text
    asked = hub.snapshot().house.questions["seat_unclaimed", "pc-1"]
    form_key = key("seat_unclaimed", "pc-1", asked.since, asked.times, "mine")
    for wrong in ("654321", "1", "2", "3", "4"):
        found = answer(desk, path, "mine", form_key, code=wrong)
        assert (found.status_code, "Amira" in found.text) == (HTTPStatus.BAD_REQUEST, False)
    assert answer(desk, path, "mine", form_key, code="123456").status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert hub.recorded == []
    other, path = client(address, at_desk(hub, "pc-2")), "/platz/pc-2/fragen/seat_unclaimed"
    hub.fold(QuestionRaised(question="seat_unclaimed", subject="pc-2"))
    assert answer(other, path, "mine", form_key, code="123 456").status_code == SEEN
    chosen, _closed = hub.facts.values()
    assert chosen == DeskChosen(visit=arrived.visit, adult=arrived.adult, family=TOBIAS.id, desk="pc-2")
    assert "Hallo, Tobias" in other.get("/platz/pc-2").text


def test_looking_at_how_a_child_is_stands_in_the_access_log_once_for_each_visit(hub: FakeHub, address: str) -> None:
    arrived = hub.arrive(OLENA, desk="pc-1")
    children = [child.id for child in OLENA.children]
    desk, staff = client(address, at_desk(hub, "pc-1")), client(address, STAFF)
    for asks in (desk, desk, staff):
        asks.get("/platz/pc-1")
    assert lines(hub) == [
        *(("desk", "device-pc-1", child) for child in children), *(("staff", "leitung", child) for child in children),
    ]  # fmt: skip
    hub.leave(arrived)
    hub.arrive(OLENA, desk="pc-1")
    desk.get("/platz/pc-1")
    assert len(hub.log) == 6
    hub.refuse = "the disk is full"
    hub.arrive(LINH, desk="pc-1")
    assert "Mia" not in desk.get("/platz/pc-1").text


def test_a_code_at_the_desk_lets_one_phone_in_for_this_visit_alone(hub: FakeHub, address: str, app: Litestar) -> None:
    """The next person at the desk, and whoever has seen the code, opens nothing with it."""
    arrived = hub.arrive(OLENA, desk="pc-1")
    made, desk, phone = call(hub), client(address, at_desk(hub, "pc-1")), client(address)
    image = desk.get("/platz/pc-1/telefon.svg").text
    secret = app.state.phones.secret(arrived.visit)
    assert image == svg(f"{address}/telefon/{secret}")
    assert "Mia" not in phone.get(f"/telefon/{secret}").text
    assert phone.get("/rufe").headers["location"] == "/rufe/ende"
    entered = phone.post(f"/telefon/{secret}")
    assert entered.headers["location"] == "/rufe"
    assert "Mia hat Hunger." in phone.get("/rufe").text
    assert phone.get("/").headers["location"] == "/rufe"
    for path in ("/platz/pc-1", "/geraete", "/events"):
        assert phone.get(path).status_code == HTTPStatus.FORBIDDEN
    thief = client(address)
    assert thief.get(f"/telefon/{secret}").status_code == HTTPStatus.NOT_FOUND
    assert thief.post(f"/telefon/{secret}").status_code == HTTPStatus.NOT_FOUND
    assert "1 Telefon" in desk.get("/platz/pc-1").text
    assert answer(phone, f"/rufe/{made}", "coming", key(made, "coming", 0)).status_code == SEEN
    assert list(hub.facts.values()) == [CallAnswered(call=made, answer="coming", adult=ME)]
    assert ("phone", ME, MIA) in lines(hub)
    second = app.state.phones.secret(arrived.visit)
    hub.leave(arrived)
    hub.fold(Arrived(visit=str(uuid4()), adult=CARER, family=LINH.id, desk="pc-1"))
    assert phone.get("/rufe").headers["location"] == "/rufe/ende"
    assert answer(phone, f"/rufe/{made}", "coming", str(uuid4())).headers["location"] == "/rufe/ende"
    assert "Bis bald!" in phone.get("/rufe/ende").text
    assert thief.post(f"/telefon/{second}").status_code == HTTPStatus.NOT_FOUND
    assert desk.get("/platz/pc-1/telefon.svg").text != image


def test_a_phone_answers_for_its_own_children_alone(hub: FakeHub, address: str, app: Litestar) -> None:
    hub.arrive(OLENA, desk="pc-1")
    arrived, phone = hub.arrive(TOBIAS, desk="pc-2"), client(address)
    made = call(hub)
    phone.post(f"/telefon/{app.state.phones.secret(arrived.visit)}")
    assert "Mia" not in phone.get("/rufe").text
    assert answer(phone, f"/rufe/{made}", "coming", str(uuid4())).status_code == HTTPStatus.NOT_FOUND
    assert hub.recorded == []


def test_a_call_is_seen_and_answered_at_desk_and_phone_by_keyboard_and_ends_with_the_visit(
    hub: FakeHub, address: str, app: Litestar, browser: Browser
) -> None:
    """Live, without a reload; no finding of axe in any of its states."""
    errors = list[str]()
    desk = opened(browser, at_desk(hub, "pc-1"), errors)
    desk.goto(address)
    expect(desk.locator(".idle")).to_contain_text("frei")
    clean(desk)
    arrived = hub.arrive(OLENA, desk="pc-1")
    hub.fold(ShiftTaken(shift=str(uuid4()), adult=CARER, family=LINH.id))
    stay = hub.snapshot().house.stays[MIA].stay
    hub.fold(Taken(child=MIA, family=OLENA.id, stay=str(uuid4()), by=CARER, answers=ME, follows=stay))
    hub.fold(ChildMarked(child=MIA, family=OLENA.id, mark="asleep", by=CARER))
    mia = desk.locator(f"[data-child='{MIA}']")
    expect(mia).to_contain_text("in Betreuung, seit 10:42")
    expect(mia).to_contain_text("schläft seit 10:42")
    desk.get_by_text("Rufe auf mein Telefon").click()
    expect(desk.locator(".code-for-phone img")).to_be_visible()
    phone = opened(browser, {}, errors, dark=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(f"{address}/telefon/{app.state.phones.secret(arrived.visit)}")
    clean(phone)
    phone.get_by_role("button", name="Rufe hier zeigen").click()
    expect(phone.get_by_text("Niemand ruft dich.")).to_be_visible()
    phone.get_by_role("button", name="Ton und Vibration").click()

    made = call(hub)

    for page in (desk, phone):
        expect(page.locator(f"[data-call='{made}'] h2")).to_have_text("Mia hat Hunger.")
        expect(page).to_have_title("● Mia hat Hunger.")
        expect(page.get_by_text("Niemand ruft dich.")).to_have_count(0)
        clean(page)
    desk.locator("[data-said='soon'] button").focus()
    desk.keyboard.press("Enter")
    expect(phone.locator(f"[data-call='{made}']")).to_contain_text("Gesagt: in 2 Minuten.")
    phone.get_by_role("button", name="Ich komme").click()
    expect(desk.locator(f"[data-call='{made}']")).to_contain_text("Gesagt: Ich komme.")
    expect(desk).to_have_title("PC 1 · Eltern-Kind-Büro Prohlis")
    urgent = call(hub, "urgent", OLENA.children[1].id)
    expect(desk.locator(".call").first).to_have_attribute("data-call", urgent)
    clean(desk)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    hub.leave(arrived)
    expect(phone.get_by_role("heading", name="Bis bald!")).to_be_visible(timeout=8000)
    expect(desk.locator(".idle")).to_contain_text("frei")
    assert "Mia" not in desk.inner_text("body")
    assert not errors


def test_who_is_cut_off_sees_it_at_once_and_never_that_nobody_calls(
    hub: FakeHub, app: Litestar, browser: Browser
) -> None:
    errors = list[str]()
    with serving_app(app) as address:
        hub.arrive(OLENA, desk="pc-1")
        (printer,) = hub.snapshot().office.devices
        hub.set(office=replace(hub.snapshot().office, devices=(replace(printer, help=Help(tray="A4 unten")),)))
        hub.picture(devices={"printer": DevicePicture(state="no_paper", reasons=("media-empty",))})
        page = opened(browser, at_desk(hub, "pc-1"), errors)
        page.goto(address)
        expect(page.locator("[data-device='printer']")).to_contain_text("A4 unten")
        expect(page.get_by_text("Niemand ruft dich.")).to_be_visible()
        expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("#lost")).to_be_visible(timeout=2000)
    expect(page.get_by_text("Niemand ruft dich.")).to_be_hidden()
    expect(page.locator("#link")).to_contain_text("Getrennt seit 10:42")
    clean(page)
    assert not errors


def clean(page: Page) -> None:
    """Let axe find nothing."""
    page.wait_for_timeout(30)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
