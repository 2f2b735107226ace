"""Finding families: by label, names, animal, telephone or card, whatever signs a language writes them with."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from broker.families import Listed
from broker.house.roster import normal_card
from broker.web.fields import JOINERS

SHORTEST_PHONE, SHORTEST_CARD = 3, 4
PHONE = re.compile(r"[+\d][\d ()/.-]*")
UNMARKED = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i"} | dict.fromkeys(JOINERS))  # noqa: RUF001  # Turkish has it
"""Letters whose mark is a part of them; signs that nobody sees."""


def search(families: Iterable[Listed], said: str, animal: Callable[[str], str]) -> list[Listed]:
    """Give the families that fit, by title; all of them if nothing is said.

    :param animal: gives an animal's word.
    """
    found = [family for family in families if _fits(family, said, animal)]
    return sorted(found, key=lambda family: (not family.title, folded(family.title), family.id))


def folded(text: str) -> str:
    """Write a text without capitals and marks, so that `Nguyen` finds `Nguyễn`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(UNMARKED)


def _fits(family: Listed, said: str, animal: Callable[[str], str]) -> bool:
    return _by_card(family, said) or _by_phone(family, said) or _by_words(family, said, animal)


def _by_words(family: Listed, said: str, animal: Callable[[str], str]) -> bool:
    known = [family.label, *(one.name for one in family.adults), *family.pickups]
    known += [word for child in family.children for word in (child.name, child.animal, animal(child.animal))]
    text = folded(" ".join(known))
    return all(word in text for word in folded(said).split())


def _by_card(family: Listed, said: str) -> bool:
    number = normal_card(said)
    return len(number) >= SHORTEST_CARD and any(
        card.endswith(number) for adult in family.adults for card in adult.cards
    )


def _by_phone(family: Listed, said: str) -> bool:
    if not PHONE.fullmatch(said.strip()):
        return False
    number = _digits(said)
    return len(number) >= SHORTEST_PHONE and any(number in _digits(phone) for phone in family.phones)


def _digits(phone: str) -> str:
    """Write a German number as one dials it here, another one with its country."""
    digits = "".join(filter(str.isdecimal, phone.replace("(0)", "")))
    return re.sub(r"^(0049|49(?=\d{9}))", "0", digits)
