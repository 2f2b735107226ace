"""Whom an office knows: taken in from a table or one by one, given to kiosks without what they need not know."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from broker.families import FamilyEntry
from broker.family_rules import AGREE, BOTH, HELD, NOTHING_OPEN, WHY
from broker.house.office import Office, Room
from broker.house.roster import group
from broker.store import cards, csv_people, people, taking_in
from broker.store.store import Store
from broker.wire.errors import SettingsError

HEADER = (
    "family;role;name;language;cards;pin;phone;animal;birthday;contact1;contact1_phone;contact2;contact2_phone;"
    "allergens;allergy;allergens_shown;roles;deputy;protected;note;health_consent\n"
)
TABLE = HEADER + (
    "fuchs;adult;Olena;uk;04AA01 04AA02;482913;0151 1;;;;;;;;;;parent carer;;;\n"
    "fuchs;adult;Oma;;04AA03;;;;;;;;;;;;;ja;;\n"
    "fuchs;child;Mia;;;;;fox;2024-03-01;Andrij;0151 2;Oma;0151 3;nuts;EpiPen im Rucksack;2026-01-05;;;;;2026-01-04\n"
    "fuchs;pickup;Herr Blau;;;;0151 9;;;;;;;;;;;;;\n"
    "fuchs;never;Herr Rot;;04EE01;;;;;;;;;;;;;;;nicht herausgeben\n"
    "igel;adult;Linh;vi;04BB01;;;;;;;;;;;;;;x;\n"
)
TODAY = date(2026, 10, 14)
OFFICE = Office(site="p", name="P", rooms=(Room(id="care", kind="care", name="Spielzimmer"),))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "hub.db")


def taken_in(store: Store, tmp_path: Path, text: str = TABLE, encoding: str = "utf-8") -> int:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding)
    return taking_in.put(store.connection, csv_people.read(path), str(path))


def refused(store: Store, tmp_path: Path, text: str) -> str:
    before = store.connection.execute("SELECT count(*) FROM adult").fetchone()
    with pytest.raises(SettingsError) as found:
        taken_in(store, tmp_path, text)
    assert store.connection.execute("SELECT count(*) FROM adult").fetchone() == before
    return str(found.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_table_becomes_families_with_everyone_in_them(store: Store, tmp_path: Path, encoding: str) -> None:
    assert taken_in(store, tmp_path, encoding=encoding) == 2
    fuchs = people.families(store.connection, TODAY)[people.find(store.connection, "fuchs") or ""]
    assert [(adult.name, adult.roles, adult.deputy) for adult in fuchs.adults] == [
        ("Olena", ("parent", "carer"), False),
        ("Oma", ("parent",), True),
    ]
    assert [(child.name, child.animal, child.group) for child in fuchs.children] == [("Mia", "fox", "under3")]
    assert [pickup.name for pickup in fuchs.pickups] == ["Herr Blau"]
    rows = people.people_of(store.connection, fuchs.id)
    assert [(row["name"], row["phone"]) for row in rows["contact"]] == [("Andrij", "0151 2"), ("Oma", "0151 3")]
    assert people.families(store.connection)[people.find(store.connection, "igel") or ""].protected


def test_the_same_table_again_doubles_nobody_and_keeps_every_id(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path)
    before = people.families(store.connection)
    taken_in(store, tmp_path)
    assert people.families(store.connection) == before


def test_commas_do_as_well_as_semicolons(store: Store, tmp_path: Path) -> None:
    assert taken_in(store, tmp_path, "family,role,name,cards\nfuchs,adult,Olena,04AA01\n") == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("family;role;nam\nfuchs;adult;Olena\n", "did you mean 'name'?"),
        ("role;name\nadult;Olena\n", "column 'family': is missing"),
        ("family;role;name\nfuchs;mother;Olena\n", "line 2: role: 'mother' is none; write one of adult, child"),
        ("family;role;name\n;adult;Olena\n", "line 2: family: is missing"),
        ("family;role;name;deputy\nfuchs;adult;Oma;maybe\n", "'maybe' is neither yes nor no"),
        ("family;role;name;pin\nfuchs;adult;Olena;123456\n", "the code of Olena is too easy to guess"),
        ("family;role;name;pin\nfuchs;adult;Olena;333333\n", "too easy"),
        ("family;role;name;pin\nfuchs;adult;Olena;12\n", "pin"),
        ("family;role;name;pin\na;adult;Olena;482913\nb;adult;Linh;482913\n", "the code of Linh is given twice"),
        ("family;role;name;cards\na;adult;Olena;04AA01\nb;adult;Linh;04:aa:01\n", "04AA01 is given twice"),
        ("family;role;name;cards\na;adult;Olena;08:3f:a1:02\n", "083FA102 is no card's fixed number but a telephone's"),
        ("family;role;name;animal;birthday\na;child;Mia;fox;2026-02-31\n", "'2026-02-31' is no day"),
        ("family;role;name;language\na;adult;Olena;ua\n", "Ukrainian 'uk'"),
        ("family;role;name;roles\na;adult;Olena;queen\n", "roles"),
    ],
)
def test_a_fault_is_named_with_its_place_and_nobody_is_taken_in(
    store: Store, tmp_path: Path, text: str, sentence: str
) -> None:
    assert sentence in refused(store, tmp_path, text)


def test_all_faults_come_at_once(store: Store, tmp_path: Path) -> None:
    found = refused(store, tmp_path, "family;role;name\nfuchs;mother;Olena\n;adult;Linh\n")
    assert "line 2" in found
    assert "line 3" in found


def test_a_card_or_a_code_of_another_family_is_refused(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path)
    assert "another family" in refused(store, tmp_path, "family;role;name;cards\nneu;adult;Eve;04AA01\n")
    assert "another family" in refused(store, tmp_path, "family;role;name;pin\nneu;adult;Eve;482913\n")


def test_one_person_more_leaves_the_family_as_it_was(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path)
    family = people.find(store.connection, "fuchs") or ""
    before = people.people_of(store.connection, family)
    entry = csv_people.with_row(
        people.entry(store.connection, family), {"role": "child", "name": "Leo", "animal": "turtle"}
    )
    taking_in.put(store.connection, [entry], "the new person")
    after = people.people_of(store.connection, family)
    assert [row["name"] for row in after["child"]] == ["Mia", "Leo"]
    before["family"][0]["version"] += 1
    for table in ("family", "adult", "person", "card"):
        assert sorted(map(str, after[table])) == sorted(map(str, before[table]))
    assert {(row["child"], row["name"]) for row in after["contact"]} == {
        (row["child"], row["name"]) for row in before["contact"]
    }


def test_a_roster_names_nobody_further_than_a_kiosk_needs(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path)
    roster = people.roster(store.connection, OFFICE, "kiosk-entrance", TODAY)
    text = json.dumps(msgspec.to_builtins(roster), ensure_ascii=False)
    assert "Mia" in text
    for secret in (
        "0151",
        "04AA",
        "04EE",
        "482913",
        "2024-03",
        "nuts",
        "EpiPen",
        "nicht herausgeben",
        "Herr Rot",
        "fuchs",
    ):
        assert secret not in text, secret


def test_a_code_finds_its_adult_and_a_card_that_is_not_served_says_why_only_to_carers(
    store: Store, tmp_path: Path
) -> None:
    taken_in(store, tmp_path)
    cards.mark(store.connection, "04AA02", "lost", 1)
    roster = people.roster(store.connection, OFFICE, "kiosk-entrance")
    found = roster.find_pin("482913")
    assert found is not None
    family, olena = found
    assert (olena.name, roster.find_pin("482914"), roster.find("482913")) == ("Olena", None, None)
    assert roster.find("04AA01") == found
    assert (roster.find("04AA02"), roster.refused("04AA02")) == (None, ("lost", family.id, olena.id))
    never = roster.refused("04EE01")
    assert never is not None
    assert (never.why, never.family, never.subject[:2]) == ("never_list", family.id, "p-")
    assert roster.refused("04FF") is None


def test_each_kiosk_has_its_own_key_and_secret(store: Store) -> None:
    one, two = (people.token(store.connection, node) for node in ("kiosk-entrance", "kiosk-garden"))
    assert one != two
    assert people.token(store.connection, "kiosk-entrance") == one


@pytest.mark.parametrize(
    ("birthday", "wanted"),
    [
        ("2026-01-01", "under1"), ("2025-10-15", "under1"), ("2025-10-14", "under3"), ("2023-10-15", "under3"),
        ("2023-10-14", "over3"), ("2019-10-15", "over3"), ("2019-10-14", "school"), (None, "unknown"),
    ],
)  # fmt: skip
def test_a_childs_age_group_changes_on_its_birthday(birthday: str | None, wanted: str) -> None:
    assert group(birthday, TODAY) == wanted


def test_what_is_said_of_a_family_with_one_person_more_is_kept(store: Store) -> None:
    row = {"family": "neu", "role": "adult", "name": "Geheim", "language": "uk", "protected": "yes"}
    taking_in.put(store.connection, [csv_people.with_row(FamilyEntry(label="neu"), row)], "the new person")
    family = people.families(store.connection)[people.find(store.connection, "neu") or ""]
    assert (family.language, family.protected) == ("uk", True)


def test_a_lost_card_stays_lost_whatever_the_table_says(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path)
    cards.mark(store.connection, "04AA02", "lost", 1)
    taken_in(store, tmp_path)
    roster = people.roster(store.connection, OFFICE, "kiosk-entrance")
    assert roster.find("04AA02") is None
    assert roster.find("04AA01") is not None


def test_two_people_of_one_name_stay_two_and_keep_their_ids(store: Store, tmp_path: Path) -> None:
    table = "family;role;name;animal\nfuchs;child;Mia;fox\nfuchs;child;Mia;owl\n"
    taken_in(store, tmp_path, table)
    before = people.families(store.connection)
    taken_in(store, tmp_path, table)
    assert people.families(store.connection) == before
    assert [len(family.children) for family in before.values()] == [2]


def test_cells_that_belong_to_no_column_are_a_fault_and_blank_rows_are_none(store: Store, tmp_path: Path) -> None:
    text = "family;role;name;note\nfuchs;never;Herr Rot;hat Verbot; Vorsicht\n"
    assert "line 2: more cells than columns" in refused(store, tmp_path, text)
    assert taken_in(store, tmp_path, 'family;role;name;note\n;;;\nfuchs;never;Herr Rot;"Verbot; Vorsicht"\n') == 1


def test_an_allergen_of_two_words_is_one(store: Store, tmp_path: Path) -> None:
    table = "family;role;name;animal;allergens;health_consent\nfuchs;child;Mia;fox;rote Beete, Nüsse;2026-01-04\n"
    taken_in(store, tmp_path, table)
    family = people.find(store.connection, "fuchs") or ""
    assert people.entry(store.connection, family).children[0].allergens == ("rote Beete", "Nüsse")


def test_a_child_with_an_emergency_set_is_known_to_the_list_and_to_no_kiosk(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path, "family;role;name;animal;emergency_set\nfuchs;child;Mia;fox;ja\nfuchs;child;Leo;owl;\n")
    family = people.families(store.connection)[people.find(store.connection, "fuchs") or ""]
    assert people.emergency_sets(store.connection) == {family.children[0].id}
    assert [child.emergency_set for child in people.entry(store.connection, family.id).children] == [True, False]
    assert "emergency_set" not in repr(people.roster(store.connection, OFFICE, "kiosk-front"))


RULES = {
    "health without consent": ("child;Mia;fox;Milch;;;;", "Mia", AGREE),
    "allergens without consent": ("child;Mia;fox;;Milch;;;", "Mia", AGREE),
    "nothing that could stand open": ("child;Mia;fox;;;2026-01-05;;", "Mia", NOTHING_OPEN),
    "nobody knows why": ("never;Herr Rot;;;;;;04EE01", "Herr Rot", WHY),
    "on both lists": ("never;herr  Blau;;;;;Urteil;", "herr  Blau", BOTH),
    "a card that another has": ("never;Herr Rot;;;;;Urteil;04-cc-01", "Herr Rot", HELD % {"whose": "Jana"}),
}


@pytest.mark.parametrize(("row", "whom", "said"), RULES.values(), ids=RULES)
def test_a_table_is_asked_what_the_pages_ask(store: Store, tmp_path: Path, row: str, whom: str, said: str) -> None:
    """In the same words, and then nobody is taken in."""
    taken_in(store, tmp_path, "family;role;name;cards\nwolf;adult;Jana;04CC01\n")
    head = "family;role;name;animal;allergy;allergens;allergens_shown;note;cards\n"
    told = refused(store, tmp_path, f"{head}fuchs;adult;Olena;;;;;;\nfuchs;pickup;Herr Blau;;;;;;\nfuchs;{row}\n")
    assert f"(fuchs, {whom}): {said}" in told
    assert people.find(store.connection, "fuchs") is None


def test_a_file_is_asked_what_a_table_is_asked(store: Store, tmp_path: Path) -> None:
    """All faults at once; a file that has what is asked for is taken in."""
    family = '[[families]]\nlabel = "fuchs"\n'
    child = 'children = [{ name = "Mia", animal = "fox", allergy = "Milch" }]\n'
    path = tmp_path / "families.toml"
    path.write_text(f'{family}{child}never = [{{ name = "Ron" }}]\n', "utf-8")
    with pytest.raises(SettingsError) as found:
        taking_in.take_in(store.connection, path)
    assert f"health_consent (fuchs, Mia): {AGREE}" in str(found.value)
    assert f"note (fuchs, Ron): {WHY}" in str(found.value)
    path.write_text(f'{family}health_consent = "2026-01-04"\n{child}', "utf-8")
    assert taking_in.take_in(store.connection, path) == 1
