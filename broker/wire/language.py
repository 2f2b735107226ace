"""Languages: catalogues and the writing of times. The only file that imports Babel; no catalogue is compiled."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.localedata import locale_identifiers
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from broker.wire.errors import SettingsError
from broker.wire.message import Ms

DEFAULT = "de"
"""Spoken wherever there is no catalogue of the language that was asked for."""
WEEK_DAYS = 7
"""A week ago the weekday is the same again."""
SOURCE = "en"
"""What the texts in the code are written in; needs no catalogue."""
DOMAIN = "dabei"
REGIONS = {"en": "en_GB"}
"""Language → the region whose dates are written, where the largest one is far away: `14 October`."""


def mark(text: str) -> str:
    """Name a text for the catalogue that is translated later."""
    return text


def catalogue(folder: Path, language: str) -> Path:
    """Give where the catalogue of a language is kept below `folder`."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def spoken(folder: Path, language: str) -> str:
    """Give the language itself if it can be spoken here, else the default."""
    return language if language == SOURCE or catalogue(folder, language).exists() else DEFAULT


def offered(folder: Path) -> list[str]:
    """Give every language that can be spoken here."""
    return sorted({SOURCE, *(path.name for path in folder.iterdir() if catalogue(folder, path.name).exists())})


def chosen(folder: Path, own: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Give the languages to offer, in this order: those wanted, as far as they can be spoken here.

    :param own: the one of the house; it comes first where none are wanted, and alone where none of them can be spoken.
    """
    known = offered(folder)
    if not wanted:
        return tuple(sorted(known, key=lambda code: (code != own, endonym(code))))
    return tuple(code for code in wanted if code in known) or (spoken(folder, own),)


@cache
def load(folder: Path, language: str) -> NullTranslations:
    """Read the translations of a language, or of the default where there is no such catalogue.

    :raises SettingsError: the catalogue cannot be read.
    """
    if (language := spoken(folder, language)) == SOURCE:
        return NullTranslations()
    path = catalogue(folder, language)
    try:
        with path.open("rb") as file:
            entries = read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as exc:
        raise SettingsError(f"the catalogue {path} cannot be read: {exc}. Install Dabei again.") from exc
    compiled = io.BytesIO()
    write_mo(compiled, entries)
    compiled.seek(0)
    return GNUTranslations(compiled)


def is_known(language: str) -> bool:
    """Tell whether there is such a language, so that times can be written in it."""
    return language in locale_identifiers()


@cache
def endonym(language: str) -> str:
    """Give the name of a language as those who speak it write it, such as `Deutsch`."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def direction(language: str) -> str:
    """Give the way a language is written: `ltr` or `rtl`."""
    return Locale(language).text_direction


def format_clock(ms: Ms, zone: ZoneInfo, language: str) -> str:
    """Write the time of day, such as `9:05`; 24 hours and 0-9 in every language."""
    return format_time(_local(ms, zone), "H:mm", tzinfo=zone, locale=language)


def format_weekday(ms: Ms, zone: ZoneInfo, language: str, *, short: bool = False) -> str:
    """Write the weekday, such as `Mittwoch`, or `Mi` if `short`."""
    return format_date(_local(ms, zone), "ccc" if short else "cccc", locale=language)


def format_whole_day(day: date, language: str) -> str:
    """Write a day with weekday and year, for what may be long ago: `Mittwoch, 14. Oktober 2026`."""
    return format_date(day, "full", locale=REGIONS.get(language, language))


def format_day(ms: Ms, zone: ZoneInfo, language: str) -> str:
    """Write the day of the year, such as `14. Oktober`."""
    return format_skeleton("MMMMd", _local(ms, zone), tzinfo=zone, locale=REGIONS.get(language, language))


def format_full_day(day: date, language: str) -> str:
    """Write a day with its year, such as `14. Oktober 2026`."""
    return format_date(day, "long", locale=REGIONS.get(language, language))


def format_moment(ms: Ms, now: Ms, zone: ZoneInfo, language: str) -> str:
    """Write a moment as short as it stays clear at `now`: `9:05`, `Di 9:05` or `14. Oktober, 9:05`."""
    return _moment(ms, (_local(now, zone).date() - _local(ms, zone).date()).days, zone, language)


@lru_cache(2048)
def _moment(ms: Ms, days: int, zone: ZoneInfo, language: str) -> str:
    """Write a moment so many days ago; pages draw the same ones again and again."""
    clock = format_clock(ms, zone, language)
    if days == 0:
        return clock
    if 0 < days < WEEK_DAYS:
        return f"{format_date(_local(ms, zone), 'ccc', locale=language)} {clock}"
    return f"{format_day(ms, zone, language)}, {clock}"


def format_number(value: float, language: str) -> str:
    """Write a number with the language's own signs and the digits 0-9, such as `1.250` or `21,5`."""
    return format_decimal(value, format="#,##0.##", locale=language, numbering_system="latn")


def _local(ms: Ms, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(ms / 1000, zone)
