"""What anybody may see: no name."""

from typing import Literal

from msgspec import Struct

from broker.wire.facts.care import CallReason
from kiosk.view.common import Arch, Entry, Glyph, GlyphState, Stay, Way

NoticeKind = Literal[
    "unknown_card", "call_carer", "undone", "no_roster", "staying", "shift_over", "first_time", "fault", "unread",
    "enrolling", "enrolled", "random_card", "card_taken", "not_enrolled", "identify",
    "guest_in", "guest_out", "badge_free",
]  # fmt: skip


class DeskRow(Struct, frozen=True):
    """All desks of one kind."""

    kind: Literal["pc", "laptop"]
    glyphs: tuple[Glyph, ...]
    free: int
    """Desks known to be free; offline, the number when they were last known."""


class RoomTile(Struct, frozen=True):
    """A room, as a whole."""

    name: str
    kind: Literal["work", "care", "group", "kitchen", "quiet", "entrance"]
    state: Literal["occupied", "vacant", "unknown"]
    since: str = ""
    """Clock time such as `8:52`."""
    why: str = ""
    """By what that is known, or why it is not, as in `RoomPicture`."""
    coming: str = ""
    """What takes place there next today, such as `9:30 Themenfrühstück`."""


class DeskNote(Struct, frozen=True):
    """A desk that is neither free nor simply taken, with what is known of it as in `RoomTile`."""

    name: str
    state: GlyphState
    since: str
    why: str


class CallBanner(Struct, frozen=True):
    """A call that nobody answered at the desk: the child's animal, never a name; neither for a protected family."""

    why: CallReason
    animal: str = ""
    ground: str = "white"


PrinterState = Literal["ready", "low", "no_paper", "stopped", "unknown", "none"]
"""`low`: toner or ink will be empty soon; `none`: there is no printer."""


class IdleView(Struct, frozen=True):
    """The public screen."""

    clock: str
    weekday: str
    day: str
    work_room: str
    desks: tuple[DeskRow, ...]
    unknown_desks: int
    unknown_since: str
    """Clock time since when, and `unknown_why` why nobody knows of those desks: the first of several."""
    care_room: str
    places: int
    places_free: int
    """Neither taken nor announced; offline, as last known."""
    announced: int
    arches: tuple[Arch, ...]
    rooms: tuple[RoomTile, ...]
    """Those with nothing to count in them."""
    programme: tuple[Entry, ...]
    printer: PrinterState
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
    reader: Literal["", "no_service", "no_reader"] = ""
    """Why no card can be read now; empty while it can."""
    voice: bool = False
    """Whether somebody may choose that it is read aloud, and `aloud` whether somebody has."""
    aloud: bool = False
    meant: Way | Literal[""] = ""
    """What the next card means, by a hardware button."""
    enrols: bool = False
    """A new card is waited for here."""
    languages: tuple[str, ...] = ()
    """Codes of the languages that may be chosen for a visit."""
    panel: Literal["", "programme", "notices", "wifi", "language", "more", "rooms"] = ""
    """Which details are open."""
    unknown_why: str = ""
    every_room: tuple[RoomTile, ...] = ()
    odd_desks: tuple[DeskNote, ...] = ()
    """Both for the details: all rooms, and desks about which there is something to say."""
    notices: tuple[str, ...] = ()
    call: CallBanner | None = None


class NoticeView(Struct, frozen=True):
    """A calm answer without names."""

    kind: NoticeKind
    stay: Stay
    badge: int = 0
    """What stands on a guest's badge."""
    way: Literal["", "undo", "go", "come"] = ""
    """What the button beside `done` does, if there is one."""

    @property
    def again(self) -> bool:
        """Whether nothing was recorded: a badge that was put on again soon after."""
        return self.way in ("go", "come")


class CodeView(Struct, frozen=True):
    """The pad. Buttons: `key` with a digit, `erase`, `back`."""

    typed: int
    wrong: bool
    pause_min: int
    """Minutes for which no code is taken; 0 when one is."""
    care_room: str
    stay: Stay
