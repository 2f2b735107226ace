"""One screen for each way the kiosk answers."""

from collections.abc import Callable

from kivy.clock import Clock

from kiosk.screens.goodbye import GoodbyeScreen
from kiosk.screens.idle import IdleScreen
from kiosk.screens.notice import NoticeScreen
from kiosk.screens.screen import Screen
from kiosk.screens.welcome import WelcomeScreen
from kiosk.view import GoodbyeView, IdleView, NoticeView, Stay, Touch, View, WelcomeView

STAY = Stay(0.0, 1.0)
NOBODY: tuple[View, ...] = (
    WelcomeView("", "", again=True, desk="", desk_note="", instead_of="", row=(), children=(), stay=STAY),
    GoodbyeView("", "", again=True, desk="", children=(), programme=None, stay=STAY),
    NoticeView("undone", STAY),
)
"""Every screen that a family may wait for, with no family on it."""


def build(touch: Callable[[Touch], None]) -> dict[type, Screen]:
    """Build every screen, by the kind of view that it draws."""
    return {
        IdleView: IdleScreen(touch),
        WelcomeView: WelcomeScreen(touch),
        GoodbyeView: GoodbyeScreen(touch),
        NoticeView: NoticeScreen(touch),
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
