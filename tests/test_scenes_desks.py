"""Scenes at the desks: chosen, changed, given up, out of order, and given to two."""

import pytest

from broker.house.levels import Levels
from broker.house.rooms import Rooms
from broker.wire.facts.house import DeskMarked
from scenes import LINH, OLENA, TARIK, Stage


def work(**desks: str) -> Stage:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, desk=desks.get("olena"))
    stage.arrive(LINH, desk=desks.get("linh"))
    return stage


def states(stage: Stage) -> dict[str, str]:
    drawn = Rooms(stage.office).pictures(stage.house, Levels(), 0, 0)
    return {desk: picture.state for desk, picture in drawn.desks.items()}


def test_choosing_another_desk() -> None:
    stage = work(olena="laptop-1")
    stage.sit_at(OLENA, "laptop-2")
    assert states(stage) == {"laptop-1": "free", "laptop-2": "in_use", "laptop-3": "free"}
    assert not stage.questions()


def test_no_desk_is_a_choice() -> None:
    stage = work(olena="laptop-1")
    stage.sit_at(OLENA, None)
    assert stage.is_here(OLENA)
    assert not stage.house.desks()


def test_swapping_desks() -> None:
    stage = work(olena="laptop-1", linh="laptop-2")
    stage.swap(OLENA, LINH)
    assert (stage.desk_of(OLENA), stage.desk_of(LINH)) == ("laptop-2", "laptop-1")
    assert not stage.questions()


def test_a_desk_is_free_when_its_adult_has_left() -> None:
    stage = work(olena="laptop-1")
    stage.leave(OLENA)
    assert states(stage)["laptop-1"] == "free"


def test_a_defect_desk_until_it_works_again() -> None:
    stage = Stage().at("9:00")
    stage.record(DeskMarked("laptop-3", defect=True))
    assert states(stage)["laptop-3"] == "defect"
    stage.record(DeskMarked("laptop-3", defect=False))
    assert states(stage)["laptop-3"] == "free"


@pytest.mark.parametrize(("said", "keeps", "gives_up"), [("first", OLENA, LINH), ("second", LINH, OLENA)])
def test_two_kiosks_gave_one_desk_to_two(said: str, keeps: tuple, gives_up: tuple) -> None:
    stage = Stage()
    front, yard = stage.kiosk("kiosk-front"), stage.kiosk("kiosk-yard")
    yard.cut_off()
    stage.at("9:00")
    front.arrive(OLENA, desk="laptop-3")
    stage.at("9:05")
    yard.arrive(LINH, desk="laptop-3")
    yard.connect()
    assert (stage.desk_of(OLENA), stage.desk_of(LINH)) == ("laptop-3", "laptop-3")
    assert stage.house.desks()["laptop-3"].adult == OLENA.id
    assert stage.questions() == {("desk_twice", "laptop-3")}
    stage.answer("desk_twice", "laptop-3", said, TARIK)
    assert (stage.desk_of(keeps), stage.desk_of(gives_up)) == ("laptop-3", None)
    assert not stage.questions()


def test_two_at_one_desk_who_sort_it_out_are_not_asked_any_more() -> None:
    stage = work(olena="laptop-1", linh="laptop-1")
    assert stage.questions() == {("desk_twice", "laptop-1")}
    stage.sit_at(LINH, "laptop-2")
    assert not stage.questions()
