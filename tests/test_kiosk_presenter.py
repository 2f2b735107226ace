"""What a screen shows: honest when the hub is silent, and never a name in public."""

from pathlib import Path

import msgspec
import pytest

from broker.house.apply import apply
from broker.house.office import Programme, Wifi
from broker.wire.facts.presence import Arrived, WentOut
from broker.wire.facts.settings import LimitSet
from broker.wire.pictures import DeskPicture, RoomPicture
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, OFFICE, OLENAS, OTHER, ROSTER, arrived, child, fact, left
from kiosk.flow import Idle, Notice, Result, Who
from kiosk.local import Local
from kiosk.presenter import Scene, present
from kiosk.view import IdleView, NoticeView, Stay

WEDNESDAY = 1_791_961_920_000
"""14 October 2026, 09:12 in Berlin."""
EVERY_DAY = ("mo", "tu", "we", "th", "fr", "sa", "su")


@pytest.fixture
def local(tmp_path: Path) -> Local:
    found = Local(tmp_path / "copy.json")
    programme = tuple(
        Programme(weekdays=EVERY_DAY, at=at, title=f"um {at}", room="work") for at in ("15:00", "07:00", "09:30")
    )
    office = msgspec.structs.replace(OFFICE, programme=programme, wifi=Wifi(ssid="Gast;Netz", password="a:b"))
    found.copy.roster = msgspec.structs.replace(ROSTER, office=office)
    found.copy.desks = {
        "pc-1": DeskPicture(state="free"),
        "laptop-1": DeskPicture(state="unknown", why="silent", since=WEDNESDAY - 1_200_000),
        "laptop-2": DeskPicture(state="free"),
    }
    found.copy.rooms = {"work": RoomPicture(state="vacant")}
    found.copy.heard = WEDNESDAY - 300_000
    return found


def scene(local: Local, *, connected: bool = True, language: str = "de") -> Scene:
    return Scene(local.world(0.0, WEDNESDAY, fresh=connected, node="kiosk-entrance"), local.copy, language)


def who(body: Arrived) -> Who:
    return Who(OLENAS, OLENAS.adults[0], body.visit)


def come(local: Local, body: object) -> None:
    local.house = apply(local.house, fact(body, at=WEDNESDAY))


def states(view: IdleView) -> list[list[str]]:
    return [[glyph.state for glyph in row.glyphs] for row in view.desks]


def test_the_public_screen_shows_numbers_and_animals_and_no_name(local: Local) -> None:
    come(local, arrived(desk="pc-1", children=(child(to="care"), child("c-leo00001"))))
    view = present(Idle(), scene(local))
    assert isinstance(view, IdleView)
    assert (view.clock, view.weekday, view.day) == ("9:12", "Mittwoch", "14. Oktober")
    assert states(view) == [["in_use"], ["unknown", "free"]]
    assert [row.free for row in view.desks] == [0, 1]
    assert (view.unknown_desks, view.unknown_since) == (1, "8:52")
    assert (view.places, view.places_free, view.announced) == (4, 3, 1)
    assert [arch.state for arch in view.arches] == ["announced", "free", "free", "free"]
    assert view.arches[0].animal == "fox"
    assert [entry.title for entry in view.programme] == ["um 09:30", "um 15:00"]
    assert view.wifi_code == "WIFI:T:WPA;S:Gast\\;Netz;P:a\\:b;;"
    text = msgspec.json.encode(view).decode()
    assert not [name for name in ("Olena", "Andrij", "Linh", "Mia", "Leo", ADULT, CHILD, FAMILY) if name in text]


def test_a_firm_limit_that_staff_set_is_the_number_of_places(local: Local) -> None:
    come(local, arrived(children=(child(to="care"), child("c-leo00001", to="care"))))
    come(local, LimitSet(limit="places_firm", value=3))
    view = present(Idle(), scene(local))
    assert isinstance(view, IdleView)
    assert (view.places, view.places_free) == (3, 1)
    assert [arch.state for arch in view.arches] == ["announced", "announced", "free"]
    come(local, LimitSet(limit="places_firm", value=1))
    view = present(Idle(), scene(local))
    assert isinstance(view, IdleView)
    assert (view.places, view.places_free, len(view.arches)) == (1, 0, 2)


def test_without_the_hub_everything_is_unknown_with_what_was_last_known(local: Local) -> None:
    come(local, arrived(desk="pc-1", children=(child(to="care"),)))
    view = present(Idle(), scene(local, connected=False))
    assert isinstance(view, IdleView)
    assert states(view) == [["unknown"], ["unknown", "unknown"]]
    assert {arch.state for arch in view.arches} == {"unknown"}
    assert (view.offline_since, view.printer) == ("9:07", "none")
    assert (view.places_free, [row.free for row in view.desks]) == (3, [0, 1])


def test_our_own_goodbye_frees_the_desk_before_the_hub_says_so(local: Local) -> None:
    local.copy.desks["pc-1"] = DeskPicture(state="in_use", since=1)
    assert states(present(Idle(), scene(local)))[0] == ["free"]
    local.copy.desks["pc-1"] = DeskPicture(state="in_use", why="seat", since=1)
    assert states(present(Idle(), scene(local)))[0] == ["in_use"]


def test_a_desk_whose_owner_is_out_for_lunch_is_reserved_and_no_other_sits_there(local: Local) -> None:
    body = arrived(desk="pc-1")
    come(local, body)
    come(local, WentOut(visit=body.visit, adult=ADULT, family=FAMILY, why="lunch", until=WEDNESDAY + 1))
    assert states(present(Idle(), scene(local)))[0] == ["reserved"]


def test_a_desk_that_was_chosen_and_not_sat_at_is_reserved_until_we_go(local: Local) -> None:
    local.copy.desks["pc-1"] = DeskPicture(state="reserved", why="not_sat", since=1)
    body = arrived(desk="pc-1")
    come(local, body)
    assert states(present(Idle(), scene(local)))[0] == ["reserved"]
    come(local, left(body))
    assert states(present(Idle(), scene(local)))[0] == ["free"], "our own goodbye is newer than the hub's picture"


def test_the_rooms_in_detail_say_since_when_and_by_what_and_name_nobody(local: Local) -> None:
    come(local, arrived(desk="pc-1"))
    local.copy.desks["laptop-2"] = DeskPicture(state="in_use", why="seat", since=WEDNESDAY)
    local.copy.rooms = {
        "work": RoomPicture(state="occupied", why="check_in", since=WEDNESDAY - 720_000),
        "care": RoomPicture(state="unknown", why="lost"),
    }
    view = present(Idle("rooms"), scene(local))
    assert isinstance(view, IdleView)
    assert [(room.name, room.state, room.since, room.why, room.coming) for room in view.every_room] == [
        ("Arbeitsraum", "occupied", "9:00", "check_in", "9:30 um 09:30"),
        ("Spielzimmer", "unknown", "", "lost", ""),
    ]
    assert [(desk.name, desk.state, desk.since, desk.why) for desk in view.odd_desks] == [
        ("Laptop 1", "unknown", "8:52", "silent"), ("Laptop 2", "in_use", "9:12", "seat"),
    ]  # fmt: skip
    assert "Olena" not in msgspec.json.encode(view).decode()
    view = present(Idle("rooms"), scene(local, connected=False))
    assert isinstance(view, IdleView)
    assert {(room.state, room.since, room.why) for room in view.every_room} == {("unknown", "9:07", "offline")}
    assert not view.odd_desks


def test_before_the_first_roster_the_screen_is_empty_but_there(tmp_path: Path) -> None:
    view = present(Idle(), scene(Local(tmp_path / "none.json")))
    assert isinstance(view, IdleView)
    assert (view.desks, view.places, view.programme) == ((), 0, ())


def test_welcome_tells_the_desk_and_what_became_of_the_usual_one(local: Local) -> None:
    come(local, arrived(LINH, LINHS, desk="laptop-1"))
    body = arrived(desk="laptop-2", children=(child(to="care"), child("c-leo00001")))
    come(local, body)
    result = Result(what="arrived", who=who(body), usual_desk="laptop-1", deadline=14.2)
    view = present(result, scene(local))
    assert (view.name, view.at, view.desk, view.desk_note) == ("Olena", "9:12", "Laptop 2", "am Fenster")
    assert view.instead_of == "Laptop 1"
    assert [glyph.state for glyph in view.row] == ["in_use", "yours"]
    assert [(card.name, card.to) for card in view.children] == [("Mia", "announced"), ("Leo", "adult")]
    assert view.stay == Stay(14.2, 6.0)


def test_welcome_says_nothing_of_desks_where_the_office_has_none(local: Local) -> None:
    body = arrived()
    come(local, body)
    result = Result(what="arrived", who=who(body))
    assert local.copy.roster is not None
    assert present(result, scene(local)).has_desks
    office = msgspec.structs.replace(local.copy.roster.office, desks=())
    local.copy.roster = msgspec.structs.replace(local.copy.roster, office=office)
    assert not present(result, scene(local)).has_desks


def test_children_with_the_other_parent_are_already_here(local: Local) -> None:
    come(local, arrived(OTHER, children=(child(), child("c-leo00001"))))
    body = arrived()
    come(local, body)
    result = Result(what="arrived", who=who(body))
    assert [card.to for card in present(result, scene(local)).children] == ["already_here", "already_here"]


def test_goodbye_names_who_goes_along_and_what_comes_next(local: Local) -> None:
    body = arrived(desk="laptop-2", children=(child(),))
    come(local, body)
    come(local, left(body))
    result = Result(what="left", who=who(body), deadline=11)
    view = present(result, scene(local))
    assert (view.desk, view.at, [card.name for card in view.children]) == ("Laptop 2", "9:12", ["Mia"])
    assert view.programme
    assert view.programme.at == "9:30"
    world = msgspec.structs.replace(scene(local).world, wall=WEDNESDAY + 10_800_000)
    noon = msgspec.structs.replace(scene(local), world=world)
    assert present(result, noon).programme.at == "15:00"


def test_the_family_s_language_writes_the_times(local: Local) -> None:
    assert present(Idle(), scene(local, language="en")).weekday == "Wednesday"
    assert present(Idle(), scene(local, language="ar")).clock == "9:12"


def test_a_notice_has_no_names(local: Local) -> None:
    view = present(Notice("unknown_card", 14.0), scene(local))
    assert view == NoticeView("unknown_card", Stay(14.0, 6.0))


def test_a_protected_familys_child_has_a_place_without_an_animal(local: Local) -> None:
    assert local.copy.roster
    hidden = msgspec.structs.replace(OLENAS, protected=True)
    local.copy.roster = msgspec.structs.replace(local.copy.roster, families=(hidden,))
    come(local, arrived(children=(child(to="care"),)))
    view = present(Idle(), scene(local))
    assert isinstance(view, IdleView)
    assert (view.arches[0].state, view.arches[0].animal) == ("announced", "")
    assert "fox" not in msgspec.json.encode(view).decode()
