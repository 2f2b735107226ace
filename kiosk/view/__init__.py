"""What a screen shows, as plain values: no Kivy here, and no names where the public looks on."""

from kiosk.view.choice import (
    ChildChoice,
    ChildrenView,
    DesksView,
    GuardView,
    PlanDesk,
    PlanRoom,
    RepairView,
    ShiftView,
    SomeoneView,
)
from kiosk.view.common import Arch, ArchState, Entry, Glyph, GlyphState, Look, Odd, Stay, Touch, Way
from kiosk.view.public import (
    CallBanner,
    CodeView,
    DeskNote,
    DeskRow,
    IdleView,
    NoticeKind,
    NoticeView,
    PrinterState,
    RoomTile,
)
from kiosk.view.result import ChildCard, GoodbyeView, StripView, WelcomeView

__all__ = [
    "Arch",
    "ArchState",
    "CallBanner",
    "ChildCard",
    "ChildChoice",
    "ChildrenView",
    "CodeView",
    "DeskNote",
    "DeskRow",
    "DesksView",
    "Entry",
    "Glyph",
    "GlyphState",
    "GoodbyeView",
    "GuardView",
    "IdleView",
    "Look",
    "NoticeKind",
    "NoticeView",
    "Odd",
    "PlanDesk",
    "PlanRoom",
    "PrinterState",
    "RepairView",
    "RoomTile",
    "ShiftView",
    "SomeoneView",
    "Stay",
    "StripView",
    "Touch",
    "View",
    "Way",
    "WelcomeView",
]

View = (
    IdleView | WelcomeView | GoodbyeView | NoticeView | DesksView | ChildrenView | RepairView | SomeoneView | GuardView
    | ShiftView | CodeView
)  # fmt: skip
