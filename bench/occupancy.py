"""How well rooms are told to be occupied, on recorded logs with ground truth, beside a fixed hold of motion.

    .venv/bin/python bench/occupancy.py LOGS [--out FOLDER]

LOGS holds a folder for each log: `channels.csv` (channel,kind,place), `events.csv` (time,channel,value) and
`truth.csv` (start,end,state). Every event goes through the hub's own message input as a level of a node, on a virtual
clock; the node sends levels again as every node does, and its motion sensors begin at rest. The whole log is one room,
and the settings are the same for all. What was said goes to `<out>/<log>.csv`
(time,state,why). Figures: balanced accuracy, false-vacant minutes per occupied hour, false-occupied minutes per vacant
hour, on a grid of ten seconds; `unknown` counts as wrong in the accuracy, and is told.
"""

import argparse
import bisect
import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from broker.house.office import NodeEntry, Office, Room
from broker.house.rooms import Rooms
from broker.house.state import House
from broker.intake import Arrival
from broker.nodes import Nodes
from broker.wire.message import Message
from broker.wire.messages import Channel, Description, Level, Measures, State, Topic, encode

KINDS: dict[str, Measures] = {
    "presence": "motion", "activity": "input", "seat": "seat", "door": "door", "light": "light", "co2": "co2",
}  # fmt: skip
"""What the logs call what we measure; `presence` is there motion."""
NODE, ROOM, SITE = "log", "room", "bench"
STEP = timedelta(seconds=10)
HOLDS_MIN = (5, 30)
DAY_S = 86_400
Said = list[tuple[datetime, str, str]]
"""(time, state, why) of each change."""


class Event(Struct, frozen=True):
    """A row of a log."""

    at: datetime
    channel: str
    value: float


class Log(Struct, frozen=True):
    """A recorded log."""

    name: str
    kinds: dict[str, Measures]
    events: list[Event]
    truth: list[tuple[datetime, datetime, str]]

    @property
    def end(self) -> datetime:
        """When it ends."""
        return max(self.events[-1].at, *(end for _, end, _ in self.truth))


def read(folder: Path) -> Log:
    """Read a log; channels of a kind that tells nothing of people are left out."""
    kinds = {row["channel"]: KINDS[row["kind"]] for row in _rows(folder / "channels.csv") if row["kind"] in KINDS}
    events = sorted(
        (
            Event(_time(row["time"]), row["channel"], float(row["value"]))
            for row in _rows(folder / "events.csv")
            if row["channel"] in kinds
        ),
        key=lambda event: event.at,
    )
    truth = [(_time(row["start"]), _time(row["end"]), row["state"]) for row in _rows(folder / "truth.csv")]
    return Log(folder.name, kinds, events, truth)


class Hub:
    """The hub's message input and its rooms, without threads, on a clock that the log moves."""

    def __init__(self, log: Log) -> None:
        """Let a node come that measures what the log's channels do."""
        self._now, self._seq = 0.0, 0
        office = Office(
            site=SITE,
            name="log",
            rooms=(Room(id=ROOM, kind="work", name="log"),),
            nodes=(NodeEntry(id=NODE, role="sensors", name="log"),),
        )
        self._nodes, self._rooms = Nodes(office.nodes, Counter(), lambda: self._now), Rooms(office)
        self._names = {channel: f"c{number}" for number, channel in enumerate(log.kinds)}
        self._kinds = log.kinds
        channels = {
            self._names[channel]: Channel(measures=kind, room=ROOM, ttl=DAY_S) for channel, kind in log.kinds.items()
        }
        self._arrive("$desc", "", Description(role="sensors", software="", channels=channels))
        self._arrive("$state", "", State(s="ready", boot=1))
        self._values: dict[str, bool | float] = {name: False for name, kind in log.kinds.items() if kind == "motion"}
        self._repeat()

    def hear(self, event: Event, at: float) -> None:
        """Take an event, as a level of the node."""
        self._now = at
        number = self._kinds[event.channel] in ("light", "co2")
        self._values[event.channel] = event.value if number else event.value > 0
        self._send(event.channel)

    def says(self, at: float) -> tuple[str, str]:
        """Give state and reason."""
        self._now = at
        if at >= self._due:
            self._repeat()
        found = self._rooms.pictures(House(), self._nodes.levels, at, 0).rooms[ROOM]
        return found.state, found.why

    def _repeat(self) -> None:
        """Send every level once more, as a node does at its start and three times in a level's time to live."""
        self._due = self._now + DAY_S / 3
        for channel in self._values:
            self._send(channel)

    def _send(self, channel: str) -> None:
        self._seq += 1
        level = Level(v=self._values[channel], boot=1, seq=self._seq, ts=0, ttl=DAY_S)
        self._arrive("st", self._names[channel], level)

    def _arrive(self, kind: str, channel: str, message: Message) -> None:
        topic = Topic(SITE, NODE, channel, kind)  # type: ignore[arg-type]  # three of the kinds
        self._nodes.take(Arrival(topic, encode(message), retained=False, received=0))


def by_hub(log: Log) -> Said:
    """Let the hub tell."""
    hub, began = Hub(log), log.events[0].at
    seconds: Callable[[datetime], float] = lambda at: (at - began).total_seconds()  # noqa: E731  # a line
    return list(_changes(log, lambda event: hub.hear(event, seconds(event.at)), lambda at: hub.says(seconds(at))))


def by_hold(log: Log, minutes: int) -> Said:
    """Hold each motion, and whatever else a person does, for so long; the rest is vacant."""
    last = log.events[0].at - timedelta(days=1)

    def hear(event: Event) -> None:
        nonlocal last
        if log.kinds[event.channel] not in ("light", "co2") and event.value > 0:
            last = event.at

    def says(at: datetime) -> tuple[str, str]:
        return ("occupied" if at - last < timedelta(minutes=minutes) else "vacant"), ""

    return list(_changes(log, hear, says))


def _changes(
    log: Log, hear: Callable[[Event], None], says: Callable[[datetime], tuple[str, str]]
) -> Iterator[tuple[datetime, str, str]]:
    before, turns = ("", ""), iter(_turns(log))
    for at, event in turns:
        if event:
            hear(event)
        now = says(at)
        if now != before:
            before = now
            yield at, *now


def _turns(log: Log) -> Iterator[tuple[datetime, Event | None]]:
    """Give each event, and in between a look every ten seconds."""
    at, waiting = log.events[0].at, list(reversed(log.events))
    while at <= log.end:
        while waiting and waiting[-1].at <= at:
            event = waiting.pop()
            yield event.at, event
        yield at, None
        at += STEP


def score(said: Said, log: Log) -> dict[str, float]:
    """Judge what was said by what was true."""
    times, found = [at for at, _, _ in said], Counter[tuple[str, str]]()
    for start, end, true in log.truth:
        at = start
        while true != "masked" and at < end:
            place = bisect.bisect_right(times, at) - 1
            found[true, said[place][1] if place >= 0 else "unknown"] += 1
            at += STEP
    occupied = sum(count for (true, _), count in found.items() if true == "occupied") or 1
    vacant = sum(count for (true, _), count in found.items() if true == "vacant") or 1
    right = found["occupied", "occupied"], found["vacant", "vacant"]
    return {
        "accuracy": 100 * sum(right) / (occupied + vacant),
        "balanced": 50 * (right[0] / occupied + right[1] / vacant),
        "false vacant": 60 * found["occupied", "vacant"] / occupied,
        "false occupied": 60 * found["vacant", "occupied"] / vacant,
        "unknown": 100 * (found["occupied", "unknown"] + found["vacant", "unknown"]) / (occupied + vacant),
    }


def row(log: str, how: str, figures: dict[str, float]) -> str:
    """Write a row of the table."""
    units = ("%", "%", "min/h", "min/h", "%")
    return f"| {log} | {how} | " + " | ".join(
        f"{n:.2f} {unit}" for n, unit in zip(figures.values(), units, strict=True)
    )


def main() -> None:
    """Replay every log."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("logs", type=Path, help="a folder with a folder for each log")
    parser.add_argument("--out", type=Path, default=Path("var/occupancy"), help="where STATES files go")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    print("| log | by | accuracy | balanced | false vacant | false occupied | unknown |\n|---|---|---|---|---|---|---|")
    for folder in sorted(path.parent for path in options.logs.glob("*/events.csv")):
        log = read(folder)
        said = by_hub(log)
        _write(options.out / f"{log.name}.csv", said)
        print(row(log.name, "the hub", score(said, log)), flush=True)
        for minutes in HOLDS_MIN:
            print(row("", f"hold of {minutes} min", score(by_hold(log, minutes), log)), flush=True)


def _write(path: Path, said: Iterable[tuple[datetime, str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["time", "state", "why"])
        writer.writerows((at.replace(tzinfo=None).isoformat(), state, why) for at, state, why in said)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="") as file:
        yield from csv.DictReader(file)


def _time(text: str) -> datetime:
    """Read a time; logs have local ones without a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
