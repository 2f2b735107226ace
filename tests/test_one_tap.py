"""One tap, end to end, on real parts: the command of the README, keys at a real window, a real browser."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from broker.embedded import free_port
from broker.onemachine.day import AGAIN_S
from visitors import PLAIN

WE_GO = (1070, 733)
"""Where "Wir gehen" is at 1280x800, in px."""


class Demo:
    """The command `dabei`, as a person starts it on a machine without a display."""

    def __init__(self, folder: Path, *options: str, web: int | None = None) -> None:
        self.web = web or free_port()
        self._visitor = httpx.Client(base_url=f"http://127.0.0.1:{self.web}", verify=PLAIN)
        environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
        self.output = folder / "terminal.txt"
        with self.output.open("w") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "broker.onemachine", "--port", str(self.web), *options],
                stdout=terminal, stderr=terminal, env=environment,
            )  # fmt: skip

    def text(self) -> str:
        return self.output.read_text()

    def wait_until_it_runs(self) -> None:
        self.wait_until_it_says("Ctrl-C")

    def wait_until_it_says(self, words: str) -> None:
        deadline = time.monotonic() + 60
        while words not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.05)

    def xdotool(self, *command: str) -> None:
        display = re.search(r"virtual display (:\d+)", self.text())
        assert display, self.text()
        subprocess.run(["xdotool", *command], env={**os.environ, "DISPLAY": display[1]}, check=True, timeout=20)

    def house(self) -> dict[str, object]:
        found: dict[str, object] = self._visitor.get("/api/house").json()
        return found

    def until(self, adults: int, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while self.house()["adults"] != adults:
            assert time.monotonic() < deadline, self.house()
            time.sleep(0.02)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page()


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in found]


def hub_of(demo: Demo) -> int:
    return next(kid for kid in children(demo.process.pid) if b"hub.toml" in Path(f"/proc/{kid}/cmdline").read_bytes())


def runs(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("kind", ["mosquitto", "iotcore"])
def test_a_key_at_the_window_is_a_row_in_the_browser_and_we_go_takes_it_away(
    tmp_path: Path, page: Page, kind: str
) -> None:
    demo = Demo(tmp_path, "--speed", "0", "--broker", kind, "--data", str(tmp_path / "office"))
    try:
        demo.wait_until_it_runs()
        assert f"{kind} on 127.0.0.1" in demo.text()
        page.goto(f"http://127.0.0.1:{demo.web}/")
        name, password = re.findall(r"log-in +name (\S+), password (\S+)", demo.text())[0]
        page.get_by_label("Name").fill(name)
        page.get_by_label("Passwort").fill(password)
        page.get_by_role("button", name="Anmelden").click()
        row = page.locator('[data-adult="a-demo0001"]').first
        expect(row).to_have_count(0)
        demo.xdotool("key", "1")
        expect(row).to_be_visible(timeout=5_000)
        expect(page.locator("body")).to_contain_text("Olena")
        time.sleep(AGAIN_S)  # sooner it would be the same tap
        demo.xdotool("key", "1")
        time.sleep(1)
        demo.xdotool("mousemove", *map(str, WE_GO), "click", "1")
        time.sleep(AGAIN_S)
        demo.xdotool("key", "1")  # Mia is announced: the guard asks, and the same card takes her along
        expect(row).to_have_count(0, timeout=5_000)
        assert demo.house()["pos"] == 3
        kids = children(demo.process.pid)
        assert demo.stop() == 0
        assert not [kid for kid in kids if Path(f"/proc/{kid}").exists()]
        assert "Traceback" not in demo.text()
    finally:
        demo.process.kill()
    again = Demo(tmp_path, "--speed", "0", "--broker", kind, "--data", str(tmp_path / "office"))
    try:
        again.wait_until_it_runs()
        assert again.house()["pos"] == 3
        again.xdotool("key", "2")
        again.until(1)
        assert again.stop() == 0
    finally:
        again.process.kill()


def test_the_demo_office_moves_by_itself(tmp_path: Path) -> None:
    demo = Demo(tmp_path, "--speed", "400", "--size", "800x480")  # faster, the guard's answer and the next card meet
    try:
        demo.wait_until_it_runs()
        demo.until(7, 40)
        rooms, printer = demo.house()["rooms"], demo.house()["devices"]
        assert {room["state"] for room in rooms.values()} > {"occupied"}
        assert printer["printer"]["state"] == "ready"
        demo.until(4, 40)
        assert demo.house()["questions"] == 0
        assert demo.stop() == 0
    finally:
        demo.process.kill()


def test_the_other_demo_office_moves_by_itself_too_and_its_keys_are_its_own_cards(tmp_path: Path) -> None:
    demo = Demo(tmp_path, "--office", "gorbitz", "--speed", "240", "--data", str(tmp_path / "office"))
    try:
        demo.wait_until_it_runs()
        assert "5 a second adult" in demo.text()
        demo.until(3, 40)
        assert demo.house()["rooms"].keys() == {"studio", "nest", "hall", "pantry"}  # type: ignore[attr-defined]
        assert demo.house()["devices"] == {}
        demo.xdotool("key", "5")
        demo.until(4)
        assert demo.house()["questions"] == 0
        assert demo.stop() == 0
    finally:
        demo.process.kill()
    other = Demo(tmp_path, "--data", str(tmp_path / "office"))
    try:
        assert other.process.wait(30) == 2
        assert "holds the office gorbitz" in other.text()
    finally:
        other.process.kill()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Give a demo that runs in the folder `office` beside its output, and that no test disturbs."""
    folder = tmp_path_factory.mktemp("first")
    demo = Demo(folder, "--speed", "0", "--data", str(folder / "office"))
    try:
        demo.wait_until_it_runs()
        yield demo
        assert demo.stop() == 0
    finally:
        demo.process.kill()


def test_a_busy_port_is_one_sentence(first: Demo) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "broker.onemachine", "--port", str(first.web)],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert second.returncode == 2
    assert second.stderr == (f"dabei: port {first.web} is in use by another program; choose another with --port\n")


def test_a_second_demo_in_the_same_folder_changes_nothing_and_says_why(first: Demo) -> None:
    office = first.output.parent / "office"
    before = written(office)
    second = subprocess.run(
        [sys.executable, "-m", "broker.onemachine", "--port", str(free_port()), "--data", str(office)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode == 2
    assert second.stderr == (
        f"dabei: {office} is used by another dabei; stop it first or name another folder with --data\n"
    )
    assert written(office) == before


def written(office: Path) -> dict[str, tuple[int, bytes]]:
    """Give when each file was written that only a start writes, and what it says."""
    files = [*office.glob("*.toml"), *office.glob("*.conf"), *office.glob("*.lock"), office / "load.log"]
    return {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in files}


def test_a_program_that_ends_is_named_with_its_log(tmp_path: Path) -> None:
    demo = Demo(tmp_path, "--speed", "0", "--data", str(tmp_path / "office"))
    try:
        demo.wait_until_it_runs()
        os.kill(hub_of(demo), signal.SIGKILL)
        assert demo.process.wait(20) == 2
        assert re.search(r"dabei: hub has ended: .*hub\.log", demo.text())
        assert "Traceback" not in demo.text()
    finally:
        demo.process.kill()


@pytest.mark.parametrize("kind", ["mosquitto", "iotcore"])
def test_nothing_outlives_a_demo_that_is_killed(tmp_path: Path, kind: str) -> None:
    demo = Demo(tmp_path, "--speed", "0", "--broker", kind)
    try:
        demo.wait_until_it_runs()
        kids = children(demo.process.pid)
        assert len(kids) == 5, "broker, hub, sensors, display, kiosk"
        demo.process.kill()
        deadline = time.monotonic() + 20
        while left := [kid for kid in kids if runs(kid)]:
            assert time.monotonic() < deadline, left
            time.sleep(0.05)
    finally:
        demo.process.kill()


def test_a_demo_that_starts_right_after_one_was_killed_waits_for_its_children(tmp_path: Path) -> None:
    demo = Demo(tmp_path, "--speed", "0", "--data", str(tmp_path / "office"))
    demo.wait_until_it_runs()
    hub = hub_of(demo)
    os.kill(hub, signal.SIGSTOP)  # it takes its time to end
    demo.process.kill()
    again = Demo(tmp_path, "--speed", "0", "--data", str(tmp_path / "office"), web=demo.web)
    try:
        again.wait_until_it_says(f"{tmp_path / 'office'} is in use; waiting")
        os.kill(hub, signal.SIGCONT)
        again.wait_until_it_runs()
        assert again.text().count("waiting") == 1
        assert again.stop() == 0
    finally:
        again.process.kill()
        demo.process.wait()
        if runs(hub):
            os.kill(hub, signal.SIGCONT)


def test_without_a_display_and_without_a_virtual_one_the_line_to_run_is_named(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"} | {"PATH": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-m", "broker.onemachine", "--port", str(free_port())],
        capture_output=True, text=True, env=environment, timeout=60, check=False,
    )  # fmt: skip
    assert found.returncode == 2
    assert "sudo apt-get install xvfb" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("module", ["broker", "kiosk", "sensors"])
def test_bad_settings_are_sentences(tmp_path: Path, module: str) -> None:
    (tmp_path / "bad.toml").write_text('stroe = "x"\n[mqtt]\nsite = "p"\nprot = 1\n')
    found = subprocess.run(
        [sys.executable, "-m", module, str(tmp_path / "bad.toml")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert found.returncode == 2
    assert "mqtt.prot: unknown key; did you mean 'port'?" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_kiosk_whose_display_is_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text(f'node = "kiosk-entrance"\ndata = "{tmp_path}"\n[mqtt]\nsite = "p"\n')
    for display in ({"DISPLAY": ":4711"}, {}):
        environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"} | display
        found = subprocess.run(
            [sys.executable, "-m", "kiosk", str(tmp_path / "kiosk.toml")],
            capture_output=True, text=True, env=environment, timeout=60, check=False,
        )  # fmt: skip
        assert found.returncode == 2
        assert "display" in found.stderr
        assert "Traceback" not in found.stderr
