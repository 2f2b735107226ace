"""Forms of the pages: what was typed, read field by field; what is wrong with it is said at its field."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from litestar import Request
from msgspec import Struct

from broker.wire.language import mark

TEXT, LONG = 60, 500
"""Characters that a line and a note may have."""
PHONE, PHONE_SIGNS, PHONE_DIGITS = 40, frozenset("0123456789 +-/()."), range(3, 21)
CLOCK = re.compile(r"(\d{1,2})[:.](\d{1,2})")
JOINERS = "\u200c\u200d"
"""Signs of no width, within words of Persian and Kurdish, and within pictures of several people."""
CLOCK_HOURS, CLOCK_MINUTES = range(24), range(60)
YEARS = range(1900, 2200)
"""Of days that somebody means: those at either end of the calendar have no day beside them to reckon with."""


class Fault(Struct, frozen=True):
    """What is wrong with one field: a text of the catalogue, and what stands in it."""

    text: str
    args: Mapping[str, object] = {}


class Fields:
    """A form as it was sent, or as it is shown first. Reading a field notes what is wrong with it in `faults`."""

    def __init__(self, said: Mapping[str, str | Iterable[str]] | None = None) -> None:
        """Take what the fields say; of several with one name as a list."""
        self._said = {name: (said,) if isinstance(said, str) else tuple(said) for name, said in (said or {}).items()}
        self.faults: dict[str, Fault] = {}
        """Field → what is wrong, in the order in which the fields were read."""

    def __getitem__(self, name: str) -> str:
        """Give what a field says, without spaces around it; nothing where it was not sent."""
        return next((said.strip() for said in self._said.get(name, ())), "")

    def every(self, name: str) -> tuple[str, ...]:
        """Give what all fields of this name say: the boxes of a group that are ticked."""
        return self._said.get(name, ())

    def wrong(self, name: str, text: str, **args: object) -> None:
        """Note what is wrong with a field; the first word counts."""
        self.faults.setdefault(name, Fault(text, args))

    def text(self, name: str, most: int = TEXT, *, needed: bool = False) -> str:
        """Read a line of text."""
        found = " ".join(self[name].split()).strip(JOINERS)
        if needed and not found:
            self.wrong(name, mark("Please fill this in."))
        return self._short(name, found, most)

    def note(self, name: str, most: int = LONG) -> str:
        """Read a text of several lines."""
        return self._short(name, self[name].replace("\r\n", "\n"), most)

    def phone(self, name: str, *, needed: bool = False) -> str:
        """Read a telephone number, as people write it."""
        found = self.text(name, PHONE, needed=needed)
        if found and not (set(found) <= PHONE_SIGNS and sum(sign.isdecimal() for sign in found) in PHONE_DIGITS):
            self.wrong(name, mark("A phone number has digits, such as 0351 123456 or +49 151 123456."))
        return found

    def day(self, name: str, *, needed: bool = False, latest: date | None = None) -> str:
        """Read a day, as ISO 8601 writes it or as people do: `2026-05-31`, `31.5.2026`; empty for none."""
        said = self[name]
        if not said:
            if needed:
                self.wrong(name, mark("Please give a day, such as 31.5.2026."))
            return ""
        if (found := _day(said)) is None:
            self.wrong(name, mark("There is no such day. Write it as 31.5.2026."))
            return ""
        if latest and found > latest:
            self.wrong(name, mark("This day is yet to come."))
        return found.isoformat()

    def clock(self, name: str, *, needed: bool = False) -> str:
        """Read a time of day, `8:30` too; empty for none."""
        said = self[name]
        if not said and not needed:
            return ""
        hour, minute = (int(part) for part in found.groups()) if (found := CLOCK.fullmatch(said)) else (-1, -1)
        if hour not in CLOCK_HOURS or minute not in CLOCK_MINUTES:
            self.wrong(name, mark("Please give a time, such as 8:30."))
            return ""
        return f"{hour:02}:{minute:02}"

    def number(self, name: str, least: int, most: int, *, needed: bool = False) -> int | None:
        """Read a whole number within these bounds; None for none."""
        said = self[name]
        if not said and not needed:
            return None
        if not (said.isascii() and said.isdecimal() and least <= int(said[:9]) <= most):
            self.wrong(name, mark("Please give a whole number from %(least)s to %(most)s."), least=least, most=most)
            return None
        return int(said)

    def flag(self, name: str) -> bool:
        """Read a box: ticked or not."""
        return bool(self[name])

    def choice(self, name: str, among: Collection[str]) -> str:
        """Read what was chosen among these; what is no longer among them has to be chosen anew."""
        if self[name] not in among:
            self.wrong(name, mark("Please choose one of these."))
        return self[name]

    def choices(self, name: str, among: Collection[str]) -> tuple[str, ...]:
        """Read what was ticked among these."""
        found = self.every(name)
        if any(said not in among for said in found):
            self.wrong(name, mark("Please choose among these."))
        return tuple(said for said in among if said in found)

    def _short(self, name: str, found: str, most: int) -> str:
        found = unicodedata.normalize("NFC", found)  # what looks the same is the same
        if len(found) > most:
            self.wrong(name, mark("At most %(most)s characters, please."), most=most)
        elif not found.translate(dict.fromkeys(map(ord, f"{JOINERS}\n"))).isprintable():
            self.wrong(name, mark("There are signs in it that cannot be shown. Please type it again."))
        return found


async def sent(request: Request[Any, Any, Any]) -> Fields:
    """Read the form of a request."""
    form = await request.form()
    return Fields({name: [str(said) for said in form.getall(name)] for name in form})


def _day(said: str) -> date | None:
    try:
        if "." not in said:
            found = date.fromisoformat(said)
        else:
            day, month, year = (int(part) for part in said.split("."))
            found = date(year, month, day)
    except (ValueError, OverflowError):  # the latter of a year that no computer writes
        return None
    return found if found.year in YEARS else None
