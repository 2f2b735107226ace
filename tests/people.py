"""A person before a real kiosk: puts cards on, looks, and touches with a finger."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from display import display
from offices import ROOT, Kiosk, RealOffice, wait
from windowed_kiosk import Button, Seen

SEEING_S = 0.4
"""How long a person looks before touching."""
TYPING_S = 0.15
"""From one key of the code pad to the next."""


@contextmanager
def windowed(
    folder: Path, settings: Callable[[str], str] = str, families: str = ""
) -> Iterator[tuple[RealOffice, "WindowedKiosk"]]:
    """Run an office whose one kiosk has a window on a display of its own.

    `settings` changes the kiosk's settings; `families` is another families file than the tests' own.
    """
    with display() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", name)
        office = RealOffice(folder)
        if families:
            (folder / "families.toml").write_text(families, "utf-8")
        path = office.kiosks[0].settings
        path.write_text(settings(path.read_text("utf-8")), "utf-8")
        kiosk = WindowedKiosk(folder, "kiosk-entrance", path)
        office.kiosks = [kiosk]
        with office:
            kiosk.sees("IdleScreen", "Karte auflegen")
            yield office, kiosk


class WindowedKiosk(Kiosk):
    """A kiosk in a window, on the display of the environment."""

    def __init__(self, folder: Path, name: str, settings: Path) -> None:
        """Prepare."""
        super().__init__(folder, name, settings)
        self._eyes = folder / f"{name}.eyes"
        self._command = [str(ROOT / "tests" / "windowed_kiosk.py"), str(settings), str(self._eyes)]

    def start(self) -> None:
        """Start it, and look from anew."""
        self._eyes.unlink(missing_ok=True)
        super().start()

    def look(self) -> Seen:
        """Read what stands on the screen."""
        try:
            with socket.socket(socket.AF_UNIX) as eyes:
                eyes.settimeout(10)
                eyes.connect(str(self._eyes))
                with eyes.makefile("rb") as answer:
                    return msgspec.json.decode(answer.read(), type=Seen)
        except (OSError, msgspec.DecodeError):
            return Seen("", [], [])

    def sees(self, screen: str, *texts: str, seconds: float = 30) -> Seen:
        """Wait until this screen is there with these words somewhere in its texts."""
        last = [self.look()]

        def there() -> bool:
            last[0] = self.look()
            all_texts = "\n".join(last[0].texts)
            return last[0].screen == screen and all(text in all_texts for text in texts)

        deadline = time.monotonic() + seconds
        while not there():
            assert time.monotonic() < deadline, f"not {screen} with {texts}, but {last[0]}; {self.text()[-1500:]}"
            time.sleep(0.05)
        return last[0]

    def put_on(self, card: int) -> None:
        """Put a card on the reader."""
        wait(lambda: self.tap(card), 20, f"{self.name} takes cards")

    def push(self, way: str) -> None:
        """Press a hardware button."""
        assert self._remote.send(f"press {way}") == "ok"

    def press(self, meaning: str, what: str | None = None) -> None:
        """Look, and touch the button with this meaning."""
        time.sleep(SEEING_S)
        self._touch(self._find(meaning, what), pause_s=0.1)

    def type(self, code: str) -> None:
        """Look, and touch one key of the code pad after the other."""
        time.sleep(SEEING_S)
        self._touch(*(self._find("key", digit) for digit in code), pause_s=TYPING_S)

    def _touch(self, *buttons: Button, pause_s: float) -> None:
        """Touch one after the other, and pause after each."""
        ways = [("mousemove", str(one.x), str(one.y), "click", "1", "sleep", str(pause_s)) for one in buttons]
        subprocess.run(["xdotool", *(word for way in ways for word in way)], env=os.environ, check=True, timeout=20)

    def _find(self, meaning: str, what: str | None) -> Button:
        seen = self.look()
        found = [one for one in seen.buttons if one.meaning == meaning and what in (None, one.what)]
        assert found, f"no button {meaning} {what} in {seen}"
        return found[0]
