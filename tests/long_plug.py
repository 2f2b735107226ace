"""The long version of `test_pulled_plug.py`: `python tests/long_plug.py --seconds 60 --moments 300 --seed 1`.

Two kiosks and the hub at work; their disks are copied now and then while all stand still, and afterwards the power goes
at random moments of all that each has asked of its disk. One line for each fate; 1 if anything was lost or broken.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from test_pulled_plug import play

WORDS = {
    "copies": "copied while all stood still",
    "lost": "what was not synced is lost",
    "torn": "half of its sectors are there",
    "kept": "all of it is there",
    "no sync": "a disk that never syncs (has to lose)",
}


def main() -> int:
    """Play and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--copies", type=int, default=30)
    parser.add_argument("--moments", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="plug-") as folder:
        found = play(Path(folder), options.seconds, options.copies, options.moments, options.seed)
    print("| the power goes | disks | promises looked for | lack one | broken |\n|---|---|---|---|---|")
    for name, words in WORDS.items():
        one = found[name]
        print(f"| {words} | {one.cuts:,} | {one.promises:,} | {one.lost:,} | {one.broken:,} |")
    return int(not all(one.sound for name, one in found.items() if name != "no sync"))


if __name__ == "__main__":
    sys.exit(main())
