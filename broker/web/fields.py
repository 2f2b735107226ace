"""Forms of the pages: what was typed, read field by field; what is wrong with it is said at its field."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from litestar import Request
from msgspec import Struct

from broker.wire.language import mark

TEXT, LONG = 60, 500
"""Characters that a line and a note may have."""
CLOCK_HOURS, CLOCK_MINUTES = range(24), range(60)


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
        found = " ".join(self[name].split())
        if needed and not found:
            self.wrong(name, mark("Please fill this in."))
        return self._short(name, found, most)

    def note(self, name: str, most: int = LONG) -> str:
        """Read a text of several lines."""
        return self._short(name, self[name].replace("\r\n", "\n"), most)

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
        hour, _, minute = said.replace(".", ":").partition(":")
        if not (hour.isdecimal() and minute.isdecimal() and int(hour) in CLOCK_HOURS and int(minute) in CLOCK_MINUTES):
            self.wrong(name, mark("Please give a time, such as 8:30."))
            return ""
        return f"{int(hour):02}:{int(minute):02}"

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
        if len(found) > most:
            self.wrong(name, mark("At most %(most)s characters, please."), most=most)
        elif not found.replace("\n", "").isprintable():
            self.wrong(name, mark("There are signs in it that cannot be shown. Please type it again."))
        return found


async def sent(request: Request[Any, Any, Any]) -> Fields:
    """Read the form of a request."""
    form = await request.form()
    return Fields({name: [str(said) for said in form.getall(name)] for name in form})


def _day(said: str) -> date | None:
    try:
        if "." not in said:
            return date.fromisoformat(said)
        day, month, year = (int(part) for part in said.split("."))
        return date(year, month, day)
    except ValueError:
        return None
