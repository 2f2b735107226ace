"""Settings: every fault at once, in words, with a guess."""

from pathlib import Path

import pytest

from broker.families import Families
from broker.house.office import Office
from broker.house.roster import is_random
from broker.onemachine.play import text as demo
from broker.settings import HubSettings
from broker.wire.errors import SettingsError
from broker.wire.settings import check, load
from kiosk.settings import KioskSettings
from sensors.settings import SensorsSettings

EXAMPLES = [
    ("broker/example.toml", HubSettings),
    ("kiosk/example.toml", KioskSettings),
    ("sensors/example.toml", SensorsSettings),
    ("broker/onemachine/prohlis/office.toml", Office),
    ("broker/onemachine/prohlis/families.toml", Families),
]


def faults(tmp_path: Path, text: str, kind: type) -> str:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path, kind)
    return str(caught.value)


@pytest.mark.parametrize(("name", "kind"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_examples_are_files_that_work(name: str, kind: type) -> None:
    assert load(Path(__file__).parent.parent / name, kind)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = faults(
        tmp_path,
        'offce = "x"\nstore = 7\n[mqtt]\nsite = "Prohlis"\nport = 70000\nhots = "a"\n[web]\nport = "eighty"\n',
        HubSettings,
    )
    assert "offce: unknown key; did you mean 'office'?" in text
    assert "office: is missing" in text
    assert "store: expected `str`, got `int`, but it is 7" in text
    assert "mqtt.hots: unknown key; did you mean 'host'?" in text
    assert "mqtt.site" in text
    assert "mqtt.port" in text
    assert "web.port" in text
    assert text.count("\n") == 7


def test_a_list_entry_is_named_by_its_number(tmp_path: Path) -> None:
    good = '[[rooms]]\nid = "work"\nkind = "work"\nname = "A"\n'
    text = faults(tmp_path, f'site = "p"\nname = "P"\n{good}[[rooms]]\nid = "care"\nkind = "cair"\n', Office)
    assert "rooms, number 2.kind: is 'cair'; did you mean 'care'?" in text
    assert "rooms, number 2.name: is missing" in text


def test_contradictions_are_told_together(tmp_path: Path) -> None:
    office = demo("prohlis", "office.toml").replace('id = "pc-2"', 'id = "pc-1"')
    office = office.replace('room = "work"\nname = "Laptop 1"', 'room = "cellar"\nname = "Laptop 1"')
    text = faults(tmp_path, office.replace("Europe/Berlin", "Europe/Dresden"), Office)
    assert "'pc-1' is given 2 times" in text
    assert "'laptop-1' stands in 'cellar', which is no room" in text
    assert "Europe/Dresden" in text


def test_a_wedge_reader_and_demo_keys_exclude_each_other(tmp_path: Path) -> None:
    text = 'node = "hub"\ndata = "x"\n[mqtt]\nsite = "p"\n[readers]\nwedge = true\n[readers.keys]\n1 = "04AA000001"\n'
    found = faults(tmp_path, text, KioskSettings)
    assert "cannot be used together" in found
    assert "'hub' is reserved" in found


def test_no_file_and_no_toml_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load(tmp_path / "none.toml", HubSettings)
    assert "no valid TOML" in faults(tmp_path, "a = = 3", HubSettings)


def test_a_card_given_to_two_people_is_refused(tmp_path: Path) -> None:
    adult = '[[families]]\nadults = [{ name = "A", cards = ["04:aa"] }]\n'
    assert "04AA is given twice" in faults(tmp_path, adult + adult.replace("04:aa", "04AA"), Families)


def test_a_desk_outside_its_room_on_the_plan_is_a_fault() -> None:
    room = {"id": "work", "kind": "work", "name": "Arbeitsraum", "box": [0, 0, 4, 3]}
    desk = {"id": "pc-1", "kind": "pc", "room": "work", "name": "PC 1", "spot": [1, 2]}
    data = {"site": "p", "name": "P", "rooms": [room], "desks": [desk]}
    assert check(data, Office, "office.toml").desks[0].spot == (1, 2)
    desk["spot"] = [5, 2]
    with pytest.raises(SettingsError, match="spot of 'pc-1' is outside 'work'"):
        check(data, Office, "office.toml")


@pytest.mark.parametrize(
    ("number", "random"),
    [("08A1B2C3", True), ("08:a1:b2:c3", True), ("0812345678", False), ("08123456", False), ("04A1B2C3", False)],
)
def test_a_number_that_is_another_one_each_time(number: str, *, random: bool) -> None:
    assert is_random(number) == random


def test_an_unknown_key_of_a_table_that_may_be_left_out_is_told_too(tmp_path: Path) -> None:
    text = demo("prohlis", "office.toml").replace("[wifi]", "[wifi]\nsid = 1")
    assert "wifi.sid: unknown key; did you mean 'ssid'?" in faults(tmp_path, text, Office)
