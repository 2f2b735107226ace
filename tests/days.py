"""A whole day of a real office: broker, hub and a kiosk in its window, on a clock that the test moves on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from display import display
from offices import ROOT, Program, RealOffice
from people import WindowedKiosk
from skewed import Wall

DAY = datetime(2026, 10, 14, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Wednesday."""
SKEWED = str(ROOT / "tests" / "skewed.py")


class DayOffice(RealOffice):
    """An office as its settings describe it, opening hours too; `at` moves the day on."""

    def __init__(self, folder: Path, name: str) -> None:
        """Write every settings file; nothing runs yet."""
        super().__init__(folder, office=name)
        self._wall = Wall(folder / "skew")
        for file in ("office.toml", "families.toml"):
            text = (resources.files("broker.onemachine") / name / file).read_text("utf-8")
            (folder / file).write_text(text, "utf-8")
        self.hub = Program("hub", self._skewed("-m", "broker", str(folder / "hub.toml")), folder)
        kiosk = WindowedKiosk(folder, self.kiosks[0].name, self.kiosks[0].settings)
        kiosk._command = self._skewed(*kiosk._command)
        self.kiosk = kiosk
        self.kiosks = [kiosk]

    def at(self, clock: str, days: int = 0) -> None:
        """Let it be this time of the day, or of a later one."""
        hour, minute = map(int, clock.split(":"))
        self._wall.set(DAY.replace(hour=hour, minute=minute) + timedelta(days=days))

    def _skewed(self, *command: str) -> list[str]:
        return [SKEWED, str(self._wall.path), *command]


@contextmanager
def day(folder: Path, name: str, opens: str) -> Iterator[DayOffice]:
    """Run an office from this time of the day on."""
    with display() as screen, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", screen)
        office = DayOffice(folder, name)
        office.at(opens)
        with office:
            office.kiosk.sees("IdleScreen", "Karte auflegen")
            yield office
