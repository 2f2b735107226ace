"""A day on paper: who stands on the sheet, and what is recorded when it is typed in, with the real house rules."""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from msgspec.structs import replace

from broker.aggregator import Aggregator
from broker.house.rules import WEEKDAYS, CareRules, Hours, HouseRules
from broker.house.state import House
from broker.house.time import office_day
from broker.store.store import Store
from broker.web.paper_facts import Written, WrittenChild, WrittenError, facts
from broker.wire.facts.custody import Taken
from broker.wire.message import Ms
from broker.wire.settings import MqttSettings
from brokers import free_port
from hubs import FAMILIES, JANA, LAYLA, OFFICE, OLENA, FakeHub, family
from visitors import PLAIN, role_cookies, serving, staff

BERLIN = ZoneInfo("Europe/Berlin")
HIDDEN = replace(family("p", "Sabine", ("Kai", "koala")), protected=True)
MIA, LEO = (child.id for child in OLENA.children)
ADULT, CARER = OLENA.adults[0].id, JANA.adults[0].id
TODAY, YESTERDAY = "2026-10-14", "2026-10-13"


@pytest.fixture
def hub() -> FakeHub:
    """Give a hub on a Wednesday at 10:42."""
    hub = FakeHub()
    for entry in (*FAMILIES, HIDDEN):
        hub.add(entry)
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


def moment(text: str) -> Ms:
    """Give a moment of the office's wall clock, such as `2026-10-14 9:05`."""
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN).astimezone(UTC).timestamp() * 1000)


def line(**more: object) -> Written:
    """Make a line of the sheet: Olena, today from 9:05."""
    return Written(**{"key": str(uuid4()), "adult": ADULT, "day": TODAY, "came": "9:05", **more})  # type: ignore[arg-type]


def write(hub: FakeHub, said: Written) -> House:
    """Type a line in."""
    asyncio.run(hub.record(*facts(hub.snapshot(), said, hub.now)))
    return hub.snapshot().house


def test_who_is_still_here_is_in_the_house_since_the_time_that_was_written(hub: FakeHub) -> None:
    house = write(hub, line(desk="laptop-3", children=(WrittenChild(MIA, since="9:10"), WrittenChild(LEO))))
    visit = house.visits[ADULT]
    assert (visit.since, visit.desk) == (moment(f"{TODAY} 9:05"), "laptop-3")
    assert {stay.child: stay.at for stay in house.stays.values()} == {MIA: "announced", LEO: "adult"}
    assert not house.shifts


@pytest.mark.parametrize("model", ["parents_keep", "carers_take"])
@pytest.mark.parametrize("day", [TODAY, YESTERDAY])
def test_who_has_gone_leaves_a_visit_with_its_times_nobody_in_the_house_and_no_question(
    hub: FakeHub, day: str, model: str
) -> None:
    rules = HouseRules(care=CareRules(model=model))  # type: ignore[arg-type]
    hub.set(office=replace(OFFICE, rules=rules))
    children = (WrittenChild(MIA, since="9:10", until="10:00"), WrittenChild(LEO))
    house = write(hub, line(day=day, went="10:20", carer=CARER, children=children))
    assert not house.visits
    assert not house.stays
    assert not house.questions
    last = house.last[ADULT]
    assert (last.since, last.until) == (moment(f"{day} 9:05"), moment(f"{day} 10:20"))
    taken = [body for body in hub.facts.values() if isinstance(body, Taken)]
    assert [(body.child, body.by) for body in taken] == [(MIA, CARER)]


def test_a_morning_on_paper_before_a_visit_by_card_disturbs_nobody(hub: FakeHub) -> None:
    card = hub.arrive(OLENA, minutes_ago=30)
    hub.leave(card)
    house = write(hub, line(came="8:00", went="9:00", children=(WrittenChild(MIA),)))
    assert not house.visits
    assert not house.stays
    assert not house.questions


def test_typing_it_twice_records_it_once(hub: FakeHub) -> None:
    for said in (line(went="10:00"), line(adult=LAYLA.adults[0].id)):
        for _again in range(2):
            write(hub, said)
    assert len(hub.facts) == 3


def open_visit(hub: FakeHub) -> None:
    """Let Olena be in the house."""
    hub.arrive(OLENA)


def closed_visit(hub: FakeHub) -> None:
    """Let Olena have been here from 9:42 to 10:42."""
    hub.leave(hub.arrive(OLENA, minutes_ago=60))


def child_here(hub: FakeHub) -> None:
    """Let Andrij be here with the children."""
    hub.arrive(OLENA, who=1)


def nothing(_hub: FakeHub) -> None:
    """Leave the house empty."""


@pytest.mark.parametrize(
    ("before", "more", "why"),
    [
        (nothing, {"adult": "a-nobody00"}, "does not know"),
        (nothing, {"came": ""}, "when they came"),
        (nothing, {"day": "2026-02-30"}, "no day"),
        (nothing, {"day": "2026-10-15"}, "two weeks"),
        (nothing, {"day": "2026-09-29"}, "two weeks"),
        (nothing, {"day": YESTERDAY}, "earlier day"),
        (nothing, {"came": "10:43"}, "goes later"),
        (nothing, {"went": "9:04"}, "goes later"),
        (nothing, {"went": "10:43"}, "goes later"),
        (nothing, {"went": "10:00", "children": (WrittenChild(MIA, since="9:00"),), "carer": CARER}, "only while"),
        (nothing, {"went": "10:00", "children": (WrittenChild(MIA, "9:10", "10:01"),), "carer": CARER}, "only while"),
        (nothing, {"went": "10:00", "children": (WrittenChild(MIA, since="9:10"),)}, "which carer"),
        (nothing, {"went": "10:00", "children": (WrittenChild(MIA, until="9:40"),), "carer": CARER}, "from when"),
        (open_visit, {"went": "9:30"}, "in the house now"),
        (closed_visit, {"went": "9:50"}, "known already"),
        (child_here, {"went": "10:00", "children": (WrittenChild(MIA),)}, "child of this line"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    hub: FakeHub, before: Callable[[FakeHub], None], more: dict[str, object], why: str
) -> None:
    before(hub)
    house = hub.snapshot().house
    with pytest.raises(WrittenError, match=why):
        write(hub, line(**more))
    assert hub.snapshot().house is house


def test_the_sheet_names_who_may_come_and_no_protected_family(address: str) -> None:
    with staff(address) as known:
        sheet, form = known.get("/papier").text, known.get("/papier/eintragen").text
    for name in ("Olena", "Andrij", "Amira", "Mia"):
        assert name in sheet
    assert "Sabine" not in sheet
    assert "Kai" not in sheet
    assert "Sabine" in form  # staff type in what she wrote into an empty row


def test_a_tablet_that_parents_on_duty_see_names_no_protected_family_and_types_in_none(
    hub: FakeHub, address: str
) -> None:
    adult = HIDDEN.adults[0].id
    came = hub.arrive(HIDDEN, minutes_ago=30)
    hub.leave(came)
    cookies, _ = role_cookies(hub, "carer")
    signed = {"x-dabei-form": cookies["dabei-form"], "origin": address}
    with httpx.Client(base_url=address, cookies=cookies, headers=signed, verify=PLAIN) as tablet:
        for asked in ("", f"?wer={adult}", f"?da={came.visit}"):
            form = tablet.get(f"/papier/eintragen{asked}").text
            assert "Amira" in form
            assert "Sabine" not in form
            assert "Kai" not in form
        sent = {"key": str(uuid4()), "adult": adult, "day": TODAY, "came": "9:05", "went": "9:30"}
        answer = tablet.post("/papier/eintragen", data=sent)
    assert answer.status_code == 422
    assert "Diese Person kennt das Haus nicht" in answer.text
    assert not hub.facts


def test_a_child_with_a_time_in_care_came_along_though_nobody_ticked_it(hub: FakeHub, address: str) -> None:
    with staff(address) as known:
        sent = {"key": str(uuid4()), "adult": ADULT, "day": TODAY, "came": "9:05", "went": "", f"since-{MIA}": "9:10"}
        known.post("/papier/eintragen", data=sent)
    assert hub.snapshot().house.stays[MIA].at == "announced"


def test_staff_type_a_line_in_and_see_what_is_true_then(hub: FakeHub, address: str) -> None:
    with staff(address) as known:
        assert "Mia" in known.get(f"/papier/eintragen?wer={ADULT}").text
        sent = {"key": str(uuid4()), "adult": ADULT, "day": TODAY, "came": "09:05", "went": "10:42", "desk": "",
                f"with-{MIA}": "yes", f"since-{MIA}": "", f"until-{MIA}": "", "carer": ""}  # fmt: skip
        wrong = known.post("/papier/eintragen", data={**sent, "went": "09:00"})
        assert wrong.status_code == 422
        assert 'value="09:05"' in wrong.text
        assert sent["key"] in wrong.text
        assert known.post("/papier/eintragen", data={**sent, "came": "soon"}).status_code == 400
        hub.refuse = "the disk is full"
        assert "Die Zentrale kann es nicht aufschreiben" in known.post("/papier/eintragen", data=sent).text
        assert not hub.facts
        hub.refuse = ""
        answer = known.post("/papier/eintragen", data=sent, follow_redirects=True)
    assert "Olena war von 9:05 bis 10:42 hier. Gespeichert." in answer.text
    assert len(hub.facts) == 2


def test_a_real_hub_keeps_the_written_times_and_asks_nothing_about_yesterday(hub: FakeHub, tmp_path: Path) -> None:
    """Arrival, care and leaving are one commit: no rule of closing sees somebody who is long gone."""
    office = replace(OFFICE, rules=HouseRules(hours=(Hours(weekdays=WEEKDAYS, opens="08:00", closes="17:00"),)))
    store = Store(tmp_path / "hub.db")
    aggregator = Aggregator(office, MqttSettings(site="prohlis", port=free_port()), store)
    aggregator.start()
    now = time.time_ns() // 1_000_000
    day = (office_day(now, office.zone) - timedelta(days=1)).isoformat()
    children = (WrittenChild(MIA, since="9:10", until="10:00"),)
    said = line(day=day, went="10:20", carer=CARER, children=children)
    for _again in range(2):
        snapshot = replace(aggregator.snapshot(), families=hub.snapshot().families)
        asyncio.run(aggregator.record(*facts(snapshot, said, now)))
    house = aggregator.snapshot().house
    visits = store.connection.execute("SELECT since, until, quality, until_quality FROM visit").fetchall()
    care = store.connection.execute("SELECT since, until FROM stay WHERE at = 'care'").fetchall()
    raised = store.connection.execute("SELECT count(*) FROM fact WHERE kind = 'question_raised'").fetchone()
    aggregator.stop()
    store.close()
    assert visits == [(moment(f"{day} 9:05"), moment(f"{day} 10:20"), "confirmed", "confirmed")]
    assert care == [(moment(f"{day} 9:10"), moment(f"{day} 10:00"))]
    assert (house.visits, house.stays, house.questions, raised) == ({}, {}, {}, (0,))
