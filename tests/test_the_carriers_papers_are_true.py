"""What the data protection pack says is what the program does: every table of the database, and every time."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import asdict

from broker.retention import Retention
from broker.store.store import Store

ROOT = Path(__file__).parent.parent
RECORD, TIMES, NOTICE = (
    (ROOT / f"docs/de/datenschutz/{name}.md").read_text("utf-8")
    for name in ("verzeichnis", "loeschfristen", "datenschutzhinweis")
)
TOLD = {
    "family": "Kurzname und Sprache der Familie",
    "adult": "Vorname, Rollen, Telefon, üblicher Platz",
    "child": "Kind: Vorname, Tier, Geburtstag, übliche Wahl",
    "contact": "Notfallkontakte",
    "person": "Abholende und Nie-Liste: Name, Telefon, Beziehung, Notiz",
    "card": "Kartennummern mit dem Tag der Ausgabe und des Verlusts",
    "fact": "Zeiten, Platz, Terminal",
    "visit": "Zeiten, Platz, Terminal",
    "stay": "Aufenthalte, Übergaben",
    "shift": "Dienstzeiten",
    "guest": "Name, Telefon, wozu, Raum, wie viele",
    "guest_visit": "Name, Telefon, wozu, Raum, wie viele",
    "badge": "welche Gastkarte",
    "account": "Log-in, Passwort-Hash",
    "paired": "gekoppelte Geräte",
    "access": "wer wann was angesehen oder geändert hat",
    "occupancy": "Viertelstunden je Raum und Platz",
    "headcount": "Zahl der Köpfe",
    "month_count": "Monatszahlen",
}
"""Table → where the record of processing tells of it."""
NOBODYS = {"store", "stream", "kiosk", "desk_code", "erased", "former", "_sqlite_migrations"}
"""The hub's own: ids, keys, numbers, and pseudonyms of whoever is no longer there, which the times tell of."""


def test_every_table_of_the_database_stands_in_the_record(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hub.db")) as store:
        tables = {name for (name,) in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {table for table in tables if not table.startswith("sqlite_")} == TOLD.keys() | NOBODYS
    assert [words for words in TOLD.values() if words not in RECORD] == []
    assert "Zufallskennungen von Gelöschten" in TIMES


@pytest.mark.parametrize(("name", "days"), asdict(Retention()).items())
def test_every_time_is_the_default_and_no_shorter_one_is_promised(name: str, days: int) -> None:
    (told, least) = re.findall(rf"`{name}` \| (\d+) Tage \| (\d+) \|", TIMES)[0]
    assert int(told) == days
    assert Retention(**{name: int(least)}).problems() == []
    assert len(Retention(**{name: int(least) - 1}).problems()) == 1
    english = (ROOT / "docs/house-rules.md").read_text("utf-8")
    assert f"`{name}` | {days} days" in english
    assert name in ("history_days", "guests_days") or f"[{days}] Tage" in NOTICE
