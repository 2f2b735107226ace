"""Pulled plugs, played: what a disk holds after the power went at any moment, out of all that a program asked of it.

A program runs with `plug/recorder.c` before libc. What it wrote and did not sync may be there after a cut, or not, or
in parts of 512 bytes, in any order; what it synced is there.
"""

import random
import struct
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

SOURCE = Path(__file__).parent / "plug" / "recorder.c"
HEAD = struct.Struct("<cHqI")
SECTOR = 512
Fate = Literal["lost", "torn", "kept"]
"""What becomes of what was not synced."""


class Note(Struct, frozen=True):
    """One call; `end` is the length of the log once it was noted."""

    kind: Literal["W", "T", "S", "U"]
    name: str
    offset: int
    data: bytes
    end: int


class Recorder:
    """Records what a program asks of files whose path begins with `files`."""

    def __init__(self, folder: Path, files: Path) -> None:
        """Build the library; nothing is recorded yet."""
        folder.mkdir(parents=True, exist_ok=True)
        self._library, self._log, self._files = folder / "recorder.so", folder / f"{files.name}.plug", files
        if not self._library.exists():
            subprocess.run(
                ["gcc", "-shared", "-fPIC", "-O1", "-o", self._library, SOURCE, "-ldl", "-lpthread"], check=True
            )

    @property
    def environment(self) -> dict[str, str]:
        """What the program has to be started with."""
        return {"LD_PRELOAD": str(self._library), "PLUG_LOG": str(self._log), "PLUG_FILES": str(self._files)}

    @property
    def size(self) -> int:
        """Length of the log by now: what was promised before is promised by a cut from here on."""
        return self._log.stat().st_size if self._log.exists() else 0

    def notes(self) -> Iterator[Note]:
        """Read the log, whole notes only."""
        raw, at = self._log.read_bytes(), 0
        while at + HEAD.size <= len(raw):
            kind, name, offset, length = HEAD.unpack_from(raw, at)
            begin = at + HEAD.size
            at = begin + name + length
            if at > len(raw):
                return
            path = Path(raw[begin : begin + name].decode())
            yield Note(kind.decode(), path.name, offset, raw[begin + name : at], at)


class Disk:
    """What surely is on a disk, and what may be."""

    def __init__(self, *, honest: bool = True) -> None:
        """Begin empty. One that is not honest forgets to sync: with it everything else must fail."""
        self._sure: dict[str, bytearray] = {}
        self._open: dict[str, list[Note]] = {}
        self._honest = honest

    def take(self, note: Note) -> None:
        """Let the next call happen."""
        if note.kind == "U":
            self._sure.pop(note.name, None)
            self._open.pop(note.name, None)
            return
        sure, waiting = self._sure.setdefault(note.name, bytearray()), self._open.setdefault(note.name, [])
        if note.kind != "S":
            waiting.append(note)
        elif self._honest:
            for each in waiting:
                _apply(sure, each)
            waiting.clear()

    def cut(self, fate: Fate, chance: random.Random) -> Mapping[str, bytes]:
        """Give the files as they are found after the power went."""
        return {name: bytes(self._after(name, fate, chance)) for name in self._sure if not name.endswith("-shm")}

    def _after(self, name: str, fate: Fate, chance: random.Random) -> bytearray:
        found = bytearray(self._sure[name])
        for note in () if fate == "lost" else self._open[name]:
            for part in (note,) if fate == "kept" else _sectors(note):
                if fate == "kept" or chance.random() < 0.5:
                    _apply(found, part)
        return found


def cuts(
    notes: Iterable[Note], moments: int, chance: random.Random, *, honest: bool = True
) -> Iterator[tuple[int, Disk]]:
    """Play what was recorded, and stop at so many random moments: give the length of the log there, and the disk."""
    played = list(notes)
    chosen = set(chance.sample(range(len(played)), min(moments, len(played))))
    disk = Disk(honest=honest)
    for place, note in enumerate(played):
        if place in chosen:
            yield note.end - 1, disk
        disk.take(note)


def put(files: Mapping[str, bytes], folder: Path) -> None:
    """Lay files out in a fresh folder."""
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _sectors(note: Note) -> Iterator[Note]:
    if note.kind == "T":
        yield note
    for at in range(0, len(note.data), SECTOR):
        yield Note(note.kind, note.name, note.offset + at, note.data[at : at + SECTOR], note.end)


def _apply(found: bytearray, note: Note) -> None:
    end = note.offset + len(note.data)
    if note.kind == "T":
        del found[note.offset :]
    if len(found) < end:
        found.extend(bytes(end - len(found)))
    found[note.offset : end] = note.data
