"""What staff set in pages, one form each, in one table: what it shows, and which facts follow from what was typed."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from broker.house.office import Office
from broker.house.rules import WEEKDAYS, Weekday, special, usual_hours
from broker.house.settings import MOST_DAYS
from broker.web.fields import Fields
from broker.web.settings_limits import LONG, LimitForm, RatioForm
from broker.web.settings_parts import Form, Input, Part, read_span
from broker.web.settings_words import GROUPS, LIMITS, WEEK
from broker.wire.facts.settings import DaySet, HoursSet, LanguagesSet, NapSet, SettingFact
from broker.wire.language import endonym, mark

LANGUAGES = ("de", "en", "uk", "ar", "vi", "ru", "tr")
"""Among which staff choose."""


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


FORMS: Mapping[str, Form] = {
    "zeiten": HoursForm(),
    "tage": DaysForm(),
    "schlafenszeit": NapForm(),
    "sprachen": LanguagesForm(),
    **{f"grenze-{limit}": LimitForm(limit) for limit in LIMITS},
    **{f"schluessel-{group}": RatioForm(group) for group in GROUPS},
}
"""Last part of the address → form."""
