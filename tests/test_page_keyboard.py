"""Each main task by keyboard alone: every step is reached by Tab, is seen to be, and a sheet gives its place back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from broker.wire.facts.care import CallAnswered, Called, ShiftEnded, ShiftHandedOver, ShiftTaken
from broker.wire.facts.custody import Returned, Taken
from broker.wire.facts.house import EmergencyBegan, EmergencyTicked
from browsers import window
from carers import BAO, JANA, LINH, MIA, OLENA, TOBIAS, as_tablet, care_hub, morning
from hubs import FakeHub
from offices import wait
from visitors import at_desk, let_in, serving

FOCUS = """element => {
  const seen = [element, element.nextElementSibling, element.parentElement.querySelector("span")].filter(Boolean);
  return [...seen.map((one) => getComputedStyle(one)), getComputedStyle(element, "::after")]
    .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""
"""Whether a ring is drawn round what has the focus, or round what stands for it."""


@pytest.fixture
def hub() -> FakeHub:
    """Give a morning: Jana on duty, Bao in care, Mia announced; Tobias could come on duty."""
    hub = care_hub()
    morning(hub)
    hub.arrive(TOBIAS, children=False)
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


@pytest.fixture
def opened(browser: Browser) -> Iterator[tuple[BrowserContext, Page]]:
    """Open a browser without a mouse."""
    with window(browser, viewport={"width": 1024, "height": 768}, reduced_motion="reduce", locale="de-DE") as found:
        yield found


def go(page: Page, target: Locator, key: str = "Enter", *, steps: int = 40) -> None:
    """Press Tab until this has the focus, see that it is shown, and press a key."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        if target.count() and target.first.evaluate("element => element === document.activeElement"):
            assert target.first.evaluate(FOCUS), f"nothing shows that {target} has the focus"
            page.wait_for_timeout(450)  # a list that has just moved takes no touch
            page.keyboard.press(key)
            return
    raise AssertionError(f"no way to {target} by keyboard")


def button(page: Page, name: str) -> Locator:
    """Find a button."""
    return page.get_by_role("button", name=name)


def test_a_carer_takes_a_child_calls_and_hands_it_over(
    hub: FakeHub, address: str, opened: tuple[BrowserContext, Page]
) -> None:
    context, page = opened
    as_tablet(context)
    page.goto(f"{address}/betreuung")
    go(page, page.locator(f"[data-visit='{MIA}'] .take"))
    expect(page.locator(f"[data-visit='{MIA}']")).to_have_attribute("data-kind", "care")
    tile = page.locator(f"[data-visit='{MIA}'] h2 a")
    go(page, tile)
    expect(page.get_by_role("dialog")).to_be_focused()
    go(page, button(page, "Bitte kommen"))
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(tile).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    go(page, page.get_by_role("link", name="Übergeben"))
    expect(page.get_by_text("Wer nimmt Mia jetzt mit?")).to_be_visible()
    go(page, page.get_by_role("radio").first, "Space")
    go(page, button(page, "Mia übergeben"))
    expect(page.locator("#notice")).to_contain_text("Übergeben.")
    taken, called, back = hub.facts.values()
    assert isinstance(taken, Taken)
    assert isinstance(called, Called)
    assert isinstance(back, Returned)
    assert (back.child, back.to) == (MIA, OLENA.adults[0].id)


def test_a_shift_begins_is_handed_over_and_ends(
    hub: FakeHub, address: str, opened: tuple[BrowserContext, Page]
) -> None:
    context, page = opened
    as_tablet(context)
    page.goto(f"{address}/betreuung")
    duty = page.locator(".thumbs").get_by_role("link", name="Dienst")
    go(page, duty)
    go(page, page.locator("#sheet .choice-button", has_text="Tobias"))
    expect(page.locator("#notice")).to_contain_text("Dienst geändert.")
    expect(duty).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    go(page, page.locator("#sheet .carer:has-text('Jana') input[name=heads]"), "1")
    go(page, page.locator("#sheet .carer:has-text('Jana') .hand-on button"))
    wait(lambda: len(hub.facts) > 1, 5, "the shift is handed over")
    expect(page.locator("#notice")).to_contain_text("Dienst geändert.")
    assert [type(body) for body in hub.facts.values()] == [ShiftTaken, ShiftHandedOver]
    assert list(hub.snapshot().house.shifts) == [TOBIAS.adults[0].id]


def test_a_shift_ends_where_nobody_needs_it(hub: FakeHub, address: str, opened: tuple[BrowserContext, Page]) -> None:
    context, page = opened
    as_tablet(context)
    hub.fold(ShiftTaken(shift="11111111-1111-4111-8111-111111111112", adult=TOBIAS.adults[0].id, family=TOBIAS.id))
    page.goto(f"{address}/betreuung")
    go(page, page.locator(".thumbs").get_by_role("link", name="Dienst"))
    expect(page.get_by_role("dialog")).to_be_focused()
    go(page, page.locator("#sheet .carer:has-text('Jana') form:not(.hand-on) button"))
    expect(page.locator("#notice")).to_contain_text("Dienst geändert.")
    [ended] = hub.facts.values()
    assert isinstance(ended, ShiftEnded)
    assert ended.adult == JANA.adults[0].id


def test_a_call_is_answered_at_the_desk(hub: FakeHub, address: str, opened: tuple[BrowserContext, Page]) -> None:
    context, page = opened
    call = "11111111-1111-4111-8111-111111111111"
    hub.fold(Called(call=call, child=BAO, family=LINH.id, adult=LINH.adults[0].id, why="come"))
    context.add_cookies([{"name": n, "value": v, "url": address} for n, v in at_desk(hub, "pc-1").items()])
    page.goto(f"{address}/platz/pc-1")
    expect(page.locator("#link")).to_have_text("Live")
    go(page, button(page, "In 2 Minuten"))
    expect(page.get_by_text("Gesagt: in 2 Minuten.")).to_be_visible()
    go(page, button(page, "Ich komme"))
    expect(page.get_by_text("Gesagt: Ich komme.")).to_be_visible()
    assert list(hub.facts.values()) == [
        CallAnswered(call=call, answer="soon"),
        CallAnswered(call=call, answer="coming"),
    ]


def test_the_emergency_list_is_ticked(hub: FakeHub, address: str, opened: tuple[BrowserContext, Page]) -> None:
    context, page = opened
    as_tablet(context)
    page.goto(f"{address}/notfall")
    go(page, button(page, "Übung"))
    expect(page.locator(f"[data-tick='{BAO}']")).to_be_enabled()
    go(page, page.locator(f"[data-tick='{BAO}']"), "Space")
    expect(page.locator(f"[data-tick='{BAO}']")).to_be_disabled(timeout=15_000)  # it is told
    assert [type(body) for body in hub.facts.values()] == [EmergencyBegan, EmergencyTicked]


def test_a_line_of_the_paper_sheet_is_typed_in(hub: FakeHub, address: str, opened: tuple[BrowserContext, Page]) -> None:
    context, page = opened
    let_in(context)
    page.goto(f"{address}/papier")
    go(page, page.get_by_role("link", name="Blatt eintragen"))
    expect(page.locator("#wer")).to_be_visible()
    go(page, page.locator("#wer"), "A")
    go(page, page.locator(".p-who button"))
    expect(page.locator("#came")).to_be_focused()
    page.keyboard.type("0905A")  # the last is for a browser that counts to twelve
    go(page, page.locator("button.main"))
    expect(page.get_by_role("status")).to_contain_text("Gespeichert")
    assert hub.facts
