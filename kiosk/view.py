"""What a screen shows, as plain values: no Kivy here, and no names where the public looks on."""

from typing import Literal

from msgspec import Struct

from broker.wire.facts.care import CallReason

GlyphState = Literal["free", "in_use", "reserved", "unknown", "yours", "defect"]
ArchState = Literal["here", "announced", "free", "unknown"]
NoticeKind = Literal[
    "unknown_card", "call_carer", "undone", "no_roster", "staying", "shift_over", "first_time", "fault"
]


class Look(Struct, frozen=True):
    """How a view is drawn for one visit."""

    language: str = ""
    """Code of the language; empty while nobody has chosen one."""
    larger: bool = False
    contrast: bool = False


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


class CallBanner(Struct, frozen=True):
    """A call that nobody answered at the desk: the child's animal, never a name; neither for a protected family."""

    why: CallReason
    animal: str = ""
    ground: str = "white"


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
    languages: tuple[str, ...] = ()
    """Codes of the languages that may be chosen for a visit."""
    panel: Literal["", "programme", "notices", "wifi", "language", "more"] = ""
    """Which details are open."""
    notices: tuple[str, ...] = ()
    call: CallBanner | None = None


class ChildCard(Struct, frozen=True):
    """A child on the family's own screen."""

    name: str
    animal: str
    ground: str
    to: Literal["adult", "announced", "care", "together", "waits", "already_here"]
    """`waits` for a place in care, with the adult."""


class Stay(Struct, frozen=True):
    """How long a screen stays by itself, the same whenever it is asked: what does not change is not drawn again."""

    until: float
    """Seconds of the monotonic clock."""
    span: float
    """Seconds of the whole ring."""
    held: bool = False
    """A touch has stopped the time."""


class StripView(Struct, frozen=True):
    """One thing more that a result offers; its buttons mean `strip` and one of the answers.

    `call`: coming, soon; `place`: yes, no; all others: yes.
    """

    kind: Literal["call", "place", "repair", "end_shift", "shift", "was_here"]
    child: str = ""
    """Name of the child whom a call or a place is about."""
    at: str = ""
    """Until when a place is held, such as `9:22`; the day of a visit that nobody ended, such as `Dienstag`."""
    why: CallReason = "come"


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
    back: bool = False
    """Back from an errand or lunch; there is nothing to undo."""
    strip: StripView | None = None
    also: tuple[str, ...] = ()
    """Names of the family's other adults in the house."""
    short: Literal["", "places", "ratio", "no_carer"] = ""
    """Why care is not as it should be: a child waits, or carers are few."""
    may_change: bool = True
    """Whether desk and children can be changed: the visit is open."""
    may_be_other: bool = False
    """Whether somebody else of the family may have come with this card: button `someone`."""
    may_undo: bool = True
    """Whether the arrival can be taken back: no child in care and no duty depends on it yet."""


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
    until: str = ""
    """Only out for a while, and back by then, such as `13:30`."""
    hold: tuple[int, ...] = ()
    """For how many minutes the desk may be held: buttons `lunch`."""
    still: tuple[str, ...] = ()
    """Names of children who are still recorded although nobody of the family is here."""


class ChildChoice(Struct, frozen=True):
    """A child, and where it may be today."""

    id: str
    name: str
    animal: str
    ground: str
    chosen: Literal["care", "together", "adult", "absent", "waits"]
    may: bool = True
    """Whether this adult may say; else `note` says why not, such as `bei Andrij`."""
    note: str = ""


class ChildrenView(Struct, frozen=True):
    """Where each child is today. Buttons: `child` with `<id>:<choice>`, `ready`."""

    children: tuple[ChildChoice, ...]
    care_room: str
    places_free: int | None
    """None while nobody knows, or without a limit."""
    carers: int
    short: Literal["", "places", "ratio", "no_carer"]
    stay: Stay


class PlanRoom(Struct, frozen=True):
    """A room on the plan, in metres from its upper left corner: left, top, width, height."""

    name: str
    kind: Literal["care", "work", "group", "kitchen", "quiet", "entrance"]
    box: tuple[float, float, float, float]


class PlanDesk(Struct, frozen=True):
    """A desk that may be chosen; `spot` is its middle in metres, None where there is no plan."""

    id: str
    name: str
    kind: Literal["pc", "laptop"]
    state: GlyphState
    may: bool
    """Whether a touch takes it."""
    spot: tuple[float, float] | None = None


class DesksView(Struct, frozen=True):
    """Another desk is chosen. Buttons: `desk` with its id, `filter`, `any`, `no_desk`, `back`."""

    desks: tuple[PlanDesk, ...]
    rooms: tuple[PlanRoom, ...]
    """Empty where the office has no plan: then desks are listed."""
    kind: Literal["all", "pc", "laptop"]
    doubt: str
    """Name of the desk of which the family is asked whether it is really free; its id is `doubt_id`."""
    doubt_id: str
    here: tuple[float, float] | None
    """Where this kiosk stands."""
    way: tuple[tuple[float, float], ...]
    """From here to the family's desk, corner by corner."""
    unknown_since: str
    stay: Stay


class RepairView(Struct, frozen=True):
    """When an earlier visit ended. Buttons: `time` with the moment, `back`."""

    day: str
    came: str
    times: tuple[tuple[str, str], ...]
    """(moment, clock time such as `13:00`)."""
    stay: Stay


class SomeoneView(Struct, frozen=True):
    """Who of the family has come. Buttons: `adult` with the id, `back`."""

    name: str
    """Whose card it is."""
    adults: tuple[tuple[str, str], ...]
    """(id, name) of each other who may have come."""
    stay: Stay


class GuardView(Struct, frozen=True):
    """Somebody leaves, and one child stays. Buttons: `take`, `other`, `errand`, `stay`; while waiting also `back`."""

    name: str
    child: str
    animal: str
    ground: str
    at: Literal["care", "announced", "together", "adult", "out"]
    care_room: str
    number: int
    """Which of `total` children this is, from 1."""
    total: int
    waiting: bool
    """Somebody else is to put a card on now."""
    others: tuple[str, ...]
    """Names of the family's other adults in the house."""
    carers: bool
    """Whether a carer on duty may take over as well."""
    errand_min: int
    """Minutes for which one may only be out; 0 when that is not offered."""
    stay: Stay
    take: bool = True
    """Whether the child may be taken along; else a carer has to give it first."""


class ShiftView(Struct, frozen=True):
    """The last carer cannot go while children are in care. Buttons: `count` with `1` or `-1`, `stay`."""

    name: str
    heads: int
    leaves: bool
    """Wants to leave the house, not only to end the shift."""
    stay: Stay


class CodeView(Struct, frozen=True):
    """The pad. Buttons: `key` with a digit, `erase`, `back`."""

    typed: int
    wrong: bool
    pause_min: int
    """Minutes for which no code is taken; 0 when one is."""
    care_room: str
    stay: Stay


class NoticeView(Struct, frozen=True):
    """A calm answer without names."""

    kind: NoticeKind
    stay: Stay


View = (
    IdleView | WelcomeView | GoodbyeView | NoticeView | DesksView | ChildrenView | RepairView | SomeoneView | GuardView
    | ShiftView | CodeView
)  # fmt: skip
Touch = Literal[
    "undo", "done", "go", "come", "hold", "back", "ready", "desk", "any", "no_desk", "filter", "children", "child",
    "lunch", "strip", "time", "take", "other", "errand", "stay", "count", "key", "erase", "code", "first", "open",
    "language", "look", "someone", "adult",
]  # fmt: skip
"""What a touch may mean: `go` and `come` answer a second tap; `hold` is any place without a button."""
