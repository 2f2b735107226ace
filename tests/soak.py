"""The long version of `test_nothing_is_lost.py`: `python tests/soak.py --seconds 600 --seed 1`.

Two kiosks, broker and hub at work while they are killed at random, the hub is away for an hour at a time (the
kiosks' clocks jump), and backups are made and restored. One line at the end says what it came to; 1 on any loss.
"""

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from broker.wire.link import Link
from offices import Crowd, RealOffice, wait
from test_nothing_is_lost import check_facts, check_house, check_rebuild


class Soak:
    """What happens to an office, and how often it did."""

    def __init__(self, office: RealOffice, chance: random.Random) -> None:
        """Listen to the wire: during an outage nothing may be said there."""
        self._office, self._chance, self._backup = office, chance, office.folder / "copy.db"
        self.happened, self.flooded, self._heard = Counter[str](), 0, 0
        self._ear = Link("ear", office.mqtt_port, topics=["ekb/1/prohlis/+/+/ev"], on_message=self._hear)
        self._ear.start()

    def step(self) -> None:
        """Let one thing happen."""
        things = [self.kiosk, self.hub, self.broker, self.away, self.backup, self.restore]
        (thing,) = self._chance.choices(things, (6, 4, 3, 3, 2, 1))
        thing()
        self.happened[thing.__name__] += 1

    def kiosk(self) -> None:
        """Cut the power of a kiosk."""
        victim = self._chance.choice(self._office.kiosks)
        victim.kill()
        self._pause(1)
        victim.start()

    def hub(self) -> None:
        """Cut the power of the hub's program."""
        self._office.hub.kill()
        self._pause(2)
        self._office.hub.start()

    def broker(self) -> None:
        """Kill the broker, which forgets everything."""
        self._office.kill_broker()
        self._pause(1)
        self._office.broker.start()

    def away(self) -> None:
        """Let the hub hang for an hour: the broker still takes what is sent."""
        for kiosk in self._office.kiosks:
            wait(kiosk.listens, 20, f"{kiosk.name} takes cards")
        self._office.hub.signal(signal.SIGSTOP)
        time.sleep(0.5)  # what it has said is still being heard
        for kiosk in self._office.kiosks:
            kiosk.signal(signal.SIGUSR2)
        time.sleep(1)
        heard = self._heard
        self._pause(4)
        self.flooded += self._heard - heard
        self._office.hub.kill()
        self._office.hub.start()

    def backup(self) -> None:
        """Make a backup while everything goes on."""
        fresh = self._backup.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        if self._office.command("backup", str(fresh)) == 0:
            fresh.replace(self._backup)

    def restore(self) -> None:
        """Go back to the last backup."""
        if self._backup.exists():
            self._office.hub.kill()
            assert self._office.command("restore", str(self._backup)) == 0, self._office.text("restore")
            self._office.hub.start()

    def close(self) -> None:
        """Hear no more."""
        self._ear.stop()

    def _pause(self, most: float) -> None:
        time.sleep(self._chance.choice((0.0, self._chance.uniform(0, most))))

    def _hear(self, _topic: str, _payload: bytes, _retained: bool) -> None:
        self._heard += 1


def main() -> int:
    """Soak and tell; 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=("mosquitto", "iotcore"), default="mosquitto")
    options = parser.parse_args()
    folder, chance, fault = Path(tempfile.mkdtemp(prefix="soak-")), random.Random(options.seed), ""
    with RealOffice(folder, kind=options.kind, kiosks=2) as office:
        soak, end = Soak(office, chance), time.monotonic() + options.seconds
        with Crowd(office.kiosks, options.seed):
            while time.monotonic() < end:
                time.sleep(chance.uniform(0, 2.5))
                soak.step()
        office.wait_for_hub()
        tally = office.settle(120)
        soak.close()
        try:
            check_facts(office)
            check_house(office)
            check_rebuild(office)
        except AssertionError as exc:
            fault = str(exc).splitlines()[0]
    promised = sum(len(kiosk.promised()) for kiosk in office.kiosks)
    print(
        f"soak {options.kind} {options.seconds:g} s seed {options.seed}: accepted {tally.accepted}, shown {promised}, "
        f"stored {tally.stored}, lost {tally.lost}, twice {tally.twice}, phantom {tally.phantom}, "
        f"sent to a hub that was away {soak.flooded}, {dict(soak.happened)}{'; ' + fault if fault else ''}"
    )
    if fault or not tally.sound or soak.flooded:
        print(f"everything is in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
