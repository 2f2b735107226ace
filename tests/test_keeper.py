"""What a keeper types: each command says in one sentence what it did, or what to do instead."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from broker.embedded import free_port
from broker.onemachine.demo import Demo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Demo(tmp_path, free_port(), free_port(), (800, 480), 600).write()
    return tmp_path


def keeper(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broker", str(folder / "hub.toml"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def done(folder: Path, *arguments: str) -> str:
    found = keeper(folder, *arguments)
    assert found.returncode == 0, found.stderr
    return found.stdout


def refused(folder: Path, *arguments: str) -> str:
    found = keeper(folder, *arguments)
    assert (found.returncode, found.stdout) == (2, "")
    assert "Traceback" not in found.stderr
    return found.stderr


@pytest.mark.parametrize(("program", "may"), [("broker", "COMMAND"), ("kiosk", "enrol"), ("sensors", "enrol")])
def test_help_says_that_a_command_may_be_left_out(program: str, may: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", program, "--help"], capture_output=True, text=True, timeout=60, check=True
    )
    assert f"settings [{may}] ..." in told.stdout


def test_a_family_is_added_one_by_one_and_listed(folder: Path) -> None:
    family = done(folder, "add", "adult", "--family", "fuchs", "--name", "Olena", "--cards", "04AA01").strip()
    assert family.startswith("f-")
    done(folder, "add", "child", "--family", family, "--name", "Mia", "--animal", "fox", "--contact1", "Oma",
         "--contact1-phone", "0151 1")  # fmt: skip
    done(folder, "add", "never", "--family", "fuchs", "--name", "Herr Rot", "--cards", "04EE01",
         "--note", "Urteil vom 3. März")  # fmt: skip
    [line] = done(folder, "list").splitlines()
    assert line.startswith(f"{family}  fuchs  ")
    assert "Olena" in line
    assert "Mia" in line
    assert "Rot" not in line
    guest = done(folder, "add", "renter", "--name", "Chor").strip()
    assert guest.startswith("g-")
    assert f"{guest}  renter  Chor\n" in done(folder, "list")
    assert "0 facts" in done(folder, "erase", guest)
    assert "Chor" not in done(folder, "list")
    wrong = ("add", "child", "--family", "fuchs", "--name", "Leo", "--animal", "fox", "--usual", "cares")
    assert "usual" in refused(folder, *wrong)
    assert "--family WORD" in refused(folder, "add", "adult", "--name", "Nobody")


def test_every_log_in_is_listed_and_never_its_password(folder: Path) -> None:
    told = [done(folder, "password", name).split()[-1] for name in ("leitung", "vertretung")]
    lines = done(folder, "list").splitlines()
    assert [line.split("  ")[:2] for line in lines] == [["leitung", "log-in"], ["vertretung", "log-in"]]
    assert not [word for word in told if word in "".join(lines)]
    done(folder, "password", "vertretung", "--remove")
    assert "vertretung" not in done(folder, "list")


def test_a_table_is_imported_and_a_bad_one_is_not(folder: Path) -> None:
    (folder / "good.csv").write_text("family;role;name\nfuchs;adult;Olena\n", "utf-8")
    (folder / "bad.csv").write_text("family;role;nam\nigel;adult;Linh\n", "utf-8")
    assert done(folder, "import", str(folder / "good.csv")) == "1 families taken in\n"
    assert "did you mean 'name'" in refused(folder, "import", str(folder / "bad.csv"))
    assert "Linh" not in done(folder, "list")
    assert "Name the right file" in refused(folder, "import", str(folder / "none.csv"))


def test_a_card_is_lost_and_found(folder: Path) -> None:
    done(folder, "load", str(folder / "families.toml"))
    assert "lost" in done(folder, "card", "04DE0000000001", "lost")
    assert "nobody has the card" in refused(folder, "card", "0000", "lost")


def test_a_family_gets_its_data_and_is_forgotten(folder: Path) -> None:
    done(folder, "load", str(folder / "families.toml"))
    assert "Mia" in json.dumps(json.loads(done(folder, "export", "f-demo0001")))
    assert "written" in done(folder, "export", "f-demo0001", str(folder / "olena.json"))
    assert json.loads((folder / "olena.json").read_text("utf-8"))["adult"][0]["name"] == "Olena"
    for file in ("olena.json", "hub.db"):
        assert (folder / file).stat().st_mode & 0o077 == 0, f"{file} holds names, and others may read it"
    assert "are gone" in done(folder, "erase", "f-demo0001")
    assert "Olena" not in done(folder, "list")
    assert "there is no family or guest 'f-demo0001'" in refused(folder, "erase", "f-demo0001")


def test_a_log_in_is_made_and_taken_away_but_never_the_only_one(folder: Path) -> None:
    assert "log in as leitung with the password" in done(folder, "password", "leitung")
    assert "'leitung' is the only log-in; make another one first" in refused(folder, "password", "leitung", "--remove")
    done(folder, "password", "vertretung")
    assert "vertretung can log in no longer" in done(folder, "password", "vertretung", "--remove")
    assert "there are: leitung" in refused(folder, "password", "vertretung", "--remove")


def test_a_kiosks_secret_is_the_same_each_time(folder: Path) -> None:
    assert done(folder, "token", "kiosk-entrance") == done(folder, "token", "kiosk-entrance") != "\n"


def test_a_clock_that_was_doubted_is_taken_as_right(folder: Path) -> None:
    assert done(folder, "age").startswith("taken as right: ")
