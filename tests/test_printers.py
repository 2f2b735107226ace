"""Printers over IPP: a real one, from its own words to what people see of it."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broker.house.devices import is_low, picture
from broker.house.levels import Reading
from broker.wire.messages import Channel
from broker.wire.pictures import DevicePicture, SupplyPicture
from ippprinter import IppPrinter, ipp_printer
from offices import Program, RealOffice, wait
from sensors.printers import read
from sensors.report import Report

EVERYWHERE: dict[str, Any] = {
    "printer-state": 3,
    "printer-state-reasons": "none",
    "printer-supply": [
        "index=1;class=receptacleThatIsFilled;type=wasteToner;unit=percent;maxcapacity=100;level=25;colorantname=unknown;",
        "index=2;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=75;colorantname=black;",
    ],
    "printer-supply-description": ["Toner Waste Tank", "Black Toner"],
}
"""As `ippeveprinter` of CUPS 2.4.2 answers."""


def test_an_ipp_everywhere_printer_tells_state_paper_and_toner() -> None:
    assert read(EVERYWHERE) == Report("idle", (), paper=True, supplies=(("black", 75),))


@pytest.mark.parametrize(
    ("reasons", "plain", "paper"),
    [
        (None, (), True),
        ("none", (), True),
        ("media-empty-error", ("media-empty",), False),
        (["media-jam-warning", "toner-low-report"], ("media-jam", "toner-low"), True),
        (("media-needed",), ("media-needed",), False),
    ],
)
def test_reasons_come_as_nothing_a_text_or_a_list(reasons: object, plain: tuple[str, ...], *, paper: bool) -> None:
    found = read({"printer-state": 5, "printer-state-reasons": reasons})
    assert (found.state, found.reasons, found.paper) == ("stopped", plain, paper)


def test_markers_are_read_where_there_is_no_supply_and_unknown_levels_are_none() -> None:
    found = read(
        {
            "printer-state": 4,
            "marker-names": ["Black", "Cyan", "Waste", "Magenta"],
            "marker-types": ["toner", "toner", "waste-toner", "toner"],
            "marker-levels": [60, -2, 90, 4],
        }
    )
    assert found == Report("processing", (), paper=True, supplies=(("black", 60), ("magenta", 4)))


def test_one_marker_comes_as_a_value_and_not_as_a_list() -> None:
    found = read({"printer-state": 3, "marker-names": "Black", "marker-types": "toner", "marker-levels": 60})
    assert found.supplies == (("black", 60),)


@pytest.mark.parametrize("state", [{}, {"printer-state": 0}, {"printer-state": 77}])
def test_a_printer_without_a_state_is_a_miss_and_never_a_guess(state: dict[str, int]) -> None:
    with pytest.raises(LookupError):
        read(state)


@pytest.mark.parametrize("level", [-1, -2, -3])
def test_a_supply_that_does_not_tell_its_level_is_left_out(level: int) -> None:
    entry = f"class=supplyThatIsConsumed;type=toner;maxcapacity=100;level={level};colorantname=black;"
    assert read({"printer-state": 3, "printer-supply": entry}).supplies == ()


def of_printer(**readings: object) -> DevicePicture:
    """Give the picture of a printer whose channels say this."""
    found = [(Channel(measures=name, device="p"), Reading(value, since=5)) for name, value in readings.items()]  # type: ignore[arg-type]
    return picture(found, "p")


def test_the_hub_shows_what_is_wrong_before_what_is_well() -> None:
    good = of_printer(printer="idle", paper=True, reasons="", supplies="black:75,cyan:4")
    assert (good.state, good.supplies) == ("ready", (SupplyPicture("black", 75), SupplyPicture("cyan", 4)))
    assert is_low(good)
    assert of_printer(printer="processing", paper=True).state == "busy"
    assert of_printer(printer="processing", paper=False, reasons="media-empty").state == "no_paper"
    assert of_printer(printer="stopped", paper=True, reasons="media-jam,cover-open").reasons == (
        "media-jam", "cover-open",
    )  # fmt: skip
    assert of_printer(printer="unreachable", paper=None).state == "unreachable"
    assert of_printer(printer=None).state == "unknown"
    assert of_printer(input=False).state == "no_paper"  # a switch below the tray of an old one


@pytest.mark.parametrize("text", ["", "black", "black:", "black:x,:5", "black:-1"])
def test_supplies_that_cannot_be_read_are_left_out(text: str) -> None:
    assert of_printer(printer="idle", supplies=text).supplies == ()


@pytest.fixture
def printer() -> Iterator[IppPrinter]:
    """Have a real printer."""
    with ipp_printer() as found:
        yield found


@pytest.fixture
def office(tmp_path: Path, printer: IppPrinter) -> Iterator[RealOffice]:
    """Run an office whose sensor node asks the printer every second."""
    office = RealOffice(tmp_path, kiosks=0)
    settings = tmp_path / "printers.toml"
    settings.write_text(
        f'node = "sensors-hub"\n[mqtt]\nsite = "prohlis"\nport = {office.mqtt_port}\n'
        f'[[printers]]\nid = "printer"\ndevice = "printer"\nuri = "{printer.uri}"\npoll_s = 1\n'
    )
    node = Program("sensors", ["-m", "sensors", str(settings)], tmp_path)
    with office:
        node.start()
        yield office
        node.stop()
    assert not node.deaths, node.text()


def shows(office: RealOffice, state: str, *reasons: str, seconds: float = 20) -> DevicePicture:
    """Wait until the hub shows the printer like this."""

    def there() -> bool:
        found = office.numbers().devices["printer"]
        return found.state == state and set(reasons) <= set(found.reasons)

    wait(there, seconds, f"the printer is {state} with {reasons}: {office.numbers().devices['printer']}")
    return office.numbers().devices["printer"]


def test_paper_jam_toner_and_a_printer_that_hangs_or_is_gone_are_seen_and_heal(
    office: RealOffice, printer: IppPrinter
) -> None:
    wait(lambda: shows(office, "ready").supplies == (SupplyPicture("black", 75),), 10, "the toner is known")
    printer.tray(0)
    shows(office, "no_paper", "media-empty")
    printer.tray(250)
    shows(office, "ready")
    printer.supply(4)
    assert is_low(shows(office, "ready", "toner-low"))
    printer.supply(80)
    printer.tell("STATE: +media-jam,cover-open")
    shows(office, "ready", "media-jam", "cover-open")
    printer.tell("STATE: -media-jam,cover-open")
    wait(lambda: not shows(office, "ready").reasons, 10, "nothing is wrong any more")
    printer.hold(on=True)
    page = printer.page()
    shows(office, "busy")
    printer.hold(on=False)
    page.wait(20)
    printer.kill()
    assert shows(office, "unreachable").supplies == ()
    printer.start()
    shows(office, "ready")


def test_a_printer_that_hangs_is_unreachable_and_comes_back(office: RealOffice, printer: IppPrinter) -> None:
    shows(office, "ready")
    printer.signal(signal.SIGSTOP)
    shows(office, "unreachable", seconds=60)
    printer.signal(signal.SIGCONT)
    shows(office, "ready")
