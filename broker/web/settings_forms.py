"""What staff set in pages, one form each, in one table: what it shows, and which facts follow from what was typed."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Protocol

from msgspec import Struct

from broker.house.office import Office
from broker.house.rules import WEEKDAYS, Group, Limit, LimitName, Ratio, Weekday, special, usual_hours
from broker.house.settings import MOST_DAYS
from broker.web.fields import Fields
from broker.web.settings_words import GROUPS, LIMITS, RATIOS, WEEK
from broker.wire.facts.settings import DaySet, HoursSet, LanguagesSet, LimitSet, NapSet, RatioSet, SettingFact
from broker.wire.language import endonym, mark

LANGUAGES = ("de", "en", "uk", "ar", "vi", "ru", "tr")
"""Among which staff choose."""
LONG = 200
"""Characters that a source or a reason may have, as on the wire."""
MOST_CHILDREN = 50


class Input(Struct, frozen=True):
    """One field; its texts are of the catalogue."""

    kind: str
    """Which macro of `fields.html` draws it."""
    name: str
    label: str
    hint: str = ""
    needed: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """(value, word) each, to choose from."""


class Part(Struct, frozen=True):
    """Fields that belong together: whoever changes one of them answers for all."""

    legend: str
    inputs: tuple[Input, ...]

    @property
    def names(self) -> list[str]:
        """The fields' names."""
        return [entry.name for entry in self.inputs]


class Form(Protocol):
    """A form of the settings."""

    @property
    def title(self) -> str:
        """What is set, in words of the catalogue."""

    @property
    def hint(self) -> str:
        """What that does, in words of the catalogue."""

    def parts(self, office: Office) -> tuple[Part, ...]:
        """Give its fields."""

    def shown(self, office: Office) -> Mapping[str, str]:
        """Give what is in force, field by field."""

    def read(self, fields: Fields, office: Office, today: date) -> Iterator[SettingFact]:
        """Give the facts by which the office becomes as it was typed; what is wrong is noted in `fields`."""

    def tells(self, said: SettingFact) -> bool:
        """Tell whether a fact is of what is set here."""


class HoursForm:
    """Opening hours, weekday by weekday."""

    title = mark("Opening hours")
    hint = mark("Leave both times of a day empty when the house is closed.")
    begins, ends = mark("opens"), mark("closes")

    def parts(self, _office: Office) -> tuple[Part, ...]:
        """Give two times for each weekday."""
        return tuple(
            Part(word, (Input("clock", f"begins-{day}", self.begins), Input("clock", f"ends-{day}", self.ends)))
            for day, word in WEEK.items()
        )

    def shown(self, office: Office) -> dict[str, str]:
        """Give what is in force."""
        spans = {day: self.now(office, day) for day in WEEKDAYS}
        return {f"{edge}-{day}": spans[day][end] for day in WEEKDAYS for end, edge in enumerate(("begins", "ends"))}

    def read(self, fields: Fields, office: Office, _today: date) -> Iterator[SettingFact]:
        """Give a fact for each weekday that is another one."""
        for day in WEEKDAYS:
            span = read_span(fields, f"begins-{day}", f"ends-{day}")
            if span != self.now(office, day):
                yield self.fact(day, *span)

    def tells(self, said: SettingFact) -> bool:
        """Tell whether hours were set."""
        return isinstance(said, HoursSet)

    def now(self, office: Office, day: Weekday) -> tuple[str, str]:
        """Give what holds on a weekday."""
        return usual_hours(office.rules, day) or ("", "")

    def fact(self, day: Weekday, begins: str, ends: str) -> SettingFact:
        """Make the fact."""
        return HoursSet(weekday=day, opens=begins, closes=ends)


class NapForm(HoursForm):
    """Nap time, weekday by weekday."""

    title = mark("Nap time")
    hint = mark("In this time kiosks sound softer. Leave both times of a day empty when nobody sleeps.")
    begins, ends = mark("begins"), mark("ends")

    def tells(self, said: SettingFact) -> bool:
        """Tell whether nap time was set."""
        return isinstance(said, NapSet)

    def now(self, office: Office, day: Weekday) -> tuple[str, str]:
        """Give when children sleep on a weekday; of several times the first."""
        return next(((nap.begins, nap.ends) for nap in office.naps if day in nap.weekdays), ("", ""))

    def fact(self, day: Weekday, begins: str, ends: str) -> SettingFact:
        """Make the fact."""
        return NapSet(weekday=day, begins=begins, ends=ends)


class DaysForm:
    """A day on which the house is closed or open at other hours, or several."""

    title = mark("Closed and special days")
    hint = mark("On public holidays the house is closed, unless you set hours for that day here.")

    def parts(self, _office: Office) -> tuple[Part, ...]:
        """Give which days, at which hours, and why."""
        return (
            Part(
                mark("Which days"),
                (
                    Input("day", "day", mark("Day, or the first day"), needed=True),
                    Input("day", "until", mark("The last of several days")),
                ),
            ),
            Part(
                mark("Hours; without them the house is closed"),
                (Input("clock", "begins", mark("opens")), Input("clock", "ends", mark("closes"))),
            ),
            Part(mark("Reason"), (Input("long", "why", mark("Why, such as summer break")),)),
        )

    def shown(self, _office: Office) -> dict[str, str]:
        """Give an empty form: each day set is listed beside."""
        return dict.fromkeys(("day", "until", "begins", "ends", "why"), "")

    def read(self, fields: Fields, office: Office, today: date) -> Iterator[SettingFact]:
        """Give one fact; days that somebody has set already have to be taken back first."""
        first, last = fields.day("day", needed=True), fields.day("until")
        opens, closes = read_span(fields, "begins", "ends")
        why = fields.text("why", LONG)
        if first and date.fromisoformat(first) < today:
            fields.wrong("day", mark("This day is over."))
        if not first or fields.faults:
            return
        begins, ends = date.fromisoformat(first), date.fromisoformat(last or first)
        if not begins <= ends < begins + timedelta(days=MOST_DAYS):
            fields.wrong("until", mark("The last day comes after the first one, within a year."))
            return
        said = DaySet(day=first, until="" if last == first else last, opens=opens, closes=closes, why=why)
        span = [begins + timedelta(days=number) for number in range((ends - begins).days + 1)]
        known = [found for day in span if (found := special(office.rules, day)) and found.by_staff]
        if other := [found for found in known if (found.opens, found.closes, found.why) != (opens, closes, why)]:
            year, month, taken = other[0].date.split("-")
            words = mark("%(day)s.%(month)s.%(year)s is set already. Take that back first.")
            fields.wrong("day", words, day=int(taken), month=int(month), year=year)
        elif len(known) < len(span):
            yield said

    def tells(self, said: SettingFact) -> bool:
        """Tell whether days were set."""
        return isinstance(said, DaySet)


class LimitForm(Struct, frozen=True):
    """One limit of the house."""

    limit: LimitName

    @property
    def title(self) -> str:
        """Its name."""
        return LIMITS[self.limit][0]

    @property
    def hint(self) -> str:
        """What it does."""
        return LIMITS[self.limit][1]

    def parts(self, _office: Office) -> tuple[Part, ...]:
        """Give value, source and date."""
        hint = mark("Empty: as in the settings file again.")
        return (Part("", (Input("number", "value", mark("Value"), hint), *SOURCE)),)

    def shown(self, office: Office) -> dict[str, str]:
        """Give what is in force."""
        now = self._now(office)
        return {"value": str(now.value), "source": now.source, "date": now.date} if now else dict.fromkeys(FIELDS, "")

    def read(self, fields: Fields, office: Office, today: date) -> Iterator[SettingFact]:
        """Give one fact, if it is another one."""
        value = fields.number("value", 0, 1000)
        source, day = read_source(fields, today, needed=value is not None)
        beside = {found.limit: found.value for found in office.rules.care.limits}
        if value is not None and self.limit == "places_soft" and value > beside.get("places_firm", value):
            fields.wrong("value", mark("More than %(firm)s, where children wait."), firm=beside["places_firm"])
        if value is not None and self.limit == "places_firm" and value < beside.get("places_soft", value):
            fields.wrong("value", mark("Fewer than %(soft)s, where the kiosk warns."), soft=beside["places_soft"])
        said = LimitSet(limit=self.limit, value=value, source=source, date=day)
        now = self._now(office)
        if said != (LimitSet(now.limit, now.value, now.source, now.date) if now else LimitSet(self.limit, None)):
            yield said

    def tells(self, said: SettingFact) -> bool:
        """Tell whether this limit was set."""
        return isinstance(said, LimitSet) and said.limit == self.limit

    def _now(self, office: Office) -> Limit | None:
        return next((found for found in office.rules.care.limits if found.limit == self.limit), None)


class RatioForm(Struct, frozen=True):
    """How many children of an age group one carer looks after."""

    group: Group
    hint = mark("So many children of this age one carer looks after.")

    @property
    def title(self) -> str:
        """What is set, and for which group."""
        return RATIOS[self.group]

    def parts(self, _office: Office) -> tuple[Part, ...]:
        """Give number, whether it is firm, source and date."""
        hint = mark("Empty: as in the settings file again.")
        firm = mark("Firm: more children wait until a carer confirms. Else the kiosk only warns.")
        inputs = (Input("number", "value", mark("Children per carer"), hint), Input("flag", "firm", firm), *SOURCE)
        return (Part("", inputs),)

    def shown(self, office: Office) -> dict[str, str]:
        """Give what is in force."""
        now = self._now(office)
        if now is None:
            return dict.fromkeys(("value", "firm", "source", "date"), "")
        return {
            "value": f"{now.children:g}", "firm": "yes" if now.firm else "", "source": now.source, "date": now.date,
        }  # fmt: skip

    def read(self, fields: Fields, office: Office, today: date) -> Iterator[SettingFact]:
        """Give one fact, if it is another one."""
        now, value = self._now(office), None
        if now and fields["value"] == f"{now.children:g}":
            value = now.children  # the settings file may say half a child
        elif (number := fields.number("value", 1, MOST_CHILDREN)) is not None:
            value = float(number)
        source, day = read_source(fields, today, needed=value is not None)
        said = RatioSet(self.group, value, fields.flag("firm") and value is not None, source, day)
        same = RatioSet(now.group, now.children, now.firm, now.source, now.date) if now else RatioSet(self.group, None)
        if said != same:
            yield said

    def tells(self, said: SettingFact) -> bool:
        """Tell whether this ratio was set."""
        return isinstance(said, RatioSet) and said.group == self.group

    def _now(self, office: Office) -> Ratio | None:
        return next((found for found in office.rules.care.ratios if found.group == self.group), None)


class LanguagesForm:
    """Which languages are offered."""

    title = mark("Languages")
    hint = mark("Kiosks and pages offer those of them that they can speak. The first one is the language of the house.")

    def parts(self, office: Office) -> tuple[Part, ...]:
        """Give as many choices as there are languages."""
        known = dict.fromkeys((*LANGUAGES, office.language, *office.languages))
        options = (("", "-"), *((code, endonym(code)) for code in known))
        first = Input("choice", "language-1", mark("Language of the house"), options=options)
        others = (Input("choice", f"language-{n}", mark("then"), options=options) for n in range(2, len(known) + 1))
        return (Part(mark("In this order"), (first, *others)),)

    def shown(self, office: Office) -> dict[str, str]:
        """Give what is in force."""
        (part,), now = self.parts(office), self._now(office)
        return {name: now[n] if n < len(now) else "" for n, name in enumerate(part.names)}

    def read(self, fields: Fields, office: Office, _today: date) -> Iterator[SettingFact]:
        """Give one fact, if it is another order."""
        (part,), found = self.parts(office), list[str]()
        for entry in part.inputs:
            code = fields.choice(entry.name, [value for value, _ in entry.options])
            if code in found:
                fields.wrong(entry.name, mark("This language is chosen already."))
            found += [code] if code else []
        if not fields["language-1"]:
            fields.wrong("language-1", mark("Please choose the language of the house."))
        if not fields.faults and tuple(found) != self._now(office):
            yield LanguagesSet(tuple(found))

    def tells(self, said: SettingFact) -> bool:
        """Tell whether languages were set."""
        return isinstance(said, LanguagesSet)

    def _now(self, office: Office) -> tuple[str, ...]:
        return office.languages or tuple(dict.fromkeys((office.language, *LANGUAGES)))


FIELDS = ("value", "source", "date")
SOURCE = (
    Input("long", "source", mark("Who says so"), mark("A decision, a permit, a law."), needed=True),
    Input("day", "date", mark("Since when it holds")),
)
FORMS: Mapping[str, Form] = {
    "zeiten": HoursForm(),
    "tage": DaysForm(),
    "schlafenszeit": NapForm(),
    "sprachen": LanguagesForm(),
    **{f"grenze-{limit}": LimitForm(limit) for limit in LIMITS},
    **{f"schluessel-{group}": RatioForm(group) for group in GROUPS},
}
"""Last part of the address → form."""


def read_span(fields: Fields, begins: str, ends: str) -> tuple[str, str]:
    """Read two times of which both or none are given, and the second one is later."""
    first, last = fields.clock(begins), fields.clock(ends)
    for name, said in ((begins, fields[begins]), (ends, fields[ends])):
        if not said and (fields[begins] or fields[ends]):
            fields.wrong(name, mark("Please give both times, or none."))
    if first and last and last <= first:
        fields.wrong(ends, mark("This is before it begins."))
    return first, last


def read_source(fields: Fields, today: date, *, needed: bool) -> tuple[str, str]:
    """Read who says so and since when; without a value there is nothing to say."""
    source, day = fields.text("source", LONG, needed=needed), fields.day("date", latest=today)
    return (source, day) if needed else ("", "")
