"""Languages: catalogues without compiling, German by default, and times that stay clear."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from broker.web.animals import ANIMALS
from broker.web.pages import LOCALE, STATIC
from broker.wire import language
from broker.wire.errors import SettingsError

BERLIN = ZoneInfo("Europe/Berlin")
NOON = 1_791_972_000_000
"""Wednesday, 14 October 2026, 12:00 in Berlin."""
HOUR = 3_600_000


def texts() -> Iterator[str]:
    """Find every text of the pages, and of the rules that files share with them."""
    rules = extract_from_file("python", LOCALE.parent.parent / "family_rules.py", keywords={"mark": None})
    yield from (text for _line, text, _comments, _context in rules if isinstance(text, str))
    found = extract_from_dir(
        LOCALE.parent,
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")],
        options_map={"**.html": {"newstyle_gettext": "true"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "mark": None, "say": None, "_say": None},
    )
    for _file, _line, message, _comments, _context in found:
        yield message if isinstance(message, str) else message[0]


def test_the_german_catalogue_has_every_text_and_no_other() -> None:
    """A text without German would be English on a German page."""
    with language.catalogue(LOCALE, "de").open("rb") as file:
        entries = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry for entry in read_po(file)}
    entries.pop("")
    assert set(texts()) == set(entries)
    assert [name for name, entry in entries.items() if entry.string in ("", ("", "")) or entry.fuzzy] == []


def test_every_animal_has_a_picture_and_a_word() -> None:
    """In both directions."""
    assert {path.stem for path in (STATIC / "animals").glob("*.svg")} == set(ANIMALS)


def test_a_language_without_a_catalogue_gets_german() -> None:
    """English needs none: the texts in the code are English."""
    assert language.load(LOCALE, "de").gettext("Sign out") == "Abmelden"
    assert language.load(LOCALE, "xx").gettext("Sign out") == "Abmelden"
    assert language.load(LOCALE, "en").gettext("Sign out") == "Sign out"
    assert language.load(LOCALE, "de").ngettext("family", "families", 2) == "Familien"


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    """With its path."""
    path = language.catalogue(tmp_path, "de")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "a"\nnonsense\n')
    with pytest.raises(SettingsError, match=r"dabei\.po"):
        language.load(tmp_path, "de")


def test_times_are_short_and_stay_clear() -> None:
    """Today a clock, this week a weekday, else a date; digits are 0-9 in every language."""
    assert language.format_clock(NOON - 3 * HOUR, BERLIN, "de") == "9:00"
    assert language.format_clock(NOON, BERLIN, "ar") == "12:00"
    assert language.format_weekday(NOON, BERLIN, "de") == "Mittwoch"
    assert language.format_day(NOON, BERLIN, "de") == "14. Oktober"
    assert language.format_day(NOON, BERLIN, "en") == "14 October"
    assert language.format_moment(NOON - HOUR, NOON, BERLIN, "de") == "11:00"
    assert language.format_moment(NOON - 24 * HOUR, NOON, BERLIN, "de") == "Di 12:00"
    assert language.format_moment(NOON - 7 * 24 * HOUR, NOON, BERLIN, "de") == "7. Oktober, 12:00"
    assert (language.direction("ar"), language.direction("de")) == ("rtl", "ltr")
