"""Every kind of sensor at a pin, through gpiozero, the wire and the hub, to what staff read on the page."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from broker.wire.control import Remote
from offices import Program, RealOffice, wait
from visitors import visitor

SENSORS = (
    ("motion", "motion", 'room = "work"\nhold_s = 0'), ("radar", "presence", 'room = "care"'),
    ("door", "door", 'room = "group"'), ("seat", "seat", 'desk = "pc-1"'),
    ("light", "light", 'room = "group"\nsettle_on_s = 0.1\nsettle_off_s = 0.1'),
    ("switch", "input", 'device = "printer"'),
)  # fmt: skip
SAYS = {
    # sensor: what the page says while it is active, and while it is not
    "motion": ("Bewegung", "nichts bewegt sich"), "radar": ("jemand ist da", "niemand zu sehen"),
    "door": ("offen", "zu"), "seat": ("jemand sitzt", "niemand sitzt"), "light": ("an", "aus"),
    "switch": ("an", "aus"),
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    """Run an office whose sensor node has one of each kind."""
    office = RealOffice(tmp_path, kiosks=0)
    tables = "".join(
        f'[[sensors]]\nid = "{name}"\nkind = "{kind}"\npin = {pin}\n{place}\n'
        for pin, (name, kind, place) in enumerate(SENSORS, 4)
    )
    (tmp_path / "kinds.toml").write_text(
        f'node = "sensors-hub"\npins = "simulated"\ncontrol = "{tmp_path / "control"}"\n'
        f'[mqtt]\nsite = "prohlis"\nport = {office.mqtt_port}\n{tables}'
        '[[beams]]\nid = "beams"\nroom = "entrance"\nouter = 20\ninner = 21\n'
    )
    node = Program("sensors", ["-m", "sensors", str(tmp_path / "kinds.toml")], tmp_path)
    with office:
        node.start()
        wait((tmp_path / "control").exists, 20, "the node is there")
        yield office
        node.stop()
    assert not node.deaths, node.text()


def logged_in(office: RealOffice) -> httpx.Client:
    """Log in as staff, with what the first start has told."""
    name, password = re.findall(r"Name: (\S+)  password: (\S+)", office.text("hub"))[0]
    client = visitor(f"http://127.0.0.1:{office.web_port}")
    assert client.post("/anmelden", data={"name": name, "password": password}).headers["location"] == "/"
    return client


def page(client: httpx.Client) -> dict[str, str]:
    """Give what the page says of each sensor."""
    text = client.get("/").text
    rows = re.findall(
        r'data-sensor="sensors-hub/([a-z-]+)".*?<b class="value">(?:<span.*?</span>)?(.*?)</b>', text, re.DOTALL
    )
    return {name: html.unescape(said).strip() for name, said in rows}


def test_each_is_read_on_the_page_in_both_its_states(office: RealOffice, tmp_path: Path) -> None:
    remote, staff = Remote(tmp_path / "control"), logged_in(office)
    for turn, how in ((0, "on"), (1, "off")):
        for name in SAYS:
            assert remote.send(f"pin {name} {how}") == "ok"
        said = {name: words[turn] for name, words in SAYS.items()}
        wait(lambda: said.items() <= page(staff).items(), 20, f"all are {how}: {said}")  # noqa: B023  # waited for here
    for beam, how in (("outer", "on"), ("inner", "on"), ("outer", "off"), ("inner", "off")):
        assert remote.send(f"pin beams-{beam} {how}") == "ok"
    wait(lambda: page(staff).get("beams-in") == "1", 20, "one came in")
    assert page(staff)["beams-out"] == "0"
    remote.close()
