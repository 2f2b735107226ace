"""Scenes of devices: kiosks without network, power cuts, and a fire drill with two lists."""

from broker.house.emergency import emergency_list
from broker.house.pictures import family_picture, with_family
from broker.house.state import House
from broker.wire.facts.house import EmergencyBegan, EmergencyEnded, EmergencyTicked
from doings import new_id
from scenes import ANDRIJ, BAO, ELIF, JANA, LEO, LINH, MIA, OLENA, TARIK, Kiosk, Person, Stage


def full_house() -> Stage:
    """Jana on duty, Mia in care, Bao announced, Leo with Olena, Tarik out for lunch."""
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(OLENA, {MIA: "care", LEO: "adult"}, desk="laptop-1")
    stage.take(MIA, by=JANA)
    stage.at("9:05").arrive(LINH, {BAO: "care"})
    stage.arrive(TARIK, desk="laptop-2")
    stage.go_out(TARIK, "lunch", minutes=45)
    return stage


def tick(device: Kiosk | Stage, emergency: str, *people: Person) -> None:
    device.record(EmergencyTicked(emergency, tuple(person.id for person in people)))


def test_two_kiosks_offline_all_day() -> None:
    stage = Stage()
    front, yard = stage.kiosk("kiosk-front"), stage.kiosk("kiosk-yard")
    front.cut_off()
    yard.cut_off()
    stage.at("9:00")
    front.arrive(OLENA, {MIA: "adult", LEO: "adult"}, desk="laptop-3")
    stage.at("9:10")
    yard.arrive(LINH, {BAO: "adult"}, desk="laptop-3")
    stage.at("10:00")
    yard.arrive(ANDRIJ, {MIA: "adult"})
    stage.at("12:00")
    front.leave(OLENA)
    assert front.house.visits == {}
    assert {visit.adult for visit in yard.house.present()} == {LINH.id, ANDRIJ.id}
    stage.at("15:00")
    yard.leave(LINH)
    assert not stage.facts
    stage.at("16:00")
    yard.connect()
    front.connect()
    assert [visit.adult for visit in stage.house.present()] == [ANDRIJ.id]
    assert stage.where(LEO) is None
    assert (stage.where(MIA), stage.who_answers(MIA)) == ("adult", ANDRIJ.id)
    assert stage.house.last[OLENA.id].until == stage.moment("12:00")
    assert stage.house.last[LINH.id].until == stage.moment("15:00")
    assert stage.questions() == {("child_twice", MIA.id)}
    stage.power_cut()


def test_whichever_kiosk_is_heard_first_the_same_people_are_here() -> None:
    heard = []
    for first in ("kiosk-front", "kiosk-yard"):
        stage = Stage()
        kiosks = {name: stage.kiosk(name) for name in ("kiosk-front", "kiosk-yard")}
        for kiosk in kiosks.values():
            kiosk.cut_off()
        stage.at("9:00")
        kiosks["kiosk-front"].arrive(OLENA, {LEO: "adult"}, desk="laptop-3")
        kiosks["kiosk-yard"].arrive(LINH, {BAO: "adult"}, desk="laptop-3")
        for kiosk in sorted(kiosks.values(), key=lambda kiosk: kiosk.name != first):
            kiosk.connect()
        heard.append((stage.house.visits.keys(), stage.house.stays.keys(), stage.questions()))
    assert heard[0] == heard[1]
    assert heard[0] == ({OLENA.id, LINH.id}, {LEO.id, BAO.id}, {("desk_twice", "laptop-3")})


def test_a_late_goodbye_from_a_kiosk_that_was_cut_off_moves_nobody_who_came_again() -> None:
    stage = Stage()
    yard = stage.kiosk("kiosk-yard")
    stage.at("9:00").arrive(OLENA, {MIA: "adult"})
    yard.cut_off()
    stage.at("11:00")
    yard.leave(OLENA)
    stage.at("14:00").arrive(OLENA, {MIA: "adult"})  # the hub takes it for a second arrival
    yard.connect()
    assert stage.is_here(OLENA)
    assert stage.where(MIA) == "adult"
    assert stage.house.last[OLENA.id].until == stage.moment("11:00")
    assert stage.questions() == {("arrived_twice", OLENA.id)}


def test_a_power_cut_over_noon_the_hub_folds_again_what_it_has_and_goes_on() -> None:
    stage = full_house()
    stage.at("11:00")
    assert {("announced_long", BAO.id), ("headcount_due", "care"), ("away_long", TARIK.id)} == stage.questions()
    assert stage.desk_of(TARIK) is None  # time has freed it: that is a fact, too
    stage.power_cut()
    stage.at("13:00").come_back(TARIK)
    stage.count(JANA, 1)
    stage.answer("announced_long", BAO, "taken", JANA)
    stage.power_cut()
    assert (stage.where(BAO), stage.questions()) == ("care", set())


def test_after_the_power_cut_time_repeats_nothing() -> None:
    stage = full_house().at("11:00")
    before = len(stage.facts)
    stage.power_cut()
    stage.wait(minutes=1)  # the stage refuses a deadline that has been recorded
    assert len(stage.facts) == before


def test_the_emergency_list_children_first_with_family_beside_and_announced_ones_apart() -> None:
    found = emergency_list(full_house().house, now=0)
    assert [line.stay.child for line in found.children] == [LEO.id, MIA.id]
    assert [visit.adult for visit in found.children[1].beside] == [OLENA.id]
    assert [line.stay.child for line in found.announced] == [BAO.id]
    assert {(line.visit.adult, line.on_duty) for line in found.adults} == {
        (JANA.id, True), (OLENA.id, False), (LINH.id, False),
    }  # fmt: skip
    assert [line.visit.adult for line in found.away] == [TARIK.id]
    assert found.heads == 6


def test_beside_a_child_who_answers_for_it_stands_first() -> None:
    stage = full_house()
    stage.arrive(ANDRIJ)
    stage.offer(MIA, OLENA, ANDRIJ)
    stage.hand_over(MIA, ANDRIJ)
    [mia] = [line for line in emergency_list(stage.house, stage.now).children if line.stay.child == MIA.id]
    assert [visit.adult for visit in mia.beside] == [ANDRIJ.id, OLENA.id]


def test_a_kiosk_knows_the_list_from_its_own_copy() -> None:
    stage = full_house()
    copy = House()
    for family in (OLENA.family, LINH.family, JANA.family):
        copy = with_family(copy, family, family_picture(stage.house, family, {}))
    theirs, hubs = emergency_list(copy, now=0), emergency_list(stage.house, now=0)
    assert (theirs.children, theirs.announced, theirs.adults) == (hubs.children, hubs.announced, hubs.adults)


def test_a_fire_drill_the_ticks_of_two_offline_devices_merge() -> None:
    stage = full_house()
    front, yard = stage.kiosk("kiosk-front"), stage.kiosk("kiosk-yard")
    stage.record(EmergencyBegan("00000000-0000-4000-8000-000000000001", drill=True))
    drill = stage.house.emergency.id
    front.cut_off()
    yard.cut_off()
    tick(front, drill, MIA, LEO)
    tick(yard, drill, OLENA, LEO)
    assert front.house.emergency.outside == {MIA.id, LEO.id}
    front.connect()
    yard.connect()
    assert stage.house.emergency.outside == {MIA.id, LEO.id, OLENA.id}
    found = emergency_list(stage.house, stage.now, ticks=[JANA.id])  # on this device, not yet told
    assert {line.stay.child for line in (*found.children, *found.announced) if not line.outside} == {BAO.id}
    assert {line.visit.adult for line in found.adults if not line.outside} == {LINH.id}
    stage.record(EmergencyEnded(drill))
    tick(yard, drill, LINH)
    assert stage.house.emergency is None


def test_two_devices_that_began_the_same_alarm_each_by_itself() -> None:
    stage = full_house()
    front, yard = stage.kiosk("kiosk-front"), stage.kiosk("kiosk-yard")
    alarms = {front: new_id(), yard: new_id()}
    for kiosk, emergency in alarms.items():
        kiosk.cut_off()
        kiosk.record(EmergencyBegan(emergency, drill=False))
    tick(front, alarms[front], MIA)
    tick(yard, alarms[yard], OLENA)
    front.connect()
    yard.connect()
    assert stage.house.emergency.outside == {MIA.id, OLENA.id}
    stage.record(EmergencyEnded(alarms[front]))
    tick(yard, alarms[yard], LINH)  # late: it is over
    assert stage.house.emergency is None


def test_an_alarm_during_a_drill_is_no_drill() -> None:
    stage = full_house()
    stage.record(EmergencyBegan(new_id(), drill=True), EmergencyBegan(new_id(), drill=False))
    assert not stage.house.emergency.drill


def test_the_late_end_of_an_old_drill_does_not_end_the_alarm_of_now() -> None:
    stage = full_house()
    drill, alarm = new_id(), new_id()
    stage.record(EmergencyBegan(drill, drill=True), EmergencyEnded(drill), EmergencyBegan(alarm, drill=False))
    stage.record(EmergencyEnded(drill))
    assert stage.house.emergency.id == alarm


def test_bookings_say_how_many_more_have_to_be_found() -> None:
    stage = Stage().at("12:00")
    stage.book("group", "16:00", "20:00", heads=25)
    stage.book("work", "10:00", "14:00", heads=7)
    stage.at("16:30").party(heads=20, room="group")
    stage.arrive(TARIK, {ELIF: "adult"})
    found = emergency_list(stage.house, stage.now)
    assert ([line.heads for line in found.guests], found.booked) == ([20], 5)
    assert found.heads == 27
    assert emergency_list(stage.house, stage.moment("20:00")).booked == 0
