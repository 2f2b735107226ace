"""A carer signs families in and out on the board: by the kiosk's own rules, once, and never what is no longer so."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from broker.house.going import LUNCH_MIN
from broker.house.roster import Family
from broker.house.state import House
from broker.wire.facts import FactBody
from broker.wire.facts.care import PlaceAsked
from broker.wire.facts.custody import ChildGone, ChildrenChosen, HandedOver, LeaveAsked, LeaveWithdrawn, Offered
from broker.wire.facts.presence import Arrived, CameBack, DeskChosen, Left, Undone, WentOut
from browsers import window
from carers import (
    BAO,
    JANA,
    LEO,
    LINH,
    MIA,
    OLENA,
    TOBIAS,
    Door,
    as_tablet,
    care_hub,
    field,
    morning,
    on_duty,
    tablet,
    taken,
)  # fmt: skip
from hubs import MINUTE, FakeHub, family

PAGE = "/betreuung/familien"
BY = JANA.adults[0].id
OLENA_ID, ANDRIJ_ID, LINH_ID, TOBIAS_ID = OLENA.adults[0].id, OLENA.adults[1].id, LINH.adults[0].id, TOBIAS.adults[0].id
ANNA = family("n", "Anna", ("Ida", "owl"), ("Max", "bee"), ("Zoe", "cat"))
IDA, MAX, ZOE = (child.id for child in ANNA.children)
ANNA_ID = ANNA.adults[0].id


def usual(entry: Family, desk: str | None, **where: str) -> Family:
    """Give a family with what was chosen last, by first names of the children."""
    children = tuple(replace(c, usual=where.get(c.name, "adult")) for c in entry.children)  # type: ignore[arg-type]
    return replace(entry, children=children, adults=tuple(replace(a, usual_desk=desk) for a in entry.adults))


@pytest.fixture
def hub() -> FakeHub:
    """Give a morning: Jana on duty, Bao in care, Mia announced, Leo with Olena; Anna is not there."""
    hub = care_hub()
    hub.add(usual(ANNA, "pc-2", Ida="care", Zoe="absent"))
    morning(hub)
    return hub


DOOR = Door()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve whichever hub stands behind the door."""
    DOOR.hub = care_hub()
    with DOOR.serving() as address:
        yield address


@pytest.fixture
def tab(hub: FakeHub, address: str) -> Iterator[httpx.Client]:
    """Give an open tablet."""
    DOOR.hub = hub
    with tablet(address) as client:
        yield client


def send(tab: httpx.Client, adult: str, what: str, **fields: str) -> httpx.Response:
    """Send a form as a page without script does, of the visit that is on the screen."""
    follows = house().visit(adult)
    return tab.post(
        f"{PAGE}/{adult}/{what}",
        data={"key": str(uuid4()), "follows": follows.visit if follows else "", **fields},
    )


def house() -> House:
    return DOOR.hub.snapshot().house


def bodies() -> list[FactBody]:
    return list(DOOR.hub.facts.values())


def told(answer: httpx.Response) -> str:
    """Give what a form without script has led to."""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("getan=")[2]


def test_a_family_comes_with_its_usual_choices_and_pressing_twice_is_once(tab: httpx.Client) -> None:
    """Exactly what is on the sheet when nothing was touched there."""
    sheet = tab.get(f"{PAGE}/{ANNA_ID}").text
    checked = {part.split('value="')[1].split('"')[0] for part in sheet.split("<input")[1:] if " checked" in part}
    assert checked == {"care", "adult", "absent"}
    assert '<option value="pc-2" selected>' in sheet
    fields = {"key": field(sheet, "key"), IDA: "care", MAX: "adult", ZOE: "absent", "to": "pc-2"}
    answers = [tab.post(f"{PAGE}/{ANNA_ID}/kommen", data=fields) for _ in range(2)]
    assert [told(answer) for answer in answers] == ["came", "came"]
    [came] = bodies()
    assert isinstance(came, Arrived)
    assert (came.by, came.desk, [(c.child, c.to) for c in came.children]) == (
        BY,
        "pc-2",
        [(IDA, "care"), (MAX, "adult")],
    )
    assert house().stays[IDA].at == "announced"  # a carer takes it with one touch, as any other
    page = tab.get(answers[0].headers["location"]).text
    assert "Angemeldet." in page
    assert "Anmelden rückgängig" in page


def test_beyond_the_limit_a_child_waits_with_its_adult_and_the_page_says_so(address: str) -> None:
    DOOR.hub = hub = care_hub(places=2)
    hub.add(usual(ANNA, None, Ida="care"))
    morning(hub)
    with tablet(address) as tab:
        assert "Wer keinen hat, wartet" in tab.get(f"{PAGE}/{ANNA_ID}").text
        assert told(send(tab, ANNA_ID, "kommen", **{IDA: "care"})) == "came_waits"
        assert house().stays[IDA].at == "adult"
        assert isinstance(bodies()[1], PlaceAsked)
        answer = send(tab, OLENA_ID, "kinder", subject=LEO, said="care")
        assert "Das Kind wartet" in answer.text
        assert house().stays[LEO].at == "adult"
        send(tab, OLENA_ID, "kinder", subject=LEO, said="adult")
        assert [ask.child for ask in house().asks.values()] == [IDA]


def test_a_desk_taken_meanwhile_is_not_given_twice(hub: FakeHub, tab: httpx.Client) -> None:
    """Whoever comes sits at the next one of its kind, and is told; whoever is here is asked for another."""
    assert "inzwischen besetzt" in send(tab, ANNA_ID, "kommen", to="pc-1").text
    assert house().visits[ANNA_ID].desk == "pc-2"
    assert "inzwischen besetzt" in send(tab, OLENA_ID, "platz", to="pc-1").text
    assert house().visits[OLENA_ID].desk == "laptop-3"
    assert "Platz geändert." in send(tab, OLENA_ID, "platz", to="laptop-4").text
    send(tab, OLENA_ID, "platz", to="")
    assert [fact.desk for fact in bodies() if isinstance(fact, DeskChosen)] == ["laptop-4", None]
    hub.arrive(TOBIAS, desk="laptop-3")
    assert "desk_twice" not in {kind for kind, _ in house().questions}


def test_what_the_kiosk_settled_meanwhile_is_told_and_nothing_is_invented(hub: FakeHub, tab: httpx.Client) -> None:
    """Coming, going, and a child that a carer has taken."""
    hub.arrive(ANNA, desk="pc-2")
    assert "Das ist schon erledigt" in send(tab, ANNA_ID, "kommen", to="pc-3").text
    visit = house().visits[LINH_ID]
    hub.fold(Left(visit=visit.visit, adult=LINH_ID, family=LINH.id, takes=(BAO,)))
    for what, fields in (("platz", {"to": "pc-3"}), ("raus", {"why": "errand"}), ("wieder-da", {})):
        assert "Das ist schon erledigt" in send(tab, LINH_ID, what, **fields).text, what
    assert told(send(tab, LINH_ID, "gehen", follows=visit.visit)) == "left"
    taken(hub, MIA)
    assert "Das ist schon erledigt" in send(tab, OLENA_ID, "kinder", subject=MIA, said="adult").text
    assert bodies() == []


def test_where_a_child_is_changes_with_one_touch(tab: httpx.Client) -> None:
    assert "Notiert, wo das Kind ist." in send(tab, OLENA_ID, "kinder", subject=LEO, said="together").text
    assert house().stays[LEO].at == "together"
    send(tab, OLENA_ID, "kinder", subject=LEO, said="together")
    [chosen] = bodies()
    assert isinstance(chosen, ChildrenChosen)
    page = tab.get(f"{PAGE}/{LINH_ID}").text
    assert f"/betreuung/kind/{BAO}" in page  # in care: that is between the carers and the child's own sheet
    assert 'name="subject"' not in page


def test_out_for_a_while_and_back(tab: httpx.Client) -> None:
    """Lunch is for those who leave nobody in care; the desk is held; taken back it never was."""
    assert [why for why in map(str, LUNCH_MIN) if f'value="{why}"' in tab.get(f"{PAGE}/{LINH_ID}").text] == []
    assert "Das ist schon erledigt" in send(tab, LINH_ID, "raus", why="30").text
    send(tab, OLENA_ID, "kinder", subject=MIA, said="adult")
    sheet = tab.get(f"{PAGE}/{OLENA_ID}").text
    assert [why for why in map(str, LUNCH_MIN) if f'value="{why}"' in sheet] == ["30", "60", "90"]
    assert told(send(tab, OLENA_ID, "raus", why="60")) == "out"
    [_, out] = bodies()
    assert isinstance(out, WentOut)
    assert (out.why, out.until, set(out.takes)) == ("lunch", DOOR.hub.now + 60 * MINUTE, {MIA, LEO})
    assert "ist wieder da" in tab.get(f"{PAGE}/{OLENA_ID}").text
    assert told(send(tab, OLENA_ID, "wieder-da")) == "here"
    assert told(send(tab, OLENA_ID, "wieder-da")) == "here"
    assert [type(fact) for fact in bodies()[2:]] == [CameBack]
    assert house().stays[MIA].at == "adult"
    assert told(send(tab, LINH_ID, "raus", why="errand")) == "out"
    assert told(send(tab, LINH_ID, "zurueck", said="out")) == "undone"
    assert house().visits[LINH_ID].away is None


def test_who_leaves_nobody_behind_goes_with_one_touch_and_comes_back_with_another(
    hub: FakeHub, tab: httpx.Client
) -> None:
    """For two minutes."""
    send(tab, OLENA_ID, "kinder", subject=MIA, said="adult")
    sheet = tab.get(f"{PAGE}/{OLENA_ID}").text.split("/gehen")[1]
    fields = {"key": field(sheet, "key"), "follows": field(sheet, "follows")}
    assert [told(tab.post(f"{PAGE}/{OLENA_ID}/gehen", data=fields)) for _ in range(2)] == ["left", "left"]
    [_, left] = bodies()
    assert isinstance(left, Left)
    assert (left.by, set(left.takes or ())) == (BY, {MIA, LEO})
    assert told(send(tab, OLENA_ID, "zurueck", said="left")) == "undone"
    assert {MIA, LEO} <= house().stays.keys()
    assert OLENA_ID in house().visits
    send(tab, OLENA_ID, "gehen")
    hub.now += 3 * MINUTE
    hub.set()
    assert "Abmelden rückgängig" not in tab.get(f"{PAGE}/{OLENA_ID}").text
    answer = send(tab, OLENA_ID, "zurueck", said="left")
    assert (answer.status_code, "nicht mehr rückgängig" in answer.text) == (400, True)
    assert [type(fact) for fact in bodies()].count(Undone) == 1


def test_an_arrival_that_a_child_depends_on_is_not_taken_back(hub: FakeHub, tab: httpx.Client) -> None:
    send(tab, ANNA_ID, "kommen", **{IDA: "care"})
    taken(hub, IDA)
    assert "rückgängig" not in tab.get(f"{PAGE}/{ANNA_ID}").text
    assert send(tab, ANNA_ID, "zurueck", said="arrived").status_code == 400
    assert IDA in house().stays


def test_the_guard_asks_and_who_takes_the_child_along_goes(hub: FakeHub, tab: httpx.Client) -> None:
    """Asking is a fact too; which carer it is has to be said where there are two."""
    hub.arrive(TOBIAS, children=False)
    on_duty(hub, TOBIAS)
    tab.cookies.set("dabei-carer", BY)
    asked = send(tab, LINH_ID, "gehen")
    assert "Linh geht. Wer ist jetzt für Bao da?" in asked.text
    assert [type(fact) for fact in bodies()] == [LeaveAsked]
    picking = send(tab, LINH_ID, "gehen", subject=BAO, said="take")
    assert "Wer bist du?" in picking.text
    answer = send(tab, LINH_ID, "gehen", subject=BAO, said="take", by=TOBIAS_ID)
    assert told(answer) == "left"
    left = bodies()[-1]
    assert isinstance(left, Left)
    assert (left.takes, left.by) == ((BAO,), TOBIAS_ID)
    assert "collected_unasked" not in {kind for kind, _ in house().questions}


def test_the_guard_asks_child_by_child_and_nothing_counts_before_the_last_answer(
    hub: FakeHub, tab: httpx.Client
) -> None:
    taken(hub, MIA)
    send(tab, OLENA_ID, "kinder", subject=LEO, said="care")
    taken(hub, LEO)
    first = send(tab, OLENA_ID, "gehen").text
    one, other = (MIA, LEO) if "für Mia da" in first else (LEO, MIA)
    second = send(tab, OLENA_ID, "gehen", subject=one, said="take").text
    assert f'name="children" value="{one}:take"' in second
    assert f'name="subject" value="{other}"' in second
    assert {one, other} <= house().stays.keys()
    assert "Minuten raus" not in second  # who takes a child along is not back at once
    assert (
        told(send(tab, OLENA_ID, "gehen", subject=other, said="take", children=f"{one}:take c-forgedxx:take")) == "left"
    )
    assert not {one, other} & house().stays.keys()
    left = bodies()[-1]
    assert isinstance(left, Left)
    assert sorted(left.takes or ()) == sorted((one, other))


def test_somebody_else_takes_over_and_counts_at_once(hub: FakeHub, tab: httpx.Client) -> None:
    """The baton passes as with a card at the kiosk; a stranger is no answer."""
    hub.add(replace(OLENA, adults=(OLENA.adults[0], replace(OLENA.adults[1], deputy=False))))
    taken(hub, MIA)
    send(tab, OLENA_ID, "gehen")
    assert "Das ist schon erledigt" in send(tab, OLENA_ID, "gehen", subject=MIA, said="other", to=LINH_ID).text
    assert MIA in house().stays
    assert told(send(tab, OLENA_ID, "gehen", subject=MIA, said="other", to=ANDRIJ_ID)) == "left"
    assert [type(fact) for fact in bodies()[1:]] == [Offered, Arrived, HandedOver, Left]
    assert (house().stays[MIA].answers, house().stays[MIA].at) == (ANDRIJ_ID, "care")
    assert OLENA_ID not in house().visits
    assert not {"child_alone", "handover_unasked"} & {kind for kind, _ in house().questions}


def test_a_carer_on_duty_takes_over(tab: httpx.Client) -> None:
    send(tab, LINH_ID, "gehen")
    assert told(send(tab, LINH_ID, "gehen", subject=BAO, said="other", to=BY)) == "left"
    assert house().stays[BAO].answers == BY


def test_only_out_for_ten_minutes_and_staying_after_all(tab: httpx.Client) -> None:
    send(tab, LINH_ID, "gehen")
    assert told(send(tab, LINH_ID, "gehen", subject=BAO, said="stay")) == "stays"
    assert isinstance(bodies()[-1], LeaveWithdrawn)
    assert house().visits[LINH_ID].asked is None
    send(tab, LINH_ID, "gehen")
    assert told(send(tab, LINH_ID, "gehen", subject=BAO, said="errand")) == "out"
    away = house().visits[LINH_ID].away
    assert away is not None
    assert (away.why, BAO in house().stays) == ("errand", True)


def test_what_was_settled_while_the_guard_asked_is_no_answer(hub: FakeHub, tab: httpx.Client) -> None:
    send(tab, LINH_ID, "gehen")
    hub.fold(ChildGone(child=BAO, family=LINH.id, by=BY, follows=house().stays[BAO].stay))
    before = len(bodies())
    assert "Das ist schon erledigt" in send(tab, LINH_ID, "gehen", subject=BAO, said="take").text
    assert len(bodies()) == before
    assert told(send(tab, LINH_ID, "gehen")) == "left"


def test_the_last_carer_on_duty_does_not_go(tab: httpx.Client) -> None:
    """And reads what to do."""
    page = tab.get(f"{PAGE}/{BY}").text
    assert "Jana ist im Dienst." in page
    assert "Jana abmelden" not in page
    for what, fields, status in (("gehen", {}, 400), ("raus", {"why": "errand"}, 200)):
        answer = send(tab, BY, what, **fields)
        assert answer.status_code == status, what
    assert "muss jemand den Dienst übernehmen" in send(tab, BY, "gehen").text
    assert bodies() == []


def test_a_carer_who_goes_while_another_stays_vouches_for_nobody(hub: FakeHub, tab: httpx.Client) -> None:
    """Nobody vouches for what they do themselves."""
    hub.arrive(TOBIAS, children=False)
    on_duty(hub, TOBIAS)
    assert told(send(tab, TOBIAS_ID, "gehen", by=TOBIAS_ID)) == "left"
    left = bodies()[-1]
    assert isinstance(left, Left)
    assert left.by is None
    assert list(house().shifts) == [BY]


def test_a_protected_family_is_on_no_list_and_found_by_no_name(hub: FakeHub, tab: httpx.Client) -> None:
    """Parents on duty see the board. In the house the child's tile leads to its adult; else nothing is found."""
    hub.add(replace(usual(ANNA, None), protected=True))
    for query in ("", "?q=Anna", "?q=Ida"):
        assert "Anna" not in tab.get(PAGE + query).text.replace('value="Anna"', "")
    assert tab.get(f"{PAGE}/{ANNA_ID}").status_code == 404
    assert send(tab, ANNA_ID, "kommen").status_code == 404
    hub.arrive(ANNA, care=("Ida",))
    assert "Anna" not in tab.get(PAGE).text
    assert f"{PAGE}/{ANNA_ID}" in tab.get(f"/betreuung/kind/{IDA}").text
    assert "Anna abmelden" in tab.get(f"{PAGE}/{ANNA_ID}").text


def test_the_goodbye_of_a_protected_family_is_taken_back_too(hub: FakeHub, tab: httpx.Client) -> None:
    """For two minutes, and the page after it is there; then nothing is found of them."""
    hub.add(replace(usual(ANNA, None), protected=True))
    hub.arrive(ANNA)
    answers = [send(tab, ANNA_ID, "gehen") for _ in range(2)]
    assert [told(answer) for answer in answers] == ["left", "left"]
    assert "Abgemeldet." in tab.get(answers[0].headers["location"]).text
    assert told(send(tab, ANNA_ID, "zurueck", said="left")) == "undone"
    assert {IDA, MAX, ZOE} <= house().stays.keys()
    send(tab, ANNA_ID, "gehen")
    hub.now += 2 * MINUTE + 1
    hub.set()
    assert tab.get(f"{PAGE}/{ANNA_ID}").status_code == 404


def test_an_arrival_of_a_protected_family_is_taken_back_to_the_board(hub: FakeHub, tab: httpx.Client) -> None:
    hub.add(replace(usual(ANNA, None), protected=True))
    hub.arrive(ANNA)
    answer = send(tab, ANNA_ID, "zurueck", said="arrived")
    assert told(answer) == "undone"
    assert "Rückgängig gemacht." in tab.get(answer.headers["location"]).text


def test_forty_families_are_found_by_a_part_of_a_name(hub: FakeHub, tab: httpx.Client) -> None:
    """Of an adult or a child; those in the house stand first."""
    for n in range(40):
        entry = family("q", f"Erwachsene{n}", (f"Kind{n}", "bee"))
        hub.add(replace(entry, id=f"f-{n:08}", adults=(replace(entry.adults[0], id=f"a-{n:08}"),)))
    page = tab.get(PAGE).text
    assert page.count("row-link") == 40 + 6
    assert page.index("Im Haus") < page.index("Olena") < page.index("Nicht da") < page.index("Anna")
    assert tab.get(f"{PAGE}?q=wachsene17").text.count("row-link") == 1
    assert tab.get(f"{PAGE}?q= KIND2").text.count("row-link") == 11
    nobody = tab.get(f"{PAGE}?q=%3Cb%3E{'x' * 500}").text
    assert "Niemand mit diesem Namen." in nobody
    assert "<b>x" not in nobody


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("kommen", {"to": "desk-of-nobody"}),
        ("kommen", {IDA: "moon"}),
        ("kommen", {"key": "no key"}),
        ("kommen", {"children": "x" * 1001}),
        ("kinder", {"subject": MIA, "said": "taken"}),
        ("kinder", {"subject": BAO, "said": "adult"}),
        ("raus", {"why": "45"}),
        ("zurueck", {"said": "everything"}),
    ],
)
def test_bad_input_records_nothing(tab: httpx.Client, what: str, fields: dict[str, str]) -> None:
    adult = ANNA_ID if what == "kommen" else OLENA_ID
    assert send(tab, adult, what, **fields).status_code == 400
    assert bodies() == []


def test_nobody_on_duty_signs_nobody_in(hub: FakeHub, address: str) -> None:
    """The tablet says what to do; what was chosen goes along to whoever is picked."""
    DOOR.hub = hub = care_hub()
    hub.add(ANNA)
    with tablet(address) as tab:
        asked = send(tab, ANNA_ID, "kommen", **{IDA: "care", MAX: "absent"})
        assert "Niemand hat Dienst." in asked.text
        assert field(asked.text, "children") == f"{IDA}:care {MAX}:absent"
        assert bodies() == []
        on_duty(hub, JANA)
        again = {"key": field(asked.text, "key"), "children": field(asked.text, "children"), "by": BY}
        assert told(tab.post(f"{PAGE}/{ANNA_ID}/kommen", data=again)) == "came"
        assert [stay.child for stay in house().stays.values()] == [IDA]


def test_the_keyboard_signs_a_family_in_and_out_again(hub: FakeHub, address: str, browser: Browser) -> None:
    """From the board: find, check in, take back, and the guard; axe finds nothing on the way, light and dark."""
    DOOR.hub = hub
    with window(browser, viewport={"width": 360, "height": 740}) as (context, page):
        as_tablet(context)
        page.goto(f"{address}/betreuung")
        page.locator("a.button.wide").press("Enter")
        page.locator("#find").focus()
        page.keyboard.type("ida")
        expect(page.locator("#sheet .row-link:visible")).to_have_count(1)
        page.keyboard.press("Enter")  # the hub looks too
        expect(page.locator("#sheet .row-link")).to_have_count(1)
        page.locator("#sheet .row-link:visible").press("Enter")
        expect(page.locator("#sheet-title")).to_have_text("Anna")
        page.locator(f"input[name='{MAX}'][value='adult']").focus()
        page.keyboard.press("ArrowLeft")  # settling in together
        page.locator("#sheet .confirm").press("Enter")
        expect(page.locator("#notice")).to_contain_text("Angemeldet.")
        assert {child: house().stays[child].at for child in (IDA, MAX)} == {IDA: "announced", MAX: "together"}
        page.locator("#notice button").press("Enter")
        expect(page.locator("#notice")).to_contain_text("Rückgängig gemacht.")
        assert ANNA_ID not in house().visits
        page.locator(f".adult-of[href$='{LINH_ID}']").press("Enter")
        page.locator("#sheet .confirm").press("Enter")
        expect(page.locator("#sheet .ask")).to_contain_text("Wer ist jetzt für Bao da?")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of them
            report = Axe().run(page)
            assert not report.violations_count, report.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert (
            min(
                page.locator("#sheet button:visible, #sheet a:visible").evaluate_all(
                    "all => all.map(one => one.offsetHeight)"
                )
            )
            >= 56
        )
        page.locator("#sheet .guarded").press("Enter")
        expect(page.locator("#notice")).to_contain_text("Abgemeldet.")
        assert LINH_ID not in house().visits
