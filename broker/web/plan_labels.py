"""What stands on each desk of the plan: its name, in two lines or cut off where it is too long, else a few letters."""

from collections import Counter
from collections.abc import Mapping, Sequence

from broker.house.office import Desk
from broker.web.plan_ground import Rect

Lines = tuple[str, ...]
LETTER, SMALL = 9.2, 8.0
"""Width of a letter, at most: of a label of one line, and of two."""
TWO_H = 48
"""Height of a desk from which on two lines have room below its sign."""
MARGIN = 6
"""What stays free of a desk's width."""
LEAST = 4
"""A word that would keep fewer letters tells nothing."""


def labels(desks: Sequence[Desk], places: Mapping[str, Rect]) -> dict[str, Lines]:
    """Give each desk one or two lines that fit on it and that no other desk has."""
    found = {desk.id: lines(desk.name, *places[desk.id][2:]) for desk in desks if desk.id in places}
    count, short = Counter(found.values()), short_names(desks)
    said = {desk: each if each and count[each] == 1 else (short[desk],) for desk, each in found.items()}
    return said if len(set(said.values())) == len(said) else {desk: (short[desk],) for desk in found}


def lines(name: str, width: float, height: float) -> Lines:
    """Write a name on a desk of this size; nothing if it does not go in."""
    room, words = width - MARGIN, name.split()
    if len(name) * LETTER <= room:
        return (name,)
    if len(words) == 1:
        return _cut(words, int(room / LETTER))
    said = _cut(words, int(room / SMALL)) if height >= TWO_H else ()
    for at in range(len(said) - 1, 0, -1):
        two = " ".join(said[:at]), " ".join(said[at:])
        if max(map(len, two)) * SMALL <= room:
            return two
    return ()


def short_names(desks: Sequence[Desk]) -> dict[str, str]:
    """Give each desk a name of few letters that no other one has, such as `L 3` for `Laptop 3`."""
    found = {desk.id: desk.name for desk in desks}
    for letters in range(len(max(found.values(), key=len, default="")), 0, -1):
        shorter = {desk.id: _short(desk.name, letters) for desk in desks}
        if len(set(shorter.values())) < len(set(found.values())):
            break
        found = shorter
    return found


def _cut(words: Sequence[str], letters: int) -> Lines:
    """Cut words off that are longer than this, as one abbreviates: `Fenster.`; nothing if too little were left."""
    if any(len(word) > letters for word in words) and letters <= LEAST:
        return ()
    return tuple(word if len(word) <= letters else f"{word[: letters - 1]}." for word in words)


def _short(name: str, letters: int) -> str:
    return " ".join(word if word.isdecimal() or len(word) <= 2 else word[:letters] for word in name.split())  # noqa: PLR2004  # such as PC
