"""An hour of faults at the card readers: `python tests/soak_readers.py --minutes 60 --seed 1`.

A real kiosk with the real pcscd, two readers for NFC and one that types, broker and hub; the kiosk's clocks run ahead.
Readers are pulled out, hang and come back under other names, pcscd is killed, stopped and away, while cards lie there,
are swapped or pulled away fast. One line at the end says what it came to; 1 on any tap or fact that is lost or doubled.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broker.wire.facts import decode_body
from broker.wire.facts.custody import LeaveAsked
from broker.wire.facts.presence import Arrived, Left
from cardservice import card_service
from keyservice import Keys
from offices import FAMILIES, ROOT, Kiosk, RealOffice, number
from reader_hour import ReaderHour
from test_nothing_is_lost import check_facts, check_house

USB = "08ff:0009"


@contextmanager
def reader_hour(folder: Path, chance: random.Random) -> Iterator[tuple[RealOffice, ReaderHour]]:
    """Run an office whose kiosk has every reader."""
    with card_service("Front Desk CL", "Another Make NFC") as service:
        office = RealOffice(folder, kind="mosquitto")
        (kiosk,) = office.kiosks
        _equip(kiosk)
        keys = Keys(kiosk.shown.with_name(kiosk.shown.name + ".keys"))
        with office:
            hour = ReaderHour(kiosk, service, keys, chance, lambda: office.numbers().nodes[0].cards)
            hour.begin()
            yield office, hour
        keys.pull_out()
        shutil.copy(service.folder / "log", folder / "pcscd.log")


def check_taps(office: RealOffice, hour: ReaderHour) -> None:
    """Look whether the hub has one coming or going of an adult for each tap of the card that the kiosk heard."""
    facts = [decode_body(kept.body) for kept in office.stored()]
    stored = Counter(fact.adult for fact in facts if isinstance(fact, Arrived | LeaveAsked | Left))
    adults = {number(place): f"a-test{place:04d}" for place in range(1, FAMILIES + 1)}
    heard = Counter(adults[card] for _, _, card in hour.ear.served() if card in adults)
    assert stored == heard, f"stored but not tapped {stored - heard}, tapped but not stored {heard - stored}"


def check_all(office: RealOffice, hour: ReaderHour) -> None:
    """Look at taps, facts and house."""
    office.settle(120)
    assert not hour.ear.faults, "\n".join(hour.ear.faults)
    check_facts(office)
    check_house(office)
    check_taps(office, hour)


def _equip(kiosk: Kiosk) -> None:
    """Let it have readers, and write down what it hears."""
    text = kiosk.settings.read_text("utf-8")
    kiosk.settings.write_text(text.replace("[readers]", f'[readers]\npcsc = true\nkeyboard = "{USB}"'), "utf-8")
    kiosk._command = [str(ROOT / "tests" / "noting_kiosk.py"), *kiosk._command[1:]]


def main() -> int:
    """Soak and tell; 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder, began, fault = Path(tempfile.mkdtemp(prefix="soak-readers-")), time.monotonic(), ""
    with reader_hour(folder, random.Random(options.seed)) as (office, hour):
        while hour.passed_s < options.minutes * 60:
            hour.step()
        try:
            check_all(office, hour)
        except AssertionError as exc:
            fault = str(exc)
        tally, counts = office.tally(), hour.ear.counts
    print(
        f"readers {hour.passed_s / 60:.0f} min in {time.monotonic() - began:.0f} s seed {options.seed}: taps "
        f"{counts['taps']}, seen {counts['seen']}, missed {counts['missed']}, doubled {counts['doubled']}, asked again "
        f"{counts['asked']}, slowest {hour.ear.slowest_s:.1f} s, stored {tally.stored}, lost {tally.lost}, twice "
        f"{tally.twice}, phantom {tally.phantom}, {dict(hour.happened)}{'; ' + fault if fault else ''}"
    )
    if fault:
        print(f"everything is in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
