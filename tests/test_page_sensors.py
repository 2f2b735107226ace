"""What staff read about sensors: each with its place and last word, and questions that say what to do."""

import html
import re

import pytest
from msgspec.structs import replace

from broker.house.levels import Levels
from broker.house.sensors import sensors
from broker.house.state import House
from broker.snapshot import Snapshot
from broker.web.pages import Pages
from broker.wire.messages import Channel, Description, Level, State
from hubs import MINUTE, MORNING, OFFICE, FakeHub

NODE = "pi-work"
CHANNELS = {
    "door": Channel(measures="door", room="group", source="zigbee2mqtt/tuer"),
    "door-battery": Channel(measures="battery", room="group", source="zigbee2mqtt/tuer"),
    "window-pir": Channel(measures="motion", room="work"),
    "corner-pir": Channel(measures="motion", room="work"),
    "seat": Channel(measures="seat", desk="pc-1"),
    "air-co2": Channel(measures="co2", room="work"),
    "beams-in": Channel(measures="entries", room="entrance"),
}
VALUES = {
    "door": True, "door-battery": 9, "window-pir": False, "corner-pir": True, "seat": False, "air-co2": 1250,
    "beams-in": 3,
}  # fmt: skip


@pytest.fixture
def levels() -> Levels:
    """Give a node that said everything at 0 s, for three minutes."""
    found = Levels()
    found.described(NODE, Description(role="sensors", software="1", channels=CHANNELS))
    found.state(NODE, State(s="ready", boot=1), MORNING)
    for name, value in VALUES.items():
        level = Level(v=value, boot=1, seq=1, ts=0)
        found.level(NODE, name, level, retained=False, mono=0, now=MORNING)
    return found


def snapshot(levels: Levels, mono: float = 1.0, house: House | None = None) -> Snapshot:
    """Give what the hub knows then."""
    found = replace(FakeHub().snapshot(), sensors=tuple(sensors(levels, mono)), at=MORNING + int(mono * 1000))
    return replace(found, house=house) if house else found


def panel(levels: Levels, mono: float = 1.0) -> str:
    """Draw the panel."""
    return Pages(OFFICE).panels(snapshot(levels, mono))["sensors"]


def rows(drawn: str) -> dict[str, str]:
    """Give each sensor's row as text."""
    found = re.findall(r'data-sensor="[a-z-]+/([a-z0-9-]+)">(.*?)</li>', drawn, re.DOTALL)
    return {name: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split()) for name, row in found}


def ask(levels: Levels, kind: str, subject: str) -> tuple[str, str]:
    """Give what is asked, and what to do."""
    house = House().ask(kind, subject, MORNING)
    view = Pages(OFFICE).words.question(house.questions[kind, subject], snapshot(levels, house=house))
    return view.title, view.hint


def test_each_sensor_is_named_by_what_it_measures_and_where_and_says_its_value_in_words(levels: Levels) -> None:
    found = rows(panel(levels))
    assert found["door"].startswith("Tür Gruppenraum")
    assert found["door"].endswith("offen")
    assert found["seat"].startswith("Sitz PC 1")
    assert "1.250 ppm" in found["air-co2"]
    assert found.keys() == CHANNELS.keys()


def test_two_that_would_have_one_name_are_told_apart(levels: Levels) -> None:
    found = rows(panel(levels))
    assert found["window-pir"].startswith("Bewegung Arbeitsraum (window-pir)")
    assert found["corner-pir"].startswith("Bewegung Arbeitsraum (corner-pir)")


def test_the_list_is_folded_while_all_is_well_and_open_when_one_says_nothing(levels: Levels) -> None:
    assert '<details id="sensors">' in panel(levels)
    levels.level(NODE, "door", Level(v=True, boot=1, seq=2, ts=0, ttl=600), retained=False, mono=100, now=MORNING)
    later = panel(levels, mono=300)
    assert '<details id="sensors" open>' in later
    assert "6 von 7" in later
    assert rows(later)["door"].endswith("offen")


def test_what_is_unknown_says_why_since_when_and_its_last_word(levels: Levels) -> None:
    seat = rows(panel(levels, mono=200))["seat"]
    assert re.search(r"Sensor still seit \d+:\d\d, zuletzt: niemand sitzt", seat), seat
    levels.state(NODE, State(s="lost", boot=1), MORNING + MINUTE)
    assert re.search(r"Sensor weg seit \d+:\d\d, zuletzt: niemand sitzt", rows(panel(levels))["seat"])


def test_a_list_that_is_drawn_again_follows_what_changed_and_the_day(levels: Levels) -> None:
    pages, before = Pages(OFFICE), snapshot(levels)
    first = rows(pages.panels(before)["sensors"])
    levels.level(NODE, "seat", Level(v=True, boot=1, seq=2, ts=0), retained=False, mono=2, now=MORNING + 2000)
    second = rows(pages.panels(snapshot(levels, 3.0))["sensors"])
    assert {name for name in first if first[name] != second[name]} == {"seat"}
    assert second["seat"].endswith("jemand sitzt")
    tomorrow = rows(pages.panels(replace(before, at=before.at + 24 * 60 * MINUTE))["sensors"])
    assert re.search(r"seit \w\w \d+:\d\d", tomorrow["seat"]), tomorrow["seat"]


def test_an_empty_battery_is_named_by_the_device_that_it_is_in(levels: Levels) -> None:
    title, hint = ask(levels, "battery_low", f"{NODE}/door-battery")
    assert title == "Batterie (Tür Gruppenraum) ist fast leer"
    assert hint


def test_a_silent_sensor_is_asked_about_with_the_node_to_start_again(levels: Levels) -> None:
    assert ask(levels, "sensor_silent", f"{NODE}/seat") == (
        "Sitz PC 1 meldet nichts",
        "Steckt das Kabel, ist die Batterie leer? Danach „Sensoren Arbeitsraum“ neu starten.",
    )  # fmt: skip


def test_a_device_in_two_nodes_is_asked_about_with_what_it_is_and_where(levels: Levels) -> None:
    levels.described("door", Description(role="sensors", software="1", channels={"tuer": CHANNELS["door"]}))
    title, hint = ask(levels, "source_twice", "zigbee2mqtt/tuer")
    assert title == "Tür Gruppenraum (zigbee2mqtt/tuer) wird von zwei Knoten gemeldet"
    assert hint.startswith("Es zählt doppelt (Sensoren Arbeitsraum, Terminal Eingang). ")


def test_a_sensor_that_nobody_describes_any_more_is_asked_about_by_its_ids(levels: Levels) -> None:
    assert ask(levels, "sensor_stuck", f"{NODE}/gone")[0].startswith(f"{NODE}/gone")
