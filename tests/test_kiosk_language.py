"""The kiosk's catalogues: every text in German, none without use, and the Arabic draft beside it."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from broker.wire import language
from kiosk import language as spoken
from kiosk.language import LOCALE

ROOT = Path(spoken.__file__).parent
BRACES = re.compile(r"{\w+}")


def texts() -> set[str]:
    """Find every text of the screens."""
    found = extract_from_dir(
        ROOT, method_map=[("**.py", "python")], keywords={"_": None, "ngettext": (1, 2), "elsewhere": None}
    )
    return {message if isinstance(message, str) else message[0] for _file, _line, message, _c, _x in found}


def entries(code: str) -> dict[str, Message]:
    """Read a catalogue: each text with its translation."""
    with language.catalogue(LOCALE, code).open("rb") as file:
        found = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry for entry in read_po(file)}
    found.pop("")
    return found


@pytest.mark.parametrize("code", ["de", "ar"])
def test_a_catalogue_has_every_text_and_no_other(code: str) -> None:
    assert set(entries(code)) == texts()


@pytest.mark.parametrize("code", ["de", "ar"])
def test_a_translation_fills_in_the_same_words(code: str) -> None:
    for name, entry in entries(code).items():
        strings = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        assert all(strings), name
        assert not entry.fuzzy, name
        for string in strings:
            assert set(BRACES.findall(string)) <= set(BRACES.findall(name)) | {"{count}"}, name
        if isinstance(entry.id, str):
            assert set(BRACES.findall(strings[0])) == set(BRACES.findall(name)), name
