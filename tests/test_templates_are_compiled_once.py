"""Templates are compiled once for all languages and starts; where that cannot be kept, each time."""

from pathlib import Path

import jinja2.environment
import pytest

from broker.web.pages import Pages
from hubs import OFFICE, FakeHub


def drawn(language: str) -> str:
    """Draw a panel as after a start."""
    snapshot = FakeHub().snapshot()
    return Pages(OFFICE, language).panels(snapshot)["numbers"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give what systemd gives a service for this."""
    monkeypatch.setenv("CACHE_DIRECTORY", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    return tmp_path / "cache"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Tell which templates have been compiled."""
    names, compile_ = list[str | None](), jinja2.Environment.compile

    def noted(self: jinja2.Environment, source: str, name: str | None = None, *more: str) -> object:
        names.append(name)
        return compile_(self, source, name, *more)

    monkeypatch.setattr(jinja2.environment.Environment, "compile", noted)
    return names


def test_another_language_and_the_next_start_compile_nothing(folder: Path, compiled: list[str | None]) -> None:
    german = drawn("de")
    assert "panels/numbers.html" in compiled
    compiled.clear()
    assert drawn("en") != german
    assert drawn("de") == german
    assert compiled == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_what_a_power_cut_has_torn_is_compiled_again(folder: Path, compiled: list[str | None]) -> None:
    german = drawn("de")
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:-40])
    compiled.clear()
    assert drawn("de") == german
    assert "panels/numbers.html" in compiled


def test_without_room_pages_are_drawn_all_the_same(folder: Path, compiled: list[str | None]) -> None:
    folder.rmdir()
    german = drawn("de")
    compiled.clear()
    assert drawn("de") == german
    assert "panels/numbers.html" in compiled
