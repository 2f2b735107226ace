"""The care room's places and staffing: what may be offered, and what would help. Limits stop offers, never facts."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from broker.house.rules import Group, HouseRules, Ratio, limit
from broker.house.state import House
from broker.wire.message import Ms

State = Literal["well", "limit", "short"]
"""Well staffed; at the limit; a carer is needed."""


class Capacity(Struct, frozen=True):
    """The care room at one moment."""

    children: int
    """In care, settling in together, or with their place kept."""
    announced: int
    carers: int
    needed: int
    """Carers whom the ratios and the least number ask for."""
    soft: int | None
    firm: int | None
    state: State
    free: int | None
    """Places up to the firm limit, announced children counted; None without one."""


class Verdict(Struct, frozen=True):
    """Whether a child may be announced to care."""

    may: Literal["yes", "warn", "wait"]
    """`wait`: beyond a firm limit; the child stays with the adult, asked for, until a carer confirms."""
    why: Literal["", "places", "ratio", "no_carer"] = ""


def capacity(rules: HouseRules, house: House, groups: Mapping[str, Group]) -> Capacity:
    """Tell how full the care room is. `groups` maps child ids to age groups; a missing one is `unknown`."""
    inside = [stay.child for stay in house.stays.values() if stay.at in ("care", "together") or stay.place]
    announced = [stay.child for stay in house.stays.values() if stay.at == "announced"]
    soft, firm = (limit(rules, house, name) for name in ("places_soft", "places_firm"))
    carers, needed = len(house.carers()), _needed(rules, house, Counter(groups.get(c, "unknown") for c in inside))
    full = soft is not None and len(inside) >= soft.value
    state: State = (
        "short" if inside and carers < needed else "limit" if full or _tight(rules, house, groups) else "well"
    )
    return Capacity(
        children=len(inside),
        announced=len(announced),
        carers=carers,
        needed=needed,
        soft=soft.value if soft else None,
        firm=firm.value if firm else None,
        state=state,
        free=max(0, firm.value - len(inside) - len(announced)) if firm else None,
    )


def may_announce(rules: HouseRules, house: House, groups: Mapping[str, Group], children: Iterable[str]) -> Verdict:
    """Tell whether these children may be announced to care together, counting those announced already."""
    coming = list(children)
    inside = {stay.child for stay in house.stays.values() if stay.at in ("care", "together", "announced") or stay.place}
    inside |= {ask.child for ask in house.asks.values() if ask.until is not None}  # a place that is offered is held
    every = [*(child for child in inside if child not in coming), *coming]
    soft, firm = (limit(rules, house, name) for name in ("places_soft", "places_firm"))
    if firm and len(every) > firm.value:
        return Verdict("wait", "places")
    if not house.carers():
        return Verdict("warn", "no_carer")
    after = Counter(groups.get(child, "unknown") for child in every)
    if _share(rules.care.ratios, after, firm=True) > len(house.carers()):
        return Verdict("wait", "ratio")
    if soft and len(every) > soft.value:
        return Verdict("warn", "places")
    if _needed(rules, house, after) > len(house.carers()):
        return Verdict("warn", "ratio")
    return Verdict("yes")


def may_override(house: House, carer: str, family: str) -> bool:
    """Tell whether this adult may let a child in beyond the limit: on duty, and never for children of their own."""
    shift = house.shifts.get(carer)
    return shift is not None and shift.family != family


class Ahead(Struct, frozen=True):
    """A stretch of time to come, until the next shift begins or ends."""

    since: Ms
    until: Ms
    carers: int
    needed: int


def forecast(rules: HouseRules, house: House, groups: Mapping[str, Group], now: Ms, until: Ms) -> list[Ahead]:
    """Look ahead with the children of now, to the end of known shifts; one without a planned end stays to `until`.

    Whose shift should have begun counts only once it has.
    """
    needed = capacity(rules, house, groups).needed
    spans = [(now, shift.until or until) for shift in house.shifts.values()]
    spans += [(shift.since, shift.until or until) for shift in house.planned.values() if shift.since > now]
    edges = sorted({now, until, *(edge for span in spans for edge in span if now < edge < until)})
    return [
        Ahead(start, end, sum(since <= start < stop for since, stop in spans), needed) for start, end in pairwise(edges)
    ]


def _needed(rules: HouseRules, house: House, groups: Counter[Group]) -> int:
    if not groups.total():
        return 0
    least = limit(rules, house, "carers_least")
    return max(1, least.value if least else 1, math.ceil(_share(rules.care.ratios, groups) - 1e-9))


def _share(ratios: Iterable[Ratio], groups: Counter[Group], *, firm: bool = False) -> float:
    """Add up the part of a carer that each child asks for, by all ratios or by firm ones alone."""
    return sum(groups[ratio.group] / ratio.children for ratio in ratios if ratio.firm or not firm)


def _tight(rules: HouseRules, house: House, groups: Mapping[str, Group]) -> bool:
    """Tell whether one child more, of the group that needs most, would ask for another carer."""
    inside = Counter(groups.get(stay.child, "unknown") for stay in house.stays.values() if stay.at == "care")
    if not rules.care.ratios or not inside.total():
        return False
    inside[min(rules.care.ratios, key=lambda ratio: ratio.children).group] += 1
    return _needed(rules, house, inside) > len(house.carers())
