"""Scenes of handing over: who answers for a child, who looks after it, and who takes it home."""

from broker.house.guard import may_release
from broker.wire.facts.custody import Released
from scenes import ANDRIJ, BAO, HALYNA, JANA, LEO, LINH, MIA, OLENA, Stage, morning, with_care


def test_where_carers_have_the_baton_the_last_contact_is_asked_and_nobody_else() -> None:
    stage = Stage(with_care(model="carers_take")).at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.arrive(OLENA, {MIA: "care"})
    stage.take(MIA, by=JANA, answers=JANA)
    stage.arrive(ANDRIJ)
    assert stage.tap_out(OLENA) == ()  # Andrij is here, and becomes the contact
    assert stage.house.stays[MIA.id].contact == ANDRIJ.id
    [ask] = stage.tap_out(ANDRIJ)
    assert (ask.stay.child, ask.takers) == (MIA.id, (JANA.id,))


def test_the_baton_stays_with_mum_when_the_child_walks_to_dad() -> None:
    stage = morning()
    stage.arrive(ANDRIJ)
    stage.give_back(MIA, ANDRIJ, by=JANA, back=True)
    assert stage.who_answers(MIA) == OLENA.id
    assert stage.house.stays[MIA.id].looks_after == ANDRIJ.id


def test_a_carer_who_takes_over_the_baton_is_not_the_contact() -> None:
    stage = morning()
    stage.offer(MIA, OLENA)
    stage.hand_over(MIA, JANA)
    assert stage.who_answers(MIA) == JANA.id
    assert stage.house.stays[MIA.id].contact == OLENA.id


def test_the_baton_held_out_to_one_is_not_there_for_another() -> None:
    stage = morning()
    stage.arrive(ANDRIJ)
    stage.arrive(LINH)
    stage.offer(MIA, OLENA, ANDRIJ)
    stage.hand_over(MIA, LINH)
    assert stage.who_answers(MIA) == OLENA.id
    assert stage.questions() == {("handover_unasked", MIA.id)}


def test_grandmother_collects_what_was_offered_in_one_tap() -> None:
    stage = morning()
    stage.at("9:40").offer(MIA, OLENA, HALYNA)
    assert stage.who_answers(MIA) == OLENA.id
    assert not stage.at("10:00").questions()  # she is on her way, nobody has to look
    stage.collect(HALYNA, MIA)
    assert stage.where(MIA) is None
    assert not stage.is_here(HALYNA)
    assert stage.is_here(OLENA)
    assert not stage.questions()
    assert not stage.tap_out(OLENA)  # Leo goes along, and nobody else is left


def test_grandmother_collects_what_nobody_offered_it_is_recorded_and_alarms() -> None:
    stage = morning()
    stage.at("11:00").collect(HALYNA, MIA)
    assert stage.where(MIA) is None
    assert stage.questions() == {("collected_unasked", MIA.id)}
    stage.answer("collected_unasked", MIA, "right", JANA)
    assert not stage.questions()


def test_an_uncle_without_a_card_gets_the_child_from_a_carer() -> None:
    stage = morning()
    assert may_release(stage.house, MIA.id, JANA.id)
    assert not may_release(stage.house, MIA.id, OLENA.id)  # a parent who is not on duty
    stage.record(Released(*MIA, "p-uncle001", JANA.id, stage.stay_of(MIA)))
    assert not may_release(stage.house, MIA.id, JANA.id)
    assert (stage.where(MIA), stage.where(LEO)) == (None, "adult")
    assert not stage.questions()


def test_an_offer_to_somebody_in_the_house_is_asked_about_after_a_minute() -> None:
    stage = morning()
    stage.arrive(ANDRIJ)
    stage.offer(MIA, OLENA, ANDRIJ)
    assert not stage.wait(seconds=59).questions()
    assert stage.wait(seconds=2).questions() == {("offer_open", MIA.id)}
    stage.hand_over(MIA, ANDRIJ)
    assert not stage.questions()


def test_who_takes_what_nobody_holds_out_does_not_get_it() -> None:
    stage = morning()
    stage.arrive(LINH)
    stage.hand_over(MIA, LINH)
    assert stage.who_answers(MIA) == OLENA.id
    assert stage.questions() == {("handover_unasked", MIA.id)}


def test_the_child_walks_to_mum_and_back() -> None:
    stage = morning()
    stage.at("10:00").give_back(MIA, OLENA, by=JANA, back=True)
    assert stage.where(MIA) == "adult"
    assert stage.house.stays[MIA.id].looks_after == OLENA.id
    assert stage.house.stays[MIA.id].place  # its place in care is kept
    stage.at("10:10").take(MIA, by=JANA)
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("care", OLENA.id)
    assert not stage.questions()


def test_a_neighbour_who_answers_for_a_child_is_asked_before_she_leaves() -> None:
    stage = morning()
    stage.at("10:00").arrive(LINH, {BAO: "adult"})
    stage.offer(LEO, OLENA, LINH)
    stage.hand_over(LEO, LINH)
    stage.leave(OLENA, takes=(MIA,))
    stage.arrive(ANDRIJ)
    [ask] = stage.at("11:00").tap_out(LINH)
    assert ask.stay.child == LEO.id
    assert ask.takers == (ANDRIJ.id, JANA.id)
    assert stage.where(LEO) == "adult"
    stage.collect(LINH, LEO, BAO)  # the card of another family: recorded, and a carer has to look
    assert stage.questions() == {("collected_unasked", LEO.id)}


def test_a_carer_who_took_over_gives_the_baton_back_with_the_child() -> None:
    stage = morning()
    stage.offer(LEO, OLENA, JANA)
    stage.hand_over(LEO, JANA)
    stage.give_back(LEO, OLENA, by=JANA)
    assert stage.who_answers(LEO) == OLENA.id
    assert LEO.id not in {ask.stay.child for ask in stage.tap_out(OLENA)}


def test_an_offer_to_somebody_on_the_way_waits_until_they_are_here() -> None:
    stage = morning()
    stage.offer(LEO, OLENA, HALYNA)
    stage.at("12:00").arrive(HALYNA)
    assert ("offer_open", LEO.id) not in stage.wait(seconds=30).questions()
    assert ("offer_open", LEO.id) in stage.wait(seconds=31).questions()
