"""What happened today, for carers: newest first, in words, of everybody or of one child."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from broker.ledger import Ledger
from broker.past import Past
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.web.board_past import MOST, lines
from broker.web.languages import Languages
from broker.wire.facts import FactBody
from broker.wire.facts.care import CallAnswered, Called, CallEnded, Counted, ShiftEnded, ShiftHandedOver
from broker.wire.facts.custody import ChildMarked, HandedOver, Offered, Released, Returned
from broker.wire.facts.house import Erased, QuestionAnswered, QuestionRaised
from broker.wire.facts.presence import CameBack, Left, TimeCorrected, WentOut
from browsers import window
from carers import (
    BAO,
    JANA,
    LEO,
    LINH,
    MIA,
    OLENA,
    TOBIAS,
    as_tablet,
    care_hub,
    done,
    morning,
    on_duty,
    tablet,
    taken,
)  # fmt: skip
from hubs import MINUTE, MORNING, FakeHub
from visitors import serving

PAGE = "/betreuung/verlauf"
JANAS, OLENAS, LINHS = JANA.adults[0].id, OLENA.adults[0].id, LINH.adults[0].id
NOW = "10:42 "


@pytest.fixture
def hub() -> FakeHub:
    """Give a morning: Jana on duty, Bao in care, Mia announced."""
    hub = care_hub()
    morning(hub)
    return hub


def told(hub: FakeHub, since: int = 0) -> list[str]:
    """Give the lines as pages show them, the oldest first, without what was told before."""
    facts = done(hub.past(0, 2**53))
    speaking = Languages(lambda: hub.snapshot().office).own
    found = [f"{speaking.words.clock(line.at)} {line.words}" for line in lines(facts, hub.snapshot(), speaking)]
    return found[::-1][since:]


def test_a_morning_reads_like_one(hub: FakeHub) -> None:
    """Each line has its time; what belongs to one tap stands together."""
    assert told(hub) == [
        "8:42 Jana ist gekommen",
        "8:55 Linh ist gekommen, mit Bao",
        "8:55 Bao ist zur Betreuung angemeldet",
        "9:02 Jana hat Bao übernommen",
        "10:39 Olena ist gekommen, mit Mia, Leo",
        "10:39 Mia ist zur Betreuung angemeldet",
        "10:42 Jana hat den Dienst begonnen",
    ]


def test_of_children_who_come_together_each_has_its_own_line() -> None:
    """One verb does not fit several names."""
    hub = care_hub()
    hub.arrive(OLENA, care=("Mia", "Leo"))
    assert [line.removeprefix(NOW) for line in told(hub)] == [
        "Olena ist gekommen, mit Mia, Leo",
        "Mia ist zur Betreuung angemeldet",
        "Leo ist zur Betreuung angemeldet",
    ]


def test_what_carers_do_is_told_with_who_did_it(hub: FakeHub) -> None:
    """Calls with their answers, marks, counts, hand-overs, shifts."""
    before, call, stays = len(told(hub)), str(uuid4()), hub.snapshot().house.stays
    shift = hub.snapshot().house.shifts[JANAS].shift
    names = {"child": BAO, "family": LINH.id}
    for body in (
        ChildMarked(**names, mark="asleep", by=JANAS),
        Called(call=call, **names, adult=LINHS, why="hungry", by=JANAS),
        CallAnswered(call=call, answer="soon"),
        CallEnded(call=call, by=JANAS),
        CallEnded(call=call, by=JANAS),
        Counted(by=JANAS, heads=1),
        Returned(**names, stay=str(uuid4()), to=LINHS, by=JANAS, follows=stays[BAO].stay),
        Offered(child=LEO, family=OLENA.id, offer=str(uuid4()), giver=OLENAS, to=LINHS),
        HandedOver(child=LEO, family=OLENA.id, stay=str(uuid4()), taker=LINHS, follows=stays[LEO].stay),
        Released(child=MIA, family=OLENA.id, to="p-ooooooo0", by=JANAS, follows=stays[MIA].stay),
        ShiftHandedOver(
            shift=str(uuid4()), adult=TOBIAS.adults[0].id, family=TOBIAS.id, giver=JANAS, ends=shift, heads=0
        ),
    ):
        hub.fold(body)
    mine = [line.removeprefix(NOW) for line in told(hub, before) if "Frage:" not in line]
    assert mine == [
        "Bao schläft",
        "Linh zu Bao gerufen: Hunger",
        "Antwort auf den Ruf zu Bao: in 2 Minuten",
        "Der Ruf zu Bao ist beendet",
        "Jana hat die Kinder gezählt: 1",
        "Bao ist wieder bei Linh",
        "Olena möchte Leo an Linh übergeben",
        "Linh ist jetzt für Leo da",
        "Jana hat Mia an Vera übergeben",
        "Jana hat den Dienst an Tobias übergeben; gezählte Kinder: 0",
    ]


def test_who_leaves_takes_the_children_who_went_along(hub: FakeHub) -> None:
    """A goodbye does not say whom; the house as it was then does. Who stays alone is asked about, as rules have it."""
    before, visits = len(told(hub)), hub.snapshot().house.visits
    who = {"visit": visits[OLENAS].visit, "adult": OLENAS, "family": OLENA.id}
    hub.fold(WentOut(**who, why="errand", until=MORNING + 18 * MINUTE, takes=(LEO,)))
    hub.fold(CameBack(**who))
    hub.fold(Left(**who))
    assert [line.removeprefix(NOW) for line in told(hub, before)] == [
        "Olena ist mit Leo nur kurz weg, bis 11:00",
        "Olena ist zurück, mit Leo",
        "Olena ist gegangen, mit Leo",
        "Frage: Niemand ist für Mia verantwortlich",
    ]


def test_questions_for_carers_and_their_answers_are_told(hub: FakeHub) -> None:
    """Those of rules too; what only staff are asked is not."""
    before = len(told(hub))
    hub.fold(QuestionRaised(question="headcount_due", subject="care"))
    hub.fold(QuestionRaised(question="sensor_silent", subject="pi-work/motion"))
    hub.fold(QuestionAnswered(question="headcount_due", subject="care", answer="right", by=JANAS))
    shift = hub.snapshot().house.shifts[JANAS].shift
    hub.fold(ShiftEnded(shift=shift, adult=JANAS, family=JANA.id))
    assert [line.removeprefix(NOW) for line in told(hub, before)] == [
        "Frage: Zeit, die Kinder zu zählen",
        "Antwort: Gezählt: Alle sind da (Zeit, die Kinder zu zählen)",
        "Jana hat den Dienst beendet",
        "Frage: Kinder sind in Betreuung, und niemand hat Dienst",
    ]


@pytest.fixture
def tab(hub: FakeHub) -> Iterator[httpx.Client]:
    """Give an open tablet."""
    with serving(hub) as address, tablet(address) as client:
        yield client


def test_times_that_nobody_measured_are_marked_and_late_ones_stand_where_they_belong(
    hub: FakeHub, tab: httpx.Client
) -> None:
    """A kiosk without network tells at eleven what was at nine."""
    visit = hub.snapshot().house.visits[LINHS]
    who = {"visit": visit.visit, "adult": LINHS, "family": LINH.id}
    hub.fold(TimeCorrected(**who, what="arrived", at=MORNING - 110 * MINUTE, by=JANAS))
    hub.fold(ChildMarked(child=BAO, family=LINH.id, mark="ate", by=JANAS), MORNING - 90 * MINUTE, quality="inferred")
    html = tab.get(PAGE).text
    assert "Berichtigt: Linh kam um 8:52" in html
    line = html.split("Bao hat gegessen")[0].rsplit("<li>", 1)[1]
    assert "≈" in line
    assert "9:12" in line
    assert "geschätzt" in line
    assert html.count("geschätzt") == 1
    assert html.index("Olena ist gekommen") < html.index("Bao hat gegessen") < html.index("Jana hat Bao übernommen")


def test_one_child_is_told_alone_and_its_sheet_leads_there(hub: FakeHub, tab: httpx.Client) -> None:
    """Nothing of others; nothing that is health."""
    assert f'href="{PAGE}?kind={BAO}"' in tab.get(f"/betreuung/kind/{BAO}").text
    html = tab.get(PAGE, params={"kind": BAO}).text
    assert html.count("<li>") == 3
    assert "Jana hat Bao übernommen" in html
    assert "Mia" not in html
    assert "Erdnüsse" not in html + tab.get(PAGE).text
    assert hub.log == []


def test_protected_families_stand_on_no_list_but_their_own_childs(hub: FakeHub, tab: httpx.Client) -> None:
    """Parents on duty see the list; carers need the child."""
    hub.add(replace(LINH, protected=True))
    html = tab.get(PAGE).text
    assert "Bao" not in html
    assert "Linh" not in html
    assert "Olena" in html
    own = tab.get(PAGE, params={"kind": BAO}).text
    assert "Jana hat Bao übernommen" in own
    assert "panda" not in own


def test_the_forgotten_are_gone_and_leave_nobody_in_the_lines_of_others(hub: FakeHub) -> None:
    """As erase leaves it: their own facts are gaps, and where others name them nobody stands."""
    before = len(told(hub))
    hub.fold(Erased())
    hub.fold(Released(child=MIA, family=OLENA.id, to="p-gone0000", by="a-gone0000"))
    assert told(hub, before)[0] == f"{NOW}jemand hat Mia an jemand übergeben"


def test_yesterday_is_not_told(hub: FakeHub, tab: httpx.Client) -> None:
    """The office day is what carers see: it ends at four in the morning."""
    hub.now += 20 * 60 * MINUTE
    hub.set()
    assert "Heute ist noch nichts passiert." in tab.get(PAGE).text


def test_a_long_day_has_pages(hub: FakeHub, tab: httpx.Client) -> None:
    """At most so many lines, and a way to the earlier ones and back."""
    for minute in range(MOST):
        hub.fold(ChildMarked(child=BAO, family=LINH.id, mark="ate", by=JANAS), MORNING - minute * 1000)
    first = tab.get(PAGE).text
    assert first.count("<li><svg") == MOST
    assert "Jana ist gekommen" not in first
    assert f"{PAGE}?ab={MOST}" in first
    second = tab.get(PAGE, params={"ab": MOST}).text
    assert second.count("<li><svg") == 7
    assert f"{PAGE}?ab=0" in second
    assert "Früher" not in second


def test_a_store_that_cannot_be_read_is_told(hub: FakeHub, tab: httpx.Client) -> None:
    """Nothing is claimed to be an empty day."""
    hub.lost = True
    answer = tab.get(PAGE)
    assert (answer.status_code, "lässt sich gerade nicht lesen" in answer.text) == (503, True)


def test_the_store_gives_a_day_in_the_hubs_order_while_it_is_written(tmp_path: Path) -> None:
    """By an index, from a file that another connection holds."""
    store = Store(tmp_path / "hub.db")
    ledger = Ledger(store)

    def record(at: int, body: FactBody) -> None:
        moved = dict[str, Stream]()
        ledger.commit([own_row(body, str(uuid4()), at, moved, ledger.own_stream())], moved)

    for at, heads in ((100, 1), (300, 2), (200, 3), (900, 4)):
        record(at, Counted(by=JANAS, heads=heads))
    found = Past(store).facts(200, 900)
    assert [(fact.at, fact.body) for fact in found] == [
        (300, Counted(by=JANAS, heads=2)),
        (200, Counted(by=JANAS, heads=3)),
    ]
    plan = store.connection.execute("EXPLAIN QUERY PLAN SELECT pos FROM fact WHERE at >= 1 AND at < 2").fetchall()
    assert "INDEX" in plan[0][3]
    store.close()


def test_the_fifth_button_opens_it_over_the_board(hub: FakeHub, browser: Browser) -> None:
    """A sheet like the others, with a face for each child; axe finds nothing and no width scrolls sideways."""
    taken(hub, MIA)
    hub.arrive(TOBIAS, children=False)
    on_duty(hub, TOBIAS)
    with serving(hub) as address, window(browser, viewport={"width": 1024, "height": 768}) as (context, page):
        as_tablet(context)
        page.goto(f"{address}/betreuung")
        page.get_by_role("link", name="Verlauf").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Jana hat Mia übernommen")
        dialog.get_by_role("link", name="Bao").click()
        expect(dialog).to_contain_text("Heute: Bao")
        expect(dialog).not_to_contain_text("Tobias")
        for path in (PAGE, f"{PAGE}?kind={BAO}"):
            page.goto(address + path)
            for width in (320, 390, 720, 1024):
                page.set_viewport_size({"width": width, "height": 700})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # both are schemes
                found = Axe().run(page, options={"resultTypes": ["violations"]})
                assert found.violations_count == 0, (path, scheme, found.generate_report())
