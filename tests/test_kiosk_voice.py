"""Read aloud: what stands on the screen is said, in its language, to whoever has chosen it."""

import io
import shlex
import sys
import time
import wave
from pathlib import Path

import pytest
from msgspec.structs import replace

import choice_samples
import samples
from booth import LINHS_CARD, OLENA, Booth
from broker.wire.errors import SettingsError
from broker.wire.settings import load
from kiosk.flow import Idle, Result
from kiosk.flow.state import RESULT_S
from kiosk.settings import KioskSettings
from kiosk.sound import NAP, softer, tones
from kiosk.view import CodeView, Look
from kiosk.voice import Voice
from offices import wait
from people import windowed
from stepped import Stepped

ESPEAK = ("espeak-ng", "-v", "{language}", "-s", "150", "--stdin", "--stdout")
WORKS_S = 20


def keeps(folder: Path) -> tuple[str, ...]:
    """Give a player that keeps each sound that it was given whole, in a file of its own."""
    program = (
        f"import sys, tempfile, os; data = sys.stdin.buffer.read();"
        f"new = tempfile.mkstemp(dir={str(folder)!r})[1]; open(new, 'wb').write(data); os.rename(new, new + '.wav')"
    )
    return (sys.executable, "-c", program)


def seconds(data: bytes) -> float:
    """Give how long a sound lasts."""
    with wave.open(io.BytesIO(data)) as sound:
        frames = sound.readframes(sound.getnframes())
        return len(frames) / sound.getsampwidth() / sound.getnchannels() / sound.getframerate()


def heard(folder: Path, count: int) -> list[bytes]:
    """Wait until so many sounds were played."""
    wait(lambda: len(list(folder.glob("*.wav"))) >= count, WORKS_S, f"{count} sounds")
    return [path.read_bytes() for path in sorted(folder.glob("*.wav"), key=lambda path: path.stat().st_mtime)]


@pytest.mark.parametrize(("language", "text"), [("de", "Du bist dabei! Hallo Olena!"), ("en", "You're in! Hello!")])
def test_a_voice_speaks_german_and_english(tmp_path: Path, language: str, text: str) -> None:
    voice = Voice(ESPEAK, keeps(tmp_path))
    voice.say(text, language)
    (sound,) = heard(tmp_path, 1)
    voice.stop()
    assert 0.8 < seconds(sound) < 6


def test_what_is_said_last_silences_what_was_said_before(tmp_path: Path) -> None:
    slow = ("sh", "-c", f"read -r line; echo $$ >> {shlex.quote(str(tmp_path))}/began; exec sleep 30")
    voice = Voice(("cat",), slow)
    began = tmp_path / "began"
    for count in (1, 2):
        voice.say("first\n" * count, "de")
        wait(lambda count=count: began.exists() and len(began.read_text().split()) == count, WORKS_S, "it speaks")  # type: ignore[misc]
    first, second = map(int, began.read_text().split())
    assert not Path(f"/proc/{first}").exists()
    ended = time.monotonic()
    voice.stop()
    assert time.monotonic() - ended < 5
    assert not Path(f"/proc/{second}").exists()


def test_silence_can_be_asked_for_at_any_moment(tmp_path: Path) -> None:
    slow = ("sh", "-c", "sleep 0.5; cat")
    voice = Voice(slow, keeps(tmp_path))
    voice.say("a name", "de")
    assert voice.speaks
    voice.say("", "de")  # while the sound is still being made
    assert not voice.speaks
    time.sleep(1)
    voice.stop()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [("/nowhere/voice",), ("false",)])
def test_a_voice_that_does_not_work_is_silent_and_the_next_words_are_tried(
    tmp_path: Path, command: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    voice = Voice(command, keeps(tmp_path))
    for text in ("first", "second"):
        caplog.clear()
        voice.say(text, "de")
        wait(lambda: "could not be read aloud" in caplog.text, WORKS_S, "it says so in the log")
    voice.stop()
    assert not list(tmp_path.iterdir())


def test_a_voice_that_is_not_installed_is_not_offered(tmp_path: Path) -> None:
    for command, there in ((ESPEAK, True), (("/nowhere/voice",), False), ((), False)):
        voice = Voice(command, keeps(tmp_path))
        assert voice.is_there is there
        voice.stop()


def test_nap_time_softens_the_voice_too() -> None:
    loud, soft = tones("in"), softer(tones("in"))
    assert len(loud) == len(soft)
    assert abs(peak(soft) - peak(loud) * NAP) <= 1
    assert softer(b"no sound") == b"no sound"


def peak(data: bytes) -> int:
    """Give the largest value of a sound."""
    with wave.open(io.BytesIO(data)) as sound:
        return max(abs(value) for value in memoryview(sound.readframes(sound.getnframes())).cast("h"))


def test_a_family_hears_what_it_would_read(drawn: Stepped) -> None:
    drawn.said.clear()
    for _ in range(3):  # drawn again, said once
        drawn.show(samples.welcome(), "de", aloud=True)
    ((text, language),) = drawn.said
    assert language == "de"
    for words in ("Du bist dabei!", "Hallo Olena!", "Laptop 3, am Fenster.", "Mia, angemeldet."):
        assert words in text
    for words in ("Rückgängig", "Fertig", "Sekunden"):
        assert words not in text


@pytest.mark.parametrize(
    ("texts", "heard_as"),
    [
        ([], ""),
        (["Hello!", "", "Your place"], "Hello! Your place."),
        (["3", "places free", "of 10"], "3, places free, of 10."),
        (["Desk 3", "Mia", "registered"], "Desk 3. Mia, registered."),
    ],
)
def test_words_that_stand_apart_become_sentences(drawn: Stepped, texts: list[str], heard_as: str) -> None:
    from kiosk.aloud import joined  # noqa: PLC0415  # Kivy is imported when the window is open

    assert drawn.app
    assert joined(texts) == heard_as


def test_a_guards_question_is_said_with_its_answers(drawn: Stepped) -> None:
    drawn.said.clear()
    drawn.show(choice_samples.guard("en"), "en", aloud=True)
    ((text, _),) = drawn.said
    assert "Mia is still in care." in text
    assert "The same card again" in text
    assert "I'm taking Mia now" in text


def test_nothing_is_said_to_whoever_has_not_chosen_it_and_the_public_screen_once(drawn: Stepped) -> None:
    idle = samples.idle("de")
    drawn.show(idle, "de")
    drawn.said.clear()
    drawn.show(samples.welcome(), "de")
    drawn.show(idle, "de")
    assert drawn.said == []
    drawn.show(replace(idle, aloud=True), "de", aloud=True)
    drawn.show(replace(idle, clock="9:13", aloud=True), "de", aloud=True)
    drawn.show(replace(idle, places_free=2, aloud=True), "de", aloud=True)
    ((text, _),) = drawn.said
    assert "Karte auflegen" in text
    assert "9:12" not in text


@pytest.mark.parametrize("always", [False, True])
def test_no_name_is_heard_after_its_family_has_gone(drawn: Stepped, *, always: bool) -> None:
    drawn.show(samples.idle("de"), "de")
    drawn.show(samples.welcome(), "de", aloud=True)
    drawn.said.clear()
    drawn.show(samples.idle("de"), "de", aloud=always)
    drawn.show(replace(samples.idle("de"), clock="9:13"), "de", aloud=always)
    assert drawn.said == [("", "de")]


def test_the_next_familys_screen_silences_the_one_before(drawn: Stepped) -> None:
    drawn.show(samples.welcome(), "de", aloud=True)
    drawn.said.clear()
    drawn.show(samples.goodbye(), "ar")
    assert drawn.said == [("", "ar")]


def test_where_a_child_is_to_be_is_said(drawn: Stepped) -> None:
    drawn.said.clear()
    drawn.show(choice_samples.children(), "de", aloud=True)
    ((text, _),) = drawn.said
    assert "Mia. In Betreuung. Leo. Bleibt bei mir." in text


def test_a_result_stays_while_it_is_being_read_but_not_beyond_the_cards_minute() -> None:
    booth = Booth()
    booth.speaking = True
    booth.tap(OLENA)
    for _ in range(50):
        assert isinstance(booth.wait(1), Result)
    booth.wait(9)
    assert booth.wait(1) == Idle()
    booth.tap(LINHS_CARD)
    booth.wait(7)
    booth.speaking = False
    assert booth.wait(3) == Idle()


def test_no_digit_of_a_code_is_ever_said(drawn: Stepped) -> None:
    drawn.said.clear()
    for typed in range(6):
        drawn.show(CodeView(typed, False, 0, "Spielzimmer", samples.STAY), "de", aloud=True)  # noqa: FBT003
    assert len(drawn.said) == 1  # what the pad is for, and nothing for any key


def test_who_listens_has_twice_the_time() -> None:
    for look, always, span in ((Look(), False, 1), (Look(aloud=True), False, 2), (Look(), True, 2)):
        booth = Booth()
        booth.state, booth.aloud = replace(booth.state, look=look), always
        booth.tap(OLENA)
        assert booth.state.screen.span == RESULT_S * span  # type: ignore[union-attr]


def test_a_voice_that_nobody_could_hear_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'node = "k"\ndata = "{tmp_path}"\n[mqtt]\nsite = "p"\n[voice]\ncommand = ["espeak-ng"]\n')
    with pytest.raises(SettingsError, match="nobody hears it without"):
        load(path, KioskSettings)


def test_a_parent_chooses_it_and_is_greeted_aloud(tmp_path: Path) -> None:
    sounds = tmp_path / "sounds"
    sounds.mkdir()
    speaks = ["sh", "-c", f'tee -a {shlex.quote(str(tmp_path / "texts"))} | exec "$@"', "-", *ESPEAK]
    voice = f"[sound]\ncommand = {list(keeps(sounds))!r}\n[voice]\ncommand = {speaks!r}\n"
    with windowed(tmp_path, lambda text: f"{text}\n{voice}") as (_, kiosk):
        kiosk.press("look", "aloud")
        wait(lambda: "Karte auflegen." in said(tmp_path), WORKS_S, "the public screen is read")
        kiosk.put_on(1)
        wait(lambda: "Wer ist heute wo?" in said(tmp_path), WORKS_S, "the choice is read")
        kiosk.press("ready")
        wait(lambda: "Hallo Person 1!" in said(tmp_path), WORKS_S, "the greeting is read")
        wait(lambda: any(seconds(each) > 1 for each in heard(sounds, 2)), WORKS_S, "it can be heard")


def said(folder: Path) -> str:
    """Give everything that was to be said."""
    found = folder / "texts"
    return found.read_text("utf-8") if found.exists() else ""
