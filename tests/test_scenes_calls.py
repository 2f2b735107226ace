"""Scenes of calls: the carers ask for the adult of a child, who answers or does not."""

from broker.house.pictures import desk_calls, room_call
from scenes import ANDRIJ, JANA, MIA, OLENA, Stage


def called(why: str = "come") -> tuple[Stage, str]:
    """Mia is in care, and at ten past nine Jana calls for Olena at her desk."""
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(OLENA, {MIA: "care"}, desk="laptop-1")
    stage.arrive(ANDRIJ, desk="laptop-2")
    stage.take(MIA, by=JANA)
    stage.at("9:10")
    return stage, stage.call(MIA, OLENA, why, by=JANA)


def lamps(stage: Stage) -> dict[str, str]:
    return {desk: level.state for desk, level in desk_calls(stage.house)}


def test_first_the_lamp_at_the_desk() -> None:
    stage, call = called()
    assert lamps(stage) == {"laptop-1": "come"}
    assert room_call(stage.house).state == "none"
    stage.wait(seconds=10).answer_call(call, "coming", OLENA)
    assert dict(desk_calls(stage.house))["laptop-1"].answer == "coming"
    stage.wait(minutes=5)
    assert stage.house.calls[call].step == "desk"
    assert not stage.questions()


def test_then_every_room_then_the_other_adult_then_send_someone() -> None:
    stage, call = called("urgent")
    stage.wait(seconds=29)
    assert room_call(stage.house).state == "none"
    stage.wait(seconds=1)
    assert (room_call(stage.house).state, room_call(stage.house).call) == ("urgent", call)
    stage.wait(seconds=30)
    assert lamps(stage) == {"laptop-2": "urgent"}
    assert stage.house.calls[call].adult == ANDRIJ.id
    assert not stage.questions()
    stage.wait(seconds=60)
    assert stage.questions() == {("call_unanswered", call)}
    stage.answer("call_unanswered", call, "found", JANA)
    assert (stage.house.calls, stage.questions()) == ({}, set())


def test_an_answer_late_closes_the_alarm() -> None:
    stage, call = called()
    stage.wait(minutes=3).answer_call(call, "coming", ANDRIJ)
    assert not stage.questions()
    assert stage.house.calls[call].adult == ANDRIJ.id


def test_in_two_minutes_and_nobody_comes_it_goes_further_again() -> None:
    stage, call = called()
    stage.wait(seconds=20).answer_call(call, "soon", OLENA)
    stage.wait(seconds=179)
    assert stage.house.calls[call].step == "desk"
    stage.wait(seconds=1)
    assert stage.house.calls[call].step == "rooms"
    stage.wait(minutes=2)
    assert stage.questions() == {("call_unanswered", call)}


def test_all_is_well_is_shown_for_two_minutes() -> None:
    stage, _ = called("well")
    assert lamps(stage) == {"laptop-1": "well"}
    stage.wait(seconds=119)
    assert lamps(stage) == {"laptop-1": "well"}
    stage.wait(seconds=1)
    assert lamps(stage) == {}
    assert not stage.questions()


def test_a_call_ends_when_the_child_has_left() -> None:
    stage, call = called("fetch")
    stage.leave(OLENA, takes=(MIA,))
    assert call not in stage.house.calls
    assert not stage.wait(minutes=5).questions()


def test_a_call_for_a_child_who_is_not_here_calls_nobody() -> None:
    stage, _ = called()
    stage.leave(OLENA, takes=(MIA,))
    stage.call(MIA, OLENA, by=JANA)
    assert not stage.house.calls
    assert not stage.wait(minutes=5).questions()
