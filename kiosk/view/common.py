"""What several screens show, and what a touch on any of them means."""

from typing import Literal

from msgspec import Struct

GlyphState = Literal["free", "in_use", "reserved", "unknown", "yours", "defect"]
ArchState = Literal["here", "announced", "free", "unknown"]


class Look(Struct, frozen=True):
    """How a view is drawn for one visit."""

    language: str = ""
    """Code of the language; empty while nobody has chosen one."""
    larger: bool = False
    contrast: bool = False
    aloud: bool = False
    """Read aloud."""


class Glyph(Struct, frozen=True):
    """One desk in a row."""

    label: str
    """What is left of the desk's name beside its kind, such as `3`."""
    state: GlyphState


class Stay(Struct, frozen=True):
    """How long a screen stays by itself, the same whenever it is asked: what does not change is not drawn again."""

    until: float
    """Seconds of the monotonic clock."""
    span: float
    """Seconds of the whole ring."""
    held: bool = False
    """A touch has stopped the time."""


class Arch(Struct, frozen=True):
    """A child's place."""

    state: ArchState
    animal: str = ""
    ground: str = "white"


class Entry(Struct, frozen=True):
    """A line of today's programme."""

    at: str
    title: str
    room: str


Odd = Literal["", "unread", "unknown"]
"""What was wrong with a card while a guard asks."""
Way = Literal["come", "go"]
"""What a hardware button says."""
Touch = Literal[
    "undo", "done", "go", "come", "hold", "back", "ready", "desk", "any", "no_desk", "filter", "children", "child",
    "lunch", "strip", "time", "take", "other", "errand", "stay", "count", "key", "erase", "code", "first", "open",
    "language", "look", "someone", "adult", "more",
]  # fmt: skip
"""What a touch may mean: `go` and `come` answer a second tap; `hold` is any place without a button."""
