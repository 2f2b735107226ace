"""Whenever the plug is pulled, every disk opens, is whole, and holds what was promised. `long_plug.py` is longer."""

import random
import time
from pathlib import Path

from offices import Crowd, RealOffice
from plugs import Fate, Recorder, cuts, put
from unplugged import Ear, Found, copy_all, in_outbox, in_store, promised

FATES: tuple[Fate, ...] = ("lost", "torn", "kept")


def play(folder: Path, seconds: float, copies: int, moments: int, seed: int) -> dict[str, Found]:
    """Let families come and go, copy the disks now and then, and pull every plug at many moments of it afterwards.

    :param moments: for each program and fate of what was not synced.
    """
    chance, found = random.Random(seed), {"copies": Found(), **{fate: Found() for fate in (*FATES, "no sync")}}
    office = RealOffice(folder / "office", kiosks=2)
    hub = Recorder(folder, office.store)
    kiosks = {kiosk.name: Recorder(folder / kiosk.name, kiosk.outbox) for kiosk in office.kiosks}
    office.hub.environment = hub.environment
    for kiosk in office.kiosks:
        kiosk.environment = kiosks[kiosk.name].environment
    with office, Ear(office, hub, kiosks) as ear, Crowd(office.kiosks, seed):
        for number in range(copies):
            time.sleep(chance.uniform(0.5, 1.5) * seconds / copies)
            acks, shown = copy_all(office, ear, folder / f"copy-{number}")
            found["copies"].judge(folder / f"copy-{number}" / "hub", in_store, acks)
            for kiosk in office.kiosks:
                found["copies"].judge(folder / f"copy-{number}" / kiosk.name, in_outbox, shown[kiosk.name])
    programs = [(hub, ear.acknowledged, in_store)]
    programs += [(kiosks[name], ear.shown[name], in_outbox) for name in kiosks]  # type: ignore[list-item]
    for recorder, promises, holds in programs:
        for size, disk in cuts(recorder.notes(), moments, chance):
            for fate in FATES:
                put(disk.cut(fate, chance), folder / "cut")
                found[fate].judge(folder / "cut", holds, promised(promises, size))
        for size, disk in cuts(recorder.notes(), moments // 4, chance, honest=False):
            put(disk.cut("lost", chance), folder / "cut")
            found["no sync"].judge(folder / "cut", holds, promised(promises, size))
    return found


def test_a_pulled_plug_loses_nothing_that_was_promised(tmp_path: Path) -> None:
    found = play(tmp_path, seconds=4, copies=3, moments=12, seed=20_261_014)
    for name in ("copies", *FATES):
        assert found[name].sound, found
        assert found[name].promises > 100, found
    assert found["no sync"].lost > 0, "a disk that never syncs must lose something, or nothing was looked for"
