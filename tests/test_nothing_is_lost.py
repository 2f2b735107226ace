"""Once the kiosk has said "Willkommen", no crash, broker wipe or restored backup may lose it, or count it twice."""

import os
import random
import signal
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from broker.embedded import EmbeddedBroker
from broker.house import pictures
from broker.house.pictures import family_picture, house_picture
from broker.house.state import House
from broker.wire.facts import decode_body
from broker.wire.facts.custody import LeaveAsked
from broker.wire.facts.presence import Arrived, Left
from broker.wire.link import Link
from offices import Crowd, Kept, Kiosk, RealOffice, killings, port, wait
from paper_offices import PaperOffice, close, play

KILLS, SECONDS = 36, 34


@pytest.mark.timeout(200)
def test_kills_of_kiosks_broker_and_hub_lose_nothing(tmp_path: Path) -> None:
    with RealOffice(tmp_path, kind="mosquitto", kiosks=2) as office:
        killed = kill_at_random(office, random.Random(20_261_014), KILLS, SECONDS)
        tally = office.settle()
        check_facts(office)
        check_house(office)
        print(f"{tally} after kills: {killed}")
        assert sum(killed.values()) >= 30
        assert tally.accepted > 500
        check_rebuild(office)


def test_the_broker_out_of_a_wheel_loses_nothing_either(tmp_path: Path) -> None:
    with RealOffice(tmp_path, kind="iotcore") as office:
        kill_at_random(office, random.Random(7), 6, 5)
        office.settle()
        check_facts(office)
        check_house(office)


def test_a_restored_backup_loses_nothing(tmp_path: Path) -> None:
    with RealOffice(tmp_path, kiosks=2) as office:
        with Crowd(office.kiosks, 1):
            wait(lambda: len(office.accepted()) > 100, 20, "the first facts")
            assert office.command("backup", str(tmp_path / "copy.db")) == 0, office.text("backup")
            saved = len(office.accepted())
            wait(lambda: len(office.accepted()) > saved + 100, 20, "more facts")
        office.settle()
        office.hub.stop()
        assert office.command("restore", str(tmp_path / "copy.db")) == 0, office.text("restore")
        assert office.tally().lost > 0, "the backup should be older than the outboxes"
        office.kiosks[0].kill()
        office.hub.start()
        office.wait_for_hub()
        office.kiosks[0].start()
        office.settle()
        check_facts(office)
        check_house(office)
        check_rebuild(office)


@pytest.mark.parametrize(("after", "hub"), [(1, "runs"), (7, "runs"), (3, "starts later")])
def test_an_outbox_set_back_to_an_older_copy_loses_nothing(tmp_path: Path, after: int, hub: str) -> None:
    """The card of the kiosk was set back by three facts; then `after` families come."""
    with RealOffice(tmp_path) as office:
        (kiosk,) = office.kiosks
        kiosk.taps(range(1, 6))
        older = copy_of(kiosk)
        kiosk.taps(range(6, 9))
        office.settle()
        before = {kept.id for kept in office.stored()}
        kiosk.kill()
        put_back(kiosk, older)
        if hub == "starts later":
            office.hub.kill()
        kiosk.start()
        kiosk.taps(range(11, 11 + after))
        if hub == "starts later":
            office.hub.start()
            office.wait_for_hub()
        office.settle(30)
        stored = office.stored()
        assert {kept.id for kept in kiosk.kept()} <= {kept.id for kept in stored}
        assert before <= {kept.id for kept in stored}
        check_promises(kiosk, stored)
        wait(lambda: office.numbers().questions == 1, 5, "a question is raised")
        check_house(office)
        kiosk.kill()
        kiosk.start()
        check_house(office)


DISASTERS = ["kiosk dies", "cable", "hub dies", "broker dies"]
WEATHER = {
    "storms": DISASTERS,
    "restored backups": [*DISASTERS, "backup", "restore"],
    "outboxes set back": [*DISASTERS, "copy", "set back"],
}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("weather", WEATHER)
def test_whatever_order_disasters_come_in_nothing_is_lost(tmp_path: Path, weather: str, seed: int) -> None:
    office = PaperOffice(tmp_path, random.Random(seed))
    happened = play(office, 60, WEATHER[weather])
    stored = office.stored()
    assert not office.accepted - stored, happened
    last: defaultdict[str, int] = defaultdict(int)
    for stream, n in office.order():
        assert n > last[stream]
        last[stream] = n
    for kiosk in office.kiosks.values():
        assert {own.id for own in kiosk.held()} <= stored
        assert kiosk.courier.waiting == 0
    if weather != "outboxes set back":
        assert stored == office.accepted
        assert not office.house.questions.keys() & {("facts_missing", name) for name in office.kiosks}
    close(office)


def test_a_hub_that_is_away_for_an_hour_is_sent_nothing_until_it_is_back(tmp_path: Path) -> None:
    """The broker and the network work all the time: only the heartbeat tells."""
    office = PaperOffice(tmp_path, random.Random(1), kiosks=1)
    (kiosk,) = office.kiosks.values()
    kiosk.accept(5)
    office.calm()
    office.hub_online = False
    office.step(31)
    for _ in range(3600):
        kiosk.accept(1)
        office.step(1)
    assert not office.to_hub
    assert kiosk.courier.waiting == 3600
    assert not kiosk.courier.connected(office.clock.s)
    office.calm()
    assert office.stored() == office.accepted
    assert office.counts["early"] + office.counts["repeated"] < 200
    close(office)


def test_what_an_earlier_connection_left_does_not_replace_newer_words(tmp_path: Path) -> None:
    """The broker freezes and is killed with a message on its way; the next one must not get it after the news."""
    topic, words, said = "ekb/1/prohlis/hub/house/st", [b"first"], list[bytes]()
    broker = EmbeddedBroker(port(), tmp_path, "mosquitto")

    def greet() -> None:
        link.publish(topic, words[-1], retain=True)

    def hear(_topic: str, payload: bytes, _retained: bool) -> None:
        said.append(payload)

    link = Link("hub", broker.port, on_message=lambda *_: None, on_connect=greet)
    reader = Link("reader", broker.port, topics=[topic], on_message=hear)
    with ExitStack() as stack:
        for part in (broker, reader, link):
            part.start()
            stack.callback(part.stop)
        wait(lambda: said, 10, "the first word is said")
        assert broker.pid
        os.kill(broker.pid, signal.SIGSTOP)
        assert link.publish(topic, b"old", retain=True)
        words.append(b"new")
        os.kill(broker.pid, signal.SIGKILL)
        wait(lambda: broker.pid is None, 10, "the broker is gone")
        broker.start()
        wait(lambda: b"new" in said, 15, "the news are said")
        link.publish(topic, b"last", retain=True)
        wait(lambda: said[-1] == b"last", 10, "and more")
        assert b"old" not in said


def kill_at_random(office: RealOffice, chance: random.Random, count: int, seconds: float) -> dict[str, int]:
    """Kill parts of a busy office, start each again a moment later, and tell how often each was killed."""
    killed: defaultdict[str, int] = defaultdict(int)
    with Crowd(office.kiosks, chance.randrange(1000)):
        for pause in killings(seconds, count, chance):
            time.sleep(pause)
            victim = chance.choice([*office.kiosks, *office.kiosks, office.hub, office.hub, None])
            killed[victim.name if victim else "broker"] += 1
            if victim:
                victim.kill()
            else:
                office.kill_broker()
            time.sleep(chance.choice((0, 0, 0.1, 0.4)))
            (victim or office.broker).start()
    office.wait_for_hub()
    return dict(killed)


def check_facts(office: RealOffice) -> None:
    """Look whether every fact that a kiosk holds or has promised is stored once, in order, as it was; and no other."""
    for program in (*office.kiosks, office.hub):
        program.check()
        assert program.alive
        assert program.deaths == [], f"{program.name} ended by itself: {program.deaths} {program.text()}"
    tally, stored = office.tally(), office.stored()
    assert tally.sound, tally
    assert len({kept.id for kept in stored}) == len(stored)
    assert [kept.pos for kept in stored] == list(range(1, len(stored) + 1))
    accepted = office.accepted()
    streams: defaultdict[str, list[int]] = defaultdict(list)
    for kept in stored:
        streams[kept.stream].append(kept.n)
        if own := accepted.get(kept.id):
            assert decode_body(kept.body) == decode_body(own.body)
            assert (kept.stream, kept.n) == (own.stream, own.n)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in streams.values())
    for kiosk in office.kiosks:
        check_promises(kiosk, stored)
        assert "Traceback" not in kiosk.text(), kiosk.text()
    assert "Traceback" not in office.hub.text(), office.hub.text()


def check_promises(kiosk: Kiosk, stored: list[Kept]) -> None:
    """Look whether what a person was shown stands in the store."""
    there = {(str(body.__struct_config__.tag), body.visit) for kept in stored if (body := visit_of(kept))}
    assert kiosk.promised() <= there, kiosk.promised() - there
    assert kiosk.promised()


def visit_of(kept: Kept) -> Arrived | LeaveAsked | Left | None:
    """Give what a fact says of a visit."""
    body = decode_body(kept.body)
    return body if isinstance(body, Arrived | LeaveAsked | Left) else None


def check_house(office: RealOffice) -> None:
    """Look whether hub, pages and kiosks see the same house: the one that follows from the facts alone."""
    fold = office.fold()
    assert {visit.visit for visit in fold.present()} == present(office.stored())
    picture = house_picture(fold)

    def same() -> bool:
        numbers = office.numbers()
        return all(
            getattr(numbers, name) == getattr(picture, name) for name in ("pos", "adults", "children", "announced")
        ) and (numbers.questions == picture.questions)

    wait(same, 15, f"/api/house says {picture}")
    for kiosk in office.kiosks:
        wait(lambda kiosk=kiosk: families(fold) == kiosk.seen().families, 20, f"{kiosk.name} sees the hub's house")  # type: ignore[misc]


def families(house: House) -> dict[str, object]:
    """Give the picture of each family who has or had a visit."""
    return {name: msgspec.structs.replace(family_picture(house, name, {}), pos=0) for name in pictures.families(house)}


def present(stored: list[Kept]) -> set[str]:
    """Tell which visits are open, in the plainest way that there is."""
    last: dict[str, str | None] = {}
    since: dict[str, int] = {}
    for kept in stored:
        match visit_of(kept):
            case Arrived(adult=adult) if last.get(adult) and kept.at < since[adult]:
                pass  # it came late, and was over before the visit that is open began
            case Arrived(adult=adult, visit=visit):
                last[adult], since[adult] = visit, kept.at
            case Left(adult=adult, visit=visit) if last.get(adult) == visit:
                last[adult] = None
    return {visit for visit in last.values() if visit}


def check_rebuild(office: RealOffice) -> None:
    """Derive every table anew, with the hub stopped, and find the same rows."""
    live = office.visits()
    office.hub.stop()
    assert live == office.visits()
    assert office.command("rebuild") == 0, office.text("rebuild")
    assert live == office.visits()
    assert live


def copy_of(kiosk: Kiosk) -> dict[str, bytes]:
    """Copy the outbox's files as they are now."""
    return {path.name: path.read_bytes() for path in kiosk.data.glob("outbox.db*") if not path.name.endswith("-shm")}


def put_back(kiosk: Kiosk, files: dict[str, bytes]) -> None:
    """Put an older copy of the outbox in its place."""
    for path in kiosk.data.glob("outbox.db*"):
        path.unlink()
    for name, data in files.items():
        (kiosk.data / name).write_bytes(data)
