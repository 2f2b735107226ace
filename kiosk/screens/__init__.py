"""One screen for each way the kiosk answers."""

from collections.abc import Callable, Iterator

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
    ChildCard,
    ChildrenView,
    CodeView,
    DesksView,
    Glyph,
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

KINDS: dict[type[View], type[Screen]] = {
    IdleView: IdleScreen,
    WelcomeView: WelcomeScreen,
    GoodbyeView: GoodbyeScreen,
    NoticeView: NoticeScreen,
    CodeView: CodeScreen,
    RepairView: RepairScreen,
    SomeoneView: SomeoneScreen,
    GuardView: GuardScreen,
    ShiftView: ShiftScreen,
    DesksView: DesksScreen,
    ChildrenView: ChildrenScreen,
}
"""What draws which kind of view."""

STAY = Stay(0.0, 1.0)
ROW, CHILDREN = (Glyph("", "free"),), (ChildCard("", "", "white", "adult"),) * 2
NOBODY: dict[type[Screen], View] = {
    KINDS[type(view)]: view
    for view in (
        WelcomeView("", "", again=False, desk="", desk_note="", instead_of="", row=ROW, children=CHILDREN, stay=STAY),
        GoodbyeView("", "", again=False, desk="", children=CHILDREN, programme=None, stay=STAY),
        NoticeView("undone", STAY),
        CodeView(0, wrong=False, pause_min=0, care_room="", stay=STAY),
        RepairView("", "", (), STAY),
        SomeoneView("", (), STAY),
        GuardView(
            "", "", "", "white", "care", "", 1, 1, waiting=False, others=(), carers=True, errand_min=10, stay=STAY
        ),
        ShiftView("", 0, leaves=True, stay=STAY),
        DesksView((), (), kind="all", doubt="", doubt_id="", here=None, way=(), unknown_since="", stay=STAY),
        ChildrenView((), "", places_free=None, carers=0, short="", stay=STAY),
    )
}
"""What each result shows of no family at all; most have a desk and a child or two, so those get their places."""


class Screens(dict[type[View], Screen]):
    """Every screen, by the kind of view that it draws; each is built when it is first asked for."""

    def __init__(self, touch: Callable[[Touch, str], None]) -> None:
        """Begin with none."""
        super().__init__()
        self._touch = touch

    def __missing__(self, kind: type[View]) -> Screen:
        """Build one."""
        self[kind] = screen = KINDS[kind](self._touch)
        return screen


def rehearse(screens: Screens, size: tuple[int, int]) -> Iterator[None]:
    """Build every result and draw it once, unseen, one by one, so that the first family waits no longer than the next.

    A screen that somebody has asked for meanwhile is left alone.
    """
    for view in NOBODY.values():
        if type(view) not in screens:
            screen = screens[type(view)]
            screen.size = size
            lay(screen)
            yield


def lay(screen: Screen) -> None:
    """Draw what is the same for all families on a screen that none has now, so that the next one waits for less."""
    if screen.view is None:
        screen.show(NOBODY[type(screen)], fresh=False)
        Clock.tick_draw()  # at once: the next family may want another look
