"""Readers that break in every way while cards are laid on them: each card counts once, and what is wrong is said."""

import random
from pathlib import Path

import pytest

from soak_readers import check_all, reader_hour


@pytest.mark.timeout(200)
def test_every_fault_between_card_and_kiosk_loses_and_doubles_no_tap(tmp_path: Path) -> None:
    """Each once, in random order; `soak_readers.py` is the long version."""
    chance = random.Random(20_261_014)
    with reader_hour(tmp_path, chance) as (office, hour):
        for fault in chance.sample(hour.faults, len(hour.faults)):
            hour.let(fault)
            hour.heal()
            hour.let(chance.choice([*hour.taps]))
        check_all(office, hour)
        assert hour.ear.counts["seen"] == hour.ear.counts["taps"] > 40
