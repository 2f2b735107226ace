"""A kiosk that was cut off while the office changed: its facts stand, what does not fit is asked, and it learns."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from broker.house.roster import Roster
from broker.house.settings import in_force
from broker.house.state import House
from broker.ledger import Ledger
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.wire.facts import FactBody
from broker.wire.facts.settings import LimitSet
from offices import Kiosk, RealOffice, wait
from scenes import BAO, ELIF, JANA, LINH, MIA, OLENA, TARIK, Stage

LIMIT = LimitSet("places_firm", 1, "Vorstand", "2026-10-01")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    found = RealOffice(tmp_path)
    path = tmp_path / "families.toml"
    path.write_text(path.read_text("utf-8").replace("cards =", 'usual_desk = "pc-1", cards =', 1), "utf-8")
    with found:
        yield found


def set_up_anew(office: RealOffice, change: Callable[[str], str], *said: FactBody) -> None:
    """Stop the hub, change its `office.toml`, let staff have said this, and start it again."""
    office.hub.stop()
    path = office.folder / "office.toml"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    with closing(Store(office.store)) as store:
        ledger, moved = Ledger(store), dict[str, Stream]()
        now, own = time.time_ns() // 1_000_000, ledger.own_stream()
        ledger.commit([own_row(body, str(uuid.uuid4()), now, moved, own) for body in said], moved)
    office.hub.start()
    office.wait_for_hub()


def rebuilt(text: str) -> str:
    """Take the desk PC 1 away, and put PC 2 into the group room."""
    text = re.sub(r'\[\[desks\]\]\nid = "pc-1"\n(.+\n)+', "", text)
    return re.sub(r'(id = "pc-2"\n)spot = .*\n(kind = "pc"\n)room = "work"', r'\1\2room = "group"', text)


def roster(kiosk: Kiosk) -> Roster:
    """Read what a kiosk holds."""
    found: dict[str, object] = msgspec.json.decode((kiosk.data / "copy.json").read_bytes())
    return msgspec.convert(found["roster"], Roster)


def asked(office: RealOffice) -> set[tuple[str, str]]:
    return set(office.fold().questions)


def test_what_a_kiosk_gave_away_without_the_hub_stands_and_is_asked_about(office: RealOffice) -> None:
    [kiosk] = office.kiosks
    wait(lambda: kiosk.seen().connected, 20, "the kiosk is connected")
    office.kill_broker()
    kiosk.taps([1, 2])  # each with a child for care, and nobody to tell
    set_up_anew(office, rebuilt, LIMIT)
    assert not office.fold().visits
    office.broker.start()
    wait(lambda: len(office.fold().visits) == 2, 30, "both are in the house")
    assert office.settle().lost == 0
    second = max((stay for stay in office.fold().stays.values() if stay.at == "announced"), key=lambda s: s.since)
    wait(lambda: ("over_limit", second.child) in asked(office), 20, "the child beyond the limit is asked about")
    wait(lambda: ("desk_gone", "pc-1") in asked(office), 20, "the desk that is gone is asked about")
    wait(lambda: kiosk.seen().connected, 20, "the kiosk is connected")
    wait(lambda: limit_at(kiosk) == 1, 60, "the kiosk has learned the limit")
    assert "pc-1" not in rooms(kiosk)


def test_a_kiosk_learns_of_a_desk_that_moved_and_of_one_that_is_gone(office: RealOffice) -> None:
    [kiosk] = office.kiosks
    kiosk.stop()
    set_up_anew(office, rebuilt, LIMIT)
    kiosk.start()
    wait(lambda: "pc-1" not in rooms(kiosk), 60, "the desk is gone at the kiosk")
    assert rooms(kiosk)["pc-2"] == "group"
    wait(lambda: limit_at(kiosk) == 1, 60, "the kiosk has learned the limit")
    kiosk.taps([1, 2])
    wait(lambda: len(office.fold().asks) == 1, 20, "the second child waits for a place")
    assert not {kind for kind, _ in asked(office)} & {"over_limit", "desk_gone"}


def rooms(kiosk: Kiosk) -> dict[str, str]:
    return {desk.id: desk.room for desk in roster(kiosk).office.desks}


def limit_at(kiosk: Kiosk) -> int | None:
    found = (limit.value for limit in roster(kiosk).office.rules.care.limits if limit.limit == "places_firm")
    return next(found, None)


# by the rules alone


def lowered() -> Stage:
    """Three announced, one of them taken; then staff lower the limit to two."""
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(OLENA, {MIA: "care"})
    stage.take(MIA, by=JANA)
    stage.at("9:01").arrive(LINH, {BAO: "care"})
    stage.at("9:02").arrive(TARIK, {ELIF: "care"})
    stage.record(LimitSet("places_firm", 2, "Vorstand"))
    return stage.at("9:03")


def over(house: House) -> list[str]:
    return [subject for kind, subject in house.questions if kind == "over_limit"]


def test_the_last_ones_announced_beyond_the_limit_are_asked_about_once() -> None:
    stage = lowered()
    assert over(stage.house) == [ELIF.id]
    stage.take(ELIF, by=JANA)
    assert over(stage.house) == []
    stage.at("9:05")
    assert over(stage.house) == [BAO.id]


def test_below_the_limit_or_without_one_nobody_asks() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, {MIA: "care"})
    assert in_force(stage.office, stage.house) is stage.office
    assert over(stage.at("9:05").house) == []


def test_a_desk_that_is_no_longer_there_is_asked_about_until_it_is_given_up() -> None:
    stage = Stage().at("9:00")
    stage.arrive(OLENA, desk="pc-9")
    stage.wait(seconds=1)
    assert ("desk_gone", "pc-9") in stage.house.questions
    stage.answer("desk_gone", "pc-9", "seen", by=JANA)
    stage.wait(minutes=5)
    assert stage.house.questions["desk_gone", "pc-9"].answered
    stage.leave(OLENA)
    assert ("desk_gone", "pc-9") not in stage.house.questions
