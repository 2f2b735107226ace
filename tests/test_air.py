"""The air of a room: from a chip that is there, gone or mad, to "please air" on the page."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.house.air import with_air
from broker.house.levels import Reading
from broker.wire.control import Remote
from broker.wire.messages import Channel
from broker.wire.pictures import RoomPicture
from offices import Program, RealOffice, wait
from sensors import climate
from sensors.air import Climate
from sensors.climate import Air, Chip, SimulatedBus
from sensors.errors import ClimateError

CARE = Climate(id="climate-care", room="care")


def room(**said: float | None) -> RoomPicture:
    """Give the picture of a room whose channels say this."""
    readings = [
        (Channel(measures=what, room="care"), Reading(value))  # type: ignore[arg-type]  # three of them
        for what, value in said.items()
    ]
    return with_air(RoomPicture(state="unknown"), readings, "care")


@pytest.mark.parametrize(
    ("ppm", "air"), [(400, ""), (1000, ""), (1001, "stale"), (2000, "stale"), (2001, "bad"), (None, "")]
)
def test_from_a_thousand_ppm_on_the_room_is_to_be_aired(ppm: int | None, air: str) -> None:
    found = room(co2=ppm, temperature=21.5, humidity=43)
    assert (found.co2, found.air) == (ppm, air)
    assert (found.temperature, found.humidity) == (21.5, 43)


def test_the_air_of_another_room_and_what_is_no_number_is_nothing() -> None:
    said = [
        (Channel(measures="co2", room="work"), Reading(3000)),
        (Channel(measures="co2", room="care"), Reading(value=True)),
        (Channel(measures="temperature", room="care"), Reading("warm")),
    ]
    found = with_air(RoomPicture(state="unknown"), said, "care")
    assert (found.co2, found.temperature, found.air) == (None, None, "")


@pytest.fixture
def bus() -> Iterator[SimulatedBus]:
    """Have a bus with a chip on it."""
    return SimulatedBus()


def test_the_chip_is_read_through_the_makers_own_driver(bus: SimulatedBus) -> None:
    bus.air = Air(1234, 21.37, 43.4)
    said = dict[str, object]()
    climate.tell(CARE, Chip(CARE, bus).read(), said.__setitem__)
    assert said == {"climate-care-co2": 1230, "climate-care-temperature": 21.5, "climate-care-humidity": 43}


def test_a_chip_that_is_pulled_out_is_an_error_in_a_sentence_and_comes_back(bus: SimulatedBus) -> None:
    chip = Chip(CARE, bus)
    assert chip.read().co2 == 450
    bus.air = None
    with pytest.raises(ClimateError, match="are its four wires in"):
        chip.read()
    bus.air = Air(600, 20, 50)
    assert chip.read().co2 == 600


def test_a_chip_that_says_what_cannot_be_is_not_believed(bus: SimulatedBus) -> None:
    for rubbish, said in ((Air(0, 20, 50), "0 ppm"), (Air(600, 130, 50), "130 °C")):
        bus.air = rubbish
        with pytest.raises(ClimateError, match=f"{said}.*cannot be"):
            Chip(CARE, bus).read()


def test_a_chip_whose_check_sums_are_wrong_is_not_believed(bus: SimulatedBus) -> None:
    chip, bus.noisy = Chip(CARE, bus), True
    with pytest.raises(ClimateError, match="does not answer"):
        chip.read()
    bus.noisy = False
    assert chip.read().co2 == 450


def test_a_machine_without_that_bus_says_what_to_do() -> None:
    with pytest.raises(ClimateError, match=r"/dev/i2c-31 cannot be opened .*raspi-config"):
        Chip(Climate(id="c", room="care", bus=31)).read()


def test_it_reaches_the_page_and_a_missing_chip_stops_nothing_else(tmp_path: Path) -> None:
    office = RealOffice(tmp_path, kiosks=0)
    control = tmp_path / "control"
    settings = tmp_path / "climate.toml"
    settings.write_text(
        f'node = "sensors-hub"\npins = "simulated"\ncontrol = "{control}"\n'
        f'[mqtt]\nsite = "prohlis"\nport = {office.mqtt_port}\n'
        '[[climate]]\nid = "air-care"\nroom = "care"\npoll_s = 5\n'
        '[[climate]]\nid = "air-work"\nroom = "work"\nbus = 30\npoll_s = 5\n'
        '[[sensors]]\nid = "radar"\nkind = "presence"\npin = 4\nroom = "care"\n'
    )
    node, remote = Program("sensors", ["-m", "sensors", str(settings)], tmp_path), Remote(control)

    def care() -> RoomPicture:
        return office.numbers().rooms["care"]

    with office:
        node.start()
        wait(lambda: care().co2 == 450, 20, "the air is fresh")
        assert remote.send("air air-care 1250 21.5 43") == "ok"
        assert remote.send("air air-work gone") == "ok"
        assert remote.send("air air-care warm 1 2").startswith("error: 'warm 1 2' are no three numbers")
        assert remote.send("air radar gone").startswith("error: there is no sensor 'radar'")
        remote.send("pin radar on")
        wait(lambda: care().state == "occupied", 20, "the radar goes on")
        wait(lambda: care().air == "stale", 20, "the care room is to be aired")
        wait(lambda: (care().temperature, care().humidity) == (21.5, 43), 20, "and its temperature is known")
        node.signal(signal.SIGKILL)
        wait(lambda: care().co2 is None, 20, "nobody knows any more")
        remote.close()
