"""The rules that an office sets for itself: limits with source and date, hours, and how long to wait."""

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from broker.house.state import House
from broker.wire.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
WEEKDAYS: tuple[Weekday, ...] = ("mo", "tu", "we", "th", "fr", "sa", "su")
ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Group = Literal["under1", "under3", "over3", "school", "unknown"]
"""Age group of a child: below one year, below three, below seven, at school; unknown without a birthday."""
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


class ClosingRules(Settings, frozen=True):
    """What happens at the end of a day."""

    reminder_min: Minutes = 15
    ends_min: Minutes = 30
    """So long after closing, forgotten visits end."""


class HouseRules(Settings, frozen=True):
    """All rules an office sets; limits and hours that staff set in pages come from facts."""

    care: CareRules = CareRules()
    hours: tuple[Hours, ...] = ()
    closing: ClosingRules = ClosingRules()

    def problems(self) -> list[str]:
        """Find limits, ratios, proofs and hours given twice, and hours that end before they begin."""
        limits: Sequence[str] = [limit.limit for limit in self.care.limits]
        groups: Sequence[str] = [ratio.group for ratio in self.care.ratios]
        proofs: Sequence[str] = [proof.proof for proof in self.care.proofs]
        days: Sequence[str] = [day for hours in self.hours for day in hours.weekdays]
        found = [
            f"{what}: {name!r} is given twice"
            for what, names in (
                ("care.limits", limits),
                ("care.ratios", groups),
                ("care.proofs", proofs),
                ("hours", days),
            )
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        return found + [
            f"hours: {hours.opens} to {hours.closes} ends before it begins"
            for hours in self.hours
            if hours.closes <= hours.opens
        ]


def limit(rules: HouseRules, house: House, name: LimitName) -> Limit | None:
    """Give a limit as it is in force: staff's last word in the pages, else the settings', else none."""
    said = house.limits.get(name)
    if said and said.value is not None:
        return Limit(limit=name, value=said.value, source=said.source, date=said.date)
    return next((found for found in rules.care.limits if found.limit == name), None)


def opening(rules: HouseRules, house: House, weekday: Weekday) -> tuple[str, str] | None:
    """Give (opens, closes) of a weekday in office time, or None when the house is closed."""
    if said := house.hours.get(weekday):
        return (said.opens, said.closes) if said.opens and said.closes else None
    return next(((hours.opens, hours.closes) for hours in rules.hours if weekday in hours.weekdays), None)
