"""What the pages of the settings show: what is in force, by whose word, and what was changed when."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from broker.house.office import Office
from broker.house.rules import Limit, Ratio, SpecialDay
from broker.house.state import Fact
from broker.house.time import office_day
from broker.web.settings_forms import FORMS, HoursForm, LanguagesForm, NapForm
from broker.web.settings_words import GROUPS, LIMITS, WEEK, Telling
from broker.wire.facts.settings import DaySet, HoursSet, LanguagesSet, LimitSet, NapSet, RatioSet, SettingFact
from broker.wire.language import mark
from broker.wire.message import Ms

SOON = 5
"""So many closed and special days to come stand on the overview."""


About = tuple[type, str]
"""Kind of fact, and what of it."""


NODES = {"kiosk": mark("kiosk"), "sensors": mark("sensor node")}


class Row(Struct, frozen=True):
    """Something that is set: words of the page's language."""

    name: str
    value: str
    source: str = ""
    since: Ms | None = None
    """When staff set it."""
    path: str = ""
    """Where it is changed, if not with all of its section."""
    by: str = ""
    """Whose word it is, if not staff's."""


class Section(Struct, frozen=True):
    """What belongs together."""

    title: str
    """Of the catalogue."""
    rows: tuple[Row, ...]
    path: str = ""
    """Where it is changed."""
    empty: str = mark("Nothing is set.")


class Change(Struct, frozen=True):
    """Something that staff changed."""

    at: Ms
    what: str
    value: str


class Span(Struct, frozen=True):
    """A closed or special day, or several with the same words on end."""

    first: str
    last: str
    day: SpecialDay

    @property
    def until(self) -> str:
        """The last day, if it is not the first."""
        return "" if self.last == self.first else self.last

    @property
    def said(self) -> str:
        """What holds on them: whoever takes them back sends along what stood there."""
        return f"{self.first} {self.last} {self.day.opens} {self.day.closes} {self.day.why}".strip()


class InForce:
    """Says what is in force, and by whose word."""

    def __init__(self, office: Office, facts: Iterable[Fact], now: Ms, telling: Telling) -> None:
        """Look at the office in force, and at all that staff have set."""
        self._office, self._telling, self._since = office, telling, _since(facts)
        self._today = office_day(now, office.zone)

    def sections(self) -> list[Section]:
        """Give everything that staff may change."""
        return [
            Section(FORMS["zeiten"].title, self._hours(), "zeiten", mark("None are set: the house counts as open.")),
            Section(FORMS["tage"].title, tuple(self._days()), "tage", mark("None in the days to come.")),
            Section(FORMS["schlafenszeit"].title, tuple(self._week(NapForm(), NapSet)), "schlafenszeit"),
            Section(FORMS["sprachen"].title, (self._languages(),), "sprachen"),
            Section(mark("Limits"), tuple(self._limits())),
            Section(mark("Children per carer"), tuple(self._ratios())),
        ]

    def _row(self, name: str, value: str, about: About, source: str = "", path: str = "") -> Row:
        since = self._since.get(about)
        by = "" if since else self._telling.say(mark("settings file"))
        return Row(self._telling.say(name), value, source, since, path, by)

    def _hours(self) -> tuple[Row, ...]:
        by_staff = {day for kind, day in self._since if kind is HoursSet}
        by_file = {day for hours in self._office.rules.hours for day in hours.weekdays} - by_staff
        rows = self._week(HoursForm(), HoursSet) if by_staff or by_file else ()
        return tuple(row if by_file else replace(row, by="") for row in rows)

    def _week(self, form: HoursForm, kind: type) -> Iterator[Row]:
        write = self._telling.nap if kind is NapSet else self._telling.span
        for day, word in WEEK.items():
            yield self._row(word, write(*form.now(self._office, day)), (kind, day))

    def _days(self) -> Iterator[Row]:
        coming = (span for span in spans(self._office.rules.days) if span.last >= str(self._today))
        for span in islice(coming, SOON):
            row = self._row(
                self._telling.days(span.first, span.last), self._telling.special(span.day), (DaySet, span.first)
            )
            yield replace(row, by=self._telling.say(mark("public holiday"))) if span.day.holiday else row

    def _languages(self) -> Row:
        codes = filter(None, LanguagesForm().shown(self._office).values())
        return self._row(mark("In this order"), self._telling.languages(tuple(codes)), (LanguagesSet, ""))

    def _limits(self) -> Iterator[Row]:
        known = {limit.limit: limit for limit in self._office.rules.care.limits}
        for name, (title, _) in LIMITS.items():
            found = known.get(name)
            value = self._telling.number(found.value) if found else ""
            yield self._ruled(title, value, found, (LimitSet, name), f"grenze-{name}")

    def _ratios(self) -> Iterator[Row]:
        known = {ratio.group: ratio for ratio in self._office.rules.care.ratios}
        for group, title in GROUPS.items():
            found = known.get(group)
            value = self._telling.ratio(found.children, firm=found.firm) if found else ""
            yield self._ruled(title, value, found, (RatioSet, group), f"schluessel-{group}")

    def _ruled(self, title: str, value: str, found: Limit | Ratio | None, about: About, path: str) -> Row:
        if found is None:
            return Row(self._telling.say(title), self._telling.say(mark("no limit")), path=path)
        return self._row(title, value, about, self._telling.source(found.source, found.date), path)


def fixed(office: Office, telling: Telling) -> list[Section]:
    """Give what only the settings file can change."""
    rooms = {room.id: room.name for room in office.rooms}
    return [
        Section(mark("Rooms"), tuple(Row(room.name, telling.places(room)) for room in office.rooms)),
        Section(mark("Desks"), tuple(Row(desk.name, rooms[desk.room]) for desk in office.desks)),
        Section(
            mark("Devices and nodes"),
            tuple(Row(device.name, rooms[device.room]) for device in office.devices)
            + tuple(Row(node.name, telling.say(NODES[node.role])) for node in office.nodes),
        ),
    ]


def changes(facts: Iterable[Fact], telling: Telling, what: str = "") -> list[Change]:
    """Give what staff changed, newest first; of one form alone, or of all."""
    found = ((fact.at, fact.body) for fact in facts if isinstance(fact.body, SettingFact))
    told = [(at, said) for at, said in found if not what or FORMS[what].tells(said)]
    return [Change(at, *telling.change(said)) for at, said in reversed(told)]


def spans(days: Iterable[SpecialDay]) -> list[Span]:
    """Put days on end with the same words together; the first ones first."""
    found = list[Span]()
    for day in sorted(days, key=lambda day: day.date):
        last = found[-1] if found else None
        if last and _next(last.last) == day.date and replace(last.day, date=day.date) == day:
            found[-1] = replace(last, last=day.date)
        else:
            found.append(Span(day.date, day.date, day))
    return found


def _next(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))


def _since(facts: Iterable[Fact]) -> dict[About, Ms]:
    """Give since when each thing is as staff set it."""
    found = dict[About, Ms]()
    for fact in facts:
        match fact.body:
            case LimitSet(value=None) | RatioSet(children=None):
                found.pop(_about(fact.body), None)
            case said:
                found[_about(said)] = fact.at
    return found


def _about(said: object) -> About:
    names = ("limit", "group", "weekday", "day")
    return type(said), next((getattr(said, name) for name in names if hasattr(said, name)), "")
