"""A whole office over TLS, set up by its own commands: hub, Mosquitto, a kiosk and a sensor node, each with its own."""

import io
import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, redirect_stderr, redirect_stdout
from http.client import HTTPSConnection
from pathlib import Path

import msgspec
import pytest

import broker.__main__
import kiosk.__main__
import sensors.__main__
from broker.aggregator import Aggregator
from broker.embedded import find_mosquitto, listens
from broker.settings import HubSettings
from broker.store.store import Store
from broker.web.api import HouseNumbers
from broker.wire.settings import MqttTls, load
from kiosk.settings import KioskSettings
from offices import Kiosk, Program, number, port, wait
from trusts import HUB, OFFICE, TrustedOffice

MAINS = {"broker": broker.__main__.main, "kiosk": kiosk.__main__.main, "sensors": sensors.__main__.main}
HOST = "localhost"
EXAMPLE = Path(__file__).parent.parent / "kiosk/example.toml"
FAMILY = f"""
[[families]]
id = "f-test0001"
adults = [{{ id = "a-test0001", name = "Olena", cards = ["{number(1)}", "{number(2)}"] }}]
"""
READERS = '\n[readers]\ncontrol = "{folder}/kiosk-entrance.sock"\n'
PINS = 'pins = "simulated"\n{before}\n[[sensors]]\nid = "door"\nkind = "door"\npin = 4\nroom = "work"\n'


class Office:
    """What a keeper does, by the commands that the documentation names."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        """Write the settings of the hub."""
        self.folder, self.said, self._patch = folder, list[str](), patch
        (folder / "office.toml").write_text(OFFICE, "utf-8")
        (folder / "families.toml").write_text(FAMILY, "utf-8")
        text = HUB.format(folder=folder, mqtt=port(), web=port(), plain=port(), devices=port(), host=HOST)
        (folder / "hub.toml").write_text(text, "utf-8")
        self.settings = load(folder / "hub.toml", HubSettings)
        self.hub = Program("hub", ["-m", "broker", str(folder / "hub.toml")], folder)
        self.kiosk = Kiosk(folder, "kiosk-entrance", folder / "kiosk.toml")
        self.sensors = Program("sensors", ["-m", "sensors", str(folder / "sensors.toml")], folder)

    def run(self, program: str, *words: str, typed: str = "", code: int = 0) -> str:
        """Run a command, and give what it says."""
        settings, out = self.folder / f"{program.replace('broker', 'hub')}.toml", io.StringIO()
        self._patch.setattr("sys.stdin", io.StringIO(typed))
        before = os.umask(0o022)
        with redirect_stdout(out), redirect_stderr(out):
            assert MAINS[program]([str(settings), *words]) == code, out.getvalue()
        os.umask(before)
        self.said.append(out.getvalue())
        return out.getvalue()

    def enrol(self, program: str, node: str, *file: str) -> str:
        """Let a node in, and give the code."""
        told = self.run("broker", "enrol", node, *file)
        code = told.split("Code: ")[1].split()[0]
        source = file[0] if file else f"https://{HOST}:{self.settings.web.port}"
        self.run(program, "enrol", source, "--folder", str(self.folder / program), typed=f"{code}\n")
        return code

    def house(self) -> HouseNumbers:
        """Ask for the house in numbers, trusting the office's own authority alone."""
        context = ssl.create_default_context(cafile=self.settings.trust_folder / "pages-ca.crt")
        with closing(HTTPSConnection(HOST, self.settings.web.port, timeout=5, context=context)) as connection:
            connection.request("GET", "/api/house")
            return msgspec.json.decode(connection.getresponse().read(), type=HouseNumbers)

    def ready(self) -> set[str]:
        """Give the nodes that are there."""
        return {node.id for node in self.house().nodes if node.ready}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Give an office with its hub and its Mosquitto."""
    found = Office(tmp_path, monkeypatch)
    with ExitStack() as stack:
        told = found.run("broker", "trust")
        assert found.run("broker", "trust") in told  # a second time only the list
        found.run("broker", "load", str(tmp_path / "families.toml"))
        log = stack.enter_context((tmp_path / "mosquitto.log").open("wb"))
        configuration = tmp_path / "mosquitto" / "mosquitto.conf"
        command = ["setpriv", "--pdeathsig", "KILL", find_mosquitto() or "mosquitto", "-c", str(configuration)]
        mosquitto = stack.enter_context(subprocess.Popen(command, stderr=log, stdout=log))
        stack.callback(mosquitto.terminate)
        for program in (found.hub, found.kiosk, found.sensors):
            stack.callback(program.kill)
        found.hub.start()
        wait(lambda: listens(found.settings.web.port), 30, "the hub serves pages")
        yield found


def test_from_a_tap_to_the_page_and_no_further_once_it_is_revoked(office: Office) -> None:
    folder = office.folder
    codes = [office.enrol("kiosk", "kiosk-entrance", str(folder / "bundle"))]
    with (folder / "kiosk.toml").open("a") as settings:
        settings.write(READERS.format(folder=folder))
    codes.append(office.enrol("sensors", "sensors-hub"))
    text = (folder / "sensors.toml").read_text("utf-8")
    head, mqtt = text.split("[mqtt]", 1)
    (folder / "sensors.toml").write_text(head + PINS.format(before=f"[mqtt]{mqtt}"), "utf-8")

    office.kiosk.start()
    office.sensors.start()
    wait(lambda: office.ready() == {"kiosk-entrance", "sensors-hub"}, 30, "both are there")
    wait((folder / "kiosk" / "copy.json").exists, 20, "the kiosk has its roster")
    office.kiosk.taps([1])
    wait(lambda: office.house().adults == 1, 20, "the page shows who came")
    assert office.house().counters.forged == 0

    password = office.run("broker", "enrol", "zigbee2mqtt").split()[-1]
    old_token = (folder / "kiosk" / "trust" / "token").read_text()
    office.run("broker", "revoke", "kiosk-entrance")
    office.kiosk.kill()
    office.kiosk.start()
    wait(lambda: "this certificate was revoked" in office.kiosk.text(), 30, "the kiosk is told why")
    wait(lambda: "does not take this kiosk's token" in office.kiosk.text(), 30, "nor does it get names")
    assert office.ready() == {"sensors-hub"}

    codes.append(office.enrol("kiosk", "kiosk-entrance"))
    new_token = (folder / "kiosk" / "trust" / "token").read_text()
    assert new_token != old_token
    wait(lambda: "kiosk-entrance" in office.ready(), 30, "the kiosk comes back by itself")
    told_once = (folder / "hub.log").read_text().split("password: ")[1].split()[0]

    logs = {path.name: path.read_text("utf-8", "replace") for path in folder.glob("*.log")}
    assert logs.keys() == {"hub.log", "kiosk-entrance.log", "sensors.log", "mosquitto.log"}
    logs["hub.log"] = logs["hub.log"].replace(told_once, "", 1)  # where nobody keeps a journal
    keys = ["".join(path.read_text().split("\n")[1:3]) for path in folder.rglob("*.key")]
    assert len(keys) == 8
    for secret in (*codes, *keys, old_token, new_token, password, told_once, number(1), "PRIVATE KEY", "Bearer"):
        assert [name for name, text in logs.items() if secret in text] == []
    assert not [text for text in office.said if "PRIVATE KEY" in text or new_token in text]


def test_under_systemd_the_first_password_stands_in_no_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "8:1")
    office = Office(tmp_path, monkeypatch)
    office.run("broker", "trust")
    office.hub.start()
    wait(lambda: listens(office.settings.web.port), 30, "the hub serves pages")
    office.hub.stop()
    told = tmp_path / "first-log-in"
    password = told.read_text().split("password: ")[1].split()[0]
    assert told.stat().st_mode & 0o077 == 0
    assert str(told) in office.hub.text()
    assert password not in office.hub.text()


def test_what_the_commands_cannot_do_they_say_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(tmp_path, monkeypatch)
    assert "first: dabei-broker SETTINGS trust" in office.run("broker", "enrol", "kiosk-entrance", code=2)
    office.run("broker", "trust")
    assert "did you mean 'kiosk-garden'?" in office.run("broker", "enrol", "kiosk-gardn", code=2)
    assert "there is no node or device" in office.run("broker", "revoke", "nobody", code=2)
    told = office.run("broker", "enrol", "kiosk-garden", str(tmp_path / "bundle"))
    code = told.split("Code: ")[1].split()[0]
    wrong = office.run("kiosk", "enrol", str(tmp_path / "bundle"), "--folder", str(tmp_path / "k"), typed="x\n", code=2)
    assert "the code does not belong to it" in wrong
    kind = office.run("sensors", "enrol", str(tmp_path / "bundle"), "--folder", str(tmp_path / "k"), typed=code, code=2)
    assert "take it in with dabei-kiosk" in kind
    (tmp_path / "kiosk.toml").write_text('node = "kiosk-entrance"\n[mqtt.tls]\n')
    other = office.run("kiosk", "enrol", str(tmp_path / "bundle"), "--folder", str(tmp_path / "k"), typed=code, code=2)
    assert "this is for kiosk-garden" in other
    assert not (tmp_path / "k").exists()
    assert "did you mean 'localhost'?" in office.run("broker", "enrol", "kiosk-garden", "--host", "localhos", code=2)
    text = (tmp_path / "hub.toml").read_text("utf-8")
    for old, new, why in (
        ('name = "zigbee2mqtt"', 'name = "kiosk-garden"', "is a node of the office"),
        ('hosts = ["localhost"]', "", "web.hosts: is missing"),
        ('"zigbee2mqtt/#"', '"ekb/#"', "may not have 'ekb/#'"),
        ('"zigbee2mqtt/#"', '"#"', "devices.users, number 1.topics"),
        ('host = "localhost"', 'host = "hub.local"\n[x]', "x: unknown key"),
        ('site = "', 'site = "another-', "mqtt.site of the hub is 'another-"),
    ):
        (tmp_path / "hub.toml").write_text(text.replace(old, new), "utf-8")
        assert why in office.run("broker", "trust", code=2)


def test_enrolling_fits_the_settings_and_leaves_all_else_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The example of an installation: another kiosk, outbox and comments of its own, readable for a group."""
    office = Office(tmp_path, monkeypatch)
    office.run("broker", "trust")
    own = EXAMPLE.read_text("utf-8").replace('data = "var/kiosk"', 'data = "/srv/outbox"  # a disk of its own')
    assert "kiosk-garden" not in own
    (tmp_path / "kiosk.toml").write_text(own, "utf-8")
    (tmp_path / "kiosk.toml").chmod(0o640)
    told = office.run("broker", "enrol", "kiosk-garden", str(tmp_path / "bundle"), "--host", "127.0.0.1")
    code = told.split("Code: ")[1].split()[0]
    office.run("kiosk", "enrol", str(tmp_path / "bundle"), "--folder", str(tmp_path / "k"), typed=code)
    settings = load(tmp_path / "kiosk.toml", KioskSettings)
    assert settings.node == "kiosk-garden"
    assert (settings.hub, settings.mqtt.host) == (f"https://127.0.0.1:{office.settings.web.port}", "127.0.0.1")
    assert settings.mqtt.tls == MqttTls(
        *(f"{tmp_path}/k/trust/{name}" for name in ("nodes-ca.crt", "node.crt", "node.key"))
    )
    assert settings.token == f"{tmp_path}/k/trust/token"
    lines = (tmp_path / "kiosk.toml").read_text("utf-8").splitlines()
    assert [line for line in own.splitlines() if line not in lines] == [
        'node = "kiosk-entrance"', 'hub = "http://127.0.0.1:8080"', 'token = "var/tokens/kiosk-entrance"',
        "port = 1883",
    ]  # fmt: skip
    assert (tmp_path / "kiosk.toml").stat().st_mode & 0o777 == 0o640

    (tmp_path / "kiosk.toml").write_text("node = [", "utf-8")
    torn = office.run("kiosk", "enrol", str(tmp_path / "bundle"), "--folder", str(tmp_path / "k"), typed=code, code=2)
    assert "kiosk.toml cannot be read" in torn
    assert (tmp_path / "kiosk.toml").read_text("utf-8") == "node = ["


def test_the_hub_tells_when_its_broker_does_not_keep_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A denial is silent: only what comes back, and what must not, shows whether the rules are in force."""
    monkeypatch.setattr("broker.pulse.HEARTBEAT_S", 0.1)
    with TrustedOffice(tmp_path) as office, closing(Store(tmp_path / "hub.db")) as store:
        hub = Aggregator(office.office, office.settings.mqtt, store)
        hub.start()
        wait(lambda: hub.snapshot().broker, 10, "the hub hears its broker")
        assert hub.snapshot().distrust == ""
        rules = office.settings.mosquitto_folder / "acl"
        kept = rules.read_bytes()
        rules.write_bytes(kept.replace(b"topic read ekb/1/prohlis/#\n", b"", 1))
        office.reload()
        wait(lambda: hub.snapshot().distrust == "deaf", 10, "it hears nothing")
        rules.write_bytes(b"user hub\ntopic readwrite #\n")
        office.reload()
        wait(lambda: hub.snapshot().distrust == "open", 10, "it hears what nobody may say")
        hub.stop()
