"""The emergency list: what it shows, and what is recorded by whom; real HTTP, real house rules."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace

from broker.house.office import EmergencyPlan
from broker.house.roster import Family
from broker.web.emergency_view import EmergencyView, emergency_view
from broker.web.who import DEVICE
from broker.wire.facts.care import Counted, ShiftTaken
from broker.wire.facts.custody import Taken
from broker.wire.facts.house import Booked, EmergencyBegan
from broker.wire.facts.presence import GuestArrived, WentOut
from broker.wire.pictures import DeskPicture, RoomPicture
from hubs import AMIRA, FAMILIES, JANA, LINH, MINUTE, OFFICE, OLENA, TOBIAS, FakeHub, family
from visitors import FORM, PLAIN, serving, staff

PLAN = EmergencyPlan(meeting_place="Wiese vor Haus 12", notes=("Notruf 112.",))
HIDDEN = replace(family("p", "Sabine", ("Kai", "koala")), protected=True)
MIA = OLENA.children[0].id


@pytest.fixture
def hub() -> FakeHub:
    """Give a hub with seven families, one of them protected."""
    hub = FakeHub(replace(OFFICE, emergency=PLAN))
    for entry in (*FAMILIES, HIDDEN):
        hub.add(entry)
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


def tablet(hub: FakeHub, address: str) -> httpx.Client:
    """Give a carers' tablet that waits for its PIN."""
    _device, cookie = asyncio.run(hub.pair("Tablet", "carer", "", ""))
    headers = {"x-dabei-form": FORM, "origin": address}
    return httpx.Client(base_url=address, cookies={DEVICE: cookie, "dabei-form": FORM}, headers=headers, verify=PLAIN)


def take(hub: FakeHub, entry: Family, carer: Family, minutes_ago: int) -> None:
    """Let a carer take a family's first child."""
    child = entry.children[0].id
    stay = hub.snapshot().house.stays[child]
    hub.fold(
        Taken(
            child=child, family=entry.id, stay=str(uuid4()), by=carer.adults[0].id,
            answers=entry.adults[0].id, follows=stay.stay,
        ),
        hub.now - minutes_ago * MINUTE,
    )  # fmt: skip


def began(*, drill: bool = True, ago: int = 0) -> dict[str, object]:
    """Make what a tablet tells when somebody chose alarm or drill."""
    return {"id": str(uuid4()), "ago": ago, "body": {"k": "emergency_began", "emergency": str(uuid4()), "drill": drill}}


def ticked(first: dict[str, object], who: str) -> dict[str, object]:
    """Make what a tablet tells of somebody who was seen outside."""
    emergency = first["body"]["emergency"]  # type: ignore[index]
    return {"id": str(uuid4()), "body": {"k": "emergency_ticked", "emergency": emergency, "outside": [who]}}


def ended(first: dict[str, object]) -> dict[str, object]:
    """Make what a tablet tells at the end."""
    return {"id": str(uuid4()), "body": {"k": "emergency_ended", "emergency": first["body"]["emergency"]}}  # type: ignore[index]


def view(hub: FakeHub, *, names: bool = True) -> EmergencyView:
    """Give the list as of now."""
    return emergency_view(hub.snapshot(), hub.now, names=names)


def test_children_stand_first_with_place_and_family_and_a_time_where_it_is_long_ago(hub: FakeHub) -> None:
    hub.arrive(OLENA, desk="laptop-3", care=("Mia",), minutes_ago=95)
    hub.arrive(JANA, minutes_ago=90)
    hub.fold(ShiftTaken(shift=str(uuid4()), adult=JANA.adults[0].id, family=JANA.id), hub.now - 90 * MINUTE)
    take(hub, OLENA, JANA, 80)
    found = {line.name: line for line in view(hub).children}
    assert set(found) == {"Mia", "Leo", "Emil"}
    assert (found["Mia"].place.name, found["Mia"].place.since) == ("Spielzimmer", hub.now - 80 * MINUTE)
    assert [(place.beside, place.name) for place in found["Mia"].beside] == [("Olena", "Laptop 3")]
    assert (found["Leo"].place.beside, found["Leo"].place.name, found["Leo"].place.sure) == ("Olena", "Laptop 3", True)
    hub.fold(Counted(by=JANA.adults[0].id, heads=1), hub.now - 5 * MINUTE)
    assert next(line for line in view(hub).children if line.name == "Mia").place.since == 0  # counted a moment ago
    assert [(line.name, line.on_duty, line.place.name) for line in view(hub).team] == [("Jana", True, "Spielzimmer")]


def test_announced_ones_and_whoever_is_out_stand_apart(hub: FakeHub) -> None:
    hub.arrive(TOBIAS, desk="laptop-5", care=("Jonas",))
    out = hub.arrive(OLENA, desk="laptop-3", minutes_ago=30)
    hub.fold(
        WentOut(visit=out.visit, adult=out.adult, family=out.family, why="lunch", until=hub.now + MINUTE,
                takes=(OLENA.children[1].id,)),
    )  # fmt: skip
    found = view(hub)
    assert [(line.name, line.place.sure, line.place.beside) for line in found.announced] == [("Jonas", False, "Tobias")]
    assert [(line.name, line.along, line.back) for line in found.away] == [("Olena", ("Leo",), hub.now + MINUTE)]
    (mia,) = found.children
    assert (mia.name, mia.place.sure) == ("Mia", False)  # with somebody who is out: nobody knows where
    assert (found.heads, found.missing) == (3, 3)


def test_guests_headcounts_and_unknown_places_are_named(hub: FakeHub) -> None:
    hub.fold(GuestArrived(visit=str(uuid4()), guest="g-aaaaaaaa", role="participant", heads=3, room="group"))
    hub.fold(Booked(booking=str(uuid4()), room="group", since=hub.now - 1, until=hub.now + MINUTE, heads=5))
    hub.arrive(AMIRA, desk="laptop-4", minutes_ago=20)
    hub.picture(
        desks={"laptop-4": DeskPicture(state="unknown", why="silent", since=1), "pc-1": DeskPicture("in_use", "seat")},
        rooms={"kitchen": RoomPicture(state="unknown", why="lost", since=1)},
    )
    found = view(hub)
    assert [(line.what, line.heads, line.place.name) for line in found.guests] == [
        ("guest", 3, "Gruppenraum"), ("booked", 2, "Gruppenraum"),
    ]  # fmt: skip
    assert [place.name for place in found.unclear] == ["Laptop 4", "PC 1", "Küche"]
    assert [(line.name, line.place.sure) for line in found.adults] == [("Amira", False)]
    assert found.heads == 6


def test_a_locked_tablet_opens_the_list_without_the_names_of_a_protected_family(hub: FakeHub, address: str) -> None:
    hub.arrive(OLENA, desk="laptop-3")
    hub.arrive(HIDDEN, desk="pc-3")
    hub.set(emergency_sets=frozenset({MIA}))
    with staff(address) as known, tablet(hub, address) as locked:
        full, bare = known.get("/notfall"), locked.get("/notfall")
        assert locked.get("/").status_code == 303
    assert (full.status_code, bare.status_code) == (200, 200)
    assert "Wiese vor Haus 12" in bare.text
    for name in ("Mia", "Leo", "Olena"):
        assert name in full.text
        assert name in bare.text
    for secret in ("Sabine", "Kai", "koala", "Notfall-Set"):
        assert secret in full.text
        assert secret not in bare.text
    assert bare.text.count('type="checkbox"') == full.text.count('type="checkbox"') == 5
    seen = [(entry.role, entry.what) for entry in hub.log]
    assert seen == [("staff", "emergency_list"), ("locked", "emergency_list")]
    assert not hub.recorded  # opening it is no fact


def test_a_protected_child_who_is_out_is_named_neither_on_a_locked_tablet_nor_on_paper(
    hub: FakeHub, address: str
) -> None:
    out = hub.arrive(HIDDEN)
    hub.fold(
        WentOut(visit=out.visit, adult=out.adult, family=out.family, why="lunch", until=hub.now + MINUTE,
                takes=(HIDDEN.children[0].id,)),
    )  # fmt: skip
    with staff(address) as known, tablet(hub, address) as locked:
        full, bare = known.get("/notfall").text, locked.get("/notfall").text
    assert '<span class="off-paper">, mit Kai</span>' in full
    assert "Kai" not in bare
    assert ", mit ?" in bare  # that a child is out too has to be known


def test_the_list_opens_though_the_access_log_cannot_be_written(hub: FakeHub, address: str) -> None:
    hub.arrive(OLENA)
    hub.refuse = "the disk is full"
    with staff(address) as known:
        assert "Mia" in known.get("/notfall").text


def test_a_desk_and_whoever_is_not_known_do_not_see_it(address: str) -> None:
    asked = httpx.get(f"{address}/notfall", follow_redirects=False, verify=PLAIN)
    assert (asked.status_code, asked.headers["location"]) == (303, "/anmelden?weiter=/notfall")
    said = httpx.post(f"{address}/notfall/meldung", json=[began()], cookies={"dabei-form": FORM},
                      headers={"x-dabei-form": FORM, "origin": address}, verify=PLAIN)  # fmt: skip
    assert said.status_code == 303


def test_a_locked_tablet_may_begin_and_tick_but_ends_nothing(hub: FakeHub, address: str) -> None:
    hub.arrive(OLENA)
    first = began(drill=False)
    with tablet(hub, address) as locked:
        stop = ended(first)
        heard = locked.post("/notfall/meldung", json=[first, ticked(first, MIA), stop]).json()
    assert heard["refused"] == [stop["id"]]
    assert len(heard["done"]) == 2
    emergency = hub.snapshot().house.emergency
    assert emergency is not None
    assert (emergency.drill, emergency.outside) == (False, frozenset({MIA}))


def test_two_tablets_that_were_cut_off_add_up_and_the_same_told_twice_counts_once(hub: FakeHub, address: str) -> None:
    hub.arrive(OLENA)
    one, other = began(ago=20 * MINUTE), began(drill=False, ago=18 * MINUTE)
    leo = OLENA.children[1].id
    with staff(address) as known:
        for told in ([one, ticked(one, MIA)], [other, ticked(other, leo)]):
            for _again in range(2):
                assert len(known.post("/notfall/meldung", json=told).json()["done"]) == 2
        html = known.get("/notfall/stand").json()
        assert known.get(f"/notfall/stand?seen={html['seen']}").json()["html"] == ""
        emergency = hub.snapshot().house.emergency
        assert emergency is not None
        assert (emergency.since, emergency.drill) == (hub.now - 20 * MINUTE, False)
        assert emergency.outside == {MIA, leo}
        assert html["html"].count("data-out") == 2
        known.post("/notfall/meldung", json=[ended(other)])
        late = began(drill=False, ago=5 * MINUTE)
        known.post("/notfall/meldung", json=[late, ticked(late, MIA)])
    assert hub.snapshot().house.emergency is None
    assert len(hub.facts) == 7


def test_what_the_hub_cannot_record_is_told_again(hub: FakeHub, address: str) -> None:
    hub.refuse = "the disk is full"
    with staff(address) as known:
        first = began()
        assert known.post("/notfall/meldung", json=[first, ended(first)]).json() == {"done": [], "refused": []}
        hub.refuse = ""
        assert len(known.post("/notfall/meldung", json=[first, ended(first)]).json()["done"]) == 2


@pytest.mark.parametrize("what", [{"k": "left"}, {"k": "emergency_began", "emergency": "x", "drill": True}, {}])
def test_nothing_else_is_taken_here(hub: FakeHub, address: str, what: dict[str, object]) -> None:
    with staff(address) as known:
        assert known.post("/notfall/meldung", json=[{"id": str(uuid4()), "body": what}]).status_code == 400
    assert not hub.recorded


def test_an_emergency_that_a_kiosk_began_is_shown(hub: FakeHub, address: str) -> None:
    hub.arrive(LINH)
    emergency = str(uuid4())
    hub.fold(EmergencyBegan(emergency=emergency, drill=True))
    with staff(address) as known:
        assert f'data-emergency="{emergency}" data-drill="yes"' in known.get("/notfall").text
