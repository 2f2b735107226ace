"""Words for what staff set: limits, groups, hours, days, and each change of them."""

from collections.abc import Callable
from datetime import date

from broker.house.office import Room
from broker.house.rules import Group, LimitName, SpecialDay, Weekday
from broker.web.words import Words
from broker.wire.facts.settings import DaySet, HoursSet, LanguagesSet, LimitSet, NapSet, RatioSet, SettingFact
from broker.wire.language import endonym, mark

LIMITS: dict[LimitName, tuple[str, str]] = {
    "places_soft": (mark("Places: warn from here"), mark("From so many children in care on, the kiosk warns.")),
    "places_firm": (
        mark("Places: wait from here"),
        mark("Beyond so many children in care a child waits until a carer confirms."),
    ),
    "carers_least": (mark("Carers at least"), mark("So many are on duty while a child is in care.")),
    "own_children_per_carer": (
        mark("Children of other families per carer"),
        mark("The most that one carer looks after at once."),
    ),
    "hours_per_child": (mark("Hours in care per child and week"), mark("More needs a permit.")),
    "hours_open": (mark("Opening hours per week"), mark("More needs a permit.")),
}
"""Limit → (name, what it does), in the order of the page."""
GROUPS: dict[Group, str] = {
    "under1": mark("below one year"),
    "under3": mark("one and two years"),
    "over3": mark("from three years on"),
    "school": mark("from seven years on"),
    "unknown": mark("without a birthday"),
}
"""Age group → its name, in the order of the page."""
RATIOS: dict[Group, str] = {
    "under1": mark("Children per carer: below one year"),
    "under3": mark("Children per carer: one and two years"),
    "over3": mark("Children per carer: from three years on"),
    "school": mark("Children per carer: from seven years on"),
    "unknown": mark("Children per carer: without a birthday"),
}
"""Age group → what its ratio is called where nothing above it says that."""
WEEK: dict[Weekday, str] = {
    "mo": mark("Monday"), "tu": mark("Tuesday"), "we": mark("Wednesday"), "th": mark("Thursday"),
    "fr": mark("Friday"), "sa": mark("Saturday"), "su": mark("Sunday"),
}  # fmt: skip


class Telling:
    """Says what is set, in one language."""

    def __init__(self, words: Words, say: Callable[[str], str]) -> None:
        """Speak with these words."""
        self._words, self.say = words, say

    def span(self, begins: str, ends: str) -> str:
        """Write from when until when, or that it is closed."""
        if not begins:
            return self.say(mark("closed all day"))
        return self.say(mark("%(begins)s to %(ends)s")) % {"begins": _short(begins), "ends": _short(ends)}

    def nap(self, begins: str, ends: str) -> str:
        """Write from when until when children sleep, or that they do not."""
        return self.span(begins, ends) if begins else self.say(mark("nobody sleeps"))

    def day(self, iso: str) -> str:
        """Write a day with its weekday."""
        return self._words.whole_day(date.fromisoformat(iso))

    def days(self, first: str, last: str) -> str:
        """Write one day, or from which until which."""
        if not last or last == first:
            return self.day(first)
        return self.say(mark("%(begins)s to %(ends)s")) % {"begins": self.day(first), "ends": self.day(last)}

    def special(self, found: SpecialDay | DaySet) -> str:
        """Write what holds on a day, and why."""
        hours = self.span(found.opens, found.closes)
        return f"{hours} · {found.why}" if found.why else hours

    def languages(self, codes: tuple[str, ...]) -> str:
        """Write languages in their order."""
        return ", ".join(endonym(code) for code in codes)

    def ratio(self, children: float, *, firm: bool) -> str:
        """Write how many children one carer looks after."""
        text = mark("%(n)s children per carer, then wait") if firm else mark("%(n)s children per carer, then warn")
        return self.say(text) % {"n": self.number(children)}

    def number(self, value: float) -> str:
        """Write a number."""
        return self._words.number(value)

    def places(self, room: Room) -> str:
        """Write how many children a room has places for."""
        return self.say(mark("%(n)s places")) % {"n": room.places} if room.places else ""

    def source(self, source: str, day: str) -> str:
        """Write who says so, and since when."""
        return ", ".join(part for part in (source, day and self.day(day)) if part)

    def change(self, said: SettingFact) -> tuple[str, str]:
        """Write what was changed, and to what."""
        match said:
            case LimitSet():
                name = LIMITS[said.limit][0] if said.limit in LIMITS else said.limit
                return self.say(name), self._with_source(None if said.value is None else self.number(said.value), said)
            case RatioSet():
                ratio = None if said.children is None else self.ratio(said.children, firm=said.firm)
                return self.say(RATIOS[said.group]), self._with_source(ratio, said)
            case HoursSet():
                what = self.say(mark("Opening hours, %(weekday)s")) % {"weekday": self._weekday(said.weekday)}
                return what, self.span(said.opens, said.closes)
            case NapSet():
                what = self.say(mark("Nap time, %(weekday)s")) % {"weekday": self._weekday(said.weekday)}
                return what, self.nap(said.begins, said.ends)
            case DaySet():
                what = self.say(mark("as usual again")) if said.usual else self.special(said)
                return self.days(said.day, said.until), what
            case LanguagesSet():
                return self.say(mark("Languages")), self.languages(said.languages)

    def _with_source(self, value: str | None, said: LimitSet | RatioSet) -> str:
        if value is None:
            return self.say(mark("as in the settings file again"))
        source = self.source(said.source, said.date)
        return f"{value} · {source}" if source else value

    def _weekday(self, weekday: Weekday) -> str:
        return self.say(WEEK[weekday])


def _short(clock: str) -> str:
    return clock.removeprefix("0")
