"""From samples to lines of a table."""

import math
import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def share(samples: Sequence[float], part: float) -> float:
    """Give the value that `part` of the samples do not exceed (nearest rank)."""
    return sorted(samples)[max(0, math.ceil(part * len(samples)) - 1)]


def times(name: str, ms: Sequence[float], aim: float) -> str:
    """Write latencies as a row; the aim is for p99."""
    p99 = share(ms, 0.99)
    middle = statistics.median(ms)
    return f"| {name} | {len(ms)} | {middle:.1f} | {p99:.1f} | {max(ms):.1f} | p99 ≤ {aim:g} | {_met(p99 <= aim)} |"


def spread(name: str, values: Sequence[float], aim: float, *, most: bool = False, digits: int = 0) -> str:
    """Write rounds as a row; `most` says that the aim is the most there may be, not the least."""
    middle = statistics.median(values)
    met = middle <= aim if most else middle >= aim
    between = f"{min(values):,.{digits}f} - {max(values):,.{digits}f}"
    sign = "≤" if most else "≥"
    goal = f"{sign} {aim:,g} | {_met(met)}" if aim else "|"
    return f"| {name} | {len(values)} | {middle:,.{digits}f} | {between} | {goal} |"


@contextmanager
def load_told() -> Iterator[None]:
    """Tell on standard error how busy the machine is before and after: a figure without it means little."""
    _tell("before")
    yield
    _tell("after")


def _tell(when: str) -> None:
    print(f"load average {when}: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", file=sys.stderr, flush=True)


def _met(yes: bool) -> str:  # a verdict is a word
    return "yes" if yes else "**no**"
