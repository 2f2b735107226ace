"""What a permit asks for, and what funders want to see: hours and numbers, from stays and shifts that were."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from broker.house.rules import WEEKDAYS, HouseRules, limit, usual_hours
from broker.house.state import House
from broker.wire.message import Ms

HOUR = 3_600_000


class Span(Struct, frozen=True):
    """A time in care, or on duty: of `who`, of `family`, from `since` to `until`."""

    who: str
    family: str
    since: Ms
    until: Ms


class Row(Struct, frozen=True):
    """One line of the permit table; `over` says that the office's limit is passed."""

    what: str
    """`child_hours`, `carer_children` or `hours_open`."""
    who: str
    value: float
    limit: int | None
    over: bool


def permit_table(rules: HouseRules, house: House, stays: Iterable[Span], shifts: Iterable[Span]) -> list[Row]:
    """Tell, for one week: hours in care per child, children of other families per carer, hours the house is open."""
    stays, shifts = list(stays), list(shifts)
    hours = limit(rules, house, "hours_per_child")
    children = limit(rules, house, "own_children_per_carer")
    open_limit = limit(rules, house, "hours_open")
    rows = [_row("child_hours", who, value, hours.value if hours else None) for who, value in total(stays).items()]
    rows += [
        _row("carer_children", who, value, children.value if children else None)
        for who, value in others_per_carer(stays, shifts).items()
    ]
    return [*rows, _row("hours_open", "", hours_open(rules), open_limit.value if open_limit else None)]


def total(spans: Iterable[Span]) -> dict[str, float]:
    """Add up hours per person; times that overlap count once."""
    found = defaultdict[str, list[tuple[Ms, Ms]]](list)
    for span in spans:
        found[span.who].append((span.since, span.until))
    return {who: _union(parts) / HOUR for who, parts in found.items()}


def others_per_carer(stays: Iterable[Span], shifts: Iterable[Span]) -> Mapping[str, int]:
    """Give, per carer, the most children of other families that were in care at once, per carer on duty then."""
    stays, shifts = list(stays), list(shifts)
    most = dict.fromkeys((shift.who for shift in shifts), 0)
    for shift in shifts:
        inside = [span for span in (*stays, *shifts) if span.since < shift.until and span.until > shift.since]
        edges = {edge for span in inside for edge in (span.since, span.until) if edge < shift.until}
        for moment in {max(shift.since, edge) for edge in edges}:
            there = {s.who for s in stays if s.since <= moment < s.until and s.family != shift.family}
            carers = {s.who for s in shifts if s.since <= moment < s.until}
            most[shift.who] = max(most[shift.who], -(-len(there) // max(1, len(carers))))
    return most


def hours_open(rules: HouseRules) -> float:
    """Add up the opening hours of a week."""
    days = (usual_hours(rules, weekday) for weekday in WEEKDAYS)
    return sum(_hours(closes) - _hours(opens) for opens, closes in filter(None, days))


def _hours(clock: str) -> float:
    hour, minute = map(int, clock.split(":"))
    return hour + minute / 60


def _union(parts: list[tuple[Ms, Ms]]) -> Ms:
    found, reached = 0, 0
    for since, until in sorted(parts):
        found += max(0, until - max(since, reached))
        reached = max(reached, until)
    return found


def _row(what: str, who: str, value: float, most: int | None) -> Row:
    return Row(what, who, round(value, 2), most, most is not None and value > most)
