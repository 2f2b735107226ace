"""An hour of sensor life: `python tests/soak_sensors.py --minutes 60 --speed 12 --seed 1`; in real time: `--speed 1`.

Two real nodes with 25 simulated pins each, broker and hub. A channel changes every six seconds of life, while broker
and hub are killed, channels unplugged, and nodes frozen, some for so long that the broker gives them up. Lines at the
end say what it came to; 1 if a channel is wrong at the hub, memory grows, or there are more threads.
"""

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from offices import RealOffice
from sensor_hour import Sample, SensorHour, prepare

FAULTS = 8
"""Of each kind in an hour."""
GROWS_MB = 1.0
"""A process whose memory grows by more in an hour of life does not stay flat."""


def slope(samples: Sequence[Sample]) -> float:
    """Give the growth of memory by least squares, in MB per second of real time."""
    return statistics.linear_regression([one.at_s for one in samples], [one.rss_mb for one in samples]).slope


def judge(name: str, samples: Sequence[Sample], speed: float) -> tuple[str, bool]:
    """Say how memory and threads of a process went, and whether that is well."""
    grows = slope(samples) * 3600 / speed
    first, last = samples[0], samples[-1]
    well = grows <= GROWS_MB and last.threads <= first.threads
    return (
        f"{name}: {first.rss_mb:.1f} to {last.rss_mb:.1f} MB, {grows:+.2f} MB per hour of life, "
        f"threads {first.threads} to {last.threads}{'' if well else ': NOT FLAT'}"
    ), well


def main() -> int:
    """Soak and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="of sensor life")
    parser.add_argument("--speed", type=float, default=12)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder, began, fault = Path(tempfile.mkdtemp(prefix="soak-sensors-")), time.monotonic(), ""
    seconds, faults = options.minutes * 60 / options.speed, max(1, round(FAULTS * options.minutes / 60))
    office = RealOffice(folder, kind="mosquitto", kiosks=0)
    prepare(office)
    with office:
        hour = SensorHour(office, random.Random(options.seed), options.speed)
        try:
            hour.live(seconds, faults)
            hour.end()
        except AssertionError as exc:
            fault = str(exc)
        hour.close()
    print(
        f"sensors {options.minutes:g} min in {time.monotonic() - began:.0f} s seed {options.seed}: {hour.changes} "
        f"changes of {len(hour.values)} channels, {dict(hour.happened)}; {fault or 'every channel right at the hub'}"
    )
    verdicts = [
        judge(name, [one for one in samples if one.at_s >= max(seconds / 2, hour.hub_since_s)], options.speed)
        for name, samples in hour.samples.items()
    ]
    print("\n".join(text for text, _ in verdicts))
    if fault or not all(well for _, well in verdicts):
        print(f"everything is in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
