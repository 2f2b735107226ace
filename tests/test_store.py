"""The hub's database: one owner, people taken in whole, backups that can be put back, and the keeper's commands."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from broker.accounts import Accounts
from broker.embedded import free_port
from broker.house.office import Office
from broker.house.roster import card_hash
from broker.onemachine.demo import Demo
from broker.onemachine.play import DEFAULT, OFFICES
from broker.store import people, taking_in
from broker.store.backup import restore
from broker.store.store import Store
from broker.wire.errors import SettingsError, StoreError
from broker.wire.settings import load

FAMILIES = Path(str(OFFICES / DEFAULT / "families.toml"))


def office() -> Office:
    return load(Path(str(OFFICES / DEFAULT / "office.toml")), Office)


def keeper(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broker", str(folder / "hub.toml"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "hub.db")


def test_power_cut_settings_are_on(store: Store) -> None:
    read = lambda pragma: store.connection.execute(f"PRAGMA {pragma}").fetchone()[0]  # noqa: E731
    assert (read("journal_mode"), read("synchronous"), read("foreign_keys")) == ("wal", 2, 1)


def test_a_second_hub_is_refused_in_words(store: Store) -> None:
    with pytest.raises(StoreError, match="in use by a running hub; stop it first"):
        Store(store.path)
    store.close()
    Store(store.path).close()


def test_a_store_keeps_its_identity_until_it_is_restored(store: Store, tmp_path: Path) -> None:
    first = store.id
    store.close()
    again = Store(store.path)
    assert again.id == first
    Store.copy(store.path, tmp_path / "copy.db")
    with pytest.raises(StoreError, match="in use"):
        restore(tmp_path / "copy.db", store.path)
    again.close()
    restore(tmp_path / "copy.db", store.path)
    assert Store(store.path).id != first


@pytest.mark.parametrize("content", [b"", b"no database at all, just some text that is long enough" * 20])
def test_a_backup_that_is_none_leaves_the_store_as_it_was(tmp_path: Path, content: bytes) -> None:
    store = Store(tmp_path / "hub.db")
    first = store.id
    store.close()
    (tmp_path / "bad.db").write_bytes(content)
    for bad in (tmp_path / "bad.db", tmp_path / "absent.db"):
        with pytest.raises(StoreError, match="cannot be restored"):
            restore(bad, tmp_path / "hub.db")
    assert Store(tmp_path / "hub.db").id == first


def test_people_are_taken_in_twice_without_doubling(store: Store) -> None:
    assert taking_in.take_in(store.connection, FAMILIES) == 8
    taking_in.take_in(store.connection, FAMILIES)
    families = people.families(store.connection)
    assert len(families) == 8
    assert [child.animal for child in families["f-demo0001"].children] == ["fox", "turtle"]


def test_people_of_the_same_name_keep_their_ids_and_others_are_not_robbed(store: Store, tmp_path: Path) -> None:
    taking_in.take_in(store.connection, FAMILIES)
    path = tmp_path / "change.toml"
    path.write_text('[[families]]\nid = "f-demo0001"\nadults = [{ name = "Olena" }, { name = "Oma" }]\n', "utf-8")
    taking_in.take_in(store.connection, path)
    adults = people.families(store.connection)["f-demo0001"].adults
    assert adults[0].id == "a-demo0001"
    assert [adult.name for adult in adults] == ["Olena", "Oma"]
    path.write_text('[[families]]\nadults = [{ name = "Eve", id = "a-demo0002" }]\n', "utf-8")
    with pytest.raises(SettingsError, match="another family"):
        taking_in.take_in(store.connection, path)
    assert people.families(store.connection)["f-demo0002"].adults[0].name == "Linh"


def test_a_language_that_is_none_is_refused_before_it_can_stop_a_kiosk(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "ua.toml"
    path.write_text('[[families]]\nlanguage = "ua"\n', "utf-8")
    with pytest.raises(SettingsError, match="Ukrainian 'uk'"):
        taking_in.take_in(store.connection, path)


def test_a_file_with_a_fault_takes_nobody_in(store: Store, tmp_path: Path) -> None:
    text = FAMILIES.read_text("utf-8").replace('animal = "rabbit"', 'animal = "Rabbit!"')
    (tmp_path / "families.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=r"families, number 8.children, number 1.animal"):
        taking_in.take_in(store.connection, tmp_path / "families.toml")
    assert people.families(store.connection) == {}


def test_a_roster_holds_hashes_under_the_kiosks_own_key_and_no_card_number(store: Store) -> None:
    taking_in.take_in(store.connection, FAMILIES)
    one, two = (people.roster(store.connection, office(), node) for node in ("kiosk-entrance", "kiosk-garden"))
    assert one.key != two.key
    assert not one.cards.keys() & two.cards.keys()
    family, adult = one.find("04:de:00:00:00:00:01") or (None, None)
    assert adult is not None
    assert (family.id, adult.name) == ("f-demo0001", "Olena")
    assert card_hash(one.key, "04DE0000000001") in one.cards
    assert one.find("04DEAD") is None
    assert people.roster(store.connection, office(), "kiosk-entrance").key == one.key


def test_the_keepers_commands_answer_in_one_sentence(tmp_path: Path) -> None:
    Demo(tmp_path, free_port(), free_port(), (800, 480), 600).write()
    assert keeper(tmp_path, "load", str(tmp_path / "families.toml")).stdout == "8 families taken in\n"
    assert "f-demo0001  Fuchs  de  Olena (a-demo0001, 04DE0000000001)  Andrij" in keeper(tmp_path, "list").stdout
    assert keeper(tmp_path, "rebuild").stdout == "0 visits derived anew\n"
    assert keeper(tmp_path, "backup", str(tmp_path / "b.db")).returncode == 0
    assert keeper(tmp_path, "restore", str(tmp_path / "b.db")).returncode == 0
    for arguments in (["backup", str(tmp_path / "b.db")], ["restore", str(tmp_path / "none.db")]):
        found = keeper(tmp_path, *arguments)
        assert found.returncode == 2
        assert found.stderr.startswith("dabei-broker: ")
        assert "Traceback" not in found.stderr
    missing = keeper(tmp_path, "load")
    assert (missing.returncode, "required: file" in missing.stderr) == (2, True)


def test_a_database_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "hub.db") as other:
        other.execute("CREATE TABLE fact (recipe TEXT)")
    with pytest.raises(StoreError, match="cannot use the database"):
        Store(tmp_path / "hub.db")


def test_every_database_signs_forms_with_a_secret_of_its_own(tmp_path: Path) -> None:
    """One that everybody could know would let any page change something."""
    found = set[str]()
    for name in ("one", "two"):
        for _ in range(2):  # opened again it is the same
            with closing(Store(tmp_path / name)) as store:
                found.add(Accounts(store).forms)
    assert len(found) == 2
    assert {len(secret) for secret in found} == {64}
