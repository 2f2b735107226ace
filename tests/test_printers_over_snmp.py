"""Printers over SNMP, the second source: a real agent, and an IPP that is silent or says nothing of toner."""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from broker.web.device_words import REASONS
from broker.wire.errors import SettingsError
from broker.wire.settings import check
from offices import port, wait
from sensors import asking, snmp
from sensors.report import Report
from sensors.settings import SensorsSettings
from snmpprinter import DOWN, HOST, OTHER, PRINTING, UNKNOWN, SnmpPrinter, snmp_printer

TONER = (("black", 75), ("cyan", 4))
"""Bins that fill, drums, and levels that are unknown are no toner."""


@pytest.fixture(scope="module")
def printer() -> Iterator[SnmpPrinter]:
    """Have one that answers."""
    with snmp_printer() as found:

        def answers() -> bool:
            try:
                return bool(asking.ask(found.settings()))
            except OSError:
                return False

        wait(answers, 60, "the agent answers")
        yield found


def told(printer: SnmpPrinter, report: Report) -> None:
    """Wait until it says this; while the agent reads its file anew it may be too busy to answer."""
    deadline, found = time.monotonic() + 30, None
    while found != report:
        assert time.monotonic() < deadline, found
        with suppress(OSError):
            found = asking.ask(printer.settings())


def test_state_paper_and_toner_are_understood(printer: SnmpPrinter) -> None:
    printer.say()
    told(printer, Report("idle", (), paper=True, supplies=TONER))
    printer.say(status=PRINTING)
    told(printer, Report("processing", (), paper=True, supplies=TONER))


def test_a_printer_that_sleeps_is_idle_one_that_is_down_stopped_and_one_that_tells_neither_unknown(
    printer: SnmpPrinter,
) -> None:
    printer.say(status=OTHER)
    told(printer, Report("idle", (), paper=True, supplies=TONER))
    printer.say(status=OTHER, device=DOWN)
    told(printer, Report("stopped", (), paper=True, supplies=TONER))
    with pytest.raises(LookupError, match="does not tell its state"):
        snmp.read({f"{snmp.PRINTER}.1.1": str(OTHER), f"{snmp.DEVICES}.1": str(UNKNOWN)})


def test_what_is_wrong_is_said_in_the_words_of_ipp(printer: SnmpPrinter) -> None:
    printer.say(errors="40")
    told(printer, Report("stopped", ("media-empty",), paper=False, supplies=TONER))
    printer.say(errors="0C")
    told(printer, Report("stopped", ("door-open", "media-jam"), paper=True, supplies=TONER))
    printer.say(errors="A0", black=52)
    told(printer, Report("idle", ("media-low", "toner-low"), paper=True, supplies=(("black", 2), ("cyan", 4))))
    printer.say(errors="0004")
    told(printer, Report("idle", ("input-tray-empty",), paper=True, supplies=TONER))


def test_each_of_these_words_is_known_to_the_page() -> None:
    assert {word for word, _ in snmp.ERRORS} <= REASONS.keys()


def test_where_ipp_is_silent_snmp_answers(printer: SnmpPrinter) -> None:
    printer.say()
    told(printer, Report("idle", (), paper=True, supplies=TONER))
    found = asking.ask(printer.settings(uri=f"ipp://{HOST}:{port()}/ipp/print"))
    assert found == Report("idle", (), paper=True, supplies=TONER)


def test_where_ipp_tells_no_toner_snmp_fills_in_and_the_state_stays_that_of_ipp(
    printer: SnmpPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer.say(errors="40")
    told(printer, Report("stopped", ("media-empty",), paper=False, supplies=TONER))
    monkeypatch.setattr(asking, "_over_ipp", lambda _printer: Report("idle", ("media-low",)))
    found = asking.ask(printer.settings(uri=f"ipp://{HOST}/"))
    assert found == Report("idle", ("media-low",), paper=True, supplies=TONER)


def test_a_wrong_community_and_a_printer_that_is_off_do_not_answer(
    printer: SnmpPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snmp, "PATIENCE_S", 0.3)
    for settings in (printer.settings(community="secret"), printer.settings()):
        if settings.community == "public":
            printer.stop()
        with pytest.raises(OSError, match="does not answer over SNMP"):
            asking.ask(settings)


def test_what_is_no_printer_is_said_to_be_none() -> None:
    with pytest.raises(LookupError, match="no printer"):
        snmp.read({"1.3.6.1.2.1.1.1.0": b"a switch"})


def test_a_printer_that_nobody_can_ask_is_a_mistake() -> None:
    data = {
        "node": "sensors-hub", "mqtt": {"site": "prohlis"},
        "printers": [{"id": "printer", "device": "printer"}, {"id": "two", "device": "two", "snmp": "a/b"}],
    }  # fmt: skip
    with pytest.raises(SettingsError, match=r"printers, number 2\.snmp: expected"):
        check(data, SensorsSettings, "test.toml")
    data["printers"] = data["printers"][:1]
    with pytest.raises(SettingsError, match="printer 'printer': give it a `uri`, `snmp`, or both"):
        check(data, SensorsSettings, "test.toml")
