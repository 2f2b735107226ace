"""The language of the screen. It changes from one family to the next, so texts are looked up when they are drawn."""

from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from broker.wire import language as wire

LOCALE = Path(__file__).parent / "locale"
UTC = ZoneInfo("UTC")


class Speech:
    """The language spoken now."""

    def __init__(self) -> None:
        """Begin with the default."""
        self.speak(wire.DEFAULT)

    def speak(self, language: str) -> None:
        """Speak this language from now on; what has no catalogue is spoken in the default."""
        self.language = wire.spoken(LOCALE, language)
        self.rtl = wire.direction(self.language) == "rtl"

    @property
    def catalogue(self) -> NullTranslations:
        """The translations of the language spoken now."""
        return _load(self.language)


SPEECH = Speech()


def _(text: str) -> str:
    """Translate a text."""
    return SPEECH.catalogue.gettext(text)


def ngettext(one: str, many: str, count: int, **words: str) -> str:
    """Translate a text that depends on a number, and fill in `{count}` and these words."""
    return SPEECH.catalogue.ngettext(one, many, count).format(count=count, **words)


def elsewhere(text: str) -> str:
    """Translate a text for those who do not read the language spoken now: into English, or German beside English."""
    other = wire.SOURCE if SPEECH.language != wire.SOURCE else wire.DEFAULT
    return _load(other).gettext(text)


def listed(names: list[str]) -> str:
    """Join names as one says them: `Olena, Mia and Leo`."""
    return _joined(names, _("{names} and {name}"))


def either(names: list[str]) -> str:
    """Join names of whom one is meant: `Andrij, Halyna or a carer`."""
    return _joined(names, _("{names} or {name}"))


def warm() -> Iterator[None]:
    """Read every catalogue, and how its times are written, one by one, so that no family waits for it."""
    for spoken in wire.offered(LOCALE):
        _load(spoken)
        wire.direction(spoken)
        wire.format_clock(0, UTC, spoken)
        yield


def _joined(names: list[str], last: str) -> str:
    if not names[1:]:
        return "".join(names)
    text = names[0]
    for name in names[1:-1]:
        text = _("{names}, {name}").format(names=text, name=name)
    return last.format(names=text, name=names[-1])


@cache
def _load(language: str) -> NullTranslations:
    return wire.load(LOCALE, language)
