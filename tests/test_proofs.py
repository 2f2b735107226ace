"""What carers show from time to time counts for as long as the office says, and somebody hears of it before."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from broker.families import AdultEntry, ChildEntry, ContactEntry, FamilyEntry, PersonEntry
from broker.house.proofs import Due, DueCounts, counted, due, proofs_due
from broker.house.rules import CareRules, HouseRules, Proof
from broker.store import listing
from broker.store.store import Store
from broker.store.taking_in import put

TODAY = date(2026, 10, 14)
AID = Proof(proof="first_aid", months=24, warn_days=60)


@pytest.mark.parametrize(
    ("seen", "state", "until"),
    [
        ("", "missing", ""),
        ("2024-10-13", "over", "2026-10-13"),
        ("2024-10-14", "soon", "2026-10-14"),
        ("2024-12-13", "soon", "2026-12-13"),
        ("2024-12-14", "fine", "2026-12-14"),
        ("2026-10-14", "fine", "2028-10-14"),
    ],
)
def test_it_counts_to_the_last_day_and_is_amber_before(seen: str, state: str, until: str) -> None:
    found = due("a", AID, seen, TODAY)
    assert (found.state, found.until) == (state, until)


@pytest.mark.parametrize(
    ("seen", "months", "until"),
    [("2024-02-29", 12, "2025-02-28"), ("2024-08-31", 1, "2024-09-30"), ("2024-12-31", 240, "2044-12-31")],
)
def test_a_month_that_is_too_short_ends_with_its_last_day(seen: str, months: int, until: str) -> None:
    assert due("a", Proof(proof="briefing", months=months), seen, TODAY).until == until


def test_what_is_over_comes_first_and_numbers_name_nobody() -> None:
    rules = (AID, Proof(proof="certificate", months=60, warn_days=90))
    carers = [
        ("a-1", {"first_aid": "2024-11-30", "certificate": "2026-01-01"}),
        ("a-2", {"first_aid": "", "certificate": "2020-01-01"}),
        ("a-3", {"first_aid": "2024-10-20", "certificate": "2021-12-01"}),
    ]
    found = proofs_due(carers, rules, TODAY)  # type: ignore[arg-type]  # the names are right
    assert found == (
        Due("a-2", "certificate", "over", "2025-01-01"),
        Due("a-2", "first_aid", "missing"),
        Due("a-3", "first_aid", "soon", "2026-10-20"),
        Due("a-1", "first_aid", "soon", "2026-11-30"),
        Due("a-3", "certificate", "soon", "2026-12-01"),
    )
    assert counted(found) == DueCounts(over=1, missing=1, soon=3, until="2026-12-01")
    assert counted(()) == DueCounts()


def test_without_a_rule_nobody_is_reminded() -> None:
    assert proofs_due([("a-1", {})], (), TODAY) == ()


def test_a_proof_with_two_limits_is_refused() -> None:
    assert HouseRules(care=CareRules(proofs=(AID, AID))).problems() == ["care.proofs: 'first_aid' is given twice"]


def test_the_list_knows_what_one_searches_for_and_nothing_of_health(tmp_path: Path) -> None:
    nuts = ChildEntry(
        name="Mia", animal="fox", allergy="Erdnuss", allergens=("Milch",),
        contacts=(ContactEntry(name="Baba", phone="0151 888"),),
    )  # fmt: skip
    olena = AdultEntry(name="Olena", phone="0151 777", cards=("04-de 01",), lost_cards=("04DE02",), shifts=True)
    pickup = PersonEntry(name="Herr Blau", phone="0351 1")
    entries = (
        FamilyEntry(label="Fuchs", adults=(olena,), children=(nuts,), pickups=(pickup,), notice="2026-01-01"),
        FamilyEntry(label="Igel", children=(ChildEntry(name="Jo", animal="owl"),), protected=True),
        FamilyEntry(adults=(AdultEntry(name="Jana"), AdultEntry(name="Ali"))),
    )
    with closing(Store(tmp_path / "hub.db")) as store:
        put(store.connection, entries, "a test")
        found = sorted(listing.listed(store.connection), key=lambda one: one.title)
        assert [one for one, _ in listing.carers(store.connection)] == [found[0].adults[0].id]
    fox, hedgehog, nameless = found
    assert (fox.title, hedgehog.title, nameless.title) == ("Fuchs", "Igel", "Jana, Ali")
    assert sorted(fox.phones) == ["0151 777", "0151 888", "0351 1"]
    assert fox.adults[0].cards == ("04DE01", "04DE02")
    assert (fox.agreed, hedgehog.agreed, fox.pickups) == (False, True, ("Herr Blau",))
    assert not [word for word in ("Erdnuss", "Milch") if word in repr(found)]
