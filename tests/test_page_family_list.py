"""The list of families: found by one box, filtered by what needs a look, quick with two hundred."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest
from msgspec.structs import replace

from broker.families import AdultEntry, ChildEntry, FamilyEntry
from broker.house.proofs import DueCounts
from broker.web.animals import ANIMALS
from broker.web.families import ROWS
from hubs import FakeHub
from kept import FUCHS, KRANICH, NGUYEN, PANDA, kept_hub
from visitors import serving, staff

HEAVIEST = 150_000
"""Bytes that a page may have."""
GROUNDS = ("white", "sky", "mint", "berry")


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    hub = kept_hub()
    yield hub
    hub.store.close()


@pytest.fixture
def client(hub: FakeHub) -> Iterator[httpx.Client]:
    with serving(hub) as address, staff(address) as client:
        yield client


def names(client: httpx.Client, **query: str) -> list[str]:
    """Give the families that are listed."""
    answer = client.get("/familien", params=query)
    assert answer.status_code == HTTPStatus.OK
    return re.findall(r'<h2><a href="/familien/f-\w+">(.*?)</a>', answer.text)


def test_all_are_listed_by_title_and_found_by_what_one_knows(client: httpx.Client) -> None:
    assert names(client) == ["Amira", "Fuchs", "Kranich", "Nguyễn", "Panda", "Stachel"]
    assert names(client, q="mia") == ["Fuchs"]
    assert names(client, q="Igel") == ["Stachel"]
    assert names(client, q="04DE0000000001") == ["Fuchs"]
    assert names(client, q="0170 555") == ["Kranich"]
    assert names(client, q="niemand") == []
    assert names(client, q="x" * 5000) == []


def test_filters_show_what_needs_a_look(hub: FakeHub, client: httpx.Client) -> None:
    hub.arrive(hub.snapshot().families[str(PANDA.id)])
    assert names(client, nur="haus") == ["Panda"]
    assert names(client, nur="betreuende") == ["Amira", "Kranich", "Stachel"]
    assert names(client, nur="geschuetzt") == ["Nguyễn"]
    assert names(client, nur="hinweis") == ["Nguyễn"]
    assert names(client, nur="nachweise") == ["Amira", "Kranich"]
    assert names(client, nur="haus", q="fuchs") == []
    assert len(names(client, nur="nonsense")) == 6
    text = client.get("/familien?nur=nachweise").text
    for line in (
        "Jana · Erste Hilfe: abgelaufen seit 1. Oktober 2026",
        "Jana · Führungszeugnis: gilt nur noch bis 1. Dezember 2026",
        "Amira · Infektionsschutz: fehlt",
    ):
        assert line in text


def test_a_consent_that_is_missing_is_found(hub: FakeHub, client: httpx.Client) -> None:
    child = ChildEntry(name="Ida", animal="bee", allergy="Milch")
    hub.take_in(FamilyEntry(label="Biene", notice="2026-01-01", children=(child,)))
    assert names(client, nur="hinweis") == ["Biene", "Nguyễn"]
    text = client.get("/familien?q=biene").text
    assert "Einwilligung fehlt" in text
    assert "Milch" not in text


def test_the_house_learns_numbers_of_proofs_alone(hub: FakeHub, client: httpx.Client) -> None:
    due = hub.snapshot().due
    assert (due.over, due.missing, due.soon, due.until) == (1, 4, 1, "2026-12-01")
    line = "Nachweise: 1 abgelaufen, 4 fehlen, 1 nur noch gültig bis 1. Dezember 2026"
    text = client.get("/").text
    assert line in text
    assert "Amira" not in text
    hub.set(due=DueCounts())
    assert "Nachweise:" not in client.get("/").text


def test_an_empty_office_says_how_to_begin() -> None:
    hub = FakeHub()
    with serving(hub) as address, staff(address) as client:
        assert "Noch keine Familie bekannt." in client.get("/familien").text
    hub.store.close()


def test_two_hundred_families_are_light_and_leafed_through(hub: FakeHub, client: httpx.Client) -> None:
    animals = list(ANIMALS)
    hub.take_in(
        *(
            FamilyEntry(
                label=f"Testfamilie {n:03}", protected=n % 3 == 0,
                adults=tuple(AdultEntry(name=f"Nguyễn Thị {n} {m}", shifts=True) for m in range(2)),
                children=tuple(
                    ChildEntry(name=f"Kind {n} {m}", animal=animals[n % 40], ground=GROUNDS[m])  # type: ignore[arg-type]  # one of them
                    for m in range(3)
                ),
            )
            for n in range(194)
        )
    )  # fmt: skip
    found = list[str]()
    for page in range(1, 200 // ROWS + 1):
        for query in ({}, {"nur": "nachweise"}):
            answer = client.get("/familien", params={"seite": str(page), **query})
            assert len(answer.content) <= HEAVIEST
        found += names(client, seite=str(page))
    assert len(set(found)) == 200
    assert "Seite 4 von 4" in client.get("/familien", params={"seite": "99"}).text
    assert client.get("/familien", params={"seite": "-1"}).status_code == HTTPStatus.OK
    assert names(client, q="kind 150 2") == ["Testfamilie 150"]


def test_the_sheet_tells_of_everybody_but_not_of_health(hub: FakeHub, client: httpx.Client) -> None:
    hub.arrive(hub.snapshot().families[str(FUCHS.id)], desk="pc-2")
    text = client.get(f"/familien/{FUCHS.id}").text
    for word in (
        "Olena",
        "0351 123456",
        "PC 2",
        "Mia",
        "1. März 2024",
        "Oma Halyna",
        "… 0001",
        "verloren",
        "Ron",
        "110",
    ):
        assert word in text, word
    for word in ("Erdnüsse", "402917", "04DE0000000001"):
        assert word not in text, word
    text = client.get(f"/familien/{KRANICH.id}").text
    for word in (
        "abgelaufen seit 1. Oktober 2026",
        "gilt nur noch bis 1. Dezember 2026",
        "fehlt",
        "zwei Kontakte erbeten",
    ):
        assert word in text, word
    assert "geschützt" in client.get(f"/familien/{NGUYEN.id}").text


def test_what_was_chosen_last_is_what_the_sheet_tells_of(hub: FakeHub, client: httpx.Client) -> None:
    known = hub.snapshot().families[str(FUCHS.id)]
    for desk, told in (("pc-4", "PC 4"), (None, "")):
        olena = replace(known.adults[0], usual_desk=desk)
        hub.add(replace(known, adults=(olena, known.adults[1])))
        text = client.get(f"/familien/{FUCHS.id}").text
        assert told in text
        assert "Laptop 3" not in text
