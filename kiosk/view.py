"""What a screen shows, as plain values: no Kivy here, and no names where the public looks on."""

from typing import Literal

from msgspec import Struct

GlyphState = Literal["free", "in_use", "reserved", "unknown", "yours", "defect"]
ArchState = Literal["here", "announced", "free", "unknown"]
NoticeKind = Literal["unknown_card", "call_carer", "undone", "no_roster"]


class Glyph(Struct, frozen=True):
    """One desk in a row."""

    label: str
    """What is left of the desk's name beside its kind, such as `3`."""
    state: GlyphState


class DeskRow(Struct, frozen=True):
    """All desks of one kind."""

    kind: Literal["pc", "laptop"]
    glyphs: tuple[Glyph, ...]
    free: int
    """Desks known to be free; offline, the number when they were last known."""


class Arch(Struct, frozen=True):
    """A child's place."""

    state: ArchState
    animal: str = ""
    ground: str = "white"


class RoomTile(Struct, frozen=True):
    """A room with nothing to count in it."""

    name: str
    kind: Literal["group", "kitchen", "quiet", "entrance"]
    state: Literal["occupied", "vacant", "unknown"]
    since: str = ""
    """Clock time such as `8:52`."""


class Entry(Struct, frozen=True):
    """A line of today's programme."""

    at: str
    title: str
    room: str


class IdleView(Struct, frozen=True):
    """The public screen."""

    clock: str
    weekday: str
    day: str
    work_room: str
    desks: tuple[DeskRow, ...]
    unknown_desks: int
    unknown_since: str
    care_room: str
    places: int
    places_free: int
    """Neither taken nor announced; offline, as last known."""
    announced: int
    arches: tuple[Arch, ...]
    rooms: tuple[RoomTile, ...]
    programme: tuple[Entry, ...]
    printer: Literal["ready", "no_paper", "unknown", "none"]
    wifi: str = ""
    """Name of the guests' WLAN; empty if there is none."""
    wifi_code: str = ""
    """Text of the QR code that joins it."""
    connected: bool = True
    offline_since: str = ""
    """Clock time since when the hub is silent; empty if it was never heard."""
    weekday_short: str = ""
    """The weekday where there is little room, such as `Mi`."""
    can_record: bool = True
    """False when the outbox cannot be written: taps must not promise anything."""


class ChildCard(Struct, frozen=True):
    """A child on the family's own screen."""

    name: str
    animal: str
    ground: str
    to: Literal["adult", "announced", "already_here"]


class Stay(Struct, frozen=True):
    """How long a screen stays by itself, the same whenever it is asked: what does not change is not drawn again."""

    until: float
    """Seconds of the monotonic clock."""
    span: float
    """Seconds of the whole ring."""
    held: bool = False
    """A touch has stopped the time."""


class WelcomeView(Struct, frozen=True):
    """Someone has come, or has tapped again while here."""

    name: str
    at: str
    """Clock time of the arrival."""
    again: bool
    """The same card soon after: nothing was recorded, the family may mean to go."""
    desk: str
    """Name of the desk; empty for none."""
    desk_note: str
    instead_of: str
    """Name of the usual desk when somebody else sits there."""
    row: tuple[Glyph, ...]
    children: tuple[ChildCard, ...]
    stay: Stay
    first: bool = False
    """The adult's first visit that is known here: there is no last time."""


class GoodbyeView(Struct, frozen=True):
    """Someone has left, or has tapped again after leaving."""

    name: str
    at: str
    again: bool
    desk: str
    """Name of the desk that is free again; empty for none."""
    children: tuple[ChildCard, ...]
    programme: Entry | None
    """What comes next today."""
    stay: Stay


class NoticeView(Struct, frozen=True):
    """A calm answer without names."""

    kind: NoticeKind
    stay: Stay


View = IdleView | WelcomeView | GoodbyeView | NoticeView
Touch = Literal["undo", "done", "go", "come", "hold"]
"""What a touch may mean: `go` and `come` answer a second tap; `hold` is any other place of a result screen."""
