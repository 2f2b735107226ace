"""What people complain of: a node that froze, a cut cable, a broker that forgot, a wrong clock, two with one name."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.house import rooms
from broker.house.levels import Levels
from broker.house.state import House
from broker.wire.control import Remote
from broker.wire.messages import Channel, Description, Level, State
from broker.wire.pictures import RoomPicture
from houses import OFFICE
from offices import Program, RealOffice, wait

YEAR_MS = 365 * 86_400_000
TTL_S = 3


def settings(office: RealOffice, folder: Path, name: str) -> Path:
    """Write a sensor node's settings: a radar whose word holds for three seconds."""
    path = folder / f"{name}.toml"
    path.write_text(
        f'node = "sensors-hub"\npins = "simulated"\ncontrol = "{folder / name}"\n'
        f'[mqtt]\nsite = "prohlis"\nport = {office.mqtt_port}\n'
        f'[[sensors]]\nid = "radar"\nkind = "presence"\npin = 4\nroom = "care"\nttl_s = {TTL_S}\n'
    )
    return path


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    """Run an office without kiosks."""
    with RealOffice(tmp_path, kiosks=0) as found:
        yield found


def test_what_froze_is_unknown_what_was_wiped_is_said_again_and_two_with_one_name_are_noticed(
    office: RealOffice, tmp_path: Path
) -> None:
    node = Program("sensors", ["-m", "sensors", str(settings(office, tmp_path, "one"))], tmp_path)

    def care() -> RoomPicture:
        return office.numbers().rooms["care"]

    def is_there() -> None:
        remote = Remote(tmp_path / "one")
        remote.send("pin radar on")
        remote.close()
        wait(lambda: care().state == "occupied", 20, "somebody is there")

    node.start()
    wait((tmp_path / "one").exists, 20, "the node is there")
    is_there()
    node.signal(signal.SIGSTOP)
    wait(lambda: care().state == "unknown", 20, "a node that froze is believed no longer, though no will came")
    assert care().why == "silent"
    node.signal(signal.SIGCONT)
    wait(lambda: care().state == "occupied", 20, "it goes on")
    office.kill_broker()
    wait(lambda: care().state == "unknown", 20, "without a broker nobody knows")
    office.broker.start()
    wait(lambda: care().state == "occupied", 30, "a broker that forgot everything is told again")
    other = Program("other", ["-m", "sensors", str(settings(office, tmp_path, "two"))], tmp_path)
    other.start()
    wait(lambda: ("node_twice", "sensors-hub") in office.fold().questions, 30, "two devices with one id are noticed")
    asked = office.fold().questions["node_twice", "sensors-hub"]
    other.stop()
    wait(lambda: care().state == "occupied", 30, "the other one is alone again")
    assert office.fold().questions["node_twice", "sensors-hub"].times == asked.times == 1
    node.stop()
    assert not node.deaths, node.text()


@pytest.mark.parametrize("wrong_ms", [-YEAR_MS, YEAR_MS])
def test_a_nodes_clock_that_is_wrong_by_a_year_changes_nothing(wrong_ms: int) -> None:
    levels, now = Levels(), 1_800_000_000_000
    levels.described("n", Description(role="sensors", software="1", channels={"d": Channel(measures="door", room="w")}))
    levels.state("n", State(s="ready", boot=1, ts=now + wrong_ms), now)
    for seq, value in enumerate((True, False)):
        level = Level(v=value, boot=1, seq=seq, ts=now + wrong_ms, ttl=60)
        levels.level("n", "d", level, retained=False, mono=10.0 + seq, now=now + seq)
    found = levels.reading("n", "d", 12.0)
    assert (found.value, found.since) == (False, now + 1)
    assert levels.reading("n", "d", 70.9).value is False
    assert levels.reading("n", "d", 71.0).why == "silent"


def test_a_cable_that_is_cut_leaves_no_room_empty_and_one_word_after_it_was_mended_is_enough() -> None:
    levels, radar, told = Levels(), Channel(measures="presence", room="care"), rooms.Rooms(OFFICE)
    levels.described("n", Description(role="sensors", software="1", channels={"radar": radar}))
    levels.state("n", State(s="ready", boot=1), 0)

    def say(*, there: bool, seq: int, mono: float) -> None:
        level = Level(v=there, boot=1, seq=seq, ts=0, ttl=180)
        levels.level("n", "radar", level, retained=False, mono=mono, now=int(mono * 1000))

    def care(mono: float) -> tuple[str, str, int]:
        room = told.pictures(House(), levels, mono, int(mono * 1000)).rooms["care"]
        return room.state, room.why, room.since

    say(there=False, seq=0, mono=0)
    say(there=False, seq=1, mono=60)
    assert care(239)[0] == "vacant"
    assert {care(mono) for mono in range(240, 7200, 60)} == {("unknown", "silent", 60_000)}
    say(there=False, seq=2, mono=7200)
    assert care(7201)[0] == "unknown", "somebody may have sat still before it"
    assert care(7250)[0] == "vacant"
