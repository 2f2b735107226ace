"""The rules that an office sets for itself: limits with source and date, hours, and how long to wait."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from broker.house.state import House
from broker.wire.facts import settings as facts
from broker.wire.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

Weekday = facts.Weekday
WEEKDAYS: tuple[Weekday, ...] = ("mo", "tu", "we", "th", "fr", "sa", "su")
ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
ClockTimeOrNone = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
"""Empty: none."""
Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Group = facts.Group
ProofName = Literal["certificate", "first_aid", "briefing"]
"""The extended certificate of good conduct; first aid for children; the briefing on hygiene and infections."""
Minutes = Annotated[int, Meta(ge=1, le=24 * 60)]
LimitName = Literal[
    "places_soft", "places_firm", "carers_least", "own_children_per_carer", "hours_per_child", "hours_open"
]


class Limit(Settings, frozen=True):
    """A limit of the house, with where it comes from."""

    limit: LimitName
    value: Annotated[int, Meta(ge=0, le=1000)]
    source: str = ""
    """Who says so: a decision of the board, a permit, a law."""
    date: Day = ""


class Ratio(Settings, frozen=True):
    """How many children of an age group one carer looks after."""

    group: Group
    children: Annotated[float, Meta(gt=0, le=50)]
    firm: bool = False
    """Soft ratios warn; beyond a firm one a child waits until a carer confirms."""
    source: str = ""
    date: Day = ""


class Proof(Settings, frozen=True):
    """Something that carers show from time to time, with where it comes from."""

    proof: ProofName
    months: Annotated[int, Meta(ge=1, le=240)]
    """For so long it counts from the day on which it was seen or done."""
    warn_days: Annotated[int, Meta(ge=0, le=366)] = 60
    """So many days before the end it is amber."""
    source: str = ""
    date: Day = ""


class CareRules(Settings, frozen=True):
    """The care room."""

    model: Literal["parents_keep", "carers_take"] = "parents_keep"
    """Who answers for a child in care: its parent in the house, or the carer who took it."""
    handover: Literal["carer", "tap"] = "carer"
    """Who lets a child into care: a carer with one touch, or the adult's tap, in an office without a board."""
    limits: tuple[Limit, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    proofs: tuple[Proof, ...] = ()
    announced_min: Minutes = 10
    """After so long an announced child is a question."""
    errand_min: Minutes = 10
    offer_min: Minutes = 10
    """How long a free place is held for who waits longest."""
    headcount_min: Minutes = 60
    guard_s: Annotated[int, Meta(ge=10, le=60)] = 60
    """How long the leaving guard waits for an answer."""


class Hours(Settings, frozen=True):
    """When the house is open."""

    weekdays: tuple[Weekday, ...]
    opens: ClockTime
    closes: ClockTime


class SpecialDay(Settings, frozen=True):
    """A day on which the house is not open as its weekday says."""

    date: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    opens: ClockTimeOrNone = ""
    """Empty: closed."""
    closes: ClockTimeOrNone = ""
    why: str = ""
    holiday: bool = False
    """A public holiday."""
    by_staff: bool = False
    """Set in the pages."""

    def problems(self) -> list[str]:
        """Find a date that is none, and hours that are half, or end before they begin."""
        found = [] if is_date(self.date) else [f"days: {self.date} is no date"]
        if (self.opens or self.closes) and not "" < self.opens < self.closes:
            found.append(f"days: on {self.date} {self.opens} to {self.closes} ends before it begins")
        return found


class ClosingRules(Settings, frozen=True):
    """What happens at the end of a day."""

    reminder_min: Minutes = 15
    ends_min: Minutes = 30
    """So long after closing, forgotten visits end."""


class HouseRules(Settings, frozen=True):
    """All rules an office sets; limits and hours that staff set in pages come from facts."""

    care: CareRules = CareRules()
    hours: tuple[Hours, ...] = ()
    days: tuple[SpecialDay, ...] = ()
    closing: ClosingRules = ClosingRules()

    def problems(self) -> list[str]:
        """Find limits, ratios, proofs, hours and days given twice, and hours that end before they begin."""
        limits: Sequence[str] = [limit.limit for limit in self.care.limits]
        groups: Sequence[str] = [ratio.group for ratio in self.care.ratios]
        proofs: Sequence[str] = [proof.proof for proof in self.care.proofs]
        days: Sequence[str] = [day for hours in self.hours for day in hours.weekdays]
        dates: Sequence[str] = [day.date for day in self.days]
        found = [
            f"{what}: {name!r} is given twice"
            for what, names in (
                ("care.limits", limits),
                ("care.ratios", groups),
                ("care.proofs", proofs),
                ("hours", days),
                ("days", dates),
            )
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        return (
            found
            + [
                f"hours: {hours.opens} to {hours.closes} ends before it begins"
                for hours in self.hours
                if hours.closes <= hours.opens
            ]
            + [fault for day in self.days for fault in day.problems()]
        )


def is_date(text: str) -> bool:
    """Tell whether there is such a day in the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def limit(rules: HouseRules, house: House, name: LimitName) -> Limit | None:
    """Give a limit as it is in force: staff's last word in the pages, else the settings', else none."""
    said = house.limits.get(name)
    if said and said.value is not None:
        return Limit(limit=name, value=said.value, source=said.source, date=said.date)
    return next((found for found in rules.care.limits if found.limit == name), None)


def special(rules: HouseRules, day: date) -> SpecialDay | None:
    """Give what holds on a day alone, whatever its weekday is; None: nothing."""
    return next((found for found in rules.days if found.date == day.isoformat()), None)


def opening(rules: HouseRules, day: date) -> tuple[str, str] | None:
    """Give (opens, closes) of a day in office time by the rules in force, or None when the house is closed."""
    if found := special(rules, day):
        return (found.opens, found.closes) if found.opens else None
    return usual_hours(rules, WEEKDAYS[day.weekday()])


def usual_hours(rules: HouseRules, weekday: Weekday) -> tuple[str, str] | None:
    """Give (opens, closes) of a weekday in office time by the rules in force, or None when the house is closed."""
    return next(((hours.opens, hours.closes) for hours in rules.hours if weekday in hours.weekdays), None)
