"""A family is found by whatever somebody knows of it."""

import pytest

from broker.families import Listed, ListedAdult, ListedChild
from broker.web.family_search import search

ANIMALS = {"fox": "Fuchs", "owl": "Eule"}


def adult(name: str, *cards: str) -> ListedAdult:
    return ListedAdult("a-00000000", name, ("parent",), shifts=False, proofs={}, cards=cards)


def family(label: str, *people: ListedAdult, children: tuple[ListedChild, ...] = (), **more: tuple[str, ...]) -> Listed:
    return Listed(
        f"f-{label[:8]:0<8}", label, protected=False, notice="", agreed=True, adults=people, children=children,
        pickups=more.get("pickups", ()), phones=more.get("phones", ()),
    )  # fmt: skip


FAMILIES = (
    family(
        "Winter", adult("Nguyễn Linh", "04DE0000000001"), children=(ListedChild("c", "Mia", "fox", "white"),),
        phones=("0351 / 12 34 56", "+49 (0)151 222333"), pickups=("Herr Blau",),
    ),
    family("Öztürk", adult("Işıl", "04DE0000000002", "04BB")),  # noqa: RUF001  # Turkish has it
    family("", adult("ليلى"), children=(ListedChild("c", "Đặng", "owl", "sky"),)),
    family("anders", adult("Ґалина"), adult("شب\u200cنم")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("", ["anders", "Öztürk", "Winter", "ليلى"]),
        ("winter", ["Winter"]),
        ("nguyen", ["Winter"]),
        ("mia winter", ["Winter"]),
        ("mia öztürk", []),
        ("ozturk", ["Öztürk"]),
        ("isil", ["Öztürk"]),
        ("dang", ["ليلى"]),
        ("ليلى", ["ليلى"]),
        ("ґал", ["anders"]),
        ("شبنم", ["anders"]),
        ("fuchs", ["Winter"]),
        ("owl", ["ليلى"]),
        ("blau", ["Winter"]),
        ("04DE0000000002", ["Öztürk"]),
        ("04:de:00:00:00:00:02", ["Öztürk"]),
        ("0002", ["Öztürk"]),
        ("04bb", ["Öztürk"]),
        ("351123456", ["Winter"]),
        ("0351 123", ["Winter"]),
        ("0151 222", ["Winter"]),
        ("+49 151 222333", ["Winter"]),
        ("12", []),
        ("niemand", []),
        ("%", []),
    ],
)
def test_it_is_found(said: str, titles: list[str]) -> None:
    assert [one.title for one in search(FAMILIES, said, lambda animal: ANIMALS.get(animal, ""))] == titles
