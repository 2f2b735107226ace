"""Two who edit one form: what they changed apart from each other is put together, the rest is asked about."""

from collections.abc import Collection, Iterable, Mapping

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


def merge(was: Said, typed: Said, now: Said, together: Collection[str] = ()) -> Merged:
    """Put together what a form said when it was opened, what was typed, and what is kept by now.

    :param together: fields that are of use only as one whole, such as the rows of a list: where both changed any of
        them, whatever differs is asked about.
    """
    said = [(name, was.get(name, ()), typed.get(name, ()), now[name]) for name in now]
    mixed = any(mine != before for name, before, mine, _ in said if name in together) and any(
        theirs != before for name, before, _, theirs in said if name in together
    )
    found, clashes = dict[str, tuple[str, ...]](), list[str]()
    for name, before, mine, theirs in said:
        whole = mixed and name in together
        found[name] = theirs if mine == before and not whole else mine
        if mine != theirs and (whole or before not in (mine, theirs)):
            clashes.append(name)
    return Merged(found, tuple(clashes))
