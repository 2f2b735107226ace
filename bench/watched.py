"""What it costs to count facts for a monitor: the same facts, stored by a ledger that counts and by one that does not.

Rounds take turns. Times are the processor's, not the clock's: a commit waits for the disk, and others run beside.
"""

import argparse
import tempfile
import time
import uuid
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

from broker.ledger import Ledger
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.watch import Watch
from broker.wire.facts.presence import Arrived, Left
from figures import load_told, spread

BATCH = 20
"""Facts in one transaction, as under a flood."""


class Blind(Watch):
    """Counts nothing."""

    def __init__(self, path: Path) -> None:
        """Take no time either."""
        super().__init__(path)
        self.commits = nullcontext()  # type: ignore[assignment]  # what a hub would have that is not watched

    def stored(self, kinds: Iterable[str]) -> None:
        """Do nothing."""


def store(kind: type[Watch], facts: int) -> float:
    """Store so many facts, and give the µs of a processor that one takes."""
    with tempfile.TemporaryDirectory() as folder:
        opened = Store(Path(folder) / "hub.db")
        ledger = Ledger(opened, kind(opened.path))
        began = time.process_time()
        for _ in range(facts // BATCH):
            own, moved = ledger.own_stream(), dict[str, Stream]()
            came = [
                Arrived(visit=str(uuid.uuid4()), adult="a-bench000", family="f-bench000") for _ in range(BATCH // 2)
            ]
            went = [Left(visit=one.visit, adult=one.adult, family=one.family) for one in came]
            pairs = (body for pair in zip(came, went, strict=True) for body in pair)
            ledger.commit([own_row(body, str(uuid.uuid4()), 1, moved, own) for body in pairs], moved)
        took = time.process_time() - began
        opened.close()
    return 1e6 * took / facts


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--facts", type=int, default=4_000)
    options = parser.parse_args()
    with load_told():
        pairs = [(store(Blind, options.facts), store(Watch, options.facts)) for _ in range(options.rounds)]
        print(spread("one fact stored, not counted, µs", [blind for blind, _ in pairs], 0, digits=1))
        print(spread("one fact stored and counted, µs", [watch for _, watch in pairs], 0, digits=1))
        print(
            spread("- of the same round, ratio", [watch / blind for blind, watch in pairs], 1.02, most=True, digits=3)
        )


if __name__ == "__main__":
    main()
