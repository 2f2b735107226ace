"""What carers have to show from time to time, as the office asks for it: how long each day of it still counts."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from broker.house.rules import Proof, ProofName

State = Literal["fine", "soon", "over", "missing"]
URGENCY: tuple[State, ...] = ("over", "missing", "soon")


class Due(Struct, frozen=True):
    """A proof of one adult, as it is today."""

    adult: str
    proof: ProofName
    state: State
    until: str = ""
    """The last day on which it counts, ISO 8601; empty where there is none."""


class DueCounts(Struct, frozen=True):
    """How many proofs somebody has to look after; no names, for it stands where everybody may look."""

    over: int = 0
    missing: int = 0
    soon: int = 0
    until: str = ""
    """The day by which all of `soon` are over, ISO 8601."""


def due(adult: str, rule: Proof, seen: str, today: date) -> Due:
    """Tell how one proof is that staff saw on a day, ISO 8601, or never: empty."""
    if not seen:
        return Due(adult, rule.proof, "missing")
    until = _months_later(date.fromisoformat(seen), rule.months)
    if until < today:
        state: State = "over"
    else:
        state = "soon" if until - today <= timedelta(days=rule.warn_days) else "fine"
    return Due(adult, rule.proof, state, until.isoformat())


def proofs_due(
    carers: Iterable[tuple[str, Mapping[ProofName, str]]], rules: Iterable[Proof], today: date
) -> tuple[Due, ...]:
    """Give what somebody has to look after, the most urgent first.

    :param carers: adult → the day of each proof, ISO 8601; empty for none.
    """
    rules = tuple(rules)
    found = [due(adult, rule, days.get(rule.proof, ""), today) for adult, days in carers for rule in rules]
    return tuple(
        sorted(
            (one for one in found if one.state in URGENCY),
            key=lambda one: (URGENCY.index(one.state), one.until, one.adult),
        )
    )


def counted(found: Iterable[Due]) -> DueCounts:
    """Count them."""
    found = tuple(found)
    numbers = {state: sum(one.state == state for one in found) for state in URGENCY}
    until = max((one.until for one in found if one.state == "soon"), default="")
    return DueCounts(numbers["over"], numbers["missing"], numbers["soon"], until)


def _months_later(day: date, months: int) -> date:
    """Give the day so many months later; where the month is too short, its last one (BGB § 188 Abs. 3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
