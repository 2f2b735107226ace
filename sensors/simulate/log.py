"""Reads a recorded log, a CSV of `time,channel,value`, as far as pins can show it."""

import csv
import io
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from msgspec import Struct

from sensors.errors import LogError
from sensors.simulate.timetable import Step, Timetable

COLUMNS = ("time", "channel", "value")
VALUES = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}
NAMED = 10
"""So many bad rows are named one by one."""
SHORTEST_S = 1.0
"""A log of one moment is played so often."""


class Log(Struct, frozen=True):
    """A log as these pins can show it; it is as long as from its first row to its last."""

    timetable: Timetable
    left_out: tuple[str, ...]
    """Channels that no pin here can show: there is none of this name, or what they tell is a number."""
    faults: tuple[str, ...]
    """A sentence for each row that cannot be read, by line."""

    def sentences(self) -> Iterator[str]:
        """Say what is not played, and why."""
        if self.left_out:
            yield f"left out, for no pin of these settings can show it: {', '.join(self.left_out)}"
        yield from self.faults[:NAMED]
        if len(self.faults) > NAMED:
            yield f"{len(self.faults) - NAMED} more rows cannot be read"


class _Row(Struct, frozen=True):
    at_s: float
    channel: str
    active: bool | None
    """None: a number."""


class _Clock:
    """Reads times, all of them as the first was written: with a date, with a date and a zone, or of one day."""

    def __init__(self) -> None:
        self._form: str | None = None

    def seconds(self, text: str) -> float:
        """Give seconds since a moment that is the same for the whole log.

        :raises ValueError: it is no time, or not written as the others; the text says so.
        """
        form, seconds = _seconds(text)
        self._form = self._form or form
        if form != self._form:
            raise ValueError(f"the time {text!r} is {form}, but the first one is {self._form}; write all alike")
        return seconds


def read(path: Path, inputs: Collection[str]) -> Log:
    """Read a log, or the `events.csv` of a folder, for the inputs of a node.

    :raises LogError: it cannot be read, or nothing in it fits.
    """
    path = path / "events.csv" if path.is_dir() else path
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeError) as exc:
        raise LogError(f"cannot read the log {path}: {exc}; name a CSV file of {','.join(COLUMNS)}") from exc
    rows, faults = _rows(text, path)
    numbers = {row.channel for row in rows if row.active is None}
    played = [row for row in rows if row.channel in inputs and row.channel not in numbers]
    left_out = tuple(sorted({row.channel for row in rows} - {row.channel for row in played}))
    if not played:
        raise LogError(_nothing_fits(path, left_out, faults, inputs))
    begins, ends = rows[0].at_s, rows[-1].at_s
    steps = tuple(Step(row.at_s - begins, row.channel, active=bool(row.active)) for row in played)
    return Log(Timetable(steps, max(SHORTEST_S, ends - begins)), left_out, faults)


def _rows(text: str, path: Path) -> tuple[list[_Row], tuple[str, ...]]:
    reader = csv.DictReader(io.StringIO(text))
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise LogError(
            f"the log {path} has no column {', '.join(missing)}; its first line is to be {','.join(COLUMNS)}"
        )
    rows, faults, clock = list[_Row](), list[str](), _Clock()
    try:
        for fields in reader:
            try:
                rows.append(_row(fields, clock))
            except ValueError as exc:
                faults.append(f"line {reader.line_num} is left out: {exc}")
    except csv.Error as exc:
        raise LogError(f"the log {path} is no CSV from line {reader.line_num} on: {exc}") from exc
    return sorted(rows, key=lambda row: row.at_s), tuple(faults)


def _row(fields: dict[str, str | None], clock: _Clock) -> _Row:
    at, channel, value = ((fields[column] or "").strip() for column in COLUMNS)
    if not channel:
        raise ValueError("it names no channel")
    active = _active(value)
    return _Row(clock.seconds(at), channel, active)


def _active(value: str) -> bool | None:
    if (active := VALUES.get(value.lower())) is not None:
        return active
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"the value {value!r} is none of 0, 1 or another number") from None
    return bool(number) if number in (0, 1) else None


def _seconds(text: str) -> tuple[str, float]:
    try:
        of_day = time.fromisoformat(text)
    except ValueError:
        pass
    else:
        return "a time of day", of_day.hour * 3600 + of_day.minute * 60 + of_day.second + of_day.microsecond / 1e6
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time; write 08:30:00 or 2026-03-02T08:30:00") from None
    if found.tzinfo is None:
        return "a date with a time", found.replace(tzinfo=UTC).timestamp()
    return "a date with a time and a zone", found.timestamp()


def _nothing_fits(path: Path, left_out: tuple[str, ...], faults: tuple[str, ...], inputs: Collection[str]) -> str:
    found = f"its channels are {', '.join(left_out)}" if left_out else "it has no row that can be read"
    known = ", ".join(sorted(inputs)) or "none"
    return f"nothing in the log {path} fits these settings: {found}; pins here are {known}" + "".join(
        f"\n  - {fault}" for fault in faults[:NAMED]
    )
