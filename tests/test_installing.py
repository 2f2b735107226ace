"""What an installation rests on: systemd knows every word of the units, the sandbox is tight, the scripts are clean.

The installation itself is tried on real systems by `tests/long_install.sh`.
"""

import re
import subprocess
from pathlib import Path

import pytest

from broker.house.office import Office
from broker.settings import HubSettings, WebTls
from broker.wire.settings import MqttTls, load
from kiosk.settings import KioskSettings
from sensors.settings import SensorsSettings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy" / "raspberrypi"
UNITS = sorted((DEPLOY / "units").iterdir())
SCRIPTS = [DEPLOY / "install.sh", *(DEPLOY / "system").glob("*.sh"), *(ROOT / "tests").glob("*.sh")]
EXPOSED = {
    # The most that `systemd-analyze security` may say, of 10.
    "dabei-hub.service": 2.0,
    "dabei-mosquitto.service": 2.0,
    "dabei-sensors.service": 2.0,
    "dabei-backup.service": 2.0,
    "dabei-kiosk.service": 2.5,
}


def told(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run, and give all that was said."""
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the units as they would stand on a machine that has the programs."""
    folder = tmp_path_factory.mktemp("units")
    for unit in UNITS:
        text = re.sub(r"^(Exec\w+=)/\S+", r"\1/bin/true", unit.read_text("utf-8"), flags=re.MULTILINE)
        (folder / unit.name).write_text(text)
    return folder


def test_systemd_has_nothing_to_say_of_any_unit(units: Path) -> None:
    done = told("systemd-analyze", "verify", *(units / unit.name for unit in UNITS))
    assert (done.stdout, done.stderr) == ("", "")


def test_systemd_would_say_something_of_a_misspelt_word(units: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "dabei-hub.service"
    wrong.write_text((units / "dabei-hub.service").read_text().replace("WatchdogSec", "WatchdogSecs"))
    assert "WatchdogSecs" in told("systemd-analyze", "verify", wrong).stderr


@pytest.mark.parametrize("unit", EXPOSED)
def test_a_program_is_exposed_to_little(units: Path, unit: str) -> None:
    said = told("systemd-analyze", "security", "--offline=yes", "--no-pager", units / unit).stdout
    (level,) = re.findall(r"exposure level for \S+: (\d+\.\d+)", said)
    print(unit, level)
    assert float(level) <= EXPOSED[unit]


@pytest.mark.parametrize("unit", [unit for unit in EXPOSED if unit != "dabei-backup.service"])
def test_a_program_always_comes_back_and_waits_for_no_network(unit: str) -> None:
    text = (DEPLOY / "units" / unit).read_text("utf-8")
    assert "\nRestart=always\n" in text
    assert "\nStartLimitIntervalSec=0\n" in text  # else systemd gives up after five times
    assert "network" not in " ".join(re.findall(r"^(?:After|Wants|Requires|BindsTo)=(.*)", text, flags=re.MULTILINE))
    assert "time-sync" not in text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_clean(script: Path) -> None:
    assert told("shellcheck", "--external-sources", "--check-sourced", script).stdout == ""


def test_without_a_word_or_with_a_wrong_one_it_says_what_it_takes() -> None:
    assert "hub, kiosk, sensors" in told("sh", DEPLOY / "install.sh", "--help").stdout
    wrong = told("sh", DEPLOY / "install.sh", "--purge")
    assert wrong.returncode == 1
    assert wrong.stderr.splitlines()[-1] == "install.sh: there is no option --purge."


@pytest.mark.parametrize("name", ["my_pi", "B\N{LATIN SMALL LETTER U WITH DIAERESIS}ro", "-pi", "localhost"])
def test_a_machine_whose_name_nobody_could_find_becomes_no_hub(name: str) -> None:
    assert "hostnamectl hostname dabei" in named(name)


@pytest.mark.parametrize("name", ["dabei", "Dabei-2.fritz.box"])
def test_a_machine_with_a_name_of_its_own_may_be_a_hub(name: str) -> None:
    assert named(name) == name.lower().split(".")[0] + "\n"


def named(name: str) -> str:
    """Let the script look at a machine's name, and tell what it says of it."""
    around = 'ETC=/nowhere; has() { :; }; stop() { echo "$*"; exit 1; }; . "$0"'
    script = f'{around}; hostname() {{ echo "{name}"; }}; check_name; own_name'
    return told("sh", "-c", script, DEPLOY / "parts" / "settings.sh").stdout


def test_the_cursor_that_nobody_sees_is_one_transparent_pixel() -> None:
    text = (DEPLOY / "parts" / "files.sh").read_text("utf-8")
    (function,) = re.findall(r"^invisible_cursor\(\) \{.*?^\}", text, flags=re.DOTALL | re.MULTILINE)
    done = subprocess.run(["sh", "-c", f"{function}\ninvisible_cursor"], capture_output=True, check=True, timeout=60)
    words = [int.from_bytes(done.stdout[at : at + 4], "little") for at in range(0, len(done.stdout), 4)]
    header, table = (0x72756358, 16, 0x10000, 1), (0xFFFD0002, 24, 28)
    picture = (36, 0xFFFD0002, 24, 1, 1, 1, 0, 0, 0, 0)  # size 24; one by one pixel, no hot spot, no delay, transparent
    assert tuple(words) == header + table + picture


def test_what_a_hub_begins_with_is_a_whole_office_over_tls(tmp_path: Path) -> None:
    text = (DEPLOY / "settings" / "hub.toml").read_text("utf-8").replace("@HOST@", "dabei.local")
    (tmp_path / "hub.toml").write_text(text, "utf-8")
    settings = load(tmp_path / "hub.toml", HubSettings)
    office = load(ROOT / "broker/onemachine/prohlis/office.toml", Office)
    assert settings.mqtt.site == office.site
    assert settings.mqtt.tls == MqttTls(
        *(str(settings.trust_folder / name) for name in ("nodes-ca.crt", "hub.crt", "hub.key"))
    )
    assert settings.web.tls == WebTls(*(str(settings.trust_folder / name) for name in ("pages.crt", "pages.key")))
    here = {("kiosk", load(ROOT / "kiosk/example.toml", KioskSettings).node)}
    here |= {("sensors", load(ROOT / "sensors/example.toml", SensorsSettings).node)}
    assert here <= {(node.role, node.id) for node in office.nodes}  # what the installer enrols beside the hub
