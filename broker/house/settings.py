"""What staff set for the house in pages: facts fold into the house, and `in_force` lays them over the settings file."""

from datetime import date, timedelta

from msgspec.structs import replace

from broker.house.office import Nap, Office
from broker.house.rules import WEEKDAYS, CareRules, Hours, HouseRules, Limit, Ratio, SpecialDay
from broker.house.state import Fact, House, with_key, without_key
from broker.wire.facts import settings as said

MOST_DAYS = 366
"""So many days one fact sets at most."""


def set_limit(house: House, _fact: Fact, body: said.LimitSet) -> House:
    """Set a limit."""
    return house.but(limits=with_key(house.limits, body.limit, body))


def set_ratio(house: House, _fact: Fact, body: said.RatioSet) -> House:
    """Set how many children of a group one carer looks after."""
    return house.but(ratios=with_key(house.ratios, body.group, body))


def set_hours(house: House, _fact: Fact, body: said.HoursSet) -> House:
    """Set the opening hours of a weekday."""
    return house.but(hours=with_key(house.hours, body.weekday, body))


def set_day(house: House, _fact: Fact, body: said.DaySet) -> House:
    """Set what holds on a day, or on each of several."""
    days = days_of(body)
    return house.but(days=without_key(house.days, *days) if body.usual else house.days | dict.fromkeys(days, body))


def set_nap(house: House, _fact: Fact, body: said.NapSet) -> House:
    """Set when children sleep on a weekday."""
    return house.but(naps=with_key(house.naps, body.weekday, body))


def set_languages(house: House, _fact: Fact, body: said.LanguagesSet) -> House:
    """Set which languages are offered."""
    return house.but(languages=body.languages)


def days_of(body: said.DaySet) -> list[str]:
    """Give every day that a fact is about, as ISO 8601 writes it."""
    first = date.fromisoformat(body.day)
    last = date.fromisoformat(body.until or body.day)
    return [str(first + timedelta(days=number)) for number in range(min((last - first).days + 1, MOST_DAYS))]


def told(house: House) -> tuple[object, ...]:
    """Give all that staff have set: while it is the same, the same is in force."""
    return house.limits, house.ratios, house.hours, house.days, house.naps, house.languages


def in_force(office: Office, house: House) -> Office:
    """Give the office as it is in force: as its settings say, and over them what staff set in pages."""
    if not any(told(house)):
        return office
    rules = office.rules
    return replace(
        office,
        language=house.languages[0] if house.languages else office.language,
        languages=house.languages or office.languages,
        naps=_naps(office.naps, house),
        rules=replace(
            rules,
            care=replace(rules.care, limits=_limits(rules.care, house), ratios=_ratios(rules.care, house)),
            hours=_hours(rules, house),
            days=_days(rules, house),
        ),
    )


def _limits(care: CareRules, house: House) -> tuple[Limit, ...]:
    set_ = {name: said for name, said in house.limits.items() if said.value is not None}
    return (
        *(limit for limit in care.limits if limit.limit not in set_),
        *(Limit(limit=s.limit, value=s.value, source=s.source, date=s.date) for s in set_.values()),  # type: ignore[arg-type]  # pages set no other
    )


def _ratios(care: CareRules, house: House) -> tuple[Ratio, ...]:
    set_ = {group: said for group, said in house.ratios.items() if said.children is not None}
    return (
        *(ratio for ratio in care.ratios if ratio.group not in set_),
        *(
            Ratio(group=s.group, children=s.children, firm=s.firm, source=s.source, date=s.date)  # type: ignore[arg-type]  # not None
            for s in set_.values()
        ),
    )


def _hours(rules: HouseRules, house: House) -> tuple[Hours, ...]:
    kept = (replace(h, weekdays=tuple(day for day in h.weekdays if day not in house.hours)) for h in rules.hours)
    set_ = (
        Hours(weekdays=(day,), opens=house.hours[day].opens, closes=house.hours[day].closes)
        for day in WEEKDAYS
        if day in house.hours and house.hours[day].opens
    )
    return (*(hours for hours in kept if hours.weekdays), *set_)


def _days(rules: HouseRules, house: House) -> tuple[SpecialDay, ...]:
    set_ = [
        SpecialDay(date=day, opens=s.opens, closes=s.closes, why=s.why, by_staff=True) for day, s in house.days.items()
    ]
    return (*(day for day in rules.days if day.date not in house.days), *set_)


def _naps(naps: tuple[Nap, ...], house: House) -> tuple[Nap, ...]:
    kept = (replace(nap, weekdays=tuple(day for day in nap.weekdays if day not in house.naps)) for nap in naps)
    set_ = (
        Nap(weekdays=(day,), begins=house.naps[day].begins, ends=house.naps[day].ends)
        for day in WEEKDAYS
        if day in house.naps and house.naps[day].begins
    )
    return (*(nap for nap in kept if nap.weekdays), *set_)
