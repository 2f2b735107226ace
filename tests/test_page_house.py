"""The house page: who is here, live, in a real browser over real HTTP; and what it refuses."""

import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from broker.house.office import Device, Help
from broker.house.roster import Roster
from broker.house.week import Usual
from broker.snapshot import NodeStatus
from broker.web.app import create_app
from broker.web.server import PortTakenError, Server
from broker.wire.facts.custody import Taken
from broker.wire.facts.house import FactsMissing
from broker.wire.facts.presence import GuestArrived, Left
from broker.wire.pictures import DeskPicture, DevicePicture, RoomPicture, SupplyPicture
from hubs import AMIRA, FAMILIES, MINUTE, OLENA, TOBIAS, TOKEN, FakeHub, family
from visitors import FORM, PLAIN, STAFF, let_in, serving


def get(url: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """Ask as staff."""
    return httpx.get(url, cookies=STAFF, headers=headers, verify=PLAIN)


@pytest.fixture
def hub() -> FakeHub:
    """Give a hub that knows six families; nobody is there yet."""
    hub = FakeHub()
    for entry in FAMILIES:
        hub.add(entry)
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a fresh window; a script error fails the test."""
    with let_in(browser.new_context(viewport={"width": 1440, "height": 900})) as context:
        page, errors = context.new_page(), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        assert not errors


def unfold(page: Page) -> None:
    """Show the list beside the plan."""
    page.locator("#desks > summary").click()


def form(address: str, visit: str, key: str, origin: str | None = None) -> httpx.Response:
    """Send the form that signs a visit out."""
    headers = {"x-dabei-form": FORM} | ({} if origin is None else {"origin": origin})
    return httpx.post(
        f"{address}/visits/{visit}/leave", data={"key": key}, headers=headers, cookies=STAFF, verify=PLAIN
    )


def test_an_arrival_appears_and_a_leaving_disappears_without_reload(hub: FakeHub, address: str, page: Page) -> None:
    """Presence is live."""
    page.goto(address)
    expect(page.get_by_text("Niemand ist angemeldet.")).to_be_visible()
    page.evaluate("window.same = true")

    arrived = hub.arrive(OLENA, desk="laptop-3", care=("Mia",), minutes_ago=90)

    row = page.locator(f"[data-visit='{arrived.visit}'][data-adult='{arrived.adult}']")
    expect(row).to_contain_text("Laptop 3 · seit 9:12")
    expect(row.locator("[data-child]")).to_have_text(["Mia angemeldet", "Leo bei Olena"], use_inner_text=True)
    expect(row.get_by_role("img", name="Fuchs")).to_be_visible()
    expect(page.locator("[data-desk='laptop-3']")).to_have_attribute("data-state", "in_use")
    expect(page.locator("[data-room='play'] .arch.announced")).to_have_count(1)
    expect(page.locator("#panel-numbers")).to_contain_text("0 von 8")
    expect(page.locator("#panel-numbers")).to_contain_text("in Betreuung, 1 angemeldet, 1 bei Eltern")
    expect(page.locator("#say")).to_have_text("Olena ist da.")

    hub.leave(arrived)

    expect(row).to_have_count(0)
    expect(page.locator("#say")).to_have_text("Olena ist gegangen.")
    assert page.evaluate("window.same")


def test_guests_are_in_the_house_too(hub: FakeHub, address: str) -> None:
    """Whoever counts heads at the door must not miss a party."""
    hub.arrive(OLENA)
    hub.fold(GuestArrived(visit=str(uuid4()), guest="g-party001", role="renter", heads=20, room="group"))
    numbers = " ".join(re.sub(r"<[^>]+>", " ", get(address).text).split())
    assert "23 zuletzt im Haus, 20 Gäste" in numbers


def test_what_is_unknown_says_why_and_since_when(hub: FakeHub, address: str, page: Page) -> None:
    """Never a guess: a question mark, a reason, a time."""
    page.goto(address)
    early = hub.now - 110 * MINUTE
    hub.picture(
        rooms={"play": RoomPicture(state="unknown", why="lost", since=early)},
        desks={"laptop-4": DeskPicture(state="unknown", why="silent", since=early - 24 * 60 * MINUTE)},
        devices={"printer": DevicePicture(state="unknown", why="retained", since=early)},
    )
    expect(page.locator("[data-room='play'] header")).to_contain_text("unklar")
    expect(page.locator("[data-room='play'] .why")).to_have_text("Sensor weg seit 8:52")
    expect(page.locator("[data-room='kitchen'] .why")).to_have_text("kein Sensor")
    expect(page.locator(".whys")).to_have_text("Laptop 4: Sensor still seit Di 8:52")
    expect(page.locator("[data-device='printer']")).to_contain_text("nur ein alter Wert seit 8:52")
    expect(page.locator("[data-node='door']")).to_contain_text("unklar")
    hub.set(broker=False)
    expect(page.locator("#panel-questions")).to_contain_text("Die Zentrale hört ihre Geräte nicht")


@pytest.mark.parametrize(
    ("cards", "words"),
    [("no_reader", "Kartenleser nicht angesteckt"), ("no_service", "Kartenleser antwortet nicht"), ("ready", "da")],
)
def test_a_kiosk_that_can_read_no_card_says_so_to_the_staff(
    hub: FakeHub, address: str, page: Page, cards: str, words: str
) -> None:
    """They need not walk to the entrance to learn it."""
    page.goto(address)
    hub.set(nodes=(NodeStatus("door", "Terminal Eingang", "kiosk", ready=True, since=hub.now, cards=cards),))
    line = page.locator("[data-node='door']")
    expect(line).to_contain_text(words)
    expect(line.locator(".tag")).to_contain_text("da" if cards == "ready" else "Kartenleser")


def test_a_printer_says_what_is_wrong_and_what_to_do(hub: FakeHub, address: str, page: Page) -> None:
    """The office's own words help whoever stands before it."""
    (printer,) = hub.snapshot().office.devices
    printer = replace(printer, help=Help(tray="A4 ins untere Fach", toner="TN-2420", spare="Schrank links"))
    hub.set(office=replace(hub.snapshot().office, devices=(printer,)))
    page.goto(address)
    line = page.locator("[data-device='printer']")
    for state, reasons, supplies, words in (
        ("ready", (), (SupplyPicture("black", 75, 12),), ("bereit", "Schwarz: 75 %, noch etwa 12 Tage")),
        ("busy", (), (), ("druckt",)),
        ("no_paper", ("media-empty",), (), ("Papier leer", "kein Papier", "A4 ins untere Fach", "Schrank links")),
        ("stopped", ("media-jam", "cover-open"), (), ("Störung", "Papierstau, eine Klappe ist offen")),
        ("ready", ("toner-low",), (), ("Toner knapp", "Toner wird knapp", "TN-2420")),
        ("unreachable", (), (), ("antwortet nicht",)),
        ("stopped", ("x-made-up-reason",), (), ("x-made-up-reason",)),
    ):
        hub.picture(devices={"printer": DevicePicture(state=state, reasons=reasons, supplies=supplies)})  # type: ignore[arg-type]
        for word in words:
            expect(line).to_contain_text(word)


def test_a_room_says_how_its_air_is_and_when_to_open_a_window(hub: FakeHub, address: str, page: Page) -> None:
    """In words and with an icon, never by colour alone; what nobody knows is not there."""
    page.goto(address)
    unfold(page)
    air = page.locator("[data-room='play'] .air")
    expect(air).to_have_count(0)

    hub.picture(rooms={"play": RoomPicture(state="occupied", co2=1250, temperature=21.5, humidity=43, air="stale")})

    expect(air).to_contain_text("bitte lüften")
    expect(air).to_contain_text("1.250 ppm CO₂ · 21,5 °C · 43 % Luftfeuchte")
    expect(air.locator("svg.icon").first).to_be_visible()


def test_whether_the_internet_is_there_is_said_with_the_reason(hub: FakeHub, address: str, page: Page) -> None:
    """The first question of any office."""
    office = hub.snapshot().office
    hub.set(office=replace(office, devices=(Device(id="net", kind="network", name="Internet", room="work"),)))
    page.goto(address)
    line = page.locator("[data-device='net']")
    for state, reasons, words in (
        ("unknown", (), "unklar"),
        ("ready", (), "erreichbar"),
        ("unreachable", ("name",), "der Name wird nicht gefunden"),
        ("unreachable", ("no_route",), "Steckt das Kabel?"),
    ):
        hub.picture(devices={"net": DevicePicture(state=state, reasons=reasons)})  # type: ignore[arg-type]
        expect(line).to_contain_text(words)


def test_contradictions_are_asked_in_plain_words(hub: FakeHub, address: str, page: Page) -> None:
    """Every kind of question can be read."""
    page.goto(address)
    hub.arrive(AMIRA, desk="pc-1")
    hub.arrive(AMIRA)
    hub.arrive(TOBIAS, desk="pc-2")
    hub.arrive(OLENA, desk="pc-2")
    hub.fold(Left(visit=str(uuid4()), adult=OLENA.adults[1].id, family=OLENA.id))
    hub.fold(FactsMissing(node="door", stream=str(uuid4()), first=2, last=4))
    hub.fold(None)
    panel = page.locator("#panel-questions")
    for words in (
        "Amira ist zweimal gekommen",
        "PC 2 ist doppelt vergeben",
        "Andrij ist gegangen, war aber nicht da",
        "Von Terminal Eingang fehlen Meldungen",
        "Terminal Eingang: sang. Sie ist aufgehoben",
    ):
        expect(panel).to_contain_text(words)


def test_a_lost_stream_is_shown_and_heals_by_itself(hub: FakeHub, page: Page) -> None:
    """A page that hears nothing says so, turns all to unknown, and comes back without a hand."""
    hub.arrive(OLENA, desk="laptop-3")
    with serving(hub) as address:
        page.goto(address)
        expect(page.locator("#link")).to_contain_text("Live")
        unfold(page)
    expect(page.locator("#link")).to_contain_text("Getrennt seit 10:42")
    expect(page.locator("html.stale #lost")).to_be_visible(timeout=8000)
    expect(page.locator("[data-desk='laptop-3'] .is-live")).to_be_hidden()
    expect(page.locator("[data-desk='laptop-3'] .is-lost").first).to_be_visible()
    hub.arrive(TOBIAS)
    with serving(hub, urlsplit(address).port or 0):
        expect(page.get_by_text("Tobias", exact=True)).to_be_visible(timeout=15000)
        expect(page.locator("html")).not_to_have_class("stale")
        page.close()


def test_a_child_without_an_adult_is_listed_and_alarms_come_first(hub: FakeHub, address: str, page: Page) -> None:
    """The family has left, the child is in the playroom: both stand on the page, in words."""
    page.goto(address)
    come = hub.arrive(OLENA, care=("Mia",))
    [mia] = [stay for stay in hub.snapshot().house.stays.values() if stay.at == "announced"]
    hub.fold(
        Taken(
            child=mia.child, family=mia.family, stay=str(uuid4()), by=TOBIAS.adults[0].id, answers=come.adult,
            follows=mia.stay,
        )
    )  # fmt: skip
    expect(page.locator(f"[data-child='{mia.child}']")).to_contain_text("in Betreuung")
    hub.fold(None)
    hub.leave(come)
    expect(page.locator(".lone")).to_contain_text("Mia")
    expect(page.locator(".lone")).to_contain_text("niemand von der Familie ist da")
    expect(page.locator(".line.alarm").first).to_contain_text("Alarm:")
    titles = page.locator("section:has(#h-questions) .line b").all_inner_texts()
    assert [title.split("\n")[-1].removeprefix("Alarm: ") for title in titles] == [
        "Kinder sind in Betreuung, und niemand hat Dienst",
        "Niemand ist für Mia verantwortlich",
        "Eine Meldung, die diese Version nicht kennt",
    ]
    assert page.locator(".number.alarm").count() == 1


def test_a_hub_that_cannot_be_drawn_gives_no_sign_of_life(hub: FakeHub, address: str, page: Page) -> None:
    """Not the socket but the truth behind it is what "Live" means."""
    page.goto(address)
    expect(page.locator("#link")).to_contain_text("Live")
    hub.broken = True
    hub.set()
    expect(page.locator("html.stale")).to_be_attached(timeout=8000)
    hub.broken = False
    expect(page.locator("#link")).to_contain_text("Live", timeout=5000)


def test_signing_out_records_a_fact_and_can_be_taken_back(hub: FakeHub, address: str, page: Page) -> None:
    """With the keyboard alone; success is shown when it is true."""
    page.goto(address)
    arrived = hub.arrive(OLENA)
    button = page.get_by_role("button", name="Abmelden Olena, Mia, Leo")
    button.focus()
    hub.arrive(TOBIAS)
    expect(page.get_by_text("Tobias", exact=True)).to_be_visible()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("Olena ist abgemeldet, 10:42.")
    expect(button).to_have_count(0)
    along = tuple(child.id for child in OLENA.children)  # those whom the button names
    assert list(hub.facts.values()) == [
        Left(visit=arrived.visit, adult=arrived.adult, family=arrived.family, takes=along)
    ]
    page.wait_for_timeout(450)
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator("#notice")).to_contain_text("Olena ist im Haus.")
    expect(button).to_be_visible()


def test_a_hub_that_cannot_store_is_told_and_nobody_leaves(hub: FakeHub, address: str, page: Page) -> None:
    """No success without COMMIT."""
    page.goto(address)
    hub.arrive(OLENA)
    hub.refuse = "the disk is full."
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("Nicht gespeichert: Die Zentrale kann es nicht aufschreiben.")
    expect(page.get_by_text("Olena", exact=True)).to_be_visible()


def test_signing_out_works_without_javascript(hub: FakeHub, address: str, browser: Browser) -> None:
    """A plain form and a redirect."""
    hub.arrive(OLENA)
    with let_in(browser.new_context(java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("#link")).to_contain_text("Stand 10:42")
        page.get_by_role("button", name="Abmelden").click()
        expect(page.locator("#notice")).to_contain_text("Olena ist abgemeldet, 10:42.")
        expect(page.get_by_text("Niemand ist angemeldet.")).to_be_visible()


def test_the_same_form_twice_is_one_fact(hub: FakeHub, address: str) -> None:
    """The key in the form is the fact's id."""
    arrived, key = hub.arrive(OLENA), str(uuid4())
    answers = [form(address, arrived.visit, key, address) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [fact_id for fact_id, _ in hub.recorded] == [key, key]
    assert list(hub.facts) == [key]
    assert form(address, arrived.visit, "no-uuid", address).status_code == 400
    assert form(address, str(uuid4()), key, address).status_code == 404


def test_every_screen_holds_the_same_key_until_the_visit_ends(hub: FakeHub, address: str) -> None:
    """Two people who press at once record one fact."""
    hub.arrive(OLENA)
    first = get(address).text
    hub.arrive(TOBIAS)
    key = first.split('name="key" value="')[1].split('"')[0]
    assert key in get(address).text


def test_a_foreign_host_is_refused(address: str) -> None:
    """A name that someone pointed at this machine opens nothing."""
    for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "[::2]:80", ""):
        for path in ("/", "/events", "/api/house", "/kiosks/door/roster", "/static/live.js"):
            assert get(address + path, headers={"host": host}).status_code == 400
    for host in ("127.0.0.1", "localhost:8080", "[::1]:8080"):
        assert get(address, headers={"host": host}).status_code == 200


def test_a_form_of_another_origin_is_refused(hub: FakeHub, address: str) -> None:
    """Only our own page changes something."""
    arrived = hub.arrive(OLENA)
    for origin in (None, "null", "http://evil.example", "http://127.0.0.1:1", address.replace("http", "https")):
        assert form(address, arrived.visit, str(uuid4()), origin).status_code == 403
    assert hub.recorded == []


def test_a_kiosk_gets_its_roster_only_when_it_is_new(hub: FakeHub, address: str) -> None:
    """Strong ETag, 304, and words for a kiosk that is none."""
    hub.give_roster("door", Roster("00" * 32, hub.snapshot().office, FAMILIES))
    url = f"{address}/kiosks/door/roster"
    sign = {"authorization": f"Bearer {TOKEN}"}
    full = get(url, headers=sign)
    assert full.headers["content-type"] == "application/json"
    assert full.headers["etag"].startswith('"')
    assert [entry["id"] for entry in full.json()["families"]] == [entry.id for entry in FAMILIES]
    again = get(url, headers={"if-none-match": full.headers["etag"], **sign})
    assert (again.status_code, again.content) == (304, b"")
    hub.give_roster("door", Roster("00" * 32, hub.snapshot().office))
    assert get(url, headers={"if-none-match": full.headers["etag"], **sign}).status_code == 200
    for path, headers in ((url, {}), (url, {"authorization": "Bearer guess"}), (url.replace("door", "nowhere"), sign)):
        refused = get(path, headers=headers)
        assert refused.status_code == 401
        assert "dabei-broker SETTINGS token NODE" in refused.json()["detail"]
        assert OLENA.adults[0].name not in refused.text


def test_names_are_text_and_never_markup(hub: FakeHub, address: str, page: Page) -> None:
    """Whatever a family is called."""
    odd = family("x", "<script>window.hacked=1</script>", ("<img/src=x/onerror=window.hacked=1>", "../../x"))
    hub.add(odd)
    page.goto(address)
    hub.arrive(odd, care=(odd.children[0].name,))
    expect(page.get_by_text("<script>window.hacked=1</script>", exact=True)).to_be_visible()
    expect(page.get_by_text("<img/src=x/onerror=window.hacked=1>", exact=True).last).to_be_visible()
    assert page.evaluate("window.hacked === undefined")
    assert "<script>window" not in get(address).text


def test_nothing_leaves_this_machine(hub: FakeHub, address: str, page: Page) -> None:
    """No CDN, no font from elsewhere, no inline script; every file has its type."""
    asked, types = set[str](), dict[str, str]()
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname or request.url))
    page.on(
        "response",
        lambda answer: types.update({urlsplit(answer.url).path: answer.headers.get("content-type", "")}),
    )
    hub.arrive(OLENA)
    page.goto(address)
    expect(page.locator("#link")).to_contain_text("Live")
    page.evaluate("document.fonts.ready")
    assert asked == {"127.0.0.1"}
    assert types["/static/fonts/commissioner-latin.woff2"] == "font/woff2"
    assert types["/static/animals/fox.svg"].startswith("image/svg+xml")
    assert types["/static/live.js"].startswith("text/javascript")
    front = get(address)
    assert front.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in front.headers["content-security-policy"]
    assert get(f"{address}/nothing").headers["x-content-type-options"] == "nosniff"
    assert "http" not in get(f"{address}/schema/openapi.json").json()["servers"][0]["url"]


def test_no_width_scrolls_sideways(hub: FakeHub, address: str, page: Page) -> None:
    """Phone, tablet, desktop, and 200 % of each."""
    for entry in FAMILIES:
        hub.arrive(entry, desk=f"pc-{FAMILIES.index(entry) % 4 + 1}")
    hub.set(week={(day, clock): Usual(10, 12, 9, 8) for day in range(7) for clock in range(240, 1680, 15)})
    page.goto(address)
    expect(page.locator("#link")).to_contain_text("Live")
    expect(page.get_by_role("table", name="nach Wochentag und Stunde").get_by_role("rowheader")).to_have_count(7)
    expect(page.locator(".heat [aria-current=time]")).to_have_css("outline", "rgb(255, 198, 55) solid 3px")
    for width in (320, 390, 720, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 600})
        for lost in ("false", "true"):
            page.evaluate(f"stale({lost})")
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_flood_is_drawn_at_most_twenty_times_a_second(hub: FakeHub, address: str) -> None:
    """And the last word arrives."""
    done = threading.Event()

    def flood() -> None:
        end = time.monotonic() + 1
        while time.monotonic() < end:
            hub.arrive(OLENA)
        hub.arrive(TOBIAS)
        done.set()

    events = 0
    with httpx.stream("GET", f"{address}/events", timeout=10, cookies=STAFF, verify=PLAIN) as stream:
        threading.Thread(target=flood).start()
        for line in stream.iter_lines():
            events += '"panel":"present"' in line
            if done.is_set() and "Tobias" in line:
                break
    assert 5 < events < 30


def test_the_house_in_numbers_has_no_names(hub: FakeHub, address: str) -> None:
    """For programs."""
    hub.arrive(OLENA, desk="laptop-3", care=("Mia",))
    answer = get(f"{address}/api/house")
    numbers = answer.json()
    assert (numbers["adults"], numbers["children"], numbers["announced"]) == (1, 2, 1)
    assert numbers["desks"]["laptop-3"]["state"] == "in_use"
    assert "Olena" not in answer.text


def test_the_server_stops_within_a_second_though_browsers_hang_on(hub: FakeHub) -> None:
    """Streams end with the server; its port is its own meanwhile."""
    with httpx.Client(timeout=10, cookies=STAFF, verify=PLAIN) as client, serving(hub) as address:
        port = urlsplit(address).port or 0
        with pytest.raises(PortTakenError, match=f"port {port}"):
            Server(create_app(hub), port)
        for _ in range(5):
            client.send(client.build_request("GET", f"{address}/events"), stream=True)
        began = time.monotonic()
    assert time.monotonic() - began < 1
