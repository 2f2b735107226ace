"""What staff do on the house page: they answer, say that a device works again, and mark a desk as defect."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from broker.wire.facts.house import DeskMarked, DeviceFixed, QuestionAnswered, QuestionRaised
from broker.wire.facts.presence import Left
from broker.wire.pictures import DevicePicture
from browsers import window
from housedays import FULL, full_house
from hubs import MINUTE, NAME, OLENA, FakeHub
from test_page_keyboard import button, go
from visitors import let_in, serving, staff

LINH = FULL[1].adults[0]
SEAT = "pi-work/seat-laptop-4"


@pytest.fixture
def hub() -> FakeHub:
    """Give a full house."""
    return full_house()


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open it."""
    with window(browser, viewport={"width": 1440, "height": 900}, reduced_motion="reduce") as (context, page):
        let_in(context)
        page.goto(address)
        expect(page.locator("#link")).to_have_text("Live")
        yield page


def test_staff_answer_where_they_read_the_question(hub: FakeHub, page: Page) -> None:
    """By keyboard alone. What it means is recorded, nobody stands for the adult, and the log knows who it was."""
    go(page, button(page, "Ist gegangen"))
    expect(page.locator("#notice")).to_contain_text("Beantwortet.")
    expect(page.get_by_text("Ist Linh noch da?")).to_have_count(0)
    left, answered = hub.facts.values()
    assert isinstance(left, Left)
    assert (left.adult, left.by) == (LINH.id, None)
    assert answered == QuestionAnswered("unseen", LINH.id, "left", None)
    [line] = hub.log
    assert (line.role, line.actor, line.what, line.subject, line.detail) == (
        "staff", NAME, "answer", LINH.id, "unseen left",
    )  # fmt: skip


def test_an_alarm_stands_first_and_what_only_carers_can_say_has_no_button(hub: FakeHub, page: Page) -> None:
    child = OLENA.children[0].id
    hub.fold(QuestionRaised(question="child_at_closing", subject=child))
    hub.fold(QuestionRaised(question="headcount_wrong", subject="care"))
    first, second = (page.locator(".matters .line").nth(place) for place in (0, 1))
    expect(first).to_contain_text("Alarm:")
    expect(first.get_by_role("button")).to_have_count(0 if "stimmt" in first.inner_text() else 2)
    both = first.or_(second)
    expect(both.get_by_role("button", name="Ist nach Hause gegangen")).to_have_count(1)
    expect(page.get_by_text("Das beantwortet die Betreuung auf ihrem Tablet.")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 1024, 1440])
def test_what_is_wrong_is_read_first_at_every_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    headings = page.locator("main h2").all_inner_texts()
    assert headings[0].strip() == "Meldungen"
    if width < 1100:
        tops = page.evaluate("['questions','numbers','plan'].map(n => at(`panel-${n}`).getBoundingClientRect().top)")
        assert tops == sorted(tops)


def test_who_was_faster_has_answered(hub: FakeHub, address: str) -> None:
    """A page that is old records nothing, and neither does an answer that is not for staff."""
    with staff(address) as client:
        for kind, subject, said in (
            ("unseen", "a-nobody00", "left"), ("unseen", LINH.id, "mine"), ("headcount_due", "", "right"),
        ):  # fmt: skip
            sent = {"key": str(uuid4()), "why": kind, "subject": subject, "said": said}
            assert "getan=settled" in client.post("/fragen", data=sent).headers["location"]
        assert "schon erledigt" in client.get("/?getan=settled").text
    assert not hub.recorded
    assert not hub.log


def test_the_same_answer_twice_is_recorded_once(hub: FakeHub, address: str) -> None:
    with staff(address) as client:
        sent = {"key": str(uuid4()), "why": "unseen", "subject": LINH.id, "said": "here"}
        for _ in range(2):
            client.post("/fragen", data=sent)
    assert list(hub.facts.values()) == [QuestionAnswered("unseen", LINH.id, "here", None)]


def test_a_device_that_was_put_right_has_a_quarter_of_an_hour_to_say_so_itself(hub: FakeHub, page: Page) -> None:
    """It settles the matter for the eye, and never changes what the device says."""
    matters, count = page.locator("#panel-questions"), page.locator(".number:last-child b")
    expect(count).to_have_text("3")
    matters.locator(".line", has_text="Drucker").get_by_role("button", name="behoben").click()
    expect(page.locator("#notice")).to_contain_text("in 15 Minuten")
    line = page.locator("[data-device='printer']")
    expect(line).to_contain_text("behoben gemeldet 10:42, wartet auf das Gerät")
    expect(line.locator(".tag")).to_contain_text("Toner knapp")
    expect(matters.get_by_text("Drucker")).to_have_count(0)
    expect(count).to_have_text("2")
    assert list(hub.facts.values()) == [DeviceFixed(device="printer")]
    assert [(entry.what, entry.subject) for entry in hub.log] == [("device_fixed", "printer")]
    hub.picture(devices={"printer": DevicePicture(state="no_paper", since=hub.now + 1)})
    expect(line).not_to_contain_text("behoben gemeldet")  # it has spoken: this is another matter
    hub.set(awaited={})
    expect(count).to_have_text("3")


def test_a_sensor_that_was_put_right_is_waited_for(hub: FakeHub, page: Page) -> None:
    matters = page.locator("#panel-questions")
    matters.locator("[data-question='sensor_silent']").get_by_role("button", name="behoben").click()
    expect(matters.locator(".seen-to")).to_contain_text("wartet auf das Gerät")
    assert list(hub.facts.values()) == [DeviceFixed(device=SEAT)]
    assert ("sensor_silent", SEAT) in hub.snapshot().house.questions
    hub.set(awaited={})
    expect(matters.locator("[data-question='sensor_silent']")).to_be_visible()


def test_a_desk_is_marked_from_the_list_and_who_sits_there_is_named(hub: FakeHub, page: Page) -> None:
    """By keyboard; the place is kept when the list is drawn anew."""
    page.locator("#desks > summary").click()
    pressed = page.locator("#d-laptop-1")
    go(page, pressed, steps=60)
    expect(page.locator("#notice")).to_contain_text("Dort sitzt Olena")
    expect(page.locator("[data-desk='laptop-1']")).to_contain_text("defekt")
    expect(pressed).to_contain_text("Geht wieder")
    expect(pressed).to_be_focused()
    page.wait_for_timeout(450)
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("Laptop 1 ist wieder nutzbar.")
    page.wait_for_timeout(450)
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("Dort sitzt Olena")
    assert list(hub.facts.values()) == [DeskMarked("laptop-1", defect=one) for one in (True, False, True)]
    assert [entry.detail for entry in hub.log] == ["defect", "works", "defect"]


def test_all_of_it_works_without_script(browser: Browser, hub: FakeHub, address: str) -> None:
    with window(browser, java_script_enabled=False) as (context, page):
        let_in(context)
        page.goto(address)
        button(page, "Ist da").click()
        expect(page.locator("#notice")).to_contain_text("Beantwortet.")
        page.locator("#panel-questions").get_by_role("button", name="behoben").first.click()
        expect(page.locator("#notice")).to_contain_text("in 15 Minuten")
        page.locator("#desks > summary").click()
        page.locator("#d-laptop-2").click()
        expect(page.locator("#notice")).to_contain_text("Laptop 2 ist als defekt gemeldet. Er wird niemandem mehr")
    assert [type(body) for body in hub.facts.values()] == [QuestionAnswered, DeviceFixed, DeskMarked]


def test_what_is_not_there_is_refused_in_words(hub: FakeHub, address: str) -> None:
    with staff(address) as client:
        for path, sent in (("/behoben", {"device": "toaster"}), ("/platz/nowhere/defekt", {"desk": "defect"})):
            answer = client.post(path, data={"key": str(uuid4()), **sent})
            assert answer.status_code == 404
            assert "<h1>" in answer.text
        assert client.post("/platz/pc-1/defekt", data={"key": str(uuid4()), "desk": "burnt"}).status_code == 400
        assert "ist als" not in client.get("/?getan=defect&platz=nowhere").text
    assert not hub.recorded


def test_a_log_that_cannot_be_written_lets_nothing_change(hub: FakeHub, address: str) -> None:
    hub.refuse = "the disk is full."
    with staff(address) as client:
        sent = {"key": str(uuid4()), "why": "unseen", "subject": LINH.id, "said": "left"}
        answer = client.post("/fragen", data=sent)
    assert answer.status_code == 503
    assert not hub.recorded


def test_a_minute_after_the_quarter_it_stands_there_again(hub: FakeHub, page: Page) -> None:
    page.locator("#panel-questions").locator(".line", has_text="Drucker").get_by_role("button").click()
    expect(page.locator(".number:last-child b")).to_have_text("2")
    hub.now += 16 * MINUTE
    hub.fold(DeskMarked("pc-3", defect=True))
    expect(page.locator(".number:last-child b")).to_have_text("3")
