"""Two who edit one form: what they changed apart from each other is put together, the rest is asked about."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

Said = Mapping[str, tuple[str, ...]]
"""Field → what it says; a group of boxes says several things."""


class Merged(Struct, frozen=True):
    """A form after both."""

    said: Said
    clashes: tuple[str, ...] = ()
    """Fields that both have changed, each in another way; `said` then has what the second typed."""


def plain(said: Iterable[str]) -> tuple[str, ...]:
    """Bring what a field says to one form: without spaces around it, lines as everywhere, boxes in one order."""
    return tuple(sorted(found for one in said if (found := one.strip().replace("\r\n", "\n"))))


def merge(was: Said, typed: Said, now: Said) -> Merged:
    """Put together what a form said when it was opened, what was typed, and what is kept by now."""
    found, clashes = dict[str, tuple[str, ...]](), list[str]()
    for name in now:
        before, mine, theirs = was.get(name, ()), typed.get(name, ()), now[name]
        found[name] = theirs if mine == before else mine
        if mine not in (before, theirs) and theirs != before:
            clashes.append(name)
    return Merged(found, tuple(clashes))
