"""Home Assistant finds rooms, desks, devices and counts by itself, and nobody's name."""

import json
import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from broker import homeassistant
from broker.discovery import messages
from broker.homeassistant import LOCALE
from broker.house.levels import Reading
from broker.house.office import Desk, Device, Office, Room
from broker.house.sensors import SensorPicture
from broker.wire import language
from broker.wire.link import Link
from broker.wire.messages import LIMIT, Channel, Description, Level, State, Topic, encode
from home_assistant import PICTURES, STATUS, HomeAssistant
from offices import ROOT, RealOffice, wait

BOOT = 7
CHANNELS = {
    "motion": Channel(measures="motion", room="group"),
    "radar": Channel(measures="presence", room="kitchen"),
    "light": Channel(measures="light", room="kitchen"),
    "co2": Channel(measures="co2", room="care"),
    "temperature": Channel(measures="temperature", room="care"),
    "printer": Channel(measures="printer", device="printer"),
    "paper": Channel(measures="paper", device="printer"),
    "reasons": Channel(measures="reasons", device="printer"),
    "supplies": Channel(measures="supplies", device="printer"),
}


class Node:
    """A sensor node that says what it is told to."""

    def __init__(self, port: int) -> None:
        self._link, self._seq = Link("sensors-hub", port, on_message=lambda *_: None), 0
        self._link.start()
        wait(lambda: self._link.health().connected, 10, "the node is connected")
        self._send("", "$desc", Description(role="sensors", software="1", channels=CHANNELS))
        self._send("", "$state", State(s="ready", boot=BOOT))

    def say(self, channel: str, value: bool | float | str) -> None:
        self._seq += 1
        self._send(channel, "st", Level(v=value, boot=BOOT, seq=self._seq, ts=int(time.time() * 1000)))

    def lose(self) -> None:
        self._send("", "$state", State(s="lost", boot=BOOT))

    def stop(self) -> None:
        self._link.stop()

    def _send(self, channel: str, kind: str, message: Level | State | Description) -> None:
        topic = str(Topic("prohlis", "sensors-hub", channel, kind))  # type: ignore[arg-type]
        assert self._link.publish(topic, encode(message), retain=True)


def edit(path: Path, pattern: str, text: str) -> None:
    """Change a settings file as its keeper would."""
    changed = re.sub(pattern, text, path.read_text("utf-8"), flags=re.DOTALL)
    path.write_text(changed, "utf-8")


def turn(office: RealOffice, *, on: bool) -> None:
    path = office.folder / "hub.toml"
    before, _, _ = path.read_text("utf-8").partition("\n[homeassistant]")
    path.write_text(f"{before}\n[homeassistant]\ndiscovery = {str(on).lower()}\n", "utf-8")


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RealOffice]:
    """Have an office that Home Assistant is to find, with so many kiosks."""
    office = RealOffice(tmp_path, kind="mosquitto", kiosks=request.param, families=3)
    turn(office, on=True)
    with office:
        yield office


@pytest.fixture
def reader(office: RealOffice) -> Iterator[HomeAssistant]:
    with HomeAssistant(office.mqtt_port, "prohlis") as found:
        yield found


def shows(reader: HomeAssistant, **expected: str) -> None:
    """Wait until entities have these states."""
    wanted = {name.replace("_", "-"): state for name, state in expected.items()}

    def seen() -> dict[str, str]:
        return {name: state for name, state in reader.states().items() if name in wanted}

    try:
        wait(lambda: seen() == wanted, 15, f"{wanted}")
    except AssertionError as exc:
        raise AssertionError(f"{exc}, but {seen()}") from None


@pytest.mark.parametrize("office", [1], indirect=True)
def test_rooms_desks_printers_and_counts_follow_the_house(office: RealOffice, reader: HomeAssistant) -> None:
    shows(
        reader, adults="0", room_work_occupancy="unknown", desk_laptop_1_state="free", printer_printer_state="unknown"
    )
    assert reader.attributes("room-work-occupancy") == {"why": "no_sensor"}
    assert "co2-care-level" not in reader.states()  # nobody measures it: no entity that is unknown for ever

    told_anew(reader)
    node = Node(office.mqtt_port)
    for channel, value in (
        ("radar", True), ("light", True), ("motion", False), ("co2", 850), ("temperature", 21.5),
        ("printer", "stopped"), ("paper", False), ("reasons", "media-empty"), ("supplies", "black:75,cyan:4:3"),
    ):  # fmt: skip
        node.say(channel, value)
    shows(
        reader, room_kitchen_occupancy="on", room_group_occupancy="unknown", co2_care_level="850",
        temperature_care_level="21.5", printer_printer_state="no_paper", printer_printer_paper="on",
        printer_printer_toner="4",
    )  # fmt: skip
    assert "humidity-care-level" not in reader.states()
    assert reader.attributes("printer-printer-state") == {"why": "", "reasons": ["media-empty"]}
    for channel, value in (("radar", False), ("light", False), ("printer", "idle"), ("paper", True), ("reasons", "")):
        node.say(channel, value)
    shows(reader, room_kitchen_occupancy="off", printer_printer_state="ready", printer_printer_paper="off")

    node.lose()
    shows(
        reader, room_kitchen_occupancy="unknown", co2_care_level="unknown", printer_printer_state="unknown",
        printer_printer_paper="unknown", printer_printer_toner="unknown",
    )  # fmt: skip
    assert reader.attributes("room-kitchen-occupancy") == {"why": "lost"}
    node.stop()

    office.kiosks[0].taps([1])
    shows(reader, adults="1", children="2")
    nobody(office, reader)
    office.hub.kill()
    wait(lambda: set(reader.states().values()) == {"unavailable"}, 20, "the last will makes all unavailable")


def nobody(office: RealOffice, reader: HomeAssistant) -> None:
    """Look for anybody in everything that has reached Home Assistant."""
    families = tomllib.loads((office.folder / "families.toml").read_text("utf-8"))["families"]
    people = [person for family in families for person in (*family["adults"], *family["children"])]
    named = {person[key] for person in people for key in ("id", "name", "animal") if key in person}
    named |= {card for person in people for card in person.get("cards", ())} | {family["id"] for family in families}
    assert {"Person 1", "Kind 2", "fox", "f-test0001", "04DE0000000001"} <= named
    said = [f"{topic} {payload.decode()}" for topic, payload in reader.log]
    assert {topic for topic, _ in reader.log} >= reader.retained.keys()
    assert [line for line in said for word in named if word in line] == []
    assert [line for line in said if re.search(r"\b[acfgp]-[a-z0-9]{8}\b", line)] == []


def told_anew(reader: HomeAssistant) -> None:
    """Start Home Assistant: it gets everything once more, states last, though nothing has changed."""
    before = {topic for topic in reader.retained if "$" not in topic}
    reader.born(b"offline")
    reader.born()
    wait(lambda: before <= {topic for topic, _ in reader.log}, 10, "messages and states come again")
    said = [topic for topic, _ in reader.log if "$" not in topic]
    assert sorted(said) == sorted(before), "each once"
    assert said == sorted(said, key=lambda topic: topic.endswith("/st")), "states last"


@pytest.mark.parametrize("office", [0], indirect=True)
def test_what_goes_from_the_settings_is_withdrawn_and_so_is_all_when_it_is_turned_off(
    office: RealOffice, reader: HomeAssistant
) -> None:
    shows(reader, desk_laptop_2_state="free", adults="0")
    others, attic = "homeassistant/device/zigbee2mqtt/config", "homeassistant/device/dabei-prohlis/co2-attic/config"
    old = b'{"dev": {"ids": ["z"], "name": "Z"}, "o": {"name": "z"}, "cmps": {}}'
    reader.put(others, old)
    reader.put(attic, old)
    wait(lambda: reader.retained.get(attic) == old, 10, "the broker has it")
    before = reader.configs().keys()

    office.hub.stop()
    assert set(reader.states().values()) == {"unavailable"}
    edit(office.folder / "office.toml", r'\[\[desks\]\]\nid = "laptop-2".*?\n\n', "")
    office.hub.start()
    gone = {f"homeassistant/device/dabei-prohlis/{thing}/config" for thing in ("desk-laptop-2", "co2-attic")}
    wait(lambda: before - reader.configs().keys() == gone, 20, "what is gone is withdrawn, and nothing else")
    shows(reader, adults="0", desk_laptop_1_state="free")

    office.hub.stop()
    turn(office, on=False)
    office.hub.start()
    wait(lambda: reader.configs().keys() == {others}, 20, "all is withdrawn, and what others say stays")
    office.wait_for_hub()
    time.sleep(0.3)  # all that it says at its start is here
    reader.born()
    time.sleep(0.3)
    assert reader.configs().keys() == {others}
    assert reader.log == []


def large() -> Office:
    """Make an office whose ids and names are as long as they may be."""
    long = "x" * 38
    return Office(
        site="s" * 40,
        name="Ü" * 200,
        rooms=(Room(id=f"{long}-1", kind="work", name="Ü" * 200), Room(id="1", kind="care", name="1")),
        desks=(
            Desk(id=f"{long}-1", kind="pc", room=f"{long}-1", name="Ü" * 200),
            Desk(id="1", kind="pc", room="1", name="1"),
        ),
        devices=(
            Device(id=f"{long}-1", kind="printer", room=f"{long}-1", name="Ü" * 200),
            Device(id=f"{long}-2", kind="network", room="1", name="Internet"),
        ),
    )


def test_every_message_fits_the_wire_and_every_id_is_of_one_entity_alone() -> None:
    found = list(messages(large(), str))
    assert max(len(payload) for _, payload in found) <= LIMIT
    assert len({topic for topic, _ in found}) == len(found)
    assert all(re.fullmatch(r"homeassistant/device(/[a-zA-Z0-9_-]+){1,2}/config", topic) for topic, _ in found)
    ids = [entity["unique_id"] for _, payload in found for entity in json.loads(payload)["cmps"].values()]
    assert len(set(ids)) == len(ids)


def test_names_are_in_the_language_of_the_office_and_the_catalogue_has_every_one() -> None:
    with language.catalogue(LOCALE, "de").open("rb") as file:
        entries = {str(entry.id): entry.string for entry in read_po(file) if entry.id}
    texts = {
        text for _, text, _, _ in extract_from_file("python", LOCALE.parent / "discovery.py", keywords={"mark": None})
    }
    assert texts == entries.keys()
    assert all(entries.values())
    office = msgspec.structs.replace(large(), site="p")
    house = dict(messages(office, language.load(LOCALE, "de").gettext))["homeassistant/device/dabei-p/config"]
    assert json.loads(house)["cmps"]["in-care"]["name"] == "Kinder in Betreuung"


def test_the_documented_account_reads_what_is_needed_and_no_family() -> None:
    rights = re.findall(r"    topic (read|write) (\S+)", (ROOT / "docs" / "home-assistant.md").read_text("utf-8"))
    reads = {f"ekb/1/prohlis/hub/{tail}" for tail in PICTURES} | {"homeassistant/#"}
    assert sorted(rights) == sorted([("write", STATUS), *(("read", topic) for topic in reads)])


def test_only_its_own_live_word_is_a_birth_and_only_what_is_held_of_us_is_withdrawn() -> None:
    sent = list[tuple[str, bytes]]()

    def send(topic: str, payload: bytes) -> bool:
        sent.append((topic, payload))
        return True

    told = homeassistant.HomeAssistant(large(), send, on=True)
    births = ((b"online", False), (b"online", True), (b"offline", False), (b"", False))
    assert [told.hear(STATUS, word, retained=retained) for word, retained in births] == [True, False, False, False]
    told.announce()
    known, gone = sent.pop()[0], f"homeassistant/device/dabei-{large().site}/desk-gone/config"
    sent.clear()
    for topic, payload, retained in ((known, b"{}", True), (gone, b"{}", False), (gone, b"", True), (gone, b"{", True)):
        assert not told.hear(topic, payload, retained=retained)
    assert sent == [(gone, b"")]


def test_births_in_a_row_are_answered_at_once_and_then_once_more_and_no_faster() -> None:
    told = homeassistant.HomeAssistant(large(), lambda *_: True, on=True)
    answered = list[float]()
    for tenth in range(250):
        if tenth < 100:
            told.hear(STATUS, b"online", retained=False)
        if told.is_born(tenth / 10):
            answered.append(tenth / 10)
    assert answered == [0, homeassistant.BIRTHS_S]


def test_the_air_of_a_room_is_told_once_and_again_if_it_could_not_be_sent() -> None:
    sent, connected = list[str](), [False, True, True]

    def send(topic: str, _payload: bytes) -> bool:
        sent.append(topic)
        return connected.pop(0)

    told = homeassistant.HomeAssistant(large(), send, on=True)
    channels = (
        Channel(measures="co2", room="1"),
        Channel(measures="co2", room="gone"),
        Channel(measures="door", room="1"),
    )
    sensors = [SensorPicture("n", channel.measures, channel, Reading(None, "lost")) for channel in channels]
    for _ in range(4):
        told.measured(sensors)
    assert sent == [f"homeassistant/device/dabei-{large().site}/co2-1/config"] * 2
    homeassistant.HomeAssistant(large(), send, on=False).measured(sensors)
    assert len(sent) == 2
