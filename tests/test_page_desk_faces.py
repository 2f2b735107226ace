"""What a desk and a phone may show, as values: who is named, which call stands first, how the children are."""

from itertools import permutations
from uuid import uuid4

import pytest
from msgspec.structs import replace

from broker.house.office import Programme
from broker.house.pictures import desk_calls
from broker.web.desk_face import DeskFace, around, desk_face, desk_of
from broker.web.desk_family import CallFace, ChildFace
from broker.web.desk_words import CALLS, WHERE, Tell
from broker.web.pages import Pages
from broker.web.phone_codes import PhoneCodes
from broker.web.phone_view import PhoneView, phone_face
from broker.wire.facts.care import CallAnswered, Called, CallEnded, CallEscalated, CallReason, ShiftTaken
from broker.wire.facts.custody import ChildMarked, HandedOver, Taken
from broker.wire.facts.house import DeskMarked, EmergencyBegan
from broker.wire.facts.presence import Arrived, WentOut
from hubs import FAMILIES, LINH, MINUTE, OFFICE, OLENA, TOBIAS, FakeHub

MIA, LEO = (child.id for child in OLENA.children)
ME, OTHER = (adult.id for adult in OLENA.adults)
CARER = LINH.adults[0].id


@pytest.fixture
def hub() -> FakeHub:
    """Give a house with Olena at PC 1."""
    hub = FakeHub()
    for entry in FAMILIES:
        hub.add(entry)
    return hub


def face(hub: FakeHub, desk: str = "pc-1") -> DeskFace:
    found = desk_of(OFFICE, desk)
    assert found
    return desk_face(hub.snapshot(), found)


def call(hub: FakeHub, why: CallReason = "come", child: str = MIA, adult: str = ME, minutes_ago: int = 0) -> str:
    body = Called(call=str(uuid4()), child=child, family=OLENA.id, adult=adult, why=why)
    hub.fold(body, hub.now - minutes_ago * MINUTE)
    return body.call


def into_care(hub: FakeHub, child: str) -> None:
    stay = hub.snapshot().house.stays[child].stay
    hub.fold(Taken(child=child, family=OLENA.id, stay=str(uuid4()), by=CARER, answers=ME, follows=stay))


def child_of(shown: DeskFace, child: str) -> ChildFace:
    return next(entry for entry in shown.children if entry.id == child)


def test_who_sits_there_is_named_and_nobody_else(hub: FakeHub) -> None:
    assert face(hub) == DeskFace(desk=OFFICE.desks[6], picture=hub.snapshot().pictures.desks["pc-1"])
    hub.arrive(OLENA, desk="pc-1")
    hub.arrive(TOBIAS, desk="pc-2")
    assert [sitter.name for sitter in face(hub).sitters] == ["Olena"]
    assert {child.name for child in face(hub).children} == {"Mia", "Leo"}


def test_who_sits_at_a_desk_that_was_reported_is_told(hub: FakeHub) -> None:
    hub.arrive(OLENA, desk="pc-1")
    hub.fold(DeskMarked("pc-1", defect=True))
    drawn = Pages(OFFICE).draw(
        "desk_now.html", face=face(hub), now=hub.now, tell=Tell(Pages(OFFICE), hub.now), own=False
    )
    assert "als defekt gemeldet" in drawn
    assert not face(hub, "pc-2").defect


def test_while_somebody_is_out_no_name_stands_at_the_desk(hub: FakeHub) -> None:
    arrived = hub.arrive(OLENA, desk="pc-1", care=("Mia",))
    into_care(hub, MIA)
    call(hub)
    until = hub.now + 30 * MINUTE
    hub.fold(WentOut(visit=arrived.visit, adult=ME, family=OLENA.id, why="lunch", until=until, takes=(LEO,)))
    shown = face(hub)
    assert (shown.sitters, shown.children, shown.back_at) == ((), (), until)
    assert [(found.name, found.animal) for found in shown.calls] == [("", "fox")]


@pytest.mark.parametrize("hidden", ["protected", "names_hidden"])
def test_a_family_that_is_not_to_be_named_is_not(hub: FakeHub, hidden: str) -> None:
    hub.add(replace(OLENA, **{hidden: True}))
    hub.arrive(OLENA, desk="pc-1")
    call(hub)
    shown = face(hub)
    assert [sitter.name for sitter in shown.sitters] == [""]
    assert [found.name for found in shown.calls] == [""]
    assert shown.calls[0].animal == ("" if hidden == "protected" else "fox")
    assert {child.name for child in shown.children} == ({""} if hidden == "names_hidden" else set())
    assert Tell(Pages(OFFICE), hub.now).call(shown.calls[0]) == "Bitte komm zu deinem Kind."


@pytest.mark.parametrize("order", list(permutations(("well", "come", "urgent"))))
def test_the_call_that_stands_first_is_the_one_that_the_lamp_shows(hub: FakeHub, order: list[CallReason]) -> None:
    hub.arrive(OLENA, desk="pc-1")
    made = {why: call(hub, why, minutes_ago=9 - place) for place, why in enumerate(order)}
    for why in ("urgent", "come", "well"):
        level = dict(desk_calls(hub.snapshot().house))["pc-1"]
        first = face(hub).calls[0]
        assert (first.call, first.state) == (level.call, level.state) == (made[why], why)
        hub.fold(CallEnded(call=made[why]))
    assert face(hub).calls == ()


def test_where_a_child_is_with_whom_and_how(hub: FakeHub) -> None:
    hub.arrive(OLENA, desk="pc-1", care=("Mia",), minutes_ago=90)
    hub.arrive(LINH)
    hub.fold(ShiftTaken(shift=str(uuid4()), adult=CARER, family=LINH.id))
    tell = Tell(Pages(OFFICE), hub.now)
    assert tell.where(child_of(face(hub), MIA)) == "zur Betreuung angemeldet, noch nicht übernommen"
    assert tell.where(child_of(face(hub), LEO)) == "bei dir"
    into_care(hub, MIA)
    for place, mark in enumerate(("asleep", "changed", "awake", "ate", "asleep")):
        hub.fold(ChildMarked(child=MIA, family=OLENA.id, mark=mark, by=CARER), hub.now - (9 - place) * MINUTE)  # type: ignore[arg-type]
    mia = child_of(face(hub), MIA)
    assert (tell.where(mia), tell.carers(mia)) == ("in Betreuung", "Betreuung: Linh")
    assert [words for _, words in tell.marks(mia)] == [
        "schläft seit 10:37", "hat gegessen, 10:36", "frische Windel, 10:34",
    ]  # fmt: skip


def test_with_the_other_parent_a_child_is_with_that_one_by_name(hub: FakeHub) -> None:
    hub.arrive(OLENA, desk="pc-1")
    hub.arrive(OLENA, who=1, children=False)
    stay = hub.snapshot().house.stays[LEO].stay
    hub.fold(
        HandedOver(child=LEO, family=OLENA.id, stay=str(uuid4()), taker=OTHER, follows=stay, by=CARER)
    )  # fmt: skip
    assert Tell(Pages(OFFICE), hub.now).where(child_of(face(hub), LEO)) == "bei Andrij"


def test_a_parent_on_duty_sees_at_the_desk_no_child_but_the_own(hub: FakeHub) -> None:
    """Though by the office's rule the carers may answer for all."""
    hub.arrive(LINH, desk="pc-3")
    hub.arrive(OLENA, desk="pc-1", care=("Mia",))
    hub.fold(ShiftTaken(shift=str(uuid4()), adult=CARER, family=LINH.id))
    stay = hub.snapshot().house.stays[MIA].stay
    hub.fold(Taken(child=MIA, family=OLENA.id, stay=str(uuid4()), by=CARER, answers=CARER, follows=stay))
    assert [child.name for child in face(hub, "pc-3").children] == ["Bao"]


@pytest.mark.parametrize("protected", [False, True])
def test_a_call_that_nobody_answers_stands_at_every_other_desk_without_a_name(hub: FakeHub, protected: bool) -> None:
    hub.add(replace(OLENA, protected=protected))
    hub.arrive(OLENA, desk="pc-1")
    made = call(hub)
    assert face(hub, "pc-2").elsewhere is None
    hub.fold(CallEscalated(call=made, step="rooms"))
    found = face(hub, "pc-2").elsewhere
    assert found
    assert (found.call, found.name, found.other, found.animal) == (made, "", "", "" if protected else "fox")
    assert face(hub).elsewhere is None
    hub.fold(CallAnswered(call=made, answer="coming"))
    assert face(hub, "pc-2").elsewhere is None


def test_an_alarm_and_a_drill_are_said_at_desk_and_phone(hub: FakeHub) -> None:
    arrived = hub.arrive(OLENA, desk="pc-1")
    assert face(hub).emergency == ""
    hub.fold(EmergencyBegan(emergency=str(uuid4()), drill=True))
    assert face(hub).emergency == "drill"
    assert "Übung: Bitte alle nach draußen." in PhoneView(Pages(OFFICE), arrived.visit).panels(hub.snapshot())["calls"]


def test_only_what_takes_place_today_is_said_in_order(hub: FakeHub) -> None:
    slots = (("we", "15:30", "Café"), ("we", "9:00", "Singen"), ("th", "10:00", "Turnen"))
    programme = tuple(Programme(weekdays=(day,), at=at, title=title, room="group") for day, at, title in slots)  # type: ignore[arg-type]
    hub.set(office=replace(OFFICE, programme=programme))
    assert [(slot.title, slot.room) for slot in around(hub.snapshot()).programme] == [
        ("Singen", "Gruppenraum"), ("Café", "Gruppenraum"),
    ]  # fmt: skip


def test_a_phone_knows_calls_for_the_other_parent_and_none_after_the_visit(hub: FakeHub) -> None:
    arrived = hub.arrive(OLENA, desk="pc-1")
    hub.arrive(OLENA, who=1, children=False)
    mine, theirs = call(hub), call(hub, adult=OTHER, minutes_ago=-1)
    shown = phone_face(hub.snapshot(), arrived.visit)
    assert shown
    assert [(found.call, found.other) for found in shown.calls] == [(mine, ""), (theirs, "Andrij")]
    hub.leave(arrived)
    assert phone_face(hub.snapshot(), arrived.visit) is None
    assert set(PhoneView(Pages(OFFICE), arrived.visit).panels(hub.snapshot()).values()) == {""}


def test_the_same_press_on_desk_and_phone_is_one_fact_and_the_next_is_another(hub: FakeHub) -> None:
    arrived = hub.arrive(OLENA, desk="pc-1")
    made = call(hub)

    def keys(shown: tuple[CallFace, ...]) -> tuple[str, str]:
        return shown[0].coming, shown[0].soon

    phone = phone_face(hub.snapshot(), arrived.visit)
    assert phone
    before = keys(face(hub).calls)
    assert before == keys(phone.calls)
    hub.fold(CallAnswered(call=made, answer="soon"), hub.now + 1)
    assert not set(before) & set(keys(face(hub).calls))


def test_a_code_lets_one_phone_in_and_only_while_its_visit_lasts(hub: FakeHub) -> None:
    codes, arrived = PhoneCodes(), hub.arrive(OLENA, desk="pc-1")
    first = codes.secret(arrived.visit)
    assert codes.secret(arrived.visit) == first
    shown = codes.shown(face(hub))
    assert codes.find(first, hub.snapshot().house) == arrived.visit
    codes.use(arrived.visit)
    assert codes.find(first, hub.snapshot().house) is None
    second = codes.secret(arrived.visit)
    assert second != first
    after = codes.shown(face(hub))
    assert (shown.phones, after.phones) == (0, 1)
    assert shown.code != after.code
    hub.leave(arrived)
    assert codes.find(second, hub.snapshot().house) is None
    again = hub.arrive(OLENA, desk="pc-1")
    assert codes.find(second, hub.snapshot().house) is None
    for other in ("", "ü", first[:-1], second + "a"):
        assert codes.find(other, hub.snapshot().house) is None
    assert codes.secret(again.visit) not in (first, second)


def test_no_code_is_shown_where_two_say_they_sit(hub: FakeHub) -> None:
    hub.arrive(OLENA, desk="pc-1")
    hub.fold(Arrived(visit=str(uuid4()), adult=CARER, family=LINH.id, desk="pc-1"))
    assert PhoneCodes().shown(face(hub)).code == ""


def test_every_reason_and_every_place_has_words(hub: FakeHub) -> None:
    tell, pages = Tell(Pages(OFFICE), hub.now), Pages(OFFICE)
    shown = ChildFace("c", "Mia", "fox", "white", "adult", 1, "measured", "you")
    for at in ("adult", "announced", "care", "together", "out"):
        for near in ("you", "carers", "adult"):
            assert tell.where(replace(shown, at=at, near=near))
    assert len({pages.say(text) for pair in CALLS.values() for text in pair}) == 2 * len(CALLS)
    assert len({pages.say(text) for text in WHERE.values()}) == len(WHERE)
