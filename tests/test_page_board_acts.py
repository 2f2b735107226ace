"""What carers do on the board: each form records the right fact, by a carer on duty, once, and after COMMIT."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from litestar.serialization import encode_json
from msgspec.structs import replace

from broker.wire.facts.care import (
    Called,
    CallEnded,
    CallEscalated,
    Counted,
    PlaceAsked,
    ShiftEnded,
    ShiftHandedOver,
    ShiftTaken,
)
from broker.wire.facts.custody import ChildGone, ChildMarked, Collected, Released, Returned, Taken
from broker.wire.facts.house import FactsMissing, QuestionAnswered, QuestionRaised
from broker.wire.facts.presence import WentOut
from carers import (
    BAO,
    JANA,
    JONAS,
    LINH,
    MIA,
    OLENA,
    TABLET,
    TOBIAS,
    Door,
    care_hub,
    done,
    field,
    morning,
    on_duty,
    tablet,
    taken,
)  # fmt: skip
from hubs import MINUTE, FakeHub
from visitors import FORM, PLAIN, SESSIONS, staff

BY_JANA, BY_TOBIAS = JANA.adults[0].id, TOBIAS.adults[0].id
KIND = "/betreuung/kind"


@pytest.fixture
def hub() -> FakeHub:
    """Give a morning: Jana on duty, Bao in care, Mia announced."""
    hub = care_hub()
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


def send(tab: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Send a form as a page without script does."""
    return tab.post(path, data={"key": str(uuid4()), **fields})


def bodies(hub: FakeHub) -> list[object]:
    return list(hub.facts.values())


def test_an_announced_child_is_taken_with_one_touch_and_once(hub: FakeHub, tab: httpx.Client) -> None:
    """Two tablets hold the same key; the parent keeps the baton."""
    stay, html = hub.snapshot().house.stays[MIA], tab.get("/betreuung").text
    part = html.split(f"{KIND}/{MIA}/uebernehmen")[1]
    fields = {"key": field(part, "key"), "follows": field(part, "follows")}
    answers = [tab.post(f"{KIND}/{MIA}/uebernehmen", data=fields) for _ in range(2)]
    assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [
        (303, "/betreuung?getan=taken")
    ] * 2
    [fact] = bodies(hub)
    assert isinstance(fact, Taken)
    assert (fact.by, fact.answers, fact.follows, fact.override) == (BY_JANA, OLENA.adults[0].id, stay.stay, None)
    assert "Übernommen." in tab.get(answers[0].headers["location"]).text
    assert hub.snapshot().house.stays[MIA].at == "care"


def test_where_several_are_on_duty_the_tablet_asks_who_it_is(hub: FakeHub, tab: httpx.Client) -> None:
    """And remembers for what is done with one touch; one who is not on duty is refused."""
    hub.arrive(TOBIAS, children=False)
    on_duty(hub, TOBIAS)
    asked = send(tab, f"{KIND}/{MIA}/uebernehmen")
    assert "Wer bist du?" in asked.text
    assert bodies(hub) == []
    assert send(tab, f"{KIND}/{MIA}/uebernehmen", by=OLENA.adults[0].id).status_code == 403
    assert bodies(hub) == []
    fields = {"key": field(asked.text, "key"), "by": BY_TOBIAS}
    picked = tab.post(f"{KIND}/{MIA}/uebernehmen", data=fields)
    cookie = picked.headers["set-cookie"]
    assert f"dabei-carer={BY_TOBIAS}" in cookie
    assert "HttpOnly" in cookie
    tab.cookies.set("dabei-carer", BY_TOBIAS)
    send(tab, f"{KIND}/{BAO}/merken", said="ate")
    assert bodies(hub)[1] == ChildMarked(child=BAO, family=LINH.id, mark="ate", by=BY_TOBIAS)
    assert "Wer schaut nach?" in send(tab, f"{KIND}/{BAO}/gesundheit").text  # there the one picked before does not do
    assert hub.log == []


def test_who_is_here_with_an_own_code_acts_as_nobody_else(hub: FakeHub, address: str) -> None:
    """Whatever the form says; and is offered no other name."""
    DOOR.hub = hub
    hub.arrive(TOBIAS, children=False)
    on_duty(hub, TOBIAS)
    done(
        SESSIONS.set(
            "own" + TABLET, encode_json({"adult": BY_TOBIAS, "shift": hub.snapshot().house.shifts[BY_TOBIAS].shift})
        )
    )
    with tablet(address) as tab:
        tab.cookies = httpx.Cookies({"dabei-session": "own" + TABLET, "dabei-form": FORM})
        assert BY_JANA not in tab.get(f"{KIND}/{BAO}/uebergabe").text
        send(tab, f"{KIND}/{MIA}/uebernehmen", by=BY_JANA)
    [fact] = bodies(hub)
    assert isinstance(fact, Taken)
    assert fact.by == BY_TOBIAS


def test_with_nobody_on_duty_nothing_is_done(tab: httpx.Client, hub: FakeHub) -> None:
    """And the page says where duty begins."""
    shift = hub.snapshot().house.shifts[BY_JANA]
    hub.fold(ShiftEnded(shift=shift.shift, adult=BY_JANA, family=JANA.id))
    assert "Niemand hat Dienst" in send(tab, f"{KIND}/{MIA}/uebernehmen").text
    assert bodies(hub) == []


def test_beyond_a_firm_limit_a_carer_says_why_and_never_for_an_own_child(address: str) -> None:
    """Rule 9, on the page and again at the hub's door."""
    DOOR.hub = hub = care_hub(places=1)
    morning(hub)
    hub.arrive(TOBIAS, care=("Jonas",))
    on_duty(hub, TOBIAS)
    with tablet(address) as tab:
        path = f"{KIND}/{JONAS}/uebernehmen"
        asked = send(tab, path).text
        assert "über der Grenze" in asked
        assert (BY_JANA in asked, BY_TOBIAS in asked) == (True, False)
        assert send(tab, path, by=BY_TOBIAS, why="emergency").status_code == 400
        assert send(tab, path, by=BY_JANA, why="because").status_code == 200
        assert bodies(hub) == []
        assert send(tab, path, by=BY_JANA, why="emergency").status_code == 303
    [fact] = bodies(hub)
    assert isinstance(fact, Taken)
    assert (fact.override, fact.by) == ("emergency", BY_JANA)
    assert ("override_own", JONAS) not in hub.snapshot().house.questions


def test_a_call_goes_to_the_adult_and_a_second_one_takes_its_place(hub: FakeHub, tab: httpx.Client) -> None:
    """Urgent can be taken back."""
    send(tab, f"{KIND}/{BAO}/rufen", why="hungry")
    [first] = bodies(hub)
    assert isinstance(first, Called)
    assert (first.adult, first.why, first.by) == (LINH.adults[0].id, "hungry", BY_JANA)
    told = send(tab, f"{KIND}/{BAO}/rufen", why="urgent").headers["location"]
    [call] = hub.snapshot().house.calls.values()
    assert call.why == "urgent"
    page = tab.get(told).text
    assert "Zurücknehmen" in page
    send(tab, f"/betreuung/ruf/{call.call}/ende")
    assert bodies(hub)[-1] == CallEnded(call=call.call, by=BY_JANA)
    assert hub.snapshot().house.calls == {}
    assert send(tab, f"/betreuung/ruf/{call.call}/ende").headers["location"].endswith("getan=ended")
    assert send(tab, f"{KIND}/{BAO}/rufen", why="shout").status_code == 400


def test_a_child_is_with_its_adult_for_a_while_and_here_again(hub: FakeHub, tab: httpx.Client) -> None:
    """Its place is kept."""
    assert send(tab, f"{KIND}/{BAO}/bei").status_code == 303
    stay = hub.snapshot().house.stays[BAO]
    assert (stay.at, stay.place, stay.looks_after) == ("adult", True, LINH.adults[0].id)
    assert "wieder da" in tab.get("/betreuung").text
    send(tab, f"{KIND}/{BAO}/uebernehmen", follows=stay.stay)
    assert [type(body) for body in bodies(hub)] == [Returned, Taken]
    assert hub.snapshot().house.stays[BAO].at == "care"


def test_a_sheet_that_has_grown_old_moves_nobody(hub: FakeHub, tab: httpx.Client) -> None:
    """It follows a stay that has ended: recorded, and asked about."""
    old = hub.snapshot().house.stays[BAO].stay
    send(tab, f"{KIND}/{BAO}/bei")
    send(tab, f"{KIND}/{BAO}/uebergabe", to=LINH.adults[0].id, follows=old)
    assert ("moved_twice", BAO) in hub.snapshot().house.questions
    assert hub.snapshot().house.stays[BAO].place


@pytest.mark.parametrize(
    ("to", "kind", "stays"),
    [
        (OLENA.adults[0].id, Returned, True),
        (OLENA.adults[1].id, Collected, False),
        (OLENA.pickups[0].id, Released, False),
    ],
)
def test_a_child_is_handed_to_whoever_is_on_the_list(
    hub: FakeHub, tab: httpx.Client, to: str, kind: type, *, stays: bool
) -> None:
    """In the house, at the door with or without a card."""
    taken(hub, MIA)
    assert to in tab.get(f"{KIND}/{MIA}/uebergabe").text
    send(tab, f"{KIND}/{MIA}/uebergabe", to=to)
    [fact] = bodies(hub)
    assert type(fact) is kind
    assert (MIA in hub.snapshot().house.stays) is stays
    assert ("collected_unasked", MIA) not in hub.snapshot().house.questions


@pytest.mark.parametrize("what", ["uebergabe", "bei"])
def test_who_is_given_a_child_is_out_no_longer(hub: FakeHub, tab: httpx.Client, what: str) -> None:
    """Else the child would be with nobody who is in the house."""
    visit = hub.snapshot().house.visits[LINH.adults[0].id]
    hub.fold(WentOut(visit=visit.visit, adult=visit.adult, family=visit.family, why="errand", until=hub.now + MINUTE))
    form = {"key": str(uuid4()), "to": visit.adult}
    assert [tab.post(f"{KIND}/{BAO}/{what}", data=form).status_code for _ in range(2)] == [303, 303]
    house = hub.snapshot().house
    assert house.visits[visit.adult].away is None
    assert (house.stays[BAO].at, house.stays[BAO].looks_after, house.left_behind()) == ("adult", visit.adult, [])


def test_a_call_to_somebody_who_is_out_says_that_the_desk_is_empty(hub: FakeHub, tab: httpx.Client) -> None:
    visit = hub.snapshot().house.visits[LINH.adults[0].id]
    hub.fold(WentOut(visit=visit.visit, adult=visit.adult, family=visit.family, why="errand", until=hub.now + MINUTE))
    answer = send(tab, f"{KIND}/{BAO}/rufen", why="urgent")
    assert answer.headers["location"].startswith("/betreuung?getan=called_out&ruf=")
    page = tab.get(answer.headers["location"]).text
    assert "am Platz ist niemand: Bitte ruf auch an." in page
    assert "Zurücknehmen" in page


def test_anybody_else_gets_a_child_only_after_a_call(hub: FakeHub, tab: httpx.Client) -> None:
    """And it stands in the log, with the carer."""
    taken(hub, MIA)
    path = f"{KIND}/{MIA}/uebergabe"
    for fields in ({"to": "other"}, {"to": LINH.adults[0].id}, {"to": "", "called": "yes"}, {"to": "p-xxxxxxxx"}):
        assert send(tab, path, **fields).status_code == 400
    hub.refuse = "full"
    assert send(tab, path, to="other", called="yes").status_code == 503
    hub.refuse = ""
    assert (bodies(hub), hub.log) == ([], [])
    assert send(tab, path, to="other", called="yes").status_code == 303
    [fact] = bodies(hub)
    assert isinstance(fact, ChildGone)
    assert [(entry.what, entry.actor, entry.subject) for entry in hub.log] == [("given_after_call", BY_JANA, MIA)]


def test_health_stands_behind_a_touch_that_is_written_down(hub: FakeHub, tab: httpx.Client) -> None:
    """Open is only what the parents agreed to; without the log nothing is shown."""
    hidden = ("Milch", "Adrenalin", "0351 123", "Ron")
    for page in ("/betreuung", f"{KIND}/{BAO}"):
        html = tab.get(page).text
        assert "Erdnüsse" in html
        assert not any(word in html for word in hidden)
    hub.refuse = "full"
    refused = send(tab, f"{KIND}/{BAO}/gesundheit")
    assert refused.status_code == 503
    assert not any(word in refused.text for word in hidden)
    hub.refuse = ""
    html = send(tab, f"{KIND}/{BAO}/gesundheit").text
    assert all(word in html for word in hidden)
    assert 'content="15; url=/betreuung"' in html
    assert [(e.role, e.actor, e.device, e.what, e.subject) for e in hub.log] == [
        ("carer", BY_JANA, "device-0", "health", BAO)
    ]
    assert bodies(hub) == []


def test_duty_begins_and_the_last_carer_cannot_end_it_while_children_are_here(hub: FakeHub, tab: httpx.Client) -> None:
    """Rule 6 for carers: it is handed over, with a headcount."""
    end = f"/betreuung/dienst/{BY_JANA}/beenden"
    assert send(tab, end).status_code == 400
    assert send(tab, "/betreuung/dienst/beginnen", to=OLENA.adults[0].id).status_code == 400  # has not offered to
    assert send(tab, "/betreuung/dienst/beginnen", to=BY_TOBIAS).status_code == 303
    hand_over = f"/betreuung/dienst/{BY_JANA}/uebergeben"
    assert send(tab, hand_over, to=BY_TOBIAS, heads="").status_code == 400
    assert send(tab, hand_over, to=BY_TOBIAS, heads="3").status_code == 303
    assert [type(body) for body in bodies(hub)] == [ShiftTaken, ShiftHandedOver]
    assert list(hub.snapshot().house.shifts) == [BY_TOBIAS]
    assert ("headcount_wrong", "care") in hub.snapshot().house.questions
    assert send(tab, "/betreuung/zaehlen", heads="1").status_code == 303
    assert bodies(hub)[-1] == Counted(by=BY_TOBIAS, heads=1)
    assert ("headcount_wrong", "care") not in hub.snapshot().house.questions


def test_carers_answer_their_questions_and_no_others(hub: FakeHub, tab: httpx.Client) -> None:
    """What an answer means is recorded with it."""
    hub.fold(QuestionRaised(question="announced_long", subject=MIA, family=OLENA.id))
    hub.fold(FactsMissing(node="door", stream=str(uuid4()), first=1, last=2))
    html = tab.get("/betreuung/fragen").text
    assert "Mia ist zur Betreuung angemeldet" in html
    assert "facts_missing" not in html
    send(tab, "/betreuung/fragen", why="facts_missing", subject="door", said="seen")
    assert bodies(hub) == []
    outdated = send(tab, "/betreuung/fragen", why="announced_long", subject=MIA, said="eaten")
    assert (outdated.status_code, "passt nicht mehr zu" in outdated.text) == (400, True)
    send(tab, "/betreuung/fragen", why="announced_long", subject=MIA, said="taken")
    assert [type(body) for body in bodies(hub)] == [Taken, QuestionAnswered]
    assert hub.snapshot().house.stays[MIA].at == "care"


def test_a_count_that_does_not_match_is_no_success(tab: httpx.Client) -> None:
    """Nor does any button agree that the number is wrong, and record that it is right."""
    for heads, looks in (("1", "notice good"), ("2", "notice bad")):
        answer = send(tab, "/betreuung/zaehlen", heads=heads)
        assert looks in tab.get(answer.headers["location"]).text
    html = tab.get("/betreuung/fragen").text
    assert "Die Zahl stimmt nicht" in html
    assert "Gezählt: Alle sind da" in html
    assert "Das stimmt<" not in html


def test_an_alarm_about_a_call_says_for_which_child(hub: FakeHub, tab: httpx.Client) -> None:
    send(tab, f"{KIND}/{BAO}/rufen", why="urgent")
    [call] = hub.snapshot().house.calls
    hub.fold(CallEscalated(call=call, step="send_someone"))
    assert "Es geht um Bao." in tab.get("/betreuung/fragen").text


def test_who_waits_for_a_place_is_on_the_board_and_can_be_taken_off(hub: FakeHub, tab: httpx.Client) -> None:
    """The waiting list."""
    leo, ask = OLENA.children[1].id, str(uuid4())
    hub.fold(PlaceAsked(ask=ask, child=leo, family=OLENA.id, adult=OLENA.adults[0].id))
    assert "wartet auf Platz" in tab.get("/betreuung").text
    assert f"/betreuung/warten/{ask}/streichen" in tab.get("/betreuung/dienst").text
    send(tab, f"/betreuung/warten/{ask}/streichen")
    assert hub.snapshot().house.asks == {}


def test_a_hub_that_cannot_store_is_told(hub: FakeHub, tab: httpx.Client) -> None:
    """No success without COMMIT."""
    hub.refuse = "the disk is full."
    answer = send(tab, f"{KIND}/{MIA}/uebernehmen")
    assert answer.status_code == 503
    assert "Nicht gespeichert: Die Zentrale kann es nicht aufschreiben." in answer.text


def test_the_board_is_for_carers_alone(tab: httpx.Client) -> None:
    """Each role is sent to its own page; a locked tablet and staff see no name here."""
    assert tab.get("/").headers["location"] == "/betreuung"
    base = str(tab.base_url)
    with staff(base) as office:
        refused = office.get("/betreuung")
        assert (refused.status_code, "Mia" in refused.text) == (403, False)
    locked = httpx.get(f"{base}/betreuung", cookies={"dabei-device": "device-0.secret"}, verify=PLAIN)
    assert locked.headers["location"] == "/entsperren?weiter=/betreuung"
    assert httpx.get(f"{base}/betreuung", cookies={"dabei-session": TABLET}, verify=PLAIN).status_code == 303
    assert tab.get(f"{KIND}/c-xxxxxxx0").status_code == 404


def test_a_protected_family_has_a_neutral_arch_and_stands_on_no_list(hub: FakeHub, tab: httpx.Client) -> None:
    """Its child's tile stays: carers have to know."""
    hub.add(replace(OLENA, protected=True))
    html = tab.get("/betreuung").text
    assert "animals/fox.svg" not in html
    assert ">Mia</a>" in html
    assert "Olena" not in html.split('id="panel-parents"')[1].split('id="panel-thumbs"')[0]
