"""Tones made by code and played by a program of the system, so that no sound device stays open while nobody is here.

The notes are those of the design: a sine with a soft octave and an attack of 10 ms. Where no program is set there is
no sound; every sound has a picture beside it.
"""

import io
import logging
import math
import queue
import subprocess
import threading
import wave
from array import array
from collections.abc import Sequence
from functools import cache

from kiosk.flow.sounds import Sound

log = logging.getLogger(__name__)
RATE = 22_050
"""Samples per second."""
ATTACK_S, OCTAVE, LOUD = 0.010, 0.18, 0.6
NAP = 10 ** (-12 / 20)
"""Share of the loudness during nap time: 12 dB less."""
LONGEST_S = 5.0
G3, G4, C5, D5, E5, G5 = 196.00, 392.00, 523.25, 587.33, 659.26, 783.99
"""Hz, equal temperament, A4 = 440."""
NOTES: dict[Sound, tuple[tuple[float, float], ...]] = {
    "in": ((G4, 0.12), (D5, 0.12)),
    "out": ((D5, 0.12), (G4, 0.12)),
    "same": ((G4, 0.2),),
    "unknown": ((G3, 0.2),),
    "guard": ((E5, 0.15), (E5, 0.15), (C5, 0.25)),
    "call": ((C5, 0.15), (E5, 0.15), (G5, 0.25)),
    "key": ((G5, 0.015),),
}
"""Each sound as (Hz, seconds), one after the other."""
ALWAYS_LOUD: frozenset[Sound] = frozenset({"guard"})
"""What nap time does not make softer; urgent calls neither."""


class Player:
    """Plays one sound after the other, in a thread of its own; what cannot be played is silent."""

    def __init__(self, command: Sequence[str]) -> None:
        """Prepare; `command` gets a WAV file on its standard input, and is empty for silence."""
        self._command = list(command)
        self._wanted: queue.Queue[bytes | None] = queue.Queue(maxsize=2)
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        if self._command:
            self._thread.start()

    def play(self, sound: Sound, *, soft: bool = False) -> None:
        """Play a sound soon; while others wait it is left out."""
        if self._command and not self._wanted.full():
            self._wanted.put_nowait(tones(sound, soft=soft))

    def stop(self) -> None:
        """End after the sound that is being played."""
        if self._command:
            self._wanted.put(None)
            self._thread.join(LONGEST_S)

    def _run(self) -> None:
        while (data := self._wanted.get()) is not None:
            try:
                subprocess.run(self._command, input=data, timeout=LONGEST_S, check=True, capture_output=True)
            except (OSError, subprocess.SubprocessError) as exc:
                log.warning("a sound could not be played: %s", exc)


@cache
def tones(sound: Sound, *, soft: bool = False) -> bytes:
    """Make a sound as a WAV file: 16 bit, one channel."""
    share = NAP if soft and sound not in ALWAYS_LOUD else 1.0
    samples = array("h")
    for hertz, seconds in NOTES[sound]:
        samples.extend(_note(hertz, seconds, share))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def softer(data: bytes) -> bytes:
    """Give a WAV file of 16 bit as softly as everything sounds during nap time; any other as it is."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            shape, samples = sound.getparams(), array("h", sound.readframes(sound.getnframes()))
    except (wave.Error, EOFError, ValueError):
        return data
    if shape.sampwidth != samples.itemsize:
        return data
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams(shape._replace(nframes=0))
        out.writeframes(array("h", (round(sample * NAP) for sample in samples)).tobytes())
    return file.getvalue()


def _note(hertz: float, seconds: float, share: float) -> list[int]:
    count = round(RATE * seconds)
    attack = min(round(RATE * ATTACK_S), count // 2)
    found = []
    for number in range(count):
        edge = min(1.0, number / attack, (count - number) / attack)  # it ends as softly as it begins: no click
        turn = 2 * math.pi * hertz * number / RATE
        value = (math.sin(turn) + OCTAVE * math.sin(2 * turn)) / (1 + OCTAVE)
        found.append(round(32_767 * LOUD * share * edge * value))
    return found
