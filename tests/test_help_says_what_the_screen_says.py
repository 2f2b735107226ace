"""Pages for who looks for help by what they see: what stands there in italics stands on a screen, word for word."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from broker.wire.language import catalogue

ROOT = Path(__file__).parent.parent
CATALOGUES = ("kiosk/locale", "broker/web/locale")
ITALIC = re.compile(r"(?<![*\w])\*([^*]+)\*(?!\*)")
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}|\b(?:Mia|Olena)\b|…")
"""Where a screen has a name or a number, and the page an example or nothing."""
PAGES = ("docs/de/wenn-etwas-nicht-geht.md", "docs/de/ein-tag-im-buero.md", "docs/de/im-buero.md")


def plain(text: str) -> str:
    return " ".join(PLACE.sub(" … ", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def said() -> Iterator[str]:
    """Give every German text of kiosk and pages."""
    for folder in CATALOGUES:
        with catalogue(ROOT / folder, "de").open("rb") as file:
            for entry in read_po(file):
                yield from [entry.string] if isinstance(entry.string, str) else entry.string


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_tells_to_look_for_is_what_a_screen_says(page: str) -> None:
    texts = [plain(text) for text in said()]
    wrong = [
        wanted
        for wanted in ITALIC.findall((ROOT / page).read_text("utf-8"))
        if not any(all(part.strip(" .,") in text for part in plain(wanted).split("…")) for text in texts)
    ]
    assert wrong == []
