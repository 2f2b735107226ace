"""A minute of `soak_sensors.py`: whatever failed meanwhile, the last value of every channel is right at the hub."""

import random
from pathlib import Path

import pytest

from offices import RealOffice
from sensor_hour import NODES, Sample, SensorHour, prepare
from soak_sensors import judge


def test_the_last_value_of_every_channel_is_right_after_every_fault(tmp_path: Path) -> None:
    office = RealOffice(tmp_path, kind="mosquitto", kiosks=0)
    prepare(office)
    with office:
        hour = SensorHour(office, random.Random(1), 10)
        try:
            hour.live(6, 1, 1.0)
            hour.end()
        finally:
            hour.close()
    assert set(hour.happened) == {"broker", "hub", "unplug", "freeze"}
    assert hour.changes > 200
    for node in NODES:
        first, *_, last = hour.samples[node]
        assert last.threads <= first.threads


@pytest.mark.parametrize(
    ("grown_mb", "threads", "well"), [(0.0, 9, True), (0.4, 9, True), (0.6, 9, False), (0.0, 10, False)]
)
def test_memory_that_grows_and_a_thread_more_are_seen(grown_mb: float, threads: int, well: bool) -> None:
    samples = [Sample(float(at), 30 + grown_mb * at / 150, threads if at else 9) for at in range(0, 151, 5)]
    assert judge("node", samples, 12)[1] == well
