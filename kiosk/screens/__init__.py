"""One screen for each way the kiosk answers."""

from collections.abc import Callable

from kivy.clock import Clock

from kiosk.screens.children import ChildrenScreen
from kiosk.screens.code import CodeScreen
from kiosk.screens.desks import DesksScreen
from kiosk.screens.goodbye import GoodbyeScreen
from kiosk.screens.guard import GuardScreen
from kiosk.screens.idle import IdleScreen
from kiosk.screens.notice import NoticeScreen
from kiosk.screens.repair import RepairScreen
from kiosk.screens.screen import Screen
from kiosk.screens.shift import ShiftScreen
from kiosk.screens.someone import SomeoneScreen
from kiosk.screens.welcome import WelcomeScreen
from kiosk.view import (
    ChildrenView,
    CodeView,
    DesksView,
    GoodbyeView,
    GuardView,
    IdleView,
    NoticeView,
    RepairView,
    ShiftView,
    SomeoneView,
    Stay,
    Touch,
    View,
    WelcomeView,
)

STAY = Stay(0.0, 1.0)
NOBODY: tuple[View, ...] = (
    WelcomeView("", "", again=True, desk="", desk_note="", instead_of="", row=(), children=(), stay=STAY),
    GoodbyeView("", "", again=True, desk="", children=(), programme=None, stay=STAY),
    NoticeView("undone", STAY),
    CodeView(0, wrong=False, pause_min=0, care_room="", stay=STAY),
    RepairView("", "", (), STAY),
    SomeoneView("", (), STAY),
    GuardView("", "", "", "white", "care", "", 1, 1, waiting=False, others=(), carers=True, errand_min=10, stay=STAY),
    ShiftView("", 0, leaves=True, stay=STAY),
    DesksView((), (), kind="all", doubt="", doubt_id="", here=None, way=(), unknown_since="", stay=STAY),
    ChildrenView((), "", places_free=None, carers=0, short="", stay=STAY),
)
"""Every screen that a family may wait for, with no family on it."""


def build(touch: Callable[[Touch, str], None]) -> dict[type, Screen]:
    """Build every screen, by the kind of view that it draws."""
    return {
        IdleView: IdleScreen(touch),
        WelcomeView: WelcomeScreen(touch),
        GoodbyeView: GoodbyeScreen(touch),
        NoticeView: NoticeScreen(touch),
        CodeView: CodeScreen(touch),
        RepairView: RepairScreen(touch),
        SomeoneView: SomeoneScreen(touch),
        GuardView: GuardScreen(touch),
        ShiftView: ShiftScreen(touch),
        DesksView: DesksScreen(touch),
        ChildrenView: ChildrenScreen(touch),
    }


def rehearse(screens: dict[type, Screen], size: tuple[int, int]) -> None:
    """Draw every result once, unseen, so that the first family waits no longer than the next."""
    for view in NOBODY:
        screen = screens[type(view)]
        screen.size = size
        screen.show(view, fresh=False)
    Clock.tick_draw()
    for view in NOBODY:
        screens[type(view)].wipe()
