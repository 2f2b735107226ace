"""Own codes as letters: made at random, shown once, in the adult's language, and written nowhere but on paper."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest
from playwright.sync_api import Browser

from broker.families import is_easy
from broker.store import codes
from browsers import window
from card_offices import AHORN, AMAL, LINDE, OKSANA, PETRO, card_hub
from hubs import FakeHub
from visitors import let_in, serving, staff

OLD = "482915"
GONE, SEE_OTHER = HTTPStatus.GONE, HTTPStatus.SEE_OTHER


@pytest.fixture
def hub() -> FakeHub:
    """Give an office in which one of three has a code."""
    return card_hub()


@pytest.fixture
def client(hub: FakeHub) -> Iterator[httpx.Client]:
    """Be staff."""
    with serving(hub) as address, staff(address) as client:
        yield client


def keys(text: str) -> list[str]:
    """Give the keys of a page's forms."""
    return re.findall(r'name="key" value="([^"]+)"', text)


def code_in(text: str) -> list[str]:
    """Give the codes that a page shows."""
    return ["".join(parts) for parts in re.findall(r"<span>(\d{3})</span> <span>(\d{3})</span>", text)]


def pin(hub: FakeHub, adult: str) -> str | None:
    """Give the code that the hub has."""
    row = hub.store.connection.execute("SELECT pin FROM adult WHERE id = ?", (adult,)).fetchone()
    return row[0]


def letter(client: httpx.Client, adult: str, family: str) -> httpx.Response:
    """Ask for a new code."""
    key = keys(client.get(f"/familien/{family}/karten").text)[0]
    return client.post(f"/familien/{family}/code", data={"adult": adult, "key": key})


def test_a_new_code_is_shown_once_and_the_old_one_counts_no_longer(client: httpx.Client, hub: FakeHub) -> None:
    page = client.get(f"/familien/{AHORN}/karten")
    assert OLD not in page.text
    data = {"adult": OKSANA, "key": keys(page.text)[0]}
    answer = client.post(f"/familien/{AHORN}/code", data=data)
    (code,) = code_in(answer.text)
    assert (pin(hub, OKSANA), code != OLD, is_easy(code)) == (code, True, False)
    assert "Яна" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    again = client.post(f"/familien/{AHORN}/code", data=data)
    assert (again.status_code, code_in(again.text), pin(hub, OKSANA)) == (GONE, [], code)
    assert code not in client.get(f"/familien/{AHORN}/karten").text + client.get("/karten").text
    rows = hub.store.connection.execute("SELECT * FROM access").fetchall()
    assert [row[4:] for row in rows if row[4] == "code"] == [("code", OKSANA, "new")]
    assert code not in str(rows)


def test_a_form_of_before_a_restart_makes_no_code(client: httpx.Client, hub: FakeHub) -> None:
    for key in ("", "nothing", "3d1c4d0e-2f7b-4a53-9d0b-6a6d5b7c1e42"):
        answer = client.post(f"/familien/{AHORN}/code", data={"adult": OKSANA, "key": key})
        assert (answer.status_code, pin(hub, OKSANA)) == (GONE, OLD)


def test_everybody_without_a_code_gets_one_on_a_page_each(client: httpx.Client, hub: FakeHub) -> None:
    page = client.get("/karten")
    assert "2 Personen haben noch keinen Code" in page.text
    answer = client.post("/karten/codes", data={"key": keys(page.text)[-1]})
    assert sorted(code_in(answer.text)) == sorted([pin(hub, PETRO), pin(hub, AMAL)])  # type: ignore[type-var]
    assert answer.text.count('<article class="letter"') == 2
    assert pin(hub, OKSANA) == OLD
    assert "Alle haben einen Code" in client.get("/karten").text


def test_a_code_is_taken_away(client: httpx.Client, hub: FakeHub) -> None:
    answer = client.post(f"/familien/{AHORN}/code/weg", data={"adult": OKSANA})
    assert (answer.status_code, pin(hub, OKSANA)) == (SEE_OTHER, None)
    assert client.post(f"/familien/{AHORN}/code/weg", data={"adult": AMAL}).status_code == SEE_OTHER  # not theirs
    rows = hub.store.connection.execute("SELECT what, subject, detail FROM access WHERE what = 'code'").fetchall()
    assert rows == [("code", OKSANA, "gone")]


@pytest.mark.parametrize(
    ("language", "says", "beside"),
    [("de", "das ist dein Code", 0), ("en", "this is your code", 0), ("ar", "das ist dein Code", 1)],
)
def test_a_letter_speaks_the_language_of_its_adult_as_far_as_it_is_known(
    client: httpx.Client, hub: FakeHub, language: str, says: str, beside: int
) -> None:
    hub.store.connection.execute("UPDATE family SET language = ? WHERE id = ?", (language, LINDE))
    text = letter(client, AMAL, LINDE).text
    assert says in text
    assert text.count("Type the six digits.") == beside + (language == "en")
    assert "Der alte Code gilt nicht mehr" not in text  # there was none


def test_a_code_is_never_easy_and_never_anothers(hub: FakeHub) -> None:
    numbers = iter([123456, 0, 777777, int(OLD), 42_007])
    assert codes.renew(hub.store.connection, AMAL, lambda _below: next(numbers)) == "042007"
    assert codes.renew(hub.store.connection, "a-nobody00", lambda _below: 531_246) is None


def test_nothing_is_shown_that_could_not_be_written(client: httpx.Client, hub: FakeHub) -> None:
    key = keys(client.get(f"/familien/{AHORN}/karten").text)[0]
    hub.refuse = "no space left"
    answer = client.post(f"/familien/{AHORN}/code", data={"adult": OKSANA, "key": key})
    assert (answer.status_code, code_in(answer.text), pin(hub, OKSANA)) == (HTTPStatus.SERVICE_UNAVAILABLE, [], OLD)


def test_each_letter_is_one_page_of_paper_with_its_address_in_the_window(browser: Browser, hub: FakeHub) -> None:
    with serving(hub) as address, window(browser, base_url=address) as (context, page):
        let_in(context)
        page.goto("/karten")
        page.get_by_role("button", name="2 Briefe drucken").click()
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 794, "height": 1123})
        pages = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
        boxes = [found.bounding_box() for found in page.locator(".letter header").all()]
        assert not page.get_by_text("Druck jetzt").is_visible()
    mm = 96 / 25.4
    assert pages == 2
    assert [(round(box["x"] / mm), round(box["height"] / mm)) for box in boxes if box] == [(25, 45)] * 2
    assert boxes[0]
    assert round(boxes[0]["y"] / mm) == 45
