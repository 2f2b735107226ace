"""What sounds when, and what a program gets to play."""

import io
import sys
import time
import wave
from array import array
from pathlib import Path

import pytest
from msgspec.structs import replace

from booth import LINHS_CARD, OLENA, STRANGER, Booth
from broker.house.office import Nap
from broker.wire.facts.care import Called, CallEscalated
from houses import ADULT, CHILD, FAMILY, OFFICE, ROSTER, new_id
from kiosk.flow import Card, Input, Recorded, Tick, Touched
from kiosk.flow.sounds import Sounds, is_nap
from kiosk.sound import NOTES, RATE, Player, tones


class Loud(Booth):
    """Remembers what sounds."""

    def __init__(self) -> None:
        """Begin in silence."""
        super().__init__()
        self.sounds, self.heard = Sounds(), list[str]()

    def feed(self, event: Input) -> object:  # type: ignore[override]
        """Give one input, and listen."""
        before = self.state
        record = super().feed(event)
        self.heard += self.sounds.after(before, self.state, self.world)
        return record

    def sounding(self) -> list[str]:
        """Give what sounded since the last time."""
        found, self.heard = self.heard, []
        return found


def test_coming_going_and_an_unknown_card_sound_each_in_their_way() -> None:
    loud = Loud()
    loud.tap(LINHS_CARD)
    assert loud.sounding() == ["in"]
    loud.tap(LINHS_CARD)  # the same again records nothing
    assert loud.sounding() == []
    loud.wait(3600)
    loud.tap(LINHS_CARD)
    assert loud.sounding() == ["out"]
    loud.tap(STRANGER)
    assert loud.sounding() == ["unknown"]


def test_a_card_that_is_nobodys_sounds_at_the_guard_too() -> None:
    loud = Loud()
    loud.tap(OLENA)
    loud.wait(3600)
    loud.tap(OLENA)
    loud.sounding()
    loud.tap(STRANGER)
    assert loud.sounding() == ["unknown"]


def test_changing_something_and_coming_back_to_the_result_is_silent() -> None:
    loud = Loud()
    loud.tap(OLENA)
    loud.sounding()
    loud.touch("desk")
    loud.touch("desk", "pc-1")
    loud.touch("children")
    loud.touch("ready")
    assert loud.sounding() == []


def test_the_guard_sounds_three_times_and_then_no_more() -> None:
    loud = Loud()
    loud.tap(OLENA)
    loud.wait(3600)
    loud.sounding()
    loud.tap(OLENA)
    for _ in range(50):
        loud.wait(1)
    assert loud.sounding() == ["guard"] * 3


def test_a_call_sounds_once_and_an_urgent_one_until_it_is_answered() -> None:
    loud = Loud()
    loud.tap(OLENA)
    loud.wait(60)
    loud.sounding()
    for why, times in (("hungry", 1), ("urgent", 4)):
        call = new_id()
        loud.fold(Called(call=call, child=CHILD, family=FAMILY, adult=ADULT, why=why))
        loud.wait(1)
        assert loud.sounding() == []  # at the desk first
        loud.fold(CallEscalated(call=call, step="rooms"))
        for _ in range(20):
            loud.wait(1)
        assert loud.sounding() == ["call"] * times
        loud.house = loud.house.but(calls={})


def test_each_key_of_the_pad_ticks() -> None:
    loud = Loud()
    loud.touch("code")
    loud.touch("key", "1")
    loud.touch("key", "2")
    loud.touch("erase")
    assert loud.sounding() == ["key", "key"]


def test_nap_time_is_softer_except_for_the_guard() -> None:
    booth = Booth()
    nap = Nap(weekdays=("tu",), begins="11:30", ends="14:00")
    booth.roster = replace(ROSTER, office=replace(OFFICE, naps=(nap,)))
    assert is_nap(booth.world)
    booth.wall += 2 * 3_600_000
    assert not is_nap(booth.world)
    assert peak(tones("in", soft=True)) == pytest.approx(peak(tones("in")) / 4, rel=0.02)
    assert tones("guard", soft=True) == tones("guard")


def samples(data: bytes) -> list[int]:
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return array("h", file.readframes(file.getnframes())).tolist()


def peak(data: bytes) -> int:
    return max(abs(value) for value in samples(data))


@pytest.mark.parametrize("sound", NOTES)
def test_a_sound_lasts_as_long_as_its_notes_and_neither_clips_nor_clicks(sound: str) -> None:
    found = samples(tones(sound))  # type: ignore[arg-type]
    assert len(found) == sum(round(RATE * seconds) for _, seconds in NOTES[sound])  # type: ignore[index]
    assert 10_000 < max(found) < 25_000
    assert abs(found[0]) < 500
    assert abs(found[-1]) < 1_500


def test_a_program_gets_the_sound_and_a_broken_one_harms_nobody(tmp_path: Path) -> None:
    got = tmp_path / "got.wav"
    player = Player([sys.executable, "-c", f"import sys; open({str(got)!r}, 'wb').write(sys.stdin.buffer.read())"])
    player.play("in")
    player.stop()
    assert got.read_bytes() == tones("in")
    broken = Player(["/nowhere/player"])
    began = time.monotonic()
    for _ in range(20):
        broken.play("in")
    broken.stop()
    assert time.monotonic() - began < 5
    Player(()).play("in")


def test_nothing_sounds_before_the_disk_has_it() -> None:
    loud = Loud()
    record = loud.feed(Card(LINHS_CARD))
    assert record
    assert loud.feed(Tick()) is None
    assert loud.feed(Touched("done")) is None
    assert loud.sounding() == []
    loud.feed(Recorded())
    assert loud.sounding() == ["in"]
