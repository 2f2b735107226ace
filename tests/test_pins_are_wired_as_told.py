"""The tables for whoever wires: each pin is where they say, no two things share one, and the examples use the same."""

import re
from collections import Counter
from pathlib import Path

import pytest
from gpiozero.pins.pi import PiBoardInfo

ROOT = Path(__file__).parent.parent
WIRING = (ROOT / "docs/wiring.md").read_text("utf-8")
PI_4, PI_5 = 0xA03115, 0xB04170
EXAMPLES = {each: (ROOT / f"{each}/example.toml").read_text("utf-8") for each in ("kiosk", "sensors")}
KEYS = r"(?:pin|outer|inner|lamp|buzzer|button|come|go|motion) = (\d+)"


def header(revision: int) -> dict[str, set[int]]:
    """Give what is at which pins of a Pi's header, as gpiozero knows it: `GPIO4`, `GND`, `3V3`, `5V`."""
    found: dict[str, set[int]] = {}
    for number, pin in PiBoardInfo.from_revision(revision).headers["J8"].pins.items():
        found.setdefault(pin.name, set()).add(number)
    return found


def named(text: str) -> list[int]:
    """Give every pin that settings name, those behind a comment too."""
    return [int(pin) for pin in re.findall(rf"^(?:# )?{KEYS}", text, re.MULTILINE)]


def blocks(text: str) -> str:
    """Give the settings of a page."""
    return re.sub(r"^ {4}", "", "\n".join(re.findall(r"^ {4}.*", text, re.MULTILINE)), flags=re.MULTILINE)


@pytest.mark.parametrize("revision", [PI_4, PI_5], ids=["Pi 4", "Pi 5"])
def test_every_pin_is_where_the_tables_say(revision: int) -> None:
    pins, told = header(revision), WIRING.split("## The header")[1].split("\n* ")[0]
    found = {gpio: int(at) for gpio, at in re.findall(r"\| (\d+)(?: \(S..\))? \| (\d+) \|", told)}
    assert {gpio: {at} for gpio, at in found.items()} == {gpio: pins[f"GPIO{gpio}"] for gpio in found}
    for name, words in (("3V3", "3.3 V"), ("5V", "5 V"), ("GND", "ground")):
        (numbers,) = re.findall(rf"\| {re.escape(words)} \| ([\d, ]+) \|", told)
        assert {int(number) for number in numbers.split(",")} == pins[name]
    for at, gpio in re.findall(r"(\d+) \(GPIO(\d+)\)", WIRING):
        assert {int(at)} == pins[f"GPIO{gpio}"]
    for at in re.findall(r"(\d+) \(ground\)", WIRING):
        assert int(at) in pins["GND"]
    assert {str(pin) for example in EXAMPLES.values() for pin in named(example)} <= found.keys()


def test_kiosk_and_sensors_share_no_pin_and_nothing_is_there_twice() -> None:
    kiosk, sensors = named(EXAMPLES["kiosk"]), named(EXAMPLES["sensors"])
    assert sorted(kiosk) == [20, 21, 26]
    assert "20, 21 and 26 are the kiosk's" in WIRING
    assert [pin for pin, times in Counter(kiosk + sensors).items() if times > 1] == []
    assert sorted(named(blocks(WIRING))) == sorted(sensors)
    assert all(f"= {pin}" in WIRING for pin in kiosk)
