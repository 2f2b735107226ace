"""What the age of the database costs: a year of facts folded anew, and one fact at its beginning and at its end.

Beside it, in the same run: reading and decoding the same facts without folding them, and inserting them without
deriving anything. Ten years of month counts lie in the file.
"""

import argparse
import itertools
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from broker.ledger import Ledger
from broker.store import facts
from broker.store.facts import Row, Stream
from broker.store.store import Store, transaction
from broker.wire.facts import FactBody
from broker.wire.facts.care import Called, CallEnded, Counted, ShiftEnded, ShiftTaken
from broker.wire.facts.custody import Returned, Taken
from broker.wire.facts.presence import Arrived, ChildHere, Left
from figures import load_told, spread

BERLIN = ZoneInfo("Europe/Berlin")
DAYS, FAMILIES, A_DAY = 252, 60, 18
"""Opening days of a year, families that use the office, and families on one day: some 30,000 facts."""
YEARS = 10
SAMPLE = 2_000
MINUTE = 60_000


def year() -> Iterator[tuple[int, FactBody]]:
    """Give (time, fact) of a year: eighteen families a day with a child in care, a carer on duty, calls, headcounts."""
    day = datetime(2025, 1, 6, 8, tzinfo=BERLIN)
    opened = 0
    while opened < DAYS:
        if day.weekday() < 5:
            yield from _day(int(day.timestamp() * 1000), opened)
            opened += 1
        day += timedelta(days=1)


def _day(opens: int, number: int) -> Iterator[tuple[int, FactBody]]:
    carer = Arrived(visit=_id(), adult="a-carer000", family="f-carer000")
    shift = ShiftTaken(shift=_id(), adult=carer.adult, family=carer.family)
    found: list[tuple[int, FactBody]] = [(opens, carer), (opens + 1, shift)]
    for place in range(A_DAY):
        name = f"{(number * 5 + place) % FAMILIES:05d}"
        family, adult, child = f"f-fam{name}", f"a-fam{name}", f"c-fam{name}"
        come = opens + place * 7 * MINUTE
        stays = [_id() for _ in range(3)]
        visit, call = _id(), _id()
        here = ChildHere(child=child, stay=stays[0], to="care")
        taken = Taken(
            child=child, family=family, stay=stays[1], by=carer.adult, answers=adult, follows=stays[0]
        )  # fmt: skip
        found += [
            (come, Arrived(visit=visit, adult=adult, family=family, desk=f"laptop-{place}", children=(here,))),
            (come + MINUTE, taken),
            (come + 90 * MINUTE, Called(call=call, child=child, family=family, adult=adult, why="hungry")),
            (come + 95 * MINUTE, CallEnded(call=call)),
            (come + 180 * MINUTE, Returned(child=child, family=family, stay=stays[2], to=adult, follows=stays[1])),
            (come + 181 * MINUTE, Left(visit=visit, adult=adult, family=family)),
        ]  # fmt: skip
    found += [(opens + hour * 60 * MINUTE, Counted(by=carer.adult, heads=A_DAY)) for hour in range(1, 3)]
    found += [
        (opens + 540 * MINUTE, ShiftEnded(shift=shift.shift, adult=shift.adult, family=shift.family)),
        (opens + 541 * MINUTE, Left(visit=carer.visit, adult=carer.adult, family=carer.family)),
    ]
    yield from sorted(found, key=lambda pair: pair[0])


def rows() -> Iterator[tuple[Row, dict[str, Stream]]]:
    """Give each fact as a row, with how far its stream has come."""
    stream = _id()
    for n, (at, body) in enumerate(year(), 1):
        payload = msgspec.json.encode(body)
        kind = msgspec.json.decode(payload)["k"]
        row = Row(_id(), "kiosk-entrance", stream, n, kind, at, "measured", payload, body)
        yield row, {stream: Stream("kiosk-entrance", n, at, at, row.id)}


def _id() -> str:
    return str(uuid.uuid4())


def old_months(store: Store) -> None:
    """Lay ten years of month counts into the file."""
    months = [f"{2015 + year}-{month:02}" for year in range(YEARS) for month in range(1, 13)]
    store.connection.executemany(
        "INSERT INTO month_count VALUES (?, ?, 1.0)", itertools.product(months, [f"what-{n}" for n in range(8)])
    )


def main() -> None:
    """Measure and print rows for the table in README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    figures: dict[str, list[float]] = {}
    with load_told():
        for _ in range(rounds):
            for name, value in measure().items():
                figures.setdefault(name, []).append(value)
    for name, values in figures.items():
        print(spread(name, values, AIMS.get(name, 0), most=True, digits=2))


AIMS = {"a year folded and derived anew, seconds": 5.0, "last / first, of the same round": 1.25}


def measure() -> dict[str, float]:
    """Measure one round."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "hub.db")
        old_months(store)
        ledger, costs = Ledger(store), list[float]()
        store.connection.execute("PRAGMA synchronous = OFF")  # what the disk costs is the same at any age
        for row, used in rows():
            begun = time.perf_counter()
            ledger.commit([row], used)
            costs.append((time.perf_counter() - begun) * 1e6)
        begun = time.perf_counter()
        for _ in facts.load(store.connection):
            pass
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        ledger.rebuild()
        rebuilt = time.perf_counter() - begun
        store.close()
        bare = Store(Path(folder) / "bare.db")
        begun = time.perf_counter()
        with transaction(bare.connection):
            for row, _ in rows():
                facts.append(bare.connection, row)
        inserted = time.perf_counter() - begun
        bare.close()
    first, last = statistics.median(costs[:SAMPLE]), statistics.median(costs[-SAMPLE:])
    return {
        "facts of a year": float(len(costs)),
        "read and decoded only, seconds": read,
        "inserted only, made up on the way, seconds": inserted,
        "a year folded and derived anew, seconds": rebuilt,
        f"one fact committed, first {SAMPLE:,}, microseconds": first,
        f"one fact committed, last {SAMPLE:,}, microseconds": last,
        "last / first, of the same round": last / first,
    }


if __name__ == "__main__":
    main()
