"""Facts of what staff set for the house in pages: limits, ratios, hours, single days, nap time, languages."""

from typing import Annotated, Literal

from msgspec import Meta

from broker.wire.message import Body, Count

Key = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]
Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
Group = Literal["under1", "under3", "over3", "school", "unknown"]
"""Age group of a child: below one year, below three, below seven, at school; unknown without a birthday."""
Clock = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
"""Office time, hours and minutes."""
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Source = Annotated[str, Meta(max_length=200)]
"""Who says so: a decision of the board, a permit, a law."""
SourceDate = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2}$")]


class LimitSet(Body, tag="limit_set", frozen=True):
    """Staff set a limit of the house, with its source."""

    limit: Key
    value: Count | None
    """None: the one of the settings again."""
    source: Source = ""
    date: SourceDate = ""


class RatioSet(Body, tag="ratio_set", frozen=True):
    """Staff set how many children of an age group one carer looks after, with its source."""

    group: Group
    children: Annotated[float, Meta(gt=0, le=50)] | None
    """None: the ratio of the settings again."""
    firm: bool = False
    source: Source = ""
    date: SourceDate = ""


class HoursSet(Body, tag="hours_set", frozen=True):
    """Staff set the opening hours of a weekday."""

    weekday: Weekday
    opens: Clock = ""
    """Empty: closed."""
    closes: Clock = ""


class DaySet(Body, tag="day_set", frozen=True):
    """Staff set what holds on a day, or on each day of several: closed, or open at other hours than usual."""

    day: Day
    until: SourceDate = ""
    """The last of several days; empty: `day` alone."""
    opens: Clock = ""
    """Empty: closed."""
    closes: Clock = ""
    why: Annotated[str, Meta(max_length=200)] = ""
    usual: bool = False
    """What was set is taken back: the day is as its weekday, or a public holiday, makes it."""


class NapSet(Body, tag="nap_set", frozen=True):
    """Staff set when children sleep on a weekday."""

    weekday: Weekday
    begins: Clock = ""
    """Empty: no nap time."""
    ends: Clock = ""


class LanguagesSet(Body, tag="languages_set", frozen=True):
    """Staff set which languages kiosks and pages offer, in this order; the first is the one of the house."""

    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=20)]


SettingFact = LimitSet | RatioSet | HoursSet | DaySet | NapSet | LanguagesSet
