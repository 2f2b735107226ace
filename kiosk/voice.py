"""A voice of the system that reads aloud, such as espeak-ng; what is said last silences what was said before."""

import logging
import shutil
import subprocess
import threading
from collections.abc import Sequence

from msgspec import Struct

from kiosk.sound import softer

log = logging.getLogger(__name__)
MAKING_S, SPEAKING_S = 10.0, 60.0
LANGUAGE = "{language}"
"""Stands for the language's code in the command."""


class _Wanted(Struct, frozen=True):
    text: str
    language: str
    soft: bool


class Voice:
    """Speaks in a thread of its own; what cannot be spoken is silent, for it stands on the screen."""

    def __init__(self, command: Sequence[str], player: Sequence[str]) -> None:
        """Prepare; `command` gets text on its standard input and gives a WAV file, which `player` gets."""
        self._command, self._player = list(command), list(player)
        self._changed, self._stopping = threading.Condition(), False
        self._wanted: _Wanted | None = None
        """What is to be said now; another one takes its place at once, also while it is being said."""
        self._speaking: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        if self._command:
            self._thread.start()

    @property
    def is_there(self) -> bool:
        """Whether there is such a program on this machine."""
        return bool(self._command) and shutil.which(self._command[0]) is not None

    @property
    def speaks(self) -> bool:
        """Whether something is being said, or is about to be."""
        return bool(self._command) and self._wanted is not None

    def say(self, text: str, language: str, *, soft: bool = False) -> None:
        """Say this now, instead of whatever is being said; an empty text is silence."""
        self._next(_Wanted(text, language, soft) if text else None)

    def stop(self) -> None:
        """Fall silent, and end."""
        self._stopping = True
        self._next(None)
        if self._command:
            self._thread.join(MAKING_S)

    def _next(self, wanted: _Wanted | None) -> None:
        with self._changed:
            self._wanted = wanted
            if self._speaking:
                self._speaking.kill()
            self._changed.notify()

    def _run(self) -> None:
        while not self._stopping:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._stopping)
                wanted = self._wanted
            if wanted:
                try:
                    self._speak(wanted)
                except (OSError, subprocess.SubprocessError) as exc:
                    log.warning("a screen could not be read aloud: %s", exc)
                with self._changed:
                    if self._wanted is wanted:
                        self._wanted = None

    def _speak(self, wanted: _Wanted) -> None:
        command = [part.replace(LANGUAGE, wanted.language) for part in self._command]
        made = subprocess.run(command, input=wanted.text.encode(), timeout=MAKING_S, check=True, capture_output=True)
        sound = softer(made.stdout) if wanted.soft else made.stdout
        with self._changed:
            if self._wanted is not wanted:
                return  # meanwhile there is something else to say, or nothing
            self._speaking = subprocess.Popen(
                self._player, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        try:
            self._speaking.communicate(sound, timeout=SPEAKING_S)
        except subprocess.TimeoutExpired:
            self._speaking.kill()
            raise
        finally:
            with self._changed:
                self._speaking.wait()
                self._speaking = None
