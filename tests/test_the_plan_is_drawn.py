"""The plan of any office: nothing lies on anything else, nothing leads out, and no two desks look alike."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from broker.house.office import Desk, NodeEntry, Office, Room
from broker.snapshot import Snapshot
from broker.web.pages import Pages
from broker.web.plan_ground import Ground, Rect, ground
from broker.web.plan_labels import LETTER, SMALL, labels, lines, short_names
from broker.wire.settings import load
from housedays import MEASURED, full_house
from hubs import OFFICE

DEMO, GORBITZ = (
    load(Path(__file__).parent.parent / f"broker/onemachine/{name}/office.toml", Office)
    for name in ("prohlis", "gorbitz")
)
KINDS = ("care", "work", "group", "kitchen", "quiet", "entrance")


def inside(box: Rect, around: Rect) -> bool:
    return (
        box[0] >= around[0] - 0.2
        and box[1] >= around[1] - 0.2
        and box[0] + box[2] <= around[0] + around[2] + 0.2
        and box[1] + box[3] <= around[1] + around[3] + 0.2
    )


def apart(one: Rect, other: Rect) -> bool:
    across = one[0] + one[2] <= other[0] + 0.2 or other[0] + other[2] <= one[0] + 0.2
    return across or one[1] + one[3] <= other[1] + 0.2 or other[1] + other[3] <= one[1] + 0.2


def sound(office: Office) -> Ground:
    """Lay an office out, and see that all is within the plan and nothing on anything else."""
    found = ground(office)
    assert {space.room.id for space in found.spaces} == {room.id for room in office.rooms}
    assert {desk for space in found.spaces for desk in space.desks} == {desk.id for desk in office.desks}
    for space in found.spaces:
        assert inside(space.rect, (0, 0, found.width, found.height))
        assert inside(space.words, space.rect)
        for desk in space.desks.values():
            assert inside(desk, space.rect)
    return found


@pytest.mark.parametrize("office", [OFFICE, MEASURED, DEMO, GORBITZ], ids=["unmeasured", "measured", "demo", "gorbitz"])
def test_an_office_fits_and_its_words_have_room(office: Office) -> None:
    found = sound(office)
    for one, other in combinations(found.spaces, 2):
        assert apart(one.rect, other.rect)
    for space in found.spaces:
        assert space.words[2] >= 80
        assert space.words[3] >= 60
        places = [space.words, *space.desks.values()]
        assert all(apart(one, other) for one, other in combinations(places, 2))


def test_rooms_that_are_measured_keep_their_places_and_the_others_stand_below() -> None:
    attic = Room(id="attic", kind="quiet", name="Dachboden")
    found = ground(replace(MEASURED, rooms=(attic, *MEASURED.rooms)))
    spaces = {space.room.id: space for space in found.spaces}
    work, play, group = (spaces[name].rect for name in ("work", "play", "group"))
    assert play[0] == pytest.approx(work[0] + work[2], abs=1)
    assert group[1] == pytest.approx(work[1] + work[3], abs=1)
    assert play[2] / work[2] == pytest.approx(5 / 9, abs=0.01)
    assert not spaces["attic"].measured
    assert spaces["attic"].rect[1] > group[1] + group[3]


def test_a_door_is_a_gap_in_its_wall() -> None:
    spaces = {space.room.id: space for space in ground(MEASURED).spaces}
    work, play = spaces["work"], spaces["play"]
    assert work.door
    assert play.door
    assert (work.door.upright, work.door.y) == (False, work.rect[1] + work.rect[3])
    assert (play.door.upright, play.door.x) == (True, play.rect[0])


def test_two_desks_of_ten_without_a_spot_are_still_drawn() -> None:
    desks = tuple(replace(desk, spot=None) if n in (3, 4) else desk for n, desk in enumerate(MEASURED.desks))
    sound(replace(MEASURED, desks=desks))


@st.composite
def offices(draw: st.DrawFn) -> Office:
    size = st.floats(0.5, 40, allow_nan=False)
    boxes = st.none() | st.tuples(size, size, size, size)
    rooms = tuple(
        Room(id=f"r-{n}", kind=draw(st.sampled_from(KINDS)), name=f"R {n}", box=draw(boxes),
             door=draw(st.none() | st.tuples(size, size)))
        for n in range(draw(st.integers(1, 7)))
    )  # fmt: skip
    desks = tuple(
        Desk(id=f"d-{n}", kind="pc", room=draw(st.sampled_from([room.id for room in rooms])), name=f"D {n}",
             spot=draw(st.none() | st.tuples(size, size)))
        for n in range(draw(st.integers(0, 14)))
    )  # fmt: skip
    nodes = (NodeEntry(id="n", role="kiosk", name="N", spot=draw(st.none() | st.tuples(size, size))),)
    return Office(site="s", name="S", rooms=rooms, desks=desks, nodes=nodes)


@settings(deadline=None)
@given(offices())
def test_whatever_somebody_has_measured_it_is_drawn(office: Office) -> None:
    sound(office)


def test_short_names_are_short_and_nobody_elses() -> None:
    found = short_names(OFFICE.desks)
    assert (found["laptop-3"], found["pc-1"]) == ("L 3", "PC 1")
    names = ("Laptop 1", "Lounge 1", "Fensterplatz", "Fenstertisch", "7")
    odd = short_names([Desk(id=f"d-{n}", kind="pc", room="work", name=name) for n, name in enumerate(names)])
    assert len(set(odd.values())) == len(names)
    assert (odd["d-0"], odd["d-4"]) != ("L 1", "")
    assert short_names([]) == {}


def test_a_desk_is_called_by_as_much_of_its_name_as_goes_in() -> None:
    assert lines("Fensterplatz", 84, 54) == ("Fenster.",)
    assert lines("Lange Tafel", 84, 54) == ("Lange", "Tafel")
    assert lines("Laptop 3", 84, 54) == ("Laptop 3",)
    assert lines("Laptop 3", 66, 48) == ("Laptop", "3")
    assert lines("Laptop 3", 58, 44) == ()  # two lines would be on the sign
    assert lines("Fensterplatz links", 84, 54) == ("Fensterp.", "links")
    assert lines("Der lange Tisch am Fenster", 84, 54) == ()
    assert lines("Fensterplatz", 50, 40) == ()


@settings(deadline=None)
@given(offices(), st.lists(st.text("abc. 12", min_size=1, max_size=18), min_size=14, max_size=14, unique=True))
def test_no_two_desks_are_called_the_same_and_no_line_is_too_long(office: Office, names: list[str]) -> None:
    desks = tuple(replace(desk, name=name) for desk, name in zip(office.desks, names, strict=False))
    places = {desk: at for space in ground(replace(office, desks=desks)).spaces for desk, at in space.desks.items()}
    short, found = short_names(desks), labels(desks, places)
    assert set(found) == {desk.id for desk in desks}
    assert len(set(found.values())) == len(desks)
    for desk, said in found.items():
        if said != (short[desk],):
            assert max(map(len, said)) * (LETTER if len(said) == 1 else SMALL) <= places[desk][2] - 6


def test_the_desks_of_the_smaller_demo_can_be_told_apart() -> None:
    places = {desk: at for space in ground(GORBITZ).spaces for desk, at in space.desks.items()}
    assert labels(GORBITZ.desks, places) == {
        "window": ("Fenster.",), "long-table": ("Lange", "Tafel"), "corner": ("Ecke",),
    }  # fmt: skip


def test_children_for_whom_there_is_no_room_are_counted() -> None:
    crowd = full_house()
    small = replace(
        MEASURED,
        rooms=tuple(
            replace(room, box=(9, 0, 1.8, 4.6)) if room.id == "play" else room for room in MEASURED.rooms
        ),
    )  # fmt: skip
    crowd.set(office=small)
    drawn = re.search(r'<svg class="plan".*?</svg>(?=\s*<div class="under-plan")', _panel(crowd.snapshot()), re.DOTALL)
    assert drawn
    shown, more = drawn[0].count("animals/"), re.search(r'class="more">\+(\d+)', drawn[0])
    assert more
    assert shown + int(more[1]) == 9


def _panel(snapshot: Snapshot) -> str:
    return Pages(MEASURED).panels(snapshot)["plan"]
